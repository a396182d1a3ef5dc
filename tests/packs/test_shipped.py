from __future__ import annotations

from collections import Counter
from datetime import date, time

import pytest
from django.apps import apps
from django.db.models import Q, Sum

from baqylau.election.indicators import INDICATORS, NOTES
from baqylau.election.methods.calendar import Point, difference
from baqylau.election.models import Area, Election, Option, PublishedFigure
from baqylau.election.sources.pack import read
from baqylau.election.windows import calendar_of
from baqylau.observation.models import Record
from baqylau.results.methods.rule import Counted
from baqylau.results.methods.seats import allocate
from baqylau.results.models import Protocol
from baqylau.results.sources.seat_files import rule_from
from baqylau.site import packs
from baqylau.site.cli import main
from baqylau.trail.models import Entry

NAMES = ["am_2021", "ge_2016", "kz_2021", "kz_2023", "kz_2026", "xk_2014"]


def rows() -> dict[str, int]:
    return {
        model._meta.label: model._default_manager.count() for model in apps.get_models() if model is not Entry
    }


def loaded(name: str) -> Election:
    return packs.load(packs.shipped(name))


def test_six_packs_are_shipped_and_listed(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["pack", "list"]) == 0
    assert capsys.readouterr().out.split() == NAMES


@pytest.mark.parametrize("name", NAMES)
def test_a_shipped_pack_is_right_and_says_where_it_comes_from(name: str) -> None:
    assert packs.check(packs.shipped(name)) == []
    assert "licence" in (packs.shipped(name) / "README.md").read_text(encoding="utf-8").lower()


@pytest.mark.django_db
@pytest.mark.parametrize("name", NAMES)
def test_a_shipped_pack_loads_and_a_second_time_makes_no_row_more(name: str) -> None:
    assert main(["pack", "load", name]) == 0
    before, entries = rows(), Entry.objects.count()
    loaded(name)
    assert (rows(), Entry.objects.count()) == (before, entries)
    Election.objects.update(pack_digest="")
    loaded(name)
    assert rows() == before


@pytest.mark.django_db
def test_the_published_seats_and_votes_of_2023_are_those_of_the_commission() -> None:
    figures = loaded("kz_2023").published_figures.filter(contest__code="list", official=True)
    seats = figures.filter(indicator="seats").values_list("option__code", "value")
    won = {code: int(value) for code, value in seats if int(value)}
    assert won == {"amanat": 40, "auyl": 8, "respublica": 6, "aqjol": 6, "qhp": 5, "osdp": 4}
    assert sum(int(figure.value) for figure in figures.filter(indicator="votes")) == 6_366_441
    assert figures.get(indicator="valid").value == "6366441"


@pytest.mark.django_db
@pytest.mark.parametrize("name", ["kz_2021", "kz_2023"])
def test_the_rule_in_the_pack_gives_the_published_seats(name: str) -> None:
    contest = loaded(name).contests.get(code="list")
    figures = PublishedFigure.objects.filter(contest=contest, official=True)
    votes = figures.filter(indicator="votes").values_list("option__code", "value")
    result = allocate(
        [Counted(code, int(value)) for code, value in votes], rule_from(contest.seat_rule, name)
    )
    published = figures.filter(indicator="seats").values_list("option__code", "value")
    assert result.seats == {code: int(value) for code, value in published}
    assert not result.ties


@pytest.mark.django_db
def test_seventeen_units_stand_in_2021_and_twenty_in_2023() -> None:
    elections = [loaded("kz_2021"), loaded("kz_2023"), loaded("kz_2026")]
    for election, units in zip(elections, (17, 20, 20), strict=True):
        standing = Area.objects.filter(parent__code="kz", valid_from__lte=election.day).filter(
            Q(valid_to=None) | Q(valid_to__gte=election.day)
        )
        assert set(standing) == set(election.areas.exclude(code="kz"))
        assert standing.count() == units
    assert elections[0].areas.get(code="astana").names["kk"] == "Нұр-Сұлтан қаласы"
    assert elections[1].areas.get(code="astana").names["kk"] == "Астана қаласы"
    divided = {area.code for area in elections[0].areas.all() if area.valid_to == date(2022, 6, 7)}
    assert divided == {"karaganda", "east_kazakhstan", "almaty_region"}


@pytest.mark.django_db
def test_the_twenty_units_have_codes_names_in_three_languages_and_a_map_whatever_is_loaded_later() -> None:
    election = loaded("kz_2023")
    loaded("kz_2021")
    for area in election.areas.exclude(code="kz"):
        assert area.boundary
        assert area.official_code.startswith(area.iso_code.removeprefix("KZ-"))
        assert set(area.names) == {"en", "ru", "kk"}
    assert Election.objects.get(code="kz_2021").areas.filter(boundary__isnull=True).count() == 5


@pytest.mark.parametrize("other", ["kz_2021", "kz_2026"])
def test_packs_of_one_country_say_the_same_of_the_areas_they_share(other: str) -> None:
    first, second = (
        {
            (area.code, area.valid_from): (dict(area.names), area.official_code, area.iso_code, area.valid_to)
            for area in read(packs.files_of(packs.shipped(name))).areas
        }
        for name in ("kz_2023", other)
    )
    shared = first.keys() & second.keys()
    assert len(shared) >= 14
    assert all(first[key] == second[key] for key in shared)


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("name", "differ", "ways"),
    [
        (
            "kz_2021",
            {"accreditation.ends": -1, "registration.ends": -2},
            {"accreditation.ends": ("clear",), "registration.ends": ("clear",)},
        ),
        (
            "kz_2023",
            {"accreditation.ends": -1, "voter_lists.begins": -1},
            {"accreditation.ends": ("clear",), "voter_lists.begins": ("clear",)},
        ),
        ("kz_2026", {}, {}),
    ],
)
def test_published_dates_that_differ_from_their_rule_are_kept_and_explained(
    name: str, differ: dict[str, int], ways: dict[str, tuple[str, ...]]
) -> None:
    calendar = calendar_of(loaded(name))
    both = {
        moment: difference(published, computed)
        for moment, published in calendar.published.items()
        if (computed := calendar.computed.get(moment))
    }
    assert {moment: found.days for moment, found in both.items() if found} == differ
    assert {moment: calendar.counted_otherwise(moment) for moment in differ} == ways
    assert all(calendar.point(moment) == calendar.published[moment] for moment in differ)


@pytest.mark.django_db
def test_dates_that_were_not_found_are_computed() -> None:
    calendar = calendar_of(loaded("kz_2023"))
    assert calendar.point("absentee_certificates.begins") == Point(date(2023, 3, 4))
    assert calendar.point("count.ends") == Point(date(2023, 3, 20), time(8))


@pytest.mark.django_db
def test_figures_known_to_be_wrong_are_kept_beside_what_they_should_be_and_are_not_official() -> None:
    wrong = loaded("kz_2023").published_figures.exclude(should_be="")
    assert wrong.count() == 19
    assert not wrong.filter(official=True).exists()
    assert wrong.get(option__code="amanat").value == "3341510"
    assert loaded("kz_2021").published_figures.exclude(should_be="").count() == 3


@pytest.mark.django_db
def test_commissions_of_2023_stand_at_three_levels_and_no_station_is_invented() -> None:
    election = loaded("kz_2023")
    levels = Counter(election.commissions.values_list("level", flat=True))
    assert levels == {"central": 1, "territorial": 20, "constituency": 29}
    assert not election.stations.exists()
    stations = election.published_figures.filter(indicator="stations", area=None).values_list(
        "value", flat=True
    )
    assert set(stations) == {"10146", "77", "10223"}
    assert election.contests.filter(kind="single_mandate").count() == 29


@pytest.mark.django_db
def test_nine_deputies_of_2021_were_elected_by_the_assembly_with_their_votes() -> None:
    contest = loaded("kz_2021").contests.get(code="assembly")
    votes = contest.published_figures.filter(indicator="votes").values_list("value", flat=True)
    assert (contest.kind, contest.seats, len(votes)) == ("indirect", 9, 9)
    assert (min(votes), max(votes)) == ("270", "298")


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("name", "stations", "voters", "kinds"),
    [
        ("am_2021", 2008, 2_595_012, {"ordinary": 2008}),
        ("ge_2016", 3668, 3_490_608, {"ordinary": 3611, "special": 57}),
    ],
)
def test_every_station_of_armenia_and_georgia_is_there_with_its_protocol(
    name: str, stations: int, voters: int, kinds: dict[str, int]
) -> None:
    election = loaded(name)
    assert election.stations.aggregate(Sum("voters_on_list"))["voters_on_list__sum"] == voters
    assert Counter(election.stations.values_list("kind", flat=True)) == kinds
    assert Option.objects.filter(contest__election=election).count() == 25
    assert Protocol.objects.filter(station__election=election).count() == stations
    assert not election.stations.filter(Q(area=None) | Q(commission=None) | Q(contests=None)).exists()


@pytest.mark.django_db
def test_records_of_kosovo_find_their_station_and_the_nineteen_without_one_stay() -> None:
    election = loaded("xk_2014")
    assert election.areas.filter(kind="municipality").count() == 38
    assert election.stations.count() == 2189
    assert not election.stations.filter(Q(code__startswith="0/") | Q(code__endswith="/0")).exists()
    records = Record.objects.filter(mission__election=election)
    assert (records.count(), records.filter(station=None).count()) == (2280, 19)


@pytest.mark.django_db
def test_everything_in_a_pack_names_its_source() -> None:
    for name in NAMES:
        election = loaded(name)
        for related in ("areas", "contests", "commissions", "stations", "events", "published_figures"):
            assert not getattr(election, related).filter(source="").exists()
        assert not Option.objects.filter(source="").exists()


@pytest.mark.parametrize("name", NAMES)
def test_what_a_published_figure_is_of_has_words_in_each_language(name: str) -> None:
    figures = read(packs.files_of(packs.shipped(name))).figures
    assert {one.indicator for one in figures} <= INDICATORS.keys()
    assert {one.note for one in figures if one.note and not one.should_be} <= NOTES.keys()
