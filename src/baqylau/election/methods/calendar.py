"""Moments that follow from the rules of an electoral calendar, as a check on those that were published.

Laws and commissions do not count days uniformly (the first day counts, or does not, or whole days must lie
between), so a published moment is never replaced by a computed one; where the two differ, both are shown,
with the way of counting that would have given the published one.

A moment is named by its event and by which end of it is meant: ``campaign.begins``, ``campaign.ends``. The
name of an event alone means its beginning; ``election_day`` is the day itself.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime, time, tzinfo
from typing import Any

from baqylau.election.methods.deadlines import (
    BOUNDS,
    WEEKENDS,
    Bounds,
    DaysOff,
    Term,
    deadline,
)

ELECTION_DAY = "election_day"
BEGINS, ENDS = "begins", "ends"


@dataclass(frozen=True, slots=True)
class Point:
    """A local day, and the local time of day where one is known."""

    day: date
    clock: time | None = None


@dataclass(frozen=True, slots=True)
class Rule:
    """How a moment follows from another: the name of that other, and the term to be counted from it.

    The term's ``ends_at`` is the local time of the moment; None where the law gives a day only.
    """

    origin: str
    term: Term


@dataclass(frozen=True, slots=True)
class Difference:
    """How far the published moment lies after the computed one (before it where negative).

    ``minutes`` is about the times of day alone, and None where one of them is not known.
    """

    days: int
    minutes: int | None

    def __bool__(self) -> bool:
        return bool(self.days or self.minutes)


def rule_from(stored: Mapping[str, Any]) -> Rule:
    """A rule from plain values: ``from, length``, and what else a :class:`Term` has, times as "18:00"."""
    return Rule(str(stored["from"]), term_from(stored))


def term_from(stored: Mapping[str, Any]) -> Term:
    """A term from plain values; those that are missing are those of :class:`Term`."""
    clock = stored.get("ends_at") or ""
    return Term(
        int(stored["length"]),
        stored.get("unit", "days"),
        stored.get("counting", "calendar"),
        stored.get("bounds", "difference"),
        time.fromisoformat(clock) if clock else None,
        stored.get("day_off", "stays"),
        stored.get("article", ""),
    )


def name_of(text: str) -> str:
    """The whole name of a moment: ``call`` is ``call.begins``.

    >>> name_of("call"), name_of("campaign.ends"), name_of("election_day")
    ('call.begins', 'campaign.ends', 'election_day')
    """
    return text if text == ELECTION_DAY or "." in text else f"{text}.{BEGINS}"


def reached(origin: Point, term: Term, zone: tzinfo, days_off: DaysOff = WEEKENDS) -> Point | None:
    """The moment that the term reaches from ``origin``; None for hours from a day without a time.

    >>> from zoneinfo import ZoneInfo
    >>> closing = Point(date(2023, 3, 19), time(20))
    >>> found = reached(closing, Term(12, "hours"), ZoneInfo("Asia/Almaty"))
    >>> str(found.day), str(found.clock)
    ('2023-03-20', '08:00:00')
    """
    if term.unit == "hours":
        if origin.clock is None:
            return None
        ends = deadline(datetime.combine(origin.day, origin.clock, zone), term, zone).ends
        return Point(ends.date(), ends.time())
    return Point(deadline(origin.day, term, zone, days_off).last_day, term.ends_at)


def computed_points(
    election_day: date,
    published: Mapping[str, Point],
    rules: Mapping[str, Rule],
    zone: tzinfo,
    days_off: DaysOff = WEEKENDS,
) -> dict[str, Point | None]:
    """For each moment with a rule, what the rule gives.

    It counts from the published moment where there is one, else from the computed one; None where neither is
    known, and for rules that go round in a circle.
    """

    def origin_of(name: str, seen: frozenset[str]) -> Point | None:
        if name == ELECTION_DAY:
            return Point(election_day)
        return published.get(name) or computed(name, seen)

    def computed(name: str, seen: frozenset[str]) -> Point | None:
        if name not in rules or name in seen:
            return None
        rule = rules[name]
        origin = origin_of(name_of(rule.origin), seen | {name})
        return reached(origin, rule.term, zone, days_off) if origin else None

    return {name: computed(name, frozenset()) for name in rules}


def difference(published: Point, computed: Point) -> Difference:
    """How far the published moment is from the computed one.

    >>> difference(Point(date(2023, 3, 13), time(18)), Point(date(2023, 3, 14), time(18)))
    Difference(days=-1, minutes=0)
    """
    minutes = None
    if published.clock is not None and computed.clock is not None:
        minutes = _minutes(published.clock) - _minutes(computed.clock)
    return Difference((published.day - computed.day).days, minutes)


def counted_otherwise(
    published: Point, origin: Point, term: Term, zone: tzinfo, days_off: DaysOff = WEEKENDS
) -> tuple[Bounds, ...]:
    """The other ways to count the same term that would give the published day.

    >>> from zoneinfo import ZoneInfo
    >>> voting, published = Point(date(2023, 3, 19)), Point(date(2023, 3, 13))
    >>> counted_otherwise(published, voting, Term(-5), ZoneInfo("Asia/Almaty"))
    ('clear',)
    """
    if term.unit == "hours" or term.length == 0:
        return ()
    others = (bounds for bounds in BOUNDS if bounds != term.bounds)
    return tuple(
        bounds
        for bounds in others
        if (point := reached(origin, replace(term, bounds=bounds), zone, days_off))
        and point.day == published.day
    )


def _minutes(clock: time) -> int:
    return clock.hour * 60 + clock.minute
