"""Stations of the sample that have not reported: how many, and what they could change.

They are never treated as missing by chance. Two answers, both free of any assumption about how people voted
there. All that is assumed is how many voted there: as many on average as at the reporting stations of the
same stratum (of the strata put together with it, or of all, where none reports).

* Bounds: the share of an option if no vote at the missing stations were its own, and if all were.
* The break-even lead: by which share of the base the second would have to lead the first at the missing
  stations so that they come out level. Above 1 it cannot happen.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from baqylau.results.methods.collapse import Impossible
from baqylau.results.methods.estimates import Numbers, stratum_weights
from baqylau.results.methods.station_table import Whole


@dataclass(frozen=True, slots=True)
class WithMissing:
    """The sample as it was planned. Arrays by stratum, weights N_h / planned_h.

    ``votes`` (strata × options) and ``base`` (strata) are sums over the stations that reported;
    ``missing_base`` is what the missing ones are taken to hold.
    """

    received: Whole
    planned: Whole
    weights: Numbers
    votes: Numbers
    base: Numbers
    missing_base: Numbers

    @property
    def missing(self) -> int:
        return int((self.planned - self.received).sum())


def with_missing(
    stratum_of: Whole, planned: Whole, sizes: Whole, votes: Numbers, base: Numbers
) -> WithMissing:
    """Put reporting stations (``stratum_of``, ``votes`` n × k, ``base`` n) beside the ``planned`` numbers.

    ``Impossible``: ``too_few``; ``more_than_planned`` where more of a stratum report than were drawn.
    """
    received = np.bincount(stratum_of, minlength=len(sizes))
    if (received > planned).any():
        raise Impossible("more_than_planned")
    weights, groups = stratum_weights(planned, sizes)
    vote_sums = np.zeros((len(sizes), votes.shape[1]))
    np.add.at(vote_sums, stratum_of, votes)
    base_sums = np.bincount(stratum_of, weights=base, minlength=len(sizes)).astype(float)
    overall = base_sums.sum() / max(received.sum(), 1)
    means = np.full(len(sizes), overall)
    for strata in groups:
        places = list(strata)
        if received[places].sum():
            means[places] = base_sums[places].sum() / received[places].sum()
    np.divide(base_sums, received, out=means, where=received > 0)
    return WithMissing(received, planned, weights, vote_sums, base_sums, (planned - received) * means)


def bounds(sample: WithMissing) -> tuple[Numbers, Numbers]:
    """For each option the lowest and highest share that the missing stations could bring about."""
    missing = float(sample.weights @ sample.missing_base)
    base = float(sample.weights @ sample.base) + missing
    if base <= 0:
        raise Impossible("no_base")
    votes = sample.weights @ sample.votes
    return votes / base, (votes + missing) / base


def break_even_lead(sample: WithMissing, first: int, second: int) -> float | None:
    """By which share ``second`` must lead ``first`` at the missing stations to be level; None without any.

    Negative where ``second`` is ahead already at the stations that reported.
    """
    missing = float(sample.weights @ sample.missing_base)
    if missing <= 0:
        return None
    votes = sample.weights @ sample.votes
    return float(votes[first] - votes[second]) / missing
