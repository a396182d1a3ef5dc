"""What an authority reports of equal conditions, taken apart: what its parts leave over, what a mean can say.

Nothing is made from such figures, and nothing that is left over is spread over the parts.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

EXACT, ABOUT, AT_LEAST, AT_MOST = "", "about", "at_least", "at_most"


@dataclass(frozen=True, slots=True)
class Number:
    """A whole number as published: ``qualifier`` is what was said before it ("about", "at_least" …)."""

    value: int
    qualifier: str = EXACT


@dataclass(frozen=True, slots=True)
class LeftOver:
    """A published whole beside its parts.

    ``residual`` is the whole less the parts, as printed, and may be negative. ``is_open`` says that some of
    the numbers is rounded or a bound, so that the true residual is not known, not even that there is one.
    """

    whole: int
    listed: int
    residual: int
    is_open: bool


def left_over(whole: Number, parts: Sequence[Number]) -> LeftOver:
    """``whole - Σ parts`` on the printed numbers.

    Innocent reasons: rounded numbers; a further part (radio, agencies) that was not named; items that stand
    in two parts.

    >>> left_over(Number(10_000, "about"), [Number(5_000, "at_least"), Number(2_200, "about")]).residual
    2800
    """
    listed = sum(part.value for part in parts)
    is_open = any(one.qualifier != EXACT for one in (whole, *parts))
    return LeftOver(whole.value, listed, whole.value - listed, is_open)


def mean_share(contestants: int) -> Fraction:
    """The mean of the shares of ``contestants`` that together have all: ``100/n`` per cent, always.

    So a published mean share says how many contestants there are and nothing about how they were treated.

    >>> mean_share(7)
    Fraction(100, 7)
    """
    if contestants < 1:
        raise ValueError("a mean needs somebody to be of")
    return Fraction(100, contestants)


def median_share(amounts: Mapping[str, int]) -> Fraction | None:
    """The median of the contestants' shares in all that they had together, in per cent; None of nothing.

    Unlike the mean it depends on the distribution, yet says nothing of the largest and the smallest.

    >>> median_share({"a": 60, "b": 30, "c": 10})
    Fraction(30, 1)
    """
    total = sum(amounts.values())
    if not total:
        return None
    shares = sorted(Fraction(100 * amount, total) for amount in amounts.values())
    middle = len(shares) // 2
    return shares[middle] if len(shares) % 2 else (shares[middle - 1] + shares[middle]) / 2


def says_how_many(share: Fraction, most: int = 60) -> int | None:
    """Of how many contestants a published mean share is ``100/n``, to one decimal; None of no number.

    >>> says_how_many(Fraction("14.3"))
    7
    """
    for contestants in range(1, most + 1):
        if abs(mean_share(contestants) - share) <= Fraction(1, 20):
            return contestants
    return None
