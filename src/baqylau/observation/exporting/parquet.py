"""Tables as Parquet, typed: an answer in a column of its type, its state in a column beside it."""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack
from datetime import date, datetime, time
from decimal import Decimal
from typing import Any

import pyarrow as pa
from django.db.models import QuerySet
from pyarrow import parquet

from baqylau.observation.exporting.cells import Row
from baqylau.observation.exporting.columns import Column, Type
from baqylau.observation.exporting.rows import Sheet, batches
from baqylau.observation.exporting.zip import Archive, Outflow, pieces_of
from baqylau.observation.models import Record

ROWS_IN_A_GROUP = 10_000
TYPES: dict[Type, Any] = {
    Type.TEXT: pa.string(),
    Type.INTEGER: pa.int64(),
    Type.DECIMAL: pa.decimal128(30, 15),
    Type.NUMBER: pa.float64(),
    Type.BOOLEAN: pa.bool_(),
    Type.DATE: pa.date32(),
    Type.TIME: pa.time32("s"),
    Type.DATETIME: pa.timestamp("s", tz="UTC"),
}


def _moment(text: str) -> datetime | None:
    moment = datetime.fromisoformat(text)
    return moment if moment.tzinfo else None


READERS: dict[Type, Callable[[Any], Any]] = {
    Type.DECIMAL: Decimal,
    Type.DATE: date.fromisoformat,
    Type.TIME: time.fromisoformat,
    Type.DATETIME: _moment,
}
"""What makes the value of a typed column out of its text. A moment without its offset is left empty."""


class TableWriter:
    """Writes the rows of one table to an open file."""

    def __init__(self, sheet: Sheet, file: Any) -> None:
        self._columns = sheet.columns
        self._schema = pa.schema([(column.name, TYPES[column.type]) for column in sheet.columns])
        self._writer = parquet.ParquetWriter(file, self._schema, compression="zstd")
        self._rows: list[Row] = []

    def add(self, rows: list[Row]) -> None:
        """Rows are written when there are enough for a group."""
        self._rows += rows
        if len(self._rows) >= ROWS_IN_A_GROUP:
            self._flush()

    def _flush(self) -> None:
        cells = zip(*self._rows, strict=True) if self._rows else ((),) * len(self._columns)
        arrays = [_array(column, values) for column, values in zip(self._columns, cells, strict=True)]
        self._writer.write_table(pa.Table.from_arrays(arrays, schema=self._schema))
        self._rows = []

    def close(self) -> None:
        """Write what is left, and the file's directory."""
        if self._rows:
            self._flush()
        self._writer.close()


def _array(column: Column, values: Sequence[Any]) -> Any:
    reader = READERS.get(column.type)
    if reader:
        values = [None if value is None else _read(reader, value) for value in values]
    return pa.array(values, TYPES[column.type])


def _read(reader: Callable[[Any], Any], value: Any) -> Any:
    try:
        return reader(value)
    except (ValueError, ArithmeticError):
        return None


def parquet_of(records: QuerySet[Record], sheets: Sequence[Sheet]) -> Iterator[bytes]:
    """The one table of a form without repeats."""
    out = Outflow()
    table = TableWriter(sheets[0], out)
    for batch in batches(records, sheets):
        table.add(batch[0])
        yield out.taken()
    table.close()
    yield out.taken()


def parquet_zip_of(records: QuerySet[Record], sheets: Sequence[Sheet], now: datetime) -> Iterator[bytes]:
    """A Parquet file for each table, in a ZIP; repeats wait in files on the disk."""
    archive = Archive(now, compressed=False)
    with ExitStack() as stack:
        waiting = [stack.enter_context(tempfile.TemporaryFile()) for _ in sheets[1:]]
        tables = [TableWriter(sheet, file) for sheet, file in zip(sheets[1:], waiting, strict=True)]

        def root() -> Iterator[bytes]:
            out = Outflow()
            table = TableWriter(sheets[0], out)
            for first, *others in batches(records, sheets):
                table.add(first)
                for rows, other in zip(others, tables, strict=True):
                    other.add(rows)
                yield out.taken()
            table.close()
            yield out.taken()

        yield from archive.pour(f"{sheets[0].table.name}.parquet", root())
        for sheet, file, table in zip(sheets[1:], waiting, tables, strict=True):
            table.close()
            yield from archive.pour(f"{sheet.table.name}.parquet", pieces_of(file))
    yield archive.close()
