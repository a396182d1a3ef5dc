"""The calendar of an election: the published moment beside the one its rule gives."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from baqylau.election.methods.calendar import BEGINS, ENDS, Difference, Point, difference
from baqylau.election.models import CalendarEvent, Election
from baqylau.election.windows import Calendar, calendar_of
from baqylau.site.pages.sources import Sources


@dataclass(frozen=True, slots=True)
class Moment:
    """One end of an event: what was published, and what its rule gives."""

    published: Point | None
    computed: Point | None

    @property
    def shown(self) -> Point | None:
        return self.published or self.computed

    @property
    def difference(self) -> Difference | None:
        return difference(self.published, self.computed) if self.published and self.computed else None

    @property
    def differs(self) -> bool:
        return bool(self.difference)


@dataclass(frozen=True, slots=True)
class Day:
    """One event with both its ends."""

    event: CalendarEvent
    begins: Moment
    ends: Moment
    article: str
    source: int | None

    @property
    def shown(self) -> date | None:
        point = self.begins.shown or self.ends.shown
        return point.day if point else None

    @property
    def differs(self) -> bool:
        return self.begins.differs or self.ends.differs


def days_of(election: Election, sources: Sources) -> list[Day]:
    """Events by day; those whose day is not known stand last."""
    calendar = calendar_of(election)
    days = [_day(calendar, event, sources) for event in calendar.events.values()]
    return sorted(days, key=lambda day: (day.shown is None, day.shown or date.max, day.event.code))


def _day(calendar: Calendar, event: CalendarEvent, sources: Sources) -> Day:
    begins, ends = (
        Moment(calendar.published.get(name), calendar.computed.get(name))
        for name in (f"{event.code}.{BEGINS}", f"{event.code}.{ENDS}")
    )
    return Day(event, begins, ends, calendar.article(event.code), sources.cite(event.source))
