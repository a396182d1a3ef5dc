"""The calendar of an election as a feed: one entry for each moment, in the local time of an area."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import UTC, date, datetime

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from baqylau.election.methods.calendar import BEGINS
from baqylau.election.methods.icalendar import Entry as FeedEntry
from baqylau.election.methods.icalendar import calendar_text
from baqylau.election.models import Election
from baqylau.mission.models import Mission
from baqylau.site.pages.calendar import CalendarPage, Day, Entry
from baqylau.site.pages.calendar_words import late_words

HOST = "calendar.baqylau"
"""The right half of each UID: the same in every installation, so that one calendar stays one."""
FIRST = datetime(1970, 1, 1, tzinfo=UTC)


DONE = "✓"
"""Stands before the name of a duty that was done."""


def feed(page: CalendarPage, address: str, mission: Mission | None = None) -> str:
    """The page's moments as RFC 5545 has them. ``address`` is that of the page itself.

    What is known to be done is marked; with a mission, by what it says too. Who says so stays on the page.
    """
    names = [mission.name if mission else "", page.election.name, page.area.name if page.area else ""]
    name = " – ".join(filter(None, names))
    entries = [entry for group in page.groups for entry in group.entries]
    return calendar_text(name, _entries(entries, page, address))


def _entries(entries: Iterable[Entry], page: CalendarPage, address: str) -> list[FeedEntry]:
    return [_entry(entry, page, address) for entry in entries]


def _entry(entry: Entry, page: CalendarPage, address: str) -> FeedEntry:
    event = entry.day.event
    begins, ends = _when(entry, page)
    return FeedEntry(
        uid=f"{page.election.code}.{event.code}.{entry.end or 'day'}@{HOST}",
        sequence=page.election.calendar_version,
        changed=max(changed_at(page.election), entry.day.marked_at or FIRST),
        begins=begins,
        ends=ends,
        summary=summary(entry),
        description="\n".join(_description(entry)),
        url=f"{address}#{entry.anchor}",
        categories=(str(event.get_kind_display()),),
        is_certain=not entry.is_computed and event.status != "unconfirmed",
    )


def _when(entry: Entry, page: CalendarPage) -> tuple[date | datetime, datetime | None]:
    """A day, or a moment; what begins and ends at times of one day has both."""
    point = entry.point
    if point.clock is None:
        return point.day, None
    begins = datetime.combine(point.day, point.clock, page.zone)
    last = entry.day.ends.shown if not entry.end else None
    if last and last.clock is not None and last.clock > point.clock:
        return begins, datetime.combine(last.day, last.clock, page.zone)
    return begins, None


def summary(entry: Entry) -> str:
    """What stands in the calendar of a phone."""
    name = f"{DONE} {entry.day.event.name}" if is_done(entry) else entry.day.event.name
    if entry.end == "begins":
        return _("{event}: begins").format(event=name)
    if entry.is_last_day:
        return _("{event}: last day").format(event=name)
    if entry.end == "ends":
        return _("{event}: ends").format(event=name)
    return name


def is_done(entry: Entry) -> bool:
    """Whether this is the moment by which a duty had to be done, and it was."""
    return entry.day.event.done_day is not None and entry.end != BEGINS


def _done(day: Day) -> Iterator[str]:
    if (done := day.event.done_day) is None:
        return
    said = _("Done on %(day)s.") % {"day": date_format(done)}
    over = (done - day.last.day).days if day.last else 0
    yield f"{said} {late_words(over)}" if over > 0 else said


def _description(entry: Entry) -> list[str]:
    day: Day = entry.day
    lines = list(_done(day)) if is_done(entry) else []
    if entry.is_computed:
        lines.append(_("Computed by the rule; no published date was found."))
    if entry.rule:
        lines.append(_("Rule: {rule}").format(rule=entry.rule))
    if entry.moment.differs:
        lines.append(_("Published: {difference}").format(difference=entry.moment.differs_how))
    if day.article:
        lines.append(_("Article {article}").format(article=day.article))
    if day.event.source:
        lines.append(_("Source: {source}").format(source=day.event.source))
    return lines


def changed_at(election: Election) -> datetime:
    """When the calendar last changed; for one that was never counted, election day stands in."""
    return election.calendar_changed_at or datetime.combine(election.day, datetime.min.time(), UTC)
