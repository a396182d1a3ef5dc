"""Dates that follow from the rules of an electoral calendar, as a check on the dates that were published.

Laws and commissions do not count days uniformly (the first day counts, or does not), so a published date is
never replaced by a computed one; where the two differ, both are shown.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta

ELECTION_DAY = "election_day"
COUNTING = ("calendar", "working")


def computed_day(begin: date, days: int, counting: str = "calendar") -> date:
    """The day ``days`` after ``begin`` (before it where negative), as a difference of dates.

    ``working`` counts Monday to Friday; public holidays are not known here. ``ValueError`` for another word.

    >>> computed_day(date(2023, 3, 19), -29)
    datetime.date(2023, 2, 18)
    >>> computed_day(date(2023, 3, 17), 1, "working")
    datetime.date(2023, 3, 20)
    """
    if counting == "calendar":
        return begin + timedelta(days=days)
    if counting != "working":
        raise ValueError(f"days are counted as {' or '.join(COUNTING)}, not {counting!r}")
    day, left = begin, abs(days)
    while left:
        day += timedelta(days=1 if days > 0 else -1)
        left -= day.weekday() < 5
    return day


def computed_days(
    election_day: date, published: Mapping[str, date | None], rules: Mapping[str, tuple[str, int, str]]
) -> dict[str, date | None]:
    """For each event with a rule ``(from, days, counting)`` the day it gives.

    The rule counts from the published day of ``from`` where there is one, else from its computed day; None
    where neither is known, and for rules that go round in a circle.
    """

    def find(event: str, seen: frozenset[str]) -> date | None:
        if event == ELECTION_DAY:
            return election_day
        if published.get(event) and seen:
            return published[event]
        if event not in rules or event in seen:
            return None
        origin, days, counting = rules[event]
        begin = find(origin, seen | {event})
        return computed_day(begin, days, counting) if begin else None

    return {event: find(event, frozenset()) for event in rules}
