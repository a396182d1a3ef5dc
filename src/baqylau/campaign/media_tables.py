"""The lists of media monitoring as tables to download.

Items come as a row for each of their subjects, with codes rather than words and the columns by which a
spreadsheet is taken in, so that one mission's table can be another's import.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date, time, timedelta
from typing import Any

from django.db.models import QuerySet

from baqylau.campaign.models import ItemSubject, MediaItem, MonitoringSlot, Outlet, Programme
from baqylau.campaign.models.media import DAY_SECONDS

BATCH = 1000
ITEM_COLUMNS = (
    "outlet",
    "day",
    "programme",
    "programme_begins",
    "programme_length",
    "programme_class",
    "programme_title",
    "debate_organiser",
    "item",
    "begins",
    "begins_at",
    "seconds",
    "area_cm2",
    "page",
    "subject",
    "own_seconds",
    "own_area_cm2",
    "direct_speech_seconds",
    "manner",
    "tone",
    "topic",
    "speaker_sex",
    "prime_time",
    "paid",
    "note",
    "link",
    "clip",
    "monitor",
    "second_coding_of",
)
_OF_ITEMS = (
    "pk",
    "outlet__code",
    "day",
    "programme__number",
    "programme__begins",
    "programme__length_seconds",
    "programme__programme_class",
    "programme__title",
    "programme__debate_organiser",
    "number",
    "begins_at",
    "seconds",
    "area_cm2",
    "page",
    "topic",
    "prime_time",
    "paid",
    "note",
    "link",
    "clip",
    "programme__monitor__user__sign_in_name",
    "programme__second_coding_of__number",
)


def items_table(items: QuerySet[MediaItem]) -> Iterator[Sequence[object]]:
    """A row for each subject of each item, in the order of the list."""
    yield ITEM_COLUMNS
    for batch in _batches(items.values(*_OF_ITEMS)):
        subjects = _subjects(row["pk"] for row in batch)
        for row in batch:
            for one in subjects.get(row["pk"], [{}]):
                yield _item_row(row, one)


def _batches(rows: QuerySet[MediaItem, dict[str, Any]]) -> Iterator[list[dict[str, Any]]]:
    gathered: list[dict[str, Any]] = []
    for row in rows.iterator(chunk_size=BATCH):
        gathered.append(row)
        if len(gathered) == BATCH:
            yield gathered
            gathered = []
    yield gathered


def _subjects(keys: Iterable[int]) -> dict[int, list[dict[str, Any]]]:
    found: dict[int, list[dict[str, Any]]] = {}
    names = ("item", "subject__code", "seconds", "area_cm2", "direct_speech_seconds", "manner", "tone")
    rows = ItemSubject.objects.filter(item__in=list(keys)).order_by("item", "pk")
    for one in rows.values(*names, "speaker_sex"):
        found.setdefault(one["item"], []).append(one)
    return found


def _item_row(row: Mapping[str, Any], one: Mapping[str, Any]) -> tuple[object, ...]:
    return (
        row["outlet__code"],
        row["day"],
        row["programme__number"],
        row["programme__begins"],
        row["programme__length_seconds"],
        row["programme__programme_class"],
        row["programme__title"],
        row["programme__debate_organiser"],
        row["number"],
        _clock(row["programme__begins"], row["begins_at"]),
        row["begins_at"],
        row["seconds"],
        row["area_cm2"],
        row["page"],
        one.get("subject__code", ""),
        one.get("seconds"),
        one.get("area_cm2"),
        one.get("direct_speech_seconds"),
        one.get("manner", ""),
        one.get("tone", ""),
        row["topic"],
        one.get("speaker_sex", ""),
        "yes" if row["prime_time"] else "no",
        "yes" if row["paid"] else "no",
        row["note"],
        row["link"],
        row["clip"],
        row["programme__monitor__user__sign_in_name"],
        row["programme__second_coding_of__number"],
    )


def _clock(begins: time | None, begins_at: int | None) -> str:
    if begins is None or begins_at is None:
        return ""
    seconds = (begins.hour * 3600 + begins.minute * 60 + begins.second + begins_at) % DAY_SECONDS
    return str(timedelta(seconds=seconds))


def programmes_table(programmes: QuerySet[Programme]) -> Iterator[Sequence[object]]:
    """A row for each programme."""
    yield (
        "number",
        "outlet",
        "day",
        "begins",
        "length_seconds",
        "pages",
        "area_cm2",
        "programme_class",
        "title",
        "debate_organiser",
        "monitor",
        "state",
        "second_coding_of",
        "items",
        "coded_seconds",
    )
    related = programmes.select_related("outlet", "monitor__user", "second_coding_of")
    for one in related.iterator(chunk_size=BATCH):
        yield (
            one.number,
            one.outlet.code,
            one.day,
            one.begins,
            one.length_seconds,
            one.pages,
            one.area_cm2,
            one.programme_class,
            one.title,
            one.debate_organiser,
            one.monitor.user.sign_in_name if one.monitor else "",
            one.state,
            one.second_coding_of.number if one.second_coding_of else "",
            getattr(one, "item_count", ""),
            getattr(one, "coded", ""),
        )


def slots_table(slots: QuerySet[MonitoringSlot], today: date) -> Iterator[Sequence[object]]:
    """A row for each slot; ``gap_seconds`` is what was planned less what was covered, empty where unknown."""
    yield (
        "number",
        "outlet",
        "day",
        "begins",
        "ends",
        "planned_seconds",
        "monitor",
        "state",
        "done_from",
        "done_to",
        "covered_seconds",
        "gap_seconds",
        "reason",
    )
    for one in slots.select_related("outlet", "monitor__user").iterator(chunk_size=BATCH):
        yield (
            one.number,
            one.outlet.code,
            one.day,
            one.begins,
            one.ends,
            one.planned_seconds,
            one.monitor.user.sign_in_name if one.monitor else "",
            one.state,
            one.done_from,
            one.done_to,
            one.covered_seconds,
            gap_of(one, today),
            one.reason,
        )


def gap_of(slot: MonitoringSlot, today: date) -> int | None:
    """The seconds that were planned and not covered; None where there are no hours, or they are to come.

    Hours that are past and of which nobody said anything are a gap as a whole.
    """
    if slot.planned_seconds is None or (slot.covered_seconds is None and slot.day >= today):
        return None
    return slot.planned_seconds - (slot.covered_seconds or 0)


def outlets_table(outlets: Iterable[Outlet]) -> Iterator[Sequence[object]]:
    """A row for each outlet."""
    yield (
        "code",
        "name",
        "kind",
        "ownership",
        "owner",
        "languages",
        "area",
        "prime_time",
        "address",
        "active",
    )
    for one in outlets:
        prime = f"{one.prime_time_from:%H:%M}–{one.prime_time_to:%H:%M}" if one.prime_time_from else ""
        yield (
            one.code,
            one.name,
            one.kind,
            one.ownership,
            one.owner,
            " ".join(one.languages),
            one.area.code if one.area else "",
            prime,
            one.address,
            "yes" if one.active else "no",
        )
