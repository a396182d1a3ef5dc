"""The page of the count's progress."""

from __future__ import annotations

import pytest
from django.test import Client
from tests.results.counting import count, country

from baqylau.accounts.models import User
from baqylau.election.models import Area, Contest, Election, PublishedFigure
from baqylau.mission.models import Mission
from baqylau.results.official import official_totals
from baqylau.results.progress import Asked, Progress, progress
from baqylau.site import packs

pytestmark = pytest.mark.django_db
PAGE = "/missions/steppe/results/"


@pytest.fixture
def contest(election: Election) -> Contest:
    contest = country(election)
    count(contest, "01-A/7", 40, 19, 1, on_list=100, cast=61, invalid=1)
    count(contest, "02", 30, 50, 10, on_list=200, cast=90, invalid=0)
    count(contest, "04", 6, 3, 0, on_list=10, cast=9, invalid=0)
    return contest


def page_of(client: Client, address: str = PAGE) -> str:
    response = client.get(address)
    assert response.status_code == 200
    return response.content.decode()


def test_it_says_that_a_part_is_no_estimate(client: Client, aigerim: User, contest: Contest) -> None:
    client.force_login(aigerim)
    shown = page_of(client)
    assert "All numbers are of the 3 stations of 5 that have been counted so far." in shown
    assert "They are not an estimate of the result." in shown


def test_a_region_opens_to_its_districts_and_a_district_to_its_stations(
    mission: Mission, contest: Contest
) -> None:
    whole = progress(mission, Asked())
    assert [(line.area.code, line.sums.reported, line.sums.stations) for line in whole.areas] == [
        ("n", 2, 3),
        ("s", 1, 2),
    ]
    assert "area=xx%2Fn%2F" in whole.areas[0].address
    north = progress(mission, Asked(area="xx/n/"))
    assert [line.area.code for line in north.areas] == ["hill", "lake"]
    lake = progress(mission, Asked(area="xx/n/lake/"))
    assert [(line.station.code, line.counted, line.on_list) for line in lake.stations] == [
        ("02", True, 200),
        ("03", False, None),
    ]
    assert [name for name, _ in lake.above] == ["The whole contest", "Area n"]
    assert sum(line.sums.reported for line in whole.areas) == whole.sums.reported  # type: ignore[union-attr]


def test_shares_and_turnout_are_of_what_was_counted(mission: Mission, contest: Contest) -> None:
    page = progress(mission, Asked())
    assert [(line.votes, line.share.text) for line in page.options] == [
        (76, "47.8"),
        (72, "45.3"),
        (11, "6.9"),
    ]
    assert page.turnout
    assert page.turnout.text == "51.6"
    assert (page.on_list, page.voted, page.invalid) == (310, 160, 1)


def test_the_difference_from_the_official_table_is_of_the_same_stations(
    mission: Mission, contest: Contest
) -> None:
    count(contest, "02", 37, 50, 10, mission=mission, kind="observer_copy")
    count(contest, "05", 9, 9, 9, mission=mission, kind="observer_copy")
    page = progress(mission, Asked(source="observer_copy"))
    assert page.official_stations == 1
    assert [(line.votes, line.official) for line in page.options] == [(46, 30), (59, 50), (19, 10)]


def test_a_published_total_stands_beside_the_sum(
    client: Client, aigerim: User, mission: Mission, contest: Contest
) -> None:
    count(contest, "03", 0, 0)
    count(contest, "05", 0, 0)
    PublishedFigure.objects.create(
        election=contest.election,
        code="votes:a",
        indicator="votes",
        contest=contest,
        option=contest.options.get(code="a"),
        value="80",
        source="The commission",
    )
    line = progress(mission, Asked()).options[0]
    assert (line.published, line.from_published) == (80, -4)
    client.force_login(aigerim)
    assert "Sum less published" in page_of(client)


def test_an_area_of_the_whole_is_published_or_compared_by_its_own_figure(
    mission: Mission, contest: Contest
) -> None:
    PublishedFigure.objects.create(
        election=contest.election,
        code="votes:a:n",
        indicator="votes",
        contest=contest,
        option=contest.options.get(code="a"),
        area=Area.objects.get(path="xx/n/"),
        value="70",
        source="The commission",
    )
    assert progress(mission, Asked()).options[0].published is None
    assert progress(mission, Asked(area="xx/n/")).options[0].published == 70


@pytest.mark.parametrize(
    "query",
    [
        "contest=none",
        "area=../..",
        "area=xx/n",
        "show=option:zz",
        "page=99999999999999999999",
        "source=%00",
        "source=party_copy",
        "page=-1&area=xx/s/sea/",
    ],
)
def test_an_address_that_asks_for_what_is_not_there_breaks_nothing(
    client: Client, aigerim: User, contest: Contest, query: str
) -> None:
    client.force_login(aigerim)
    assert "<h1>" in page_of(client, f"{PAGE}?{query}")


def test_without_a_protocol_it_says_so(client: Client, aigerim: User, election: Election) -> None:
    client.force_login(aigerim)
    assert "No contest of this election is known." in page_of(client)
    country(election)
    assert "No station of this contest has been counted yet." in page_of(client)


def test_an_observer_does_not_see_it(client: Client, bolat: User, carla: User, contest: Contest) -> None:
    client.force_login(bolat)
    assert client.get(PAGE).status_code == 403
    client.force_login(carla)
    assert client.get(PAGE).status_code == 404


@pytest.fixture
def georgia(aigerim: User) -> Progress:
    packs.load(packs.shipped("ge_2016"))
    election = Election.objects.get(code="ge_2016")
    mission = Mission.objects.create(slug="ge", name="Georgia", election=election, kind="citizen")
    return progress(mission, Asked())


def test_georgia_2016_adds_up_and_differs_from_what_was_published(georgia: Progress) -> None:
    assert georgia.sums
    assert (georgia.sums.reported, georgia.sums.stations) == (3668, 3668)
    dream = next(line for line in georgia.options if line.option.code == "41_georgian_dream")
    assert (dream.votes, dream.published, dream.from_published) == (852576, 856638, -4062)
    assert sum(line.sums.votes["41_georgian_dream"] for line in georgia.areas) == 852576
    assert georgia.map
    assert not georgia.map.pieces
    assert len(georgia.map.areas) == len(georgia.areas)


# ------------------------------------------------------------------ official totals


def publish_figure(contest: Contest, option: str, value: str, area: str = "", status: str = "final") -> None:
    PublishedFigure.objects.create(
        election=contest.election,
        code=f"votes:{option}:{area}:{status}",
        indicator="votes",
        contest=contest,
        option=contest.options.get(code=option),
        area=Area.objects.get(path=area) if area else None,
        value=value,
        status=status,
        source="The commission",
    )


def test_official_totals_stand_beside_our_sums_at_each_level(
    client: Client, aigerim: User, mission: Mission, contest: Contest
) -> None:
    publish_figure(contest, "a", "1", status="preliminary")
    publish_figure(contest, "a", "76")
    publish_figure(contest, "b", "27", "xx/n/hill/")
    publish_figure(contest, "a", "30", "xx/n/lake/")
    whole, hill, lake = official_totals(mission, contest, "official_table")
    assert (whole.name, whole.agrees, whole.missing) == ("", True, ("03", "05"))
    assert (hill.name, hill.agrees) == ("Area hill", False)
    assert [(cell.published, cell.ours, cell.difference) for cell in hill.cells] == [(27, 19, 8)]
    assert (lake.agrees, lake.missing) == (True, ("03",))
    client.force_login(aigerim)
    assert "Published less our sum" in page_of(client, f"{PAGE}official/")


def test_a_total_that_cannot_be_right_is_met_with_the_figure_that_would_fit(
    mission: Mission, contest: Contest
) -> None:
    publish_figure(contest, "a", "67")
    (whole,) = official_totals(mission, contest, "official_table")
    assert [one.says for one in whole.explanations if not one.station] == [
        "Option a: 76 would fit; 67 has two digits in another order."
    ]


def test_without_official_totals_the_page_says_so(client: Client, aigerim: User, contest: Contest) -> None:
    client.force_login(aigerim)
    assert "No official total of this contest is known" in page_of(client, f"{PAGE}official/?contest=none")
