"""A phone's record of a meeting is taken over into the log, once, or set aside with a reason."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from django.db import transaction

from baqylau.accounts.models import User
from baqylau.core.problem import Phrase, Problem, Refused
from baqylau.core.text import search_key
from baqylau.mission.models import Mission
from baqylau.observation.actions.meetings import add_institution, add_meeting, add_person
from baqylau.observation.meeting_data import LONGEST_NAME, InstitutionData, MeetingData, clean
from baqylau.observation.meeting_records import Told, tellings
from baqylau.observation.models import (
    FormKind,
    Institution,
    Meeting,
    MeetingAside,
    Record,
    RecordState,
)
from baqylau.trail.record import personal
from baqylau.trail.record import record as write_trail

LONGEST_REASON = 2000


@transaction.atomic
def take_over(*, record: Record, by: User, now: datetime) -> Meeting:
    """Take a record over: a private meeting that the observer wrote, with a link to the record.

    The institution is the one that has this name already, else it is entered; it stands in no annex until
    somebody says so. ``Refused``: taken over already (Y.130), no record of a meeting, deleted, rejected or
    encrypted (Y.131), set aside (Y.133), says too little (Y.101 – Y.112, with what is missing).
    """
    found = Record.objects.select_for_update(no_key=True, of=("self",)).get(pk=record.pk)
    _refuse_what_is_none(found)
    ((_record, says),) = tellings([found])
    says = replace(says, body=says.body or found.place[:LONGEST_NAME])
    mission, observer = found.mission, found.observer
    # Who is in no team and is not known otherwise: whoever takes it over answers for it.
    members = [observer] if observer else list(mission.memberships.filter(user=by, ended_at=None)[:1])
    made = add_meeting(
        mission=mission,
        given=MeetingData(
            day=says.day,
            begins=says.begins,
            area=found.area,
            team=found.team,
            members=members,
            institutions=[_institution(found, says, by=by, now=now)],
            men=says.counted("m"),
            women=says.counted("f"),
            topics=says.topics,
            key_points=says.key_points,
            follow_up=says.follow_up,
            reliability=says.reliability,
            quotable=says.quotable,
        ),
        by=by,
        now=now,
        record=found,
        written_by=observer.user if observer else by,
        done="meeting_taken_over",
    )
    for person in says.persons:
        add_person(meeting=made, given=person, by=by, now=now)
    return Meeting.objects.get(pk=made.pk)


def _refuse_what_is_none(record: Record) -> None:
    if Meeting.objects.filter(record=record).exists():
        says = Phrase("This record stands in the log already.")
        raise Refused(Problem("Y.130", says, Phrase("Look for it among the meetings.")))
    form = record.form_version.form
    if form.kind != FormKind.MEETING or record.deleted_at or record.is_unread:
        says = Phrase("This is no record of a meeting that can be read.")
        raise Refused(Problem("Y.131", says, Phrase("Choose another record.")))
    if record.asides.filter(put_back_at=None).exists():
        says = Phrase("This record was set aside.")
        raise Refused(Problem("Y.133", says, Phrase("Put it back first.")))
    if record.state == RecordState.REJECTED:
        says = Phrase("This record was rejected.")
        raise Refused(Problem("Y.131", says, Phrase("Take the rejection back first.")))


@transaction.atomic
def set_aside(*, record: Record, reason: str, by: User, now: datetime) -> MeetingAside:
    """Say why a record is no meeting for the log. The record stays as it is, and can be put back.

    ``Refused``: no reason (Y.132), set aside already (Y.133), and what :func:`take_over` refuses.
    """
    found = Record.objects.select_for_update(no_key=True, of=("self",)).get(pk=record.pk)
    _refuse_what_is_none(found)
    reason = clean(reason)[:LONGEST_REASON]
    if not reason:
        says = Phrase("A reason is needed.")
        remedy = Phrase("Say in a sentence why it is no meeting for the log.")
        raise Refused(Problem("Y.132", says, remedy, "reason"))
    made = MeetingAside.objects.create(record=found, reason=reason, by=by, at=now)
    write_trail("observation.meeting_set_aside", about=found, by=by, change={"reason": personal(reason)})
    return made


@transaction.atomic
def put_back(*, record: Record, by: User, now: datetime) -> None:
    """Propose a record again that was set aside; that it was stays known. ``Refused``: it was not (Y.133)."""
    found = Record.objects.select_for_update(no_key=True, of=("self",)).get(pk=record.pk)
    if not found.asides.filter(put_back_at=None).update(put_back_at=now, put_back_by=by):
        says = Phrase("This record was not set aside.")
        raise Refused(Problem("Y.133", says, Phrase("Look at it again.")))
    write_trail("observation.meeting_put_back", about=found, by=by)


def _institution(record: Record, says: Told, *, by: User, now: datetime) -> Institution:
    mission, key = record.mission, search_key(says.body)
    Mission.objects.select_for_update(no_key=True).get(pk=mission.pk)
    for one in Institution.objects.filter(mission=mission, kind=says.kind).order_by("number"):
        if key and key in {search_key(name) for name in one.names.values()}:
            return one
    names = {mission.authoritative_language: says.body} if says.body else {}
    given = InstitutionData(names=names, kind=says.kind, area=record.area)
    return add_institution(mission=mission, given=given, by=by, now=now)
