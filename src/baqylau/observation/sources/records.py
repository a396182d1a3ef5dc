"""A file of records (CSV, UTF-8) into typed answers, by the declared table of columns.

Nothing is dropped silently and nothing bad is counted: a cell that its question cannot hold gets the state
``not_accepted`` and is listed with row, column, value and reason. A file whose rows are not all whole, or
whose columns are not all declared, is refused. Rows are numbered as a spreadsheet shows them: the header is
row 1.
"""

from __future__ import annotations

import csv
import hashlib
import io
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from baqylau.core.answer import AnswerState
from baqylau.core.problem import Phrase, Problem, Refused
from baqylau.core.reading import Problems, in_row, read_text
from baqylau.observation.sources.answers import STATES_IN_CODES, NotAcceptable, Question, Value, read_value
from baqylau.observation.sources.columns import KINDS_IN_FILES, Column

IDENTICAL_ROW = "identical_row"
STATION_SEEN_AGAIN = "station_observed_more_than_once"
STATION_MISSING = "station_missing"

LARGEST_RECORD_NUMBER = 2_147_483_647
_DELIMITERS = (",", ";", "\t")


@dataclass(frozen=True, slots=True)
class NotAccepted:
    """A cell that could not be accepted: row and column in the file, its text, and why."""

    row: int
    column: str
    value: str
    code: str
    reason: str


@dataclass(frozen=True, slots=True)
class Whereabouts:
    """Where and by whom a record says it was observed, in its own words; "" where it does not say."""

    station: str = ""
    area: str = ""
    place: str = ""
    team: str = ""


@dataclass(frozen=True, slots=True)
class ReadRecord:
    """One row as it was read. ``begins_at`` and ``ends_at`` bound its bytes in the file.

    ``answers`` holds the valid answers, ``states`` the state of every other question that a file can answer.
    ``number`` is None where the file gives no running number.
    """

    row: int
    begins_at: int
    ends_at: int
    number: int | None
    answers: Mapping[str, Value]
    states: Mapping[str, str]
    whereabouts: Whereabouts
    flags: tuple[str, ...]
    not_accepted: tuple[NotAccepted, ...]


@dataclass(frozen=True, slots=True)
class _Row:
    number: int
    begins_at: int
    ends_at: int
    cells: list[str]


class _Lines:
    """The lines of a file as text, counting the bytes given out so far."""

    def __init__(self, content: bytes) -> None:
        self._lines = iter(io.BytesIO(content))
        self.given = 0

    def __iter__(self) -> _Lines:
        return self

    def __next__(self) -> str:
        line = next(self._lines)
        first = self.given == 0
        self.given += len(line)
        return line.decode("utf-8-sig" if first else "utf-8")


def _rows(content: bytes, name: str, delimiter: str) -> Iterator[_Row]:
    """The rows that have any character, the header first."""
    lines = _Lines(content)
    table = csv.reader(lines, strict=True, delimiter=delimiter)
    number = 0
    while True:
        begins_at = lines.given
        number += 1
        try:
            cells = next(table, None)
        except csv.Error as error:
            remedy = Phrase("Look for a quotation mark that is not closed; the file may be cut off.")
            where = in_row(name, number)
            raise Refused(
                Problem("I.121", Phrase("The row cannot be read ({error}).", error=str(error)), remedy, where)
            ) from None
        if cells is None:
            return
        if cells:
            yield _Row(number, begins_at, lines.given, cells)


class RecordFile:
    """A file of records that has been looked through once: all its rows are whole, all its columns declared.

    Iterating reads it row by row, so that a large file does not fill the memory with its records.
    Raises ``Refused`` (I.120 to I.127, C.103, C.111, C.112) when it is made, with all that is wrong.
    """

    def __init__(
        self, content: bytes, name: str, columns: Sequence[Column], questions: Sequence[Question]
    ) -> None:
        read_text(content, name)
        self.content = content
        self.name = name
        self.columns = columns
        self._asked = [one.name for one in questions if one.kind in KINDS_IN_FILES and not one.repeat]
        self.delimiter = ","
        self._at: dict[str, int] = {}
        self._number_at: int | None = None
        self.number_of_records = 0
        self.numbers: frozenset[int] = frozenset()
        self._repeated_rows: frozenset[bytes] = frozenset()
        self._repeated_stations: frozenset[str] = frozenset()
        self._look_through()

    def __iter__(self) -> Iterator[ReadRecord]:
        return (self._record(row) for row in self._rows_after_header())

    def _look_through(self) -> None:
        problems = Problems()
        header = self._header(problems)
        rows: Counter[bytes] = Counter()
        stations: Counter[str] = Counter()
        numbers: Counter[str] = Counter()
        self._number_at = number_at = self._position("number")
        for row in self._rows_after_header():
            if len(row.cells) != len(header):
                _wrong_length(len(row.cells), len(header), in_row(self.name, row.number), problems)
                continue
            self.number_of_records += 1
            rows[self._content_of(row)] += 1
            stations[self._station(row.cells)] += 1
            if number_at is not None:
                text = row.cells[number_at].strip()
                numbers[text] += 1
                self._check_number(text, numbers[text] > 1, row.number, problems)
        if not self.number_of_records and not problems.found:
            problems.add(
                "I.120",
                Phrase("The file has a header and no records."),
                Phrase("Give the whole file."),
                f"'{self.name}'",
            )
        problems.refuse_if_any()
        self.numbers = frozenset(int(text) for text in numbers)
        self._repeated_rows = frozenset(key for key, times in rows.items() if times > 1)
        self._repeated_stations = frozenset(key for key, times in stations.items() if key and times > 1)

    def _header(self, problems: Problems) -> list[str]:
        declared = [column.name for column in self.columns]
        headers = [self._first_row(delimiter) for delimiter in _DELIMITERS]
        known = [sum(cell in declared for cell in header) for header in headers]
        best = known.index(max(known))
        self.delimiter, header = _DELIMITERS[best], headers[best]
        where = in_row(self.name, 1)
        if not any(known):
            expected = ", ".join(declared[:8]) + (" …" if len(declared) > 8 else "")
            problems.add(
                "I.122",
                Phrase("The first row names none of the declared columns."),
                Phrase("Give a CSV file that begins with them: {columns}.", columns=expected),
                where,
            )
            problems.refuse_if_any()
        for column in dict.fromkeys(header):
            if header.count(column) > 1:
                problems.add(
                    "I.123",
                    Phrase("Column '{column}' stands more than once.", column=column[:60]),
                    Phrase("Keep one."),
                    where,
                )
            if column not in declared:
                remedy = Phrase("Declare it in the table of columns, or mark it there as ignored.")
                problems.add(
                    "I.124", Phrase("Column '{column}' is not declared.", column=column[:60]), remedy, where
                )
        for column in declared:
            if column not in header:
                remedy = Phrase("Add it to the file, or take it out of the table of columns.")
                problems.add("I.125", Phrase("Column '{column}' is missing.", column=column), remedy, where)
        problems.refuse_if_any()
        self._at = {column: index for index, column in enumerate(header)}
        return header

    def _first_row(self, delimiter: str) -> list[str]:
        try:
            first = next(_rows(self.content, self.name, delimiter), None)
        except Refused:
            return []
        return [cell.strip() for cell in first.cells] if first else []

    def _rows_after_header(self) -> Iterator[_Row]:
        rows = _rows(self.content, self.name, self.delimiter)
        next(rows)
        return rows

    def _position(self, role: str) -> int | None:
        return next((self._at[column.name] for column in self.columns if column.role == role), None)

    def _check_number(self, text: str, repeated: bool, row: int, problems: Problems) -> None:
        where = in_row(self.name, row)
        if not (text.isascii() and text.isdigit() and len(text) <= 10 and int(text) <= LARGEST_RECORD_NUMBER):
            problems.add(
                "I.126",
                Phrase("'{text}' is not a record's number.", text=text[:60]),
                Phrase("Expected: a whole number."),
                where,
            )
        elif repeated:
            problems.add(
                "I.127",
                Phrase("Number {number} stands more than once.", number=text),
                Phrase("Give each record its own."),
                where,
            )

    def _content_of(self, row: _Row) -> bytes:
        """A digest of all cells but the running number: two rows with the same say the same."""
        cells = [cell for index, cell in enumerate(row.cells) if index != self._number_at]
        return hashlib.blake2b("\x1f".join(cells).encode(), digest_size=16).digest()

    def _station(self, cells: Sequence[str]) -> str:
        return _joined([self._word(column, cells) for column in self.columns if column.role == "station"])

    def _word(self, column: Column, cells: Sequence[str]) -> str:
        text = cells[self._at[column.name]].strip()
        return "" if column.codes.get(text) in STATES_IN_CODES else text

    def _record(self, row: _Row) -> ReadRecord:
        answers: dict[str, Value] = {}
        states = dict.fromkeys(self._asked, str(AnswerState.MISSING))
        refused: list[NotAccepted] = []
        for column in self.columns:
            if not column.question:
                continue
            text = row.cells[self._at[column.name]]
            try:
                state, value = self._answer(column, text.strip(), row.cells)
            except NotAcceptable as error:
                refused.append(NotAccepted(row.number, column.name, text, error.code, error.reason))
                state, value = AnswerState.NOT_ACCEPTED, None
            if value is None:
                states[column.question] = str(state)
            else:
                answers[column.question] = value
                states.pop(column.question, None)
        return ReadRecord(
            row=row.number,
            begins_at=row.begins_at,
            ends_at=row.ends_at,
            number=None if self._number_at is None else int(row.cells[self._number_at]),
            answers=answers,
            states=states,
            whereabouts=self._whereabouts(row.cells),
            flags=self._flags(row),
            not_accepted=tuple(refused),
        )

    def _answer(self, column: Column, text: str, cells: Sequence[str]) -> tuple[AnswerState, Value | None]:
        says = column.codes.get(text)
        if not text or says in STATES_IN_CODES:
            return AnswerState(says or AnswerState.MISSING), None
        if column.kind in ("yes_no", "choice"):
            if says is None:
                raise NotAcceptable(
                    "I.201", Phrase("not one of the codes {codes}", codes=", ".join(column.codes))
                )
            return AnswerState.ANSWERED, says
        value = read_value(text, column.kind, minimum=column.minimum, maximum=column.maximum)
        condition = column.zero_is_missing_when
        if value == 0 and condition and not cells[self._at[condition]].strip():
            return AnswerState.MISSING, None
        return AnswerState.ANSWERED, value

    def _whereabouts(self, cells: Sequence[str]) -> Whereabouts:
        def one(role: str) -> str:
            return next((self._word(column, cells) for column in self.columns if column.role == role), "")

        return Whereabouts(self._station(cells), one("area"), one("place"), one("team"))

    def _flags(self, row: _Row) -> tuple[str, ...]:
        flags = []
        if self._content_of(row) in self._repeated_rows:
            flags.append(IDENTICAL_ROW)
        station = self._station(row.cells)
        if station in self._repeated_stations:
            flags.append(STATION_SEEN_AGAIN)
        if not station and self._position("station") is not None:
            flags.append(STATION_MISSING)
        return tuple(flags)


def _joined(parts: Sequence[str]) -> str:
    """The parts of a station's key joined; "" where one of them is missing."""
    return "/".join(parts) if parts and all(parts) else ""


def _wrong_length(found: int, expected: int, where: str, problems: Problems) -> None:
    says = Phrase("The row has {found} cells, the header {expected}.", found=found, expected=expected)
    remedy = (
        Phrase("Complete the row; the file may be cut off.")
        if found < expected
        else Phrase("Quote cells that hold commas.")
    )
    problems.add("I.128", says, remedy, where)


def whereabouts_of(columns: Sequence[Column], answers: Mapping[str, Value]) -> Whereabouts:
    """Where a record was observed as its (corrected) answers say, for columns that answer a question."""

    def words(role: str) -> list[str]:
        found = [column for column in columns if column.role == role and column.question]
        return [str(answers.get(column.question, "")) for column in found]

    def one(role: str) -> str:
        return next(iter(words(role)), "")

    return Whereabouts(_joined(words("station")), one("area"), one("place"), one("team"))


def raw_cells(content: bytes, record_bytes: bytes, columns: Sequence[Column]) -> dict[str, str]:
    """The cells of one row, unchanged, by the names in the file's header. The file was accepted before."""
    declared = {column.name for column in columns}
    for delimiter in _DELIMITERS:
        header = next(_rows(content, "", delimiter)).cells
        names = [cell.strip() for cell in header]
        if declared.intersection(names):
            cells = next(_rows(record_bytes, "", delimiter)).cells
            return dict(zip(names, cells, strict=True))
    return {}
