"""Tables as sheets of a workbook. Its rows go to the disk one by one; the file is whole before it is sent."""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Sequence
from datetime import date, datetime, time
from typing import IO, Any

import xlsxwriter
from django.db.models import QuerySet
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from baqylau.core.problem import Phrase, Problem, Refused
from baqylau.observation.exporting.cells import Row
from baqylau.observation.exporting.columns import Type
from baqylau.observation.exporting.rows import Sheet, batches
from baqylau.observation.models import Record

MOST_ROWS = 1_048_576
MOST_COLUMNS = 16_384
LONGEST_CELL = 32_767
LONGEST_NAME = 31
FIRST_YEAR = 1900
MORE = " …"

FORMATS = {Type.DATE: "yyyy-mm-dd", Type.TIME: "hh:mm", Type.DATETIME: "yyyy-mm-dd hh:mm:ss"}
READERS: dict[Type, Callable[[Any], Any]] = {
    Type.DECIMAL: float,
    Type.DATE: date.fromisoformat,
    Type.TIME: time.fromisoformat,
    Type.DATETIME: lambda text: datetime.fromisoformat(text).replace(tzinfo=None),
}
"""A workbook knows no zones: a moment stands there in local time, its offset in a column of its own."""


def too_many(rows: int) -> Refused:
    """What is said where a sheet cannot hold a table."""
    says = Phrase("There are {rows} rows; a sheet holds {most}.", rows=rows, most=MOST_ROWS - 1)
    return Refused(Problem("E.110", says, Phrase("Take CSV or Parquet, or select fewer records.")))


def xlsx_of(records: QuerySet[Record], sheets: Sequence[Sheet]) -> IO[bytes]:
    """The workbook as an open file; ``Refused`` (E.110, E.111) where a sheet cannot hold a table."""
    _check_columns(sheets)
    file = tempfile.TemporaryFile()  # noqa: SIM115
    try:
        options = {"constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
        with xlsxwriter.Workbook(file, options) as book:
            _write(book, records, sheets)
    except Refused:
        file.close()
        raise
    file.seek(0)
    return file


def _check_columns(sheets: Sequence[Sheet]) -> None:
    widest = max(len(sheet.columns) for sheet in sheets)
    if widest > MOST_COLUMNS:
        says = Phrase("There are {columns} columns; a sheet holds {most}.", columns=widest, most=MOST_COLUMNS)
        raise Refused(Problem("E.111", says, Phrase("Take CSV or Parquet.")))


def _write(book: xlsxwriter.Workbook, records: QuerySet[Record], sheets: Sequence[Sheet]) -> None:
    formats = {type_: book.add_format({"num_format": code}) for type_, code in FORMATS.items()}
    bold = book.add_format({"bold": True})
    pages, taken = [], set[str]()
    for sheet in sheets:
        page = book.add_worksheet(_name(sheet.table.name, taken))
        page.freeze_panes(1, 1)
        for place, heading in enumerate(sheet.headings):
            page.write_string(0, place, heading[:LONGEST_CELL], bold)
        pages.append(Page(page, sheet, formats))
    for batch in batches(records, sheets):
        for page, rows in zip(pages, batch, strict=True):
            page.add(rows)


def _name(name: str, taken: set[str]) -> str:
    """A sheet's name: at most 31 characters, each name once."""
    short, place = name[:LONGEST_NAME], 1
    while short.casefold() in taken:
        place += 1
        short = f"{name[: LONGEST_NAME - 4]}-{place}"
    taken.add(short.casefold())
    return short


class Page:
    """One sheet while it is written."""

    def __init__(self, page: Worksheet, sheet: Sheet, formats: dict[Type, Format]) -> None:
        self._page, self._next = page, 1
        self._writers = [self._writer(column.type, formats.get(column.type)) for column in sheet.columns]

    def add(self, rows: list[Row]) -> None:
        """Write rows below those that stand there."""
        if self._next + len(rows) > MOST_ROWS:
            raise too_many(self._next - 1 + len(rows))
        for number, row in enumerate(rows, self._next):
            for place, (cell, write) in enumerate(zip(row, self._writers, strict=True)):
                if cell is not None and cell != "":
                    write(number, place, cell)
        self._next += len(rows)

    def _writer(self, type_: Type, form: Format | None) -> Callable[[int, int, Any], object]:
        page, reader = self._page, READERS.get(type_)

        def text(row: int, column: int, cell: Any) -> None:
            if len(cell) > LONGEST_CELL:
                cell = cell[: LONGEST_CELL - len(MORE)] + MORE
            page.write_string(row, column, cell)

        def number(row: int, column: int, cell: Any) -> None:
            text(row, column, cell) if isinstance(cell, str) else page.write_number(row, column, cell)

        def truth(row: int, column: int, cell: Any) -> None:
            text(row, column, cell) if isinstance(cell, str) else page.write_boolean(row, column, cell)

        def read(row: int, column: int, cell: Any) -> None:
            try:
                value = reader(cell) if reader else cell
            except ValueError:
                return text(row, column, cell)
            if form is None:
                page.write_number(row, column, value)
            elif getattr(value, "year", FIRST_YEAR) < FIRST_YEAR:
                text(row, column, cell)
            else:
                page.write_datetime(row, column, value, form)

        if reader:
            return read
        return {Type.TEXT: text, Type.BOOLEAN: truth}.get(type_, number)
