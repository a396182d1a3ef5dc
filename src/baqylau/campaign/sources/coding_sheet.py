"""Spreadsheets of codings, read by a mapping of their columns and words.

A row is an item with one subject. Rows of one programme that have the same number of an item, or begin at the
same moment, are one item with several subjects. All that is wrong is said at once, with row and column;
every column is used or named as passed over.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from baqylau.campaign.methods.coding import CodedSubject
from baqylau.campaign.sources.coding_sheet_cells import LARGEST_AREA, day_of, seconds_of, time_of, whole
from baqylau.campaign.sources.coding_sheet_file import Table, text_of
from baqylau.core.problem import Phrase
from baqylau.core.reading import Problems, in_row, short
from baqylau.core.text import search_key

WORDS = (
    "outlet",
    "programme_class",
    "subject",
    "manner",
    "tone",
    "topic",
    "speaker_sex",
    "paid",
    "prime_time",
    "monitor",
)
TIMES = ("programme_begins", "begins")
LENGTHS = ("programme_length", "begins_at", "seconds", "own_seconds", "direct_speech_seconds")
NUMBERS = ("item", "page", "area_cm2", "own_area_cm2")
TEXTS = ("programme_title", "debate_organiser", "note", "link", "clip")
FIELDS = ("outlet", "day", *TIMES, *LENGTHS, *NUMBERS, *WORDS[1:], *TEXTS)
"""What a column may be."""
NEEDED = ("outlet", "day", "subject", "tone")
LONGEST = {"programme_title": 200, "debate_organiser": 200, "note": 2000, "link": 500, "clip": 200}
_LARGEST = {"item": 1_000_000, "page": 999, "area_cm2": LARGEST_AREA, "own_area_cm2": LARGEST_AREA}
LENGTH_FORMATS = ("seconds", "mmss", "hhmm")


@dataclass(frozen=True, slots=True)
class Reading:
    """How a spreadsheet is read.

    ``columns`` maps a column's name to a field, "" for one that is passed over; ``words`` maps, for a field
    with choices, the words of the file to codes ("" says: not known). ``fixed`` are codes that all rows have.
    ``date_format`` is a pattern of ``strptime``, ``length_format`` one of ``LENGTH_FORMATS``.
    """

    columns: Mapping[str, str]
    words: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    fixed: Mapping[str, str] = field(default_factory=dict)
    date_format: str = "%d.%m.%Y"
    length_format: str = "seconds"
    header_row: int = 1
    sheet: str = ""
    charset: str = "utf-8"

    def to_data(self) -> dict[str, Any]:
        """As JSON keeps it."""
        return {
            "columns": dict(self.columns),
            "words": {name: dict(words) for name, words in self.words.items()},
            "fixed": dict(self.fixed),
            "date_format": self.date_format,
            "length_format": self.length_format,
            "header_row": self.header_row,
            "sheet": self.sheet,
            "charset": self.charset,
        }

    @staticmethod
    def from_data(data: Mapping[str, Any]) -> Reading:
        """As :meth:`to_data` wrote it."""
        length_format = str(data.get("length_format", "seconds"))
        return Reading(
            columns=dict(data.get("columns", {})),
            words={name: dict(words) for name, words in data.get("words", {}).items()},
            fixed=dict(data.get("fixed", {})),
            date_format=str(data.get("date_format", "%d.%m.%Y")),
            length_format=length_format if length_format in LENGTH_FORMATS else "seconds",
            header_row=int(data.get("header_row", 1)),
            sheet=str(data.get("sheet", "")),
            charset=str(data.get("charset", "utf-8")),
        )


@dataclass(slots=True)
class SheetRow:
    """One row: its number, and its values by field; what it does not say is not there."""

    number: int
    values: dict[str, Any]

    def get(self, name: str) -> Any:
        return self.values.get(name)

    def subject(self, where: str) -> CodedSubject:
        """The subject of the row; its own part as far as the row says it."""
        return CodedSubject(
            subject=self.values.get("subject", ""),
            tone=self.values.get("tone", ""),
            seconds=self.values.get("own_seconds"),
            area_cm2=self.values.get("own_area_cm2"),
            direct_speech_seconds=self.values.get("direct_speech_seconds"),
            manner=self.values.get("manner", ""),
            speaker_sex=self.values.get("speaker_sex", ""),
            where=where,
        )


def words_in(table: Table, reading: Reading) -> dict[str, dict[str, int]]:
    """For each field with choices, the words of its column and how often each stands there."""
    found: dict[str, dict[str, int]] = {}
    for at, column in enumerate(table.header):
        name = reading.columns.get(column, "")
        if name in WORDS:
            counts = found.setdefault(name, {})
            for _number, cells in table.rows:
                word = text_of(cells[at])
                counts[word] = counts.get(word, 0) + 1
    return found


def read_coding(table: Table, reading: Reading) -> list[SheetRow]:
    """The rows by the reading; ``Refused`` with every column and cell that it does not know (X.16x)."""
    problems = Problems()
    at = _places(table, reading, problems)
    fixed = {name: code for name, code in reading.fixed.items() if code}
    rows = [SheetRow(number, dict(fixed)) for number, _cells in table.rows]
    for name, place in at.items():
        _column(table, reading, name, place, rows, problems)
    _needed(table, at, rows, problems)
    problems.refuse_if_any()
    return rows


def _column(
    table: Table, reading: Reading, name: str, place: int, rows: Sequence[SheetRow], problems: Problems
) -> None:
    """Read one column; the same cell is read once."""
    read = _reader(name, reading)
    known: dict[Any, Any] = {}
    again: dict[str, int] = {}
    for row, (number, cells) in zip(rows, table.rows, strict=True):
        cell = cells[place]
        if cell is None or cell == "":
            continue
        key = (type(cell), cell)
        if key not in known:
            try:
                known[key] = read(cell)
            except (ValueError, OverflowError):
                known[key] = _WRONG
        value = known[key]
        if value is _WRONG and name in WORDS and (text := search_key(text_of(cell))) in again:
            again[text] += 1
        elif value is _WRONG:
            again[search_key(text_of(cell))] = 0
            _wrong(name, text_of(cell), table, place, number, reading, problems)
        elif value is not None and value != "":
            row.values[name] = value
    if more := sum(again.values()) if name in WORDS else 0:
        says = Phrase("{more} more rows of this column have words without a meaning.", more=more)
        where = Phrase(
            "{place}, column '{column}'", place=f"'{table.name}'", column=short(table.header[place])
        )
        problems.add("X.165", says, Phrase("They are those that are named."), where)


_WRONG = object()


def _reader(name: str, reading: Reading) -> Callable[[object], Any]:
    """What makes a value of a cell of this field; it raises ``ValueError`` where the cell is none."""
    if name == "day":
        return lambda cell: day_of(cell, reading.date_format) if text_of(cell) else None
    if name in TIMES:
        return lambda cell: time_of(cell) if text_of(cell) else None
    if name in LENGTHS:
        return lambda cell: seconds_of(cell, reading.length_format) if text_of(cell) else None
    if name in NUMBERS:
        return lambda cell: whole(text_of(cell), _LARGEST[name]) if text_of(cell) else None
    if name in WORDS:
        words = {search_key(word): code for word, code in reading.words.get(name, {}).items()}
        return lambda cell: _meaning(words, text_of(cell))
    return lambda cell: _free(text_of(cell), LONGEST[name])


def _meaning(words: Mapping[str, str], text: str) -> str:
    if not text:
        return ""
    key = search_key(text)
    if key not in words:
        raise ValueError(text)
    return words[key]


def _free(text: str, longest: int) -> str:
    if len(text) > longest:
        raise ValueError(longest)
    return text


def _wrong(
    name: str, text: str, table: Table, place: int, number: int, reading: Reading, problems: Problems
) -> None:
    where = Phrase(
        "{place}, column '{column}'", place=in_row(table.name, number), column=short(table.header[place])
    )
    if name == "day":
        says = Phrase("'{text}' is not a date.", text=short(text))
        example = date(2023, 3, 19).strftime(reading.date_format)
        problems.add("X.166", says, Phrase("Expected: such as {example}.", example=example), where)
    elif name in TIMES:
        says = Phrase("'{text}' is not a time of day.", text=short(text))
        problems.add("X.167", says, Phrase("Expected: hours:minutes, such as 18:00."), where)
    elif name in LENGTHS:
        says = Phrase("'{text}' is not a length.", text=short(text))
        problems.add("X.168", says, Phrase("Expected: seconds, or 1:15; say above how they stand."), where)
    elif name in NUMBERS:
        says = Phrase("'{text}' is not a whole number.", text=short(text))
        remedy = Phrase("Expected: digits, from 0 to {largest}.", largest=_LARGEST[name])
        problems.add("X.169", says, remedy, where)
    elif name in WORDS:
        is_subject = name == "subject"
        says = (
            Phrase("There is no subject '{text}'.", text=short(text))
            if is_subject
            else Phrase("Nothing says what '{text}' means.", text=short(text))
        )
        code = "X.135" if is_subject else "X.165"
        problems.add(code, says, Phrase("Choose what it means, or that it is not known."), where)
    else:
        says = Phrase("The text has more than {longest} characters.", longest=LONGEST[name])
        problems.add("X.145", says, Phrase("Shorten it, or read the column as something else."), where)


def _places(table: Table, reading: Reading, problems: Problems) -> dict[str, int]:
    """Where each field stands."""
    where = in_row(table.name, reading.header_row)
    at: dict[str, int] = {}
    for place, column in enumerate(table.header):
        if column not in reading.columns:
            says = Phrase("Nothing says what column '{column}' is.", column=short(column))
            problems.add("X.161", says, Phrase("Choose what it is, or that it is passed over."), where)
        elif name := reading.columns[column]:
            if name not in FIELDS:
                says = Phrase("'{name}' is nothing that a column can be.", name=short(name))
                problems.add("X.162", says, Phrase("Choose one of the list."), where)
                continue
            if name in at:
                says = Phrase("Two columns are read as '{name}'.", name=name)
                problems.add("X.163", says, Phrase("Choose one of them."), where)
            at[name] = place
    for column, name in reading.columns.items():
        if column not in table.header and name:
            says = Phrase("The file has no column '{column}'.", column=short(column))
            problems.add("X.164", says, Phrase("Change the mapping, or give another file."), where)
    for name in NEEDED:
        if name not in at and not reading.fixed.get(name):
            says = Phrase("No column is read as '{name}'.", name=name)
            problems.add("X.160", says, Phrase("Say which column it is."), where)
    return at


def _needed(table: Table, at: Mapping[str, int], rows: Sequence[SheetRow], problems: Problems) -> None:
    """Every row says where, when and about whom."""
    for name in NEEDED:
        if name not in at:
            continue
        column = table.header[at[name]]
        for row, (_number, cells) in zip(rows, table.rows, strict=True):
            if name not in row.values and not text_of(cells[at[name]]):
                place = in_row(table.name, row.number)
                where = Phrase("{place}, column '{column}'", place=place, column=short(column))
                problems.add("C.131", Phrase("The cell is empty."), Phrase("Fill it in."), where)
