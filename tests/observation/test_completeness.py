"""Which report fulfils which expected one: as many as possible, compared with a slow search."""

from __future__ import annotations

import random
import time as clock
from datetime import UTC, date, datetime, time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from baqylau.observation.methods.completeness import (
    Arrived,
    Count,
    Due,
    Status,
    WaveTimes,
    fulfil,
    status,
    wave_of,
)

FORM, TEAM = 1, 1


def fits(due: Due, report: Arrived) -> bool:
    same = (due.form, due.team) == (report.form, report.team)
    return same and due.station in (None, report.station) and due.wave in ("", report.wave)


def most(due: list[Due], reports: list[Arrived]) -> int:
    """How many can be fulfilled, by looking for a chain from each expected report to a free one."""
    taken: dict[int, Due] = {}

    def find(one: Due, seen: set[int]) -> bool:
        for report in reports:
            if fits(one, report) and report.key not in seen:
                seen.add(report.key)
                if report.key not in taken or find(taken[report.key], seen):
                    taken[report.key] = one
                    return True
        return False

    return sum(find(one, set()) for one in due)


stations = st.sampled_from([None, 1, 2, 3])
waves = st.sampled_from(["", "a", "b", "c"])
groups = st.tuples(st.integers(1, 2), st.integers(1, 2))


@st.composite
def days(draw: st.DrawFn) -> tuple[list[Due], list[Arrived]]:
    due = draw(st.lists(st.tuples(groups, stations, waves), max_size=9))
    came = draw(st.lists(st.tuples(groups, stations, waves), max_size=9))
    return (
        [Due(number, *group, *rest) for number, (group, *rest) in enumerate(due)],
        [Arrived(100 + number, *group, *rest) for number, (group, *rest) in enumerate(came)],
    )


@settings(max_examples=600, deadline=None)
@given(days())
def test_as_many_are_fulfilled_as_a_slow_search_finds_and_each_report_is_used_once(
    day: tuple[list[Due], list[Arrived]],
) -> None:
    due, came = day
    found = fulfil(due, came)
    assert len(found.by) == most(due, came)
    by_key = {one.key: one for one in due}
    reports = {one.key: one for one in came}
    assert all(fits(by_key[key], reports[report]) for key, report in found.by.items())
    assert sorted([*found.by.values(), *found.extra]) == sorted(reports)
    assert fulfil(due, came) == found


def test_a_report_goes_where_only_it_can_help() -> None:
    due = [Due(1, FORM, TEAM), Due(2, FORM, TEAM, station=5), Due(3, FORM, TEAM, 5, "a")]
    came = [Arrived(8, FORM, TEAM, 5, "a"), Arrived(9, FORM, TEAM, 5, "b")]
    found = fulfil(due, came)
    assert found.by == {3: 8, 2: 9}
    assert found.extra == ()


def test_whoever_took_a_report_gives_it_up_where_another_would_do() -> None:
    due = [Due(1, FORM, TEAM, station=5), Due(2, FORM, TEAM, wave="a")]
    came = [Arrived(8, FORM, TEAM, 5, "a"), Arrived(9, FORM, TEAM, 5, "b")]
    assert fulfil(due, came).by == {1: 9, 2: 8}


def test_the_first_report_counts_for_the_first_that_is_due() -> None:
    due = [Due(1, FORM, TEAM), Due(2, FORM, TEAM), Due(3, FORM, TEAM)]
    assert fulfil(due, [Arrived(8, FORM, TEAM), Arrived(9, FORM, TEAM)]).by == {1: 8, 2: 9}


def test_what_nobody_expected_is_extra() -> None:
    came = [Arrived(8, FORM, TEAM), Arrived(9, FORM, 2), Arrived(10, 2, TEAM)]
    assert fulfil([Due(1, FORM, TEAM)], came).extra == (9, 10)


def test_five_thousand_expected_and_twenty_thousand_reports_are_matched_at_once_also_on_a_busy_machine() -> (
    None
):
    dice = random.Random(7)
    due = [
        Due(n, n % 5, n // 33, dice.choice([None, n % 400]), dice.choice(["", "a", "b", "c"]))
        for n in range(5_000)
    ]
    came = [
        Arrived(n, dice.randrange(5), dice.randrange(150), dice.randrange(400), dice.choice(["a", "b", "c"]))
        for n in range(20_000)
    ]
    # 40 ms where nothing else runs; other processes of a test run make the same work take several times that.
    taken = []
    for _again in range(5):
        begun = clock.process_time()
        fulfil(due, came)
        taken.append(clock.process_time() - begun)
    assert min(taken) < 0.4


HOUR = datetime(2023, 3, 19, 8, tzinfo=UTC)
LATER = datetime(2023, 3, 19, 9, tzinfo=UTC)


@pytest.mark.parametrize(
    ("came", "arrived_at", "due_at", "now", "expected"),
    [
        (True, HOUR, LATER, LATER, Status.ARRIVED),
        (True, LATER, HOUR, LATER, Status.LATE),
        (True, None, HOUR, LATER, Status.ARRIVED),
        (True, LATER, None, LATER, Status.ARRIVED),
        (False, None, HOUR, LATER, Status.MISSING),
        (False, None, LATER, HOUR, Status.AWAITED),
        (False, None, None, LATER, Status.AWAITED),
    ],
)
def test_a_report_is_late_or_missing_only_where_a_time_was_set(
    came: bool, arrived_at: datetime | None, due_at: datetime | None, now: datetime, expected: Status
) -> None:
    assert status(came=came, arrived_at=arrived_at, due_at=due_at, now=now) == expected


def test_a_count_adds_up() -> None:
    count = Count()
    for one in (Status.ARRIVED, Status.LATE, Status.MISSING, Status.AWAITED, Status.AWAITED):
        count.add(one)
    assert (count.expected, count.arrived, count.late, count.missing, count.awaited) == (5, 2, 1, 1, 2)
    assert count.expected == count.arrived + count.missing + count.awaited
    assert count.due == 3


DAY = date(2023, 3, 19)
WAVES = [
    WaveTimes("opening", frozenset({1}), time(6), time(9)),
    WaveTimes("before_13", frozenset({2}), time(7), time(13)),
    WaveTimes("after_14", frozenset({2}), time(14), time(20)),
    WaveTimes("count", frozenset({3}), time(20), time(6)),
    WaveTimes("all_day", frozenset({4})),
]


@pytest.mark.parametrize(
    ("form", "local", "expected"),
    [
        (1, datetime(2023, 3, 19, 6, 0), "opening"),
        (1, datetime(2023, 3, 19, 9, 0), ""),
        (2, datetime(2023, 3, 19, 12, 59), "before_13"),
        (2, datetime(2023, 3, 19, 13, 0), ""),
        (2, datetime(2023, 3, 19, 14, 0), "after_14"),
        (3, datetime(2023, 3, 20, 1, 30), "count"),
        (3, datetime(2023, 3, 20, 6, 0), ""),
        (4, datetime(2023, 3, 19, 23, 59), "all_day"),
        (4, datetime(2023, 3, 20, 0, 0), ""),
        (1, datetime(2023, 3, 18, 7, 0), ""),
        (9, datetime(2023, 3, 19, 7, 0), ""),
    ],
)
def test_a_report_is_of_the_first_wave_that_has_its_form_and_its_time(
    form: int, local: datetime, expected: str
) -> None:
    assert wave_of(form, local, DAY, WAVES) == expected
