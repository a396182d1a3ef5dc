"""Correcting a record: a new version; the old one stays.

An observer's *rating* (very good … very bad) is a judgement of the person who was there: headquarters may ask
about it, never alter it. Forms with ratings bring the means to ask; until then no question here is a rating,
and correcting needs its own permission.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from django.db import transaction

from baqylau.accounts.models import User
from baqylau.core.answer import AnswerState
from baqylau.core.problem import Phrase, Problem, Refused
from baqylau.core.reading import Problems
from baqylau.observation.actions.forms import questions_of
from baqylau.observation.models import Record, RecordVersion
from baqylau.observation.places import FLAGS, Places
from baqylau.observation.sources.answers import (
    STATES_IN_CODES,
    NotAcceptable,
    Question,
    Value,
    read_value,
)
from baqylau.observation.sources.columns import column_from_json
from baqylau.observation.sources.records import STATION_MISSING, whereabouts_of
from baqylau.trail.record import Personal, personal
from baqylau.trail.record import record as write_trail


@dataclass(frozen=True, slots=True)
class Correction:
    """What one question should say: ``answered`` with a value as text, or another state without one."""

    state: str
    value: str = ""


@transaction.atomic
def correct(
    *, record: Record, from_version: int, changes: Mapping[str, Correction], reason: str, by: User
) -> RecordVersion:
    """Make a new version of a record in which some questions say something else.

    ``from_version`` is the version its author looked at: where another has come since, nothing is changed
    (I.401). ``Refused`` also where nothing changes (I.402), a question or a value is not possible (I.403,
    I.404), or no reason is given (I.405).
    """
    record = Record.objects.select_for_update().get(pk=record.pk)
    newest = record.versions.get(is_newest=True)
    if newest.number != from_version:
        says = Phrase(
            "Record {number} was corrected meanwhile: its version is {version} now.",
            number=record.number,
            version=newest.number,
        )
        raise Refused(Problem("I.401", says, Phrase("Look at the new version, then correct it again.")))
    answers, states = _changed(record, newest, changes)
    problems = Problems()
    if (answers, states) == (newest.answers, newest.states):
        problems.add("I.402", Phrase("Nothing would change."), Phrase("Change an answer."))
    if not reason.strip() or "\0" in reason:
        problems.add(
            "I.405", Phrase("A correction needs a reason."), Phrase("Say why the answer is another.")
        )
    problems.refuse_if_any()
    newest.is_newest = False
    newest.save(update_fields=["is_newest"])
    version = RecordVersion.objects.create(
        record=record, number=newest.number + 1, answers=answers, states=states, by=by, reason=reason.strip()
    )
    _put_in_place(record, newest, version)
    _write_trail(record, newest, version)
    return version


def _changed(
    record: Record, newest: RecordVersion, changes: Mapping[str, Correction]
) -> tuple[dict[str, Value], dict[str, str]]:
    problems = Problems()
    questions = {question.name: question for question in questions_of(record.form_version)}
    answers, states = dict(newest.answers), dict(newest.states)
    for name, change in changes.items():
        question = questions.get(name)
        if question is None:
            problems.add(
                "I.403",
                Phrase("The form has no question '{name}'.", name=name),
                Phrase("Correct one that it has."),
            )
            continue
        try:
            value = _value(question, change)
        except NotAcceptable as error:
            given = change.value[:60] or change.state[:60]
            says = Phrase("'{value}': {reason}.", value=given, reason=error.reason)
            problems.add("I.404", says, Phrase("Give an answer that the question can hold."), name)
            continue
        answers.pop(name, None)
        states.pop(name, None)
        if value is None:
            states[name] = change.state
        else:
            answers[name] = value
    problems.refuse_if_any()
    return answers, states


def _value(question: Question, change: Correction) -> Value | None:
    text = change.value.strip()
    if change.state == AnswerState.ANSWERED and text:
        return read_value(text, question.kind, offers=question.offers())
    if change.state == AnswerState.ANSWERED:
        raise NotAcceptable("I.404", Phrase("answered, but there is no answer"))
    if change.state not in STATES_IN_CODES:
        raise NotAcceptable("I.404", Phrase("not a state that a person can give"))
    if text:
        raise NotAcceptable("I.404", Phrase("an answer and a state without one exclude each other"))
    return None


def _put_in_place(record: Record, old: RecordVersion, new: RecordVersion) -> None:
    """Match the station and the area again where the correction is about them."""
    if record.imported is None:
        return
    columns = [column_from_json(kept) for kept in record.imported.columns]
    words = whereabouts_of(columns, new.answers)
    if words == whereabouts_of(columns, old.answers):
        return
    match = Places(record.mission).match(words)
    record.station_code, record.area_text, record.place = (
        words.station[:60],
        words.area[:200],
        words.place[:200],
    )
    record.station_id, record.area_id = match.station_id, match.area_id
    if words.team:
        record.team_id = match.team_id
    kept = [flag for flag in record.flags if flag not in (*FLAGS, STATION_MISSING)]
    missing = [STATION_MISSING] if not words.station and any(one.role == "station" for one in columns) else []
    record.flags = [*kept, *missing, *match.flags]
    record.save()


def _write_trail(record: Record, old: RecordVersion, new: RecordVersion) -> None:
    kinds = {question.name: question.kind for question in questions_of(record.form_version)}
    changed = {
        name: {"from": _said(old, name, kinds[name]), "to": _said(new, name, kinds[name])}
        for name in kinds
        if _said(old, name, "") != _said(new, name, "")
    }
    change = {
        "record": record.number,
        "version": new.number,
        "questions": changed,
        "reason": personal(new.reason),
    }
    write_trail("observation.record_corrected", about=record, by=new.by, change=change)


def _said(version: RecordVersion, question: str, kind: str) -> Value | Personal | None:
    """What a version says, for the trail: a value or a state; of free text only a digest is written."""
    if question not in version.answers:
        state = version.states.get(question)
        return f"({state})" if state else None
    value: Value = version.answers[question]
    return personal(str(value)) if kind == "text" else value
