"""The workbook of an XLSForm: its sheets as lines of text, each with its row.

A workbook is read once, here; pyxform is given the lines that were read. What is damaged, too large, or holds
formulas nobody calculated is refused by sheet and row.
"""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from openpyxl import load_workbook

from baqylau.core.problem import Phrase, Problem, Refused
from baqylau.core.reading import Problems, short

LARGEST_UNPACKED = 50 * 2**20
MOST_ROWS = 20_000
MOST_COLUMNS = 200
SHEETS = ("survey", "choices", "settings", "entities", "checks", "external_choices", "osm")
"""The sheets that a form is made of; others are notes of its author."""

ALIASES = {
    "caption": "label",
    "value": "name",
    "tag": "name",
    "command": "type",
    "relevance": "relevant",
    "constraining_message": "constraint_message",
    "requiredmsg": "required_message",
    "constraintmsg": "constraint_message",
    "calculate": "calculation",
    "read_only": "readonly",
    "count": "repeat_count",
    "set_form_title": "form_title",
    "set_form_id": "form_id",
}
_CODE = re.compile(r"\(([A-Za-z]{2,3}(?:-[A-Za-z0-9]+)*)\)\s*$")
_PARTS = re.compile(r"\s*::?\s*")


@dataclass(frozen=True, slots=True)
class Line:
    """One row of a sheet: ``cells`` by column as we call them, ``raw`` by the sheet's own header."""

    sheet: str
    number: int
    cells: Mapping[str, str]
    raw: Mapping[str, str] = field(default_factory=dict)

    def __getitem__(self, column: str) -> str:
        return self.cells.get(column, "")

    @property
    def where(self) -> Phrase:
        return row_of(self.sheet, self.number)

    def at(self, column: str) -> Phrase:
        """Where a cell of the line is."""
        return Phrase("{place}, column '{column}'", place=self.where, column=column)

    def texts(self, column: str, otherwise: str = "en") -> dict[str, str]:
        """What a column says by language; ``otherwise`` is that of a column without one."""
        found: dict[str, str] = {}
        for name, text in self.cells.items():
            base, _, language = name.partition("::")
            if base == column and text:
                found[language or otherwise] = text
        return found


@dataclass(frozen=True, slots=True)
class Sheet:
    """A sheet: its title in small letters, its columns (as we call them → as it does), its lines."""

    title: str
    columns: Mapping[str, str] = field(default_factory=dict)
    lines: Sequence[Line] = ()

    def languages(self, column: str = "label") -> list[str]:
        """The languages that a column comes in, in order; those of its header as we call them."""
        parts = [name.partition("::") for name in self.columns]
        return list(dict.fromkeys(language for base, _, language in parts if base == column and language))


Book = Mapping[str, Sheet]


def row_of(sheet: str, number: int) -> Phrase:
    """Where a row of a sheet is."""
    return Phrase("Sheet '{sheet}', row {number}", sheet=sheet, number=number)


def read_book(content: bytes, name: str) -> Book:
    """The sheets of a form by title; ``Refused`` with all that is wrong (I.301, I.311, F.101, F.102)."""
    problems = Problems()
    archive = _opened(content, name)
    formulas = _has_formulas(archive)
    try:
        sheets = dict(_sheets(content, problems, formulas=formulas))
    except Refused:
        raise
    except Exception:  # a damaged workbook raises nearly anything
        raise _no_workbook(name) from None
    problems.refuse_if_any()
    return sheets


def _no_workbook(name: str) -> Refused:
    remedy = Phrase("Save the form as an Excel workbook (.xlsx).")
    return Refused(Problem("I.301", Phrase("This is not an Excel workbook."), remedy, f"'{name}'"))


def _opened(content: bytes, name: str) -> zipfile.ZipFile:
    try:
        archive = zipfile.ZipFile(io.BytesIO(content))
        unpacked = sum(entry.file_size for entry in archive.infolist())
    except Exception:  # a damaged archive too
        raise _no_workbook(name) from None
    if unpacked > LARGEST_UNPACKED or _really_unpacked(archive, name) > LARGEST_UNPACKED:
        size = Phrase("{number} MB", number=LARGEST_UNPACKED // 2**20)
        says = Phrase("The workbook unpacks to more than {size}.", size=size)
        raise Refused(Problem("I.311", says, Phrase("Give a smaller one."), f"'{name}'"))
    return archive


def _really_unpacked(archive: zipfile.ZipFile, name: str) -> int:
    """How much comes out, whatever the archive's directory says; counting stops above the limit."""
    total = 0
    try:
        for entry in archive.infolist():
            with archive.open(entry) as part:
                while piece := part.read(2**20):
                    total += len(piece)
                    if total > LARGEST_UNPACKED:
                        return total
    except Exception:  # a damaged archive raises nearly anything
        raise _no_workbook(name) from None
    return total


def _has_formulas(archive: zipfile.ZipFile) -> bool:
    parts = (entry for entry in archive.infolist() if entry.filename.startswith("xl/worksheets/"))
    return any(re.search(rb"<(\w+:)?f[ />]", archive.read(entry)) for entry in parts)


def _sheets(content: bytes, problems: Problems, *, formulas: bool) -> Iterator[tuple[str, Sheet]]:
    kept = load_workbook(io.BytesIO(content), read_only=True, data_only=True)
    written = load_workbook(io.BytesIO(content), read_only=True) if formulas else None
    for sheet in kept.worksheets:
        title = sheet.title.strip().lower()
        if title not in SHEETS:
            continue
        rows = _rows(sheet.values, title)
        columns = _columns(next(rows, ()), title, problems)
        lines = list(_lines(title, columns, rows))
        if written is not None:
            _check_formulas(title, columns, lines, written[sheet.title], problems)
        yield title, Sheet(title, {ours: theirs for ours, theirs in columns if ours}, lines)


def _rows(values: Iterable[tuple[object, ...]], title: str) -> Iterator[tuple[str, ...]]:
    for number, row in enumerate(values, start=1):
        if number > MOST_ROWS:
            says = Phrase("Sheet '{sheet}' has more than {most} rows.", sheet=title, most=MOST_ROWS)
            where = Phrase("Sheet '{sheet}'", sheet=title)
            raise Refused(Problem("I.311", says, Phrase("Give a smaller one."), where))
        yield tuple(_text(cell) for cell in row[:MOST_COLUMNS])


def _text(cell: object) -> str:
    """A cell as pyxform would take it: whole numbers without a point, blanks that do not break as blanks."""
    if cell is None:
        return ""
    if isinstance(cell, bool):
        return "TRUE" if cell else "FALSE"
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    return str(cell).replace("\xa0", " ").strip()


def _columns(header: Sequence[str], title: str, problems: Problems) -> list[tuple[str, str]]:
    """For each column how we call it and how the sheet does; ("", "") for one without a header."""
    columns: list[tuple[str, str]] = []
    for theirs in header:
        theirs = re.sub(r"\s+", " ", theirs)
        ours = column_name(theirs)
        twice = next((other for known, other in columns if ours and known == ours), "")
        if twice:
            says = Phrase(
                "Columns '{one}' and '{other}' are the same.", one=short(twice), other=short(theirs)
            )
            problems.add("F.102", says, Phrase("Keep one of them."), row_of(title, 1))
        columns.append((ours, theirs))
    return columns


def column_name(header: str) -> str:
    """How we call a column: ``Label::Русский (ru)`` is ``label::ru``."""
    base, *more = _PARTS.split(re.sub(r"\bjr:", "", header.strip()))
    base = base.lower().replace(" ", "_")
    if base in ("media", "bind", "body", "control", "instance") and more:
        base, *more = more[0].lower(), *more[1:]
    base = ALIASES.get(base, base)
    language = more[0].strip() if more else ""
    return f"{base}::{language_code(language)}" if language else base


def language_code(language: str) -> str:
    """The code that a language's name ends with, else the name: ``Русский (ru)`` is ``ru``."""
    code = _CODE.search(language)
    return code[1].lower() if code else language.strip()


def _lines(title: str, columns: Sequence[tuple[str, str]], rows: Iterable[Sequence[str]]) -> Iterator[Line]:
    for number, row in enumerate(rows, start=2):
        named = [(names, text) for names, text in zip(columns, row, strict=False) if names[0]]
        if any(text for _, text in named):
            cells = {ours: text for (ours, _), text in named}
            raw = {theirs: text for (_, theirs), text in named if text}
            yield Line(title, number, cells, raw)


def _check_formulas(
    title: str, columns: Sequence[tuple[str, str]], lines: Sequence[Line], written: Any, problems: Problems
) -> None:
    """A formula whose value nobody calculated would be read as an empty cell."""
    kept = {line.number: line for line in lines}
    for number, row in enumerate(written.values, start=1):
        for (ours, theirs), cell in zip(columns, row, strict=False):
            is_formula = (
                getattr(cell, "startswith", lambda _: False)("=") or type(cell).__name__ == "ArrayFormula"
            )
            if is_formula and number > 1 and not (number in kept and kept[number][ours]):
                where = Phrase("{place}, column '{column}'", place=row_of(title, number), column=theirs)
                says = Phrase("The cell holds a formula without its value.")
                problems.add("F.101", says, Phrase("Write the value in its place."), where)
