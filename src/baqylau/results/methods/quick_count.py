"""A quick count: shares and turnout estimated from a sample of stations."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from baqylau.results.methods.collapse import Impossible
from baqylau.results.methods.estimates import Design, Estimates, Numbers, by_cluster, design_of, ratios
from baqylau.results.methods.lines import VOTES, LineCode
from baqylau.results.methods.station_table import Mask, StationTable, Whole

BALLOTS = (LineCode.IN_BOX, LineCode.CAST, LineCode.ISSUED)
"""Who took part: the first of these lines that a file has, else valid and invalid ballots together."""


@dataclass(frozen=True, slots=True)
class QuickCount:
    """What a sample says.

    ``shares`` has one number for each option, ``turnout`` one, or is None where ballots or voters on the list
    are not known for enough stations. ``votes`` (units × options) and ``base`` (units) are what was counted,
    for further questions of the same ``design``.
    """

    stations: int
    design: Design
    options: tuple[str, ...]
    votes: Numbers
    base: Numbers
    stratum_of: Whole
    shares: Estimates
    turnout: Estimates | None


def quick_count(
    sample: StationTable,
    stratum_of: Whole,
    sizes: Whole,
    *,
    base: str = VOTES,
    cluster_of: Whole | None = None,
    level: float = 0.95,
) -> QuickCount:
    """Estimate from stations that have all reported; ``sizes`` are N_h by stratum.

    ``base`` is the line that shares are of, ``votes`` for the sum of the options. With ``cluster_of`` whole
    clusters were drawn, and ``sizes`` counts clusters. ``Impossible`` as in :mod:`.estimates`.
    """
    votes = sample.votes.astype(np.float64)
    of = votes.sum(axis=1) if base == VOTES else sample.lines[base].astype(np.float64)
    values = np.column_stack((votes, of))
    units = stratum_of
    if cluster_of is not None:
        values, units = by_cluster(values, stratum_of, cluster_of)
    design = design_of(units, sizes)
    return QuickCount(
        stations=len(sample.stations),
        design=design,
        options=sample.options,
        votes=values[:, :-1],
        base=values[:, -1],
        stratum_of=units,
        shares=ratios(design, values[:, :-1], values[:, -1], level),
        turnout=_turnout(sample, stratum_of, sizes, cluster_of, level),
    )


def only(table: StationTable, rows: Mask) -> StationTable:
    """The table with some of its stations; its levels are left out."""
    return replace(
        table,
        stations=tuple(np.array(table.stations, dtype=object)[rows]),
        row_of=table.row_of[rows],
        levels=(),
        votes=table.votes[rows],
        lines={code: numbers[rows] for code, numbers in table.lines.items()},
        absent_votes=None if table.absent_votes is None else table.absent_votes[rows],
        absent_lines={code: mask[rows] for code, mask in table.absent_lines.items()},
        strata=None if table.strata is None else tuple(np.array(table.strata, dtype=object)[rows]),
    )


def ballots(sample: StationTable) -> tuple[Whole, Mask] | None:
    """How many took part at each station, and where that is not known; None where no line tells it."""
    line = next((str(code) for code in BALLOTS if code in sample.lines), None)
    if line is not None:
        return sample.lines[line], _absent(sample, line)
    if LineCode.VALID in sample.lines and LineCode.INVALID in sample.lines:
        both = sample.lines[LineCode.VALID] + sample.lines[LineCode.INVALID]
        return both, _absent(sample, LineCode.VALID) | _absent(sample, LineCode.INVALID)
    return None


def _turnout(
    sample: StationTable, stratum_of: Whole, sizes: Whole, cluster_of: Whole | None, level: float
) -> Estimates | None:
    """Ballots to voters on the list, over the stations for which both are known."""
    taken_part = ballots(sample)
    if taken_part is None or LineCode.ON_LIST not in sample.lines:
        return None
    known = ~(taken_part[1] | _absent(sample, LineCode.ON_LIST))
    values = np.column_stack((taken_part[0], sample.lines[LineCode.ON_LIST])).astype(np.float64)[known]
    units = stratum_of[known]
    if cluster_of is not None:
        values, units = by_cluster(values, units, cluster_of[known])
    try:
        return ratios(design_of(units, sizes), values[:, :1], values[:, 1], level)
    except Impossible:
        return None


def _absent(sample: StationTable, line: str) -> Mask:
    return sample.absent_lines.get(line, np.zeros(len(sample.stations), dtype=np.bool_))
