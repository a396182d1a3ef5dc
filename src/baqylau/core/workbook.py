"""Tables that come as CSV or as a workbook: the same rows, the same problems."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterable, Iterator
from datetime import date, datetime, time

from baqylau.core.problem import Phrase, Problem, Refused
from baqylau.core.reading import Row, read_csv

LARGEST_UNPACKED = 50 * 2**20
MOST_ROWS = 20_000


def read_table(
    content: bytes,
    name: str,
    *,
    required: Iterable[str],
    optional: Iterable[str] = (),
    most_rows: int = MOST_ROWS,
) -> list[Row]:
    """The rows of a CSV file in UTF-8, or of the first sheet of a workbook; rows without any text left out.

    ``Refused`` as :func:`read_csv`, and for a workbook that cannot be read (C.151) or has too many rows
    (C.152). Dates of a workbook are read as 2023-03-19, times as 18:00.
    """
    if not content.startswith(b"PK"):
        return read_csv(content, name, required=required, optional=optional)
    # A workbook is read as the same table written as CSV would be, so that problems are the same.
    lines = list(_workbook(content, name, most_rows))
    header = lines[0][1] if lines else []
    while header and not header[-1]:
        header.pop()
    read_csv((",".join(header) + "\n").encode(), name, required=required, optional=optional)
    return [
        Row(name, number, dict(zip(header, [*cells, *[""] * len(header)], strict=False)))
        for number, cells in lines[1:]
        if any(cells)
    ]


def _workbook(content: bytes, name: str, most_rows: int) -> Iterator[tuple[int, list[str]]]:
    """The rows of the first sheet as texts, with their numbers."""
    from openpyxl import load_workbook

    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            too_large = sum(part.file_size for part in archive.infolist()) > LARGEST_UNPACKED
        if too_large:
            raise _no_workbook(name)
        book = load_workbook(io.BytesIO(content), read_only=True, data_only=True)
        sheet = book.worksheets[0]
        for number, cells in enumerate(sheet.iter_rows(values_only=True), start=1):
            if number > most_rows:
                says = Phrase("The table has more than {most} rows.", most=most_rows)
                raise Refused(Problem("C.152", says, Phrase("Give several tables."), f"'{name}'"))
            yield number, [_as_text(cell) for cell in cells]
    except (Refused, GeneratorExit):
        raise
    except Exception:  # openpyxl raises whatever its parts do
        raise _no_workbook(name) from None


def _no_workbook(name: str) -> Refused:
    says = Phrase("This is not a workbook that can be read.")
    return Refused(Problem("C.151", says, Phrase("Save it as .xlsx or as CSV in UTF-8."), f"'{name}'"))


def _as_text(cell: object) -> str:
    """A cell as a person sees it: times as 07:30, whole numbers without a decimal point."""
    if cell is None:
        return ""
    if isinstance(cell, datetime):
        return f"{cell:%Y-%m-%d}" if (cell.hour, cell.minute, cell.second) == (0, 0, 0) else f"{cell:%H:%M}"
    if isinstance(cell, date):
        return cell.isoformat()
    if isinstance(cell, time):
        return f"{cell:%H:%M}"
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    return str(cell).strip()
