"""The calendar of an election as other rooms ask it: when something begins, ends, is allowed, is forbidden.

A window is an event of the calendar by its name; those that Baqylau asks for are in
:mod:`baqylau.election.methods.windows`. The published moment counts; where there is none, that of the rule.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from zoneinfo import ZoneInfo

from baqylau.election.methods.calendar import (
    BEGINS,
    ELECTION_DAY,
    ENDS,
    Point,
    Rule,
    computed_points,
    counted_otherwise,
    name_of,
    rule_from,
)
from baqylau.election.methods.deadlines import Bounds, DaysOff
from baqylau.election.methods.windows import (
    POLL_BAN,
    SILENCE,
    VOTING,
    Window,
    span,
    window_of,
)
from baqylau.election.models import Area, CalendarEvent, Election


@dataclass(frozen=True)
class Calendar:
    """The calendar of one election, read once: ask it as often as needed without another query."""

    election: Election
    events: Mapping[str, CalendarEvent]
    published: Mapping[str, Point]
    rules: Mapping[str, Rule]
    days_off: DaysOff
    zone_names: Mapping[str, str]
    """The time zones of areas that have their own, by the path of the area."""
    computed: Mapping[str, Point | None] = field(default_factory=dict)

    @property
    def zone(self) -> ZoneInfo:
        return ZoneInfo(self.election.time_zone)

    def point(self, name: str) -> Point | None:
        """The local day and time of ``campaign.ends`` and the like: as published, else by the rule.

        Where a day was published without a time, the rule's time of the same day stands in.
        """
        published, computed = self.published.get(name), self.computed.get(name)
        if published and computed and published.clock is None and published.day == computed.day:
            return computed
        return published or computed

    def counted_otherwise(self, name: str) -> tuple[Bounds, ...]:
        """The other ways to count the rule's days that would give the published one."""
        published, rule = self.published.get(name), self.rules.get(name)
        if published is None or rule is None:
            return ()
        origin = self._origin(rule)
        if origin is None:
            return ()
        return counted_otherwise(published, origin, rule.term, self.zone, self.days_off)

    def _origin(self, rule: Rule) -> Point | None:
        name = name_of(rule.origin)
        return Point(self.election.day) if name == ELECTION_DAY else self.point(name)

    def article(self, code: str) -> str:
        """The article that the rule of the end names, or that of the beginning."""
        for name in (f"{code}.{ENDS}", f"{code}.{BEGINS}"):
            if (rule := self.rules.get(name)) and rule.term.article:
                return rule.term.article
        return ""

    def zone_of(self, area: Area | None) -> ZoneInfo:
        """The time zone of an area: its own, that of the nearest area above with one, or the election's."""
        path = area.path if area else ""
        while path:
            if name := self.zone_names.get(path):
                return ZoneInfo(name)
            path = path.rstrip("/").rpartition("/")[0]
            path = f"{path}/" if path else ""
        return self.zone

    def zones(self) -> list[ZoneInfo]:
        """Every time zone of the election, its own first."""
        names = dict.fromkeys([self.election.time_zone, *sorted(set(self.zone_names.values()))])
        return [ZoneInfo(name) for name in names]

    def window(self, code: str, area: Area | None = None) -> Window | None:
        """The window in the local time of the area, or of the election; None where its end is not known."""
        return self._window(code, self.zone_of(area))

    def window_anywhere(self, code: str) -> Window | None:
        """From the moment at which the window begins anywhere to the one at which it has ended everywhere."""
        return span(window for zone in self.zones() if (window := self._window(code, zone)))

    def _window(self, code: str, zone: ZoneInfo) -> Window | None:
        begins, ends = self.point(f"{code}.{BEGINS}"), self.point(f"{code}.{ENDS}")
        if ends is None:
            return None
        known = [name for name in (f"{code}.{BEGINS}", f"{code}.{ENDS}") if self.point(name)]
        published = all(name in self.published for name in known)
        return window_of(code, begins, ends, zone, self.article(code), published=published)


def calendar_of(election: Election) -> Calendar:
    """Read the calendar: three queries."""
    events = {event.code: event for event in election.events.all()}
    published = {name: point for event in events.values() for name, point in points_of(event).items()}
    rules = {
        f"{event.code}.{end}": rule_from(stored)
        for event in events.values()
        for end, stored in ((BEGINS, event.rule), (ENDS, event.ends_rule))
        if stored
    }
    days_off = days_off_of(election)
    zones = election.areas.exclude(time_zone="").values_list("path", "time_zone")
    zone = ZoneInfo(election.time_zone)
    computed = computed_points(election.day, published, rules, zone, days_off)
    return Calendar(election, events, published, rules, days_off, dict(zones), computed)


def points_of(event: CalendarEvent) -> dict[str, Point]:
    """The published moments of an event by their names."""
    found = {}
    if event.day:
        found[f"{event.code}.{BEGINS}"] = Point(event.day, event.local_time)
    if event.ends_day:
        found[f"{event.code}.{ENDS}"] = Point(event.ends_day, event.ends_time)
    return found


def days_off_of(election: Election) -> DaysOff:
    """The country's days off as far as the pack knows them."""
    days = list(election.days_off.values_list("day", "worked"))
    return DaysOff(
        frozenset(election.weekend),
        frozenset(day for day, worked in days if not worked),
        frozenset(day for day, worked in days if worked),
    )


def window(election: Election, code: str, area: Area | None = None) -> Window | None:
    """One window, in the local time of the area; for many questions ask :func:`calendar_of` once."""
    return calendar_of(election).window(code, area)


def in_window(moment: datetime, election: Election, code: str, area: Area | None = None) -> bool:
    """Whether the moment lies in the window, in the local time of the area; no where it is not known."""
    found = window(election, code, area)
    return found is not None and found.holds(moment)


def poll_ban(election: Election) -> Window:
    """When polls, forecasts and estimates of the result must not be published: while it runs anywhere.

    Where the calendar does not have it, the silence stands in, then voting, and at last election day itself.
    """
    calendar = calendar_of(election)
    for code in (POLL_BAN, SILENCE, VOTING):
        if found := calendar.window_anywhere(code):
            return found
    day = Point(election.day)
    everywhere = span(window_of(POLL_BAN, day, day, zone, published=False) for zone in calendar.zones())
    assert everywhere is not None
    return everywhere
