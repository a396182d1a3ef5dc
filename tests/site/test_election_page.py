"""The page of an election, with the packs that come with Baqylau."""

from __future__ import annotations

import gzip
import re

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from baqylau.accounts.models import User
from baqylau.core.text import order_key
from baqylau.election.models import Election
from baqylau.site import packs
from baqylau.site.pages.election import ElectionPage, election_page

pytestmark = pytest.mark.django_db


@pytest.fixture
def mazhilis_2023(db: None) -> Election:
    return packs.load(packs.shipped("kz_2023"))


def _page(election: Election, series: str = "") -> ElectionPage:
    return election_page(election, "en", series)


def test_the_rule_gives_the_seats_that_were_published_in_2023(mazhilis_2023: Election) -> None:
    shown = next(one for one in _page(mazhilis_2023).contests if one.seated)
    assert [line.seats for line in shown.seated] == [40, 8, 6, 6, 5, 4]
    assert [line.recomputed for line in shown.seated] == [40, 8, 6, 6, 5, 4]
    assert shown.all_agree
    assert len(shown.chamber) == 69
    assert shown.votes_in_all == 6_366_441


def test_seats_that_were_published_otherwise_are_marked(mazhilis_2023: Election) -> None:
    figure = mazhilis_2023.published_figures.get(indicator="seats", option__code="amanat", should_be="")
    figure.value = "41"
    figure.save()
    shown = next(one for one in _page(mazhilis_2023).contests if one.seated)
    assert not shown.all_agree
    assert [line.agrees for line in shown.seated].count(False) == 1


def test_seats_are_not_recomputed_where_a_vote_is_missing(mazhilis_2023: Election) -> None:
    mazhilis_2023.published_figures.filter(indicator="votes", option__code="auyl", should_be="").delete()
    shown = next(one for one in _page(mazhilis_2023).contests if one.seated)
    assert shown.result is None
    assert {line.agrees for line in shown.lines} == {None}


def test_the_map_has_the_regions_of_election_day_and_hatches_what_is_missing(mazhilis_2023: Election) -> None:
    regions = _page(mazhilis_2023).regions
    assert regions.chosen is not None
    assert (regions.chosen.indicator, regions.chosen.as_of) == ("turnout", "2023-03-19 22:10")
    assert len(regions.pieces) == len(regions.rows) == 20
    assert [piece.area.code for piece in regions.pieces if piece.step is None] == ["east_kazakhstan"]
    by_code = {piece.area.code: piece for piece in regions.pieces}
    assert by_code["almaty_city"].step == 0
    assert by_code["kyzylorda"].step == 4


def test_the_map_names_whose_boundaries_it_shows(mazhilis_2023: Election, client: Client, erik: User) -> None:
    client.force_login(erik)
    picture = client.get("/elections/kz_2023/").text.split("</svg>")
    assert any("CC BY 4.0" in after.split("</figure>")[0] for after in picture)


def test_another_hour_can_be_put_on_the_map(mazhilis_2023: Election) -> None:
    regions = _page(mazhilis_2023, "turnout@2023-03-19 10:10").regions
    assert regions.chosen is not None
    assert regions.chosen.as_of == "2023-03-19 10:10"
    assert not regions.has_missing
    assert _page(mazhilis_2023, "no-such-series").regions.chosen is not None


def test_an_election_whose_regions_have_no_boundaries_says_so(client: Client, erik: User) -> None:
    packs.load(packs.shipped("kz_2023"))
    packs.load(packs.shipped("kz_2021"))
    client.force_login(erik)
    page = client.get("/elections/kz_2021/")
    assert "There is no map" in page.text
    assert '<svg viewBox="-8' not in page.text
    assert page.text.count('id="area-') == 17


@pytest.mark.parametrize("language", ["en", "ru", "kk"])
def test_regions_stand_in_the_alphabetical_order_of_the_language(
    language: str, mazhilis_2023: Election, client: Client, erik: User
) -> None:
    client.force_login(erik)
    client.cookies["django_language"] = language
    page = client.get("/elections/kz_2023/")
    names = re.findall(r'<tr id="area-[^>]*>\s*<th[^>]*>([^<]+)<', page.text)
    assert len(names) == 20
    assert names == sorted(names, key=order_key)


def test_a_published_day_stands_beside_the_one_of_its_rule(mazhilis_2023: Election) -> None:
    days = {day.event.code: day for day in _page(mazhilis_2023).calendar}
    assert [day.shown for day in days.values() if day.shown] == sorted(
        day.shown for day in days.values() if day.shown
    )
    differing = {code for code, day in days.items() if day.differs}
    assert differing
    assert {code for code in differing if days[code].ends.differs} == {"accreditation"}
    assert {code for code in differing if days[code].begins.differs} == {"voter_lists"}


def test_figures_that_disagree_are_listed_and_used_nowhere(mazhilis_2023: Election) -> None:
    page = _page(mazhilis_2023)
    wrong = {cell.figure.pk for cell in page.disagreeing if cell.figure}
    used = {
        cell.figure.pk
        for shown in page.contests
        for line in shown.lines
        for _, cell in line.named_cells
        if cell.figure
    }
    assert len(wrong) == mazhilis_2023.published_figures.exclude(should_be="").count() > 0
    assert not wrong & used


def test_each_figure_on_the_page_has_its_source_in_the_list(
    mazhilis_2023: Election, client: Client, erik: User
) -> None:
    client.force_login(erik)
    text = client.get("/elections/kz_2023/").text
    cited = set(re.findall(r'href="#source-(\d+)"', text))
    listed = set(re.findall(r'id="source-(\d+)"', text))
    assert cited
    assert cited <= listed


def test_numbers_are_written_as_the_language_writes_them(
    mazhilis_2023: Election, client: Client, erik: User
) -> None:
    client.force_login(erik)
    for language, votes, share in (
        ("en", "3,431,510", "53.9"),
        ("ru", "3\xa0431\xa0510", "53,9"),
        ("kk", "3\xa0431\xa0510", "53,9"),
    ):
        client.cookies["django_language"] = language
        text = client.get("/elections/kz_2023/").text
        assert votes in text
        assert f"{share}\xa0%" in text


@pytest.mark.parametrize("name", ["kz_2023", "am_2021"])
def test_the_page_needs_few_queries_and_is_small(
    name: str, client: Client, erik: User, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    packs.load(packs.shipped(name))
    client.force_login(erik)
    with django_assert_max_num_queries(16):
        page = client.get(f"/elections/{name}/")
    assert len(gzip.compress(page.content)) < 60_000


def test_stations_are_found_by_code_whatever_the_case(
    client: Client, erik: User, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    packs.load(packs.shipped("xk_2014"))
    client.force_login(erik)
    with django_assert_max_num_queries(8):
        page = client.get("/elections/xk_2014/stations/", {"q": "0101C/01r"})
    assert page.text.count('<th scope="row"') == 1
    assert "0101c/01R" in page.text
    nothing = client.get("/elections/xk_2014/stations/", {"q": "no such code"})
    assert "No polling station has this" in nothing.text


def test_no_election_is_shown_to_whoever_is_not_signed_in(client: Client, election: Election) -> None:
    assert client.get("/elections/").status_code == 302
    assert client.get(f"/elections/{election.code}/").status_code == 302
