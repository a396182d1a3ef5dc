"""What the pages of questions to observers show."""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import Q, QuerySet

from baqylau.accounts.models import User
from baqylau.accounts.permissions import Permission
from baqylau.mission.models import Mission
from baqylau.observation.actions.forms import questions_of
from baqylau.observation.checking_pages import When, when
from baqylau.observation.models import Phone, Query
from baqylau.observation.queries import own_to
from baqylau.observation.words import answer_in_words, label

MOST = 300


@dataclass(frozen=True, slots=True)
class Waiting:
    """An open question with what it is about."""

    query: Query
    about: str
    said: str
    """What the record says to that question now."""
    form: str
    when: When | None


def queries_seen_by(user: User, mission: Mission) -> QuerySet[Query]:
    """The open questions that concern a person: all for whoever sees every record."""
    found = _open(mission)
    return (
        found
        if user.has_perm(Permission.SEE_RECORDS, mission)
        else found.filter(own_to(user, mission, "record__"))
    )


def queries_of_phone(phone: Phone) -> QuerySet[Query]:
    """The open questions about the records of a phone's owner and of their team."""
    membership = phone.membership
    mine = Q(record__observer=membership)
    if membership.team_id is not None:
        mine |= Q(record__team=membership.team_id)
    return _open(membership.mission).filter(mine)


def questions_to(user: User, mission: Mission) -> int:
    """How many questions about a person's own records wait for an answer."""
    return _open(mission).filter(own_to(user, mission, "record__"), answered_at=None).count()


def _open(mission: Mission) -> QuerySet[Query]:
    found = Query.objects.filter(record__mission=mission, record__deleted_at=None, closed_at=None)
    related = ("record__form_version__form", "record__team", "record__observer__user", "by", "answered_by")
    return found.select_related(*related).order_by("at", "pk")


def queries_page(found: QuerySet[Query], mission: Mission) -> dict[str, object]:
    """The questions without an answer, then those with one."""
    waiting = [_waiting(query, mission) for query in found[:MOST]]
    return {
        "unanswered": [one for one in waiting if one.query.answered_at is None],
        "answered": [one for one in waiting if one.query.answered_at is not None],
    }


def _waiting(query: Query, mission: Mission) -> Waiting:
    record = query.record
    about, said = "", ""
    if query.question:
        question = next(
            (one for one in questions_of(record.form_version) if one.name == query.question), None
        )
        newest = record.versions.get(is_newest=True)
        if question is not None:
            about = label(question.labels, question.name)
            value = newest.answers.get(question.name)
            said = answer_in_words(question, value) if value is not None else ""
    form = record.form_version.form
    return Waiting(query, about, said, label(form.names, form.code), when(record, mission.election))
