"""Writing to the trail."""

from __future__ import annotations

import hashlib
import json
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.db import models, transaction
from django.utils import timezone

from baqylau.storage.inserts import Insert, New
from baqylau.trail.models import Entry, Salt

insert, new_entry = Insert(Entry), New(Entry)
_canonical = json.JSONEncoder(sort_keys=True, ensure_ascii=False, separators=(",", ":"), allow_nan=False)


@dataclass(frozen=True, slots=True)
class Personal:
    """A text about or by a person; the trail keeps only its salted digest."""

    text: str

    def digest(self, salt: bytes) -> str:
        return hashlib.sha256(salt + self.text.encode()).hexdigest()


def personal(text: str) -> Personal:
    """Mark a text in a ``change`` as personal: ``record(…, change={"name": personal(name)})``."""
    return Personal(text)


def record(
    action: str, *, about: models.Model, by: models.Model | None, change: Mapping[str, Any] | None = None
) -> Entry:
    """Write what was done, in the transaction of the change itself.

    ``action`` is "room.what_was_done" in the past tense ("mission.member_added"); ``by`` is None for the
    installation itself (a command). ``change`` holds only identifiers, codes, numbers, digests and
    :func:`personal` texts, of which a digest is written; destroying its salt (the row in ``Salt``) makes the
    digest say nothing any more and leaves the log whole.
    """
    salts: dict[str, bytes] = {}
    entry = _entry(action, about, by, _salted(dict(change or {}), "", salts))
    if not salts:
        return insert(entry)
    with transaction.atomic():
        insert(entry)
        Salt.objects.bulk_create(Salt(entry=entry, field=name, salt=salt) for name, salt in salts.items())
    return entry


def unwritten(
    action: str, *, about: models.Model, by: models.Model | None, change: Mapping[str, Any]
) -> Entry:
    """An entry as :func:`record` writes it, without personal texts; whoever asks writes it (``insert``)."""
    return _entry(action, about, by, dict(change))


def _entry(action: str, about: models.Model, by: models.Model | None, change: Mapping[str, Any]) -> Entry:
    entry = new_entry(
        written_at=timezone.now(),
        action=action,
        object_type=about._meta.label_lower,
        object_id=str(about.pk),
        by="installation" if by is None else f"{by._meta.label_lower}:{by.pk}",
    )
    entry.body = canonical({**columns_in_body(entry), "change": change})
    return entry


def canonical(body: Mapping[str, Any]) -> bytes:
    """The bytes of an entry: JSON in UTF-8 with sorted keys and no spaces."""
    return _canonical.encode(body).encode()


def columns_in_body(entry: Entry) -> dict[str, str]:
    """What the body repeats of the entry's columns."""
    return {
        "action": entry.action,
        "about": f"{entry.object_type}:{entry.object_id}",
        "at": entry.written_at.isoformat(),
        "by": entry.by,
    }


def confirms(entry: Entry, *, field: str, text: str) -> bool | None:
    """Whether the personal text in this field of the change was ``text``; None once its salt is destroyed.

    A field inside another is named with a dot between ("person.name").
    """
    salt = entry.salts.filter(field=field).first()
    if salt is None:
        return None
    value = json.loads(bytes(entry.body))["change"]
    for name in field.split("."):
        value = value[int(name) if isinstance(value, list) else name]
    return bool(value == {"salted_sha256": Personal(text).digest(bytes(salt.salt))})


def _salted(value: Any, field: str, salts: dict[str, bytes]) -> Any:
    """The value with each personal text replaced by its digest, whose salt is added to ``salts``."""
    if isinstance(value, Personal):
        salts[field] = secrets.token_bytes(16)
        return {"salted_sha256": value.digest(salts[field])}
    if isinstance(value, Mapping):
        return {str(name): _salted(part, f"{field}.{name}".strip("."), salts) for name, part in value.items()}
    if isinstance(value, list | tuple):
        return [_salted(part, f"{field}.{place}".strip("."), salts) for place, part in enumerate(value)]
    return value
