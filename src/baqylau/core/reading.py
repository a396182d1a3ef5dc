"""Reading files that a user gave us: bytes, CSV, TOML. What is wrong is said with file, row and column.

Everything that is wrong in a file is said at once, not one thing at a time; nothing is repaired silently.
"""

from __future__ import annotations

import csv
import io
import tomllib
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, time
from pathlib import Path

from baqylau.core.problem import Problem, Refused

LARGEST_NUMBER = 2_147_483_647
"""The largest whole number that every database keeps in its ordinary column."""

MOST_PROBLEMS_SHOWN = 40


class Problems:
    """What is wrong with a file or a set of files, collected; the whole is refused at the end."""

    def __init__(self) -> None:
        self.found: list[Problem] = []

    def add(self, code: str, says: str, remedy: str, where: str = "") -> None:
        self.found.append(Problem(code, says, remedy, where))

    def gather(self, refused: Refused) -> None:
        """Take over the problems of a part that was refused."""
        self.found.extend(refused.problems)

    def refuse_if_any(self) -> None:
        """Raise ``Refused`` with what was found; of very many, the first ones and how many more."""
        if not self.found:
            return
        shown = self.found[:MOST_PROBLEMS_SHOWN]
        if more := len(self.found) - len(shown):
            shown.append(
                Problem("C.199", f"There are {more} more problems.", "Correct the first ones, try again.")
            )
        raise Refused(shown)


def read_path(path: str | Path, *, limit: int) -> bytes:
    """The bytes of a file; ``Refused`` where there is none, it is empty, or has more than ``limit`` bytes."""
    where = f"'{path}'"
    try:
        if Path(path).is_dir():
            raise Refused(Problem("C.102", "This is a folder, not a file.", "Name a file in it.", where))
        with Path(path).open("rb") as file:
            content = file.read(limit + 1)
    except (FileNotFoundError, NotADirectoryError):
        raise Refused(Problem("C.101", "There is no such file.", "Check the name.", where)) from None
    except (OSError, ValueError) as error:
        says = f"The file cannot be read ({getattr(error, 'strerror', None) or error})."
        raise Refused(Problem("C.105", says, "Check its name and its permissions.", where)) from None
    if not content:
        raise Refused(Problem("C.103", "The file is empty.", "Give the file that was meant.", where))
    if len(content) > limit:
        says = f"The file is larger than {_size(limit)}."
        raise Refused(Problem("C.104", says, "Give a smaller file, or several.", where))
    return content


def _size(limit: int) -> str:
    for unit, name in ((2**20, "MB"), (2**10, "kB")):
        if limit >= unit:
            return f"{limit // unit} {name}"
    return f"{limit} bytes"


def read_text(content: bytes, name: str) -> str:
    """UTF-8 text, with or without a byte order mark; ``Refused`` for anything else."""
    if not content.strip():
        raise Refused(Problem("C.103", "The file is empty.", "Give the file that was meant.", f"'{name}'"))
    if b"\0" in content:
        kind = "a spreadsheet or an archive" if content.startswith(b"PK") else "not a text file"
        remedy = "Save it as text in UTF-8 (a table: as CSV in UTF-8)."
        raise Refused(Problem("C.111", f"This is {kind}.", remedy, f"'{name}'"))
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        row = content.count(b"\n", 0, error.start) + 1
        says = f"Byte {error.start + 1} is not UTF-8."
        raise Refused(Problem("C.112", says, "Save the file in UTF-8.", f"'{name}', line {row}")) from None


@dataclass(frozen=True, slots=True)
class Row:
    """One row of a table: its number as a spreadsheet shows it (the header is row 1), its cells unchanged."""

    file: str
    number: int
    values: Mapping[str, str]

    def __getitem__(self, column: str) -> str:
        return self.values[column]

    def where(self, column: str = "") -> str:
        place = f"'{self.file}', row {self.number}"
        return f"{place}, column '{column}'" if column else place

    def text(self, column: str, problems: Problems, *, longest: int = 0, needed: bool = True) -> str:
        """The cell without blanks around it; "" where it is empty or the table has no such column."""
        text = self.values.get(column, "").strip()
        if needed and not text:
            problems.add("C.131", "The cell is empty.", "Fill it in.", self.where(column))
        if longest and len(text) > longest:
            says = f"The text has {len(text)} characters, at most {longest} are possible."
            problems.add("C.132", says, "Shorten it.", self.where(column))
        return text

    def choice(
        self, column: str, choices: Collection[str], problems: Problems, *, needed: bool = True
    ) -> str:
        """One of the words that the column knows."""
        text = self.text(column, problems, needed=needed)
        if text and text not in choices:
            remedy = f"Expected: {', '.join(choices)}."
            problems.add("C.133", f"'{_short(text)}' is not a word known here.", remedy, self.where(column))
        return text

    def whole(self, column: str, problems: Problems, *, needed: bool = False) -> int | None:
        """A whole number from 0; None for an empty cell, which is not 0."""
        text = self.text(column, problems, needed=needed)
        if not text:
            return None
        if text.isascii() and text.isdigit() and len(text) <= 10 and int(text) <= LARGEST_NUMBER:
            return int(text)
        says = f"'{_short(text)}' is not a whole number."
        problems.add("C.134", says, f"Expected: digits, from 0 to {LARGEST_NUMBER}.", self.where(column))
        return None

    def day(self, column: str, problems: Problems, *, needed: bool = False) -> date | None:
        """A date as 2023-03-19; None for an empty cell."""
        text = self.text(column, problems, needed=needed)
        try:
            return date.fromisoformat(text) if text else None
        except ValueError:
            says = f"'{_short(text)}' is not a date."
            problems.add("C.135", says, "Expected: year-month-day, such as 2023-03-19.", self.where(column))
            return None

    def clock(self, column: str, problems: Problems) -> time | None:
        """A time of day as 18:00; None for an empty cell."""
        text = self.text(column, problems, needed=False)
        try:
            return time.fromisoformat(text).replace(tzinfo=None) if text else None
        except ValueError:
            says = f"'{_short(text)}' is not a time of day."
            problems.add("C.136", says, "Expected: hours:minutes, such as 18:00.", self.where(column))
            return None


def _short(text: str) -> str:
    return text if len(text) <= 60 else text[:57] + "…"


def read_csv(
    content: bytes,
    name: str,
    *,
    required: Iterable[str],
    optional: Iterable[str] = (),
    others: bool = False,
) -> list[Row]:
    """The rows of a comma-separated table with a header; ``Refused`` with all that is wrong in it.

    Columns outside ``required`` and ``optional`` are refused, unless ``others`` lets the caller look at them.
    Lines without any character are passed over; cells are returned unchanged, blanks included.
    """
    table = csv.reader(io.StringIO(read_text(content, name), newline=""), strict=True)
    problems = Problems()
    rows: list[Row] = []
    header: list[str] = []
    number = 0
    try:
        for number, cells in enumerate(table, start=1):
            if not header:
                header = [cell.strip() for cell in cells]
                _check_header(header, name, list(required), list(optional), others, problems)
            elif len(cells) == len(header):
                rows.append(Row(name, number, dict(zip(header, cells, strict=True))))
            elif cells:
                _wrong_length(len(cells), len(header), f"'{name}', row {number}", problems)
    except csv.Error as error:
        where = f"'{name}', row {number + 1}"
        problems.add("C.124", f"The row cannot be read ({error}).", _REMEDY_QUOTES, where)
    problems.refuse_if_any()
    return rows


_REMEDY_QUOTES = "Look for a quotation mark that is not closed; the file may be cut off."


def _wrong_length(found: int, expected: int, where: str, problems: Problems) -> None:
    says = f"The row has {found} cells, the header {expected}."
    remedy = (
        "Complete the row; the file may be cut off." if found < expected else "Quote cells that hold commas."
    )
    problems.add("C.125", says, remedy, where)


def _check_header(
    header: list[str], name: str, required: list[str], optional: list[str], others: bool, problems: Problems
) -> None:
    where = f"'{name}', row 1"
    known = [*required, *optional]
    missing = [column for column in required if column not in header]
    if missing and len(header) == 1 and any(mark in header[0] for mark in ";\t|"):
        problems.add(
            "C.120", "The cells are not separated by commas.", "Save the table as CSV with commas.", where
        )
        problems.refuse_if_any()
    for column in missing:
        remedy = f"Expected columns: {', '.join(known)}."
        problems.add("C.121", f"Column '{column}' is missing.", remedy, where)
    for column in dict.fromkeys(header):
        if header.count(column) > 1:
            problems.add(
                "C.122", f"Column '{_short(column)}' stands more than once.", "Rename or remove it.", where
            )
        if not others and column not in known:
            remedy = f"Expected columns: {', '.join(known)}."
            problems.add("C.123", f"Column '{_short(column)}' is not known here.", remedy, where)
    if problems.found:
        problems.refuse_if_any()


def read_toml(content: bytes, name: str) -> dict[str, object]:
    """A TOML file as a dictionary; ``Refused`` where it is not TOML."""
    try:
        return tomllib.loads(read_text(content, name).replace("\r\n", "\n"))
    except (ValueError, RecursionError) as error:
        says = f"The file is not TOML ({_short(str(error))})."
        raise Refused(Problem("C.141", says, "Correct it at that place.", f"'{name}'")) from None


class Table:
    """A table of a TOML file, read key by key; ``finish`` refuses the keys nobody asked for.

    What is wrong goes to ``problems`` and a harmless value is returned, so that all is said at once.
    An ``or_else`` makes a key optional.
    """

    def __init__(self, values: Mapping[str, object], file: str, problems: Problems, path: str = "") -> None:
        self.values = values
        self.file = file
        self.problems = problems
        self.path = path
        self._asked: set[str] = set()

    def where(self, key: str = "") -> str:
        place = f"'{self.file}', [{self.path}]" if self.path else f"'{self.file}'"
        return f"{place}, key '{key}'" if key else place

    def has(self, key: str) -> bool:
        return key in self.values

    def text(
        self,
        key: str,
        *,
        or_else: str | None = None,
        longest: int = 0,
        choices: Collection[str] | None = None,
    ) -> str:
        """A text that is not empty; one of ``choices`` where they are given."""
        value = self._take(key, or_else is not None)
        if value is None:
            return or_else or ""
        if not isinstance(value, str) or not value.strip() or "\0" in value:
            self._wrong(key, value, "a text that is not empty")
        elif choices is not None and value not in choices:
            self._wrong(key, value, f"one of {', '.join(choices)}")
        elif longest and len(value) > longest:
            self._wrong(key, value, f"at most {longest} characters")
        else:
            return value.strip()
        return ""

    def integer_or_none(self, key: str, *, minimum: int = 0) -> int | None:
        """A whole number where the key is given."""
        value = self._take(key, True)
        if value is None:
            return None
        if isinstance(value, int) and not isinstance(value, bool) and minimum <= value <= LARGEST_NUMBER:
            return value
        self._wrong(key, value, f"a whole number from {minimum} to {LARGEST_NUMBER}")
        return None

    def integer(self, key: str, *, or_else: int | None = None, minimum: int = 0) -> int:
        """A whole number."""
        if or_else is None:
            self._take(key, False)
        value = self.integer_or_none(key, minimum=minimum)
        return (or_else or 0) if value is None else value

    def day_or_none(self, key: str) -> date | None:
        """A date where the key is given: ``2023-03-19`` without quotation marks."""
        value = self._take(key, True)
        if value is None or type(value) is date:
            return value
        self._wrong(key, value, "a date such as 2023-03-19, without quotation marks")
        return None

    def day(self, key: str) -> date:
        """A date; 0001-01-01 stands for a wrong one until ``refuse_if_any``."""
        self._take(key, False)
        return self.day_or_none(key) or date.min

    def flag(self, key: str, *, or_else: bool | None = None) -> bool:
        """true or false."""
        value = self._take(key, or_else is not None)
        if value is not None and not isinstance(value, bool):
            self._wrong(key, value, "true or false")
        return value if isinstance(value, bool) else bool(or_else)

    def texts(self, key: str, *, or_else: Iterable[str] | None = None) -> list[str]:
        """A list of texts."""
        value = self._take(key, or_else is not None)
        if value is None:
            return list(or_else or ())
        if isinstance(value, list) and all(isinstance(one, str) and one and "\0" not in one for one in value):
            return [str(one) for one in value]
        self._wrong(key, value, "a list of texts")
        return []

    def table(self, key: str) -> Table:
        """A table inside this one; it is empty where the key is missing."""
        value = self._take(key, True)
        if value is not None and not isinstance(value, dict):
            self._wrong(key, value, f"a table [{self._inner(key)}]")
        return Table(value if isinstance(value, dict) else {}, self.file, self.problems, self._inner(key))

    def tables(self, key: str) -> list[Table]:
        """The tables of a list ``[[key]]``; none where the key is missing."""
        value = self._take(key, True)
        if value is None:
            return []
        if not isinstance(value, list) or not all(isinstance(one, dict) for one in value):
            self._wrong(key, value, f"a list of tables [[{self._inner(key)}]]")
            return []
        return [
            Table(one, self.file, self.problems, f"{self._inner(key)} {index}")
            for index, one in enumerate(value, start=1)
        ]

    def keys(self) -> list[str]:
        """All keys, where they are names the caller does not know beforehand; they count as asked for."""
        self._asked.update(self.values)
        return list(self.values)

    def finish(self) -> None:
        """Refuse every key that nobody asked for."""
        for key in self.values:
            if key not in self._asked:
                known = ", ".join(sorted(self._asked))
                says = f"Key '{_short(key)}' is not known here."
                self.problems.add("C.143", says, f"Expected keys: {known}.", self.where())

    def _inner(self, key: str) -> str:
        return f"{self.path}.{key}" if self.path else key

    def _take(self, key: str, optional: bool) -> object:
        self._asked.add(key)
        if key not in self.values and not optional:
            self.problems.add("C.142", f"Key '{key}' is missing.", "Add it.", self.where())
        return self.values.get(key)

    def _wrong(self, key: str, value: object, expected: str) -> None:
        try:
            shown = _short(repr(value))
        except ValueError:  # Python prints no whole number of more than 4,300 digits.
            shown = "The number"
        says = f"{shown} is not what stands here."
        self.problems.add("C.144", says, f"Expected: {expected}.", self.where(key))
