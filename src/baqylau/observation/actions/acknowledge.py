"""Saying by name that one has seen an incident or a critical answer."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from baqylau.accounts.models import User
from baqylau.observation.models import Acknowledgement, Record
from baqylau.trail.record import record as write_trail


@transaction.atomic
def acknowledge(*, record: Record, by: User, now: datetime) -> Acknowledgement:
    """Note who has seen it first; a second time changes nothing."""
    made, is_new = Acknowledgement.objects.get_or_create(record=record, defaults={"by": by, "at": now})
    if is_new:
        write_trail("observation.record_acknowledged", about=record, by=by, change={"record": record.number})
    return made


def to_be_seen_again(record: Record) -> None:
    """Whoever saw a record did not see what it says now. That they saw it stays in the trail."""
    Acknowledgement.objects.filter(record=record).delete()
