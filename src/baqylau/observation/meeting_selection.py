"""What the address of a list of meetings or institutions asks for: filters, a text, an order."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, fields
from datetime import date

from django.db.models import Exists, OuterRef, Q, QuerySet, TextField
from django.db.models.functions import Cast

from baqylau.core.text import search_key
from baqylau.election.models import Area
from baqylau.observation.meeting_queries import Reader, labelled
from baqylau.observation.models import Institution, Interlocutor, Meeting, Openness

UNKNOWN = "-"
"""In an address: what is not known."""
_NUMBER = re.compile(r"#\s*[Cc]?[0-9]{1,9}")
ORDERS = {"": ("-day", "-pk"), "oldest": ("day", "pk"), "entered": ("-pk",)}


def _clean(parameters: Mapping[str, object], names: tuple[str, ...]) -> list[str]:
    return [str(parameters.get(name, "")).replace("\0", "").strip()[:200] for name in names]


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


def _in_area(code: str) -> Q:
    """In the area with this code, or below it."""
    if code == UNKNOWN:
        return Q(area=None)
    below = Q(pk__in=())
    for path in Area.objects.filter(code=code).values_list("path", flat=True):
        below |= Q(area__path__startswith=path)
    return below


def _number(text: str) -> int:
    return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else 0


@dataclass(frozen=True, slots=True)
class MeetingSelection:
    """``?q=``, ``?kind=`` and ``?institution=`` of whom was met, ``?topic=``, ``?reliability=`` …

    ``only`` is mine, confidential, open, nameable (somebody may be named in a report), uncounted.
    """

    q: str = ""
    kind: str = ""
    institution: str = ""
    topic: str = ""
    reliability: str = ""
    area: str = ""
    team: str = ""
    only: str = ""
    since: str = ""
    until: str = ""
    order: str = ""

    @staticmethod
    def of(parameters: Mapping[str, object]) -> MeetingSelection:
        """What the parameters of a page ask for."""
        return MeetingSelection(*_clean(parameters, tuple(one.name for one in fields(MeetingSelection))))

    @property
    def narrow(self) -> bool:
        """Whether anything is asked for that stands behind the button for more."""
        asked = (self.reliability, self.team, self.only, self.since, self.until, self.institution, self.order)
        return any(asked)

    def among(self, reader: Reader) -> QuerySet[Meeting]:
        """The meetings that are asked for, of those that the reader may know of."""
        found = self._sought(reader.meetings(), reader)
        if self.kind:
            found = found.filter(Exists(_with(Institution.objects.filter(kind=self.kind))))
        if self.institution:
            wanted = Institution.objects.filter(mission=reader.mission, number=_number(self.institution))
            found = found.filter(Exists(_with(wanted)))
        if self.topic:
            text = found.annotate(topics_text=Cast("topics", TextField()))
            found = text.filter(topics_text__contains=json.dumps(self.topic))
        if self.reliability:
            found = found.filter(reliability="" if self.reliability == UNKNOWN else self.reliability)
        if self.area:
            found = found.filter(_in_area(self.area))
        if self.team:
            found = found.filter(team=None) if self.team == UNKNOWN else found.filter(team__code=self.team)
        if self.only:
            found = found.filter(self._only(reader))
        return self._in_days(found).order_by(*ORDERS.get(self.order, ORDERS[""]))

    def _in_days(self, found: QuerySet[Meeting]) -> QuerySet[Meeting]:
        if since := _day(self.since):
            found = found.filter(day__gte=since)
        if until := _day(self.until):
            found = found.filter(day__lte=until)
        return found

    def _sought(self, meetings: QuerySet[Meeting], reader: Reader) -> QuerySet[Meeting]:
        """Each word stands somewhere in what the reader may read of a meeting: a search betrays nothing."""
        if _NUMBER.fullmatch(self.q):
            found = labelled(meetings, self.q.replace(" ", ""))
            return meetings.filter(pk=found.pk) if found else meetings.none()
        for word in search_key(self.q).split():
            by_name = Exists(_with(Institution.objects.filter(search_key__contains=word)))
            persons = Interlocutor.objects.filter(reader.named(), meeting=OuterRef("pk"))
            said = reader.readable() & Q(notes_key__contains=word)
            named = Exists(persons.filter(name_key__contains=word))
            meetings = meetings.filter(Q(search_key__contains=word) | by_name | said | named)
        return meetings

    def _only(self, reader: Reader) -> Q:
        with_consent = Interlocutor.objects.filter(
            meeting=OuterRef("pk"), consent="report", withdrawn_at=None, forgotten_at=None
        )
        return {
            "mine": Q(written_by=reader.user),
            "confidential": Q(openness=Openness.CONFIDENTIAL),
            "open": Q(openness=Openness.OPEN),
            "nameable": Q(Exists(with_consent)),
            "uncounted": Q(men=None) | Q(women=None),
        }.get(self.only, Q())


def _with(institutions: QuerySet[Institution]) -> QuerySet[Institution]:
    """Such institutions at the meeting of the outer query."""
    return institutions.filter(meetings=OuterRef("pk"))


@dataclass(frozen=True, slots=True)
class InstitutionSelection:
    """``?q=``, ``?kind=``, ``?area=``, ``?annex=yes|no``."""

    q: str = ""
    kind: str = ""
    area: str = ""
    annex: str = ""

    @staticmethod
    def of(parameters: Mapping[str, object]) -> InstitutionSelection:
        """What the parameters of a page ask for."""
        names = tuple(one.name for one in fields(InstitutionSelection))
        return InstitutionSelection(*_clean(parameters, names))

    def among(self, institutions: QuerySet[Institution]) -> QuerySet[Institution]:
        """The institutions that are asked for, by name in the language in use."""
        for word in search_key(self.q).split():
            institutions = institutions.filter(search_key__contains=word)
        if self.kind:
            institutions = institutions.filter(kind=self.kind)
        if self.area:
            institutions = institutions.filter(_in_area(self.area))
        if self.annex in ("yes", "no"):
            institutions = institutions.filter(in_annex=self.annex == "yes")
        return institutions.order_by(Institution.order_column(), "pk")
