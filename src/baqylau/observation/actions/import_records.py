"""Taking in a file of records: the original is kept first, then read, all of it or nothing."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import islice

from django.db import transaction

from baqylau.accounts.models import User
from baqylau.core.problem import Phrase, Problem, Refused
from baqylau.mission.models import Mission
from baqylau.observation.actions.forms import questions_of
from baqylau.observation.models import FormVersion, Import, Record, RecordVersion, RejectedCell
from baqylau.observation.places import Places
from baqylau.observation.sources.columns import Column, check_columns
from baqylau.observation.sources.records import ReadRecord, RecordFile
from baqylau.storage.models import StoredFile, keep
from baqylau.trail.record import record as write_trail

BATCH = 500


@transaction.atomic
def import_records(
    *,
    mission: Mission,
    form_version: FormVersion,
    content: bytes | StoredFile,
    name: str,
    columns: Sequence[Column],
    by: User | None,
    pack_file: str = "",
    source: str = "",
    licence: str = "",
) -> Import:
    """Make a record of each row; cells that cannot be accepted are listed and never counted.

    ``Refused`` with nothing kept where the file or the table of columns is wrong (I.1xx, C.1xx), where the
    same file was taken in before (I.130), or where numbers of records are taken (I.131).
    """
    file = content if isinstance(content, StoredFile) else keep(content, name=name, media_type="text/csv")
    Mission.objects.select_for_update().get(pk=mission.pk)  # one numbering at a time
    _refuse_twice(mission, file)
    rows = open_records(file, name, columns, form_version)
    refuse_taken_numbers(mission, rows.numbers, name)
    imported = Import.objects.create(
        mission=mission,
        form_version=form_version,
        file=file,
        columns=[column.as_json() for column in columns],
        by=by,
        rows=rows.number_of_records,
        pack_file=pack_file,
        source=source,
        licence=licence,
    )
    not_accepted = add_records(imported, rows)
    change = {"sha256": file.sha256, "rows": imported.rows, "cells_not_accepted": not_accepted}
    write_trail("observation.records_imported", about=imported, by=by, change=change)
    return imported


def open_records(
    file: StoredFile, name: str, columns: Sequence[Column], form_version: FormVersion
) -> RecordFile:
    """The stored file looked through once; ``Refused`` with all that is wrong."""
    questions = questions_of(form_version)
    check_columns(columns, questions, name)
    return RecordFile(file.read(), name, columns, questions)


def refuse_taken_numbers(mission: Mission, numbers: frozenset[int], name: str) -> None:
    """A number stands for one record of the mission."""
    used = Record.objects.filter(mission=mission).values_list("number", flat=True)
    taken = sorted(numbers.intersection(used))
    if taken:
        shown = ", ".join(str(number) for number in taken[:10]) + (" …" if len(taken) > 10 else "")
        says = Phrase(
            "{count} numbers belong to records of this mission already: {numbers}.",
            count=len(taken),
            numbers=shown,
        )
        remedy = Phrase("Give the rows numbers of their own, or mark the column as ignored.")
        raise Refused(Problem("I.131", says, remedy, f"'{name}'"))


def _refuse_twice(mission: Mission, file: StoredFile) -> None:
    earlier = Import.objects.filter(mission=mission, file=file).first()
    if earlier:
        at = f"{earlier.at:%Y-%m-%d %H:%M}"
        says = Phrase(
            "The same file was taken in before, on {at} UTC, as '{name}'.", at=at, name=str(earlier)
        )
        raise Refused(Problem("I.130", says, Phrase("Nothing is left to do; look at that import.")))


def add_records(imported: Import, rows: Iterable[ReadRecord]) -> int:
    """Make new records of rows, in batches; how many cells were not accepted."""
    places = Places(imported.mission)
    mission = Mission.objects.select_for_update().get(pk=imported.mission_id)
    next_number = mission.next_record_number
    not_accepted = 0
    remaining = iter(rows)
    while batch := list(islice(remaining, BATCH)):
        records = []
        for row in batch:
            number = next_number if row.number is None else row.number
            next_number = max(next_number, number + 1)
            records.append(_record(imported, row, number, places))
        Record.objects.bulk_create(records)
        RecordVersion.objects.bulk_create(
            version_of(imported, row, record, number=1) for row, record in zip(batch, records, strict=True)
        )
        not_accepted += list_cells(imported, zip(batch, records, strict=True))
    mission.next_record_number = next_number
    mission.save(update_fields=["next_record_number"])
    return not_accepted


def _record(imported: Import, row: ReadRecord, number: int, places: Places) -> Record:
    record = Record(mission_id=imported.mission_id, imported=imported, row=row.row, number=number)
    put_in_place(record, row, places)
    record.form_version_id = imported.form_version_id
    return record


def put_in_place(record: Record, row: ReadRecord, places: Places) -> None:
    """Fill in where a record was observed, and its flags."""
    words = row.whereabouts
    match = places.match(words)
    record.station_code = words.station[:60]
    record.area_text = words.area[:200]
    record.place = words.place[:200]
    record.station_id, record.area_id, record.team_id = match.station_id, match.area_id, match.team_id
    record.flags = [*row.flags, *match.flags]


def version_of(
    imported: Import, row: ReadRecord, record: Record, *, number: int, reason: str = ""
) -> RecordVersion:
    """A version of a record as it was read from a row."""
    return RecordVersion(
        record=record,
        number=number,
        answers=dict(row.answers),
        states=dict(row.states),
        imported=imported,
        row=row.row,
        begins_at=row.begins_at,
        ends_at=row.ends_at,
        by_id=imported.by_id,
        reason=reason,
    )


def _cells(imported: Import, pairs: Iterable[tuple[ReadRecord, Record]]) -> Iterator[RejectedCell]:
    for row, record in pairs:
        for cell in row.not_accepted:
            yield RejectedCell(
                imported=imported,
                record=record,
                row=cell.row,
                column=cell.column,
                value=cell.value,
                reason=cell.reason[:200],
                code=cell.code,
            )


def list_cells(imported: Import, pairs: Iterable[tuple[ReadRecord, Record]]) -> int:
    """List the cells of rows that could not be accepted; how many there are."""
    return len(RejectedCell.objects.bulk_create(_cells(imported, pairs), batch_size=BATCH))
