"""The next batch is read while the one before is written."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import TypeVar

from django.db import connection, connections

Batch = TypeVar("Batch")


def ahead(batches: Iterator[Batch]) -> Iterator[Batch]:
    """The same batches, fetched by a thread with a connection of its own, one in advance at most.

    The database's server works while Python writes. SQLite has none: it works in our process, which it would
    only hold up row by row. Inside a transaction nothing is read ahead, since another connection would not
    see what is not committed.
    """
    if connection.in_atomic_block or connection.vendor == "sqlite":
        yield from batches
        return
    with ThreadPoolExecutor(1, "reading ahead") as reader:
        try:
            waiting = reader.submit(next, batches, None)
            while (batch := waiting.result()) is not None:
                waiting = reader.submit(next, batches, None)
                yield batch
        finally:
            reader.submit(connections.close_all)
