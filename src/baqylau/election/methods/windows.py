"""Spans of time in which something is allowed or forbidden: the campaign, the silence, the ban on polls.

A window begins with its first moment and ends before its last: at 00:00 sharp the silence has begun, and the
campaign is over.

    >>> from datetime import date
    >>> from zoneinfo import ZoneInfo
    >>> begins, ends = Point(date(2023, 3, 18), time(0)), Point(date(2023, 3, 20), time(0))
    >>> silence = window_of("silence", begins, ends, ZoneInfo("Asia/Almaty"), "32")
    >>> silence.holds(datetime(2023, 3, 18, tzinfo=ZoneInfo("Asia/Almaty")))
    True
    >>> silence.holds(datetime(2023, 3, 17, 18, 30, tzinfo=ZoneInfo("UTC")))  # 00:30 in Almaty
    True
    >>> silence.holds(datetime(2023, 3, 20, tzinfo=ZoneInfo("Asia/Almaty")))
    False
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime, time, timedelta, tzinfo

from baqylau.election.methods.calendar import Point

CAMPAIGN = "campaign"
SILENCE = "silence"
POLL_BAN = "poll_ban"
ACCREDITATION = "accreditation"
ABSENTEE_CERTIFICATES = "absentee_certificates"
MOBILE_REQUESTS = "mobile_requests"
VOTING = "voting"
COUNT = "count"

STANDARD = (
    CAMPAIGN,
    SILENCE,
    POLL_BAN,
    ACCREDITATION,
    ABSENTEE_CERTIFICATES,
    MOBILE_REQUESTS,
    VOTING,
    COUNT,
)
"""The windows that other parts of Baqylau ask for; an event of the calendar bears the same name."""


@dataclass(frozen=True, slots=True)
class Window:
    """From ``begins`` up to, and without, ``ends``; None where it is open on that side.

    ``published`` is whether both ends that there are were published, and not computed by a rule.
    """

    name: str
    begins: datetime | None
    ends: datetime | None
    article: str = ""
    published: bool = True

    def holds(self, moment: datetime) -> bool:
        """Whether the moment, which knows its time zone, lies in the window."""
        if self.begins is not None and moment < self.begins:
            return False
        return self.ends is None or moment < self.ends


def window_of(
    name: str,
    begins: Point | None,
    ends: Point | None,
    zone: tzinfo,
    article: str = "",
    *,
    published: bool = True,
) -> Window:
    """A window from local points in one time zone; a day without a time is a whole day at either end."""
    return Window(
        name,
        datetime.combine(begins.day, begins.clock or time(), zone) if begins else None,
        end_of(ends, zone) if ends else None,
        article,
        published,
    )


def end_of(point: Point, zone: tzinfo) -> datetime:
    """The moment up to which a point reaches: its time, else the end of its day.

    >>> from datetime import date
    >>> from zoneinfo import ZoneInfo
    >>> end_of(Point(date(2023, 3, 19)), ZoneInfo("Asia/Aqtau")).isoformat()
    '2023-03-20T00:00:00+05:00'
    """
    if point.clock is None:
        return datetime.combine(point.day + timedelta(days=1), time(), zone)
    return datetime.combine(point.day, point.clock, zone)


def span(windows: Iterable[Window]) -> Window | None:
    """From the first beginning to the last end: while it runs anywhere. None of none."""
    found = list(windows)
    if not found:
        return None
    begins = [one.begins for one in found]
    ends = [one.ends for one in found]
    return replace(
        found[0],
        begins=None if None in begins else min(one for one in begins if one),
        ends=None if None in ends else max(one for one in ends if one),
        published=all(one.published for one in found),
    )
