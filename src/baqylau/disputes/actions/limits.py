"""Deadlines of all open cases, computed anew: after the pack, a term or a day off has changed."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import NamedTuple

from django.db import transaction
from django.db.models import Q, QuerySet

from baqylau.accounts.models import User
from baqylau.disputes.models import Outcome, Proceeding
from baqylau.disputes.procedure import procedure_of, zone_of
from baqylau.mission.models import Mission
from baqylau.trail.record import record as write_trail

AT_ONCE = 200
_ALIKE = ("before", "body", "contested_on", "received_on", "file_by", "due_on")


class _Alike(NamedTuple):
    """Open proceedings with the same dates before the same body."""

    before: str
    body: str
    contested_on: date | None
    received_on: date | None
    file_by: date | None
    due_on: date | None


@transaction.atomic
def recompute_limits(*, mission: Mission, by: User | None) -> int:
    """Bring the limits of all open proceedings to what the pack says now; how many were others before.

    A limit follows from the bodies and two dates, so it is computed once for all proceedings that have these
    in common. Decided proceedings keep the limit by which they were judged.
    """
    open_ones = Proceeding.objects.filter(mission=mission, outcome=Outcome.PENDING)
    changed = list(_changes(open_ones, mission))
    number = 0
    for start in range(0, len(changed), AT_ONCE):
        number += _write(open_ones, changed[start : start + AT_ONCE])
    if number:
        write_trail("disputes.limits_recomputed", about=mission, by=by, change={"changed": number})
    return number


def _changes(
    open_ones: QuerySet[Proceeding], mission: Mission
) -> Iterator[tuple[_Alike, date | None, date | None]]:
    """The groups whose limits are others now, with the new ones."""
    procedure, zone = procedure_of(mission.election), zone_of(mission.election)
    for row in open_ones.order_by().values_list(*_ALIKE).distinct():
        alike = _Alike(*row)
        file_by = procedure.file_by(alike.before, alike.body, alike.contested_on, zone)
        due_on = procedure.decide_by(alike.before, alike.body, alike.received_on, zone)
        if (file_by, due_on) != (alike.file_by, alike.due_on):
            yield alike, file_by, due_on


def _write(open_ones: QuerySet[Proceeding], changed: list[tuple[_Alike, date | None, date | None]]) -> int:
    """Each group by one statement."""
    number = 0
    for alike, file_by, due_on in changed:
        same = Q(**{name: value for name, value in alike._asdict().items() if value is not None})
        for name, value in alike._asdict().items():
            if value is None:
                same &= Q(**{f"{name}__isnull": True})
        number += open_ones.filter(same).update(file_by=file_by, due_on=due_on)
    return number
