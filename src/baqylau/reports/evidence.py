"""What a finding or an assessment may rest on: one registry of kinds, one for each sort of register entry.

Each kind says who may see its entries, how they are searched, how one is called, where its page is, and a
digest of what it says. Whoever may not see an entry is told nothing of it: it is in no search, list or count.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Generic, Protocol, TypeVar

from django.db import models
from django.db.models import QuerySet

from baqylau.accounts.models import User
from baqylau.accounts.permissions import Permission
from baqylau.core.text import search_key
from baqylau.mission.models import Mission
from baqylau.reports.models.registers import Evidence

M = TypeVar("M", bound=models.Model)
MOST_FOUND = 20
"""Entries of one kind that a search shows."""


@dataclass(frozen=True, slots=True)
class Found:
    """An entry of a register as it is now."""

    kind: str
    key: str
    label: str
    address: str
    digest: str
    confidential: bool = False


class Kind(Protocol):
    """A sort of evidence. ``sees_hidden`` is what it takes to know of every entry, ``needs`` of any."""

    code: str
    name: Any
    needs: Permission
    sees_hidden: Permission | None

    def search(self, user: User, mission: Mission, text: str) -> Sequence[Found]:
        """The entries that this person may see and that the text finds, at most :data:`MOST_FOUND`."""

    def found(self, user: User | None, mission: Mission, keys: Iterable[str]) -> Mapping[str, Found]:
        """Of some entries those that there are and that this person may see; None sees all."""


def digest_of(content: object) -> str:
    """SHA-256 of what an entry says."""
    text = json.dumps(content, sort_keys=True, ensure_ascii=False, separators=(",", ":"), default=str)
    return hashlib.sha256(text.encode()).hexdigest()


class RowKind(Generic[M]):
    """A sort of evidence that is a row of a table; its key is a column of it."""

    code: str
    name: Any
    needs: Permission = Permission.SEE_MISSION
    sees_hidden: Permission | None = None
    """None where none of its entries is confidential."""
    column = "pk"
    numbered = "number"
    """The column that ``#12`` asks for, "" where there is none."""

    def rows(self, mission: Mission) -> QuerySet[M]:
        raise NotImplementedError

    def seen(self, rows: QuerySet[M], user: User, mission: Mission) -> QuerySet[M]:
        """Those that this person may see, who holds the permission."""
        return rows

    def label(self, row: M) -> str:
        raise NotImplementedError

    def address(self, row: M, mission: Mission) -> str:
        raise NotImplementedError

    def content(self, row: M) -> object:
        """What it says, for the digest."""
        raise NotImplementedError

    def is_confidential(self, row: M) -> bool:
        return bool(getattr(row, "confidential", False))

    def matching(self, rows: QuerySet[M], text: str) -> QuerySet[M]:
        """Rows in whose text every word stands; ``#12`` and ``12`` are numbers."""
        number = text.strip().removeprefix("#")
        if self.numbered and number.isascii() and number.isdigit() and len(number) < 10:
            return rows.filter(**{self.numbered: int(number)})
        for word in search_key(text).split()[:12]:
            rows = rows.filter(search_key__contains=word)
        return rows

    def search(self, user: User, mission: Mission, text: str) -> Sequence[Found]:
        rows = self.matching(self._of(user, mission), text)
        return [self._found(row, mission) for row in rows.order_by("-pk")[:MOST_FOUND]]

    def found(self, user: User | None, mission: Mission, keys: Iterable[str]) -> Mapping[str, Found]:
        wanted = [key for key in keys if key.isascii() and key.isdigit() and len(key) < 19]
        rows = self._of(user, mission).filter(**{f"{self.column}__in": wanted})
        made = [self._found(row, mission) for row in rows]
        return {one.key: one for one in made}

    def _of(self, user: User | None, mission: Mission) -> QuerySet[M]:
        rows = self.rows(mission)
        if user is None:
            return rows
        if not user.has_perm(self.needs, mission):
            return rows.none()
        return self.seen(rows, user, mission)

    def _found(self, row: M, mission: Mission) -> Found:
        return Found(
            kind=self.code,
            key=str(getattr(row, self.column)),
            label=self.label(row)[:300],
            address=self.address(row, mission),
            digest=digest_of(self.content(row)),
            confidential=self.is_confidential(row),
        )


def content_of(row: models.Model, *leave_out: str) -> dict[str, Any]:
    """All that a row holds, but for its search keys and the columns named: for a digest."""
    return {
        field.attname: getattr(row, field.attname)
        for field in row._meta.concrete_fields
        if field.name not in leave_out and not field.name.startswith(("search_key", "order_"))
    }


# ------------------------------------------------------------------ the registry


def kinds() -> Mapping[str, Kind]:
    """Every kind by its code, in the order in which pages offer them."""
    from baqylau.reports.evidence_kinds import KINDS

    return KINDS


@dataclass(frozen=True, slots=True)
class EvidenceShown:
    """A piece of evidence for whoever may see it. ``now`` is None where the entry is gone."""

    evidence: Evidence
    name: str
    now: Found | None
    has_changed: bool

    @property
    def label(self) -> str:
        return self.now.label if self.now else self.evidence.label


def search(user: User, mission: Mission, kind: str, text: str) -> list[Found]:
    """The entries of one kind, or of all, that this person may see and that the text finds."""
    asked = [one for code, one in kinds().items() if kind in ("", code)]
    if not text.strip():
        return []
    return [found for one in asked for found in one.search(user, mission, text)]


def entry(user: User | None, mission: Mission, kind: str, key: str) -> Found | None:
    """One entry, where there is such a one and this person may see it."""
    known = kinds().get(kind)
    return known.found(user, mission, [key]).get(key) if known else None


def shown(user: User, mission: Mission, evidence: Iterable[Evidence]) -> list[EvidenceShown]:
    """The pieces of evidence that this person may know of, each as it stands now.

    What is gone (an entry that was deleted) is shown by what it was called, to whoever would have known of it
    however confidential it was; others are not told.
    """
    pieces = list(evidence)
    known = _known(user, mission, ((piece.kind, piece.key) for piece in pieces))
    told = []
    for piece in pieces:
        if (piece.kind, piece.key) in known:
            now = known[piece.kind, piece.key]
            changed = now is None or now.digest != piece.digest
            told.append(EvidenceShown(piece, str(kinds()[piece.kind].name), now, changed))
    return told


def may_know(user: User, mission: Mission, evidence: Iterable[str]) -> frozenset[str]:
    """Of names of evidence (``kind:key``, as a history keeps them) those that somebody may be told of."""
    named = {name: name.partition(":")[::2] for name in evidence if name}
    known = _known(user, mission, named.values())
    return frozenset(name for name, pair in named.items() if pair in known)


def _known(
    user: User, mission: Mission, pairs: Iterable[tuple[str, str]]
) -> dict[tuple[str, str], Found | None]:
    """Kind and key of what somebody may know of, as it stands now; None for what is gone."""
    by_kind: dict[str, list[str]] = {}
    for kind, key in pairs:
        by_kind.setdefault(kind, []).append(key)
    known: dict[tuple[str, str], Found | None] = {}
    for code in by_kind.keys() & kinds().keys():
        kind_of = kinds()[code]
        seen = kind_of.found(user, mission, by_kind[code])
        known |= {(code, key): one for key, one in seen.items()}
        unseen = [key for key in by_kind[code] if key not in seen]
        if unseen and _knew_of_all(user, mission, kind_of):
            there = kind_of.found(None, mission, unseen)
            known |= {(code, key): None for key in unseen if key not in there}
    return known


def _knew_of_all(user: User, mission: Mission, kind: Kind) -> bool:
    """Whether this person would have known of any entry of the kind."""
    needs = (kind.needs, kind.sees_hidden or kind.needs)
    return all(user.has_perm(one, mission) for one in needs)
