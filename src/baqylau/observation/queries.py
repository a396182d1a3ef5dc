"""Which records a person may see, and which of them an address asks for."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from zoneinfo import ZoneInfo

from django.db.models import OuterRef, Q, QuerySet, Subquery, TextField
from django.db.models.fields.json import KeyTransform
from django.db.models.functions import Cast

from baqylau.accounts.models import User
from baqylau.accounts.permissions import Permission
from baqylau.core.answer import AnswerState
from baqylau.core.moments import moment_of
from baqylau.core.text import search_key
from baqylau.mission.models import Mission
from baqylau.observation.actions.forms import questions_of
from baqylau.observation.models import (
    FormKind,
    FormVersion,
    Query,
    Record,
    RecordState,
    RecordVersion,
    Submission,
)
from baqylau.observation.sources.answers import Question
from baqylau.observation.words import NOT_ASKED


def records_seen_by(user: User, mission: Mission) -> QuerySet[Record]:
    """All records of the mission for those who may see them; else their own and those of their team.

    Deleted records are in no list; ``records_reached_by`` finds them for those who may delete.
    """
    return _seen_by(user, mission).filter(deleted_at=None)


def records_reached_by(user: User, mission: Mission) -> QuerySet[Record]:
    """The records whose pages a person may open: those seen, and deleted ones for those who may delete."""
    seen = _seen_by(user, mission)
    return seen if user.has_perm(Permission.DELETE_RECORDS, mission) else seen.filter(deleted_at=None)


def _seen_by(user: User, mission: Mission) -> QuerySet[Record]:
    records = Record.objects.filter(mission=mission)
    return (
        records if user.has_perm(Permission.SEE_RECORDS, mission) else records.filter(own_to(user, mission))
    )


def own_to(user: User, mission: Mission, at: str = "") -> Q:
    """What a person observed, or their present team did; ``at`` is the way to the record."""
    teams = mission.teams.filter(memberships__user=user, memberships__ended_at=None)
    return Q(**{f"{at}team__in": teams.values("pk")}) | Q(**{f"{at}observer__user": user})


def with_version_number(records: QuerySet[Record]) -> QuerySet[Record]:
    """Records with the number of their newest version as ``version_number``."""
    newest = RecordVersion.objects.filter(record=OuterRef("pk"), is_newest=True)
    return records.annotate(version_number=Subquery(newest.values("number")[:1]))


def questions_in(mission: Mission) -> dict[str, Question]:
    """Every question of the mission's forms by name, of the newest version that has it."""
    versions = FormVersion.objects.filter(form__mission=mission).order_by("pk")
    return {question.name: question for version in versions for question in questions_of(version)}


ORDERS: dict[str, tuple[str, ...]] = {
    "": ("number",),
    "newest": ("-number",),
    "worst": ("-severity", "-number"),
}
TO_CHECK, MINE, ATTENTION = "check", "mine", "attention"
"""What waits for somebody who checks; what came back of one's own questions; what nobody has seen yet."""


@dataclass(frozen=True, slots=True)
class Selection:
    """What an address asks for: ``?q=``, ``?area=CODE``, ``?flag=``, ``?question=NAME&is=VALUE-OR-STATE`` …

    ``severity`` is the least that was found, or 0 for nothing found; ``since`` a local time of arrival;
    ``queue`` what waits for whom; ``order`` one of ``ORDERS``.
    """

    sought: str = ""
    area: str = ""
    flag: str = ""
    question: str = ""
    answer: str = ""
    form: str = ""
    state: str = ""
    severity: str = ""
    issue: str = ""
    team: str = ""
    wave: str = ""
    since: str = ""
    queue: str = ""
    order: str = ""

    @staticmethod
    def of(parameters: Mapping[str, object]) -> Selection:
        """What the parameters of a page ask for."""
        return Selection(*(str(parameters.get(name, "")).replace("\0", "").strip() for name in PARAMETERS))

    @property
    def narrow(self) -> bool:
        """Whether anything is asked for that stands behind the button for more."""
        return any((self.flag, self.question, self.answer, self.wave, self.since, self.issue, self.area))

    def among(
        self, records: QuerySet[Record], questions: Mapping[str, Question], user: User | None = None
    ) -> QuerySet[Record]:
        """The records that are asked for; none where the question is in no form. ``user`` is who asks."""
        records = self._in_columns(_sought(records, self.sought))
        if self.flag:
            records = _listing(records, "flags", f'"{self.flag}"')
        if self.issue:
            records = _listing(records, "issues", f'"code": {json.dumps(self.issue)}')
        if self.since:
            records = _since(records, self.since)
        if self.question:
            question = questions.get(self.question)
            records = _with_answer(records, question, self.answer) if question else records.none()
        return _in_queue(records, self.queue, user)

    def _in_columns(self, records: QuerySet[Record]) -> QuerySet[Record]:
        named = {
            "area__code": self.area,
            "form_version__form__code": self.form,
            "state": self.state,
            "team__code": self.team,
            "wave": self.wave,
        }
        records = records.filter(**{column: value for column, value in named.items() if value})
        if self.severity.isascii() and self.severity.isdigit() and len(self.severity) == 1:
            least = int(self.severity)
            records = records.filter(severity__gte=least) if least else records.filter(severity=0)
        return records

    def ordered(self, records: QuerySet[Record]) -> QuerySet[Record]:
        """In the order that is asked for."""
        return records.order_by(*ORDERS.get(self.order, ORDERS[""]))


PARAMETERS = (
    "q",
    "area",
    "flag",
    "question",
    "is",
    "form",
    "state",
    "severity",
    "issue",
    "team",
    "wave",
    "since",
    "queue",
    "order",
)


def neighbours(records: QuerySet[Record], record: Record, order: str) -> tuple[int | None, int | None]:
    """The numbers of the records before and after one, in an order."""
    if order == "worst":
        worse = Q(severity__gt=record.severity) | Q(severity=record.severity, number__gt=record.number)
        milder = Q(severity__lt=record.severity) | Q(severity=record.severity, number__lt=record.number)
        before = records.filter(worse).order_by("severity", "number")
        after = records.filter(milder).order_by("-severity", "-number")
    else:
        before = records.filter(number__lt=record.number).order_by("-number")
        after = records.filter(number__gt=record.number).order_by("number")
    if order == "newest":
        before, after = after, before
    return _first(before), _first(after)


def _first(records: QuerySet[Record]) -> int | None:
    return records.values_list("number", flat=True).first()


_SHORT_IDENTIFIER = re.compile(r"([0-9a-f]{4})-([0-9a-f]{4})")
"""What an observer reads out on the phone: the first eight digits of the report's identifier."""


def _sought(records: QuerySet[Record], sought: str) -> QuerySet[Record]:
    if not sought:
        return records
    if sought.startswith("#") and _is_whole(sought[1:]):
        return records.filter(number=int(sought[1:]))
    if short := _SHORT_IDENTIFIER.fullmatch(sought.lower()):
        sent = Submission.objects.filter(instance_id__startswith=f"uuid:{short[1]}{short[2]}")
        return records.filter(pk__in=sent.values("record"))
    key = search_key(sought)
    return records.filter(
        Q(search_key__contains=key) | Q(area__search_key__contains=key) | Q(station__search_key__contains=key)
    )


def _since(records: QuerySet[Record], text: str) -> QuerySet[Record]:
    """Records that arrived since a time; a local time without a zone is of the election's place."""
    try:
        moment = moment_of(text)
    except ValueError:
        return records.none()
    if moment.tzinfo is None:
        zone = records.values_list("mission__election__time_zone", flat=True).order_by().first()
        moment = moment.replace(tzinfo=ZoneInfo(zone or "UTC"))
    return records.filter(arrived_at__gte=moment)


def _in_queue(records: QuerySet[Record], queue: str, user: User | None) -> QuerySet[Record]:
    """What waits: received, or asked about and answered. ``mine``: what came back of one's own questions.

    ``attention``: incidents and critical answers of which nobody has said that they saw them.
    """
    if queue == ATTENTION:
        return needing_attention(records).filter(acknowledgement=None)
    if queue not in (TO_CHECK, MINE):
        return records
    open_ones = Query.objects.filter(closed_at=None)
    answered = open_ones.exclude(answered_at=None)
    if queue == MINE:
        return records.filter(pk__in=answered.filter(by=user).values("record"))
    came_back = Q(state=RecordState.QUERY, pk__in=answered.values("record"))
    waiting = Q(state=RecordState.RECEIVED) | came_back
    return records.filter(waiting, is_unread=False).exclude(
        pk__in=open_ones.filter(answered_at=None).values("record")
    )


def needing_attention(records: QuerySet[Record]) -> QuerySet[Record]:
    """Reports of incidents, and those with an answer that their form calls critical; no rejected ones."""
    is_critical = ~Q(critical=[]) | Q(form_version__form__kind=FormKind.INCIDENT)
    return records.filter(is_critical).exclude(state=RecordState.REJECTED)


def _listing(records: QuerySet[Record], column: str, text: str) -> QuerySet[Record]:
    """Records whose list holds something; it is searched as text, which both databases can."""
    return records.annotate(**{f"{column}_text": Cast(column, TextField())}).filter(
        **{f"{column}_text__contains": text}
    )


def _with_answer(records: QuerySet[Record], question: Question, answer: str) -> QuerySet[Record]:
    newest = RecordVersion.objects.filter(is_newest=True)
    name = question.name
    answered, with_state = Q(answers__has_key=name), Q(states__has_key=name)
    if answer in ("", AnswerState.ANSWERED):
        versions = newest.filter(answered)
    elif answer == NOT_ASKED:
        versions = newest.exclude(answered | with_state)
    elif answer in set(AnswerState):
        versions = newest.annotate(said=KeyTransform(name, "states")).filter(said=answer)
    else:
        value = int(answer) if question.kind == "integer" and _is_whole(answer) else answer
        versions = newest.annotate(said=KeyTransform(name, "answers")).filter(said=value)
    return records.filter(pk__in=versions.values("record"))


def _is_whole(text: str) -> bool:
    return text.isascii() and text.isdigit() and len(text) <= 10
