"""Violations: entered and changed."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db import transaction

from baqylau.accounts.models import User
from baqylau.core.reading import Problems
from baqylau.disputes.actions.given import ViolationData, as_fields, check_violation
from baqylau.disputes.actions.writing import locked, next_number, write_history
from baqylau.disputes.models import Violation
from baqylau.mission.history import set_fields
from baqylau.mission.models import Mission


@transaction.atomic
def add_violation(*, mission: Mission, given: ViolationData, by: User | None, now: datetime) -> Violation:
    """Enter a violation that an authority found. ``Refused``: H.101, H.102, H.108 – H.110."""
    values = _checked(given, mission)
    number = next_number(Violation, mission, given.confidential)
    made = Violation(mission=mission, number=number, added_by=by, added_at=now)
    altered = set_fields(made, values)
    made.save()
    write_history(made, "violation_added", altered, by=by, now=now)
    return made


@transaction.atomic
def change_violation(
    *, violation: Violation, given: ViolationData, version: int | None, by: User, now: datetime
) -> Violation:
    """Change what is said of a violation; where nothing differs, nothing is written. Also H.120."""
    found: Violation = locked(Violation, violation, version)
    values = _checked(given, found.mission)
    if found.confidential != given.confidential:
        values["number"] = next_number(Violation, found.mission, given.confidential)
    if altered := set_fields(found, values):
        found.version += 1
        found.save()
        write_history(found, "violation_changed", altered, by=by, now=now)
    return found


def _checked(given: ViolationData, mission: Mission) -> dict[str, Any]:
    values = as_fields(given)
    problems = Problems()
    check_violation(values, mission, problems)
    problems.refuse_if_any()
    return values
