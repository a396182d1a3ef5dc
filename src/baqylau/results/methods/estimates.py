"""Estimates from a stratified sample of stations: shares, turnout, leads, and the chance of a threshold.

The combined ratio of votes y to a base x, with N_h stations in stratum h of which n_h were counted::

    R = Σ_h (N_h / n_h) Σ y  /  Σ_h (N_h / n_h) Σ x,        e = y − R x
    V(R) = X̂⁻² Σ_h N_h² (1 − n_h / N_h) s²_{e,h} / n_h,     X̂ = Σ_h (N_h / n_h) Σ x

with s² of divisor n_h − 1, n − H degrees of freedom and intervals by Student's t (W. G. Cochran, Sampling
Techniques, 3rd edition, section 6.11). Strata with fewer than two stations are put together with a neighbour
first, see :mod:`~baqylau.results.methods.collapse`. Where whole commissions were drawn, their sums are the
units: :func:`by_cluster`.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from baqylau.results.methods.collapse import Impossible, groups_of
from baqylau.results.methods.station_table import Whole

Numbers = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Design:
    """Units (stations, or whole clusters) that were counted, and what each stands for.

    ``weights``: how many units each stands for (length n). ``order`` sorts units by group, ``starts`` is
    where each group begins in that order (length H). ``factors`` has (1 − n_g / N_g) n_g / (n_g − 1) of each
    group. ``groups`` are the places of the strata that each group was made of.
    """

    weights: Numbers
    order: NDArray[np.int64]
    starts: NDArray[np.int64]
    factors: Numbers
    groups: tuple[tuple[int, ...], ...]

    @property
    def n(self) -> int:
        """How many units were counted."""
        return len(self.weights)

    @property
    def degrees_of_freedom(self) -> int:
        """n − H."""
        return self.n - len(self.starts)


@dataclass(frozen=True, slots=True)
class Estimates:
    """Estimates of several quantities, each an array of one length; shares as fractions, not percent."""

    estimate: Numbers
    se: Numbers
    low: Numbers
    high: Numbers


def design_of(stratum_of: Whole, sizes: Whole) -> Design:
    """The design of units in strata of ``sizes``; ``stratum_of`` is the place of each unit's stratum (n).

    ``Impossible``: ``no_units``, ``more_than_there_are`` (n_h above N_h), ``too_few`` (one unit, which alone
    shows no variance).
    """
    counted = np.bincount(stratum_of, minlength=len(sizes))
    if not counted.sum():
        raise Impossible("no_units")
    if (counted > sizes).any():
        raise Impossible("more_than_there_are")
    weight_of_stratum, groups = stratum_weights(counted, sizes)
    group_of_stratum = _place_of_group(groups, len(sizes))
    group_of = group_of_stratum[stratum_of]
    order = np.argsort(group_of, kind="stable")
    per_group = np.bincount(group_of, minlength=len(groups))
    stations = np.bincount(group_of_stratum, weights=sizes, minlength=len(groups))
    starts = np.concatenate(([0], np.cumsum(per_group)[:-1]))
    factors = (1 - per_group / stations) * per_group / np.maximum(per_group - 1, 1)
    return Design(weight_of_stratum[stratum_of], order, starts, factors, tuple(groups))


def stratum_weights(counted: Whole, sizes: Whole) -> tuple[Numbers, list[tuple[int, ...]]]:
    """How many units each counted one stands for, by stratum, and which strata go together.

    Both arrays have one number for each stratum (n_h and N_h). ``Impossible("too_few")``.
    """
    groups = groups_of(counted.tolist(), sizes.tolist())
    group_of = _place_of_group(groups, len(sizes))
    there = np.bincount(group_of, weights=sizes, minlength=len(groups))
    stood_for = np.bincount(group_of, weights=np.where(counted > 0, sizes, 0), minlength=len(groups))
    weights = np.zeros(len(sizes))
    np.divide(sizes, counted, out=weights, where=counted > 0)
    weights *= np.divide(there, stood_for, out=np.ones(len(groups)), where=stood_for > 0)[group_of]
    return weights, groups


def _place_of_group(groups: list[tuple[int, ...]], strata: int) -> Whole:
    """For each stratum the place of its group; strata without stations, which are in none, say 0."""
    place_of = np.zeros(strata, dtype=np.int64)
    members = [stratum for group in groups for stratum in group]
    place_of[members] = np.repeat(np.arange(len(groups)), [len(group) for group in groups])
    return place_of


def totals(design: Design, values: Numbers) -> Numbers:
    """Estimated totals of ``values`` (n, or n × k) over all units."""
    return np.asarray(design.weights @ values)


def variances(design: Design, values: Numbers) -> Numbers:
    """Estimated variances of the totals of ``values`` (n × k): Σ (1 − f) n / (n − 1) Σ (w v − mean)²."""
    weighted = (values * design.weights[:, None])[design.order]
    sizes = np.diff(np.append(design.starts, design.n))
    means = np.add.reduceat(weighted, design.starts, axis=0) / sizes[:, None]
    weighted -= np.repeat(means, sizes, axis=0)
    np.square(weighted, out=weighted)
    return np.asarray(design.factors @ np.add.reduceat(weighted, design.starts, axis=0))


def ratios(design: Design, y: Numbers, x: Numbers, level: float = 0.95) -> Estimates:
    """Combined ratios of the columns of ``y`` (n × k) to ``x`` (n). ``Impossible``: ``no_base``."""
    base = float(totals(design, x))
    if base <= 0:
        raise Impossible("no_base")
    estimate = totals(design, y) / base
    se = np.sqrt(variances(design, y - x[:, None] * estimate)) / base
    return around(estimate, se, design.degrees_of_freedom, level)


def around(estimate: Numbers, se: Numbers, degrees_of_freedom: int, level: float = 0.95) -> Estimates:
    """Intervals by Student's t; where everything was counted (se 0) the interval is the figure itself."""
    from scipy.special import stdtrit

    if degrees_of_freedom < 1:
        return Estimates(estimate, se, estimate, estimate)
    half = float(stdtrit(degrees_of_freedom, (1 + level) / 2)) * se
    return Estimates(estimate, se, estimate - half, estimate + half)


def chance_above(design: Design, y: Numbers, x: Numbers, threshold: float | Numbers) -> Numbers:
    """How sure the sample makes it that a share is above ``threshold``, for each column of ``y`` (n × k).

    ``threshold`` is one number, or one for each column.

    The distribution function of t at Z / se(Z) for the one variable z = y − threshold · x. Read it as
    confidence, not as a lottery: it knows of chance in the draw and of nothing else. Where everything was
    counted it is 1 or 0, and 0.5 exactly at the threshold.
    """
    from scipy.special import stdtr

    z = y - x[:, None] * threshold
    total, se = totals(design, z), np.sqrt(variances(design, z))
    certain = (np.sign(total) + 1) / 2
    steps = np.divide(total, se, out=np.zeros_like(total), where=se > 0)
    return np.asarray(np.where(se > 0, stdtr(max(design.degrees_of_freedom, 1), steps), certain))


def leads(
    design: Design, y: Numbers, x: Numbers, pairs: list[tuple[int, int]], level: float = 0.95
) -> Estimates:
    """Leads of one column of ``y`` over another as shares of ``x``: the ratio of the one variable y₁ − y₂."""
    first, second = np.array(pairs).T
    return ratios(design, y[:, first] - y[:, second], x, level)


def chance_of_lead(design: Design, y: Numbers, first: int, second: int) -> float:
    """How sure the sample makes it that column ``first`` has more votes than ``second``."""
    difference = (y[:, first] - y[:, second])[:, None]
    return float(chance_above(design, difference, np.zeros(len(difference)), 0.0)[0])


def chance_of_second_round(design: Design, y: Numbers, x: Numbers, majority: float = 0.5) -> float:
    """How sure it is that no option has more than ``majority`` of ``x``; at most one can."""
    leading = int(np.argmax(totals(design, y)))
    return 1.0 - float(chance_above(design, y[:, [leading]], x, majority)[0])


def by_cluster(values: Numbers, stratum_of: Whole, cluster_of: Whole) -> tuple[Numbers, Whole]:
    """Sums of ``values`` (n × k) over clusters, and each cluster's stratum; clusters lie within strata.

    For samples of whole clusters (every station of a drawn commission); the sizes of the strata are then
    numbers of clusters.
    """
    keys, place = np.unique(np.stack((stratum_of, cluster_of)), axis=1, return_inverse=True)
    sums = np.zeros((keys.shape[1], values.shape[1]))
    np.add.at(sums, place.reshape(-1), values)
    return sums, keys[0]
