from __future__ import annotations

from datetime import date, timedelta

import pytest

from baqylau.election.methods.calendar import computed_day, computed_days

DAY = date(2023, 3, 19)


@pytest.mark.parametrize(("days", "expected"), [(-29, date(2023, 2, 18)), (0, DAY), (10, date(2023, 3, 29))])
def test_calendar_days_are_a_difference_of_dates(days: int, expected: date) -> None:
    assert computed_day(DAY, days) == expected


def test_working_days_are_the_same_as_counting_them_one_by_one() -> None:
    for days in range(-12, 13):
        found = computed_day(DAY, days, "working")
        between = [min(DAY, found) + timedelta(days=n) for n in range(abs((found - DAY).days) + 1)]
        assert sum(day.weekday() < 5 for day in between if day != DAY) == abs(days)


def test_another_way_of_counting_is_an_error() -> None:
    with pytest.raises(ValueError, match="lunar"):
        computed_day(DAY, 1, "lunar")


def test_a_rule_counts_from_the_published_date_where_there_is_one() -> None:
    rules = {"call": ("election_day", -60, "calendar"), "nomination": ("call", 1, "calendar")}
    computed = computed_days(DAY, {"call": date(2023, 1, 19), "nomination": None}, rules)
    assert computed == {"call": date(2023, 1, 18), "nomination": date(2023, 1, 20)}


def test_rules_in_a_circle_give_no_date() -> None:
    rules = {"a": ("b", 1, "calendar"), "b": ("a", 1, "calendar"), "c": ("nowhere", 1, "calendar")}
    assert computed_days(DAY, {}, rules) == {"a": None, "b": None, "c": None}
