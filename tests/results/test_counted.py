"""What was counted so far: the same as a slow sum over the protocols, also after each new one."""

from __future__ import annotations

import random

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from tests.results.counting import STATIONS, TREE, count, country

from baqylau.election.models import Contest, Election
from baqylau.mission.models import Mission
from baqylau.results.counted import areas_of, counted, ground_of, levels_of, visible
from baqylau.results.models import Protocol

pytestmark = pytest.mark.django_db


@pytest.fixture
def contest(election: Election) -> Contest:
    return country(election)


def slow_votes(mission: Mission, contest: Contest, path: str) -> dict[str, int]:
    """The sum over the newest version of each station's protocol, read one by one."""
    newest: dict[str, Protocol] = {}
    for protocol in visible(mission, contest).filter(source_kind="official_table").order_by("version"):
        newest[protocol.station.code] = protocol
    sums = {"a": 0, "b": 0, "none": 0}
    for code, protocol in newest.items():
        if STATIONS[code].startswith(path):
            for option, votes in protocol.votes.items():
                sums[option] += votes
    return sums


def test_the_sums_of_each_area_are_those_of_a_slow_count_after_every_change(
    mission: Mission, contest: Contest
) -> None:
    draw = random.Random(7)
    for _ in range(30):
        code = draw.choice(list(STATIONS))
        if draw.random() < 0.2:
            Protocol.objects.filter(station__code=code).update(is_current=False)
        else:
            version = Protocol.objects.filter(station__code=code).count() + 1
            given = [draw.choice([None, 0, draw.randrange(900)]) for _ in range(3)]
            count(contest, code, *given, version=version, on_list=draw.randrange(900))
        now = counted(mission, contest, "official_table")
        for path in ("", *TREE):
            assert now.sums(path).votes == slow_votes(mission, contest, path)


def test_only_new_protocols_are_read(mission: Mission, contest: Contest) -> None:
    for code in list(STATIONS)[:4]:
        count(contest, code, 5, 3, on_list=20)
    counted(mission, contest, "official_table")
    fifth = count(contest, "05", 1, 1, on_list=20)
    with CaptureQueriesContext(
        connection,
    ) as queries:
        assert counted(mission, contest, "official_table").reported == 5
    (read,) = [one["sql"] for one in queries if '"votes"' in one["sql"]]
    assert f"IN ({fifth.pk})" in read
    with CaptureQueriesContext(connection) as queries:
        counted(mission, contest, "official_table")
    assert not [one for one in queries if '"votes"' in one["sql"]]


def test_a_line_that_appears_for_the_first_time_is_counted(mission: Mission, contest: Contest) -> None:
    count(contest, "02", 5, 3, on_list=20)
    assert counted(mission, contest, "official_table").lines == ("on_list",)
    count(contest, "03", 5, 3, on_list=20, cast=9)
    now = counted(mission, contest, "official_table")
    assert now.lines == ("on_list", "cast")
    assert now.took_part == "cast"
    assert (now.sums().line("cast"), now.sums().given["cast"]) == (9, 1)
    assert now.sums("xx/s/").line("cast") is None


def test_what_is_not_given_is_not_nothing(mission: Mission, contest: Contest) -> None:
    count(contest, "02", 5, None)
    sums = counted(mission, contest, "official_table").sums()
    assert (sums.votes["b"], sums.given["b"]) == (0, 0)
    assert (sums.reported, sums.stations) == (1, 5)


def test_a_mission_sees_what_is_everybodys_and_its_own(
    mission: Mission, other_mission: Mission, contest: Contest
) -> None:
    count(contest, "02", 5, 1)
    count(contest, "03", 7, 1, mission=mission, kind="observer_copy")
    assert counted(mission, contest, "official_table").reported == 1
    assert counted(mission, contest, "observer_copy").sums().votes["a"] == 7
    assert counted(other_mission, contest, "observer_copy").reported == 0


def test_the_table_has_the_levels_that_stations_lie_in(mission: Mission, contest: Contest) -> None:
    for code in STATIONS:
        count(contest, code, 5, 3, on_list=20)
    levels = levels_of(ground_of(contest), areas_of(contest.election))
    assert levels == [("region", 2), ("district", 3)]
    table = counted(mission, contest, "official_table").table(levels)
    assert [level.areas for level in table.levels] == [
        (("n",), ("s",)),
        (("n", "hill"), ("n", "lake"), ("s", "sea")),
    ]
    assert table.levels[1].area_of.tolist() == [0, 1, 1, 2, 2]
    assert table.stations == tuple(STATIONS)
