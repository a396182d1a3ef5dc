"""Rows of a spreadsheet gathered into programmes with their items."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, time
from typing import Any

from baqylau.campaign.methods.coding import (
    CodedItem,
    CodedSubject,
    Measure,
    Span,
    heard,
    overlapping,
    problems_of_items,
    spans_of,
)
from baqylau.campaign.sources.coding_sheet import SheetRow
from baqylau.core.problem import Problem
from baqylau.core.reading import Problems, in_row

DAY = 24 * 60 * 60


@dataclass(slots=True)
class SheetProgramme:
    """A programme as a spreadsheet tells of it. Where it says no beginning, items count from midnight."""

    outlet: str
    day: date
    begins: time | None
    length: int | None
    programme_class: str
    title: str
    organiser: str
    monitor: str
    where: str
    items: list[CodedItem] = field(default_factory=list)

    @property
    def begins_at(self) -> int:
        """Seconds from the beginning of the calendar to that of the programme, by the outlet's clock."""
        clock = self.begins or time(0)
        return self.day.toordinal() * DAY + clock.hour * 3600 + clock.minute * 60 + clock.second


@dataclass(slots=True)
class _Item:
    """An item that is being gathered from its rows."""

    first: SheetRow
    where: str
    begins_at: int | None
    subjects: list[CodedSubject]
    rows: list[SheetRow]


def programmes_of(
    rows: Iterable[SheetRow], file: str, measures: Mapping[str, Measure], problems: Problems
) -> list[SheetProgramme]:
    """The programmes in the order of their first rows; what cannot be true of them goes to ``problems``."""
    found: dict[tuple[Any, ...], SheetProgramme] = {}
    items: dict[tuple[Any, ...], dict[Any, _Item]] = {}
    for row in rows:
        measure = measures[row.values["outlet"]]
        programme, key = _programme(row, file, measure, found)
        begins_at = _begins_at(row, programme) if measure is Measure.SECONDS else None
        of_programme = items.setdefault(key, {})
        number = row.get("item")
        item_key: Any = ("n", number) if number is not None else ("b", begins_at)
        if number is None and begins_at is None:
            item_key = ("r", row.number)
        where = in_row(file, row.number)
        item = of_programme.get(item_key)
        if item is None:
            item = of_programme[item_key] = _Item(row, where, begins_at, [], [])
        item.subjects.append(row.subject(where))
        item.rows.append(row)
    for key, programme in found.items():
        measure = measures[programme.outlet]
        programme.items = [_whole(item, measure) for item in items[key].values()]
        for one in problems_of_items(programme.items, measure, programme.length):
            if one.code != "X.134":  # looked for in the whole outlet below
                _add(problems, one)
    for spans in _by_outlet(found.values()).values():
        for one in overlapping(spans):
            _add(problems, one)
    return list(found.values())


def _add(problems: Problems, one: Problem) -> None:
    problems.add(one.code, one.says, one.remedy, one.where)


def _programme(
    row: SheetRow, file: str, measure: Measure, found: dict[tuple[Any, ...], SheetProgramme]
) -> tuple[SheetProgramme, tuple[Any, ...]]:
    get = row.values.get
    begins = get("programme_begins") if measure is Measure.SECONDS else None
    if measure is Measure.SECONDS and begins is None and get("begins") is not None:
        begins = time(0)
    programme_class = get("programme_class", "") or "other"
    title, monitor = get("programme_title", ""), get("monitor", "")
    key = (get("outlet"), get("day"), begins, title, programme_class, monitor)
    programme = found.get(key)
    if programme is None:
        programme = found[key] = SheetProgramme(
            outlet=row.values["outlet"],
            day=row.values["day"],
            begins=begins,
            length=get("programme_length") if measure is Measure.SECONDS else None,
            programme_class=programme_class,
            title=title,
            organiser=get("debate_organiser", "") if programme_class == "debate" else "",
            monitor=monitor,
            where=in_row(file, row.number),
        )
    return programme, key


def _begins_at(row: SheetRow, programme: SheetProgramme) -> int | None:
    """Seconds from the beginning of the programme; after midnight a clock begins anew."""
    if (offset := row.get("begins_at")) is not None:
        return int(offset)
    if (clock := row.get("begins")) is None or programme.begins is None:
        return None
    begun = programme.begins
    shift = (clock.hour - begun.hour) * 3600 + (clock.minute - begun.minute) * 60
    return int(shift + clock.second - begun.second) % DAY


def _whole(item: _Item, measure: Measure) -> CodedItem:
    """The item of its rows: where only own parts are there, they add up to it."""
    get = item.first.values.get
    subjects = item.subjects
    seconds, area = get("seconds"), get("area_cm2")
    if measure is Measure.SECONDS and seconds is None:
        seconds = sum(one.seconds or 0 for one in subjects) or None
    if measure is Measure.AREA and area is None:
        area = sum(one.area_cm2 or 0 for one in subjects) or None
    if len(subjects) == 1 and subjects[0].seconds is None and subjects[0].area_cm2 is None:
        subjects = [replace(subjects[0], seconds=seconds, area_cm2=area)]
    prime = get("prime_time", "")
    return CodedItem(
        where=item.where,
        begins_at=item.begins_at,
        seconds=seconds,
        area_cm2=area,
        page=get("page"),
        topic=get("topic", ""),
        prime_time={"yes": True, "no": False}.get(prime),
        paid=get("paid", "") == "yes",
        speaker_sex=heard(one.speaker_sex for one in subjects),
        note=_joined(item.rows, "note"),
        link=get("link", ""),
        clip=get("clip", ""),
        subjects=tuple(subjects),
    )


def _joined(rows: Sequence[SheetRow], name: str) -> str:
    if len(rows) == 1:
        return str(rows[0].values.get(name, ""))
    return "\n".join(dict.fromkeys(text for row in rows if (text := row.values.get(name, ""))))


def spans_in(programme: SheetProgramme) -> list[Span]:
    """The spans of a programme's items, in seconds of the calendar."""
    return spans_of(programme.items, programme.begins_at)


def _by_outlet(programmes: Iterable[SheetProgramme]) -> dict[str, list[Span]]:
    found: dict[str, list[Span]] = {}
    for one in programmes:
        if one.begins is not None:
            found.setdefault(one.outlet, []).extend(spans_in(one))
    return found
