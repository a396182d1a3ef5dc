"""How long decisions took, against their limits."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from fractions import Fraction


@dataclass(frozen=True, slots=True)
class Times:
    """Of proceedings: how many, and what is known of their time.

    ``all`` = ``dated`` (both dates are known) + ``no_dates`` + ``before_receipt`` (decided before they were
    received, by their dates: a slip). ``dated`` = ``in_time`` + ``late`` + ``no_limit``. ``median`` and
    ``longest`` are days from receipt to decision, None where no decision has both dates.
    """

    all: int
    dated: int
    in_time: int
    late: int
    no_limit: int
    before_receipt: int
    median: Fraction | None
    longest: int | None

    @property
    def no_dates(self) -> int:
        return self.all - self.dated - self.before_receipt


def times_to_decision(groups: Iterable[tuple[date | None, date | None, date | None, int]]) -> Times:
    """From ``(received, decided, due, how many)`` of decided proceedings.

    >>> day = date(2023, 3, 1)
    >>> due = date(2023, 3, 6)
    >>> found = times_to_decision([(day, date(2023, 3, 5), due, 2), (day, date(2023, 3, 9), due, 1)])
    >>> found.in_time, found.late, found.median, found.longest
    (2, 1, Fraction(4, 1), 8)
    """
    total = in_time = late = no_limit = backwards = 0
    days: dict[int, int] = {}
    for received, decided, due, count in groups:
        total += count
        if received is None or decided is None:
            continue
        took = (decided - received).days
        if took < 0:
            backwards += count
            continue
        days[took] = days.get(took, 0) + count
        if due is None:
            no_limit += count
        elif decided > due:
            late += count
        else:
            in_time += count
    dated = sum(days.values())
    return Times(
        total, dated, in_time, late, no_limit, backwards, _median(days, dated), max(days, default=None)
    )


def _median(days: dict[int, int], count: int) -> Fraction | None:
    """The middle of the ordered values, or half-way between the two in the middle."""
    if not count:
        return None
    return Fraction(_at(days, (count - 1) // 2) + _at(days, count // 2), 2)


def _at(days: dict[int, int], place: int) -> int:
    for value in sorted(days):
        place -= days[value]
        if place < 0:
            return value
    raise IndexError(place)
