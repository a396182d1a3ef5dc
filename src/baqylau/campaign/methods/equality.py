"""How equally contestants were treated: against an equal share, against a chosen reference, and as one
number.

Shares are exact. An index is one number for many; it is shown with the shares it was made of, and says
nothing of why they differ: news follows what happens, and who campaigns more is reported more.
"""

from __future__ import annotations

import math
from collections.abc import Hashable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Generic, TypeVar

K = TypeVar("K", bound=Hashable)


@dataclass(frozen=True, slots=True)
class Against(Generic[K]):
    """One contestant's share beside what it would be. ``reference`` is None where nothing is known of it."""

    key: K
    amount: int
    share: Fraction
    equal: Fraction
    reference: Fraction | None = None

    @property
    def over_equal(self) -> Fraction:
        """By how much of the whole the share is more than an equal one; below 0 where it is less."""
        return self.share - self.equal

    @property
    def times_equal(self) -> Fraction:
        """How many equal shares it is."""
        return self.share / self.equal

    @property
    def over_reference(self) -> Fraction | None:
        return None if self.reference is None else self.share - self.reference


def equal_share(contestants: int) -> Fraction:
    """``1/n``. ValueError for none.

    >>> from baqylau.core.figure import half_up
    >>> half_up(equal_share(7) * 100, 4)
    '14.2857'
    """
    if contestants < 1:
        raise ValueError("There is no equal share of no contestants.")
    return Fraction(1, contestants)


def against_equal(
    amounts: Mapping[K, int], reference: Mapping[K, int] | None = None
) -> tuple[Against[K], ...]:
    """Each contestant's share of what all contestants had, beside ``1/n`` and beside the reference's share.

    ``amounts`` names every contestant, those with nothing as 0, in one unit. ``reference`` gives weights
    (seats, votes won before); one it does not name had none of it. Empty where nobody had anything.
    """
    whole = sum(amounts.values())
    if not whole:
        return ()
    weights = sum(reference.get(key, 0) for key in amounts) if reference else 0
    return tuple(
        Against(
            key,
            amount,
            Fraction(amount, whole),
            equal_share(len(amounts)),
            Fraction(reference.get(key, 0), weights) if reference and weights else None,
        )
        for key, amount in amounts.items()
    )


def distance(shares: Sequence[Fraction], reference: Sequence[Fraction]) -> Fraction:
    """``½ Σ |p_i - q_i|``: the part of the whole that would have to change hands for the shares to be as
    there.

    0 is the same, towards 1 is another. Source: O. D. Duncan and B. Duncan, *American Sociological Review* 20
    (1955), 210-217; for votes and seats J. Loosemore and V. Hanby, *British Journal of Political Science* 1
    (1971).
    """
    return sum((abs(one - other) for one, other in zip(shares, reference, strict=True)), Fraction(0)) / 2


def distance_from_equal(amounts: Sequence[int]) -> Fraction | None:
    """The distance of the shares from equal ones; None where nobody had anything.

    >>> distance_from_equal([30, 10, 10, 10])
    Fraction(1, 4)
    """
    whole = sum(amounts)
    if not whole:
        return None
    return distance([Fraction(one, whole) for one in amounts], [equal_share(len(amounts))] * len(amounts))


def evenness(amounts: Sequence[int]) -> float | None:
    """Pielou's J = ``-Σ p_i ln p_i / ln n``: 1 where all had the same, 0 where one had all.

    None for fewer than two contestants or where nobody had anything. Source: E. C. Pielou, *Journal of
    Theoretical Biology* 13 (1966), 131-144.

    >>> evenness([5, 5, 5]), evenness([9, 0, 0])
    (1.0, 0.0)
    """
    whole = sum(amounts)
    if len(amounts) < 2 or not whole:
        return None
    if len(set(amounts)) == 1:
        return 1.0
    shares = [one / whole for one in amounts if one]
    return abs(sum(share * math.log(share) for share in shares)) / math.log(len(amounts))


def coefficient_of_variation(amounts: Sequence[int]) -> float | None:
    """``σ/μ`` of what contestants had, σ over all of them (divided by n: they are all there are, no sample).

    0 where all had the same, ``√(n-1)`` where one had all. None where nobody had anything. Source: K.
    Pearson, *Philosophical Transactions* A 187 (1896), 276-277.

    >>> coefficient_of_variation([2, 4, 4, 4, 5, 5, 7, 9])
    0.4
    """
    whole = sum(amounts)
    if not whole:
        return None
    # n Σx² / (Σx)² - 1 is the squared coefficient, in whole numbers until the root.
    squared = Fraction(len(amounts) * sum(one * one for one in amounts), whole * whole) - 1
    return math.sqrt(squared)
