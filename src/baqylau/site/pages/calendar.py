"""The calendar of an election: the published day beside the one its rule gives."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from baqylau.election.methods.calendar import computed_days
from baqylau.election.models import CalendarEvent, Election
from baqylau.site.pages.sources import Sources


@dataclass(frozen=True, slots=True)
class Day:
    """One event with both days."""

    event: CalendarEvent
    computed: date | None
    source: int | None

    @property
    def shown(self) -> date | None:
        return self.event.day or self.computed

    @property
    def differs(self) -> bool:
        return bool(self.event.day and self.computed and self.event.day != self.computed)


def calendar_of(election: Election, sources: Sources) -> list[Day]:
    """Events by day; those whose day is not known stand last."""
    events = list(election.events.all())
    computed = computed_days(
        election.day,
        {event.code: event.day for event in events},
        {
            event.code: (event.rule["from"], int(event.rule["days"]), event.rule.get("counting", "calendar"))
            for event in events
            if event.rule
        },
    )
    days = [Day(event, computed.get(event.code), sources.cite(event.source)) for event in events]
    return sorted(days, key=lambda day: (day.shown is None, day.shown or date.max, day.event.code))
