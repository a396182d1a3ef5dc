"""Which meetings a person may see, what of them they may read, and whom they may see named.

The head, the deputy and the analysts ("the core team") see everything. The LTO co-ordinator sees all meetings
that are not confidential, a long-term observer those of their own team, of its areas, and what they wrote.
What was said at a private meeting is for the core team and those who met; persons are named to the core team,
to whoever wrote the meeting, and to others only with a recorded consent.
"""

from __future__ import annotations

import re

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.http import Http404

from baqylau.accounts.models import User
from baqylau.accounts.permissions import Permission
from baqylau.election.models import Area
from baqylau.mission.models import Mission
from baqylau.observation.models import Institution, Interlocutor, Meeting, Openness
from baqylau.observation.models.meetings import CONFIDENTIAL_MARK

_LABEL = re.compile(rf"({CONFIDENTIAL_MARK}?)([0-9]{{1,9}})")


class Reader:
    """Somebody who looks at the meetings of a mission; what they may is asked once."""

    def __init__(self, user: User, mission: Mission) -> None:
        self.user, self.mission = user, mission
        self.in_core_team = user.has_perm(Permission.SEE_INTERLOCUTORS, mission)
        self.sees_all = self.in_core_team or user.has_perm(Permission.SEE_RECORDS, mission)
        self.may_keep = user.has_perm(Permission.KEEP_MEETINGS, mission)
        own = mission.teams.filter(memberships__user=user, memberships__ended_at=None)
        self.teams = frozenset(own.values_list("pk", flat=True))

    def meetings(self) -> QuerySet[Meeting]:
        """The meetings that they may know of."""
        found = Meeting.objects.filter(mission=self.mission)
        if self.in_core_team:
            return found
        known = ~Q(openness=Openness.CONFIDENTIAL)
        return found.filter((known if self.sees_all else known & self._near()) | Q(written_by=self.user))

    def institutions(self) -> QuerySet[Institution]:
        """The institutions that they may know of: not those met at nothing but meetings hidden from them."""
        every = Institution.objects.filter(mission=self.mission)
        if self.in_core_team:
            return every
        of_it = Meeting.objects.filter(institutions=OuterRef("pk"))
        known = of_it.filter(~Q(openness=Openness.CONFIDENTIAL) | Q(written_by=self.user))
        return every.filter(~Exists(of_it) | Exists(known))

    def _near(self) -> Q:
        """Of their own team, with themselves, or in an area of their team or below it."""
        near = self._met()
        paths = Area.objects.filter(teams__in=self.teams).values_list("path", flat=True)
        for path in paths:
            near |= Q(area__path__startswith=path)
        return near

    def _met(self) -> Q:
        with_them = Meeting.members.through.objects.filter(membership__user=self.user)
        return Q(team__in=self.teams) | Q(pk__in=with_them.values("meeting"))

    def readable(self) -> Q:
        """Meetings of which they may read what was said."""
        if self.in_core_team:
            return Q()
        return Q(openness=Openness.OPEN) | Q(written_by=self.user) | self._met()

    def reads(self, meeting: Meeting) -> bool:
        """Whether they may read what was said at this one."""
        return self.in_core_team or Meeting.objects.filter(self.readable(), pk=meeting.pk).exists()

    def read_among(self, keys: list[int]) -> frozenset[int]:
        """Those of some meetings of which they may read what was said."""
        found = Meeting.objects.filter(self.readable(), pk__in=keys)
        return frozenset(found.values_list("pk", flat=True))

    def sees_names(self, meeting: Meeting) -> bool:
        """Whether they see the persons of a meeting whatever those agreed to."""
        return self.in_core_team or meeting.written_by_id == self.user.pk

    def may_see(self, person: Interlocutor, meeting: Meeting) -> bool:
        """Whether this person is named to them."""
        return self.sees_names(meeting) or person.may_be_named

    def named(self) -> Q:
        """Persons who are named to them, as a condition on ``Interlocutor``."""
        if self.in_core_team:
            return Q()
        with_consent = Q(consent="report", withdrawn_at=None, forgotten_at=None)
        return with_consent | Q(meeting__written_by=self.user)

    def may_change(self, meeting: Meeting) -> bool:
        """Whoever sees all of a meeting may change it; others would overwrite what they do not see."""
        return self.may_keep and self.sees_names(meeting)


def labelled(meetings: QuerySet[Meeting], label: str) -> Meeting | None:
    """The meeting with this number (``12``, ``C3``, ``#12``), None where there is none among these."""
    told = _LABEL.fullmatch(label.strip().lstrip("#").upper())
    if told is None:
        return None
    is_it = Q(openness=Openness.CONFIDENTIAL) if told[1] else ~Q(openness=Openness.CONFIDENTIAL)
    return meetings.filter(is_it, number=int(told[2])).first()


def by_label(meetings: QuerySet[Meeting], label: str) -> Meeting:
    """The same; 404 for one that is not there, or that one may not know of."""
    found = labelled(meetings, label)
    if found is None:
        raise Http404
    return found
