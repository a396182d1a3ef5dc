"""The schedule of monitoring: which outlet in which hours by whom, and what was really covered."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

from django.db import transaction

from baqylau.accounts.models import User
from baqylau.accounts.permissions import Permission
from baqylau.campaign.actions.media_writing import clean, locked, next_number, save_changed
from baqylau.campaign.models import MonitoringSlot, Outlet, SlotState
from baqylau.campaign.models.media import DAY_SECONDS
from baqylau.core.problem import Phrase, Problem, Refused
from baqylau.core.reading import Problems
from baqylau.mission.history import set_fields
from baqylau.mission.models import Membership, Mission
from baqylau.mission.roles import MAY, Role
from baqylau.trail.record import record as write_trail

MOST_AT_ONCE = 400
CODERS = frozenset(MAY[Permission.CODE_MEDIA])


@dataclass(frozen=True, slots=True, kw_only=True)
class Hours:
    """Hours of some weekdays between two days; print and online have days only.

    ``weekdays`` are 0 (Monday) to 6; empty says every day.
    """

    outlet: Outlet
    first: date
    last: date
    begins: time | None = None
    ends: time | None = None
    weekdays: frozenset[int] = frozenset()
    monitor: Membership | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Coverage:
    """What was really covered; the times are needed only where it was a part."""

    state: str
    done_from: time | None = None
    done_to: time | None = None
    reason: str = ""


def seconds_between(begins: time, ends: time) -> int:
    """From one time of day to the next such time: until midnight is 00:00, a whole day where both are one."""
    return (_clock(ends) - _clock(begins)) % DAY_SECONDS or DAY_SECONDS


def _clock(at: time) -> int:
    return at.hour * 3600 + at.minute * 60 + at.second


def coders_of(mission: Mission) -> Any:
    """Memberships that may code in this mission, by the names of people."""
    found = Membership.objects.filter(mission=mission, ended_at=None, role__in=[Role(one) for one in CODERS])
    return found.select_related("user").order_by("user__name", "pk")


@transaction.atomic
def plan_slots(*, mission: Mission, hours: Hours, by: User) -> list[MonitoringSlot]:
    """Plan the same hours on several days; days that have them already are left out (X.111 – X.113)."""
    _check_hours(mission, hours)
    number = next_number(MonitoringSlot, mission)
    days = list(_days(hours))
    have = set(
        MonitoringSlot.objects.filter(
            outlet=hours.outlet, day__in=days, begins=hours.begins, ends=hours.ends
        ).values_list("day", flat=True)
    )
    planned = seconds_between(hours.begins, hours.ends) if hours.begins and hours.ends else None
    made = [
        MonitoringSlot(
            mission=mission,
            number=number + place,
            outlet=hours.outlet,
            day=day,
            begins=hours.begins,
            ends=hours.ends,
            planned_seconds=planned,
            monitor=hours.monitor,
        )
        for place, day in enumerate(day for day in days if day not in have)
    ]
    if not made:
        says = Phrase("All of this is planned already.")
        raise Refused(Problem("X.113", says, Phrase("Choose other days or hours.")))
    MonitoringSlot.objects.bulk_create(made)
    change = {"outlet": hours.outlet.pk, "numbers": [one.number for one in made]}
    write_trail("campaign.monitoring_planned", about=mission, by=by, change=change)
    return made


def _days(hours: Hours) -> Iterable[date]:
    for place in range((hours.last - hours.first).days + 1):
        day = hours.first + timedelta(days=place)
        if not hours.weekdays or day.weekday() in hours.weekdays:
            yield day


def _check_hours(mission: Mission, hours: Hours) -> None:
    problems = Problems()
    if hours.outlet.mission_id != mission.pk or not hours.outlet.active:
        says = Phrase("This outlet is not monitored in this mission.")
        problems.add("X.125", says, Phrase("Choose one of the list."), "outlet")
    if (hours.begins is None) != (hours.ends is None):
        problems.add("X.111", Phrase("Hours have a beginning and an end."), Phrase("Give both."), "ends")
    elif hours.begins is None and hours.outlet.is_broadcast:
        says = Phrase("Television and radio are monitored for hours.")
        problems.add("X.111", says, Phrase("Say from when to when."), "begins")
    if hours.begins is not None and not hours.outlet.is_broadcast:
        says = Phrase("Print and online are monitored for a day.")
        problems.add("X.111", says, Phrase("Leave the hours out."), "begins")
    if hours.last < hours.first or (hours.last - hours.first).days >= MOST_AT_ONCE:
        says = Phrase(
            "The last day is not after the first, or more than {most} days later.", most=MOST_AT_ONCE
        )
        problems.add("X.113", says, Phrase("Correct one of them."), "last")
    elif not any(_days(hours)):
        says = Phrase("None of these weekdays is between the two days.")
        problems.add("X.113", says, Phrase("Choose others."), "weekdays")
    check_monitor(hours.monitor, mission, problems)
    problems.refuse_if_any()


def check_monitor(monitor: Membership | None, mission: Mission, problems: Problems) -> None:
    """Whoever monitors may code in this mission (X.112)."""
    if monitor is None:
        return
    if monitor.mission_id != mission.pk or monitor.role not in CODERS or monitor.ended_at:
        says = Phrase("This person does not code media in this mission.")
        problems.add("X.112", says, Phrase("Choose a media monitor or the media analyst."), "monitor")


@transaction.atomic
def change_slot(
    *, slot: MonitoringSlot, monitor: Membership | None, version: int | None, by: User, now: datetime
) -> MonitoringSlot:
    """Give hours to somebody else. ``Refused``: X.110, X.112."""
    found, problems = locked(slot, version), Problems()
    check_monitor(monitor, found.mission, problems)
    problems.refuse_if_any()
    save_changed(found, "slot_changed", set_fields(found, {"monitor": monitor}), by=by, now=now)
    return found


@transaction.atomic
def say_covered(
    *, slot: MonitoringSlot, coverage: Coverage, version: int | None, by: User, now: datetime
) -> MonitoringSlot:
    """Say what of the hours was really covered. ``Refused``: X.101, X.110, X.114, X.115."""
    found = locked(slot, version)
    values = _covered(found, coverage)
    save_changed(found, "slot_covered", set_fields(found, values), by=by, now=now)
    return found


def _covered(slot: MonitoringSlot, coverage: Coverage) -> dict[str, Any]:
    """The columns that say it; covered whole is all that was planned."""
    reason, state = clean(coverage.reason), coverage.state
    problems = Problems()
    if state not in SlotState.values:
        says = Phrase("'{text}' is not a word known here.", text=str(state)[:40])
        problems.add("X.101", says, Phrase("Choose one of the list."), "state")
    if state in (SlotState.PARTLY, SlotState.MISSED) and not reason:
        says = Phrase("Nothing says why it was not covered.")
        problems.add("X.114", says, Phrase("Say it in a sentence; the report will count the gap."), "reason")
    values: dict[str, Any] = {"state": state, "reason": reason[:2000], "done_from": None, "done_to": None}
    if state == SlotState.PARTLY and slot.begins is not None:
        values |= _part(slot, coverage, problems)
    else:
        whole = {SlotState.COVERED: slot.planned_seconds, SlotState.MISSED: 0}
        values["covered_seconds"] = whole.get(SlotState(state)) if not problems.found else None
        if slot.planned_seconds is None:
            values["covered_seconds"] = None
    problems.refuse_if_any()
    return values


def _part(slot: MonitoringSlot, coverage: Coverage, problems: Problems) -> dict[str, Any]:
    """From when to when, as far as it lies in what was planned."""
    begun, ended = coverage.done_from, coverage.done_to
    if begun is None or ended is None or slot.begins is None:
        says = Phrase("A part has a beginning and an end.")
        problems.add("X.115", says, Phrase("Say from when to when it was covered."), "done_from")
        return {}
    planned = slot.planned_seconds or 0
    offset = (_clock(begun) - _clock(slot.begins)) % DAY_SECONDS
    covered = seconds_between(begun, ended)
    if offset + covered > planned or covered == planned:
        says = Phrase("This is not a part of the hours that were planned.")
        problems.add("X.115", says, Phrase("Give times between their beginning and end."), "done_from")
    return {"done_from": begun, "done_to": ended, "covered_seconds": covered}


@transaction.atomic
def remove_slot(*, slot: MonitoringSlot, by: User) -> None:
    """Take hours out of the schedule that nobody has begun. ``Refused``: X.116."""
    found = locked(slot, None)
    if found.state != SlotState.PLANNED or found.programmes.exists():
        says = Phrase("Something was covered or coded in these hours already.")
        raise Refused(Problem("X.116", says, Phrase("Say that they were missed, and why.")))
    write_trail("campaign.slot_removed", about=found, by=by, change={"number": found.number})
    found.delete()
