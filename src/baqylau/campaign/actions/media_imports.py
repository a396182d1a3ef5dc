"""Spreadsheets of codings: kept as they arrived, read by a mapping, taken in whole or not at all, undone."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import date, datetime
from typing import Any, BinaryIO, TypeVar

from django.conf import settings
from django.core.files.base import File
from django.db import models, transaction

from baqylau.accounts.models import User
from baqylau.campaign.actions.files_read import Progress, beat, kept_if_refused, waiting
from baqylau.campaign.actions.media_items import item_of, runs_into, subjects_of, taken_spans
from baqylau.campaign.actions.media_schedule import coders_of
from baqylau.campaign.actions.media_writing import clean, next_number
from baqylau.campaign.indicator_sums import sum_what_changed
from baqylau.campaign.media_vocabulary import measure_of
from baqylau.campaign.models import (
    FileState,
    ItemSubject,
    MediaChange,
    MediaImport,
    MediaItem,
    MediaMapping,
    MediaSubject,
    Outlet,
    Programme,
    ProgrammeState,
)
from baqylau.campaign.sources.coding_sheet import Reading, SheetRow, read_coding
from baqylau.campaign.sources.coding_sheet_file import Table, read_sheet
from baqylau.campaign.sources.coding_sheet_group import SheetProgramme, programmes_of, spans_in
from baqylau.core.problem import Phrase, Problem, Refused
from baqylau.core.reading import Problems
from baqylau.mission.models import Membership, Mission
from baqylau.storage.models import keep_stream
from baqylau.trail.record import personal
from baqylau.trail.record import record as write_trail

AT_ONCE = 2000
READ, CHECKED = 0.2, 0.4
"""The shares of the work that reading and checking are."""
EARLIEST = date(1990, 1, 1)
T = TypeVar("T")
M = TypeVar("M", bound=models.Model)


def keep_import(
    *,
    mission: Mission,
    file: BinaryIO | File[bytes],
    name: str,
    mapping: MediaMapping | None,
    mapping_name: str,
    by: User,
    now: datetime,
) -> MediaImport:
    """Keep the bytes of a spreadsheet, with the mapping it is to be read by; no item is made yet."""
    stored = keep_stream(file, name=name, limit=settings.LARGEST_UPLOAD)
    with transaction.atomic():
        made = MediaImport.objects.create(
            mission=mission,
            number=next_number(MediaImport, mission),
            file=stored,
            name=(name or stored.name)[:255],
            mapping_name=(clean(mapping_name) or (mapping.name if mapping else "") or name or "–")[:120],
            reading=mapping.reading if mapping else Reading({}).to_data(),
            added_by=by,
            added_at=now,
        )
        write_trail("campaign.coding_kept", about=made, by=by, change={"sha256": stored.sha256})
    return made


def table_of(imported: MediaImport) -> Table:
    """The table of a spreadsheet as its reading finds it."""
    reading = Reading.from_data(imported.reading)
    return read_sheet(
        imported.file.read(),
        imported.name,
        header_row=reading.header_row,
        sheet=reading.sheet,
        charset=reading.charset,
    )


@transaction.atomic
def set_media_reading(*, imported: MediaImport, reading: Reading, by: User) -> MediaImport:
    """Say how a spreadsheet is read. ``Refused`` (X.171) once its items were taken in."""
    found = _not_taken_in(imported)
    found.reading = reading.to_data()
    found.state, found.problems = FileState.KEPT, []
    found.save(update_fields=["reading", "state", "problems"])
    change = {"reading": personal(str(found.reading))}
    write_trail("campaign.coding_read", about=found, by=by, change=change)
    return found


def _not_taken_in(imported: MediaImport) -> MediaImport:
    """The spreadsheet, locked, if it was not taken in (X.171) and nobody reads it (X.530)."""
    _refuse_taken_in(MediaImport.objects.get(pk=imported.pk))
    return waiting(imported)


def _refuse_taken_in(imported: MediaImport) -> None:
    if imported.taken_in_at is not None:
        says = Phrase("This spreadsheet was taken in already.")
        raise Refused(Problem("X.171", says, Phrase("Undo it first to read it otherwise.")))


@transaction.atomic
def remove_import(*, imported: MediaImport, by: User) -> None:
    """Take away a spreadsheet that was not taken in (X.171 otherwise); its bytes stay where they lie."""
    found = _not_taken_in(imported)
    write_trail("campaign.coding_removed", about=found, by=by, change={"number": found.number})
    found.delete()


def take_in_coding(
    *, imported: MediaImport, by: User, now: datetime, progress: Progress = lambda share: None
) -> MediaImport:
    """Make programmes and items of all rows, and keep the mapping for next time.

    ``Refused`` with everything that is wrong in any row (C.1xx, X.13x – X.17x); then nothing is made, and
    the problems are kept beside the spreadsheet. Nothing is locked while it is read.
    """
    _refuse_taken_in(imported)
    with kept_if_refused(imported, lambda: now):
        beat(imported, now, 0)
        rows = read_coding(table_of(imported), Reading.from_data(imported.reading))
        beat(imported, now, READ)
        progress(READ)
        return _take_in(imported, rows, by, now, progress)


@transaction.atomic
def _take_in(
    imported: MediaImport, rows: Sequence[SheetRow], by: User, now: datetime, progress: Progress
) -> MediaImport:
    found = MediaImport.objects.select_for_update(of=("self",)).get(pk=imported.pk)
    _refuse_taken_in(found)
    mission = found.mission
    Mission.objects.select_for_update(no_key=True).get(pk=mission.pk)
    same = mission.media_imports.filter(file=found.file, taken_in_at__isnull=False).first()
    if same is not None:
        says = Phrase("These bytes were taken in already, as import {number}.", number=same.number)
        raise Refused(Problem("X.172", says, Phrase("Undo that one first, or leave this one out.")))
    programmes = checked_programmes(found, rows)
    progress(CHECKED)
    found.items = _write(found, programmes, now)
    found.taken_in_by, found.taken_in_at = by, now
    found.state, found.done, found.problems = FileState.TAKEN_IN, 1000, []
    found.save()
    sum_what_changed(mission)  # so that nobody waits for it who looks at indicators first
    MediaMapping.objects.update_or_create(
        mission=mission, name=found.mapping_name, defaults={"reading": found.reading, "changed_at": now}
    )
    change = {"programmes": len(programmes), "items": found.items}
    write_trail("campaign.coding_taken_in", about=found, by=by, change=change)
    progress(1.0)
    return found


def checked_programmes(imported: MediaImport, rows: Sequence[SheetRow]) -> list[SheetProgramme]:
    """What the rows come to; ``Refused`` with all problems of all rows."""
    mission, problems = imported.mission, Problems()
    outlets = {one.code: one for one in Outlet.objects.filter(mission=mission)}
    _known(rows, outlets, mission, problems)
    problems.refuse_if_any()
    measures = {code: measure_of(outlet) for code, outlet in outlets.items()}
    programmes = programmes_of(rows, imported.name, measures, problems)
    for code, days in _days(programmes).items():
        timed = (one for one in programmes if one.outlet == code and one.begins is not None)
        spans = [span for one in timed for span in spans_in(one)]
        problems.found.extend(runs_into(spans, taken_spans(outlets[code], days)))
    _in_their_days(programmes, imported.added_at.date(), problems)
    problems.refuse_if_any()
    return programmes


def _known(rows: Sequence[Any], outlets: dict[str, Outlet], mission: Mission, problems: Problems) -> None:
    """What words were said to mean is still there."""
    subjects = set(MediaSubject.objects.filter(mission=mission).values_list("code", flat=True))
    known = {"outlet": set(outlets), "subject": subjects, "monitor": set(monitors_of(mission))}
    for name, codes in known.items():
        for code in {row.values.get(name, "") for row in rows} - codes - {""}:
            says = Phrase("There is no outlet, subject or monitor '{code}'.", code=code)
            problems.add("X.170", says, Phrase("Choose one of the list."), "")
    for name in ("outlet", "subject", "tone", "day"):
        empty = [row.number for row in rows if not row.values.get(name)]
        if empty:
            more = len(empty) - 1
            says = Phrase(
                "Row {row} has no '{name}'; so have {more} more.", row=empty[0], name=name, more=more
            )
            problems.add("X.173", says, Phrase("Fill it in, or say what the word means."), "")


def _days(programmes: Iterable[SheetProgramme]) -> dict[str, list[date]]:
    found: dict[str, set[date]] = {}
    for one in programmes:
        found.setdefault(one.outlet, set()).add(one.day)
    return {code: sorted(days) for code, days in found.items()}


def _in_their_days(programmes: Iterable[SheetProgramme], today: date, problems: Problems) -> None:
    for one in programmes:
        if not EARLIEST <= one.day <= today:
            says = Phrase("{day} is in the future, or too long ago.", day=one.day.isoformat())
            problems.add("X.123", says, Phrase("Look whether day and month changed places."), one.where)


def monitors_of(mission: Mission) -> dict[str, Membership]:
    """Those who may code, by their sign-in names."""
    return {one.user.sign_in_name: one for one in coders_of(mission)}


# ------------------------------------------------------------------ written in bulk


def _write(imported: MediaImport, programmes: Sequence[SheetProgramme], now: datetime) -> int:
    mission = imported.mission
    outlets = {one.code: one for one in Outlet.objects.filter(mission=mission)}
    places = dict(MediaSubject.objects.filter(mission=mission).values_list("code", "pk"))
    monitors, first = monitors_of(mission), next_number(Programme, mission)
    made = [
        Programme(
            mission=mission,
            number=first + place,
            outlet=outlets[one.outlet],
            day=one.day,
            begins=one.begins,
            length_seconds=one.length,
            programme_class=one.programme_class,
            title=one.title,
            debate_organiser=one.organiser,
            monitor=monitors.get(one.monitor),
            state=ProgrammeState.FINISHED,
            media_import=imported,
            added_at=now,
            finished_at=now,
        )
        for place, one in enumerate(programmes)
    ]
    Programme.objects.bulk_create(made, batch_size=500)
    pairs = (
        (item_of(programme, coded, number), coded)
        for programme, one in zip(made, programmes, strict=True)
        for number, coded in enumerate(one.items, start=1)
    )
    count = 0
    for some in _some(pairs, AT_ONCE):
        MediaItem.objects.bulk_create([item for item, _coded in some], batch_size=500)
        subjects = [one for item, coded in some for one in subjects_of(item, coded, places)]
        ItemSubject.objects.bulk_create(subjects, batch_size=500)
        count += len(some)
    _write_histories(imported, made, now)
    return count


def _some(rows: Iterable[T], size: int) -> Iterator[list[T]]:
    gathered: list[T] = []
    for row in rows:
        gathered.append(row)
        if len(gathered) == size:
            yield gathered
            gathered = []
    if gathered:
        yield gathered


def _write_histories(imported: MediaImport, programmes: Iterable[Programme], now: datetime) -> None:
    fields = [{"field": "import", "before": None, "after": imported.number}]
    MediaChange.objects.bulk_create(
        (
            MediaChange(
                mission=imported.mission,
                programme=one,
                done="programme_taken_in",
                fields=fields,
                by=imported.added_by,
                at=now,
            )
            for one in programmes
        ),
        batch_size=500,
    )


@transaction.atomic
def undo_import(*, imported: MediaImport, by: User) -> MediaImport:
    """Take out everything that a spreadsheet brought in; it can be read otherwise then.

    ``Refused`` (X.174) where one of its programmes was corrected or coded twice since.
    """
    found = MediaImport.objects.select_for_update(of=("self",)).get(pk=imported.pk)
    programmes = Programme.objects.filter(media_import=found)
    changed = programmes.filter(version__gt=1).order_by("number").first()
    second = programmes.filter(second_codings__isnull=False).order_by("number").first()
    if (of := changed or second) is not None:
        says = Phrase("Programme {number} was corrected or coded twice since.", number=of.number)
        raise Refused(Problem("X.174", says, Phrase("Correct what is wrong item by item.")))
    write_trail("campaign.coding_undone", about=found, by=by, change={"items": found.items})
    items = MediaItem.objects.filter(programme__in=programmes.values("pk"))
    ItemSubject.objects.filter(item__in=items.values("pk"))._raw_delete("default")
    items._raw_delete("default")
    MediaChange.objects.filter(programme__in=programmes.values("pk"))._raw_delete("default")
    programmes._raw_delete("default")
    found.taken_in_by, found.taken_in_at, found.items = None, None, 0
    found.state, found.done = FileState.KEPT, 0
    found.save()
    return found
