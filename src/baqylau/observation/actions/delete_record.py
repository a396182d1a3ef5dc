"""Deleting a record and bringing it back. It leaves every list and figure; its bytes and versions stay."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from baqylau.accounts.models import User
from baqylau.core.problem import Phrase, Problem, Refused
from baqylau.observation.actions.check import needed_text
from baqylau.observation.models import Comment, Record
from baqylau.trail.record import personal
from baqylau.trail.record import record as write_trail


@transaction.atomic
def delete_record(*, record: Record, reason: str, by: User, now: datetime) -> Record:
    """Delete a record; the reason stands among its comments.

    ``Refused`` without a reason (K.103), or where it is deleted (K.108).
    """
    record = Record.objects.select_for_update().get(pk=record.pk)
    if record.deleted_at is not None:
        says = Phrase("Record {number} is deleted.", number=record.number)
        raise Refused(Problem("K.108", says, Phrase("Nothing is left to do.")))
    record.deleted_at = now
    return _told(record, "observation.record_deleted", reason, by, now)


@transaction.atomic
def restore_record(*, record: Record, reason: str, by: User, now: datetime) -> Record:
    """Bring a deleted record back as it was. ``Refused``: no reason (K.103), not deleted (K.108)."""
    record = Record.objects.select_for_update().get(pk=record.pk)
    if record.deleted_at is None:
        says = Phrase("Record {number} is not deleted.", number=record.number)
        raise Refused(Problem("K.108", says, Phrase("Nothing is left to do.")))
    record.deleted_at = None
    return _told(record, "observation.record_restored", reason, by, now)


def _told(record: Record, action: str, reason: str, by: User, now: datetime) -> Record:
    reason = needed_text(reason)
    record.save(update_fields=["deleted_at"])
    Comment.objects.create(record=record, text=reason, by=by, at=now)
    change = {"record": record.number, "reason": personal(reason)}
    write_trail(action, about=record, by=by, change=change)
    return record
