"""A figure that somebody published, and what its digits leave open.

Everything is exact: a printed number stands for an interval of fractions, and two figures agree where their
intervals meet. A count printed to the last digit stands for itself.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction
from functools import lru_cache

from baqylau.core.digits import Kind, kind_of

PERCENT = "percent"
LARGEST_LEEWAY = Fraction(1, 20)
"""How far "about" reaches at most, as a share of the number."""


class Qualifier(StrEnum):
    """What was said before the number."""

    EXACT = ""
    ABOUT = "about"
    AT_LEAST = "at_least"
    AT_MOST = "at_most"


@dataclass(frozen=True, slots=True, kw_only=True)
class Said:
    """One figure as somebody published it; texts that are empty say "not limited to one".

    ``part`` names the part of a whole as pairs ``breakdown:part``, nested with slashes:
    ``from:states``, ``from:organisations/organisation:odihr``. The whole is the same figure without its last
    pair. ``base`` is the indicator that a percentage is of, where it is not the indicator's usual one.
    ``value`` is the text of a decimal. ``stands`` is False where the figure is known to disagree with others.
    """

    key: str
    indicator: str
    value: str
    unit: str = "count"
    qualifier: Qualifier = Qualifier.EXACT
    contest: str = ""
    option: str = ""
    area: str = ""
    part: str = ""
    base: str = ""
    as_of: str = ""
    source: str = ""
    sentence: str = ""
    stands: bool = True
    official: bool = False

    @property
    def exact(self) -> Fraction:
        return Fraction(self.value)

    @property
    def is_percent(self) -> bool:
        return self.unit == PERCENT


@dataclass(frozen=True, slots=True)
class Interval:
    """The values a printed number may stand for, both ends included; None is without an end."""

    low: Fraction | None
    high: Fraction | None

    def meets(self, other: Interval) -> bool:
        """Whether some value lies in both.

        >>> Interval(Fraction(1), None).meets(Interval(None, Fraction(0)))
        False
        """
        ends_before = self.high is not None and other.low is not None and self.high < other.low
        begins_after = self.low is not None and other.high is not None and self.low > other.high
        return not (ends_before or begins_after)

    def __add__(self, other: Interval) -> Interval:
        return Interval(_sum(self.low, other.low), _sum(self.high, other.high))


ZERO = Interval(Fraction(0), Fraction(0))


def _sum(one: Fraction | None, other: Fraction | None) -> Fraction | None:
    return None if one is None or other is None else one + other


@lru_cache(maxsize=4096)
def interval_of(said: Said) -> Interval:
    """What the printed digits leave open.

    A decimal is rounded to its last place, either way at a half. "About" reaches one unit of the last digit
    that is not 0, and at most 5 % of the number: that is a convention of ours.

    >>> interval_of(Said(key="", indicator="share", value="8.59", unit="percent"))
    Interval(low=Fraction(1717, 200), high=Fraction(1719, 200))
    >>> interval_of(Said(key="", indicator="registered", value="12035000", qualifier=Qualifier.ABOUT)).high
    Fraction(12036000, 1)
    """
    value, places = said.exact, places_of(said.value)
    if said.qualifier == Qualifier.AT_LEAST:
        return Interval(value, None)
    if said.qualifier == Qualifier.AT_MOST:
        return Interval(None, value)
    leeway = Fraction(1, 2 * 10**places) if places or said.is_percent else Fraction(0)
    if said.qualifier == Qualifier.ABOUT:
        leeway = max(leeway, min(_last_digit(said.value), abs(value) * LARGEST_LEEWAY))
    return Interval(value - leeway, value + leeway)


def places_of(value: str) -> int:
    """Digits after the decimal point."""
    return len(value.partition(".")[2])


def _last_digit(value: str) -> Fraction:
    if places := places_of(value):
        return Fraction(1, 10**places)
    digits = value.lstrip("-")
    return Fraction(10 ** (len(digits) - len(digits.rstrip("0")))) if digits.strip("0") else Fraction(0)


def slip_between(one: str, other: str) -> Kind | None:
    """How one printed number comes from the other by one slip; None where it does not.

    >>> slip_between("3341510", "3431510"), slip_between("6.59", "8.59"), slip_between("0.5", "5")
    (<Kind.SWAPPED: 'swapped'>, <Kind.CHANGED: 'changed'>, None)
    """
    if places_of(one) != places_of(other):
        return None
    digits, others = one.replace(".", ""), other.replace(".", "")
    return kind_of(int(digits), int(others)) if digits.isdecimal() and others.isdecimal() else None


@dataclass(frozen=True, slots=True)
class Ballot:
    """What may be marked in a contest: all options, and those of them that stand for election."""

    options: Collection[str]
    contestants: Collection[str]
