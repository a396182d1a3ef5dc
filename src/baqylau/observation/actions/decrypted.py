"""Bringing back what was decrypted elsewhere with the mission's key."""

from __future__ import annotations

import hashlib
import io
from collections.abc import Mapping
from datetime import datetime

from django.conf import settings
from django.db import transaction

from baqylau.accounts.models import User
from baqylau.core.problem import Phrase, Problem, Refused
from baqylau.observation.actions.receive import ANSWERS_NOT_ACCEPTED, ENCRYPTED, put, read_answers
from baqylau.observation.checks import ToCheck, check
from baqylau.observation.models import Attachment, Record, RecordVersion, Submission
from baqylau.observation.reading import Around, compiled, derived
from baqylau.observation.sources.instance import Instance, Read, parse_instance
from baqylau.storage.models import StoredFile, keep_stream
from baqylau.trail.record import record as write_trail

REASON = "decrypted"


def take_decrypted(
    *, submission: Submission, xml: bytes, files: Mapping[str, bytes], by: User, now: datetime
) -> bool:
    """Let an encrypted record be read; False where the same was brought back before.

    The envelope stays as it arrived, the files are added to it, and the trail keeps the SHA-256 of the plain
    text. ``Refused`` where the submission is not encrypted (O.210), other content was brought back before
    (O.211), or the content is of another report or form (O.212), or no filled form (O.101 to O.105).
    """
    if not submission.is_encrypted:
        says = Phrase("This report did not arrive encrypted.")
        raise Refused(Problem("O.210", says, Phrase("Give encrypted reports only.")))
    instance = parse_instance(xml)
    _refuse_another(submission, instance)
    kept = {name: _keep(name, content) for name, content in files.items()}
    with transaction.atomic():
        submission = Submission.objects.select_for_update().get(pk=submission.pk)
        if submission.decrypted:  # Null is read as no bytes.
            return _same_as_before(submission, xml)
        submission.decrypted = xml
        submission.save(update_fields=["decrypted"])
        _attach(submission, kept, now)
        if submission.record_id is not None:
            _make_readable(submission.record_id, submission, instance, xml, by)
        return True


def _refuse_another(submission: Submission, instance: Instance) -> None:
    envelope = parse_instance(bytes(submission.body))
    names_itself = not instance.instance_id.startswith("sha256:")
    is_other = names_itself and instance.instance_id != envelope.instance_id
    if (
        (instance.form, instance.version) != (envelope.form, envelope.version)
        or is_other
        or instance.is_encrypted
    ):
        says = Phrase("What was brought back is of another report.")
        raise Refused(Problem("O.212", says, Phrase("Decrypt the downloaded file again.")))


def _same_as_before(submission: Submission, xml: bytes) -> bool:
    if bytes(submission.decrypted or b"") != xml:
        says = Phrase("Other content of this report was brought back before.")
        raise Refused(Problem("O.211", says, Phrase("Correct the record instead.")))
    return False


def _keep(name: str, content: bytes) -> StoredFile:
    return keep_stream(io.BytesIO(content), name=name[-255:], limit=settings.LARGEST_ATTACHMENT)


def _attach(submission: Submission, kept: Mapping[str, StoredFile], now: datetime) -> None:
    rows = [
        Attachment(
            submission=submission, name=name[-255:], file=file, media_type=file.media_type, arrived_at=now
        )
        for name, file in kept.items()
    ]
    Attachment.objects.bulk_create(rows, ignore_conflicts=True)


def _make_readable(record_id: int, submission: Submission, instance: Instance, xml: bytes, by: User) -> None:
    """A new version of the record with the answers, unless the report was corrected since."""
    related = Record.objects.select_related("mission__election", "form_version")
    record = related.select_for_update(of=("self",)).get(pk=record_id)
    newest = record.versions.get(is_newest=True)
    form = compiled(submission.form_version_id, submission.form_version.xform_md5)
    read = read_answers(form, instance.root, keeps_positions=record.mission.keeps_positions)
    if newest.submission_id == submission.pk:
        _new_version(record, newest, read, by)
        _derive(record, read)
    change = {
        "record": record.number,
        "sha256": hashlib.sha256(xml).hexdigest(),
        "envelope": submission.sha256,
    }
    write_trail("observation.record_decrypted", about=record, by=by, change=change)


def _new_version(record: Record, newest: RecordVersion, read: Read, by: User) -> None:
    newest.is_newest = False
    newest.save(update_fields=["is_newest"])
    RecordVersion.objects.create(
        record=record,
        number=newest.number + 1,
        answers=read.answers,
        states=read.states,
        by=by,
        reason=REASON,
    )


def _derive(record: Record, read: Read) -> None:
    """What follows from the answers, by the functions that receiving uses."""
    version, election = record.form_version, record.mission.election
    form = compiled(version.pk, version.xform_md5)
    assert record.arrived_at is not None
    kept = [flag for flag in record.flags if flag != ENCRYPTED]
    told = derived(
        form, read.answers, Around(record.mission_id, election, version.form_id, record.arrived_at)
    )
    put(record, told)
    record.flags = [
        *dict.fromkeys([*told.flags, *kept, *([ANSWERS_NOT_ACCEPTED] if read.not_accepted else [])])
    ]
    record.is_unread = False
    check(ToCheck(record, form, read.answers, read.states, election))
    record.save()
