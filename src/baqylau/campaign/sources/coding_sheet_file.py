"""The table of a spreadsheet of codings: CSV in any of the usual character sets and separators, or XLSX."""

from __future__ import annotations

import csv
import io
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, time

from baqylau.core.charsets import known_charset
from baqylau.core.problem import Phrase, Problem, Refused
from baqylau.core.reading import Problems, in_row, read_text, short

SEPARATORS = (",", ";", "\t")
LARGEST_UNPACKED = 1000 * 2**20
MOST_ROWS = 250_000
MOST_COLUMNS = 200
CHARSETS = ("utf-8", "utf-16", "windows-1251", "koi8-r", "windows-1252")
"""What a CSV may be written in; nothing is guessed, since every byte means something in most of them."""


@dataclass(frozen=True, slots=True)
class Table:
    """A header, and rows with the numbers that a spreadsheet shows."""

    name: str
    header: list[str]
    rows: list[tuple[int, list[object]]]


def read_sheet(
    content: bytes, name: str, *, header_row: int = 1, sheet: str = "", charset: str = "utf-8"
) -> Table:
    """The table of a file. ``Refused``: C.103, C.112, C.124, X.151 – X.157."""
    lines = _book(content, name, sheet) if content.startswith(b"PK") else _csv(content, name, charset)
    problems = Problems()
    header: list[str] = []
    rows: list[tuple[int, list[object]]] = []
    width = 0
    for number, cells in lines:
        if number < header_row or not any(cell is not None and cell != "" for cell in cells):
            continue
        if not header:
            header = _without_tail([text_of(cell) for cell in cells])
            width = len(header)
            continue
        if len(cells) > width and any(text_of(cell) for cell in cells[width:]):
            says = Phrase("The row has cells outside the columns of the header.")
            problems.add("X.153", says, Phrase("Look for a separator too many."), in_row(name, number))
        if len(cells) != width:
            cells = [*cells, *[""] * width][:width]
        rows.append((number, cells))
    _check(header, rows, name, header_row, problems)
    problems.refuse_if_any()
    return Table(name, header, rows)


def _check(
    header: list[str], rows: list[tuple[int, list[object]]], name: str, header_row: int, problems: Problems
) -> None:
    if not header:
        says = Phrase("There is no header in row {row}.", row=header_row)
        problems.add("X.151", says, Phrase("Say in which row the names of the columns stand."), f"'{name}'")
    for column in dict.fromkeys(header):
        if header.count(column) > 1:
            says = Phrase("Column '{column}' stands more than once.", column=short(column))
            problems.add("X.152", says, Phrase("Give each column its own name."), in_row(name, header_row))
    if header and not rows:
        says = Phrase("The table has no rows.")
        problems.add("X.154", says, Phrase("Give the file that was meant."), f"'{name}'")


def _without_tail(names: list[str]) -> list[str]:
    while names and not names[-1]:
        names.pop()
    return names


def _decoded(content: bytes, name: str, charset: str) -> str:
    known = known_charset(charset) or "utf-8"
    if known == "utf-8":
        if content.startswith((b"\xff\xfe", b"\xfe\xff")):
            says = Phrase("The file is written in UTF-16.")
            raise Refused(Problem("X.158", says, Phrase("Choose this character set below."), f"'{name}'"))
        try:
            return read_text(content, name)
        except Refused as refused:
            if refused.problems[0].code != "C.112":
                raise
            remedy = Phrase("Choose the character set below (often Windows-1251), or save it as UTF-8.")
            raise Refused(
                Problem("X.158", refused.problems[0].says, remedy, refused.problems[0].where)
            ) from None
    try:
        return content.decode(known).removeprefix("\ufeff").replace("\0", "")
    except UnicodeDecodeError as error:
        says = Phrase("Byte {number} is not {charset}.", number=error.start + 1, charset=charset)
        remedy = Phrase("Choose another character set, or save the file in UTF-8.")
        raise Refused(Problem("X.158", says, remedy, f"'{name}'")) from None


def _csv(content: bytes, name: str, charset: str) -> Iterator[tuple[int, list[object]]]:
    text = _decoded(content, name, charset)
    first = text.lstrip("\r\n").split("\n", 1)[0]
    separator = max(SEPARATORS, key=first.count)
    table = csv.reader(io.StringIO(text, newline=""), delimiter=separator, strict=True)
    number = 0
    try:
        for number, cells in enumerate(table, start=1):
            _check_size(number, len(cells), name)
            yield number, list(cells)
    except csv.Error as error:
        says = Phrase("The row cannot be read ({error}).", error=str(error))
        remedy = Phrase("Look for a quotation mark that is not closed; the file may be cut off.")
        raise Refused(Problem("C.124", says, remedy, in_row(name, number + 1))) from None


def _check_size(number: int, columns: int, name: str) -> None:
    if number > MOST_ROWS or columns > MOST_COLUMNS:
        says = Phrase(
            "The table has more than {rows} rows or {columns} columns.", rows=MOST_ROWS, columns=MOST_COLUMNS
        )
        raise Refused(Problem("X.155", says, Phrase("Give several files."), f"'{name}'"))


def _book(content: bytes, name: str, sheet: str) -> Iterator[tuple[int, list[object]]]:
    from openpyxl import load_workbook

    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            unpacked = sum(part.file_size for part in archive.infolist())
        if unpacked > LARGEST_UNPACKED:
            says = Phrase(
                "The spreadsheet unpacks to more than {number} MB.", number=LARGEST_UNPACKED // 2**20
            )
            raise Refused(Problem("X.155", says, Phrase("Save it as CSV in UTF-8."), f"'{name}'"))
        book = load_workbook(io.BytesIO(content), read_only=True, data_only=True)
        if sheet and sheet not in book.sheetnames:
            says = Phrase("There is no sheet '{sheet}'.", sheet=short(sheet))
            remedy = Phrase("Its sheets: {sheets}.", sheets=", ".join(book.sheetnames)[:400])
            raise Refused(Problem("X.156", says, remedy, f"'{name}'"))
        chosen = book[sheet] if sheet else book.worksheets[0]
        chosen.reset_dimensions()
        for number, cells in enumerate(chosen.iter_rows(values_only=True), start=1):
            _check_size(number, len(cells), name)
            yield number, list(cells)
    except (Refused, GeneratorExit):
        raise
    except Exception:  # openpyxl raises whatever its parts do
        says = Phrase("This is not a spreadsheet that can be read.")
        raise Refused(Problem("X.157", says, Phrase("Save it again as .xlsx."), f"'{name}'")) from None


def text_of(cell: object) -> str:
    """A cell as a person sees it."""
    if isinstance(cell, str):
        return cell.replace("\0", "").strip()
    if cell is None:
        return ""
    if isinstance(cell, float) and cell.is_integer() and abs(cell) < 2**53:
        return str(int(cell))
    if isinstance(cell, datetime):
        return cell.date().isoformat() if cell.time() == time() else cell.isoformat(sep=" ")
    return str(cell)
