"""Tables of CSV, Parquet and XLSX files, column by column: texts, areas and whole numbers.

What a column holds is asked for once, as a whole: a file of a million rows is never gone through row by row
in Python, unless something in it is wrong.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from baqylau.core.problem import Phrase, Problem, Refused
from baqylau.core.reading import LARGEST_NUMBER, Problems, in_row, read_text, short

if TYPE_CHECKING:
    import pyarrow as pa


MOST_WRONG = 200
"""Of each column, so many wrong cells are told; a column that is no number at all has them in every row."""


@dataclass(frozen=True, slots=True)
class Wholes:
    """A column of numbers: int64, a mask of empty cells (None: none is), and the cells that are no number.

    A wrong cell is its place and its text, for the first :data:`MOST_WRONG`; in ``numbers`` it is 0.
    """

    numbers: NDArray[np.int64]
    absent: NDArray[np.bool_] | None
    wrong: Sequence[tuple[int, str]] = ()


def text_of(cell: object) -> str:
    """A cell as text; a whole number that a spreadsheet keeps as 12.0 is 12."""
    if isinstance(cell, str):
        return cell.strip()
    if cell is None:
        return ""
    if isinstance(cell, float) and cell.is_integer() and abs(cell) < 2**53:
        return str(int(cell))
    return str(cell)


class Sheet:
    """A table of Arrow columns; ``row_of`` is the number that a spreadsheet shows for each of its rows."""

    def __init__(self, table: pa.Table, header: list[str], row_of: NDArray[np.int64]) -> None:
        self.header = header
        self.row_of = row_of
        self._table = table

    def _array(self, column: str) -> Any:
        return self._table.column(column).combine_chunks()

    def _strings(self, column: str) -> Any:
        import pyarrow as pa
        import pyarrow.compute as pc

        array = self._array(column)
        if pa.types.is_floating(array.type):
            return pa.array([text_of(one) for one in array.to_pylist()], pa.string())
        try:
            strings = array.cast(pa.string())
        except (pa.ArrowInvalid, pa.ArrowNotImplementedError):
            strings = pa.array([text_of(one) for one in array.to_pylist()], pa.string())
        return pc.utf8_trim_whitespace(strings.fill_null(""))

    def texts(self, column: str) -> list[str]:
        """The cells without blanks around them; "" for an empty one."""
        texts: list[str] = self._strings(column).to_numpy(zero_copy_only=False).tolist()
        return texts

    def coded(self, column: str) -> tuple[NDArray[np.int32], list[str]]:
        """For each row the place of its text among the distinct ones, and these."""
        import pyarrow as pa
        import pyarrow.compute as pc

        array = self._array(column)
        if not pa.types.is_dictionary(array.type):
            array = self._strings(column).dictionary_encode()
        names = [text_of(one) for one in array.dictionary.to_pylist()]
        codes = array.indices
        if codes.null_count:
            codes, names = pc.fill_null(codes, len(names)), [*names, ""]
        place = {name: at for at, name in enumerate(dict.fromkeys(names))}
        numbers = codes.to_numpy(zero_copy_only=False).astype(np.int32, copy=False)
        if len(place) < len(names):
            numbers = np.array([place[name] for name in names], dtype=np.int32)[numbers]
        return numbers, list(place)

    def with_texts(self, column: str, texts: Sequence[str]) -> Sheet:
        """The same with other cells in a column."""
        import pyarrow as pa

        at = self._table.column_names.index(column)
        table = self._table.set_column(at, column, pa.array(texts, pa.string()))
        return Sheet(table, self.header, self.row_of)

    def rows(self, kept: NDArray[np.bool_]) -> Sheet:
        """The rows that are ``kept``."""
        import pyarrow as pa

        return Sheet(self._table.filter(pa.array(kept)), self.header, self.row_of[kept])

    def wholes(self, column: str) -> Wholes:
        """The cells as whole numbers."""
        import pyarrow as pa
        import pyarrow.compute as pc

        array = self._array(column)
        if pa.types.is_floating(array.type):
            return _from_floats(array)
        if pa.types.is_integer(array.type):
            return _checked(array, array)
        strings = self._strings(column)
        good = pc.match_substring_regex(strings, r"^[0-9]{1,10}$")
        empty = pc.equal(strings, "")
        as_numbers = pc.if_else(good, strings, pa.scalar(None, pa.string())).cast(pa.int64())
        unreadable = pc.invert(pc.or_(good, empty))
        return _checked(as_numbers, strings, unreadable)


def _from_floats(array: Any) -> Wholes:
    """Where numbers are missing, programs write whole numbers as 12.0 and the missing ones as nan."""
    floats = array.to_numpy(zero_copy_only=False)
    absent = np.isnan(floats)
    good = (floats >= 0) & (floats <= LARGEST_NUMBER) & (floats == np.floor(floats))
    places = np.flatnonzero(~good & ~absent)[:MOST_WRONG]
    wrong = [(int(at), text_of(float(floats[at]))) for at in places]
    numbers = np.where(good, floats, 0).astype(np.int64)
    return Wholes(numbers, absent if absent.any() else None, wrong)


def _checked(array: Any, shown: Any, unreadable: Any = None) -> Wholes:
    """Whole numbers of an Arrow array of integers; ``shown`` is what stood in the file."""
    import pyarrow.compute as pc

    absent = array.is_null().to_numpy(zero_copy_only=False) if array.null_count else None
    filled = array.fill_null(0) if array.null_count else array
    numbers = filled.to_numpy(zero_copy_only=False)
    wrong = np.zeros(0, dtype=np.int64)
    if len(numbers) and (numbers.min() < 0 or numbers.max() > LARGEST_NUMBER):
        wrong = np.flatnonzero((numbers < 0) | (numbers > LARGEST_NUMBER))
    numbers = numbers.astype(np.int64, copy=len(wrong) > 0)
    if len(wrong):
        numbers[wrong] = 0
    if unreadable is not None and pc.any(unreadable).as_py():
        wrong = np.union1d(wrong, np.flatnonzero(unreadable.to_numpy(zero_copy_only=False)))
    if absent is not None and len(wrong):
        absent = absent.copy()
        absent[wrong] = False
    return Wholes(
        numbers,
        absent if absent is not None and absent.any() else None,
        [(int(at), str(shown[int(at)].as_py())) for at in wrong[:MOST_WRONG]],
    )


def sheet_of(header: list[str], rows: Sequence[Sequence[str]], row_of: Sequence[int]) -> Sheet:
    """A table out of rows of texts."""
    import pyarrow as pa

    columns = zip(*rows, strict=True) if rows else ((),) * len(header)
    arrays = [pa.array(column, pa.string()) for column in columns]
    return Sheet(pa.table(arrays, names=header), header, np.asarray(row_of, dtype=np.int64))


def csv_sheet(
    content: bytes, name: str, separator: str = ",", encoding: str = "utf-8", header_row: int = 1
) -> Sheet:
    """A CSV file; ``Refused`` with all that is wrong with its rows."""
    if encoding != "utf-8":
        content = _decoded(content, name, encoding).encode()
    return _quick_csv(content, separator, header_row) or _thorough_csv(content, name, separator, header_row)


def _decoded(content: bytes, name: str, encoding: str) -> str:
    try:
        return content.decode(encoding)
    except UnicodeDecodeError as error:
        says = Phrase("Byte {number} is not {encoding}.", number=error.start + 1, encoding=encoding)
        remedy = Phrase("Name the file's character set as 'encoding', or save the file in UTF-8.")
        raise Refused(Problem("C.112", says, remedy, f"'{name}'")) from None


def _quick_csv(content: bytes, separator: str, header_row: int) -> Sheet | None:
    """The table read by Arrow; None where it is not plain enough for that, or anything is wrong in it."""
    body = content.rstrip(b"\r\n").removeprefix(b"\xef\xbb\xbf")
    if any(mark in body for mark in (b'"', b"\0", b"\n\n", b"\n\r")) or b"\n" not in body:
        return None
    if body.count(b"\r") != body.count(b"\r\n"):
        return None
    import pyarrow as pa
    import pyarrow.csv

    try:
        lines = body.split(b"\n", header_row)
        header = [cell.strip() for cell in lines[header_row - 1].decode().split(separator)]
    except (IndexError, UnicodeDecodeError):
        return None
    if len(set(header)) < len(header) or "" in header or len(header) < 2:
        return None
    without_cells = separator.encode() * (len(header) - 1)
    if any(b"\n" + without_cells + end in body + b"\n" for end in (b"\n", b"\r")):
        return None
    names = [str(at) for at in range(len(header))]
    try:
        table = pyarrow.csv.read_csv(
            io.BytesIO(body),
            pyarrow.csv.ReadOptions(column_names=names, skip_rows=header_row),
            pyarrow.csv.ParseOptions(delimiter=separator, quote_char=False),
            pyarrow.csv.ConvertOptions(
                column_types=dict.fromkeys(names, pa.string()), strings_can_be_null=False
            ),
        )
    except pa.ArrowInvalid:
        return None
    first = header_row + 1
    return Sheet(table.rename_columns(header), header, np.arange(first, first + table.num_rows))


def _thorough_csv(content: bytes, name: str, separator: str, header_row: int) -> Sheet:
    """The table read cell by cell, with the place of all that is wrong."""
    reader = csv.reader(io.StringIO(read_text(content, name), newline=""), delimiter=separator, strict=True)
    problems = Problems()
    header: list[str] = []
    rows: list[list[str]] = []
    row_of: list[int] = []
    number = 0
    try:
        for number, cells in enumerate(reader, start=1):
            if number < header_row or not any(cells):
                continue
            if not header:
                header = [cell.strip() for cell in cells]
            elif len(cells) == len(header):
                rows.append(cells)
                row_of.append(number)
            else:
                wrong_length(len(cells), len(header), in_row(name, number), problems)
    except csv.Error as error:
        says = Phrase("The row cannot be read ({error}).", error=str(error))
        remedy = Phrase("Look for a quotation mark that is not closed; the file may be cut off.")
        problems.add("C.124", says, remedy, in_row(name, number + 1))
    check_header(header, in_row(name, header_row), problems, header_row)
    problems.refuse_if_any()
    return sheet_of(header, rows, row_of)


def wrong_length(found: int, expected: int, where: str, problems: Problems) -> None:
    """Say that a row has fewer or more cells than the header."""
    says = Phrase("The row has {found} cells, the header {expected}.", found=found, expected=expected)
    remedy = (
        Phrase("Complete the row; the file may be cut off.")
        if found < expected
        else Phrase("Quote cells that hold commas.")
    )
    problems.add("C.125", says, remedy, where)


def check_header(header: Sequence[str], where: str, problems: Problems, header_row: int = 1) -> None:
    """Every column has a name of its own."""
    if not header and header_row > 1:
        says = Phrase("The file has no row {row}.", row=header_row)
        problems.add("C.103", says, Phrase("Correct 'header_row', or give the file that was meant."), where)
    elif not header:
        problems.add("C.103", Phrase("The file is empty."), Phrase("Give the file that was meant."), where)
    for column in dict.fromkeys(header):
        if header.count(column) > 1 or not column:
            says = Phrase("Column '{column}' stands more than once.", column=short(column))
            if not column:
                says = Phrase("A column has no name.")
            problems.add("C.122", says, Phrase("Rename or remove it."), where)
    problems.refuse_if_any()


def parquet_sheet(
    content: bytes, name: str, texts: Sequence[str], wanted: Callable[[list[str]], Collection[str]]
) -> Sheet:
    """A Parquet file: of its header only the columns ``wanted`` are read; ``texts`` are those that repeat."""
    import pyarrow as pa
    import pyarrow.parquet as pq

    try:
        header = list(pq.read_schema(pa.BufferReader(content)).names)
        check_header(header, f"'{name}'", Problems())
        needed = wanted(header)
        file = pq.ParquetFile(
            pa.BufferReader(content), read_dictionary=[one for one in texts if one in header]
        )
        table = file.read(columns=[column for column in header if column in needed])
        for column in table.columns:
            if not pa.types.is_primitive(column.type):
                column.validate(full=True)
    except Refused:
        raise
    except Exception as error:  # a damaged file raises nearly anything
        says = Phrase("The file is not Parquet ({error}).", error=short(str(error)))
        raise Refused(Problem("R.251", says, Phrase("Write it again."), f"'{name}'")) from None
    return Sheet(table, header, np.arange(1, table.num_rows + 1))
