"""Writing to the trail."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from django.db import models
from django.utils import timezone

from baqylau.trail.models import Entry


def record(
    action: str, *, about: models.Model, by: models.Model | None, change: Mapping[str, Any] | None = None
) -> Entry:
    """Write what was done, in the transaction of the change itself.

    ``action`` is "room.what_was_done" in the past tense ("mission.member_added"); ``by`` is None for the
    installation itself (a command). ``change`` holds only identifiers, codes, numbers and digests.
    """
    now = timezone.now()
    who = "installation" if by is None else f"{by._meta.label_lower}:{by.pk}"
    body = {
        "action": action,
        "about": f"{about._meta.label_lower}:{about.pk}",
        "at": now.isoformat(),
        "by": who,
        "change": dict(change or {}),
    }
    return Entry.objects.create(
        body=json.dumps(body, sort_keys=True, ensure_ascii=False, separators=(",", ":")).encode(),
        written_at=now,
        action=action,
        object_type=about._meta.label_lower,
        object_id=str(about.pk),
        by=who,
    )
