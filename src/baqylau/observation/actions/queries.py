"""Questions to the observer about a record: asked, answered, closed.

Headquarters ask about what an observer wrote, a rating too, and do not alter it.
"""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from baqylau.accounts.models import User
from baqylau.core.problem import Phrase, Problem, Refused
from baqylau.observation.actions.check import locked, move, needed_text
from baqylau.observation.actions.forms import questions_of
from baqylau.observation.methods.states import QUERY, RECEIVED
from baqylau.observation.models import Query, Record
from baqylau.trail.record import personal
from baqylau.trail.record import record as write_trail


@transaction.atomic
def ask(*, record: Record, question: str, text: str, by: User, now: datetime) -> Query:
    """Ask the observer about a record, or about one question of it; the record waits for the answer.

    ``Refused`` for a question that the form does not have (K.104) or without a text (K.103).
    """
    record = locked(record)
    if question and question not in {one.name for one in questions_of(record.form_version)}:
        says = Phrase("The form has no question '{name}'.", name=question[:60])
        raise Refused(Problem("K.104", says, Phrase("Choose one that it has.")))
    query = Query.objects.create(record=record, question=question, text=needed_text(text), by=by, at=now)
    if record.state != QUERY:
        move(record, QUERY, by=by, now=now)
    change = {"record": record.number, "query": query.pk, "question": question, "text": personal(query.text)}
    write_trail("observation.query_asked", about=record, by=by, change=change)
    return query


@transaction.atomic
def answer(*, query: Query, text: str, by: User, now: datetime) -> Query:
    """Answer a question, as the observer or a member of the team; again as long as it is open.

    ``Refused`` where it is closed (K.105) or without a text (K.103).
    """
    query = _open(query)
    query.answer, query.answered_by, query.answered_at = needed_text(text), by, now
    query.save(update_fields=["answer", "answered_by", "answered_at"])
    change = {"record": query.record.number, "query": query.pk, "answer": personal(query.answer)}
    write_trail("observation.query_answered", about=query.record, by=by, change=change)
    return query


@transaction.atomic
def close(*, query: Query, by: User, now: datetime) -> Query:
    """Close a question. With the last one closed the record waits for checking again."""
    query = _open(query)
    query.closed_at = now
    query.save(update_fields=["closed_at"])
    record = locked(query.record)
    change = {"record": record.number, "query": query.pk}
    write_trail("observation.query_closed", about=record, by=by, change=change)
    if record.state == QUERY and not record.queries.filter(closed_at=None).exists():
        move(record, RECEIVED, by=by, now=now)
    return query


def answered_by_edit(*, record: Record, by: User | None, now: datetime) -> None:
    """The observer sent the report again: what was asked about it counts as answered by that."""
    waiting = Query.objects.filter(record=record, closed_at=None, answered_at=None)
    waiting.update(answered_by=by, answered_at=now)


def _open(query: Query) -> Query:
    query = Query.objects.select_for_update().get(pk=query.pk)
    if query.closed_at is not None:
        says = Phrase("This question is closed.")
        raise Refused(Problem("K.105", says, Phrase("Ask again, or write a comment.")))
    return query
