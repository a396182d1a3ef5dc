"""Adding stations up along the hierarchy, every level at once; and going on while protocols arrive."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from baqylau.results.methods.station_table import Level, Mask, StationTable, Whole

WHOLE_FILE = "all"
"""The level above all others: one area, whose path is empty."""

_EXACT = 2**53
"""Whole numbers up to here are exact in floating point."""


@dataclass(frozen=True, slots=True)
class Totals:
    """The sums of one level. Arrays have one row for each area, in the order of ``areas``.

    ``votes`` is areas × options. ``lacking`` counts for each line code the stations that do not give it, and
    ``lacking_votes`` (areas × options) likewise; no key and None where every station gives it. A line that
    no station of an area gives has the sum 0 and is as often lacking as there are stations.
    """

    name: str
    areas: tuple[tuple[str, ...], ...]
    stations: Whole
    votes: Whole
    lines: Mapping[str, Whole]
    lacking: Mapping[str, Whole]
    lacking_votes: Whole | None

    def line(self, code: str, area: int) -> int | None:
        """The sum of a line; None where the source has no such line, or no station of the area gives it."""
        if code not in self.lines:
            return None
        if code in self.lacking and self.lacking[code][area] == self.stations[area]:
            return None
        return int(self.lines[code][area])

    def shares(self, base: Whole | None = None) -> NDArray[np.float64]:
        """Votes of each area as a share of ``base``, or of the sum of the votes; nan where that is 0."""
        whole = self.votes.sum(axis=1) if base is None else base
        with np.errstate(divide="ignore", invalid="ignore"):
            return np.where(whole[:, None] > 0, self.votes / whole[:, None], np.nan)


@dataclass(frozen=True)
class Tabulation:
    """The totals of every level, from the whole down to the finest."""

    options: tuple[str, ...]
    levels: tuple[Totals, ...]

    @cached_property
    def by_name(self) -> dict[str, Totals]:
        """The totals by the name of their level; ``all`` is the whole."""
        return {one.name: one for one in self.levels}


def tabulate(table: StationTable) -> Tabulation:
    """The totals of all levels: the finest from the stations, each other one from the level below it.

    Cost: one reading of the matrix.
    """
    if not table.levels:
        return Tabulation(table.options, (_sum_stations(table, _whole(table)),))
    finest = _sum_stations(table, table.levels[-1])
    levels = [finest]
    for level in reversed((_whole(table), *table.levels[:-1])):
        levels.append(_sum_areas(levels[-1], level))
    return Tabulation(table.options, tuple(reversed(levels)))


def _whole(table: StationTable) -> Level:
    return Level(WHOLE_FILE, ((),), np.zeros(len(table.stations), dtype=np.int32))


def stations_under(table: StationTable, level: str, area: Sequence[str]) -> NDArray[np.intp]:
    """The places of an area's stations in the table; of all for the level ``all``."""
    if level == WHOLE_FILE:
        return np.arange(len(table.stations))
    one = next(one for one in table.levels if one.name == level)
    return np.flatnonzero(one.area_of == one.areas.index(tuple(area)))


def _sum_stations(table: StationTable, level: Level) -> Totals:
    summing = _Summing(level.area_of, len(level.areas))
    columns = [summing.of(table.votes[:, option]) for option in range(len(table.options))]
    votes = np.column_stack(columns) if columns else np.zeros((len(level.areas), 0), dtype=np.int64)
    absent = table.absent_votes
    lacking_votes = (
        None
        if absent is None
        else np.column_stack([summing.of(absent[:, option]) for option in range(len(table.options))])
    )
    return Totals(
        level.name,
        level.areas,
        summing.stations,
        votes,
        {code: summing.of(line) for code, line in table.lines.items()},
        {code: summing.of(mask) for code, mask in table.absent_lines.items()},
        lacking_votes,
    )


class _Summing:
    """Sums of stations by area. Stations mostly stand area by area, and then whole runs are added."""

    def __init__(self, area_of: NDArray[np.int32], areas: int) -> None:
        self.area_of = area_of
        self.areas = areas
        starts = np.flatnonzero(area_of[1:] != area_of[:-1]) + 1
        self.starts = np.concatenate(([0], starts)) if len(area_of) else np.zeros(0, dtype=np.intp)
        self.of_run = area_of[self.starts]
        self.in_runs = len(self.starts) * 8 < len(area_of) or len(self.starts) == areas
        self.stations: Whole = np.bincount(area_of, minlength=areas).astype(np.int64)

    def of(self, column: Whole | Mask) -> Whole:
        """The sum of each area, exact."""
        if self.in_runs and len(column):
            runs = np.add.reduceat(column, self.starts, dtype=np.int64)
            return _add_up(self.of_run, runs, self.areas)
        return _add_up(self.area_of, column, self.areas)


def _add_up(area_of: NDArray[np.int32], column: Whole | Mask, areas: int) -> Whole:
    if len(column) and int(np.abs(column).max()) * len(column) < _EXACT:
        return np.bincount(area_of, column, minlength=areas).astype(np.int64)
    sums = np.zeros(areas, dtype=np.int64)
    np.add.at(sums, area_of, column)
    return sums


def _sum_areas(below: Totals, level: Level) -> Totals:
    """The totals of a level from those of the next finer one: a path begins with that of the area above."""
    place = {path: at for at, path in enumerate(level.areas)}
    depth = len(level.areas[0]) if level.areas else 0
    parent = np.array([place[path[:depth]] for path in below.areas], dtype=np.intp)

    def up(sums: Whole) -> Whole:
        total = np.zeros((len(level.areas), *sums.shape[1:]), dtype=np.int64)
        np.add.at(total, parent, sums)
        return total

    return Totals(
        level.name,
        level.areas,
        up(below.stations),
        up(below.votes),
        {code: up(sums) for code, sums in below.lines.items()},
        {code: up(sums) for code, sums in below.lacking.items()},
        None if below.lacking_votes is None else up(below.lacking_votes),
    )


class Progress:
    """Totals that go on while protocols arrive: a protocol is added, corrected or taken out in constant time.

    ``areas_of`` names for each station the path of its finest area. What a station gave is kept, so that a
    later version of its protocol replaces it.
    """

    def __init__(self, areas_of: Mapping[str, tuple[str, ...]], options: Sequence[str]) -> None:
        self._areas_of = areas_of
        self._options = tuple(options)
        self._given: dict[str, tuple[Mapping[str, int], Mapping[str, int]]] = {}
        self._sums: dict[tuple[str, ...], dict[str, int]] = {}
        self._stations: dict[tuple[str, ...], int] = {}
        self._planned: dict[tuple[str, ...], int] = {}
        for path in areas_of.values():
            for depth in range(len(path) + 1):
                self._planned[path[:depth]] = self._planned.get(path[:depth], 0) + 1

    def put(self, station: str, lines: Mapping[str, int], votes: Mapping[str, int]) -> None:
        """Take a station's protocol in, in place of what it gave before."""
        self.take_out(station)
        self._given[station] = (lines, votes)
        self._move(station, lines, votes, 1)

    def take_out(self, station: str) -> None:
        """Forget what a station gave, where it gave anything: its result was annulled."""
        if before := self._given.pop(station, None):
            self._move(station, *before, -1)

    def _move(self, station: str, lines: Mapping[str, int], votes: Mapping[str, int], sign: int) -> None:
        path = self._areas_of[station]
        for depth in range(len(path) + 1):
            area = path[:depth]
            self._stations[area] = self._stations.get(area, 0) + sign
            sums = self._sums.setdefault(area, {})
            for key, number in _keyed(lines, votes):
                sums[key] = sums.get(key, 0) + sign * number

    def reported(self, area: Sequence[str] = ()) -> tuple[int, int]:
        """How many stations of an area have reported, and of how many."""
        return self._stations.get(tuple(area), 0), self._planned.get(tuple(area), 0)

    def votes(self, area: Sequence[str] = ()) -> dict[str, int]:
        """The votes counted in an area so far."""
        sums = self._sums.get(tuple(area), {})
        return {option: sums.get(f"v-{option}", 0) for option in self._options}

    def line(self, code: str, area: Sequence[str] = ()) -> int | None:
        """The sum of a line in an area so far; None where nobody gave it."""
        return self._sums.get(tuple(area), {}).get(f"l-{code}")


def _keyed(lines: Mapping[str, int], votes: Mapping[str, int]) -> Iterable[tuple[str, int]]:
    for code, number in lines.items():
        yield f"l-{code}", number
    for option, number in votes.items():
        yield f"v-{option}", number
