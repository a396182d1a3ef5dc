"""When a legal term ends: "ten days to file", "five days for a commission", "within twelve hours".

A term is data: how long, in what unit, which days count, whether the first day counts, at what time the last
day ends, whether it moves when it falls on a day off, and the article that says so. No country is known here.

    >>> from zoneinfo import ZoneInfo
    >>> almaty = ZoneInfo("Asia/Almaty")
    >>> ten_days = Term(10, article="20")
    >>> found = deadline(date(2023, 3, 10), ten_days, almaty)
    >>> found.last_day, found.ends.isoformat()
    (datetime.date(2023, 3, 20), '2023-03-21T00:00:00+06:00')
    >>> found.kept_by(date(2023, 3, 20)), found.kept_by(date(2023, 3, 21))
    (True, False)
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta, tzinfo
from typing import Literal

Unit = Literal["days", "hours"]
Counting = Literal["calendar", "working"]
Bounds = Literal["difference", "inclusive", "clear"]
DayOffRule = Literal["stays", "next", "previous"]

UNITS: tuple[Unit, ...] = ("days", "hours")
COUNTING: tuple[Counting, ...] = ("calendar", "working")
BOUNDS: tuple[Bounds, ...] = ("difference", "inclusive", "clear")
"""``difference``: the day of the event is not counted, so that five days after the 1st is the 6th.
``inclusive``: the day of the event is the first day, so that it is the 5th.
``clear``: that many whole days lie between, so that it is the 7th."""
DAY_OFF_RULES: tuple[DayOffRule, ...] = ("stays", "next", "previous")
"""Where the last day is a day off: nothing happens, or it moves to the next or the previous working day."""

ONE_DAY = timedelta(days=1)
LONGEST = 36_600


@dataclass(frozen=True, slots=True)
class DaysOff:
    """Which days are not worked. ``worked`` are days that are worked although they are weekend or holiday.

    ``weekend`` holds weekdays, Monday 0 to Sunday 6; at least one weekday is left to work on.
    """

    weekend: frozenset[int] = frozenset({5, 6})
    holidays: frozenset[date] = frozenset()
    worked: frozenset[date] = frozenset()

    def __post_init__(self) -> None:
        if not self.weekend <= set(range(7)) or len(self.weekend) == 7:
            raise ValueError("a weekend is some weekdays, 0 to 6, but not all of them")

    def works(self, day: date) -> bool:
        """Whether the day is a working day."""
        if day in self.worked:
            return True
        return day.weekday() not in self.weekend and day not in self.holidays


WEEKENDS = DaysOff()
"""Saturdays and Sundays, no holidays."""


@dataclass(frozen=True, slots=True)
class Term:
    """A length of time that the law gives. A negative length is counted back from an event.

    ``ends_at`` is the local time at which the last day ends; None is its end, midnight. Hours run through
    nights and days off, so that ``counting``, ``bounds``, ``ends_at`` and ``day_off`` must be left alone.
    ``ValueError`` for what is not a term.
    """

    length: int
    unit: Unit = "days"
    counting: Counting = "calendar"
    bounds: Bounds = "difference"
    ends_at: time | None = None
    day_off: DayOffRule = "stays"
    article: str = ""

    def __post_init__(self) -> None:
        known = (UNITS, COUNTING, BOUNDS, DAY_OFF_RULES)
        for word, words in zip((self.unit, self.counting, self.bounds, self.day_off), known, strict=True):
            if word not in words:
                raise ValueError(f"expected one of {', '.join(words)}, not {word!r}")
        if abs(self.length) > LONGEST:
            raise ValueError(f"a term has at most {LONGEST} {self.unit}")
        plain = (self.counting, self.bounds, self.ends_at, self.day_off)
        if self.unit == "hours" and plain != ("calendar", "difference", None, "stays"):
            raise ValueError(
                "hours run through: they count neither working days nor a first day, and do not move"
            )
        if self.bounds == "inclusive" and self.length == 0:
            raise ValueError("where the first day counts, a term has at least one day")
        if self.ends_at is not None and self.ends_at.tzinfo is not None:
            raise ValueError("ends_at is a local time, without a time zone")


@dataclass(frozen=True, slots=True)
class Deadline:
    """The end of a term. ``counted_to`` is the day before it moved off a day off; ``ends`` knows its zone."""

    last_day: date
    ends: datetime
    counted_to: date
    article: str = ""

    @property
    def moved(self) -> bool:
        return self.last_day != self.counted_to

    def kept_by(self, done: date | datetime) -> bool:
        """Whether what was done then was done in time.

        A day without a time is in time on the last day. A moment is in time up to and with a time of day
        (18:00 sharp), and before the midnight that ends a day.
        """
        if not isinstance(done, datetime):
            return done <= self.last_day
        at_midnight = self.ends.date() > self.last_day
        return done < self.ends if at_midnight else done <= self.ends


def deadline(begin: date | datetime, term: Term, zone: tzinfo, days_off: DaysOff = WEEKENDS) -> Deadline:
    """When the term that begins then ends, in the local time of ``zone``.

    ``begin`` is a day, or a moment with its own time zone, whose day in ``zone`` is taken; hours need a
    moment. ``ValueError`` for a moment without a zone, and for hours from a day.
    """
    if isinstance(begin, datetime):
        if begin.tzinfo is None:
            raise ValueError("a moment needs its time zone")
        if term.unit == "hours":
            return _after_hours(begin, term, zone)
        begin = begin.astimezone(zone).date()
    elif term.unit == "hours":
        raise ValueError("hours are counted from a moment, not from a day")
    return _after_days(begin, term, zone, days_off)


def deadlines(
    begins: Iterable[date | datetime], term: Term, zone: tzinfo, days_off: DaysOff = WEEKENDS
) -> list[Deadline]:
    """:func:`deadline` of each, quickly: a day is counted once, however many terms begin on it."""
    if term.unit == "hours":
        return [deadline(begin, term, zone, days_off) for begin in begins]
    by_day: dict[date, Deadline] = {}
    found = []
    for begin in begins:
        if isinstance(begin, datetime):
            if begin.tzinfo is None:
                raise ValueError("a moment needs its time zone")
            begin = begin.astimezone(zone).date()
        if begin not in by_day:
            by_day[begin] = _after_days(begin, term, zone, days_off)
        found.append(by_day[begin])
    return found


def counted_day(
    begin: date, length: int, *, counting: Counting, bounds: Bounds, days_off: DaysOff = WEEKENDS
) -> date:
    """The day reached by counting ``length`` days on from ``begin``, or back where it is negative.

    >>> day = date(2023, 3, 19)
    >>> [str(counted_day(day, -5, counting="calendar", bounds=bounds)) for bounds in BOUNDS]
    ['2023-03-14', '2023-03-15', '2023-03-13']
    """
    step = -ONE_DAY if length < 0 else ONE_DAY
    if counting == "calendar":
        extra = {"difference": 0, "inclusive": -1, "clear": 1}[bounds]
        return begin + step * (abs(length) + extra)
    left = abs(length) + (1 if bounds == "clear" else 0)
    day = begin
    if bounds == "inclusive" and days_off.works(day):
        left -= 1
    while left > 0:
        day += step
        left -= days_off.works(day)
    return day


def moved_day(day: date, rule: DayOffRule, days_off: DaysOff) -> date:
    """The day, or the working day it moves to."""
    if rule == "stays":
        return day
    step = ONE_DAY if rule == "next" else -ONE_DAY
    while not days_off.works(day):
        day += step
    return day


def _after_days(begin: date, term: Term, zone: tzinfo, days_off: DaysOff) -> Deadline:
    counted = counted_day(begin, term.length, counting=term.counting, bounds=term.bounds, days_off=days_off)
    last = moved_day(counted, term.day_off, days_off)
    if term.ends_at is None:
        ends = datetime.combine(last + ONE_DAY, time(), zone)
    else:
        ends = datetime.combine(last, term.ends_at, zone)
    return Deadline(last, ends, counted, term.article)


def _after_hours(begin: datetime, term: Term, zone: tzinfo) -> Deadline:
    """Hours of the clock on the wall of the world: a change of the local time does not lengthen them."""
    ends = (begin.astimezone(UTC) + timedelta(hours=term.length)).astimezone(zone)
    return Deadline(ends.date(), ends, ends.date(), term.article)
