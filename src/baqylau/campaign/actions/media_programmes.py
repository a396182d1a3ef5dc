"""Programmes: begun, changed, given to a second monitor, and those that came to nothing removed."""

from __future__ import annotations

from dataclasses import dataclass, fields
from datetime import date, datetime, time, timedelta
from typing import Any

from django.db import transaction

from baqylau.accounts.models import User
from baqylau.campaign.actions.media_items import begins_in_calendar, local_time
from baqylau.campaign.actions.media_schedule import check_monitor
from baqylau.campaign.actions.media_writing import clean, locked, next_number, save_changed, write_history
from baqylau.campaign.models import MonitoringSlot, Outlet, OutletKind, Programme, ProgrammeClass
from baqylau.campaign.models.media import DAY_SECONDS
from baqylau.core.problem import Phrase, Problem, Refused
from baqylau.core.reading import Problems
from baqylau.mission.history import Altered, set_fields
from baqylau.mission.models import Membership, Mission
from baqylau.trail.record import record as write_trail

EARLIEST = date(1990, 1, 1)


@dataclass(frozen=True, slots=True, kw_only=True)
class ProgrammeData:
    """What is said of a programme, an issue, or a day of a site."""

    outlet: Outlet
    day: date
    begins: time | None = None
    length_seconds: int | None = None
    pages: int | None = None
    area_cm2: int | None = None
    programme_class: str = ProgrammeClass.NEWS
    title: str = ""
    debate_organiser: str = ""
    slot: MonitoringSlot | None = None


@transaction.atomic
def add_programme(
    *, mission: Mission, given: ProgrammeData, monitor: Membership, by: User, now: datetime
) -> Programme:
    """Begin to code a programme. ``Refused``: X.101, X.112, X.120 – X.125."""
    number = next_number(Programme, mission)
    problems = Problems()
    check_monitor(monitor, mission, problems)
    values = _values(given, mission, now, problems)
    problems.refuse_if_any()
    made = Programme(mission=mission, number=number, monitor=monitor, added_at=now)
    altered = set_fields(made, values)
    _refuse_overlap(made)
    made.save()
    write_history(made, "programme_added", altered, by=by, now=now)
    return made


@transaction.atomic
def change_programme(
    *,
    programme: Programme,
    given: ProgrammeData,
    version: int | None,
    by: User,
    now: datetime,
    reason: str = "",
) -> Programme:
    """Change what is said of a programme; a finished one only with a reason.

    ``Refused``: X.101, X.110, X.120 – X.126 (outlet and day of a finished one), X.128, X.133.
    """
    found, problems = locked(programme, version), Problems()
    values = _values(given, found.mission, now, problems)
    if found.is_finished:
        _refuse_of_finished(found, values, clean(reason), problems)
    problems.refuse_if_any()
    altered = set_fields(found, values)
    if found.second_coding_of_id is None:
        _refuse_overlap(found)
    save_changed(found, "programme_changed", altered, by=by, now=now, reason=clean(reason)[:2000])
    if found.is_finished and altered:
        _follow(found)
    return found


def _refuse_of_finished(found: Programme, values: dict[str, Any], reason: str, problems: Problems) -> None:
    if values["outlet"].pk != found.outlet_id or values["day"] != found.day:
        says = Phrase("The outlet and the day of a finished programme stay.")
        problems.add("X.126", says, Phrase("Enter another programme."), "day")
    if not reason:
        says = Phrase("A finished programme is corrected with a reason.")
        problems.add("X.128", says, Phrase("Say what was wrong."), "reason")
    ends = max((one.begins_at or 0) + (one.seconds or 0) for one in [*found.items.all()] or [_NO_ITEM])
    if values["length_seconds"] is not None and ends > values["length_seconds"]:
        says = Phrase("An item ends after {seconds} s.", seconds=ends)
        problems.add("X.133", says, Phrase("Correct the item first."), "length")


@dataclass(frozen=True)
class _Nothing:
    begins_at: int = 0
    seconds: int = 0


_NO_ITEM: Any = _Nothing()


def _follow(found: Programme) -> None:
    """What items repeat of their programme: prime time by the clock, and that it is paid."""
    for item in found.items.all():
        item.prime_time = found.begins is not None and found.outlet.in_prime_time(
            local_time(found, item.begins_at)
        )
        item.paid = item.paid or found.programme_class == ProgrammeClass.PAID
        item.save(update_fields=["prime_time", "paid"])


def _values(given: ProgrammeData, mission: Mission, now: datetime, problems: Problems) -> dict[str, Any]:
    values = {one.name: getattr(given, one.name) for one in fields(given)}
    for name in ("title", "debate_organiser"):
        values[name] = clean(values[name])[:200]
    outlet = given.outlet
    if outlet.mission_id != mission.pk or not outlet.active:
        says = Phrase("This outlet is not monitored in this mission.")
        problems.add("X.125", says, Phrase("Choose one of the list."), "outlet")
    if given.programme_class not in ProgrammeClass.values:
        says = Phrase("'{text}' is not a word known here.", text=str(given.programme_class)[:40])
        problems.add("X.101", says, Phrase("Choose one of the list."), "programme_class")
    if values["debate_organiser"] and given.programme_class != ProgrammeClass.DEBATE:
        says = Phrase("Only a debate has an organiser.")
        problems.add("X.124", says, Phrase("Leave it out, or choose the class 'debate'."), "debate_organiser")
    if not EARLIEST <= given.day <= now.date() + timedelta(days=1):
        says = Phrase("This day is in the future, or too long ago.")
        problems.add("X.123", says, Phrase("Give the day of the programme."), "day")
    _check_slot(given, problems)
    _check_measures(values, outlet, problems)
    return values


def _check_slot(given: ProgrammeData, problems: Problems) -> None:
    slot = given.slot
    if slot is not None and (slot.outlet_id != given.outlet.pk or abs((slot.day - given.day).days) > 1):
        says = Phrase("The hours of the schedule are of another outlet or day.")
        problems.add("X.123", says, Phrase("Choose others, or none."), "slot")


def _check_measures(values: dict[str, Any], outlet: Outlet, problems: Problems) -> None:
    """Broadcast has a beginning and a length, print pages and an area, online neither."""
    if outlet.is_broadcast:
        if values["begins"] is None or not values["length_seconds"]:
            says = Phrase("A programme of television or radio has a beginning and a length.")
            problems.add("X.120", says, Phrase("Give both; 6000 is sixty minutes."), "length")
        elif values["length_seconds"] > DAY_SECONDS:
            says = Phrase("A programme is not longer than a day.")
            problems.add("X.121", says, Phrase("Give minutes and seconds: 6000 is sixty minutes."), "length")
    else:
        values |= {"begins": None, "length_seconds": None}
    if outlet.kind != OutletKind.PRINT:
        values |= {"pages": None, "area_cm2": None}


def _refuse_overlap(programme: Programme) -> None:
    """Programmes of one outlet follow each other; a second coding is made of the first one."""
    if programme.begins is None or programme.length_seconds is None:
        return
    begins = begins_in_calendar(programme.day, programme.begins)
    ends = begins + programme.length_seconds
    near = (programme.day - timedelta(days=1), programme.day + timedelta(days=1))
    others = Programme.objects.filter(
        outlet=programme.outlet, day__range=near, second_coding_of=None, length_seconds__isnull=False
    ).exclude(pk=programme.pk)
    for other in others.exclude(begins=None):
        begun = begins_in_calendar(other.day, other.begins)
        if begins < begun + (other.length_seconds or 0) and begun < ends:
            says = Phrase("Programme {number} of this outlet is at the same time.", number=other.number)
            remedy = Phrase("Correct the times; whoever codes it once more gets a second coding.")
            raise Refused(Problem("X.122", says, remedy, "begins"))


@transaction.atomic
def give_second_coding(*, programme: Programme, monitor: Membership, by: User, now: datetime) -> Programme:
    """Let another monitor code the same programme, who does not see the first coding (X.112, X.127)."""
    first = locked(programme, None)
    number, problems = next_number(Programme, first.mission), Problems()
    check_monitor(monitor, first.mission, problems)
    is_same = first.monitor is not None and first.monitor.user_id == monitor.user_id
    has_one = first.second_codings.filter(monitor__user=monitor.user_id).exists()
    if first.second_coding_of_id or is_same or has_one:
        says = Phrase("This person coded the programme already, or it is a second coding itself.")
        problems.add("X.127", says, Phrase("Choose somebody else."), "monitor")
    problems.refuse_if_any()
    copied = {one.name: getattr(first, one.name) for one in fields(ProgrammeData)}
    made = Programme.objects.create(
        mission=first.mission, number=number, monitor=monitor, second_coding_of=first, added_at=now, **copied
    )
    altered = [Altered("second_coding_of", None, first.number), Altered("monitor", None, monitor.pk)]
    write_history(made, "second_coding_given", altered, by=by, now=now)
    return made


@transaction.atomic
def remove_programme(*, programme: Programme, by: User) -> None:
    """Remove a programme that is not finished, with the rows that were typed. ``Refused``: X.129."""
    found = locked(programme, None)
    if found.is_finished or found.second_codings.exists():
        says = Phrase("A finished programme, or one that is coded twice, stays.")
        raise Refused(Problem("X.129", says, Phrase("Correct what is wrong, with a reason.")))
    change = {"number": found.number, "rows": found.rows.count()}
    write_trail("campaign.programme_removed", about=found, by=by, change=change)
    found.delete()
