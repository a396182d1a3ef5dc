"""The coding sheet: rows kept as they are typed, finished whole or not at all, corrected with a reason."""

from __future__ import annotations

import uuid
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from django.db import transaction

from baqylau.accounts.models import User
from baqylau.campaign.actions.media_items import (
    begins_in_calendar,
    in_order,
    item_of,
    runs_into,
    subjects_of,
    taken_spans,
)
from baqylau.campaign.actions.media_writing import clean, locked, save_changed
from baqylau.campaign.media_vocabulary import measure_of, vocabulary_of
from baqylau.campaign.methods.coding import CodedItem, Measure, problems_of_items, spans_of
from baqylau.campaign.models import (
    CodingRow,
    ItemSubject,
    MediaItem,
    MediaSubject,
    Programme,
    ProgrammeState,
)
from baqylau.campaign.sources.coding_sheet_cells import Vocabulary
from baqylau.campaign.sources.coding_sheet_rows import CELLS, CHOICES, RowProblem, Sheet, TypedRow, read_rows
from baqylau.core.problem import Phrase, Problem, Refused
from baqylau.core.reading import Problems
from baqylau.mission.history import Altered, kept, set_fields

MOST_ROWS = 2000
LONGEST_CELL = 2000
LARGEST_REVISION = 2_000_000_000


@dataclass(frozen=True, slots=True)
class SentRow:
    """A row as a page sends it."""

    key: uuid.UUID
    position: int
    revision: int
    cells: Mapping[str, str]
    is_deleted: bool = False


def sent_rows(data: object) -> list[SentRow]:
    """What a page sent as JSON. ``Refused`` (X.146) where it is no list of rows."""
    if not isinstance(data, list) or len(data) > MOST_ROWS:
        raise _malformed()
    return [_sent_row(one) for one in data]


def _sent_row(one: object) -> SentRow:
    if not isinstance(one, dict) or not isinstance(one.get("cells"), dict):
        raise _malformed()
    try:
        key = uuid.UUID(str(one.get("key")))
    except ValueError:
        raise _malformed() from None
    position = _number(one.get("position"), MOST_ROWS * 100)
    revision = _number(one.get("revision"), LARGEST_REVISION)
    texts = {name: clean(str(one["cells"].get(name) or ""))[:LONGEST_CELL] for name in CELLS}
    cells = {name: text for name, text in texts.items() if text}
    return SentRow(
        key,
        position,
        revision,
        cells,
        bool(one.get("deleted")),
    )


def _number(value: object, largest: int) -> int:
    if not isinstance(value, int) or isinstance(value, bool) or not 0 <= value <= largest:
        raise _malformed()
    return value


def _malformed() -> Refused:
    says = Phrase("This is no list of rows.")
    return Refused(Problem("X.146", says, Phrase("Load the page again.")))


@dataclass(frozen=True, slots=True)
class KeptRow:
    """A row as it is kept, and whether that is what was sent."""

    row: CodingRow
    as_sent: bool


@transaction.atomic
def keep_rows(*, programme: Programme, rows: Sequence[SentRow], now: datetime) -> list[KeptRow]:
    """Keep rows as they stand; a later state that was kept already stays. All that were sent, as kept.

    The same again changes nothing. ``Refused``: X.126 where the programme is finished and a row differs,
    X.147 too many rows.
    """
    found = Programme.objects.select_for_update(no_key=True, of=("self",)).get(pk=programme.pk)
    vocabulary = vocabulary_of(found.mission)
    rows = [replace(row, cells=_in_codes(row.cells, vocabulary)) for row in rows]
    have = {one.key: one for one in found.rows.filter(key__in=[row.key for row in rows])}
    new: list[CodingRow] = []
    for row in rows:
        row_kept = have.get(row.key)
        if row_kept is None:
            row_kept = have[row.key] = CodingRow(programme=found, key=row.key)
            new.append(_written(row_kept, row, now))
        elif row.revision > row_kept.revision and not _is_same(row, row_kept):
            _refuse_finished(found)
            _written(row_kept, row, now).save()
        elif row.revision > row_kept.revision:
            row_kept.revision = row.revision
            row_kept.save(update_fields=["revision"])
    if new:
        _refuse_finished(found)
        if found.rows.count() + len(new) > MOST_ROWS:
            says = Phrase("A programme has at most {most} rows.", most=MOST_ROWS)
            raise Refused(Problem("X.147", says, Phrase("Finish it, and begin another.")))
        CodingRow.objects.bulk_create(new)
    return [KeptRow(have[row.key], _is_same(row, have[row.key])) for row in rows]


def _in_codes(cells: Mapping[str, str], vocabulary: Vocabulary) -> dict[str, str]:
    """The cells with codes for words that are known: names may change before the sheet is finished."""
    return {
        name: (vocabulary.meaning(name, text) or text) if name in CHOICES else text
        for name, text in cells.items()
    }


def _is_same(row: SentRow, row_kept: CodingRow) -> bool:
    same = dict(row.cells) == row_kept.cells and row.is_deleted == row_kept.is_deleted
    return same and row.position == row_kept.position


def _written(row_kept: CodingRow, row: SentRow, now: datetime) -> CodingRow:
    row_kept.position, row_kept.revision, row_kept.is_deleted = row.position, row.revision, row.is_deleted
    row_kept.cells, row_kept.changed_at = dict(row.cells), now
    return row_kept


def _refuse_finished(programme: Programme) -> None:
    if programme.is_finished:
        says = Phrase("This programme is finished.")
        raise Refused(Problem("X.126", says, Phrase("Correct its items, with a reason.")))


def typed_rows(programme: Programme) -> list[TypedRow]:
    """The rows of a sheet that is not finished, in their order."""
    rows = programme.rows.filter(is_deleted=False).order_by("position", "pk")
    return [TypedRow(str(row.key), place, row.cells) for place, row in enumerate(rows, start=1)]


def read_sheet_of(programme: Programme, rows: Sequence[TypedRow]) -> Sheet:
    """What the rows come to, with all that is wrong in them and beside what was coded of the outlet."""
    measure = measure_of(programme.outlet)
    read = read_rows(
        rows,
        vocabulary_of(programme.mission),
        measure,
        length=programme.length_seconds,
        area=programme.area_cm2,
    )
    keys: dict[str, str] = {Phrase("row {row}", row=row.number): row.key for row in rows}
    found = [RowProblem(keys.get(one.where, ""), "start", one) for one in _taken(programme, read.items)]
    return Sheet(read.items, (*read.problems, *found))


def _taken(programme: Programme, items: Iterable[CodedItem]) -> list[Problem]:
    if programme.second_coding_of_id or programme.begins is None:
        return []
    spans = spans_of(items, begins_in_calendar(programme.day, programme.begins))
    return runs_into(spans, taken_spans(programme.outlet, [programme.day], but=[programme.pk]))


@transaction.atomic
def finish_programme(*, programme: Programme, by: User, now: datetime) -> Programme:
    """Make items of all rows, or of none: ``Refused`` with everything that is wrong (X.13x, X.14x)."""
    found = locked(programme, None)
    _refuse_finished(found)
    sheet = read_sheet_of(found, typed_rows(found))
    problems = Problems()
    problems.found.extend(one.problem for one in sheet.problems)
    problems.refuse_if_any()
    write_items(found, sheet.items)
    found.finished_at = now
    altered = set_fields(found, {"state": ProgrammeState.FINISHED})
    altered.append(Altered("items", None, len(sheet.items)))
    save_changed(found, "programme_finished", altered, by=by, now=now)
    return found


def write_items(programme: Programme, items: Iterable[CodedItem]) -> list[MediaItem]:
    """Write the items of a programme with their subjects, numbered in their order."""
    places = places_of(programme)
    coded = in_order(items)
    made = [item_of(programme, one, number) for number, one in enumerate(coded, start=1)]
    MediaItem.objects.bulk_create(made, batch_size=500)
    subjects = [one for item, of in zip(made, coded, strict=True) for one in subjects_of(item, of, places)]
    ItemSubject.objects.bulk_create(subjects, batch_size=500)
    return made


def places_of(programme: Programme) -> dict[str, int]:
    """The keys of the mission's subjects by their codes."""
    return dict(MediaSubject.objects.filter(mission=programme.mission_id).values_list("code", "pk"))


# ------------------------------------------------------------------ corrections


@transaction.atomic
def correct_item(
    *,
    programme: Programme,
    number: int | None,
    rows: Sequence[Mapping[str, str]],
    reason: str,
    version: int | None,
    by: User,
    now: datetime,
) -> int | None:
    """Correct an item of a finished programme; without a number one is added, without rows it is removed.

    Its number; None where it is removed. ``Refused``: X.110, X.126, X.128, and what is wrong with the rows.
    """
    found = locked(programme, version)
    if not found.is_finished:
        says = Phrase("This programme is not finished yet.")
        raise Refused(Problem("X.126", says, Phrase("Change it on the coding page.")))
    if not clean(reason):
        says = Phrase("A correction has a reason.")
        raise Refused(Problem("X.128", says, Phrase("Say what was wrong."), "reason"))
    item = found.items.get(number=number) if number is not None else None
    coded = _corrected(found, rows, item)
    before = said_of(item) if item else {}
    made = _replace(found, item, coded)
    after = said_of(made) if made else {}
    altered = [
        Altered(name, before.get(name), after.get(name))
        for name in dict.fromkeys([*before, *after])
        if before.get(name) != after.get(name)
    ]
    done = "item_added" if item is None else "item_removed" if made is None else "item_corrected"
    about = made.number if made else number
    save_changed(found, done, altered, by=by, now=now, reason=clean(reason)[:2000], item=about)
    return made.number if made else None


def _corrected(
    programme: Programme, rows: Sequence[Mapping[str, str]], item: MediaItem | None
) -> CodedItem | None:
    """The one item of the rows, beside the others of the programme; None where there are no rows."""
    typed = [TypedRow(str(place), place, cells) for place, cells in enumerate(rows, start=1)]
    typed = [row for row in typed if not row.is_empty]
    if not typed and item is not None:
        return None
    sheet, problems = read_sheet_of(programme, typed), Problems()
    problems.found.extend(one.problem for one in sheet.problems)
    if len(sheet.items) != 1 and not problems.found:
        says = Phrase("A correction is of one item.")
        problems.add("X.144", says, Phrase("Further subjects have a + as their beginning."))
    problems.refuse_if_any()
    others = [_as_coded(one) for one in programme.items.all() if item is None or one.pk != item.pk]
    for one in problems_of_items(
        [*others, *sheet.items], measure_of(programme.outlet), None, programme.area_cm2
    ):
        if one.code in ("X.133", "X.134"):
            problems.add(one.code, one.says, one.remedy, one.where)
    problems.refuse_if_any()
    return sheet.items[0]


def _as_coded(item: MediaItem) -> CodedItem:
    where = Phrase("item {number}", number=item.number)
    return CodedItem(where, item.begins_at, item.seconds, item.area_cm2)


def _replace(programme: Programme, item: MediaItem | None, coded: CodedItem | None) -> MediaItem | None:
    if coded is None:
        if item:
            item.delete()
        return None
    last = programme.items.order_by("-number").first()
    made = item_of(programme, coded, item.number if item else (last.number if last else 0) + 1)
    if item is not None:
        made.pk, made.version, made.clip_file = item.pk, item.version + 1, item.clip_file
        item.subjects.all().delete()
    made.save()
    ItemSubject.objects.bulk_create(subjects_of(made, coded, places_of(programme)))
    return made


OF_AN_ITEM = (
    "begins_at",
    "seconds",
    "area_cm2",
    "page",
    "topic",
    "prime_time",
    "paid",
    "speaker_sex",
    "note",
    "link",
    "clip",
)


def said_of(item: MediaItem) -> dict[str, Any]:
    """An item as its history keeps it; a subject is a line."""
    said = {name: kept(getattr(item, name)) for name in OF_AN_ITEM}
    for one in item.subjects.select_related("subject").order_by("pk"):
        measure = one.seconds if one.seconds is not None else one.area_cm2
        parts = (measure, one.direct_speech_seconds, one.manner, one.tone, one.speaker_sex)
        said[f"subject:{one.subject.code}"] = " · ".join(
            "–" if part in (None, "") else str(part) for part in parts
        )
    return said


def cells_of(item: MediaItem) -> list[dict[str, str]]:
    """An item as the rows in which it could have been typed."""
    measure = measure_of(item.outlet)
    begins = item.begins_at if measure is Measure.SECONDS else item.page
    size = item.seconds if measure is Measure.SECONDS else item.area_cm2
    rows = []
    for place, one in enumerate(item.subjects.select_related("subject").order_by("pk")):
        own = one.seconds if measure is Measure.SECONDS else one.area_cm2
        as_text = typed_time if measure is Measure.SECONDS else _plain
        cells = {
            "start": "+" if place else as_text(begins),
            "length": "" if place else as_text(size),
            "subject": one.subject.code,
            "own": as_text(own),
            "speech": typed_time(one.direct_speech_seconds),
            "manner": one.manner,
            "tone": one.tone,
            "sex": one.speaker_sex,
        }
        if not place:
            cells |= {"topic": item.topic, "paid": "yes" if item.paid else ""}
            cells |= {"prime": "yes" if item.prime_time else "no"}
            cells |= {"note": item.note, "link": item.link, "clip": item.clip}
        rows.append(cells)
    return rows


def typed_time(seconds: int | None) -> str:
    """Seconds as they are typed: 75 is 115."""
    if seconds is None or seconds < 60:
        return "" if seconds is None else str(seconds)
    return f"{seconds // 60}{seconds % 60:02}"


def _plain(number: int | None) -> str:
    return "" if number is None else str(number)
