"""Campaign events as a list, by days of a month, on a map, and by topics."""

from __future__ import annotations

import calendar as months
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, time, timedelta
from decimal import Decimal
from urllib.parse import urlencode

from django.urls import reverse
from django.utils.formats import get_format

from baqylau.campaign.event_list import RECORD, Event
from baqylau.campaign.models.events import (
    Endorsement,
    EventKind,
    Irregular,
    Material,
    Organiser,
    Police,
    Topic,
    VenueKind,
)
from baqylau.campaign.register_selection import UNKNOWN
from baqylau.campaign.register_words import EventWords
from baqylau.election.models import Area
from baqylau.mission.models import Mission
from baqylau.observation.mapped import Coloured, Map, drawing_of, mapped


@dataclass(frozen=True, slots=True)
class EventRow:
    """An event in words."""

    event: Event
    area: Area | None
    kind: str
    venue: str
    organiser: str
    contestants: list[str]
    irregular: list[str]
    address: str


def event_rows(
    events: Iterable[Event], mission: Mission, areas: Mapping[int, Area], *, sees_records: bool
) -> list[EventRow]:
    """The lines of a list; a record is a link only for whoever may open it."""
    words = EventWords(mission)
    return [_row(event, mission, areas, words, sees_records) for event in events]


def _row(
    event: Event, mission: Mission, areas: Mapping[int, Area], words: EventWords, sees_records: bool
) -> EventRow:
    return EventRow(
        event=event,
        area=areas.get(event.area or 0),
        kind=words.of("event_kind", event.event_kind, event),
        venue=words.of("venue_kind", event.venue_kind, event),
        organiser=words.of("organiser", event.organiser, event),
        contestants=words.all_of(event, "contestants"),
        irregular=words.all_of(event, "irregular") if event.is_irregular else [],
        address=address_of(event, mission, sees_records=sees_records),
    )


def address_of(event: Event, mission: Mission, *, sees_records: bool) -> str:
    """Where an event can be read in full; "" where one may not."""
    if event.source != RECORD:
        return reverse("campaign:event", args=[mission.slug, event.number])
    return reverse("observation:record", args=[mission.slug, event.number]) if sees_records else ""


def areas_of(mission: Mission) -> dict[int, Area]:
    """The areas of the country by their keys, without boundaries."""
    return {area.pk: area for area in Area.objects.filter(country=mission.election.country).defer("boundary")}


def event_filters(mission: Mission, events: Sequence[Event], areas: Mapping[int, Area]) -> dict[str, object]:
    """The choices of the filters, each as (value, words): all of ours, and what else forms brought."""
    words = EventWords(mission)
    contestants = {**words.contestants}
    for event in events:
        for code in event.contestants or ():
            contestants.setdefault(code, words.of("contestants", code, event))
    used = {event.area for event in events if event.area}
    above = {areas[key].path for key in used if key in areas}
    shown = [area for area in areas.values() if any(path.startswith(area.path) for path in above)]
    return {
        "kinds": EventKind.choices,
        "venues": VenueKind.choices,
        "organisers": Organiser.choices,
        "contestants": list(contestants.items()),
        "topics": Topic.choices,
        "materials": Material.choices,
        "endorsements": Endorsement.choices,
        "irregulars": Irregular.choices,
        "polices": Police.choices,
        "areas": sorted(shown, key=lambda area: area.path),
        "unknown": UNKNOWN,
    }


# ------------------------------------------------------------------ calendar


@dataclass(frozen=True, slots=True)
class Day:
    """A day of the grid."""

    day: date
    is_of_month: bool
    rows: list[EventRow]
    more: int


@dataclass(frozen=True, slots=True)
class Month:
    """A month as weeks of seven days, and where to go from it."""

    first: date
    weekdays: list[date]
    weeks: list[list[Day]]
    count: int
    before: str
    after: str


IN_A_DAY = 5


def month_asked(text: str, events: Sequence[Event], today: date) -> date:
    """The first day of the month that the address names; else of the latest event, else of today."""
    try:
        return date.fromisoformat(f"{text}-01")
    except ValueError:
        return (events[0].day if events else today).replace(day=1)


def month_of(first: date, events: Sequence[Event], say: Callable[[Sequence[Event]], list[EventRow]]) -> Month:
    """The grid of a month, weeks beginning as the language has it; ``say`` puts events into words.

    Only those that are shown are: of each day the first few, in the order of their time.
    """
    grid = months.Calendar((int(get_format("FIRST_DAY_OF_WEEK")) - 1) % 7)
    by_day: dict[date, list[Event]] = {}
    for event in events:
        if event.day.replace(day=1) == first:
            by_day.setdefault(event.day, []).append(event)
    shown = [event for of_day in by_day.values() for event in _earliest(of_day)]
    rows = {(row.event.source, row.event.key): row for row in say(shown)}
    weeks = [
        [_day(day, first, by_day.get(day, []), rows) for day in week]
        for week in grid.monthdatescalendar(first.year, first.month)
    ]
    return Month(
        first=first,
        weekdays=[one.day for one in weeks[0]],
        weeks=weeks,
        count=sum(map(len, by_day.values())),
        before=_month(first - timedelta(days=1)) if first.year > 1990 else "",
        after=_month(first + timedelta(days=31)) if first.year < 2100 else "",
    )


def _earliest(events: Sequence[Event]) -> list[Event]:
    return sorted(events, key=lambda event: (event.at is None, event.at or time()))[:IN_A_DAY]


def _day(day: date, first: date, events: Sequence[Event], rows: Mapping[tuple[str, int], EventRow]) -> Day:
    shown = [rows[event.source, event.key] for event in _earliest(events)]
    return Day(day, day.month == first.month, shown, len(events) - len(shown))


def _month(day: date) -> str:
    return f"{day:%Y-%m}"


# ------------------------------------------------------------------ map


def map_of(
    events: Sequence[Event], mission: Mission, areas: Mapping[int, Area], asked: Mapping[str, str]
) -> Map:
    """Regions by how many of the events lie in them; ``asked`` is what the address filters by."""
    regions = _regions(mission)
    counted = dict.fromkeys(regions, 0)
    for event in events:
        region = region_of(event, areas, regions)
        if region:
            counted[region] += 1
    kept = {name: value for name, value in asked.items() if value and name not in ("area", "page")}
    address = reverse("campaign:events", args=[mission.slug])
    coloured = [
        Coloured(
            code,
            area.name,
            str(counted[code]) if counted[code] else "",
            Decimal(counted[code]) if counted[code] else None,
            f"{address}?{urlencode({**kept, 'area': code})}",
        )
        for code, area in regions.items()
    ]
    return mapped(coloured, drawing_of(regions, mission.election.pack_digest))


def _regions(mission: Mission) -> dict[str, Area]:
    """The areas right below the country, in alphabetical order."""
    found = mission.election.areas.filter(parent__isnull=False, parent__parent__isnull=True)
    if not found.exists():
        found = mission.election.areas.filter(parent__isnull=True)
    return {area.code: area for area in found.defer("boundary").order_by(Area.order_column(), "code")}


def region_of(event: Event, areas: Mapping[int, Area], regions: Mapping[str, Area]) -> str:
    """The code of the region that an event lies in; "" where that is not known."""
    area = areas.get(event.area or 0)
    if area is None:
        return ""
    return next((code for code, region in regions.items() if area.path.startswith(region.path)), "")


def legend_of(shown: Map) -> list[tuple[int, str]]:
    """The legend of whole numbers: each shade with the counts that it stands for, "2" or "3–4"."""
    lines = []
    for place, line in enumerate(shown.legend, start=1):
        low, high = int(line.low), int(line.high)
        last = high if place == len(shown.legend) else high - 1
        lines.append((line.step, str(low) if last <= low else f"{low}–{last}"))
    return lines
