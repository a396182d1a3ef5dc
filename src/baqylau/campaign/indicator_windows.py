"""Campaign, silence and ban on polls beside what was monitored, and what fell into them.

That something fell into a window is a fact about a time; whether a rule allows it, the rule says.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from functools import cache
from itertools import islice
from typing import Any
from zoneinfo import ZoneInfo

from django.db.models import Q, QuerySet
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
AT_ONCE = 500


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
    # A broadcast that began the evening before may reach into the window.
    first, last = anywhere.begins.date() - timedelta(days=1), anywhere.ends.date()
    keys = list(islice(_keys(counted, code, calendar, first, last), most + 1))
    return [_fallen(counted, one, calendar) for one in _items(keys[:most])], len(keys) > most


def _keys(counted: Counted, code: str, calendar: Calendar, first: date, last: date) -> Iterator[int]:
    """The keys of what fell into a window, a day at a time: who wants few reads few."""
    window, zone_of = cache(calendar.window), cache(calendar.zone_of)

    def lies_in(outlet: int, day: date, begins: time | None, after: int | None) -> bool:
        area = counted.selection.chosen[outlet].area
        own = window(code, area)
        return own is not None and _lies_in(
            day, _moment(day, begins, after, zone_of(area)), own, zone_of(area)
        )

    for number in range(first.toordinal(), last.toordinal() + 1):
        of_day = _of_day(counted, code, date.fromordinal(number))
        lying = [(key, is_paid) for key, is_paid, *when in of_day if lies_in(*when)]
        yield from (key for key, _paid in lying) if code == POLL_BAN else _of_campaign(counted, lying)


def _of_day(counted: Counted, code: str, day: date) -> QuerySet[MediaItem, tuple[Any, ...]]:
    """Items of a day in their order: key, whether it is paid, outlet and when."""
    asked = counted.selection.of_sums(programme="programme__") & Q(day=day)
    if code == POLL_BAN:
        asked &= Q(topic=POLLS_TOPIC)
    found = first_codings(counted.mission).filter(asked)
    return found.order_by("programme__begins", "programme_id", "number").values_list(
        "pk", "paid", "outlet", "day", "programme__begins", "begins_at"
    )


def _of_campaign(counted: Counted, lying: Sequence[tuple[int, bool]]) -> Iterator[int]:
    """Of items with whether they are paid, those that are or that have contestants; as many as are asked."""
    contestants = _contestant_keys(counted)
    for start in range(0, len(lying), AT_ONCE):
        some = lying[start : start + AT_ONCE]
        unpaid = [key for key, is_paid in some if not is_paid]
        found = ItemSubject.objects.filter(item__in=unpaid, subject__in=contestants)
        with_contestants = set(found.order_by().values_list("item", flat=True))
        yield from (key for key, is_paid in some if is_paid or key in with_contestants)


def _items(keys: Sequence[int]) -> Iterator[MediaItem]:
    """The items with these keys, in that order, with what is needed to show them."""
    related = MediaItem.objects.order_by().select_related("programme").prefetch_related("subjects")
    for start in range(0, len(keys), AT_ONCE):
        some = keys[start : start + AT_ONCE]
        found = related.in_bulk(some)
        yield from (found[key] for key in some)


def _contestant_keys(counted: Counted) -> list[int]:
    return [key for key, code in counted.whose.items() if counted.subjects[code].is_contestant]


def _moment(day: date, begins: time | None, after: int | None, zone: ZoneInfo) -> datetime | None:
    """When an item begins that begins so many seconds after its programme; None where no hour is known."""
    return None if begins is None else datetime.combine(day, begins, zone) + timedelta(seconds=after or 0)


def _lies_in(day: date, at: datetime | None, window: Window, zone: ZoneInfo) -> bool:
    if at is not None:
        return window.holds(at)
    morning = datetime.combine(day, time(), zone)
    evening = morning + timedelta(days=1)
    return (window.ends is None or morning < window.ends) and (
        window.begins is None or evening > window.begins
    )


def _fallen(counted: Counted, item: MediaItem, calendar: Calendar) -> Fallen:
    outlet = counted.selection.chosen[item.outlet_id]
    whom: dict[str, Any] = {}
    for one in item.subjects.all():
        whom.setdefault(counted.whose[one.subject_id])
    length = item.seconds if item.seconds is not None else item.area_cm2
    return Fallen(
        item,
        outlet.name,
        item.day,
        _moment(item.day, item.programme.begins, item.begins_at, calendar.zone_of(outlet.area)),
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
