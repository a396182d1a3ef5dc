"""Reading files that a user gave us: bytes and CSV. What is wrong is said with file, row and column.

Everything that is wrong in a file is said at once, not one thing at a time; nothing is repaired silently.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, time
from pathlib import Path

from baqylau.core.problem import Phrase, Problem, Refused

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
                Problem(
                    "C.199",
                    Phrase("There are {more} more problems.", more=more),
                    Phrase("Correct the first ones, try again."),
                )
            )
        raise Refused(shown)


def read_path(path: str | Path, *, limit: int) -> bytes:
    """The bytes of a file; ``Refused`` where there is none, it is empty, or has more than ``limit`` bytes."""
    where = f"'{path}'"
    try:
        if Path(path).is_dir():
            raise Refused(
                Problem("C.102", Phrase("This is a folder, not a file."), Phrase("Name a file in it."), where)
            )
        with Path(path).open("rb") as file:
            content = file.read(limit + 1)
    except (FileNotFoundError, NotADirectoryError):
        raise Refused(
            Problem("C.101", Phrase("There is no such file."), Phrase("Check the name."), where)
        ) from None
    except (OSError, ValueError) as error:
        says = Phrase(
            "The file cannot be read ({error}).", error=str(getattr(error, "strerror", None) or error)
        )
        raise Refused(Problem("C.105", says, Phrase("Check its name and its permissions."), where)) from None
    if not content:
        raise Refused(
            Problem("C.103", Phrase("The file is empty."), Phrase("Give the file that was meant."), where)
        )
    if len(content) > limit:
        says = Phrase("The file is larger than {size}.", size=_size(limit))
        raise Refused(Problem("C.104", says, Phrase("Give a smaller file, or several."), where))
    return content


def _size(limit: int) -> Phrase:
    if limit >= 2**20:
        return Phrase("{number} MB", number=limit // 2**20)
    if limit >= 2**10:
        return Phrase("{number} kB", number=limit // 2**10)
    return Phrase("{number} bytes", number=limit)


def read_text(content: bytes, name: str) -> str:
    """UTF-8 text, with or without a byte order mark; ``Refused`` for anything else."""
    if not content.strip():
        raise Refused(
            Problem(
                "C.103", Phrase("The file is empty."), Phrase("Give the file that was meant."), f"'{name}'"
            )
        )
    if b"\0" in content:
        archive = content.startswith(b"PK")
        says = (
            Phrase("This is a spreadsheet or an archive.") if archive else Phrase("This is not a text file.")
        )
        remedy = Phrase("Save it as text in UTF-8 (a table: as CSV in UTF-8).")
        raise Refused(Problem("C.111", says, remedy, f"'{name}'"))
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        where = Phrase("'{file}', line {line}", file=name, line=line)
        says = Phrase("Byte {number} is not UTF-8.", number=error.start + 1)
        raise Refused(Problem("C.112", says, Phrase("Save the file in UTF-8."), where)) from None


def in_row(file: str, number: int) -> Phrase:
    """Where a row of a file is."""
    return Phrase("'{file}', row {row}", file=file, row=number)


@dataclass(frozen=True, slots=True)
class Row:
    """One row of a table: its number as a spreadsheet shows it (the header is row 1), its cells unchanged."""

    file: str
    number: int
    values: Mapping[str, str]

    def __getitem__(self, column: str) -> str:
        return self.values[column]

    def where(self, column: str = "") -> str:
        place = in_row(self.file, self.number)
        return Phrase("{place}, column '{column}'", place=place, column=column) if column else place

    def text(self, column: str, problems: Problems, *, longest: int = 0, needed: bool = True) -> str:
        """The cell without blanks around it; "" where it is empty or the table has no such column."""
        text = self.values.get(column, "").strip()
        if needed and not text:
            problems.add("C.131", Phrase("The cell is empty."), Phrase("Fill it in."), self.where(column))
        if longest and len(text) > longest:
            says = Phrase(
                "The text has {length} characters, at most {longest} are possible.",
                length=len(text),
                longest=longest,
            )
            problems.add("C.132", says, Phrase("Shorten it."), self.where(column))
        return text

    def choice(
        self, column: str, choices: Collection[str], problems: Problems, *, needed: bool = True
    ) -> str:
        """One of the words that the column knows."""
        text = self.text(column, problems, needed=needed)
        if text and text not in choices:
            remedy = Phrase("Expected: {expected}.", expected=", ".join(choices))
            problems.add(
                "C.133",
                Phrase("'{text}' is not a word known here.", text=short(text)),
                remedy,
                self.where(column),
            )
        return text

    def whole(
        self, column: str, problems: Problems, *, needed: bool = False, largest: int = LARGEST_NUMBER
    ) -> int | None:
        """A whole number from 0; None for an empty cell, which is not 0."""
        text = self.text(column, problems, needed=needed)
        if not text:
            return None
        if text.isascii() and text.isdigit() and len(text) <= len(str(largest)) and int(text) <= largest:
            return int(text)
        says = Phrase("'{text}' is not a whole number.", text=short(text))
        problems.add(
            "C.134",
            says,
            Phrase("Expected: digits, from 0 to {largest}.", largest=largest),
            self.where(column),
        )
        return None

    def day(self, column: str, problems: Problems, *, needed: bool = False) -> date | None:
        """A date as 2023-03-19; None for an empty cell."""
        text = self.text(column, problems, needed=needed)
        try:
            return date.fromisoformat(text) if text else None
        except ValueError:
            says = Phrase("'{text}' is not a date.", text=short(text))
            problems.add(
                "C.135", says, Phrase("Expected: year-month-day, such as 2023-03-19."), self.where(column)
            )
            return None

    def clock(self, column: str, problems: Problems) -> time | None:
        """A time of day as 18:00; None for an empty cell."""
        text = self.text(column, problems, needed=False)
        try:
            return time.fromisoformat(text).replace(tzinfo=None) if text else None
        except ValueError:
            says = Phrase("'{text}' is not a time of day.", text=short(text))
            problems.add("C.136", says, Phrase("Expected: hours:minutes, such as 18:00."), self.where(column))
            return None


def short(text: str) -> str:
    """What a user wrote, cut to a length that a sentence can quote."""
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
                _wrong_length(len(cells), len(header), in_row(name, number), problems)
    except csv.Error as error:
        where = in_row(name, number + 1)
        problems.add(
            "C.124", Phrase("The row cannot be read ({error}).", error=str(error)), _REMEDY_QUOTES, where
        )
    problems.refuse_if_any()
    return rows


_REMEDY_QUOTES = Phrase("Look for a quotation mark that is not closed; the file may be cut off.")


def _wrong_length(found: int, expected: int, where: str, problems: Problems) -> None:
    says = Phrase("The row has {found} cells, the header {expected}.", found=found, expected=expected)
    remedy = (
        Phrase("Complete the row; the file may be cut off.")
        if found < expected
        else Phrase("Quote cells that hold commas.")
    )
    problems.add("C.125", says, remedy, where)


def _check_header(
    header: list[str], name: str, required: list[str], optional: list[str], others: bool, problems: Problems
) -> None:
    where = in_row(name, 1)
    known = [*required, *optional]
    missing = [column for column in required if column not in header]
    if missing and len(header) == 1 and any(mark in header[0] for mark in ";\t|"):
        problems.add(
            "C.120",
            Phrase("The cells are not separated by commas."),
            Phrase("Save the table as CSV with commas."),
            where,
        )
        problems.refuse_if_any()
    for column in missing:
        remedy = Phrase("Expected columns: {columns}.", columns=", ".join(known))
        problems.add("C.121", Phrase("Column '{column}' is missing.", column=column), remedy, where)
    for column in dict.fromkeys(header):
        if header.count(column) > 1:
            problems.add(
                "C.122",
                Phrase("Column '{column}' stands more than once.", column=short(column)),
                Phrase("Rename or remove it."),
                where,
            )
        if not others and column not in known:
            remedy = Phrase("Expected columns: {columns}.", columns=", ".join(known))
            problems.add(
                "C.123", Phrase("Column '{column}' is not known here.", column=short(column)), remedy, where
            )
    if problems.found:
        problems.refuse_if_any()
