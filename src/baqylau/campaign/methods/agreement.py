"""How far coders agree who coded the same programmes: Krippendorff's alpha and Cohen's kappa.

A table of codes has one row for each coder and one column for each unit; None is "this coder did not code
this unit". Both measures are 1 where all agree, 0 where they agree as often as chance would make them, and
below 0 where they agree less than that.

Sources: K. Krippendorff, *Computing Krippendorff's Alpha-Reliability* (University of Pennsylvania, 2011),
whose sections C and D are repeated below; J. Cohen, "A coefficient of agreement for nominal scales",
*Educational and Psychological Measurement* 20 (1960), 37-46.

    >>> krippendorffs = [
    ...     [1, 2, 3, 3, 2, 1, 4, 1, 2, None, None, None],
    ...     [1, 2, 3, 3, 2, 2, 4, 1, 2, 5, None, 3],
    ...     [None, 3, 3, 3, 2, 3, 4, 2, 2, 5, 1, None],
    ...     [1, 2, 3, 3, 2, 4, 4, 1, 2, 5, 1, None],
    ... ]
    >>> [round(alpha(krippendorffs, level).value, 3) for level in (NOMINAL, ORDINAL, INTERVAL)]
    [0.743, 0.815, 0.849]
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Hashable, Sequence
from dataclasses import dataclass
from fractions import Fraction

import numpy as np
from numpy.typing import NDArray

NOMINAL, ORDINAL, INTERVAL = "nominal", "ordinal", "interval"
LEVELS = (NOMINAL, ORDINAL, INTERVAL)
"""Codes that are only different; codes in an order; numbers of which differences mean something."""

GOOD, TENTATIVE = Fraction(8, 10), Fraction(667, 1000)
"""Krippendorff, *Content Analysis*, 3rd edition (2013), p. 325: rely on what reaches 0.8; from 0.667 on only
tentative conclusions."""


@dataclass(frozen=True, slots=True)
class Agreement:
    """What came out, and of how much.

    ``value`` is None where it cannot be said: nothing was coded twice, or every code is the same, so that
    chance alone would make all agree. ``units`` were coded at least twice, with ``values`` codes together;
    ``single`` were coded once and say nothing. ``agreeing`` units had one code from everybody.
    """

    value: float | None
    units: int
    values: int
    single: int
    agreeing: int

    @property
    def strength(self) -> str:
        """``good``, ``tentative`` or ``poor`` after Krippendorff; empty where there is no value."""
        if self.value is None:
            return ""
        return "good" if self.value >= GOOD else "tentative" if self.value >= TENTATIVE else "poor"


def alpha(codes: Sequence[Sequence[Hashable | None]], level: str = NOMINAL) -> Agreement:
    """Krippendorff's alpha: ``1 - D_o / D_e``, the disagreement there is against that of chance.

    ``D_o = (1/n) Σ_ck o_ck δ²_ck`` and ``D_e = 1/(n(n-1)) Σ_ck n_c n_k δ²_ck``, where ``o`` is the matrix of
    coincidences: each pair of codes of one unit counts ``1/(m_u - 1)``, ``m_u`` being the codes of the unit.
    ``δ²`` is 0 or 1 for nominal, the squared sum of the frequencies between for ordinal, and the squared
    difference for interval data. Any number of coders and units, with missing codes. ``codes`` has shape
    (coders, units); interval data are numbers. ValueError for another level or rows of different length.
    """
    return alpha_of_units(_units(codes), level)


def alpha_of_units(units: Sequence[Sequence[Hashable]], level: str = NOMINAL) -> Agreement:
    """The same from the codes that each unit was given, by whomever."""
    if level not in LEVELS:
        raise ValueError(f"There is no level '{level}'.")
    found = _counted(units)
    paired = [unit for unit in units if len(unit) > 1]
    if not paired:
        return found
    order = _in_order({code for unit in paired for code in unit}, level)
    ratio = _disagreement(_coincidences(paired, order), order, level)
    return found if ratio is None else Agreement(1.0 - ratio, *_rest(found))


def kappa(one: Sequence[Hashable | None], other: Sequence[Hashable | None]) -> Agreement:
    """Cohen's kappa of two coders: ``(p_o - p_e) / (1 - p_e)``.

    ``p_o`` is the share of units on which they agree, ``p_e = Σ_k p_1k p_2k`` that on which they would by
    chance, each keeping the habits. Units that one of them did not code are left out. ValueError for
    different lengths.

    >>> one = ["yes"] * 25 + ["no"] * 25
    >>> other = ["yes"] * 20 + ["no"] * 5 + ["yes"] * 10 + ["no"] * 15
    >>> kappa(one, other).value
    0.4
    """
    units = _units([one, other])
    both = [(a, b) for a, b in zip(one, other, strict=True) if a is not None and b is not None]
    found = _counted(units)
    if not both:
        return found
    left, right = Counter(a for a, _b in both), Counter(b for _a, b in both)
    observed = Fraction(sum(a == b for a, b in both), len(both))
    chance = Fraction(sum(count * right[code] for code, count in left.items()), len(both) ** 2)
    if chance == 1:
        return found
    return Agreement(float((observed - chance) / (1 - chance)), *_rest(found))


def _rest(found: Agreement) -> tuple[int, int, int, int]:
    return found.units, found.values, found.single, found.agreeing


def _units(codes: Sequence[Sequence[Hashable | None]]) -> list[list[Hashable]]:
    """The codes of each unit, without the missing ones."""
    return [[code for code in unit if code is not None] for unit in zip(*codes, strict=True)]


def _counted(units: Sequence[Sequence[Hashable]]) -> Agreement:
    paired = [unit for unit in units if len(unit) > 1]
    return Agreement(
        None,
        len(paired),
        sum(map(len, paired)),
        sum(len(unit) == 1 for unit in units),
        sum(len(set(unit)) == 1 for unit in paired),
    )


def _in_order(found: set[Hashable], level: str) -> list[Hashable]:
    return sorted(found, key=str) if level == NOMINAL else sorted(found)  # type: ignore[type-var]


def _coincidences(units: Sequence[Sequence[Hashable]], order: Sequence[Hashable]) -> NDArray[np.float64]:
    """Pairs of codes within units, each weighing ``1/(m_u - 1)``: shape (codes, codes), symmetric."""
    place = {code: at for at, code in enumerate(order)}
    pairs = np.zeros((len(order), len(order)))
    for unit, times in Counter(map(tuple, units)).items():
        counts = Counter(place[code] for code in unit)
        for one, of_one in counts.items():
            for other, of_other in counts.items():
                pairs[one, other] += times * of_one * (of_other - (one == other)) / (len(unit) - 1)
    return pairs


def _disagreement(pairs: NDArray[np.float64], order: Sequence[Hashable], level: str) -> float | None:
    """``D_o / D_e``; None where chance alone would make all agree."""
    sums = pairs.sum(axis=1)
    whole = sums.sum()
    distances = _distances(sums, order, level)
    by_chance = (np.outer(sums, sums) * distances).sum() / (whole - 1)
    return float((pairs * distances).sum() / by_chance) if by_chance else None


def _distances(sums: NDArray[np.float64], order: Sequence[Hashable], level: str) -> NDArray[np.float64]:
    if level == NOMINAL:
        return 1.0 - np.eye(len(order))
    # For ordinal codes a place is the middle of the frequencies up to it: differences are sums between.
    places = np.cumsum(sums) - sums / 2 if level == ORDINAL else np.array([float(one) for one in order])  # type: ignore[arg-type]
    return np.asarray((places[:, None] - places[None, :]) ** 2)
