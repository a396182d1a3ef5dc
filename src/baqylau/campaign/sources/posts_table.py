"""A large file of posts, row by row in batches: CSV, JSON lines, or one JSON list. Memory stays small.

Rows are numbered as a spreadsheet shows them (CSV: the header is row 1), or by line, or by their place in the
list. A name in JSON that lies inside another is written with a dot: ``statistics.like_count``.
"""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import IO, Any

from baqylau.core.charsets import known_charset
from baqylau.core.problem import Phrase, Problem, Refused
from baqylau.core.reading import MOST_PROBLEMS_SHOWN, Problems, in_row, short

BATCH = 20_000
LOOKED_AT = 2**20
LARGEST_LIST = 64 * 2**20
"""Bytes of a JSON list that is read at once; larger ones are given line by line."""
MOST_COLUMNS = 300
ROWS_FOR_NAMES = 500
SEPARATORS = ",;\t|"


@dataclass(frozen=True, slots=True)
class Batch:
    """Some rows: the number of each, and for each column its cells, all equally long."""

    rows: Sequence[int]
    columns: Mapping[str, Sequence[str]]


class PostTable:
    """An open file and how its letters are written; ``charset`` "" means: by its mark, else UTF-8."""

    def __init__(self, file: IO[bytes], name: str, *, charset: str = "") -> None:
        self.file, self.name = file, name
        self._head = self._look()
        self.charset = self._charset(charset)
        first = self._head.decode(self.charset, "ignore").lstrip("\ufeff \t\r\n")[:1]
        self.is_json = first in ("{", "[")
        self.is_list = first == "[" or (first == "{" and not self._first_line_is_whole())
        self.names = self._names()

    def _look(self) -> bytes:
        self.file.seek(0)
        head = self.file.read(LOOKED_AT)
        if not head.strip():
            raise Refused(
                self._problem("C.103", Phrase("The file is empty."), Phrase("Give the file that was meant."))
            )
        if head.startswith((b"PK", b"\x1f\x8b", b"%PDF", b"\xd0\xcf\x11\xe0")):
            says = Phrase("This is a spreadsheet, an archive or a document.")
            raise Refused(self._problem("X.525", says, Phrase("Save it as CSV in UTF-8, or as JSON lines.")))
        return head

    def _problem(self, code: str, says: str, remedy: str, row: int = 0) -> Problem:
        where = in_row(self.name, row) if row else f"'{self.name}'"
        return Problem(code, says, remedy, where)

    def _charset(self, asked: str) -> str:
        head = self._head
        if head.startswith((b"\xff\xfe", b"\xfe\xff")):
            return "utf-16"
        known = known_charset(asked or "utf-8")
        if not known:
            says = Phrase("'{name}' is no character set that text arrives in.", name=short(asked))
            raise Refused(self._problem("X.502", says, Phrase("Choose one of the list.")))
        if known == "utf-8":
            return "utf-8-sig"
        if not head.isascii() and _is_utf8(head):
            says = Phrase("The file is said to be in {charset}, but it is in UTF-8.", charset=known)
            raise Refused(self._problem("X.502", says, Phrase("Choose UTF-8.")))
        return known

    def _first_line_is_whole(self) -> bool:
        line = self._head.decode(self.charset, "ignore").lstrip("\ufeff \t\r\n").split("\n", 1)[0]
        try:
            found = json.loads(line)
        except ValueError:
            return False
        return isinstance(found, dict) and not isinstance(found.get("data"), list)

    # ------------------------------------------------------------------ the names of the columns

    def _names(self) -> list[str]:
        if self.is_json:
            names: dict[str, None] = {}
            for _number, found in zip(range(ROWS_FOR_NAMES), self._objects(), strict=False):
                names.update(dict.fromkeys(found[1]))
            return list(names)
        with _text(self.file, self.charset, "replace") as text:
            names_found: list[str] = next(self._reader(text), [])
        header = [name.strip() for name in names_found]
        while header and not header[-1]:
            header.pop()
        problems = Problems()
        if len(header) < 2 or len(header) > MOST_COLUMNS:
            says = Phrase("The first row does not have the names of columns.")
            remedy = Phrase("The names stand in row 1, with commas, semicolons or tabulators between them.")
            problems.add("X.503", says, remedy, in_row(self.name, 1))
        for name in dict.fromkeys(header):
            if header.count(name) > 1:
                says = Phrase("Column '{column}' stands more than once.", column=short(name))
                problems.add("X.504", says, Phrase("Give each column its own name."), in_row(self.name, 1))
        problems.refuse_if_any()
        return header

    def _reader(self, text: io.TextIOBase) -> Any:
        line = self._head.decode(self.charset, "ignore").lstrip("\r\n").split("\n", 1)[0]
        return csv.reader(text, delimiter=max(SEPARATORS, key=line.count), strict=True)

    def samples(self, most: int = 3) -> dict[str, list[str]]:
        """Some different cells of each column, for a person to see what stands there."""
        batch = next(self.batches(self.names, size=200), None)
        found: dict[str, list[str]] = {name: [] for name in self.names}
        for name in self.names if batch else ():
            assert batch is not None
            cells = dict.fromkeys(cell for cell in batch.columns[name] if cell.strip())
            found[name] = [cell[:80] for cell in list(cells)[:most]]
        return found

    # ------------------------------------------------------------------ the rows

    def batches(self, wanted: Sequence[str], *, size: int = BATCH) -> Iterator[Batch]:
        """The rows with the columns that are wanted. ``Refused``: X.501, X.505, X.506."""
        try:
            yield from self._from_json(wanted, size) if self.is_json else self._from_csv(wanted, size)
        except UnicodeError:
            raise Refused(self._undecodable()) from None

    def _from_csv(self, wanted: Sequence[str], size: int) -> Iterator[Batch]:
        places = [self.names.index(name) for name in wanted]
        number, problems = 1, Problems()
        with _text(self.file, self.charset, "strict") as text:
            reader = self._reader(text)
            next(reader, None)
            while True:
                read: list[list[str]] = []
                error = _read_rows(reader, size, read)
                numbers, rows = self._of_right_width(read, number, problems)
                number += len(read)
                if error:
                    says = Phrase("The row cannot be read ({error}).", error=error)
                    remedy = Phrase("Look for a quotation mark that is not closed; the file may be cut off.")
                    problems.add("X.506", says, remedy, in_row(self.name, number + 1))
                if rows and not problems.found:
                    yield _batch(numbers, rows, wanted, places)
                if error or len(read) < size:
                    break
            problems.refuse_if_any()

    def _of_right_width(
        self, read: list[list[str]], before: int, problems: Problems
    ) -> tuple[Sequence[int], list[list[str]]]:
        """The rows with as many cells as the header, with their numbers; empty ones are left out. X.505."""
        width = len(self.names)
        if set(map(len, read)) == {width}:
            return range(before + 1, before + 1 + len(read)), read
        numbers, rows = [], []
        for number, cells in enumerate(read, start=before + 1):
            if len(cells) != width:
                if not any(map(str.strip, cells)):
                    continue
                if any(map(str.strip, cells[width:])) or len(cells) < width:
                    self._wrong_width(problems, len(cells), number)
                    continue
            numbers.append(number)
            rows.append(cells)
        return numbers, rows

    def _wrong_width(self, problems: Problems, cells: int, number: int) -> None:
        says = Phrase(
            "The row has {cells} cells, the header {columns}.", cells=cells, columns=len(self.names)
        )
        remedy = Phrase("Look for a separator too many, or for one that is missing.")
        problems.add("X.505", says, remedy, in_row(self.name, number))
        if len(problems.found) > 2 * MOST_PROBLEMS_SHOWN:
            problems.refuse_if_any()

    def _from_json(self, wanted: Sequence[str], size: int) -> Iterator[Batch]:
        rows: list[list[str]] = []
        numbers: list[int] = []
        for number, found in self._objects():
            rows.append([found.get(name, "") for name in wanted])
            numbers.append(number)
            if len(rows) == size:
                yield _batch(numbers, rows, wanted, range(len(wanted)))
                rows, numbers = [], []
        if rows:
            yield _batch(numbers, rows, wanted, range(len(wanted)))

    def _objects(self) -> Iterator[tuple[int, dict[str, str]]]:
        for number, found in self._whole() if self.is_list else self._lines():
            if not isinstance(found, dict):
                says = Phrase("This is not an object with names and values.")
                remedy = Phrase("Each post is one object in curly brackets.")
                raise Refused(self._problem("X.506", says, remedy, number))
            yield number, dict(_flat(found))

    def _lines(self) -> Iterator[tuple[int, Any]]:
        with _text(self.file, self.charset, "strict") as text:
            for number, line in enumerate(text, start=1):
                if not line.strip():
                    continue
                try:
                    yield number, json.loads(line)
                except (ValueError, RecursionError):
                    says = Phrase("The line is not JSON.")
                    remedy = Phrase("Each line is one object; the file may be cut off.")
                    raise Refused(self._problem("X.506", says, remedy, number)) from None

    def _whole(self) -> Iterator[tuple[int, Any]]:
        self.file.seek(0)
        content = self.file.read(LARGEST_LIST + 1)
        if len(content) > LARGEST_LIST:
            says = Phrase("The JSON list is larger than {number} MB.", number=LARGEST_LIST // 2**20)
            raise Refused(
                self._problem("X.507", says, Phrase("Give it as JSON lines: one object on each line."))
            )
        try:
            found = json.loads(content.decode(self.charset))
        except (ValueError, RecursionError) as error:
            if isinstance(error, UnicodeError):
                raise
            says = Phrase("The file is not JSON.")
            row = getattr(error, "lineno", 0)
            raise Refused(self._problem("X.506", says, Phrase("The file may be cut off."), row)) from None
        if isinstance(found, dict):
            found = found.get("data", [found])
        yield from enumerate(found if isinstance(found, list) else [found], start=1)

    def _undecodable(self) -> list[Problem]:
        """The rows whose bytes are none of the character set."""
        charset = self.charset.removesuffix("-sig").upper()
        says = Phrase("There are bytes that are not {charset}.", charset=charset)
        remedy = Phrase("Choose the character set in which the file was saved, or save it in UTF-8.")
        problems = Problems()
        with _text(self.file, self.charset, "surrogateescape") as text:
            try:
                lines = ((number, [line]) for number, line in enumerate(text, start=1))
                rows = lines if self.is_json else enumerate(self._reader(text), start=1)
                for number, cells in rows:
                    if any(_is_broken(cell) for cell in cells):
                        problems.add("X.501", says, remedy, in_row(self.name, number))
            except (csv.Error, UnicodeError):
                pass
        if not problems.found:
            problems.add("X.501", says, remedy, f"'{self.name}'")
        try:
            problems.refuse_if_any()
        except Refused as refused:
            return list(refused.problems)
        raise AssertionError("there was something to refuse")

    def position(self) -> int:
        """How many bytes are read."""
        return self.file.tell()


def _is_broken(cell: str) -> bool:
    return not cell.isascii() and any("\udc80" <= letter <= "\udcff" for letter in cell)


def _is_utf8(head: bytes) -> bool:
    try:
        head[: head.rfind(b"\n") + 1 or None].decode("utf-8")
    except UnicodeDecodeError:
        return False
    return True


class _text(io.TextIOWrapper):  # noqa: N801 - used like a function
    """The file as text from its beginning; closing it leaves the bytes open."""

    def __init__(self, file: IO[bytes], charset: str, errors: str) -> None:
        file.seek(0)
        super().__init__(io.BufferedReader(_Unclosed(file), 2**18), charset, errors, newline="")


class _Unclosed(io.RawIOBase):
    def __init__(self, file: IO[bytes]) -> None:
        self._file = file

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int:
        piece = self._file.read(len(buffer))
        buffer[: len(piece)] = piece
        return len(piece)


def _read_rows(reader: Iterator[list[str]], size: int, into: list[list[str]]) -> str:
    """At most so many rows more; why there are no further ones, if a row cannot be read."""
    try:
        into.extend(islice(reader, size))
    except csv.Error as error:
        return str(error)
    return ""


def _batch(
    numbers: Sequence[int], rows: Sequence[Sequence[str]], wanted: Sequence[str], places: Sequence[int]
) -> Batch:
    columns = list(zip(*rows, strict=False))
    return Batch(numbers, {name: columns[place] for name, place in zip(wanted, places, strict=True)})


def _flat(found: Mapping[str, Any], before: str = "") -> Iterator[tuple[str, str]]:
    """Names and texts; what lies inside is reached by dots, lists are kept as JSON."""
    for name, value in found.items():
        path = f"{before}{name}"
        if isinstance(value, dict):
            yield from _flat(value, f"{path}.")
        else:
            yield path, _cell(value)


def _cell(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, str):
        return value
    return json.dumps(value, ensure_ascii=False)
