"""Moving a record between the states of its checking: by hand, one or many at once."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime

from django.db import models, transaction

from baqylau.accounts.models import User
from baqylau.core.problem import Phrase, Problem, Refused
from baqylau.mission.models import Mission
from baqylau.observation.methods.states import CHECKED, QUERY, RECEIVED, REJECTED, move_between
from baqylau.observation.models import Query, Record, Severity, Step
from baqylau.trail.record import personal
from baqylau.trail.record import record as write_trail

LONGEST_REASON = 2_000
MOST_AT_ONCE = 500


@transaction.atomic
def check_record(*, record: Record, from_version: int, by: User, now: datetime) -> Record:
    """Say that a record is as it should be. Its open questions are closed.

    ``Refused``: another version came meanwhile (K.101), the state does not allow it (K.102), the record is
    deleted (K.111) or nobody has decrypted it (K.112).
    """
    record = locked(record)
    newest = record.versions.get(is_newest=True)
    if newest.number != from_version:
        says = Phrase(
            "Record {number} was changed meanwhile: its version is {version} now.",
            number=record.number,
            version=newest.number,
        )
        raise Refused(Problem("K.101", says, Phrase("Look at the new version first.")))
    close_queries(record, now)
    return move(record, CHECKED, by=by, now=now)


@transaction.atomic
def reject_record(*, record: Record, reason: str, by: User, now: datetime) -> Record:
    """Take a record out of every figure, with a reason. Its open questions are closed."""
    record = locked(record)
    close_queries(record, now)
    return move(record, REJECTED, by=by, now=now, reason=reason)


@transaction.atomic
def open_again(*, record: Record, reason: str, by: User, now: datetime) -> Record:
    """Take up a record again that was checked or rejected; bringing a rejected one back needs a reason."""
    record = locked(record)
    if record.state == QUERY:
        raise _not_possible(record)
    return move(record, RECEIVED, by=by, now=now, reason=reason)


@transaction.atomic
def check_clean(*, mission: Mission, numbers: Collection[int], by: User, now: datetime) -> list[int]:
    """Say of many records at once that they are as they should be; gives the numbers of those it was said of.

    Only records that wait and in which nothing was found and nothing is critical: the others are looked at
    one by one. ``Refused`` where none (K.109) or too many (K.110) are named.
    """
    if not numbers:
        raise Refused(Problem("K.109", Phrase("No record is chosen."), Phrase("Choose at least one.")))
    if len(numbers) > MOST_AT_ONCE:
        says = Phrase("More than {most} records are chosen.", most=MOST_AT_ONCE)
        raise Refused(Problem("K.110", says, Phrase("Choose fewer.")))
    waiting = clean(Record.objects.filter(mission=mission, number__in=numbers)).select_for_update()
    records = list(waiting.order_by("number"))
    Record.objects.filter(pk__in=[record.pk for record in records]).update(state=CHECKED)
    Step.objects.bulk_create(
        Step(record=record, from_state=RECEIVED, to_state=CHECKED, by=by, at=now) for record in records
    )
    if records:
        change = {"records": [record.number for record in records]}
        write_trail("observation.records_checked", about=mission, by=by, change=change)
    return [record.number for record in records]


def clean(records: models.QuerySet[Record]) -> models.QuerySet[Record]:
    """Those of the records that wait and in which nothing was found and nothing is critical."""
    waiting = records.filter(state=RECEIVED, severity=Severity.NONE, deleted_at=None, is_unread=False)
    return waiting.filter(critical=[], flags=[])


def locked(record: Record) -> Record:
    """The record as it is now, held until the transaction ends; not one that is deleted or unread."""
    record = Record.objects.select_for_update().get(pk=record.pk)
    if record.deleted_at is not None:
        says = Phrase("Record {number} is deleted.", number=record.number)
        raise Refused(Problem("K.111", says, Phrase("Restore it first.")))
    if record.is_unread:
        says = Phrase("Record {number} is encrypted and nobody has read it.", number=record.number)
        raise Refused(Problem("K.112", says, Phrase("Decrypt it first.")))
    return record


def move(record: Record, after: str, *, by: User, now: datetime, reason: str = "") -> Record:
    """Move a locked record into another state, with its step and its entry in the trail."""
    allowed = move_between(record.state, after)
    if allowed is None:
        raise _not_possible(record)
    reason = needed_text(reason) if allowed.needs_reason else reason.strip()[:LONGEST_REASON]
    before, record.state = record.state, after
    record.save(update_fields=["state"])
    Step.objects.create(record=record, from_state=before, to_state=after, by=by, at=now, reason=reason)
    change = {"record": record.number, "from": before, "to": after}
    told = {"reason": personal(reason)} if reason else {}
    write_trail("observation.record_moved", about=record, by=by, change={**change, **told})
    return record


def _not_possible(record: Record) -> Refused:
    says = Phrase("Record {number} is in the state “{state}” now.", number=record.number, state=record.state)
    return Refused(Problem("K.102", says, Phrase("Look at it again.")))


def needed_text(text: str) -> str:
    """The text without blanks around it; ``Refused`` (K.103) where there is none."""
    text = text.replace("\0", "").strip()
    if not text:
        says = Phrase("A text is needed here.")
        raise Refused(Problem("K.103", says, Phrase("Write a sentence that others will understand.")))
    return text[:LONGEST_REASON]


def close_queries(record: Record, now: datetime) -> None:
    """Close what is still asked about a record."""
    Query.objects.filter(record=record, closed_at=None).update(closed_at=now)
