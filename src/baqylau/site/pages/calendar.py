"""The calendar of an election: what was published beside what the rules give, what is due, what is late.

Now is an argument; the page itself knows no clock.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from zoneinfo import ZoneInfo

from baqylau.election.methods.calendar import BEGINS, ENDS, Difference, Point, Rule, difference
from baqylau.election.methods.deadlines import Bounds
from baqylau.election.methods.windows import Window, end_of
from baqylau.election.models import Area, CalendarEvent, DayOff, Election, EventKind
from baqylau.election.windows import Calendar, calendar_of
from baqylau.mission.models import DutyDone
from baqylau.site.pages.calendar_words import (
    difference_words,
    distance_words,
    late_words,
    rule_words,
    way_words,
)
from baqylau.site.pages.sources import Sources

NEXT = 5
"""So many coming moments are named under what is due today."""


@dataclass(frozen=True, slots=True)
class Moment:
    """One end of an event: what was published, and what its rule gives."""

    published: Point | None
    computed: Point | None
    shown: Point | None
    rule: Rule | None = None
    ways: tuple[Bounds, ...] = ()

    @property
    def difference(self) -> Difference | None:
        return difference(self.published, self.computed) if self.published and self.computed else None

    @property
    def differs(self) -> bool:
        return bool(self.difference)

    @property
    def differs_how(self) -> str:
        return difference_words(self.difference) if self.difference else ""

    @property
    def explained(self) -> str:
        length = self.rule.term.length if self.rule else 0
        return " ".join(way_words(way, length) for way in self.ways)


@dataclass(frozen=True, slots=True)
class Day:
    """One event with both its ends."""

    event: CalendarEvent
    begins: Moment
    ends: Moment
    article: str
    source: int | None
    marked_at: datetime | None = None
    """When a mission said that it was done."""

    @property
    def shown(self) -> date | None:
        point = self.begins.shown or self.ends.shown
        return point.day if point else None

    @property
    def differs(self) -> bool:
        return self.begins.differs or self.ends.differs

    @property
    def last(self) -> Point | None:
        """By when it must be done: its end, or its day where it has no end."""
        return self.ends.shown or self.begins.shown


@dataclass(frozen=True, slots=True)
class Entry:
    """One moment of the timeline. ``end`` is begins, ends, or empty for an event of one day."""

    day: Day
    end: str
    point: Point
    moment: Moment
    state: str
    """past, today or coming."""
    rule: str
    elsewhere: datetime | None
    """The same moment in the election's time, where the area's differs."""

    @property
    def is_computed(self) -> bool:
        return self.moment.published is None

    @property
    def is_last_day(self) -> bool:
        """Whether it is the day until which something is to be done, and not the end of a span."""
        return self.end == ENDS and self.day.begins.shown is None and bool(self.day.event.duty)

    @property
    def anchor(self) -> str:
        return f"{self.day.event.code}-{self.end or BEGINS}"


@dataclass(frozen=True, slots=True)
class Group:
    """All moments of one local day."""

    day: date
    distance: str
    state: str
    entries: list[Entry]


@dataclass(frozen=True, slots=True)
class Running:
    """A window that is open now."""

    day: Day
    window: Window


@dataclass(frozen=True, slots=True)
class Span:
    """An event with both ends as a bar: its beginning and width in thousandths of the whole calendar."""

    day: Day
    x: int
    width: int
    is_running: bool


@dataclass(frozen=True, slots=True)
class Duties:
    """What somebody has to do by a day: done late, or not known to be done though the day has passed."""

    late: list[tuple[Day, str]]
    open: list[Day]


@dataclass(frozen=True)
class CalendarPage:
    """All that the page of a calendar shows."""

    election: Election
    now: datetime
    zone: ZoneInfo
    area: Area | None
    areas: Sequence[Area]
    kind: str
    kinds: list[tuple[str, str]]
    days: list[Day]
    groups: list[Group]
    running: list[Running]
    spans: list[Span]
    now_at: int | None
    """Where now lies, of 1000; None outside the calendar."""
    today: list[Entry]
    coming: list[Entry]
    duties: Duties
    unknown: list[Day]
    days_off: list[DayOff]
    other_zones: bool
    sources: Sources

    @property
    def differing(self) -> list[Entry]:
        return [entry for group in self.groups for entry in group.entries if entry.moment.differs]

    @property
    def distance(self) -> str:
        return distance_words((self.now.date() - self.election.day).days)


def days_of(election: Election, sources: Sources) -> list[Day]:
    """Events by day; those whose day is not known stand last."""
    return _days(calendar_of(election), sources, {})


def calendar_page(
    election: Election,
    *,
    now: datetime,
    kind: str = "",
    area_code: str = "",
    marks: Mapping[str, DutyDone] | None = None,
) -> CalendarPage:
    """Gather the page as of ``now``, in the local time of the area where one is chosen.

    ``marks`` are the duties that a mission says were done, by the code of their event.
    """
    sources = Sources()
    calendar = calendar_of(election)
    _mark(calendar, marks or {})
    areas = list(election.areas.exclude(parent=None).filter(parent__parent=None).defer("boundary"))
    areas.sort(key=lambda area: area.name)
    area = next((one for one in areas if one.code == area_code), None)
    zone = calendar.zone_of(area)
    local = now.astimezone(zone)
    everything = _days(calendar, sources, marks or {})
    kinds = [(code, str(label)) for code, label in EventKind.choices]
    present = {day.event.kind for day in everything}
    kind = kind if kind in present else ""
    days = [day for day in everything if not kind or day.event.kind == kind]
    entries = _entries(calendar, days, zone, local)
    running = _running(calendar, days, area, now)
    return CalendarPage(
        election=election,
        now=local,
        zone=zone,
        area=area,
        areas=areas,
        kind=kind,
        kinds=[(code, label) for code, label in kinds if code in present],
        days=days,
        groups=_groups(entries, election.day, local.date()),
        running=running,
        spans=_spans(days, entries, {one.day.event.code for one in running}),
        now_at=_place(local, entries),
        today=[entry for entry in entries if entry.state == "today"],
        coming=[entry for entry in entries if entry.state == "coming"][:NEXT],
        duties=_duties(days, zone, now),
        unknown=[day for day in days if day.shown is None],
        days_off=list(election.days_off.all()),
        other_zones=len(calendar.zones()) > 1,
        sources=sources,
    )


def _mark(calendar: Calendar, marks: Mapping[str, DutyDone]) -> None:
    """Show what a mission says was done where the pack says nothing; not kept."""
    for code, mark in marks.items():
        event = calendar.events.get(code)
        if event is not None and event.done_day is None:
            event.done_day, event.done_source = mark.day, mark.source


def _days(calendar: Calendar, sources: Sources, marks: Mapping[str, DutyDone]) -> list[Day]:
    days = [_day(calendar, event, sources, marks.get(event.code)) for event in calendar.events.values()]
    return sorted(days, key=lambda day: (day.shown is None, day.shown or date.max, day.event.code))


def _day(calendar: Calendar, event: CalendarEvent, sources: Sources, mark: DutyDone | None) -> Day:
    begins, ends = (_moment(calendar, f"{event.code}.{end}") for end in (BEGINS, ENDS))
    article, cited = calendar.article(event.code), sources.cite(event.source)
    return Day(event, begins, ends, article, cited, mark.at if mark else None)


def _moment(calendar: Calendar, name: str) -> Moment:
    published, computed = calendar.published.get(name), calendar.computed.get(name)
    differs = published and computed and difference(published, computed)
    ways = calendar.counted_otherwise(name) if differs else ()
    return Moment(published, computed, calendar.point(name), calendar.rules.get(name), ways)


def _entries(calendar: Calendar, days: Iterable[Day], zone: ZoneInfo, now: datetime) -> list[Entry]:
    """Every moment of the days, in order; an event within one day is one entry with both its times."""
    found = []
    for day in days:
        begins, ends = day.begins.shown, day.ends.shown
        if begins and ends and begins.day == ends.day:
            found.append(_entry(calendar, day, "", begins, day.begins, zone, now))
            continue
        if begins:
            end = BEGINS if ends else ""
            found.append(_entry(calendar, day, end, begins, day.begins, zone, now))
        if ends:
            found.append(_entry(calendar, day, ENDS, ends, day.ends, zone, now))
    return sorted(found, key=_order)


def _order(entry: Entry) -> tuple[date, bool, int, str]:
    """By day; of one day those without a time first when they begin, last when they end."""
    clock = entry.point.clock
    minutes = clock.hour * 60 + clock.minute if clock else 0
    return entry.point.day, clock is None and entry.end == ENDS, minutes, entry.day.event.code


def _entry(
    calendar: Calendar, day: Day, end: str, point: Point, moment: Moment, zone: ZoneInfo, now: datetime
) -> Entry:
    today = now.date()
    state = "today" if point.day == today else "past" if point.day < today else "coming"
    at = datetime.combine(point.day, point.clock, zone) if point.clock else None
    elsewhere = at.astimezone(calendar.zone) if at else None
    if at is None or elsewhere is None or elsewhere.utcoffset() == at.utcoffset():
        elsewhere = None
    rule = rule_words(moment.rule, calendar.events) if moment.rule else ""
    return Entry(day, end, point, moment, state, rule, elsewhere)


def _groups(entries: Iterable[Entry], election_day: date, today: date) -> list[Group]:
    """The entries by day; today stands among them even where nothing happens."""
    by_day: dict[date, list[Entry]] = {}
    for entry in entries:
        by_day.setdefault(entry.point.day, []).append(entry)
    if by_day and min(by_day) <= today <= max(by_day):
        by_day.setdefault(today, [])
    return [
        Group(
            day,
            distance_words((day - election_day).days),
            "today" if day == today else "past" if day < today else "coming",
            by_day[day],
        )
        for day in sorted(by_day)
    ]


def _running(calendar: Calendar, days: Iterable[Day], area: Area | None, now: datetime) -> list[Running]:
    found = []
    for day in days:
        window = calendar.window(day.event.code, area)
        if window is not None and window.begins is not None and window.holds(now):
            found.append(Running(day, window))
    return found


WIDTH = 1000
MINUTES = 24 * 60


def _scale(entries: Sequence[Entry]) -> tuple[date, int]:
    """The first day of the calendar, and how many minutes it has."""
    days = [entry.point.day for entry in entries]
    return min(days), ((max(days) - min(days)).days + 1) * MINUTES


def _at(point: Point, first: date, whole: int, *, is_end: bool) -> int:
    clock = point.clock
    minutes = clock.hour * 60 + clock.minute if clock else MINUTES if is_end else 0
    return round(WIDTH * ((point.day - first).days * MINUTES + minutes) / whole)


def _spans(days: Iterable[Day], entries: Sequence[Entry], running: set[str]) -> list[Span]:
    """The events that last longer than a day, as bars."""
    found = []
    for day in days:
        begins, ends = day.begins.shown, day.ends.shown
        if begins and ends and begins.day != ends.day:
            first, whole = _scale(entries)
            x = _at(begins, first, whole, is_end=False)
            width = max(4, _at(ends, first, whole, is_end=True) - x)
            found.append(Span(day, x, width, day.event.code in running))
    return found


def _place(now: datetime, entries: Sequence[Entry]) -> int | None:
    if not entries:
        return None
    first, whole = _scale(entries)
    place = _at(Point(now.date(), now.time()), first, whole, is_end=False)
    return place if 0 <= place <= WIDTH else None


def _duties(days: Iterable[Day], zone: ZoneInfo, now: datetime) -> Duties:
    late, not_known = [], []
    for day in days:
        event, last = day.event, day.last
        if not event.duty or last is None:
            continue
        if event.done_day is not None:
            if event.done_day > last.day:
                late.append((day, late_words((event.done_day - last.day).days)))
        elif end_of(last, zone) <= now:
            not_known.append(day)
    return Duties(late, not_known)
