"""A calendar as text that calendars of phones and computers subscribe to (RFC 5545), nothing more than that.

What a subscriber relies on: a UID that stays, a SEQUENCE that grows when something moved, local times with
the definition of their time zone, and lines of at most 75 octets.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

LONGEST_LINE = 75
"""Octets of a line, without its end."""
PRODUCT = "-//Baqylau//Electoral calendar//EN"
ONE_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Entry:
    """One event of the feed. ``begins`` and ``ends`` are both days, or both moments in one named zone.

    ``ends`` is exclusive: the day after the last. Without it a day is whole, and a moment lasts no time.
    ``uid`` never changes; ``sequence`` grows with each change; ``changed`` is when that was.
    """

    uid: str
    sequence: int
    changed: datetime
    begins: date | datetime
    ends: date | datetime | None
    summary: str
    description: str = ""
    url: str = ""
    categories: tuple[str, ...] = ()
    is_certain: bool = True


def calendar_text(name: str, entries: Iterable[Entry], *, refresh_hours: int = 6) -> str:
    """The whole calendar, with lines as the standard wants them."""
    entries = list(entries)
    lines = [
        *("BEGIN:VCALENDAR", "VERSION:2.0", f"PRODID:{PRODUCT}", "CALSCALE:GREGORIAN", "METHOD:PUBLISH"),
        f"NAME:{escaped(name)}",
        f"X-WR-CALNAME:{escaped(name)}",
        f"REFRESH-INTERVAL;VALUE=DURATION:PT{refresh_hours}H",
        f"X-PUBLISHED-TTL:PT{refresh_hours}H",
    ]
    for zone, moments in _moments_by_zone(entries).items():
        lines += _time_zone(ZoneInfo(zone), min(moments), max(moments))
    for entry in entries:
        lines += _event(entry)
    lines.append("END:VCALENDAR")
    return "".join(f"{folded(line)}\r\n" for line in lines)


def escaped(text: str) -> str:
    r"""A text value: backslash, semicolon, comma and new line are written with a backslash.

    >>> print(escaped("a, b; c\\d"))
    a\, b\; c\\d
    """
    text = re.sub(r"\r\n?", "\n", text)
    text = re.sub(r"[\x00-\x09\x0b-\x1f\x7f]", " ", text)
    return re.sub(r"([\\;,])", r"\\\1", text).replace("\n", "\\n")


def folded(line: str) -> str:
    """A line in pieces of at most 75 octets, all but the first begun with a blank; no letter is cut."""
    pieces, piece, size = [], "", 0
    for letter in line:
        octets = len(letter.encode())
        if size + octets > LONGEST_LINE:
            pieces.append(piece)
            piece, size = " ", 1
        piece, size = piece + letter, size + octets
    return "\r\n".join([*pieces, piece])


def _event(entry: Entry) -> Iterator[str]:
    changed = f"{entry.changed.astimezone(UTC):%Y%m%dT%H%M%SZ}"
    yield "BEGIN:VEVENT"
    yield f"UID:{escaped(entry.uid)}"
    yield f"DTSTAMP:{changed}"
    yield f"LAST-MODIFIED:{changed}"
    yield f"SEQUENCE:{entry.sequence}"
    yield f"DTSTART{_when(entry.begins)}"
    if entry.ends is not None:
        yield f"DTEND{_when(entry.ends)}"
    yield f"SUMMARY:{escaped(entry.summary)}"
    if entry.description:
        yield f"DESCRIPTION:{escaped(entry.description)}"
    if entry.url:
        yield f"URL:{entry.url}"
    if entry.categories:
        yield f"CATEGORIES:{','.join(escaped(one) for one in entry.categories)}"
    yield f"STATUS:{'CONFIRMED' if entry.is_certain else 'TENTATIVE'}"
    yield "TRANSP:TRANSPARENT"
    yield "END:VEVENT"


def _when(moment: date | datetime) -> str:
    if not isinstance(moment, datetime):
        return f";VALUE=DATE:{moment:%Y%m%d}"
    return f";TZID={_zone_name(moment)}:{moment:%Y%m%dT%H%M%S}"


def _zone_name(moment: datetime) -> str:
    if not isinstance(moment.tzinfo, ZoneInfo) or not moment.tzinfo.key:
        raise ValueError("a moment of a feed needs a named time zone")
    return moment.tzinfo.key


def _moments_by_zone(entries: Iterable[Entry]) -> dict[str, list[datetime]]:
    found: dict[str, list[datetime]] = {}
    for entry in entries:
        for moment in (entry.begins, entry.ends):
            if isinstance(moment, datetime):
                found.setdefault(_zone_name(moment), []).append(moment)
    return found


def _time_zone(zone: ZoneInfo, first: datetime, last: datetime) -> Iterator[str]:
    """The zone from a day before the first moment to a day after the last: its offset and its changes."""
    yield "BEGIN:VTIMEZONE"
    yield f"TZID:{zone.key}"
    start = (first - ONE_DAY).astimezone(UTC)
    before = start.astimezone(zone)
    yield from _observance(before, before)
    for moment in changes_of(zone, start, (last + ONE_DAY).astimezone(UTC)):
        yield from _observance((moment - timedelta(seconds=1)).astimezone(zone), moment.astimezone(zone))
    yield "END:VTIMEZONE"


def _observance(before: datetime, after: datetime) -> Iterator[str]:
    """From when on the local time is that of ``after``; the beginning is written in the time of before."""
    kind = "DAYLIGHT" if after.dst() else "STANDARD"
    old = before.utcoffset() or timedelta()
    begins = (after.astimezone(UTC) + old).replace(tzinfo=None)
    yield f"BEGIN:{kind}"
    yield f"DTSTART:{begins:%Y%m%dT%H%M%S}"
    yield f"TZOFFSETFROM:{_offset(old)}"
    yield f"TZOFFSETTO:{_offset(after.utcoffset() or timedelta())}"
    yield f"TZNAME:{after.tzname()}"
    yield f"END:{kind}"


def changes_of(zone: ZoneInfo, first: datetime, last: datetime) -> list[datetime]:
    """The moments (UTC, to the second) between the two at which the offset of the zone changes."""
    found = []
    day = first
    while day < last:
        low, high = day, min(day + ONE_DAY, last)
        day = high
        offset = low.astimezone(zone).utcoffset()
        if offset == high.astimezone(zone).utcoffset():
            continue
        while high - low > timedelta(seconds=1):
            middle = (low + (high - low) / 2).replace(microsecond=0)
            if middle.astimezone(zone).utcoffset() == offset:
                low = middle
            else:
                high = middle
        found.append(high)
    return found


def _offset(offset: timedelta) -> str:
    seconds = int(offset.total_seconds())
    sign, seconds = ("-", -seconds) if seconds < 0 else ("+", seconds)
    return f"{sign}{seconds // 3600:02}{seconds % 3600 // 60:02}"
