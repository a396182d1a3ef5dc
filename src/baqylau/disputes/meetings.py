"""Meetings at which a case was talked about, to those who may know of both."""

from __future__ import annotations

from collections.abc import Iterable

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _

from baqylau.accounts.models import User
from baqylau.accounts.permissions import Permission
from baqylau.disputes.models import Case, CaseMeeting, Change
from baqylau.disputes.queries import cases_seen_by, keys_told
from baqylau.mission.models import Mission
from baqylau.observation.meeting_queries import Reader
from baqylau.observation.meeting_ties import Tied
from baqylau.observation.models import Meeting

FIELD = "meeting"
"""The field of a case's history that tells of a tie to a meeting."""


def meetings_seen_by(user: User, mission: Mission) -> QuerySet[Meeting]:
    """The meetings that this person may know of."""
    if not user.has_perm(Permission.SEE_MEETINGS, mission):
        return Meeting.objects.none()
    return Reader(user, mission).meetings()


def ties_to_meetings(case: Case, user: User) -> QuerySet[CaseMeeting]:
    """The ties of a case to meetings that this person may know of, the latest meeting first."""
    seen = meetings_seen_by(user, case.mission).order_by().values("pk")
    links = CaseMeeting.objects.filter(case=case, meeting__in=seen).select_related("meeting")
    return links.prefetch_related("meeting__institutions").order_by("-meeting__day", "-pk")


def cases_at(meeting: Meeting, user: User) -> list[Tied]:
    """The cases that were talked about at a meeting, for its page: those that this person may know of."""
    if not user.has_perm(Permission.SEE_CASES, meeting.mission):
        return []
    tied = CaseMeeting.objects.filter(meeting=meeting).values("case")
    return [
        Tied(
            _("Case %(number)s") % {"number": case.label},
            reverse("disputes:case", args=[meeting.mission.slug, case.label]),
            case.says[:100],
        )
        for case in cases_seen_by(user, meeting.mission).filter(pk__in=tied).order_by("pk")
    ]


def named_meetings(changes: Iterable[Change], mission: Mission, user: User) -> dict[int, str]:
    """The labels of the meetings that a history tells of, as far as this person may know of them."""
    keys = keys_told(changes, FIELD)
    if not keys:
        return {}
    return {one.pk: one.label for one in meetings_seen_by(user, mission).filter(pk__in=keys)}


def tells_of_unknown(change: Change, known: dict[int, str]) -> bool:
    """Whether a line tells of a meeting that the reader may not know of: it is not shown at all."""
    return not keys_told([change], FIELD) <= known.keys()
