"""Campaign, silence and ban on polls beside what was monitored, and what fell into them.

That something fell into a window is a fact about a time; whether a rule allows it, the rule says.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from functools import cache
from typing import Any
from zoneinfo import ZoneInfo

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils.translation import gettext as _

from baqylau.campaign import indicator_cells as cells
from baqylau.campaign.indicator_cells import Table, amount_with_unit
from baqylau.campaign.indicator_rows import Counted
from baqylau.campaign.indicator_sums import first_codings
from baqylau.campaign.media_windows import POLLS_TOPIC
from baqylau.campaign.models import ItemSubject, MediaItem
from baqylau.election.methods.windows import CAMPAIGN, POLL_BAN, SILENCE, Window
from baqylau.election.windows import Calendar, calendar_of

MOST = 5000


@dataclass(frozen=True, slots=True)
class Shown:
    """A window with its name in words, and the article that its rule names."""

    code: str
    name: str
    begins: datetime | None
    ends: datetime | None
    article: str
    published: bool


@dataclass(frozen=True, slots=True)
class Fallen:
    """An item in a window. ``at`` is None where only its day is known: a day that the window touches."""

    item: MediaItem
    outlet: str
    day: date
    at: datetime | None
    title: str
    about: tuple[str, ...]
    length: str


def windows_of(counted: Counted) -> list[Shown]:
    """Those windows of the calendar that have an end, in the election's own time."""
    return [
        Shown(code, name, one.begins, one.ends, one.article, one.published)
        for code, name, one in _windows(calendar_of(counted.mission.election))
    ]


def _windows(calendar: Calendar) -> Iterator[tuple[str, str, Window]]:
    for code, name in (
        (CAMPAIGN, _("Campaign")),
        (SILENCE, _("Silence")),
        (POLL_BAN, _("Ban on polls")),
    ):
        if found := calendar.window(code):
            yield code, name, found


def fallen_into(counted: Counted, code: str, most: int = MOST) -> tuple[list[Fallen], bool]:
    """Items in a window, in the time of the outlet's own area, and whether there are more than are listed.

    In the silence those that are paid or with contestants; during the ban on polls those about polls.
    """
    calendar = calendar_of(counted.mission.election)
    anywhere = calendar.window_anywhere(code)
    if anywhere is None or anywhere.begins is None or anywhere.ends is None:
        return [], False
    window = cache(calendar.window)
    found: list[Fallen] = []
    for item in _near(counted, code, anywhere.begins.date(), anywhere.ends.date()).iterator(
        chunk_size=min(most + 1, 500)
    ):
        outlet = counted.selection.chosen[item.outlet_id]
        own = window(code, outlet.area)
        if own is None or not _lies_in(item, own, calendar.zone_of(outlet.area)):
            continue
        if len(found) == most:
            return found, True
        found.append(_fallen(counted, item, calendar.zone_of(outlet.area)))
    return found, False


def _near(counted: Counted, code: str, first: date, last: date) -> QuerySet[MediaItem]:
    """Items of days around a window, with what is needed to show them."""
    asked = counted.selection.of_sums(programme="programme__")
    # A broadcast that began the evening before may reach into the window.
    days = Q(day__range=(first - timedelta(days=1), last))
    contestants = ItemSubject.objects.filter(item=OuterRef("pk"), subject__in=_contestant_keys(counted))
    of_campaign = Q(paid=True) | Exists(contestants)
    about = Q(topic=POLLS_TOPIC) if code == POLL_BAN else of_campaign
    return (
        first_codings(counted.mission)
        .filter(asked & days & about)
        .select_related("programme")
        .prefetch_related("subjects")
        .order_by("day", "programme__begins", "programme", "number")
    )


def _contestant_keys(counted: Counted) -> list[int]:
    return [key for key, code in counted.whose.items() if counted.subjects[code].is_contestant]


def _begins(item: MediaItem, zone: ZoneInfo) -> datetime | None:
    begins = item.programme.begins
    if begins is None:
        return None
    return datetime.combine(item.day, begins, zone) + timedelta(seconds=item.begins_at or 0)


def _lies_in(item: MediaItem, window: Window, zone: ZoneInfo) -> bool:
    at = _begins(item, zone)
    if at is not None:
        return window.holds(at)
    morning = datetime.combine(item.day, time(), zone)
    evening = morning + timedelta(days=1)
    return (window.ends is None or morning < window.ends) and (
        window.begins is None or evening > window.begins
    )


def _fallen(counted: Counted, item: MediaItem, zone: ZoneInfo) -> Fallen:
    whom: dict[str, Any] = {}
    for one in item.subjects.all():
        whom.setdefault(counted.whose[one.subject_id])
    length = item.seconds if item.seconds is not None else item.area_cm2
    return Fallen(
        item,
        counted.selection.chosen[item.outlet_id].name,
        item.day,
        _begins(item, zone),
        item.programme.title,
        tuple(counted.subjects[code].name for code in whom),
        amount_with_unit(length, counted.medium) if length is not None else "",
    )


def fallen_table(counted: Counted, code: str) -> Table:
    """What fell into a window, for a file."""
    lines = tuple(
        (
            cells.words(one.day.isoformat()),
            cells.words(one.at.strftime("%H:%M:%S") if one.at else ""),
            cells.words(one.outlet),
            cells.words(f"{one.item.programme.number}/{one.item.number}"),
            cells.words(one.title),
            cells.words("; ".join(one.about)),
            cells.words(one.length),
        )
        for one in fallen_into(counted, code)[0]
    )
    names = ("day", "at", "outlet", "item", "programme", "about", "length")
    return Table(code, code, "", tuple(cells.text_column(name, name) for name in names), lines)
