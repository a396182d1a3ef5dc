"""A plain file of polling stations (CSV, Parquet, XLSX) and its COLUMNS.toml → one table of stations."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from itertools import islice

import numpy as np
from numpy.typing import NDArray

from baqylau.core.problem import Phrase, Problem, Refused
from baqylau.core.reading import Problems, in_row, short
from baqylau.results.methods.station_table import Level, Mask, StationTable, Whole, add_formulas
from baqylau.results.sources.columns import Columns
from baqylau.results.sources.numbers import wrong_number
from baqylau.results.sources.rows import no_column, stations_of
from baqylau.results.sources.sheets import MOST_WRONG, Sheet, csv_sheet, parquet_sheet
from baqylau.results.sources.spreadsheet import xlsx_sheet

KINDS = (".csv", ".tsv", ".txt", ".parquet", ".xlsx")


def read_station_file(content: bytes, name: str, columns: Columns) -> StationTable:
    """The stations of a file whose name ends in .csv, .parquet or .xlsx.

    ``Refused`` with everything that is wrong, each with its row and column: no half of a file is taken.
    """
    sheet = _sheet(content, name, columns)
    _check_separator(sheet.header, name, columns)
    sheet = stations_of(sheet, name, columns)
    options = _check_columns(sheet.header, name, columns)
    problems = Problems()
    numbers = _Numbers(sheet, name, problems)
    votes, absent_votes = numbers.matrix(list(options))
    lines, absent_lines = numbers.lines(columns.lines)
    stations = _stations(sheet, name, columns.station, problems)
    levels = _levels(sheet, name, columns.levels, problems)
    strata = _filled(sheet, name, columns.stratum, problems) if columns.stratum else None
    problems.refuse_if_any()
    table = StationTable(
        stations=tuple(stations),
        row_of=sheet.row_of,
        levels=levels,
        options=tuple(options.values()),
        votes=votes,
        lines=lines,
        absent_votes=absent_votes,
        absent_lines=absent_lines,
        strata=tuple(strata) if strata is not None else None,
    )
    return add_formulas(table, columns.formulas)


def _sheet(content: bytes, name: str, columns: Columns) -> Sheet:
    kind = name[name.rfind(".") :].lower() if "." in name else ""
    if kind == ".parquet":
        return parquet_sheet(content, name, columns.levels, columns.used)
    if kind == ".xlsx":
        return xlsx_sheet(
            content,
            name,
            sheet=columns.sheet,
            header_row=columns.header_row,
            wanted=columns.used,
            texts=(*columns.station, *columns.levels),
        )
    if kind in KINDS:
        return csv_sheet(content, name, columns.separator, columns.encoding, columns.header_row)
    says = Phrase("The file's name ends neither in .csv nor in .parquet nor in .xlsx.")
    raise Refused(Problem("R.230", says, Phrase("Rename it, or save it as one of these."), f"'{name}'"))


def _check_separator(header: Sequence[str], name: str, columns: Columns) -> None:
    if len(header) == 1 and any(mark in header[0] for mark in ",;\t|"):
        says = Phrase("The cells are not separated by '{separator}'.", separator=columns.separator)
        remedy = Phrase("Say in '{file}' how they are, such as separator = \";\".", file=columns.name)
        raise Refused(Problem("R.238", says, remedy, in_row(name, columns.header_row)))


def _check_columns(header: Sequence[str], name: str, columns: Columns) -> dict[str, str]:
    """Column to option; refused where a named column is missing, or a column of the file is not named."""
    problems = Problems()
    named = columns.named()
    for column in dict.fromkeys(named):
        if column not in header:
            problems.found.append(no_column(column, header, name, columns))
    options = columns.options_in(header)
    if not options:
        says = Phrase("No column begins with '{prefix}'.", prefix=columns.option_prefix)
        remedy = Phrase("Its columns: {columns}.", columns=", ".join(header)[:400])
        problems.add("R.236", says, remedy, in_row(name, columns.header_row))
    known = {*named, *options}
    if options and columns.ignored is not None:
        for column in header:
            if column not in known:
                says = Phrase(
                    "'{file}' does not say what column '{column}' is.",
                    file=columns.name,
                    column=short(column),
                )
                remedy = Phrase("Name it there, as an option, as a line or under 'ignored'.")
                where = Phrase(
                    "{place}, column '{column}'", place=in_row(name, columns.header_row), column=column
                )
                problems.add("R.232", says, remedy, where)
    problems.refuse_if_any()
    return options


class _Numbers:
    """The numbers of a sheet; what is wrong goes to ``problems``."""

    def __init__(self, sheet: Sheet, name: str, problems: Problems) -> None:
        self.sheet, self.name, self.problems = sheet, name, problems

    def matrix(self, columns: Sequence[str]) -> tuple[Whole, Mask | None]:
        """Stations × columns, column by column in memory, and the mask of empty cells."""
        votes = np.empty((len(columns), len(self.sheet.row_of)), dtype=np.int64)
        absent: Mask | None = None
        for at, column in enumerate(columns):
            votes[at], missing = self.one(column)
            if missing is not None:
                absent = np.zeros(votes.shape, dtype=bool) if absent is None else absent
                absent[at] = missing
        return votes.T, None if absent is None else absent.T

    def lines(self, columns: Mapping[str, str]) -> tuple[dict[str, Whole], dict[str, Mask]]:
        """By line code: the numbers, and the masks of empty cells."""
        read = {code: self.one(column) for code, column in columns.items()}
        absent = {code: missing for code, (_, missing) in read.items() if missing is not None}
        return {code: numbers for code, (numbers, _) in read.items()}, absent

    def one(self, column: str) -> tuple[Whole, Mask | None]:
        found = self.sheet.wholes(column)
        for at, text in found.wrong:
            code, says, remedy = wrong_number(text)
            self.problems.add(code, says, remedy, _where(self.sheet, self.name, at, column))
        return found.numbers, found.absent


def _where(sheet: Sheet, name: str, at: int, column: str) -> Phrase:
    place = in_row(name, int(sheet.row_of[at]))
    return Phrase("{place}, column '{column}'", place=place, column=column)


def _filled(sheet: Sheet, name: str, column: str, problems: Problems) -> list[str]:
    """The texts of a column in which no cell may be empty."""
    texts = sheet.texts(column)
    if not all(texts):
        _say_empty([at for at, text in enumerate(texts) if not text], sheet, name, column, problems)
    return texts


def _say_empty(empty: Iterable[int], sheet: Sheet, name: str, column: str, problems: Problems) -> None:
    for at in islice(empty, MOST_WRONG):
        where = _where(sheet, name, int(at), column)
        problems.add("R.234", Phrase("The cell is empty."), Phrase("Fill it in."), where)


def _stations(sheet: Sheet, name: str, columns: Sequence[str], problems: Problems) -> list[str]:
    """Each station's name, which stands once in the file, also where its digits are full-width."""
    parts = [_filled(sheet, name, column, problems) for column in columns]
    stations = parts[0] if len(parts) == 1 else ["/".join(one) for one in zip(*parts, strict=True)]
    read = stations if "".join(stations).isascii() else [_as_read(one) for one in stations]
    if len(set(read)) == len(stations):
        return stations
    first: dict[str, int] = {}
    for at, station in enumerate(stations):
        before = first.setdefault(read[at], at)
        if station and before != at and len(problems.found) < MOST_WRONG:
            says = Phrase(
                "Station '{station}' stands in row {row} already.",
                station=short(station),
                row=int(sheet.row_of[before]),
            )
            remedy = Phrase(
                "Keep one of the rows; where numbers repeat in each district, name both columns as 'station'."
            )
            problems.add("R.235", says, remedy, _where(sheet, name, at, columns[-1]))
    return stations


def _levels(sheet: Sheet, name: str, columns: Sequence[str], problems: Problems) -> tuple[Level, ...]:
    levels: list[Level] = []
    above: NDArray[np.int32] = np.zeros(len(sheet.row_of), dtype=np.int32)
    paths: list[tuple[str, ...]] = [()]
    for column in columns:
        codes, names = sheet.coded(column)
        if "" in names:
            _say_empty(np.flatnonzero(codes == names.index("")), sheet, name, column, problems)
        _check_letters(names, name, column, problems)
        area_of, pairs = _areas(above, codes)
        paths = [(*paths[parent], names[own]) for parent, own in pairs]
        above = area_of
        levels.append(Level(column, tuple(paths), area_of))
    return tuple(levels)


def _check_letters(names: Sequence[str], name: str, column: str, problems: Problems) -> None:
    """An area is written with the same code points everywhere; else it would be two that look alike."""
    first: dict[str, str] = {}
    for one in names:
        if first.setdefault(_as_read(one), one) != one:
            says = Phrase("'{area}' is written in two ways that look alike.", area=short(one))
            where = Phrase("'{file}', column '{column}'", file=name, column=column)
            problems.add("R.237", says, Phrase("Write it in the same letters everywhere."), where)


def _as_read(text: str) -> str:
    """What two names that look alike have in common: composed letters, digits and letters of usual width."""
    return unicodedata.normalize("NFKC", text)


def _areas(
    above: NDArray[np.int32], codes: NDArray[np.int32]
) -> tuple[NDArray[np.int32], list[tuple[int, int]]]:
    """Areas as pairs of the area above and the own name, in the order in which they first stand.

    Rows of an area mostly stand together, so it is the runs that are looked at.
    """
    pair = above.astype(np.int64) * (int(codes.max()) + 1) + codes
    starts = np.concatenate(([0], np.flatnonzero(pair[1:] != pair[:-1]) + 1))
    _, first, of_run = np.unique(pair[starts], return_index=True, return_inverse=True)
    order = np.argsort(first)
    place = np.empty(len(order), dtype=np.int32)
    place[order] = np.arange(len(order), dtype=np.int32)
    rows = starts[first[order]]
    pairs = list(zip(above[rows].tolist(), codes[rows].tolist(), strict=True))
    return np.repeat(place[of_run], np.diff(starts, append=len(pair))), pairs
