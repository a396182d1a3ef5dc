"""One sheet of an XLSX file as a table of stations.

What a spreadsheet does to figures is refused rather than guessed at: a station's number that became a date
(1/2) or lost its last zero (87.10), a formula that was never computed and looks like an empty cell.
"""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable, Collection, Iterator, Sequence
from datetime import date, time, timedelta
from typing import Any

from baqylau.core.problem import Phrase, Problem, Refused
from baqylau.core.reading import Problems, in_row, short
from baqylau.results.sources.sheets import Sheet, check_header, sheet_of, text_of, wrong_length

LARGEST_UNPACKED = 400 * 2**20
MOST_ROWS = 200_000
MOST_COLUMNS = 2_000


def xlsx_sheet(
    content: bytes,
    name: str,
    *,
    sheet: str = "",
    header_row: int = 1,
    wanted: Callable[[list[str]], Collection[str]],
    texts: Collection[str] = (),
) -> Sheet:
    """A sheet of a spreadsheet, the first where none is named; rows without any cell are passed over.

    ``wanted`` says which columns of a header are looked at, ``texts`` are those with names, not numbers.
    """
    problems = Problems()
    header, rows, row_of = _rows(_opened(content, name, sheet, values=True), name, header_row, problems)
    check_header(header, in_row(name, header_row), problems, header_row)
    looked_at = [at for at, column in enumerate(header) if column in wanted(header)]
    for at in looked_at:
        if header[at] in texts:
            _check_names(name, header, at, rows, row_of, problems)
    empty = {
        (number, at)
        for number, cells in zip(row_of, rows, strict=True)
        for at in looked_at
        if cells[at] is None
    }
    if empty:
        _check_formulas(_opened(content, name, sheet, values=False), name, header, empty, problems)
    problems.refuse_if_any()
    return sheet_of(header, [[text_of(cell) for cell in cells] for cells in rows], row_of)


def _opened(content: bytes, name: str, sheet: str, *, values: bool) -> Iterator[tuple[object, ...]]:
    """The rows of the sheet: values as they were stored, or formulas as they were written."""
    from openpyxl import load_workbook

    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            unpacked = sum(part.file_size for part in archive.infolist())
        if unpacked > LARGEST_UNPACKED:
            says = Phrase(
                "The spreadsheet unpacks to more than {number} MB.", number=LARGEST_UNPACKED // 2**20
            )
            raise Refused(Problem("R.255", says, Phrase("Save it as CSV in UTF-8."), f"'{name}'"))
        book = load_workbook(io.BytesIO(content), read_only=True, data_only=values)
        chosen = _chosen(book, name, sheet)
        yield from chosen.iter_rows(values_only=True)
    except (Refused, GeneratorExit):
        raise
    except Exception:  # openpyxl raises whatever its parts do
        says = Phrase("This is not a spreadsheet that can be read.")
        raise Refused(Problem("R.252", says, Phrase("Save it again as .xlsx."), f"'{name}'")) from None


def _chosen(book: Any, name: str, sheet: str) -> Any:
    if sheet and sheet not in book.sheetnames:
        says = Phrase("There is no sheet '{sheet}'.", sheet=short(sheet))
        remedy = Phrase("Its sheets: {sheets}.", sheets=", ".join(book.sheetnames)[:400])
        raise Refused(Problem("R.253", says, remedy, f"'{name}'"))
    chosen = book[sheet] if sheet else book.worksheets[0]
    chosen.reset_dimensions()  # what a file says of its own size is often wrong
    return chosen


def _rows(
    lines: Iterator[tuple[object, ...]], name: str, header_row: int, problems: Problems
) -> tuple[list[str], list[tuple[object, ...]], list[int]]:
    """The header, the rows as long as it is, and their numbers."""
    header: list[str] = []
    rows: list[tuple[object, ...]] = []
    row_of: list[int] = []
    for number, cells in enumerate(lines, start=1):
        if number > MOST_ROWS or len(cells) > MOST_COLUMNS:
            says = Phrase(
                "The sheet has more than {rows} rows or {columns} columns.",
                rows=MOST_ROWS,
                columns=MOST_COLUMNS,
            )
            raise Refused(Problem("R.255", says, Phrase("Save it as CSV in UTF-8."), f"'{name}'"))
        if number < header_row or all(cell is None for cell in cells):
            continue
        if not header:
            header = _without_tail(cells)
        elif any(cell is not None for cell in cells[len(header) :]):
            wrong_length(len(cells), len(header), in_row(name, number), problems)
        else:
            rows.append((*cells, *[None] * len(header))[: len(header)])
            row_of.append(number)
    return header, rows, row_of


def _without_tail(cells: Sequence[object]) -> list[str]:
    """The names of the columns, without the empty cells at the end of the row."""
    names = [text_of(cell) for cell in cells]
    while names and not names[-1]:
        names.pop()
    return names


def _check_names(
    name: str,
    header: Sequence[str],
    at: int,
    rows: Sequence[Sequence[object]],
    row_of: Sequence[int],
    problems: Problems,
) -> None:
    """A station or an area is named by a text or a whole number."""
    for number, cells in zip(row_of, rows, strict=True):
        cell = cells[at]
        is_fraction = isinstance(cell, float) and not cell.is_integer()
        if is_fraction or isinstance(cell, (bool, date, time, timedelta)):
            says = Phrase("The name '{text}' is kept as a number, a date or a time.", text=short(str(cell)))
            remedy = Phrase("Format the column as text and write it as the commission does.")
            where = Phrase("{place}, column '{column}'", place=in_row(name, number), column=header[at])
            problems.add("R.256", says, remedy, where)


def _check_formulas(
    lines: Iterator[tuple[object, ...]],
    name: str,
    header: Sequence[str],
    empty: Collection[tuple[int, int]],
    problems: Problems,
) -> None:
    """A formula that was never computed looks like an empty cell."""
    rows = {number for number, _ in empty}
    for number, cells in enumerate(lines, start=1):
        if number not in rows:
            continue
        for at, cell in enumerate(cells[: len(header)]):
            if (number, at) in empty and isinstance(cell, str) and cell.startswith("="):
                says = Phrase("The formula in this cell has no stored value.")
                remedy = Phrase("Open the file in a spreadsheet program and save it.")
                where = Phrase("{place}, column '{column}'", place=in_row(name, number), column=header[at])
                problems.add("R.254", says, remedy, where)
