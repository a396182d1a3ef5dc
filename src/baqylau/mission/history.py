"""What differs when an entry of a register is changed, as values that its history keeps."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, time
from decimal import Decimal
from typing import Any

from django.db import models


@dataclass(frozen=True, slots=True)
class Altered:
    """One field with what it was and what it is, as values that JSON keeps."""

    field: str
    before: Any
    after: Any


def kept(value: object) -> Any:
    """A value as the history keeps it: dates, times and amounts as texts, rows by their key."""
    if isinstance(value, models.Model):
        return value.pk
    if isinstance(value, Decimal):
        return format(value.quantize(Decimal("0.01")), "f")
    if isinstance(value, date | datetime | time):
        return value.isoformat()
    if isinstance(value, list | tuple):
        return [kept(one) for one in value]
    return value


def set_fields(row: models.Model, given: Mapping[str, object]) -> list[Altered]:
    """Write values into a row, not yet into the database; those that differ.

    What a new row points to nowhere yet was nothing before.
    """
    altered = []
    for field, value in given.items():
        before = kept(getattr(row, field, None))
        setattr(row, field, value)
        if before != (after := kept(value)):
            altered.append(Altered(field, before, after))
    return altered
