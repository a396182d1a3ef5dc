"""How an entry of a register stood before: its versions with what each changed, and the trail's entries."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Model

from baqylau.election.models import EntryVersion
from baqylau.trail.listing import Line, history


@dataclass(frozen=True, slots=True)
class Change:
    """One field: what it said, and what it says since."""

    field: str
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class Version:
    """A version: who made it when and why, and what it changed; the first changes nothing."""

    number: int
    by: str
    at: datetime
    reason: str
    changes: list[Change]


@dataclass(frozen=True, slots=True)
class History:
    """Everything that was done to an entry, the newest first."""

    versions: list[Version]
    trail: list[Line]


def history_of(entry: Model, versions: Iterable[EntryVersion], labels: Mapping[str, object]) -> History:
    """The history; ``labels`` are the words of the fields, others stand with their names."""
    shown: list[Version] = []
    before: dict[str, str | None] | None = None
    for one in versions:
        said: dict[str, str | None] = one.said
        changes = [
            Change(str(labels.get(name, name)), (before or {}).get(name) or "–", said[name] or "–")
            for name in said
            if before is not None and said[name] != before.get(name)
        ]
        shown.append(Version(one.number, one.by.name, one.at, one.reason, changes))
        before = said
    return History(shown[::-1], history(about=entry))
