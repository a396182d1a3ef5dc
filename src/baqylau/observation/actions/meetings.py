"""The log of meetings: institutions, meetings, persons and what they agreed to; and forgetting persons."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from django.db import transaction
from django.db.models import Max, QuerySet

from baqylau.accounts.models import User
from baqylau.core.problem import Phrase, Problem, Refused
from baqylau.core.reading import Problems
from baqylau.mission.history import Altered, set_fields
from baqylau.mission.models import Mission
from baqylau.observation.meeting_data import (
    MOST_PERSONS,
    InstitutionData,
    MeetingData,
    PersonData,
    as_fields,
    check_institution,
    check_meeting,
    check_people,
    check_person,
)
from baqylau.observation.meeting_history import (
    LISTS,
    NOTES,
    OF_PERSONS,
    forget_in_history,
    locked,
    next_number,
    set_lists,
    write_history,
)
from baqylau.observation.models import Consent, Institution, Interlocutor, Meeting, Openness, Record


def today_in(mission: Mission, now: datetime) -> date:
    """The day by the clock of the election."""
    return now.astimezone(ZoneInfo(mission.election.time_zone)).date()


# ------------------------------------------------------------------ institutions


@transaction.atomic
def add_institution(*, mission: Mission, given: InstitutionData, by: User, now: datetime) -> Institution:
    """Enter an institution. ``Refused``: Y.101, Y.102, Y.110, Y.111."""
    values = _checked_institution(given, mission)
    number = next_number(Institution.objects.filter(mission=mission), mission)
    made = Institution(mission=mission, number=number, added_at=now)
    altered = set_fields(made, values)
    made.save()
    write_history(made, "institution_added", altered, by=by, now=now)
    return made


@transaction.atomic
def change_institution(
    *, institution: Institution, given: InstitutionData, version: int | None, by: User, now: datetime
) -> Institution:
    """Change what is said of an institution. ``Refused``: as for a new one, Y.120."""
    found: Institution = locked(institution, version)
    altered = set_fields(found, _checked_institution(given, found.mission))
    _changed(found, "institution_changed", altered, by=by, now=now)
    return found


def _checked_institution(given: InstitutionData, mission: Mission) -> dict[str, Any]:
    values = as_fields(given)
    problems = Problems()
    check_institution(values, mission, problems)
    problems.refuse_if_any()
    return values


# ------------------------------------------------------------------ meetings


@transaction.atomic
def add_meeting(
    *,
    mission: Mission,
    given: MeetingData,
    by: User,
    now: datetime,
    record: Record | None = None,
    written_by: User | None = None,
    done: str = "meeting_added",
) -> Meeting:
    """Enter a meeting; ``written_by`` where somebody else wrote it down.

    ``Refused`` with all that is wrong (Y.101 – Y.105, Y.110, Y.112), each problem at its field.
    """
    values = _checked(given, mission, now)
    number = next_number(_series(mission, given.openness), mission)
    made = Meeting(mission=mission, number=number, record=record, written_by=written_by or by, added_at=now)
    altered = set_fields(made, _columns(values))
    made.save()
    altered += set_lists(made, _lists(values))
    if record is not None:
        altered.append(Altered("record", None, record.number))
    write_history(made, done, altered, by=by, now=now)
    return made


@transaction.atomic
def change_meeting(
    *, meeting: Meeting, given: MeetingData, version: int | None, by: User, now: datetime
) -> Meeting:
    """Change what is said of a meeting; nothing is written where nothing differs.

    A meeting that becomes confidential, or ceases to be, gets a number of its new series. ``Refused``: as for
    a new one; Y.106 (fewer than the persons listed), Y.120.
    """
    found: Meeting = locked(meeting, version)
    values = _checked(given, found.mission, now, found)
    columns = _columns(values)
    is_confidential = columns["openness"] == Openness.CONFIDENTIAL
    if found.is_confidential != is_confidential:
        columns["number"] = next_number(_series(found.mission, columns["openness"]), found.mission)
    altered = set_fields(found, columns) + set_lists(found, _lists(values))
    _changed(found, "meeting_changed", altered, by=by, now=now)
    return found


def _series(mission: Mission, openness: str) -> QuerySet[Meeting]:
    """The meetings that are numbered together."""
    found = Meeting.objects.filter(mission=mission)
    hidden = {"openness": Openness.CONFIDENTIAL}
    return found.filter(**hidden) if openness == Openness.CONFIDENTIAL else found.exclude(**hidden)


def _checked(
    given: MeetingData, mission: Mission, now: datetime, meeting: Meeting | None = None
) -> dict[str, Any]:
    values = as_fields(given)
    problems = Problems()
    check_meeting(values, mission, today_in(mission, now), problems)
    if meeting is not None:
        check_people(values, _listed(meeting), problems)
    problems.refuse_if_any()
    return values


def _columns(values: Mapping[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in values.items() if name not in LISTS}


def _lists(values: Mapping[str, Any]) -> dict[str, Any]:
    return {name: values[name] for name in sorted(LISTS)}


def _listed(meeting: Meeting, without: int | None = None) -> dict[str, int]:
    """How many persons of each sex are listed."""
    counted: dict[str, int] = {}
    for sex in meeting.persons.exclude(position=without or 0).values_list("sex", flat=True):
        counted[sex] = counted.get(sex, 0) + 1
    return counted


def _changed(
    entry: Meeting | Institution,
    done: str,
    altered: list[Altered],
    *,
    by: User,
    now: datetime,
    place: int | None = None,
) -> None:
    if altered:
        entry.version += 1
        entry.save()
        write_history(entry, done, altered, by=by, now=now, place=place)


# ------------------------------------------------------------------ persons


@transaction.atomic
def add_person(*, meeting: Meeting, given: PersonData, by: User, now: datetime) -> Interlocutor:
    """Enter a person who was met, with what they agreed to.

    ``Refused``: Y.101, Y.106 (more than were counted), Y.107 – Y.110, Y.112, Y.113 (too many), Y.114 (the
    persons of this meeting were forgotten).
    """
    found: Meeting = locked(meeting, None)
    last = found.persons.aggregate(last=Max("position"))["last"] or 0
    if last >= MOST_PERSONS:
        says = Phrase("A meeting lists at most {most} persons.", most=MOST_PERSONS)
        raise Refused(Problem("Y.113", says, Phrase("Count the others among men and women.")))
    values = _checked_person(given, found, now)
    made = Interlocutor(meeting=found, position=last + 1)
    altered = set_fields(made, values)
    _record_consent(made, by)
    made.save()
    _changed(found, "person_added", altered, by=by, now=now, place=made.position)
    return made


@transaction.atomic
def change_person(
    *, person: Interlocutor, given: PersonData, version: int | None, by: User, now: datetime
) -> Interlocutor:
    """Change what is said of a person. One who no longer agrees to be in our notes is forgotten there.

    A consent that is given anew stands again. ``Refused``: as for a new one, Y.120.
    """
    meeting: Meeting = locked(person.meeting, version)
    found = meeting.persons.get(pk=person.pk)
    values = _checked_person(given, meeting, now, found)
    altered = set_fields(found, values)
    if any(one.field.startswith("consent") for one in altered):
        _record_consent(found, by)
        altered += set_fields(found, {"withdrawn_at": None})
    found.save()
    _changed(meeting, "person_changed", altered, by=by, now=now, place=found.position)
    if found.consent == Consent.NONE:
        forget_in_history(meeting, frozenset({"name"}), place=found.position)
    return found


def _checked_person(
    given: PersonData, meeting: Meeting, now: datetime, person: Interlocutor | None = None
) -> dict[str, Any]:
    if meeting.persons_forgotten_at is not None:
        says = Phrase("The persons of this meeting were forgotten.")
        raise Refused(Problem("Y.114", says, Phrase("Nobody can be named here any more.")))
    values = as_fields(given)
    problems = Problems()
    check_person(values, today_in(meeting.mission, now), problems)
    listed = _listed(meeting, person.position if person else None)
    counted = {"f": meeting.women, "m": meeting.men}.get(values["sex"])
    if counted is not None and listed.get(values["sex"], 0) + 1 > counted:
        says = Phrase("The meeting counted {counted} of this sex, and as many are listed.", counted=counted)
        problems.add("Y.106", says, Phrase("Correct the numbers of the meeting first."), "sex")
    problems.refuse_if_any()
    return values


def _record_consent(person: Interlocutor, by: User) -> None:
    """Who wrote the consent down; nobody where there is none."""
    person.consent_by = by if person.consent == Consent.REPORT else None


@transaction.atomic
def withdraw_consent(*, person: Interlocutor, by: User, now: datetime) -> Interlocutor:
    """A person takes back the consent to be named: from now on the core team alone sees the name.

    ``Refused`` (Y.115): there is no consent to take back.
    """
    meeting: Meeting = locked(person.meeting, None)
    found = meeting.persons.get(pk=person.pk)
    if not found.may_be_named:
        says = Phrase("This person has given no consent that could be taken back.")
        raise Refused(Problem("Y.115", says, Phrase("Look at it again.")))
    altered = set_fields(found, {"withdrawn_at": now})
    found.save()
    _changed(meeting, "consent_withdrawn", altered, by=by, now=now, place=found.position)
    return found


@transaction.atomic
def forget_persons(*, meeting: Meeting, by: User, now: datetime) -> Meeting:
    """Destroy who the persons of a meeting were; how many women and men there were stays.

    Names and functions go out of the rows and out of the history, with what earlier versions of the notes
    said; the salts of the digests in the trail go too. What the notes say now stays: whoever forgets has
    read it.
    ``Refused`` (Y.114): done already.
    """
    found: Meeting = locked(meeting, None)
    if found.persons_forgotten_at is not None:
        says = Phrase("The persons of this meeting were forgotten.")
        raise Refused(Problem("Y.114", says, Phrase("Nobody can be named here any more.")))
    count = 0
    for person in found.persons.all():
        person.name = person.function = person.consent_how = ""
        person.forgotten_at = now
        person.save()
        count += 1
    forget_in_history(found, OF_PERSONS | NOTES)
    found.persons_forgotten_at = now
    _changed(found, "persons_forgotten", [Altered("persons", count, None)], by=by, now=now)
    return found
