"""Duties of the calendar: a mission says that one was done, or takes that back."""

from __future__ import annotations

from datetime import date, datetime
from zoneinfo import ZoneInfo

from django.db import transaction

from baqylau.accounts.models import User
from baqylau.core.problem import Phrase, Problem, Refused
from baqylau.core.reading import Problems
from baqylau.election.models import CalendarEvent
from baqylau.mission.models import DutyDone, Mission
from baqylau.trail.record import personal, record

LONGEST_SOURCE = 2000


@transaction.atomic
def mark_done(
    *, mission: Mission, event: CalendarEvent, day: date | None, source: str, by: User, now: datetime
) -> DutyDone:
    """Say when a duty was done and who says so; said again, it replaces what the mission said before.

    ``Refused``: no duty of this election (Y.140), done already by the pack (Y.141), no day or one that has
    not come (Y.142), no source (Y.143).
    """
    Mission.objects.select_for_update(no_key=True).get(pk=mission.pk)
    _refuse_what_is_none(mission, event)
    source = source.replace("\0", "").strip()[:LONGEST_SOURCE]
    problems = Problems()
    today = now.astimezone(ZoneInfo(mission.election.time_zone)).date()
    if day is None or day > today:
        says = Phrase("The day is missing, or has not come yet.")
        problems.add("Y.142", says, Phrase("Give the day on which it was done."), "day")
    if not source:
        says = Phrase("It is not said who says so.")
        problems.add("Y.143", says, Phrase("Name the document, the page or the person."), "source")
    problems.refuse_if_any()
    values = {"day": day, "source": source, "by": by, "at": now}
    made, _is_new = DutyDone.objects.update_or_create(mission=mission, event=event, defaults=values)
    change = {"event": event.code, "day": made.day.isoformat(), "source": personal(source)}
    record("mission.duty_marked_done", about=made, by=by, change=change)
    return made


def _refuse_what_is_none(mission: Mission, event: CalendarEvent) -> None:
    if event.election_id != mission.election_id or not event.duty:
        says = Phrase("Nobody has to do this by a day of the calendar.")
        raise Refused(Problem("Y.140", says, Phrase("Choose a duty of this election.")))
    if event.done_day is not None:
        says = Phrase("The pack of the election says already when this was done.")
        raise Refused(Problem("Y.141", says, Phrase("Correct the pack, if it is wrong.")))


@transaction.atomic
def take_mark_back(*, mission: Mission, event: CalendarEvent, by: User) -> None:
    """Take back that the mission said a duty was done. What was never said stays so."""
    for mark in DutyDone.objects.select_for_update().filter(mission=mission, event=event):
        record("mission.duty_mark_taken_back", about=mark, by=by, change={"event": event.code})
        mark.delete()
