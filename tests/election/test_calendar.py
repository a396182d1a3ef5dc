"""The rules of a calendar, as the method alone."""

from __future__ import annotations

from datetime import date, time
from zoneinfo import ZoneInfo

import pytest

from baqylau.election.methods.calendar import (
    Difference,
    Point,
    Rule,
    computed_points,
    counted_otherwise,
    difference,
    reached,
    rule_from,
    term_from,
)
from baqylau.election.methods.deadlines import DaysOff, Term
from baqylau.election.sources.calendar import term_as_stored

DAY = date(2023, 3, 19)
ALMATY = ZoneInfo("Asia/Almaty")


def test_a_rule_counts_from_the_published_moment_where_there_is_one() -> None:
    rules = {
        "call.begins": Rule("election_day", Term(-60)),
        "nomination.begins": Rule("call", Term(1)),
        "nomination.ends": Rule("call.begins", Term(20, ends_at=time(18))),
    }
    found = computed_points(DAY, {"call.begins": Point(date(2023, 1, 19))}, rules, ALMATY)
    assert found == {
        "call.begins": Point(date(2023, 1, 18)),
        "nomination.begins": Point(date(2023, 1, 20)),
        "nomination.ends": Point(date(2023, 2, 8), time(18)),
    }


def test_a_rule_counts_from_a_computed_moment_where_none_was_published() -> None:
    rules = {
        "registration.ends": Rule("election_day", Term(-30, bounds="inclusive", ends_at=time(18))),
        "campaign.begins": Rule("registration.ends", Term(0, ends_at=time(18))),
    }
    assert computed_points(DAY, {}, rules, ALMATY)["campaign.begins"] == Point(date(2023, 2, 18), time(18))


def test_rules_in_a_circle_give_no_date() -> None:
    rules = {
        "a.begins": Rule("b", Term(1)),
        "b.begins": Rule("a", Term(1)),
        "c.begins": Rule("nowhere", Term(1)),
        "d.begins": Rule("d.begins", Term(1)),
    }
    assert set(computed_points(DAY, {}, rules, ALMATY).values()) == {None}


def test_hours_from_a_day_without_a_time_give_no_moment() -> None:
    rules = {"count.ends": Rule("election_day", Term(12, "hours"))}
    assert computed_points(DAY, {}, rules, ALMATY) == {"count.ends": None}


def test_working_days_pass_over_the_holidays_of_the_country() -> None:
    nauryz = DaysOff(holidays=frozenset({date(2023, 3, 21), date(2023, 3, 22), date(2023, 3, 23)}))
    found = reached(Point(date(2023, 3, 20)), Term(1, counting="working"), ALMATY, nauryz)
    assert found == Point(date(2023, 3, 24))


@pytest.mark.parametrize(
    ("published", "computed", "expected"),
    [
        (Point(DAY), Point(DAY), Difference(0, None)),
        (Point(DAY, time(18)), Point(DAY), Difference(0, None)),
        (Point(DAY, time(18)), Point(DAY, time(18)), Difference(0, 0)),
        (Point(DAY, time(17, 30)), Point(DAY, time(18)), Difference(0, -30)),
        (Point(date(2023, 3, 13)), Point(date(2023, 3, 14)), Difference(-1, None)),
    ],
)
def test_a_difference_is_in_days_and_in_minutes_where_both_are_known(
    published: Point, computed: Point, expected: Difference
) -> None:
    found = difference(published, computed)
    assert found == expected
    assert bool(found) == (expected.days != 0 or bool(expected.minutes))


@pytest.mark.parametrize(
    ("election_day", "term", "published", "ways"),
    [
        (DAY, Term(-5), date(2023, 3, 13), ("clear",)),
        (DAY, Term(-20), date(2023, 2, 26), ("clear",)),
        (DAY, Term(-30), date(2023, 2, 18), ("inclusive",)),
        (date(2026, 3, 15), Term(-15), date(2026, 2, 27), ("clear",)),
        (date(2021, 1, 10), Term(-15), date(2020, 12, 26), ()),
        (DAY, Term(-5), date(2023, 1, 1), ()),
        (DAY, Term(0), DAY, ()),
        (DAY, Term(12, "hours"), DAY, ()),
    ],
)
def test_another_way_of_counting_explains_a_difference(
    election_day: date, term: Term, published: date, ways: tuple[str, ...]
) -> None:
    assert counted_otherwise(Point(published), Point(election_day), term, ALMATY) == ways


@pytest.mark.parametrize(
    "term",
    [
        Term(5, article="20"),
        Term(-30, bounds="inclusive", ends_at=time(18)),
        Term(3, counting="working", day_off="next"),
        Term(12, "hours"),
        Term(0, ends_at=time(0)),
    ],
)
def test_a_term_comes_back_from_the_database_as_it_was(term: Term) -> None:
    assert term_from(term_as_stored(term)) == term
    assert rule_from({"from": "voting.ends", **term_as_stored(term)}) == Rule("voting.ends", term)
