"""Requested, accredited and deployed are three numbers; so are visits, observations and stations."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from xml.etree import ElementTree

import pytest
from django.test import Client

from baqylau.accounts.models import User
from baqylau.core.problem import Refused
from baqylau.election.models import Area
from baqylau.mission.actions.observer_numbers import Stated, state_observers
from baqylau.mission.models import Delegation, Membership, Mission, ObserverGroup
from baqylau.mission.observer_numbers import by_country, deployed, group_lines
from baqylau.observation.models import Form, FormVersion, Record
from baqylau.reports import observers
from baqylau.reports.figure_registry import Registry
from baqylau.reports.methods import blocks as b
from baqylau.reports.observer_annex import observers_annex
from baqylau.storage.models import keep
from baqylau.trail.models import Entry

pytestmark = pytest.mark.django_db


def member(mission: Mission, name: str, role: str, **more: object) -> Membership:
    user, _made = User.objects.get_or_create(sign_in_name=name, defaults={"name": name})
    return Membership.objects.create(mission=mission, user=user, role=role, **more)


def test_requested_accredited_and_deployed_stay_three_numbers(mission: Mission, aigerim: User) -> None:
    member(mission, "one", "lto", sex="f", nationality="FR")
    member(mission, "two", "lto", sex="m", nationality="FR", ended_at=datetime(2026, 2, 1, tzinfo=UTC))
    member(mission, "three", "lto")
    member(mission, "clerk", "data_clerk")
    numbers = {"long_term": Stated(requested=24, accredited=22), "short_term": Stated(300, None)}
    state_observers(mission=mission, numbers=numbers, chosen_by="", how="", by=aigerim)
    lines = {line.group: line for line in group_lines(mission)}
    long_term = lines[ObserverGroup.LONG_TERM]
    assert (long_term.requested, long_term.accredited, long_term.deployed) == (24, 22, 3)
    assert (long_term.women, long_term.men, long_term.sex_not_given) == (1, 1, 1)
    short_term = lines[ObserverGroup.SHORT_TERM]
    assert (short_term.requested, short_term.accredited) == (300, None)
    assert by_country(deployed(mission)[ObserverGroup.LONG_TERM]) == [("France", 2), ("", 1)]


def test_a_person_with_two_roles_is_one_observer(mission: Mission) -> None:
    member(mission, "one", "legal_analyst")
    member(mission, "one", "lto")
    found = deployed(mission)
    assert [one.user.sign_in_name for one in found[ObserverGroup.CORE]].count("one") == 1
    assert not found[ObserverGroup.LONG_TERM]


def test_members_of_delegations_are_a_group_of_their_own(mission: Mission) -> None:
    delegation = Delegation.objects.create(mission=mission, name="Assembly")
    member(mission, "one", "sto", delegation=delegation)
    assert len(deployed(mission)[ObserverGroup.DELEGATIONS]) == 1
    figure = observers.deployed_observers(mission, group="delegations")
    assert figure.numerator == 1
    assert figure.denominator == observers.deployed_observers(mission).numerator


@pytest.mark.parametrize(
    ("numbers", "chosen_by", "code"),
    [
        ({"somebody": Stated(1)}, "", "M.130"),
        ({"core": Stated(-1)}, "", "M.130"),
        ({"core": Stated(1, 1_000_001)}, "", "M.130"),
        ({}, "nobody", "M.131"),
    ],
)
def test_what_cannot_be_is_refused(
    mission: Mission, aigerim: User, numbers: dict[str, Stated], chosen_by: str, code: str
) -> None:
    with pytest.raises(Refused) as refused:
        state_observers(mission=mission, numbers=numbers, chosen_by=chosen_by, how="", by=aigerim)
    assert refused.value.problems[0].code == code
    assert not Entry.objects.filter(action="mission.observers_stated").exists()


# ------------------------------------------------------------------ where they were


@pytest.fixture
def regions(mission: Mission) -> list[Area]:
    made = [
        Area.objects.create(
            country="xx",
            code=code,
            kind="region",
            path=f"xx/{code}/",
            names={"en": code.title()},
            valid_from=date(2000, 1, 1),
        )
        for code in ("east", "west")
    ]
    mission.election.areas.add(*made)
    return made


def record(mission: Mission, number: int, kind: str, **more: object) -> Record:
    form, _made = Form.objects.get_or_create(mission=mission, code=kind, defaults={"kind": kind})
    version = form.versions.first() or FormVersion.objects.create(
        form=form, version="1", file=keep(kind.encode(), name=f"{kind}.xlsx"), questions=[]
    )
    return Record.objects.create(mission=mission, form_version=version, number=number, **more)


def test_visits_observations_and_stations_are_three_numbers(mission: Mission, regions: list[Area]) -> None:
    east, west = regions
    day = datetime.combine(mission.election.day, datetime.min.time(), UTC)
    record(mission, 1, "weekly", area=east, observed_at=day - timedelta(days=9))
    record(mission, 2, "voting", area=east, station_code="1", observed_at=day + timedelta(hours=9))
    record(mission, 3, "count", area=east, station_code="1", observed_at=day + timedelta(hours=22))
    record(mission, 4, "voting", area=east, station_code="2", observed_at=day + timedelta(hours=10))
    record(mission, 5, "voting", area=east, station_code="9", state="rejected")
    record(mission, 6, "tabulation", area=west, station_code="TEC", observed_at=day + timedelta(hours=30))
    record(mission, 7, "incident", area=west, observed_at=day + timedelta(hours=9))
    lines = {line.region and line.region.code: line for line in observers.visits(mission)}
    assert (lines["east"].before, lines["east"].observations, lines["east"].stations) == (1, 3, 2)
    assert (lines["west"].before, lines["west"].observations, lines["west"].stations) == (0, 1, 0)
    assert None not in lines
    assert observers.observations(mission).numerator == 4
    assert observers.stations_visited(mission).numerator == 2
    assert observers.visits_before(mission).rows == (1,)
    assert observers.stations_visited(mission).digest != observers.observations(mission).digest


def test_a_region_nobody_visited_is_a_line_and_what_lies_in_none_is_one(
    mission: Mission, regions: list[Area]
) -> None:
    record(mission, 1, "voting", station_code="1")
    lines = observers.visits(mission)
    assert [(line.region and line.region.code, line.observations) for line in lines] == [
        ("east", 0),
        ("west", 0),
        (None, 1),
    ]


def test_the_page_says_who_chose_the_stations(client: Client, mission: Mission, aigerim: User) -> None:
    client.force_login(aigerim)
    address = f"/missions/{mission.slug}/observers/"
    assert "It is not said who chose the stations." in client.get(address).content.decode()
    sent = {"chosen_by": "random", "how": "By lot.", "requested_core": "11", "accredited_core": "11"}
    assert client.post(f"{address}numbers/", sent).status_code == 302
    page = client.get(address).content.decode()
    assert "Drawn at random" in page
    assert "They were not drawn at random" not in page
    answer = client.post(f"{address}numbers/", {"requested_core": "many"})
    assert answer.status_code in (200, 400)
    assert "M." in answer.content.decode() or "whole number" in answer.content.decode()


def test_the_annex_has_a_map_where_boundaries_are_known(mission: Mission, regions: list[Area]) -> None:
    def pictures() -> list[b.Picture]:
        return [block for block in observers_annex(mission) if isinstance(block, b.Picture)]

    day = datetime.combine(mission.election.day, datetime.min.time(), UTC)
    record(mission, 1, "voting", area=regions[0], station_code="1", observed_at=day + timedelta(hours=9))
    assert pictures() == []
    for place, area in enumerate(regions):
        square = [[[place, 0], [place + 1, 0], [place + 1, 1], [place, 1], [place, 0]]]
        area.boundary = {"type": "Polygon", "coordinates": square}
        area.save()
    drawn = pictures()[0]
    assert drawn.alt == "Map of regions. Observations: East: 1; West: 0."
    svg = ElementTree.fromstring(drawn.svg)
    assert len(list(svg.iter("{http://www.w3.org/2000/svg}path"))) == 2
    told = [one.text for one in svg.iter("{http://www.w3.org/2000/svg}text")]
    assert told == ["1", "nobody was there"]


def test_an_annex_of_nobody_says_so_and_names_those_whose_sex_is_not_given(mission: Mission) -> None:
    assert "How many observers there were is not entered." in str(list(observers_annex(mission)))
    member(mission, "one", "lto", sex="f")
    member(mission, "two", "lto")
    groups = next(block for block in observers_annex(mission) if isinstance(block, b.Table))
    assert b.plain(groups.header[-1]) == "Sex not given"
    assert [b.plain(cell) for cell in groups.rows[0]] == ["Long-term observers", "–", "–", "2", "1", "0", "1"]


def test_reports_may_refer_to_them_and_list_them_in_an_annex(
    mission: Mission, regions: list[Area], aigerim: User
) -> None:
    member(mission, "one", "lto", sex="f", nationality="FR")
    numbers = {"long_term": Stated(24, 22)}
    state_observers(mission=mission, numbers=numbers, chosen_by="core", how="", by=aigerim)
    record(mission, 1, "voting", area=regions[0], station_code="1")
    counted = Registry(mission).count(["observers.deployed.long_term", "observers.stations_visited"])
    assert {name: one.figure.numerator for name, one in counted.items()} == {
        "observers.deployed.long_term": 1,
        "observers.stations_visited": 1,
    }
    tables = [block for block in observers_annex(mission) if isinstance(block, b.Table)]
    said = [[b.plain(cell) for cell in row] for table in tables for row in table.rows]
    assert ["Long-term observers", "24", "22", "1", "1", "0", "0"] in said
    assert ["France", "1"] in said
    assert ["East", "0", "1", "1"] in said
