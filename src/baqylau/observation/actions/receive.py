"""Receiving: the one function in which all roads end.

Bytes and record are stored in one transaction, or the submission is refused with a trail entry that holds its
SHA-256 and the reason. The same instance makes one record, however often and however parallel it is sent.
Once this function has returned, what it tells of survives the server's sudden end.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, BinaryIO

from django.core.files.base import File
from django.db import IntegrityError, transaction

from baqylau.core.problem import Phrase, Problem, Refused
from baqylau.observation.actions.acknowledge import to_be_seen_again
from baqylau.observation.actions.arrivals import Arrival, Receipt, Sender, note_visit, tell_refusal, user_of
from baqylau.observation.actions.arrived_files import attach, files_named, keep_files, missing_files
from baqylau.observation.actions.queries import answered_by_edit
from baqylau.observation.actions.wanted_version import is_there, wanted_version
from baqylau.observation.checks import ToCheck, check, check_together
from baqylau.observation.models import (
    FormVersion,
    Record,
    RecordState,
    RecordVersion,
    Road,
    Step,
    Submission,
)
from baqylau.observation.numbers import next_number
from baqylau.observation.reading import Around, CompiledForm, Derived, compiled, derived
from baqylau.observation.sources.instance import Instance, Read, parse_instance
from baqylau.storage.inserts import Insert, InsertTogether, New, new_keys
from baqylau.storage.models import Kept
from baqylau.storage.together import Together
from baqylau.trail.models import Entry
from baqylau.trail.record import record as write_trail
from baqylau.trail.record import unwritten

RESUBMITTED = "resubmitted_after_deletion"
ANSWERS_NOT_ACCEPTED = "answers_not_accepted"
ENCRYPTED = "encrypted"

new_record, new_submission, new_version = New(Record), New(Submission), New(RecordVersion)
insert_submission, insert_version = Insert(Submission), Insert(RecordVersion)
insert_report = InsertTogether(Record, Submission, RecordVersion, Entry)


def receive(
    *,
    sender: Sender,
    road: Road,
    body: bytes,
    files: Mapping[str, BinaryIO | File[bytes]] | None = None,
    now: datetime,
) -> Receipt:
    """Take in a filled form with its files.

    ``Refused``, with nothing kept but the reason: O.101 to O.105 (no filled form), O.110 (form not known
    here), O.111 (version not known), O.112 (version no longer taken), O.113 (closed), O.120 (the same
    identifier with another content), O.121 to O.123 (an edit of what is not there, is not theirs, or was
    edited meanwhile), W.151 (a file is too large).
    """
    arrival = Arrival(sender, road, body, hashlib.sha256(body).hexdigest(), files or {}, now)
    try:
        return _take(arrival)
    except Refused as refused:
        tell_refusal(sender=sender, road=road, sha256=arrival.sha256, problem=refused.problems[0], now=now)
        raise


def _take(arrival: Arrival) -> Receipt:
    instance = parse_instance(arrival.body)
    version = wanted_version(arrival.sender, instance)
    kept = keep_files(arrival)
    try:
        if arrival.sender.draft_id is None and not instance.deprecated_id:
            return _receive_new(arrival, instance, version, kept)
        with transaction.atomic():
            note_visit(arrival.sender)
            if arrival.sender.draft_id is not None:
                return _receive_test(arrival, instance, version, kept)
            return _edit(arrival, instance, version, kept)
    except IntegrityError:
        # Another request was quicker, or it came before: the database lets an instance in once.
        with transaction.atomic():
            known = Submission.objects.filter(
                form_id=version.form_id, instance_id=instance.instance_id
            ).first()
            if known is None:
                raise
            return _repeat(arrival, known, kept)


# ------------------------------------------------------------------ new, again, edited, tested


@dataclass(frozen=True, slots=True)
class _Sent:
    """A report that nobody has read yet."""

    arrival: Arrival
    instance: Instance
    wanted: FormVersion
    kept: Sequence[Kept]


@dataclass(frozen=True, slots=True)
class _New:
    """A report that is read, and its rows, which are still to be written."""

    sent: _Sent
    to_check: ToCheck
    submission: Submission
    version: RecordVersion
    missing: tuple[str, ...]
    """Files that its answers name and that did not come with it."""

    @property
    def record(self) -> Record:
        """The record, which has no key before it is written."""
        return self.to_check.record


def _receive_new(arrival: Arrival, instance: Instance, version: FormVersion, kept: Sequence[Kept]) -> Receipt:
    new = new_reports(_Sent(arrival, instance, version, kept))
    return Receipt("received", instance.instance_id, new.record.number, new.missing)


def _make(sent: _Sent) -> _New:
    """Read a report; its rows."""
    arrival, instance, version = sent.arrival, sent.instance, sent.wanted
    form = compiled(version.pk, version.xform_md5)
    read = _read(arrival, instance, form)
    record = new_record(
        mission_id=arrival.sender.mission_id,
        form_version_id=version.pk,
        number=next_number(arrival.sender.mission_id),
        road=arrival.road,
        observer_id=arrival.sender.membership_id,
        team_id=arrival.sender.team_id,
        instance_id=instance.instance_id,
        arrived_at=arrival.now,
        is_unread=instance.is_encrypted,
    )
    to_check = _derive(record, read, form, arrival, version)
    missing = tuple(sorted(set(files_named(form, read.answers)) - {one.name for one in sent.kept}))
    submission = _submission(arrival, instance, version)
    return _New(sent, to_check, submission, _version_of(read, arrival, number=1), missing)


def _check_new(reports: Sequence[_New]) -> None:
    """Check new reports; those around all of them are asked for at once."""
    check_together([new.to_check for new in reports])


def _write_new(reports: Sequence[_New]) -> None:
    """Write the rows of new reports. The first of an instance makes the record; ``IntegrityError`` after."""
    rows = []
    keys = new_keys(len(reports), Record, Submission, RecordVersion, Entry)
    for new, (record, submission, version, entry) in zip(reports, keys, strict=True):
        new.record.pk = new.submission.record_id = new.version.record_id = record
        new.submission.pk = new.version.submission_id = submission
        new.version.pk = version
        rows.append((new.record, new.submission, new.version, _entry_of(new, entry)))
    insert_report.many(rows)
    for new in reports:
        attach(new.submission, new.sent.kept, new.sent.arrival.now)
        note_visit(new.sent.arrival.sender)


def _entry_of(new: _New, key: int) -> Entry:
    """What the trail says of a new report."""
    arrival, version, kept = new.sent.arrival, new.sent.wanted, new.sent.kept
    change = {
        "record": new.record.number,
        "form": version.form.code,
        "version": version.version,
        "sha256": arrival.sha256,
        "road": str(arrival.road),
        **({"files": sorted(one.sha256 for one in kept)} if kept else {}),
    }
    by = user_of(arrival.sender)
    entry = unwritten("observation.submission_received", about=new.record, by=by, change=change)
    entry.pk = key
    return entry


new_reports: Together[_Sent, _New] = Together(_make, _check_new, _write_new)


def _read(arrival: Arrival, instance: Instance, form: CompiledForm) -> Read:
    """The answers; of an encrypted form none."""
    if instance.is_encrypted:
        return Read()
    return read_answers(form, instance.root, keeps_positions=arrival.sender.keeps_positions)


def read_answers(form: CompiledForm, root: Any, *, keeps_positions: bool) -> Read:
    """The answers below a form's root. Positions are left unread where the mission keeps none."""
    read = form.reader.read(root)
    if not keeps_positions:
        positions = {one.name for one in form.questions if one.kind in ("point", "shape")}
        _leave_unread(positions, read.answers, read.states)
    return read


def _leave_unread(names: set[str], answers: dict[str, Any], states: dict[str, str]) -> None:
    """Take these answers out, in repetitions too."""
    for name in names.intersection(answers):
        del answers[name]
        states[name] = "skipped"
    for value in answers.values():
        for one in value if isinstance(value, list) else ():
            if isinstance(one, dict):
                _leave_unread(names, one["answers"], one["states"])


def _derive(
    record: Record, read: Read, form: CompiledForm, arrival: Arrival, version: FormVersion
) -> ToCheck:
    """Fill the record's columns that follow from its answers; what is still to be checked."""
    sender = arrival.sender
    around = Around(sender.mission_id, sender.election, version.form_id, record.arrived_at or arrival.now)
    put(record, derived(form, read.answers, around))
    if read.not_accepted:
        record.flags = [*record.flags, ANSWERS_NOT_ACCEPTED]
    if record.is_unread:
        record.flags = [ENCRYPTED]
    return ToCheck(record, form, read.answers, read.states, sender.election)


def put(record: Record, told: Derived) -> None:
    """Write into a record what follows from its answers; what is newly critical in it nobody has seen."""
    if record.pk is not None and not set(told.critical) <= set(record.critical):
        to_be_seen_again(record)
    record.station_code, record.station_id = told.station_code, told.station_id
    record.area_text, record.area_id, record.place = told.area_text, told.area_id, told.place
    record.observed_at, record.utc_offset, record.wave = told.observed_at, told.utc_offset, told.wave
    record.left_at = told.left_at
    record.ratings, record.critical = told.ratings, told.critical
    record.answers_digest, record.flags = told.answers_digest, told.flags


def _submission(
    arrival: Arrival,
    instance: Instance,
    version: FormVersion,
    record: Record | None = None,
    reading: dict[str, object] | None = None,
) -> Submission:
    return new_submission(
        mission_id=arrival.sender.mission_id,
        form_id=version.form_id,
        form_version_id=version.pk,
        record_id=record.pk if record else None,
        phone_id=arrival.sender.phone_id,
        observer_id=arrival.sender.membership_id,
        road=arrival.road,
        instance_id=instance.instance_id,
        deprecated_id=instance.deprecated_id,
        body=arrival.body,
        sha256=arrival.sha256,
        is_encrypted=instance.is_encrypted,
        reading=reading,
        arrived_at=arrival.now,
    )


def _version_of(read: Read, arrival: Arrival, *, number: int) -> RecordVersion:
    return new_version(number=number, answers=read.answers, states=read.states, by_id=arrival.sender.user_id)


def _repeat(arrival: Arrival, known: Submission, kept: Sequence[Kept]) -> Receipt:
    """An instance that is known: the same bytes are taken, with files that are new; others are refused."""
    if known.sha256 != arrival.sha256:
        says = Phrase("Another report with this identifier was received before.")
        raise Refused(Problem("O.120", says, Phrase("Send a changed report as an edit, or fill a new one.")))
    sender = arrival.sender
    if known.observer_id != sender.membership_id:
        says = Phrase("This report was received from somebody else.")
        raise Refused(Problem("O.122", says, Phrase("Call your co-ordinator.")))
    new = attach(known, kept, arrival.now, is_first=False)
    record = known.record
    if record is not None and record.deleted_at is not None:
        _flag_resubmitted(record, known, sender)
    if new and record is not None:
        change = {"record": record.number, "files": sorted(one.sha256 for one in kept)}
        write_trail("observation.files_received", about=record, by=user_of(sender), change=change)
    form = compiled(known.form_version_id, known.form_version.xform_md5)
    answers: Mapping[str, object] = {}
    if record is not None:
        answers = RecordVersion.objects.get(submission=known).answers
    number = record.number if record else None
    missing = missing_files(known, form, answers)
    return Receipt("attached" if new else "repeated", known.instance_id, number, missing)


def _flag_resubmitted(record: Record, known: Submission, sender: Sender) -> None:
    if RESUBMITTED not in record.flags:
        record.flags = [*record.flags, RESUBMITTED]
        record.save(update_fields=["flags"])
        change = {"record": record.number, "sha256": known.sha256}
        write_trail("observation.deleted_record_sent_again", about=record, by=user_of(sender), change=change)


def _edit(arrival: Arrival, instance: Instance, version: FormVersion, kept: Sequence[Kept]) -> Receipt:
    _let_in_once(version, instance)
    record, newest = _edited(arrival, instance, version)
    form = compiled(version.pk, version.xform_md5)
    read = _read(arrival, instance, form)
    submission = insert_submission(_submission(arrival, instance, version, record))
    newest.is_newest = False
    newest.save(update_fields=["is_newest"])
    edited = _version_of(read, arrival, number=newest.number + 1)
    edited.record, edited.submission = record, submission
    insert_version(edited)
    record.form_version_id = version.pk
    record.is_unread = instance.is_encrypted
    check(_derive(record, read, form, arrival, version))
    _back_to_received(record, arrival)
    record.save()
    answered_by_edit(record=record, by=user_of(arrival.sender), now=arrival.now)
    attach(submission, kept, arrival.now)
    change = {
        "record": record.number,
        "version": newest.number + 1,
        "sha256": arrival.sha256,
        "road": str(arrival.road),
    }
    write_trail("observation.submission_edited", about=record, by=user_of(arrival.sender), change=change)
    missing = missing_files(submission, form, read.answers)
    return Receipt("edited", instance.instance_id, record.number, missing)


def _let_in_once(version: FormVersion, instance: Instance) -> None:
    """``IntegrityError`` where this instance is there already."""
    if is_there(version, instance):
        raise IntegrityError("known")


def _edited(arrival: Arrival, instance: Instance, version: FormVersion) -> tuple[Record, RecordVersion]:
    """The record that an edit is about, and its newest version; an observer edits only their own."""
    old = Submission.objects.filter(form_id=version.form_id, instance_id=instance.deprecated_id).first()
    if old is None or old.record_id is None:
        says = Phrase("The report that this one corrects has not been received.")
        raise Refused(Problem("O.121", says, Phrase("Send the first report, then the corrected one.")))
    if old.observer_id is None or old.observer_id != arrival.sender.membership_id:
        says = Phrase("This report was received from somebody else.")
        raise Refused(Problem("O.122", says, Phrase("Call your co-ordinator.")))
    record = Record.objects.select_for_update().get(pk=old.record_id)
    _let_in_once(version, instance)  # Again: what came beside it may have been quicker to lock the record.
    newest = record.versions.get(is_newest=True)
    last_sent = record.submissions.order_by("-pk").values_list("pk", flat=True).first()
    if last_sent != old.pk:
        says = Phrase("This report was corrected meanwhile.")
        raise Refused(Problem("O.123", says, Phrase("Open the newest one and correct that.")))
    return record, newest


def _back_to_received(record: Record, arrival: Arrival) -> None:
    """What was checked before is to be checked again. A deleted record stays deleted and is flagged."""
    if record.deleted_at is not None and RESUBMITTED not in record.flags:
        record.flags = [*record.flags, RESUBMITTED]
    if record.state != RecordState.RECEIVED:
        Step.objects.create(
            record=record,
            from_state=record.state,
            to_state=RecordState.RECEIVED,
            by=user_of(arrival.sender),
            at=arrival.now,
        )
        record.state = RecordState.RECEIVED


def _receive_test(
    arrival: Arrival, instance: Instance, version: FormVersion, kept: Sequence[Kept]
) -> Receipt:
    """Of a draft: what would be read is kept beside the bytes; there is no record and no figure."""
    form = compiled(version.pk, version.xform_md5)
    read = _read(arrival, instance, form)
    reading: dict[str, object] = {
        "answers": read.answers,
        "states": read.states,
        "not_accepted": read.not_accepted,
    }
    submission = insert_submission(_submission(arrival, instance, version, None, reading))
    attach(submission, kept, arrival.now)
    return Receipt("test", instance.instance_id, None, missing_files(submission, form, read.answers))
