"""The rows behind published figures, as far as they may leave: no words, no observers, no small cells.

Each row of a figure says which record it is, whether it was counted, and in which area it was, nothing
else: no station, no time, no text, nobody's name. A cell is all records of one figure that are shown in one
area and gave one outcome. Where it would have fewer than ``FEWEST`` records, their area is left out. It is
left out for a record everywhere, since one that has its area in one figure and not in another would betray
it. Where fewer than ``FEWEST`` records of a figure are without their area, all records of that figure are.
"""

from __future__ import annotations

import csv
import io
from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from baqylau.core.cells import in_a_cell

FEWEST = 5
COLUMNS = ("figure", "record", "counted", "area")


@dataclass(frozen=True, slots=True)
class Behind:
    """The records behind a figure: ``counted`` of those in ``base``; without a whole the two are the same."""

    name: str
    counted: Collection[int]
    base: Collection[int]


def hidden(figures: Sequence[Behind], area_of: Mapping[int, str]) -> frozenset[int]:
    """The records whose area is left out. Records of no known area are not among them.

    What is left out makes other cells smaller, so it is done again until nothing changes; each round takes
    time in proportion to the rows of all figures, and there are few rounds.

    >>> area_of = {number: "north" if number < 20 else "south" for number in range(40)}
    >>> len(hidden([Behind("queue", {0, 1, 2, *range(20, 40)}, set(range(40)))], area_of))
    40
    >>> hidden([Behind("queue", set(range(10, 30)), set(range(40)))], area_of)
    frozenset()
    """
    found: set[int] = set()
    before = -1
    while before < len(found):
        before = len(found)
        for figure in figures:
            found |= _small_cells(figure, area_of, found)
            known = {number for number in figure.base if number in area_of}
            if 0 < len(known & found) < FEWEST:
                found |= known
    return frozenset(found)


def _small_cells(figure: Behind, area_of: Mapping[int, str], without: set[int]) -> set[int]:
    counted = set(figure.counted)
    shown = [number for number in figure.base if number in area_of and number not in without]
    cells = Counter((area_of[number], number in counted) for number in shown)
    return {number for number in shown if cells[area_of[number], number in counted] < FEWEST}


def rows_of(figures: Sequence[Behind], area_of: Mapping[int, str]) -> Iterator[tuple[str, int, int, str]]:
    """The rows as they may leave: figure, record, 1 where it was counted, area or ""."""
    without = hidden(figures, area_of)
    for figure in figures:
        counted = set(figure.counted)
        for number in sorted(figure.base):
            area = "" if number in without else area_of.get(number, "")
            yield figure.name, number, int(number in counted), area


def as_csv(rows: Iterable[tuple[str, int, int, str]]) -> str:
    """The rows as CSV."""
    file = io.StringIO(newline="")
    writer = csv.writer(file)
    writer.writerow(COLUMNS)
    writer.writerows([in_a_cell(cell) for cell in row] for row in rows)
    return file.getvalue()
