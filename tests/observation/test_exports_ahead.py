"""Exports read the next batch while they write."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from django.db import connection

from baqylau.mission.models import Mission
from baqylau.observation.exporting.ahead import ahead
from baqylau.observation.exporting.columns import Options, tables_of
from baqylau.observation.exporting.rows import batches, exported, sheets_of
from baqylau.observation.models import Record
from tests.observation.many_records import fill, voting_form


@pytest.mark.django_db(transaction=True)
def test_what_is_read_ahead_by_another_connection_is_what_stands_there(
    mission: Mission, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("baqylau.observation.exporting.rows.BATCH", 7)
    version = voting_form(mission)
    fill(mission, version, 40)
    sheets = sheets_of(tables_of(version.form), Options())
    records = exported(Record.objects.filter(mission=mission))
    assert not connection.in_atomic_block
    rows = [row for first, *_more in batches(records, sheets) for row in first]
    assert [row[0] for row in rows] == list(records.order_by("number").values_list("number", flat=True))


@pytest.mark.django_db(transaction=True)
def test_a_download_that_is_broken_off_stops_the_reading() -> None:
    read: list[int] = []

    def numbers() -> Iterator[int]:
        for number in range(100):
            read.append(number)
            yield number

    found = ahead(numbers())
    assert next(found) == 0
    found.close()  # type: ignore[attr-defined]
    assert len(read) <= 2


@pytest.mark.django_db(transaction=True)
def test_what_goes_wrong_while_reading_ahead_is_not_swallowed() -> None:
    def broken() -> Iterator[int]:
        yield 1
        raise ValueError("torn")

    found = ahead(broken())
    assert next(found) == 1
    with pytest.raises(ValueError, match="torn"):
        next(found)
