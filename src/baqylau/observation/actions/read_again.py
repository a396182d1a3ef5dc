"""A pack's better file of records, or a better table of its columns: records keep their numbers.

What a row now says differently becomes a new version of its record; new rows become new records. What people
corrected is never overwritten, and no record is dropped: where either would happen the file is refused.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from django.db import transaction
from django.db.models import Q

from baqylau.accounts.models import User
from baqylau.core.problem import Phrase, Problem, Refused
from baqylau.mission.models import Mission
from baqylau.observation.actions.import_records import (
    BATCH,
    add_records,
    import_records,
    list_cells,
    open_records,
    put_in_place,
    refuse_taken_numbers,
    version_of,
)
from baqylau.observation.models import FormVersion, Import, Record, RecordVersion
from baqylau.observation.places import AREA_NOT_MATCHED, STATION_NOT_MATCHED, Places
from baqylau.observation.sources.columns import Column
from baqylau.observation.sources.records import ReadRecord, RecordFile, Whereabouts
from baqylau.storage.models import keep
from baqylau.trail.record import record as write_trail

PLACED = [
    "form_version",
    "station_code",
    "area_text",
    "place",
    "station",
    "area",
    "team",
    "flags",
    "search_key",
]


@dataclass(slots=True)
class _Known:
    """A record of an earlier reading: what its row said last, and its newest version."""

    record: Record
    as_read: RecordVersion
    newest: RecordVersion

    def was_corrected(self) -> bool:
        return self.newest.imported_id is None

    def differs(self, row: ReadRecord) -> bool:
        return bool(self.as_read.answers != dict(row.answers) or self.as_read.states != dict(row.states))


@transaction.atomic
def read_pack_records(
    *,
    mission: Mission,
    form_version: FormVersion,
    content: bytes,
    pack_file: str,
    columns: Sequence[Column],
    by: User | None,
    source: str = "",
    licence: str = "",
) -> Import:
    """Take in a pack's records, or what is better in them; the same again changes nothing.

    Areas and stations may have become better without the file: records are always matched with them again.
    ``Refused`` where a person corrected a record that the file now reads differently (I.510), or where a
    number is gone (I.511).
    """
    earlier = Import.objects.filter(mission=mission, pack_file=pack_file).order_by("pk").last()
    file = keep(content, name=pack_file.rpartition("/")[2], media_type="text/csv")
    if earlier is None:
        return import_records(
            mission=mission,
            form_version=form_version,
            content=file,
            name=pack_file,
            columns=columns,
            by=by,
            pack_file=pack_file,
            source=source,
            licence=licence,
        )
    kept = [column.as_json() for column in columns]
    if (earlier.file_id, earlier.form_version_id, earlier.columns) == (file.pk, form_version.pk, kept):
        _match_again(earlier, by)
        return earlier
    Mission.objects.select_for_update().get(pk=mission.pk)
    rows = open_records(file, pack_file, columns, form_version)
    known = _known(mission, pack_file)
    _refuse_losses(rows, known, pack_file)
    refuse_taken_numbers(mission, rows.numbers - frozenset(known), pack_file)
    imported = Import.objects.create(
        mission=mission,
        form_version=form_version,
        file=file,
        columns=kept,
        by=by,
        rows=rows.number_of_records,
        reading=Import.objects.filter(mission=mission, file=file).count() + 1,
        pack_file=pack_file,
        source=source,
        licence=licence,
    )
    _take_over(imported, rows, known)
    return imported


def _match_again(imported: Import, by: User | None) -> None:
    """Match the records with the areas and stations that there are now, by the words they have."""
    places = Places(imported.mission)
    changed = []
    records = Record.objects.filter(mission=imported.mission, imported__pack_file=imported.pack_file)
    for record in records.iterator(chunk_size=BATCH):
        before = (record.station_id, record.area_id, record.flags)
        match = places.match(Whereabouts(record.station_code, record.area_text))
        record.station_id, record.area_id = match.station_id, match.area_id
        kept = [flag for flag in record.flags if flag not in (AREA_NOT_MATCHED, STATION_NOT_MATCHED)]
        record.flags = [*kept, *match.flags]
        if before != (record.station_id, record.area_id, record.flags):
            changed.append(record)
    if changed:
        Record.objects.bulk_update(changed, ["station", "area", "flags"], batch_size=BATCH)
        change = {"records_changed": len(changed)}
        write_trail("observation.records_matched_again", about=imported, by=by, change=change)


def _known(mission: Mission, pack_file: str) -> dict[int, _Known]:
    """The records that came from this file of the pack, by number."""
    versions = (
        RecordVersion.objects.filter(record__mission=mission, record__imported__pack_file=pack_file)
        .filter(Q(is_newest=True) | Q(imported__isnull=False))
        .select_related("record")
        .order_by("record_id", "number")
    )
    known: dict[int, _Known] = {}
    for version in versions.iterator(chunk_size=BATCH):
        one = known.setdefault(version.record.number, _Known(version.record, version, version))
        one.newest = version
        if version.imported_id is not None:
            one.as_read = version
    return known


def _refuse_losses(rows: RecordFile, known: Mapping[int, _Known], name: str) -> None:
    overwritten = [
        one.record.number for row, one in _pairs(rows, known) if one.was_corrected() and one.differs(row)
    ]
    problems = []
    if overwritten:
        says = Phrase(
            "Records that people corrected would be overwritten: {numbers}.", numbers=_some(overwritten)
        )
        remedy = Phrase("Compare them; take the corrections into the file, or keep the earlier file.")
        problems.append(Problem("I.510", says, remedy, f"'{name}'"))
    gone = sorted(set(known) - rows.numbers)
    if gone:
        says = Phrase("Records that are loaded are not in the file: {numbers}.", numbers=_some(gone))
        problems.append(
            Problem("I.511", says, Phrase("Put them back; records are never dropped."), f"'{name}'")
        )
    if problems:
        raise Refused(problems)


def _pairs(rows: RecordFile, known: Mapping[int, _Known]) -> Iterator[tuple[ReadRecord, _Known]]:
    for row in rows:
        one = known.get(row.number) if row.number is not None else None
        if one:
            yield row, one


def _some(numbers: Sequence[int]) -> str:
    return ", ".join(str(number) for number in numbers[:10]) + (" …" if len(numbers) > 10 else "")


def _take_over(imported: Import, rows: RecordFile, known: Mapping[int, _Known]) -> None:
    not_accepted = add_records(imported, (row for row in rows if row.number not in known))
    pairs = list(_pairs(rows, known))
    changed = [(row, one) for row, one in pairs if one.differs(row)]
    for first in range(0, len(changed), BATCH):
        old = [one.newest.pk for _, one in changed[first : first + BATCH]]
        RecordVersion.objects.filter(pk__in=old).update(is_newest=False)
    reason = f"Read again from {imported.pack_file}, SHA-256 {imported.file.sha256}"
    RecordVersion.objects.bulk_create(
        (
            version_of(imported, row, one.record, number=one.newest.number + 1, reason=reason)
            for row, one in changed
        ),
        batch_size=BATCH,
    )
    places = Places(imported.mission)
    for row, one in pairs:
        one.record.form_version_id = imported.form_version_id
        if not one.was_corrected():
            put_in_place(one.record, row, places)
    Record.objects.bulk_update([one.record for _, one in pairs], PLACED, batch_size=BATCH)
    not_accepted += list_cells(imported, ((row, one.record) for row, one in pairs))
    change = {
        "sha256": imported.file.sha256,
        "rows": imported.rows,
        "records_changed": len(changed),
        "records_new": imported.rows - len(pairs),
        "cells_not_accepted": not_accepted,
    }
    write_trail("observation.records_read_again", about=imported, by=imported.by, change=change)
