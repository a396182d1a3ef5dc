"""Parts of a whole, exact, and what rounding makes of them on a page.

Shares that are shown with one decimal need not add up to 100.0. Two lessons: nothing is changed so that they
do, and the page says by how much they do not. A published table of 2011 gives 34.4 + 29 + 19.5 + 14 + 2.9 =
99.8: nobody can tell whether that is rounding or something left out, so what is left over is named.

    >>> published_rest(["34.4", "29", "19.5", "14", "2.9"])
    Decimal('0.2')
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from baqylau.core.figure import percent


@dataclass(frozen=True, slots=True)
class Part:
    """``count`` out of ``whole``, both whole numbers in one unit. ``of`` names the denominator by a code."""

    count: int
    whole: int
    of: str

    @property
    def share(self) -> Fraction | None:
        """Exact; None for a part of nothing."""
        return Fraction(self.count, self.whole) if self.whole else None

    def percent(self, places: int = 1) -> str:
        """In per cent as text, halves up; empty for a part of nothing.

        >>> Part(1, 7, "contestants").percent(4)
        '14.2857'
        """
        return percent(self.count, self.whole, places) if self.whole else ""


def shown_sum(parts: Iterable[Part], places: int = 1) -> Decimal:
    """What a reader gets who adds up the shown percentages.

    >>> shown_sum([Part(1, 3, "all")] * 3)
    Decimal('99.9')
    """
    return sum((Decimal(part.percent(places)) for part in parts if part.whole), Decimal(0))


def rounding_rest(parts: Sequence[Part], places: int = 1) -> Decimal:
    """By how much the shown percentages of all parts of a whole miss 100; 0 where parts are missing."""
    if not parts or not parts[0].whole or sum(part.count for part in parts) != parts[0].whole:
        return Decimal(0)
    return Decimal(100) - shown_sum(parts, places)


def could_be_rounding(parts: int, rest: Decimal, places: int = 1) -> bool:
    """Whether rounding alone can make the rest: each part is off by at most half of the last place shown.

    >>> could_be_rounding(5, Decimal("0.2")), could_be_rounding(5, Decimal("0.3"))
    (True, False)
    """
    return abs(rest) <= Decimal(parts) * Decimal(5).scaleb(-places - 1)


def published_rest(shares: Sequence[str]) -> Decimal:
    """What published percentages, as printed, leave of 100; never spread over them."""
    return Decimal(100) - sum(map(Decimal, shares), Decimal(0))
