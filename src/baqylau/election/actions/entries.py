"""What entries of a mission's registers share: their numbers, their versions, the texts they must have."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any, Protocol

from django.db import models
from django.db.models import Max

from baqylau.accounts.models import User
from baqylau.core.problem import Phrase, Problem, Refused
from baqylau.core.reading import Problems
from baqylau.election.models import Election, EntryVersion


class Keeper(Protocol):
    """The mission that keeps a register, as far as this room knows of it."""

    @property
    def pk(self) -> Any: ...
    @property
    def election_id(self) -> int: ...


def next_number(model: type[models.Model], mission: Keeper) -> int:
    """The next number of a mission's register; entries of one election wait for each other."""
    Election.objects.select_for_update().get(pk=mission.election_id)
    last = model._default_manager.filter(mission=mission.pk).aggregate(last=Max("number"))["last"]
    return (last or 0) + 1


def values_of(entry: models.Model, fields: tuple[str, ...]) -> dict[str, str | None]:
    """The fields of an entry as texts, references by the key of what they refer to; None where empty."""
    values: dict[str, str | None] = {}
    for name in fields:
        value = getattr(entry, name, None)  # a reference that is needed and not set yet has none
        if isinstance(value, models.Model):
            value = getattr(value, "code", None) or value.pk
        values[name] = None if value in (None, "") else _text(value)
    return values


def _text(value: object) -> str:
    return value.isoformat() if isinstance(value, date | datetime) else str(value)


def keep_version(
    entry: models.Model, of: str, fields: tuple[str, ...], *, by: User, now: datetime, reason: str = ""
) -> None:
    """Write down how the entry stands from now on."""
    EntryVersion.objects.create(
        **{of: entry},
        number=getattr(entry, "version"),  # noqa: B009
        said=values_of(entry, fields),
        reason=reason,
        by=by,
        at=now,
    )


def apply(entry: models.Model, given: Mapping[str, object], fields: tuple[str, ...]) -> list[str]:
    """Set the given fields and say which of them changed."""
    before = values_of(entry, fields)
    for name, value in given.items():
        setattr(entry, name, value)
    after = values_of(entry, fields)
    return [name for name in fields if before[name] != after[name]]


def needed(problems: Problems, number: str, texts: Mapping[str, tuple[Phrase, str]]) -> None:
    """Each of the texts, by its field, must say something."""
    for field, (what, text) in texts.items():
        if not text.strip():
            problems.add(number, Phrase("{what} is missing.", what=what), Phrase("Fill it in."), field)


def refuse(number: str, says: Phrase, remedy: Phrase) -> Refused:
    """One problem as a refusal."""
    return Refused(Problem(number, says, remedy))
