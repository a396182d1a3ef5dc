"""Which records a person may see, and which of them an address asks for."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from django.db.models import OuterRef, Q, QuerySet, Subquery, TextField
from django.db.models.fields.json import KeyTransform
from django.db.models.functions import Cast

from baqylau.accounts.models import User
from baqylau.accounts.permissions import Permission
from baqylau.core.answer import AnswerState
from baqylau.core.text import search_key
from baqylau.mission.models import Mission
from baqylau.observation.actions.forms import questions_of
from baqylau.observation.models import FormVersion, Record, RecordVersion
from baqylau.observation.sources.answers import Question
from baqylau.observation.words import NOT_ASKED


def records_seen_by(user: User, mission: Mission) -> QuerySet[Record]:
    """All records of the mission for those who may see them; else those of the person's own team."""
    records = Record.objects.filter(mission=mission)
    if user.has_perm(Permission.SEE_RECORDS, mission):
        return records
    return records.filter(
        team__in=mission.teams.filter(memberships__user=user, memberships__ended_at=None).values("pk")
    )


def with_version_number(records: QuerySet[Record]) -> QuerySet[Record]:
    """Records with the number of their newest version as ``version_number``."""
    newest = RecordVersion.objects.filter(record=OuterRef("pk"), is_newest=True)
    return records.annotate(version_number=Subquery(newest.values("number")[:1]))


def questions_in(mission: Mission) -> dict[str, Question]:
    """Every question of the mission's forms by name, of the newest version that has it."""
    versions = FormVersion.objects.filter(form__mission=mission).order_by("pk")
    return {question.name: question for version in versions for question in questions_of(version)}


@dataclass(frozen=True, slots=True)
class Selection:
    """What an address asks for: ``?q=``, ``?area=CODE``, ``?flag=``, ``?question=NAME&is=VALUE-OR-STATE``."""

    sought: str = ""
    area: str = ""
    flag: str = ""
    question: str = ""
    answer: str = ""

    @staticmethod
    def of(parameters: Mapping[str, str]) -> Selection:
        """What the parameters of a page ask for."""
        names = ("q", "area", "flag", "question", "is")
        return Selection(*(parameters.get(name, "").replace("\0", "").strip() for name in names))

    def among(self, records: QuerySet[Record], questions: Mapping[str, Question]) -> QuerySet[Record]:
        """The records that are asked for; none where the question is in no form."""
        if self.sought:
            key = search_key(self.sought)
            records = records.filter(
                Q(search_key__contains=key)
                | Q(area__search_key__contains=key)
                | Q(station__search_key__contains=key)
            )
        if self.area:
            records = records.filter(area__code=self.area)
        if self.flag:
            records = _with_flag(records, self.flag)
        if self.question:
            question = questions.get(self.question)
            records = _with_answer(records, question, self.answer) if question else records.none()
        return records


def _with_flag(records: QuerySet[Record], flag: str) -> QuerySet[Record]:
    """The list of flags is searched as text, which both databases can."""
    return records.annotate(flag_text=Cast("flags", TextField())).filter(flag_text__contains=f'"{flag}"')


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
