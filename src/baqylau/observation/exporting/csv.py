"""Tables as CSV."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from django.db.models import QuerySet

from baqylau.observation.exporting.cells import Row
from baqylau.observation.exporting.rows import Sheet, batches
from baqylau.observation.models import Record

MARK = "\ufeff"
"""By it spreadsheets know that the file is UTF-8."""


def head_of(sheet: Sheet) -> bytes:
    """The first line, with the mark."""
    return (MARK + lines_of([[sheet.cells.text(heading) for heading in sheet.headings]])).encode()


def lines_of(rows: Sequence[Row]) -> str:
    """Rows of ``CsvCells`` as the lines of a file."""
    return "".join([",".join(row) + "\r\n" for row in rows])


def csv_of(records: QuerySet[Record], sheets: Sequence[Sheet]) -> Iterator[bytes]:
    """The one table of a form without repeats."""
    yield head_of(sheets[0])
    for batch in batches(records, sheets):
        yield lines_of(batch[0]).encode()
