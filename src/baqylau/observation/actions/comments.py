"""Remarks of analysts about a record."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from baqylau.accounts.models import User
from baqylau.observation.actions.check import needed_text
from baqylau.observation.models import Comment, Record
from baqylau.trail.record import personal
from baqylau.trail.record import record as write_trail


@transaction.atomic
def comment(*, record: Record, text: str, by: User, now: datetime) -> Comment:
    """Write a remark about a record. ``Refused`` without a text (K.103)."""
    made = Comment.objects.create(record=record, text=needed_text(text), by=by, at=now)
    change = {"record": record.number, "text": personal(made.text)}
    write_trail("observation.record_commented", about=record, by=by, change=change)
    return made
