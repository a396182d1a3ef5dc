"""Times of day on election day, as people plan them: local times of the election's zone."""

from __future__ import annotations

from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

from baqylau.election.models import Election

NIGHT_ENDS = time(4)
"""A planned time before this is in the night after election day: counts go on, openings begin later."""


def on_election_day(election: Election, clock: time | None) -> datetime | None:
    """The moment of a local time of day; before four o'clock it is in the night that follows."""
    if clock is None:
        return None
    day = election.day + timedelta(days=1) if clock < NIGHT_ENDS else election.day
    return datetime.combine(day, clock, ZoneInfo(election.time_zone))


def local_of(election: Election, moment: datetime) -> datetime:
    """The local date and time of a moment, without a zone: pages would move one that has a zone."""
    return moment.astimezone(ZoneInfo(election.time_zone)).replace(tzinfo=None)


def clock_of(election: Election, moment: datetime | None) -> time | None:
    """The local time of day of a moment, to the minute."""
    return local_of(election, moment).time().replace(second=0, microsecond=0) if moment else None


def as_text(election: Election, moment: datetime | None) -> str:
    """The same as ``07:30``; "" where there is none."""
    clock = clock_of(election, moment)
    return f"{clock:%H:%M}" if clock else ""
