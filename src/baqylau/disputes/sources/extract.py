"""An official extract of complaints: CSV or XLSX, read by a mapping of its columns and words.

Every column of the file is used or named as ignored; every word of a column that has choices is mapped. All
that is wrong is said at once, with row and column, and nothing is half read.
"""

from __future__ import annotations

import csv
import io
import zipfile
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time
from typing import Any

from baqylau.core.problem import Phrase, Problem, Refused
from baqylau.core.reading import Problems, in_row, read_text, short
from baqylau.core.text import search_key

TEXTS = (
    "official_number",
    "complainant",
    "respondent",
    "says",
    "remedy",
    "article",
    "body_name",
    "decision",
    "source",
)
DATES = ("contested_on", "received_on", "decided_on")
WORDS = (
    "arrival",
    "complainant_kind",
    "complainant_sex",
    "respondent_kind",
    "contest",
    "area",
    "category",
    "channel",
    "body",
    "hearing",
    "outcome",
)
FIELDS = (*TEXTS, *DATES, *WORDS)
"""What a column may be."""
SEPARATORS = {",": "comma", ";": "semicolon", "\t": "tab"}
LONGEST = {"official_number": 60, "complainant": 200, "respondent": 200, "article": 200, "body_name": 200}
LONGEST_TEXT = 20_000
LARGEST_UNPACKED = 400 * 2**20
MOST_ROWS = 200_000
MOST_COLUMNS = 200


@dataclass(frozen=True, slots=True)
class Reading:
    """How an extract is read.

    ``columns`` maps a column's name to a field, "" for one that is passed over; ``words`` maps, for a field
    with choices, the words of the file to codes ("" says: not known). ``fixed`` are codes that all rows have.
    ``date_format`` is a pattern of ``strptime``.
    """

    columns: Mapping[str, str]
    words: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    fixed: Mapping[str, str] = field(default_factory=dict)
    date_format: str = "%d.%m.%Y"
    header_row: int = 1
    sheet: str = ""

    def to_data(self) -> dict[str, Any]:
        """As JSON keeps it."""
        return {
            "columns": dict(self.columns),
            "words": {name: dict(words) for name, words in self.words.items()},
            "fixed": dict(self.fixed),
            "date_format": self.date_format,
            "header_row": self.header_row,
            "sheet": self.sheet,
        }

    @staticmethod
    def from_data(data: Mapping[str, Any]) -> Reading:
        """As :meth:`to_data` wrote it."""
        return Reading(
            columns=dict(data.get("columns", {})),
            words={name: dict(words) for name, words in data.get("words", {}).items()},
            fixed=dict(data.get("fixed", {})),
            date_format=str(data.get("date_format", "%d.%m.%Y")),
            header_row=int(data.get("header_row", 1)),
            sheet=str(data.get("sheet", "")),
        )


@dataclass(frozen=True, slots=True)
class Sheet:
    """A table: its header, and its rows with the numbers that a spreadsheet shows."""

    name: str
    header: list[str]
    rows: list[tuple[int, list[object]]]


@dataclass(frozen=True, slots=True)
class ExtractRow:
    """One row: where it stands, its texts and codes by field, its dates by field."""

    where: str
    number: int
    texts: Mapping[str, str]
    dates: Mapping[str, date | None]


def read_sheet(content: bytes, name: str, *, header_row: int = 1, sheet: str = "") -> Sheet:
    """The table of a CSV or XLSX file. ``Refused``: C.1xx, H.301 – H.304."""
    lines = list(_book(content, name, sheet) if content.startswith(b"PK") else _csv(content, name))
    problems = Problems()
    header: list[str] = []
    rows: list[tuple[int, list[object]]] = []
    for number, cells in lines:
        if number < header_row or not any(_text(cell) for cell in cells):
            continue
        if not header:
            header = _without_tail([_text(cell) for cell in cells])
            continue
        if any(_text(cell) for cell in cells[len(header) :]):
            says = Phrase("The row has cells outside the columns of the header.")
            problems.add("H.303", says, Phrase("Look for a separator too many."), in_row(name, number))
        rows.append((number, [*cells, *[""] * len(header)][: len(header)]))
    if not header:
        says = Phrase("There is no header in row {row}.", row=header_row)
        problems.add("H.301", says, Phrase("Say in which row the names of the columns stand."), f"'{name}'")
    for column in dict.fromkeys(header):
        if header.count(column) > 1:
            says = Phrase("Column '{column}' stands more than once.", column=short(column))
            problems.add("H.302", says, Phrase("Give each column its own name."), in_row(name, header_row))
    if header and not rows:
        says = Phrase("The table has no rows.")
        problems.add("H.304", says, Phrase("Give the file that was meant."), f"'{name}'")
    problems.refuse_if_any()
    return Sheet(name, header, rows)


def _without_tail(names: list[str]) -> list[str]:
    while names and not names[-1]:
        names.pop()
    return names


def _csv(content: bytes, name: str) -> Iterator[tuple[int, list[object]]]:
    text = read_text(content, name)
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
        raise Refused(Problem("H.305", says, Phrase("Give several files."), f"'{name}'"))


def _book(content: bytes, name: str, sheet: str) -> Iterator[tuple[int, list[object]]]:
    from openpyxl import load_workbook

    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            unpacked = sum(part.file_size for part in archive.infolist())
        if unpacked > LARGEST_UNPACKED:
            says = Phrase(
                "The spreadsheet unpacks to more than {number} MB.", number=LARGEST_UNPACKED // 2**20
            )
            raise Refused(Problem("H.305", says, Phrase("Save it as CSV in UTF-8."), f"'{name}'"))
        book = load_workbook(io.BytesIO(content), read_only=True, data_only=True)
        if sheet and sheet not in book.sheetnames:
            says = Phrase("There is no sheet '{sheet}'.", sheet=short(sheet))
            remedy = Phrase("Its sheets: {sheets}.", sheets=", ".join(book.sheetnames)[:400])
            raise Refused(Problem("H.306", says, remedy, f"'{name}'"))
        chosen = book[sheet] if sheet else book.worksheets[0]
        chosen.reset_dimensions()
        for number, cells in enumerate(chosen.iter_rows(values_only=True), start=1):
            _check_size(number, len(cells), name)
            yield number, list(cells)
    except (Refused, GeneratorExit):
        raise
    except Exception:  # openpyxl raises whatever its parts do
        says = Phrase("This is not a spreadsheet that can be read.")
        raise Refused(Problem("H.307", says, Phrase("Save it again as .xlsx."), f"'{name}'")) from None


def words_in(sheet: Sheet, reading: Reading) -> dict[str, dict[str, int]]:
    """For each field with choices, the words of its column and how often each stands there, as they stand."""
    found: dict[str, dict[str, int]] = {}
    for at, column in enumerate(sheet.header):
        field_name = reading.columns.get(column, "")
        if field_name in WORDS:
            counts = found.setdefault(field_name, {})
            for _number, cells in sheet.rows:
                word = _text(cells[at])
                counts[word] = counts.get(word, 0) + 1
    return found


def read_extract(sheet: Sheet, reading: Reading) -> list[ExtractRow]:
    """The rows by the reading; ``Refused`` with every column, word and date that it does not know (H.31x)."""
    problems = Problems()
    at = _places(sheet, reading, problems)
    words = {
        name: {search_key(word): code for word, code in known.items()}
        for name, known in reading.words.items()
    }
    rows = [_row(sheet, number, cells, at, words, reading, problems) for number, cells in sheet.rows]
    problems.refuse_if_any()
    return rows


def _places(sheet: Sheet, reading: Reading, problems: Problems) -> dict[str, int]:
    """Where each field stands."""
    where = in_row(sheet.name, reading.header_row)
    at: dict[str, int] = {}
    for place, column in enumerate(sheet.header):
        if column not in reading.columns:
            says = Phrase("Nothing says what column '{column}' is.", column=short(column))
            problems.add("H.310", says, Phrase("Choose what it is, or that it is passed over."), where)
        elif name := reading.columns[column]:
            if name not in FIELDS:
                says = Phrase("'{name}' is nothing that a column can be.", name=short(name))
                problems.add("H.311", says, Phrase("Choose one of the list."), where)
            elif name in at:
                says = Phrase("Two columns are read as '{name}'.", name=name)
                problems.add("H.312", says, Phrase("Choose one of them."), where)
            at[name] = place
    for column in reading.columns:
        if column not in sheet.header and reading.columns[column]:
            says = Phrase("The file has no column '{column}'.", column=short(column))
            problems.add("H.313", says, Phrase("Change the mapping, or give another file."), where)
    if not set(at) - {"source"}:
        says = Phrase("No column is read.")
        problems.add("H.314", says, Phrase("Say of at least one column what it is."), where)
    return at


def _row(
    sheet: Sheet,
    number: int,
    cells: Sequence[object],
    at: Mapping[str, int],
    words: Mapping[str, Mapping[str, str]],
    reading: Reading,
    problems: Problems,
) -> ExtractRow:
    place = in_row(sheet.name, number)
    texts: dict[str, str] = dict(reading.fixed)
    dates: dict[str, date | None] = {}
    for name, column in at.items():
        where = Phrase("{place}, column '{column}'", place=place, column=sheet.header[column])
        if name in DATES:
            dates[name] = _date(cells[column], reading.date_format, where, problems)
        elif name in WORDS:
            code = _word(name, _text(cells[column]), words.get(name, {}), where, problems)
            texts[name] = code or reading.fixed.get(name, "")
        else:
            texts[name] = _free(name, _text(cells[column]), where, problems)
    return ExtractRow(place, number, texts, dates)


def _free(name: str, text: str, where: str, problems: Problems) -> str:
    longest = LONGEST.get(name, LONGEST_TEXT)
    if len(text) > longest:
        says = Phrase("The text has more than {longest} characters.", longest=longest)
        problems.add("H.317", says, Phrase("Shorten it, or read the column as something else."), where)
    return text


def _word(name: str, text: str, words: Mapping[str, str], where: str, problems: Problems) -> str:
    key = search_key(text)
    if key in words:
        return words[key]
    if text:
        says = Phrase("Nothing says what '{text}' means.", text=short(text))
        problems.add("H.315", says, Phrase("Choose what it means, or that it is not known."), where)
    return ""


def _date(cell: object, pattern: str, where: str, problems: Problems) -> date | None:
    if isinstance(cell, datetime):
        return cell.date()
    if isinstance(cell, date):
        return cell
    text = _text(cell)
    if not text:
        return None
    for one in (pattern, "%Y-%m-%d"):
        try:
            return datetime.strptime(text, one).date()
        except ValueError:
            continue
    says = Phrase("'{text}' is not a date.", text=short(text))
    example = date(2023, 3, 19).strftime(pattern)
    problems.add("H.316", says, Phrase("Expected: such as {example}.", example=example), where)
    return None


def _text(cell: object) -> str:
    """A cell as a person sees it."""
    if cell is None:
        return ""
    if isinstance(cell, str):
        return cell.replace("\0", "").strip()
    if isinstance(cell, float) and cell.is_integer() and abs(cell) < 2**53:
        return str(int(cell))
    if isinstance(cell, datetime):
        return cell.date().isoformat() if cell.time() == time() else cell.isoformat(sep=" ")
    return str(cell)
