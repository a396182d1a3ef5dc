"""What is done with the rows of a sheet before they are stations: as COLUMNS.toml says, and nothing else.

Official tables have cells that stand for many rows, rows of subtotals, and a row for each party of a station.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from difflib import get_close_matches

import numpy as np
from numpy.typing import NDArray

from baqylau.core.problem import Phrase, Problem, Refused
from baqylau.core.reading import Problems, in_row, short
from baqylau.results.sources.columns import Columns, Turned
from baqylau.results.sources.numbers import wrong_number
from baqylau.results.sources.sheets import MOST_WRONG, Sheet, check_header, sheet_of

NEAR = 0.8
"""How much of a name must be the same for another to be meant (a part of 1, by ``difflib``)."""

MOST_NAMES = 2_000
"""Of a table that is turned, so many columns may come out."""


def stations_of(sheet: Sheet, name: str, columns: Columns) -> Sheet:
    """The sheet with a row for each station; ``Refused`` with what stands in the way."""
    turned = columns.turned
    needed = [*columns.carried_down, *columns.rows_left_out]
    if turned:
        needed += [turned.names, turned.numbers, *columns.station]
    problems = Problems()
    for column in dict.fromkeys(needed):
        if column not in sheet.header:
            problems.found.append(no_column(column, sheet.header, name, columns))
    problems.refuse_if_any()
    for column in columns.carried_down:
        sheet = sheet.with_texts(column, _carried(sheet.texts(column), columns.rows_left_out.get(column, ())))
    if columns.rows_left_out:
        sheet = sheet.rows(~_left_out(sheet, columns.rows_left_out))
    if not len(sheet.row_of):
        says = Phrase("The table has no row.")
        raise Refused(Problem("R.233", says, Phrase("Give a row for each station."), f"'{name}'"))
    return _turned(sheet, name, columns, turned) if turned else sheet


def no_column(column: str, header: Sequence[str], name: str, columns: Columns) -> Problem:
    """COLUMNS.toml names a column that the file does not have; one that is written alike is named."""
    says = Phrase("'{file}' has no column '{column}'.", file=name, column=short(column))
    alike = {one.casefold(): one for one in header}
    nearest = get_close_matches(column.casefold(), alike, n=1, cutoff=NEAR)
    listed = ", ".join(header)[:400]
    remedy = Phrase("Its columns: {columns}.", columns=listed)
    if nearest:
        remedy = Phrase(
            "Is it '{column}'? Its columns: {columns}.", column=short(alike[nearest[0]]), columns=listed
        )
    if "+" in column or "-" in column:
        codes = ", ".join(sorted(columns.lines))
        remedy = Phrase("If this is a formula, name lines by their codes: {codes}.", codes=codes)
    return Problem("R.231", says, remedy, f"'{columns.name}'")


def _carried(texts: list[str], not_these: Collection[str]) -> list[str]:
    """Empty cells filled with the text above, but not with one whose row is left out."""
    last, carried = "", []
    for text in texts:
        last = text if text and text not in not_these else last
        carried.append(text or last)
    return carried


def _left_out(sheet: Sheet, texts_of: Mapping[str, Collection[str]]) -> NDArray[np.bool_]:
    out = np.zeros(len(sheet.row_of), dtype=np.bool_)
    for column, texts in texts_of.items():
        out |= np.fromiter((text in texts for text in sheet.texts(column)), np.bool_, len(out))
    return out


def _turned(sheet: Sheet, name: str, columns: Columns, turned: Turned) -> Sheet:
    """A row for each station out of one for each station and name, with a column for each name."""
    problems = Problems()
    numbers = _numbers(sheet, name, turned, problems)
    keys = list(zip(*(sheet.texts(column) for column in columns.station), strict=True))
    place = {key: at for at, key in enumerate(dict.fromkeys(keys))}
    station_of = np.fromiter((place[key] for key in keys), np.int64, len(keys))
    _, first = np.unique(station_of, return_index=True)
    codes, names = sheet.coded(turned.names)
    if len(names) > MOST_NAMES:
        says = Phrase("Column '{column}' has more than {most} names.", column=turned.names, most=MOST_NAMES)
        remedy = Phrase("Under 'names' stands the column with options and lines.")
        raise Refused(Problem("R.239", says, remedy, f"'{name}'"))
    cell = _cells(sheet, name, station_of * len(names) + codes, len(place) * len(names), turned, problems)
    kept = [one for one in sheet.header if one not in (turned.names, turned.numbers)]
    read = {*columns.levels, *columns.lines.values(), columns.stratum}
    for column in kept:
        if column in read:
            _check_same(sheet, name, column, first[station_of], problems)
    header = [*kept, *names]
    check_header(header, f"'{name}'", problems)
    problems.refuse_if_any()
    columns_of = [_at(sheet.texts(one), first) for one in kept]
    columns_of += [_at([*numbers, ""], cell[code :: len(names)]) for code in range(len(names))]
    return sheet_of(header, list(zip(*columns_of, strict=True)), sheet.row_of[first].tolist())


def _cells(
    sheet: Sheet, name: str, keys: NDArray[np.int64], cells: int, turned: Turned, problems: Problems
) -> NDArray[np.int64]:
    """For each station and name the row with its number, or -1; a name that a station has twice is said."""
    found = np.full(cells, -1, dtype=np.int64)
    rows = np.arange(len(keys))
    found[keys[::-1]] = rows[::-1]
    for at in np.flatnonzero(found[keys] != rows)[:MOST_WRONG].tolist():
        says = Phrase(
            "The station has this name in row {row} already.", row=int(sheet.row_of[found[keys[at]]])
        )
        remedy = Phrase("Keep one of the rows, or name all columns that tell stations apart as 'station'.")
        problems.add("R.239", says, remedy, _where(sheet, name, at, turned.names))
    return found


def _numbers(sheet: Sheet, name: str, turned: Turned, problems: Problems) -> list[str]:
    """The numbers as texts; a cell that is none, or has no name, is said here, where its row is known."""
    empty = [at for at, text in enumerate(sheet.texts(turned.names)) if not text]
    for at in empty[:MOST_WRONG]:
        where = _where(sheet, name, at, turned.names)
        problems.add("R.234", Phrase("The cell is empty."), Phrase("Fill it in."), where)
    found = sheet.wholes(turned.numbers)
    for at, text in found.wrong:
        code, says, remedy = wrong_number(text)
        problems.add(code, says, remedy, _where(sheet, name, at, turned.numbers))
    texts = [str(number) for number in found.numbers.tolist()]
    for at in np.flatnonzero(found.absent).tolist() if found.absent is not None else ():
        texts[at] = ""
    return texts


def _at(texts: Sequence[str], places: NDArray[np.int64]) -> list[str]:
    return [texts[at] for at in places.tolist()]


def _check_same(sheet: Sheet, name: str, column: str, first: NDArray[np.int64], problems: Problems) -> None:
    """What is said of a station is the same in all its rows."""
    codes, _ = sheet.coded(column)
    for at in np.flatnonzero(codes != codes[first])[:MOST_WRONG].tolist():
        says = Phrase(
            "Another row of the station, {row}, has something else.", row=int(sheet.row_of[first[at]])
        )
        remedy = Phrase("Correct one of them; what is said of a station is the same in all its rows.")
        problems.add("R.239", says, remedy, _where(sheet, name, at, column))


def _where(sheet: Sheet, name: str, at: int, column: str) -> Phrase:
    place = in_row(name, int(sheet.row_of[at]))
    return Phrase("{place}, column '{column}'", place=place, column=column)
