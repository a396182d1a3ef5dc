"""Deadlines, totals with what they leave over, times to decision, likeness, possible violations."""

from __future__ import annotations

import doctest
from datetime import UTC, date, datetime, timedelta
from fractions import Fraction
from itertools import combinations
from statistics import median
from zoneinfo import ZoneInfo

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from baqylau.disputes.methods import breakdown as breakdowns
from baqylau.disputes.methods import procedure as procedures
from baqylau.disputes.methods import time_to_decision as times
from baqylau.disputes.methods.breakdown import breakdown, cross
from baqylau.disputes.methods.likeness import DAYS_APART, Entry, likely_same
from baqylau.disputes.methods.possible_violations import Ban, Item, possible_violations
from baqylau.disputes.methods.procedure import standing
from baqylau.disputes.methods.time_to_decision import times_to_decision
from baqylau.disputes.sources.pack import read_bytes
from tests.disputes.conftest import PROCEDURE

ALMATY = ZoneInfo("Asia/Almaty")
AT_LEISURE = settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
"""A busy machine is no failure."""
DAYS = st.dates(date(2023, 1, 1), date(2023, 4, 30))


@pytest.mark.parametrize("module", [procedures, breakdowns, times])
def test_the_examples_of_the_docstrings_are_true(module: object) -> None:
    assert doctest.testmod(module).failed == 0  # type: ignore[arg-type]


def test_166_suits_leave_2_that_another_source_calls_pending() -> None:
    found = breakdown(
        166, [("satisfied", 49), ("rejected", 84), ("withdrawn", 15), ("left", 16)], ("pending", 166 - 164)
    )
    assert found.residual == 2
    assert found.is_explained
    assert found.as_equation() == "166 = 49 + 84 + 15 + 16 + 2 not accounted for"


def test_23_violations_leave_2_that_nobody_accounts_for() -> None:
    found = breakdown(23, [("silence", 12), ("damage", 2), ("poll", 3), ("anonymous", 4)])
    assert (found.residual, found.is_explained) == (2, False)


def test_parts_above_their_whole_are_said_and_not_hidden() -> None:
    assert breakdown(10, [("a", 7), ("b", 5)]).as_equation() == "10 = 7 + 5 − 2 not accounted for"


@AT_LEISURE
@given(st.lists(st.tuples(st.sampled_from("abc "), st.sampled_from("xy "), st.integers(1, 9))))
def test_a_table_by_two_things_loses_nothing(rows: list[tuple[str, str, int]]) -> None:
    table = cross(
        [(row.strip(), column.strip(), count) for row, column, count in rows], rows=["c"], columns=["y"]
    )
    total = sum(count for _row, _column, count in rows)
    assert total == table.total
    assert sum(map(table.row_total, table.rows)) == sum(map(table.column_total, table.columns)) == total
    assert "" not in table.rows[:-1]


def test_a_commission_has_five_days_and_three_for_an_appeal() -> None:
    procedure = read_bytes(PROCEDURE.encode()).procedure
    day = date(2023, 3, 1)
    assert procedure.file_by("", "territorial", day, ALMATY) == date(2023, 3, 11)
    assert procedure.decide_by("", "territorial", day, ALMATY) == date(2023, 3, 6)
    assert procedure.decide_by("territorial", "central", day, ALMATY) == date(2023, 3, 4)
    assert procedure.decide_by("central", "court", day, ALMATY) is None
    assert procedure.decide_by("", "territorial", None, ALMATY) is None
    assert [body.code for body in procedure.next_bodies("territorial")] == ["central"]


@pytest.mark.parametrize(
    ("due", "decided", "is_decided", "expected"),
    [
        (date(2023, 3, 6), None, False, "open"),
        (date(2023, 3, 5), None, False, "overdue"),
        (None, None, False, "open"),
        (date(2023, 3, 6), date(2023, 3, 6), True, "decided_in_time"),
        (date(2023, 3, 6), date(2023, 3, 7), True, "decided_late"),
        (None, date(2023, 3, 7), True, "decided"),
        (date(2023, 3, 6), None, True, "decided"),
    ],
)
def test_how_a_proceeding_stands(
    due: date | None, decided: date | None, is_decided: bool, expected: str
) -> None:
    today = date(2023, 3, 6)
    assert standing(due=due, decided=decided, is_decided=is_decided, today=today) == expected


Group = tuple[date | None, date | None, date | None, int]


@AT_LEISURE
@given(
    st.lists(st.tuples(st.none() | DAYS, st.none() | DAYS, st.none() | DAYS, st.integers(1, 5)), max_size=12)
)
def test_times_to_decision_are_those_counted_one_by_one(groups: list[Group]) -> None:
    found = times_to_decision(groups)
    single = [group[:3] for group in groups for _one in range(group[3])]
    took = [
        (decided - received).days
        for received, decided, _due in single
        if received and decided and decided >= received
    ]
    assert found.all == len(single)
    assert found.dated == len(took) == found.in_time + found.late + found.no_limit
    assert found.median == (Fraction(median(took)) if took else None)
    assert found.longest == (max(took) if took else None)
    assert found.all == found.dated + found.no_dates + found.before_receipt


# ------------------------------------------------------------------ likeness


BASE = Entry(
    1,
    "Ахметов Асхат",
    date(2023, 2, 20),
    "Окружная комиссия № 1",
    "отказ в регистрации кандидата из-за срока проживания",
)


@pytest.mark.parametrize(
    ("other", "is_proposed"),
    [
        (
            Entry(
                2, "АХМЕТОВ А.", date(2023, 2, 21), "окружная комиссия №1", "Отказ в регистрации кандидата"
            ),
            True,
        ),
        (Entry(2, "Ахметов Асхат", date(2023, 2, 20), "", "об отказе в регистрации кандидата"), True),
        (Entry(2, "Ахметов Асхат", date(2023, 3, 20), BASE.respondent, BASE.text), False),
        (
            Entry(2, "Смаилова Дана", date(2023, 2, 20), "Районная комиссия", "подсчёт голосов на участке"),
            False,
        ),
        (Entry(2, "", date(2023, 2, 20), "", ""), False),
    ],
)
def test_the_same_dispute_in_other_words_is_proposed(other: Entry, is_proposed: bool) -> None:
    assert bool(likely_same([other], [BASE])) is is_proposed


def test_the_same_official_number_is_proposed_whatever_else_stands_there() -> None:
    one = Entry(1, "A", date(2023, 1, 1), "", "one", "12/3")
    other = Entry(2, "B", date(2023, 3, 1), "", "two", "12/3")
    (found,) = likely_same([other], [one])
    assert (found.one, found.other, dict(found.parts)["number"]) == (1, 2, 100)


ENTRIES = st.builds(
    Entry,
    key=st.integers(1, 10_000),
    applicant=st.sampled_from(["Akhmetov Askar", "A. Akhmetov", "Smailova Dana", "Party of the steppe", ""]),
    day=st.none() | st.dates(date(2023, 2, 1), date(2023, 2, 9)),
    respondent=st.sampled_from(["Commission 1", "Commission 2", ""]),
    text=st.sampled_from(["refusal to register", "refusal to register a candidate", "count of votes", ""]),
)


@AT_LEISURE
@given(st.lists(ENTRIES, max_size=9, unique_by=lambda entry: entry.key))
def test_the_index_finds_what_comparing_every_pair_finds(entries: list[Entry]) -> None:
    quick = {(one.one, one.other): one.score for one in likely_same(entries, [])}
    slow = {}
    for one, other in combinations(sorted(entries, key=lambda entry: entry.key), 2):
        days = (one.day, other.day)
        near = one.day == other.day or (None not in days and abs(one.day - other.day).days <= DAYS_APART)  # type: ignore[operator]
        if near and (found := likely_same([other], [one])):
            slow[one.key, other.key] = found[0].score
    assert quick == slow


def test_an_entry_is_never_like_itself() -> None:
    assert likely_same([BASE], [BASE]) == []


# ------------------------------------------------------------------ possible violations

SILENCE = Ban(
    "silence",
    frozenset({"campaign_item"}),
    datetime(2023, 3, 18, tzinfo=ALMATY),
    datetime(2023, 3, 20, tzinfo=ALMATY),
    "silence",
    "102",
)


@pytest.mark.parametrize(
    ("at", "expected"),
    [
        (datetime(2023, 3, 17, 23, 59, tzinfo=ALMATY), None),
        (datetime(2023, 3, 18, tzinfo=ALMATY), True),
        (datetime(2023, 3, 17, 18, 0, tzinfo=UTC), True),
        (datetime(2023, 3, 19, 23, 59, tzinfo=ALMATY), True),
        (datetime(2023, 3, 20, tzinfo=ALMATY), None),
        (date(2023, 3, 17), None),
        (date(2023, 3, 18), True),
        (date(2023, 3, 19), True),
        (date(2023, 3, 20), None),
    ],
)
def test_the_silence_begins_and_ends_at_midnight(at: date | datetime, expected: bool | None) -> None:
    found = possible_violations([Item("item:1", "campaign_item", at)], [SILENCE], ALMATY)
    assert [one.is_certain for one in found] == ([] if expected is None else [expected])


def test_a_day_that_a_ban_covers_in_part_is_not_certain() -> None:
    evening = Ban("x", frozenset({"poll"}), SILENCE.begins + timedelta(hours=18), SILENCE.ends, "poll")
    (found,) = possible_violations([Item("figure:1", "poll", date(2023, 3, 18))], [evening], ALMATY)
    assert not found.is_certain


def test_what_is_of_another_kind_is_not_proposed() -> None:
    assert possible_violations([Item("item:1", "meeting", date(2023, 3, 18))], [SILENCE], ALMATY) == []


def test_a_moment_without_a_time_zone_is_not_guessed_at() -> None:
    with pytest.raises(ValueError, match="time zone"):
        possible_violations([Item("item:1", "campaign_item", datetime(2023, 3, 18))], [SILENCE], ALMATY)
