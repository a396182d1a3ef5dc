"""Counts of many stations as one table: what checks, tabulation, quick counts and audits work on.

One row for each station, in the order of the file. Whole numbers are int64. A number that a source does not
give is absent, never 0: its cell holds 0, so that sums need no exception, and its mask says so.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from baqylau.results.methods.lines import VOTES, Formula

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
    of cells that are not given; where every cell is given, None and no key. ``strata`` names each station's
    stratum in a quick count's sample, where the file has such a column; else None.

    ``votes`` and the lines are made column by column, so one option's votes lie side by side in memory.
    """

    stations: tuple[str, ...]
    row_of: Whole
    levels: tuple[Level, ...]
    options: tuple[str, ...]
    votes: Whole
    lines: Mapping[str, Whole]
    absent_votes: Mask | None
    absent_lines: Mapping[str, Mask]
    strata: tuple[str, ...] | None = None


def sum_of_votes(table: StationTable) -> tuple[Whole, Mask | None]:
    """For each station the sum of its votes, and where it is not known because a vote is absent."""
    total = np.zeros(len(table.stations), dtype=np.int64)
    for option in range(len(table.options)):
        total += table.votes[:, option]
    absent: Mask | None = None if table.absent_votes is None else np.any(table.absent_votes, axis=1)
    return total, absent


def value_of(table: StationTable, formula: Formula) -> tuple[Whole, Mask | None]:
    """For each station what a formula of lines comes to, and where it is not known.

    It may be below 0. An optional line is left out where the table, or the station, does not have it.
    ``KeyError`` where the table lacks a line that is needed.
    """
    value = np.full(len(table.stations), formula.constant, dtype=np.int64)
    absent: Mask | None = None
    for code, factor in formula.terms.items():
        if code in formula.optional:
            if code in table.lines:
                value += factor * table.lines[code]
            continue
        line, missing = line_of(table, code)
        value += line if factor == 1 else factor * line
        if missing is not None:
            absent = missing if absent is None else absent | missing
    return value, absent


def line_of(table: StationTable, code: str) -> tuple[Whole, Mask | None]:
    """The numbers of a line, or the sums of the votes for the code ``votes``, and where they are absent."""
    if code == VOTES and VOTES not in table.lines:
        return sum_of_votes(table)
    return table.lines[code], table.absent_lines.get(code)


def with_sums(table: StationTable) -> StationTable:
    """The table with the sums of the votes as a line ``votes``, so that they are made once."""
    total, absent = sum_of_votes(table)
    missing = {} if absent is None else {VOTES: absent}
    return replace(table, lines={**table.lines, VOTES: total}, absent_lines={**table.absent_lines, **missing})


def add_formulas(table: StationTable, formulas: Mapping[str, Formula]) -> StationTable:
    """The table with the lines that formulas of its other lines give; a station keeps a value below 0."""
    lines, absent_lines = dict(table.lines), dict(table.absent_lines)
    for code, formula in formulas.items():
        value, absent = value_of(table, formula)
        lines[code] = value if absent is None else np.where(absent, 0, value)
        if absent is not None:
            absent_lines[code] = absent
    return replace(table, lines=lines, absent_lines=absent_lines)
