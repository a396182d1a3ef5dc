"""Counts of many stations as one table: what checks, tabulation, quick counts and audits work on.

One row for each station, in the order of the file. Whole numbers are int64. A number that a source does not
give is absent, never 0: its cell holds 0, so that sums need no exception, and its mask says so.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Whole = NDArray[np.int64]
Mask = NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class Level:
    """One level of the hierarchy above the stations, such as regions.

    ``areas`` names each area by its path from the top down (two districts named alike never merge);
    ``area_of`` has for each station the place of its area in ``areas`` (int32, length: stations).
    """

    name: str
    areas: tuple[tuple[str, ...], ...]
    area_of: NDArray[np.int32]


@dataclass(frozen=True, slots=True)
class StationTable:
    """Lines and votes of stations.

    ``votes`` is stations × options. ``lines`` maps codes of :class:`~baqylau.results.methods.lines.LineCode`
    to one number for each station; a line that the source does not have is not a key. ``row_of`` is the row
    of the file, for messages. ``absent_votes`` (stations × options) and ``absent_lines`` (by code) are masks
    of cells that are not given; where every cell is given, None and no key.
    """

    stations: tuple[str, ...]
    row_of: Whole
    levels: tuple[Level, ...]
    options: tuple[str, ...]
    votes: Whole
    lines: Mapping[str, Whole]
    absent_votes: Mask | None
    absent_lines: Mapping[str, Mask]
