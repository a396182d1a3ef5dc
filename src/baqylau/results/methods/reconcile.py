"""Official totals beside our sums of the stations: where they agree, and what would explain a difference.

An explanation is arithmetic: the difference is exactly the figures of one station, or two figures of a
station that changed places, or a slip of the pen in the total. It says where to look, not what happened.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum

import numpy as np
from numpy.typing import NDArray

from baqylau.core.digits import Kind, kind_of
from baqylau.results.methods.station_table import StationTable, Whole
from baqylau.results.methods.tabulation import Tabulation, Totals, stations_under

MOST_STATIONS = 5
"""Where more stations than this would explain a difference, none does: it fits by chance."""


@dataclass(frozen=True, slots=True)
class Official:
    """A published row: the path of its area (empty: the whole), lines by code, votes by option."""

    area: tuple[str, ...]
    lines: Mapping[str, int] = field(default_factory=dict)
    votes: Mapping[str, int] = field(default_factory=dict)


class Why(StrEnum):
    """What would explain a difference."""

    LEFT_OUT = "left_out"
    """The total is smaller by exactly the figures of this station."""
    TWICE = "twice"
    """The total is larger by exactly the figures of this station."""
    CHANGED_PLACES = "changed_places"
    """The votes of two options changed places in this station."""
    SWAPPED_IN_STATION = "swapped_in_station"
    """Two adjacent digits of this station's figure changed places."""
    SWAPPED_IN_TOTAL = "swapped_in_total"
    """Two adjacent digits of the total changed places."""
    CHANGED_IN_TOTAL = "changed_in_total"
    """One digit of the total is another."""


@dataclass(frozen=True, slots=True)
class Cell:
    """One figure of an area: a line's code or an option, what was published, what the stations add up to.

    ``ours`` is None where no station of the area gives the figure.
    """

    name: str
    is_option: bool
    official: int
    ours: int | None

    @property
    def difference(self) -> int | None:
        """What was published less our sum."""
        return None if self.ours is None else self.official - self.ours


@dataclass(frozen=True, slots=True)
class Explanation:
    """What would explain the difference in ``cells``; ``station`` is "" where it is the total itself."""

    why: Why
    cells: tuple[str, ...]
    station: str = ""


@dataclass(frozen=True, slots=True)
class Comparison:
    """One area: its figures, what would explain the differences, and its stations that we do not have.

    ``stations`` is how many we have. ``in_table`` is false for an area of which we have none.
    """

    area: tuple[str, ...]
    stations: int
    cells: tuple[Cell, ...]
    explanations: tuple[Explanation, ...]
    missing: tuple[str, ...] = ()
    in_table: bool = True

    @property
    def agrees(self) -> bool:
        """Whether every published figure is our sum."""
        return all(cell.difference == 0 for cell in self.cells)

    @property
    def differing(self) -> tuple[Cell, ...]:
        """The figures that differ."""
        return tuple(cell for cell in self.cells if cell.difference)


def compare(
    table: StationTable,
    tabulation: Tabulation,
    level: str,
    official: Iterable[Official],
    expected: Mapping[tuple[str, ...], Collection[str]] | None = None,
) -> list[Comparison]:
    """Published rows of one level beside our sums, in the order in which they were published.

    ``expected`` names by area the stations that should report; those that ``table`` lacks are missing.
    ``KeyError`` where there is no such level.
    """
    totals = tabulation.by_name[level]
    place = {area: at for at, area in enumerate(totals.areas)}
    here = set(table.stations)
    return [
        _compare(table, totals, place.get(one.area), one, _missing(here, (expected or {}).get(one.area, ())))
        for one in official
    ]


def not_published(tabulation: Tabulation, level: str, official: Iterable[Official]) -> list[tuple[str, ...]]:
    """The areas of a level that we have stations of, and of which nothing was published."""
    published = {one.area for one in official}
    return [area for area in tabulation.by_name[level].areas if area not in published]


def _missing(here: Collection[str], expected: Iterable[str]) -> tuple[str, ...]:
    return tuple(station for station in expected if station not in here)


def _compare(
    table: StationTable, totals: Totals, at: int | None, official: Official, missing: tuple[str, ...]
) -> Comparison:
    cells = tuple(_cells(table, totals, at, official))
    if at is None:
        return Comparison(official.area, 0, cells, (), missing, in_table=False)
    explanations: tuple[Explanation, ...] = ()
    if any(cell.difference for cell in cells):
        places = stations_under(table, totals.name, official.area)
        explanations = tuple(_explain(table, places, cells))
    return Comparison(official.area, int(totals.stations[at]), cells, explanations, missing)


def _cells(table: StationTable, totals: Totals, at: int | None, official: Official) -> Iterator[Cell]:
    for code, number in official.lines.items():
        yield Cell(code, False, number, None if at is None else totals.line(code, at))
    option_at = {option: place for place, option in enumerate(table.options)}
    for option, number in official.votes.items():
        known = at is not None and option in option_at
        yield Cell(option, True, number, int(totals.votes[at, option_at[option]]) if known else None)


def _explain(table: StationTable, places: NDArray[np.intp], cells: Sequence[Cell]) -> Iterator[Explanation]:
    compared = [cell for cell in cells if cell.difference is not None]
    columns = {cell.name: _column(table, cell)[places] for cell in compared}
    whole = list(_whole_stations(table, places, compared, columns))
    if whole:
        yield from whole
        return
    pair = [cell for cell in compared if cell.difference]
    if len(pair) == 2 and sum(cell.difference or 0 for cell in pair) == 0 and all(c.is_option for c in pair):
        yield from _changed_places(table, places, pair[0], pair[1], columns)
    for cell in pair:
        yield from _slips(table, places, cell, columns[cell.name])


def _column(table: StationTable, cell: Cell) -> Whole:
    if cell.is_option:
        return table.votes[:, table.options.index(cell.name)]
    return table.lines[cell.name]


def _whole_stations(
    table: StationTable, places: NDArray[np.intp], cells: Sequence[Cell], columns: Mapping[str, Whole]
) -> Iterator[Explanation]:
    """Stations whose figures are the difference, in every figure that was published (two at least)."""
    if len(cells) < 2:
        return
    for why, sign in ((Why.LEFT_OUT, -1), (Why.TWICE, 1)):
        fits = np.ones(len(places), dtype=bool)
        for cell in cells:
            fits &= columns[cell.name] * sign == cell.difference
        names = tuple(cell.name for cell in cells if cell.difference)
        for station in _few(table, places, fits):
            yield Explanation(why, names, station)


def _changed_places(
    table: StationTable, places: NDArray[np.intp], one: Cell, other: Cell, columns: Mapping[str, Whole]
) -> Iterator[Explanation]:
    fits = columns[other.name] - columns[one.name] == one.difference
    for station in _few(table, places, fits):
        yield Explanation(Why.CHANGED_PLACES, (one.name, other.name), station)


def _slips(table: StationTable, places: NDArray[np.intp], cell: Cell, column: Whole) -> Iterator[Explanation]:
    """A slip in the published total, or in one station's figure on its way into it."""
    assert cell.ours is not None
    assert cell.difference is not None
    in_total = kind_of(cell.official, cell.ours)
    if in_total:
        why = Why.SWAPPED_IN_TOTAL if in_total is Kind.SWAPPED else Why.CHANGED_IN_TOTAL
        yield Explanation(why, (cell.name,))
    if cell.difference % 9 == 0:
        numbers = column.tolist()
        fits = np.array([kind_of(one, one + cell.difference) is Kind.SWAPPED for one in numbers], dtype=bool)
        for station in _few(table, places, fits):
            yield Explanation(Why.SWAPPED_IN_STATION, (cell.name,), station)


def _few(table: StationTable, places: NDArray[np.intp], fits: NDArray[np.bool_]) -> Iterator[str]:
    found = places[fits].tolist()
    if len(found) <= MOST_STATIONS:
        yield from (table.stations[place] for place in found)
