"""What a change of a meeting or an institution leaves: a line of its history, an entry in the trail."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from django.db import models
from django.db.models import Max

from baqylau.accounts.models import User
from baqylau.core.problem import Phrase, Problem, Refused
from baqylau.mission.history import Altered
from baqylau.mission.models import Mission
from baqylau.observation.models import Institution, Meeting, MeetingChange
from baqylau.trail.models import Entry, Salt
from baqylau.trail.record import personal
from baqylau.trail.record import record as write_trail

OF_PERSONS = frozenset({"name", "function", "consent_how"})
"""Fields that say who a person is."""
NOTES = frozenset({"key_points", "follow_up"})
"""Fields that say what was said, and may name persons."""
PERSONAL = OF_PERSONS | NOTES | {"place", "names"}
"""Fields of which the trail keeps a salted digest."""
LISTS = frozenset({"members", "institutions"})


def set_lists(row: models.Model, given: Mapping[str, Sequence[models.Model]]) -> list[Altered]:
    """Write whole lists of rows that a row points to; those that differ."""
    altered = []
    for field, rows in given.items():
        among = getattr(row, field)
        before = sorted(among.values_list("pk", flat=True))
        after = sorted({one.pk for one in rows})
        if before != after:
            among.set(after)
            altered.append(Altered(field, before, after))
    return altered


def next_number(found: models.QuerySet[Any], mission: Mission) -> int:
    """The number after the last of these; entries of one mission wait for each other."""
    Mission.objects.select_for_update(no_key=True).get(pk=mission.pk)
    return int(found.aggregate(last=Max("number"))["last"] or 0) + 1


def locked(entry: Any, version: int | None) -> Any:
    """The entry, locked; ``Refused`` (Y.120) where somebody changed it since ``version``."""
    found = type(entry)._default_manager.select_for_update(no_key=True).get(pk=entry.pk)
    if version is not None and found.version != version:
        says = Phrase("Somebody else has changed this meanwhile.")
        raise Refused(Problem("Y.120", says, Phrase("Look at it again, then enter your change.")))
    return found


def write_history(
    entry: Meeting | Institution,
    done: str,
    altered: Sequence[Altered],
    *,
    by: User,
    now: datetime,
    place: int | None = None,
) -> MeetingChange:
    """The line of the history and the entry in the trail; of a confidential meeting only digests."""
    fields = [{"field": one.field, "before": one.before, "after": one.after} for one in altered]
    owner = {"meeting": entry} if isinstance(entry, Meeting) else {"institution": entry}
    made = MeetingChange.objects.create(**owner, done=done, place=place, fields=fields, by=by, at=now)
    is_hidden = isinstance(entry, Meeting) and entry.is_confidential
    change: dict[str, Any] = {"fields": {one.field: _told(one, is_hidden) for one in altered}}
    if place is not None:
        change["person"] = place
    write_trail(f"observation.{done}", about=entry, by=by, change=change)
    return made


def _told(one: Altered, is_hidden: bool) -> Any:
    after = one.after
    if after in (None, "", [], {}) or isinstance(after, bool):
        return after
    if is_hidden or one.field in PERSONAL:
        return personal(str(after))
    return after


def forget_in_history(meeting: Meeting, fields: frozenset[str], *, place: int | None = None) -> None:
    """Take texts out of a meeting's history, and the salts of its entries in the trail.

    With ``place`` only those about one person. The lines stay, and the log stays whole; its digests say
    nothing any more.
    """
    lines = meeting.changes.all() if place is None else meeting.changes.filter(place=place)
    for line in lines:
        line.fields = [_forgotten(one) if one["field"] in fields else one for one in line.fields]
        line.save(update_fields=["fields"])
    about = Entry.objects.filter(object_type=meeting._meta.label_lower, object_id=str(meeting.pk))
    entries = [
        entry.pk
        for entry in about
        if place is None or json.loads(bytes(entry.body))["change"].get("person") == place
    ]
    Salt.objects.filter(entry__in=entries, field__in=[f"fields.{name}" for name in fields]).delete()


def _forgotten(one: Mapping[str, Any]) -> dict[str, Any]:
    return {"field": one["field"], "before": None, "after": None, "forgotten": True}
