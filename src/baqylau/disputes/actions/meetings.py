"""Ties between cases and the meetings at which they were talked about."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from baqylau.accounts.models import User
from baqylau.core.problem import Phrase, Problem, Refused
from baqylau.disputes.actions.writing import write_tie
from baqylau.disputes.meetings import FIELD
from baqylau.disputes.models import Case, CaseMeeting
from baqylau.mission.history import Altered
from baqylau.observation.models import Meeting


@transaction.atomic
def tie_meeting(*, case: Case, meeting: Meeting, by: User, now: datetime) -> CaseMeeting:
    """Say that a case was talked about at a meeting. The same again changes nothing.

    The history is the case's; nothing of the meeting's tells of it. ``Refused`` (H.115): another mission.
    """
    if case.mission_id != meeting.mission_id:
        says = Phrase("This meeting belongs to another mission.")
        raise Refused(Problem("H.115", says, Phrase("Choose one of this mission."), "meeting"))
    link, is_new = CaseMeeting.objects.get_or_create(case=case, meeting=meeting)
    if is_new:
        write_tie(case, Altered(FIELD, None, meeting.pk), "meeting_tied", by=by, now=now)
    return link


@transaction.atomic
def untie_meeting(*, link: CaseMeeting, by: User, now: datetime) -> None:
    """Take a tie away; the history keeps that it was there."""
    write_tie(link.case, Altered(FIELD, link.meeting_id, None), "meeting_untied", by=by, now=now)
    link.delete()
