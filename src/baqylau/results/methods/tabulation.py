"""Adding stations up along the hierarchy, every level at once; and going on while protocols arrive."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from copy import copy
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from baqylau.results.methods.station_table import Level, Mask, StationTable, Whole

WHOLE_FILE = "all"
"""The level above all others: one area, whose path is empty."""

LONG_RUN = 16
"""From so many stations of an area in a row, adding them up run by run is quicker than one by one."""

MANY, THREADS = 50_000, 2
"""From so many stations, columns are added up side by side (numpy and scipy let other threads go on)."""


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
        lacking = self.lacking[code][area] if code in self.lacking else 0
        if code not in self.lines or lacking == self.stations[area]:
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
    levels = [_whole(table), *table.levels]
    finest = _Summing(levels[-1].area_of, len(levels[-1].areas))
    sums = finest.all(_columns(table))
    totals = [_totals(levels[-1], finest.counts, sums, table)]
    one_of = finest.one_of
    for above, below in zip(reversed(levels[:-1]), reversed(levels[1:]), strict=True):
        summing = _Summing(_parents(above, below, one_of), len(above.areas))
        totals.append(_sum_areas(summing, above, totals[-1], table))
        one_of = np.where(summing.one_of < 0, -1, one_of[summing.one_of])
    return Tabulation(table.options, tuple(reversed(totals)))


def _whole(table: StationTable) -> Level:
    return Level(WHOLE_FILE, ((),), np.zeros(len(table.stations), dtype=np.int32))


def stations_under(table: StationTable, level: str, area: Sequence[str]) -> NDArray[np.intp]:
    """The places of an area's stations in the table; of all for the level ``all``."""
    if level == WHOLE_FILE:
        return np.arange(len(table.stations))
    one = next(one for one in table.levels if one.name == level)
    return np.flatnonzero(one.area_of == one.areas.index(tuple(area)))


def _columns(table: StationTable) -> list[Whole | Mask]:
    """Everything that is added up, in one order: votes, lines, and where either is absent."""
    columns: list[Whole | Mask] = [*table.votes.T, *table.lines.values(), *table.absent_lines.values()]
    return columns if table.absent_votes is None else [*columns, *table.absent_votes.T]


def _totals(level: Level, stations: Whole, sums: Whole, table: StationTable) -> Totals:
    """The totals out of the sums of all columns, in the order of :func:`_columns`."""
    options, lines, absent = len(table.options), len(table.lines), len(table.absent_lines)
    votes, of_lines, of_absent, of_absent_votes = np.split(sums, np.cumsum([options, lines, absent]))
    return Totals(
        level.name,
        level.areas,
        stations,
        votes.T,
        dict(zip(table.lines, of_lines, strict=True)),
        dict(zip(table.absent_lines, of_absent, strict=True)),
        None if table.absent_votes is None else of_absent_votes.T,
    )


class _Summing:
    """Sums of places by group: of stations by area, or of areas by the area above.

    Places of a group mostly stand together. Where they do, whole runs are added. Where many do not, each
    column is a sparse matrix (groups × 1) that has its numbers at their groups, several at one place, and
    its product with 1 adds them up; few places are added one by one.
    """

    def __init__(self, group_of: NDArray[np.int32], groups: int) -> None:
        self.groups = groups
        self.group_of = group_of
        changes = group_of[1:] != group_of[:-1]
        self.by_run = (np.count_nonzero(changes) + 1) * LONG_RUN <= len(group_of)
        runs = np.flatnonzero(changes) + 1 if self.by_run else np.empty(0, np.intp)
        self.starts = np.concatenate(([0], runs))
        self.of_run = group_of[self.starts].astype(np.intp) if self.by_run else runs
        self.in_order = len(self.of_run) == groups and bool((self.of_run == np.arange(groups)).all())

    def all(self, columns: Sequence[Whole | Mask]) -> Whole:
        """The sums of each column: columns × groups."""
        sums = np.zeros((len(columns), self.groups), dtype=np.int64)
        add = self._runs if self.by_run else self._product() if self.is_large else self._one_by_one

        def one(at: int) -> None:
            add(columns[at].astype(np.int64, copy=False), sums[at])

        if not self.is_large:
            for at in range(len(columns)):
                one(at)
            return sums
        with ThreadPoolExecutor(THREADS) as threads:
            beside = [threads.submit(lambda: self.counts), threads.submit(lambda: self.one_of)]
            list(threads.map(one, range(len(columns))))
            for found in beside:
                found.result()
        return sums

    @property
    def is_large(self) -> bool:
        """Whether columns are added up side by side."""
        return len(self.group_of) >= MANY

    def _runs(self, numbers: Whole, into: Whole) -> None:
        if self.in_order:
            np.add.reduceat(numbers, self.starts, out=into)
        else:
            np.add.at(into, self.of_run, np.add.reduceat(numbers, self.starts))

    def _one_by_one(self, numbers: Whole, into: Whole) -> None:
        np.add.at(into, self.group_of, numbers)

    def _product(self) -> Callable[[Whole, Whole], None]:
        from scipy.sparse import csc_array

        places, one = len(self.group_of), np.ones(1, dtype=np.int64)
        ends = np.array([0, places], dtype=np.int32)
        empty = csc_array((np.empty(places, dtype=np.int64), self.group_of, ends), (self.groups, 1))

        def add(numbers: Whole, into: Whole) -> None:
            column = copy(empty)
            column.data = numbers
            into[:] = column @ one

        return add

    @cached_property
    def counts(self) -> Whole:
        """How many places each group has."""
        if not self.by_run:
            return np.bincount(self.group_of, minlength=self.groups).astype(np.int64, copy=False)
        counts = np.zeros(self.groups, dtype=np.int64)
        np.add.at(counts, self.of_run, np.diff(self.starts, append=len(self.group_of)))
        return counts

    @cached_property
    def one_of(self) -> NDArray[np.intp]:
        """A place of each group; -1 where it has none."""
        places = np.full(self.groups, -1, dtype=np.intp)
        if self.by_run:
            places[self.of_run] = self.starts
            return places
        step = max(LONG_RUN * self.groups, 1)
        for start in range(0, len(self.group_of), step):
            part = self.group_of[start : start + step]
            places[part] = np.arange(start, start + len(part))
            if (places >= 0).all():
                break
        return places


def _sum_areas(summing: _Summing, above: Level, below: Totals, table: StationTable) -> Totals:
    """The totals of a level from those of the next finer one."""
    columns = [*below.votes.T, *below.lines.values(), *below.lacking.values()]
    if below.lacking_votes is not None:
        columns += [*below.lacking_votes.T]
    sums = summing.all([*columns, below.stations])
    return _totals(above, sums[-1], sums[:-1], table)


def _parents(above: Level, below: Level, one_of: NDArray[np.intp]) -> NDArray[np.int32]:
    """For each area of the finer level the area above it: that of one of its stations, or by its path."""
    parents = above.area_of[one_of] if len(above.area_of) else np.zeros(len(one_of), dtype=np.int32)
    empty = np.flatnonzero(one_of < 0)
    if len(empty):
        place = {path: at for at, path in enumerate(above.areas)}
        depth = len(above.areas[0])
        parents[empty] = [place[below.areas[at][:depth]] for at in empty.tolist()]
    return parents


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
        self._givers: dict[tuple[str, ...], dict[str, int]] = {}
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
            sums, givers = self._sums.setdefault(area, {}), self._givers.setdefault(area, {})
            for key, number in _keyed(lines, votes):
                sums[key] = sums.get(key, 0) + sign * number
                givers[key] = givers.get(key, 0) + sign

    def reported(self, area: Sequence[str] = ()) -> tuple[int, int]:
        """How many stations of an area have reported, and of how many."""
        return self._stations.get(tuple(area), 0), self._planned.get(tuple(area), 0)

    def votes(self, area: Sequence[str] = ()) -> dict[str, int]:
        """The votes counted in an area so far."""
        sums = self._sums.get(tuple(area), {})
        return {option: sums.get(f"v-{option}", 0) for option in self._options}

    def line(self, code: str, area: Sequence[str] = ()) -> int | None:
        """The sum of a line in an area so far; None where nobody gave it."""
        key = f"l-{code}"
        return self._sums[tuple(area)][key] if self._givers.get(tuple(area), {}).get(key) else None


def _keyed(lines: Mapping[str, int], votes: Mapping[str, int]) -> Iterable[tuple[str, int]]:
    for code, number in lines.items():
        yield f"l-{code}", number
    for option, number in votes.items():
        yield f"v-{option}", number
