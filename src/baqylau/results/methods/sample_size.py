"""How many stations a sample needs, from the real variance between stations at an earlier election.

With e = y − R x at the stations of the earlier election, S² its variance (divisor N − 1), X̄ the mean base,
d the half-width wanted and z the normal quantile::

    n₀ = z² S² / (X̄² d²),   n = n₀ / (1 + n₀ / N)                             (one stratum)
    proportional:  the same with Σ (N_h / N) S_h² for S²
    optimal:       n = (Σ N_h S_h)² / (V + Σ N_h S_h²),   V = (d X / z)²      (Neyman)
    fixed:         n_h = Σ N_h² S_h² / (V + Σ N_h S_h²) in each stratum

(Cochran, Sampling Techniques, sections 5.5 to 5.9 and 6.11.) A rule of thumb that treats voters as if they
were drawn one by one is far too small, because neighbours vote alike: :attr:`Needed.design_effect` says how
many times.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from math import ceil
from statistics import NormalDist

import numpy as np

from baqylau.results.methods.collapse import Impossible
from baqylau.results.methods.estimates import Numbers
from baqylau.results.methods.station_table import Whole


class Allocation(StrEnum):
    """How a sample is spread over strata."""

    PROPORTIONAL = "proportional"
    OPTIMAL = "optimal"
    FIXED = "fixed"


@dataclass(frozen=True, slots=True)
class Needed:
    """``stations`` in all (for a fixed number: in each stratum ``per_stratum``), out of ``of``.

    ``share`` is that of the earlier election; ``as_if_voters`` what the rule for single voters would say;
    ``design_effect`` how many times larger the variance is than under that rule.
    """

    stations: int
    of: int
    share: float
    as_if_voters: int
    design_effect: float
    per_stratum: int | None = None


def stations_needed(
    votes: Numbers,
    base: Numbers,
    stratum_of: Whole,
    half_width: float,
    allocation: Allocation = Allocation.PROPORTIONAL,
    level: float = 0.95,
) -> Needed:
    """The size for an interval of ± ``half_width`` (a fraction) around one option's share.

    Arrays have one number for each station of the earlier election. ``Impossible``: ``no_base``,
    ``too_few`` (fewer than two stations), ``no_width``.
    """
    total = float(base.sum())
    if len(base) < 2:
        raise Impossible("too_few")
    if total <= 0:
        raise Impossible("no_base")
    if not 0 < half_width < 1:
        raise Impossible("no_width")
    share = float(votes.sum()) / total
    sizes, spread = _spread(votes - share * base, stratum_of)
    wanted = (half_width * total / NormalDist().inv_cdf((1 + level) / 2)) ** 2
    stations, per_stratum = _size(sizes, spread, wanted, allocation)
    simple = share * (1 - share)
    voters = simple / (wanted / total**2 + simple / total)
    mean = total / len(base)
    variance = float(np.var(votes - share * base, ddof=1))
    effect = variance / (mean * simple) if simple > 0 else 1.0
    return Needed(stations, len(base), share, ceil(voters / mean), effect, per_stratum)


def _spread(residuals: Numbers, stratum_of: Whole) -> tuple[Whole, Numbers]:
    """Sizes N_h and variances S_h² of the strata; a stratum of one station has no variance of its own: 0."""
    _, place, sizes = np.unique(stratum_of, return_inverse=True, return_counts=True)
    means = np.bincount(place, weights=residuals) / sizes
    squares = np.bincount(place, weights=(residuals - means[place]) ** 2)
    return sizes, squares / np.maximum(sizes - 1, 1)


def _size(sizes: Whole, variances: Numbers, wanted: float, allocation: Allocation) -> tuple[int, int | None]:
    within = float(sizes @ variances)
    number = int(sizes.sum())
    if allocation is Allocation.FIXED:
        per_stratum = max(2, ceil(float(sizes**2 @ variances) / (wanted + within)))
        return int(np.minimum(sizes, per_stratum).sum()), per_stratum
    if allocation is Allocation.OPTIMAL:
        needed = float(sizes @ np.sqrt(variances)) ** 2 / (wanted + within)
    else:
        first = number * within / wanted
        needed = first / (1 + first / number)
    return min(number, max(2, ceil(needed))), None
