"""Correcting a record: a new version; the old one stays.

An observer's *rating* (very good … very bad) is a judgement of the person who was there: headquarters may ask
about it (``queries.ask``), never alter it. Observers may correct all of their own record.

A question of a repeat is named with the place of its repetition: ``votes#2``.
"""

from __future__ import annotations

from collections.abc import Mapping
from copy import deepcopy
from dataclasses import dataclass
from typing import Any

from django.db import transaction

from baqylau.accounts.models import User
from baqylau.core.answer import AnswerState
from baqylau.core.problem import Phrase, Problem, Refused
from baqylau.core.reading import Problems
from baqylau.observation.actions.check import locked, move
from baqylau.observation.actions.forms import questions_of
from baqylau.observation.actions.receive import ANSWERS_NOT_ACCEPTED, put
from baqylau.observation.checks import ToCheck, check
from baqylau.observation.methods.differences import Said, differences
from baqylau.observation.methods.states import CHECKED, RECEIVED
from baqylau.observation.models import Record, RecordVersion
from baqylau.observation.places import FLAGS, Places
from baqylau.observation.reading import Around, compiled, derived
from baqylau.observation.sources.answers import (
    STATES_IN_CODES,
    NotAcceptable,
    Question,
    Value,
)
from baqylau.observation.sources.columns import column_from_json
from baqylau.observation.sources.instance import read_answer
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
    I.404), no reason is given (I.405), or somebody else's rating would change (K.107). What was checked is to
    be checked again.
    """
    record = locked(record)
    newest = record.versions.get(is_newest=True)
    if newest.number != from_version:
        says = Phrase(
            "Record {number} was corrected meanwhile: its version is {version} now.",
            number=record.number,
            version=newest.number,
        )
        raise Refused(Problem("I.401", says, Phrase("Look at the new version, then correct it again.")))
    _refuse_ratings(record, changes, by)
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
    _derive_again(record, version)
    _write_trail(record, newest, version)
    if record.state == CHECKED:
        move(record, RECEIVED, by=by, now=version.at)
    return version


def is_own(record: Record, user: User) -> bool:
    """Whether a person observed it themselves."""
    return record.observer is not None and record.observer.user_id == user.pk


def _refuse_ratings(record: Record, changes: Mapping[str, Correction], by: User) -> None:
    if is_own(record, by):
        return
    ratings = {question.name for question in questions_of(record.form_version) if question.is_rating}
    for name in changes:
        if name.partition("#")[0] in ratings:
            says = Phrase("'{name}' is a rating: only the observer may alter it.", name=name)
            raise Refused(Problem("K.107", says, Phrase("Ask the observer."), name))


def _changed(
    record: Record, newest: RecordVersion, changes: Mapping[str, Correction]
) -> tuple[dict[str, Value], dict[str, str]]:
    problems = Problems()
    questions = {question.name: question for question in questions_of(record.form_version)}
    answers, states = deepcopy(newest.answers), dict(newest.states)
    for name, change in changes.items():
        question = questions.get(name.partition("#")[0])
        place = _place(question, name, answers, states) if question else None
        if question is None or place is None:
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
        _put_answer(place, question.name, value, change.state)
    problems.refuse_if_any()
    return answers, states


def _place(
    question: Question, name: str, answers: dict[str, Any], states: dict[str, Any]
) -> tuple[dict[str, Any], dict[str, Any]] | None:
    """Where the answer to a question stands: in the record or in one repetition; None where nowhere."""
    if question.kind == "repeat":
        return None
    row = name.partition("#")[2]
    if not question.repeat:
        return (answers, states) if not row else None
    listed = answers.get(question.repeat)
    if not isinstance(listed, list) or not row.isdecimal() or not 1 <= int(row) <= len(listed):
        return None
    one = listed[int(row) - 1]
    return one["answers"], one["states"]


def _put_answer(
    place: tuple[dict[str, Any], dict[str, Any]], name: str, value: Value | None, state: str
) -> None:
    for part in place:
        part.pop(name, None)
    if value is None:
        place[1][name] = state
    else:
        place[0][name] = value


def _value(question: Question, change: Correction) -> Value | None:
    text = change.value.strip()
    if change.state == AnswerState.ANSWERED and text:
        return read_answer(text, question.kind, frozenset(question.offers()))
    if change.state == AnswerState.ANSWERED:
        raise NotAcceptable("I.404", Phrase("answered, but there is no answer"))
    if change.state not in STATES_IN_CODES:
        raise NotAcceptable("I.404", Phrase("not a state that a person can give"))
    if text:
        raise NotAcceptable("I.404", Phrase("an answer and a state without one exclude each other"))
    return None


def _derive_again(record: Record, version: RecordVersion) -> None:
    """What follows from the answers follows from the new ones, by the function that receiving uses."""
    if record.imported_id is not None or record.arrived_at is None:
        return
    form_version = record.form_version
    form = compiled(form_version.pk, form_version.xform_md5)
    election = record.mission.election
    around = Around(record.mission_id, election, form_version.form_id, record.arrived_at)
    told = derived(form, version.answers, around)
    anew = {*FLAGS, STATION_MISSING}
    if AnswerState.NOT_ACCEPTED not in version.states.values():
        anew.add(ANSWERS_NOT_ACCEPTED)
    told.flags += [flag for flag in record.flags if flag not in anew]
    put(record, told)
    check(ToCheck(record, form, version.answers, version.states, election))
    record.save()


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
    changed = {
        name: {"from": _in_trail(before, question), "to": _in_trail(after, question)}
        for name, question, before, after in differences(questions_of(record.form_version), old, new)
    }
    change = {
        "record": record.number,
        "version": new.number,
        "questions": changed,
        "reason": personal(new.reason),
    }
    write_trail("observation.record_corrected", about=record, by=new.by, change=change)


def _in_trail(said: Said, question: Question) -> Value | Personal | None:
    """What a version says, for the trail: a value or a state; of free text only a digest is written."""
    value, state = said
    if value is None:
        return f"({state})" if state else None
    return personal(str(value)) if question.kind == "text" else value
