"""Whether stations that report late differ from those that reported early.

An estimate that drifts while stations arrive is no proof of anything: cities and small stations report at
their own times. So both answers hold the composition fixed: each stratum keeps its weight N_h / n_h whatever
has arrived of it (F. Idrobo, D. Kronick, F. Rodríguez 2022: a jump in raw sums is an artefact of the order).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from baqylau.results.methods.collapse import Impossible
from baqylau.results.methods.estimates import Design, Estimates, Numbers, around, design_of, ratios, variances
from baqylau.results.methods.station_table import Mask, Whole


@dataclass(frozen=True, slots=True)
class Moment:
    """The estimate when ``arrived`` stations had reported."""

    arrived: int
    shares: Estimates


def course(
    stratum_of: Whole, sizes: Whole, votes: Numbers, base: Numbers, *, moments: int = 40
) -> list[Moment]:
    """Estimates along the arrival of stations, which are given in the order of their arrival.

    At most ``moments`` of them, evenly spread, the last with everything. Left out are those at which nothing
    can be estimated yet.
    """
    found = []
    for arrived in sorted(set(np.linspace(2, len(base), moments).astype(int).tolist())):
        try:
            design = design_of(stratum_of[:arrived], sizes)
            found.append(Moment(arrived, ratios(design, votes[:arrived], base[:arrived])))
        except Impossible:
            continue
    return found


def late_difference(
    design: Design, votes: Numbers, base: Numbers, late: Mask, level: float = 0.95
) -> Estimates:
    """Share at the ``late`` stations less the share at the others, for each option, with its interval.

    The difference of two ratios over parts of the sample, linearised: Σ w z with
    z = (y − R₁ x) / X̂₁ at late stations and −(y − R₀ x) / X̂₀ at the others. ``Impossible``: ``no_base``
    where one of the parts has none.
    """
    parts = []
    for part in (late, ~late):
        within = part.astype(float)
        total = float(design.weights @ (base * within))
        if total <= 0:
            raise Impossible("no_base")
        share = (design.weights @ (votes * within[:, None])) / total
        parts.append((share, (votes - base[:, None] * share) * within[:, None] / total))
    (late_share, late_part), (early_share, early_part) = parts
    se = np.sqrt(variances(design, late_part - early_part))
    return around(late_share - early_share, se, design.degrees_of_freedom, level)
