"""What was understood of a text message becomes a filled form and goes the way of all reports.

Each message that says something sure makes the record, or an edit of it where the same observer reported on
the same form and station less than ``JOINED`` ago: parts may come in any order, a part that comes again
changes nothing, and a later answer replaces an earlier one. Nothing waits for the last part.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from baqylau.core.answer import AnswerState
from baqylau.core.problem import Refused
from baqylau.mission.models import Membership
from baqylau.observation.actions.arrivals import sender_of_member
from baqylau.observation.actions.receive import receive
from baqylau.observation.message_sheets import FormSheet
from baqylau.observation.models import Record, RecordVersion, Road, Submission, TextMessage
from baqylau.observation.sources.answers import Question
from baqylau.observation.sources.instance_writing import moment_in_xml, text_of, write_instance

JOINED = timedelta(hours=2)
TRIES = 4
OVERTAKEN = frozenset({"O.120", "O.123"})
"""Another message of the same report was taken in at the same moment."""
NOT_CARRIED = frozenset({"file", "point", "shape", "repeat"})
EMPTY = frozenset({AnswerState.MISSING.value, AnswerState.NOT_ACCEPTED.value})


@dataclass(frozen=True, slots=True)
class Report:
    """What a message says for sure about a form and a station: the texts of its answers by question."""

    form: FormSheet
    station: str
    texts: Mapping[str, str]
    skipped: frozenset[str]


@dataclass(frozen=True, slots=True)
class Sent:
    """The record that was made or changed, whether anything was new, and questions still open."""

    record: Record
    is_news: bool
    open_questions: tuple[str, ...]


def send_report(report: Report, message: TextMessage, membership: Membership, *, now: datetime) -> Sent:
    """Make or edit the record; ``Refused`` as by ``receive``."""
    for attempt in range(TRIES):
        try:
            return _send(report, message, membership, now)
        except Refused as refused:
            if refused.problems[0].code not in OVERTAKEN or attempt == TRIES - 1:
                raise
    raise AssertionError("unreachable")


def _send(report: Report, message: TextMessage, membership: Membership, now: datetime) -> Sent:
    last = _last_record(report, membership, message.arrived_at)
    before = _texts_of(last, report) if last else {}
    texts = {**_asked_and_open(report), **_around(report, message, membership), **before, **report.texts}
    for name in report.skipped:
        texts.pop(name, None)
    still_open = tuple(
        question.name for question in report.form.sheet.questions if texts.get(question.name) == ""
    )
    if last is not None and texts == before:
        return Sent(last, False, still_open)
    body = write_instance(
        report.form.version.form.code,
        report.form.version.version,
        report.form.questions,
        texts,
        instance_id=_edit_id(message) if last else _first_id(report, membership),
        deprecated_id=_newest_submission(last) if last else "",
    )
    receipt = receive(sender=sender_of_member(membership), road=Road.MESSAGE, body=body, now=now)
    assert receipt.record_number is not None
    record = Record.objects.get(mission=membership.mission_id, number=receipt.record_number)
    return Sent(record, receipt.kind != "repeated", still_open)


def _records(report: Report, membership: Membership) -> list[Record]:
    """The observer's records by message on this form and station, the newest last."""
    found = Record.objects.filter(
        observer=membership,
        road=Road.MESSAGE,
        form_version__form=report.form.version.form_id,
        station_code=report.station[:60],
    )
    return list(found.order_by("number"))


def _last_record(report: Report, membership: Membership, moment: datetime) -> Record | None:
    """The record that the message goes on with."""
    records = _records(report, membership)
    if not records or records[-1].deleted_at is not None:
        return None
    sent = Submission.objects.filter(record=records[-1]).order_by("-pk").values_list("arrived_at", flat=True)
    last = sent.first()
    return records[-1] if last is not None and moment - last <= JOINED else None


def _newest_submission(record: Record) -> str:
    sent = Submission.objects.filter(record=record).order_by("-pk").values_list("instance_id", flat=True)
    return sent.first() or record.instance_id


def _first_id(report: Report, membership: Membership) -> str:
    """The same for all parts of a report, so that two that come at once cannot make two records."""
    number = len(_records(report, membership))
    return _digest("report", membership.pk, report.form.version.form_id, report.station, number)


def _edit_id(message: TextMessage) -> str:
    """The same however often the gateway passes the message on."""
    return _digest("message", message.gateway.code, message.outside_id)


def _digest(*parts: object) -> str:
    return f"message:{hashlib.sha256(repr(parts).encode()).hexdigest()[:40]}"


def _asked_and_open(report: Report) -> dict[str, str]:
    return dict.fromkeys((question.name for question in report.form.sheet.questions), "")


def _around(report: Report, message: TextMessage, membership: Membership) -> dict[str, str]:
    """What a phone fills in by itself: the station, when the report was begun and ended, the day."""
    zone = ZoneInfo(membership.mission.election.time_zone)
    moment = (message.sent_at or message.arrived_at).astimezone(zone)
    said = {"station": report.station, "start": moment_in_xml(moment), "end": moment_in_xml(moment)}
    said["day"] = moment.date().isoformat()
    return {
        question.name: said[question.role]
        for question in report.form.questions
        if said.get(question.role) and not question.repeat
    }


def _texts_of(record: Record, report: Report) -> dict[str, str]:
    """What the record says now, corrections included, as the texts of a filled form."""
    newest = RecordVersion.objects.get(record=record, is_newest=True)
    texts = {}
    for question in report.form.questions:
        text = _text_in(newest, question)
        if text is not None:
            texts[question.name] = text
    return texts


def _text_in(version: RecordVersion, question: Question) -> str | None:
    if question.repeat or question.kind in NOT_CARRIED:
        return None
    if question.name in version.answers:
        return text_of(version.answers[question.name])
    state = version.states.get(question.name, AnswerState.SKIPPED.value)
    if state == AnswerState.SKIPPED:
        return None
    return "" if state in EMPTY else str(state)
