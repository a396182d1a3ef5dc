"""SQLite lets one write anything into any column; the trail says so and goes on."""

from __future__ import annotations

import pytest
from django.db import connection

from baqylau.trail.models import Batch, Entry
from baqylau.trail.verify import verify

VALUES = ["a text", 7.5, b"\xff\x00", -3, "2026-99-99 00:00:00"]
COLUMNS = [
    (model._meta.db_table, column)
    for model, columns in (
        (Entry, ("body", "written_at", "action", "object_type", "object_id", "by", "position")),
        (Batch, ("first", "count", "leaf_hashes", "frontier", "checkpoint")),
    )
    for column in columns
]


@pytest.mark.sqlite_only
@pytest.mark.django_db
@pytest.mark.parametrize("value", VALUES, ids=repr)
@pytest.mark.parametrize(("table", "column"), COLUMNS)
def test_whatever_is_written_over_a_column_is_found(
    table: str, column: str, value: object, old_checkpoint: str
) -> None:
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA ignore_check_constraints = ON")
        cursor.execute(f"UPDATE {table} SET {connection.ops.quote_name(column)} = %s WHERE id = 2", [value])
        cursor.execute("PRAGMA ignore_check_constraints = OFF")
    assert not verify(old_checkpoint).intact
