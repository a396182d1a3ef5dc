"""What every action of media monitoring does alike: numbers, versions, the history and the trail."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any, TypeVar

from django.db import models
from django.db.models import Max

from baqylau.accounts.models import User
from baqylau.campaign.models import MediaChange, MediaSubject, MonitoringSlot, Outlet, Programme
from baqylau.core.problem import Phrase, Problem, Refused
from baqylau.mission.history import Altered
from baqylau.mission.models import Mission
from baqylau.trail.record import personal
from baqylau.trail.record import record as write_trail

PERSONAL = frozenset(
    {"owner", "address", "source", "reason", "title", "debate_organiser", "note", "link", "clip", "names"}
)
"""Fields whose texts may be about a person: the trail keeps a salted digest of them."""

Kept = Outlet | MediaSubject | MonitoringSlot | Programme
M = TypeVar("M", Outlet, MediaSubject, MonitoringSlot, Programme)
_OWNER: dict[type[models.Model], str] = {
    Outlet: "outlet",
    MediaSubject: "subject",
    MonitoringSlot: "slot",
    Programme: "programme",
}


def clean(text: str) -> str:
    """A text as it is kept: without NUL and without blanks around it."""
    return text.replace("\0", "").strip()


def next_number(model: type[models.Model], mission: Mission) -> int:
    """The next number of a list of the mission. Locks the mission."""
    Mission.objects.select_for_update(no_key=True).get(pk=mission.pk)
    taken = model._default_manager.filter(mission=mission)
    return int(taken.aggregate(last=Max("number"))["last"] or 0) + 1


def locked(row: M, version: int | None) -> M:
    """The row, locked; ``Refused`` (X.110) where somebody changed it since ``version``."""
    found: M = type(row)._default_manager.select_for_update(no_key=True).get(pk=row.pk)
    if version is not None and found.version != version:
        says = Phrase("Somebody else has changed this meanwhile.")
        raise Refused(Problem("X.110", says, Phrase("Look at it again, then enter your change.")))
    return found


def save_changed(
    row: Kept,
    done: str,
    altered: Sequence[Altered],
    *,
    by: User | None,
    now: datetime,
    reason: str = "",
    item: int | None = None,
) -> None:
    """Save a row that changed with its next version, its history and the trail; nothing where nothing did."""
    if not altered:
        return
    row.version += 1
    row.save()
    write_history(row, done, altered, by=by, now=now, reason=reason, item=item)


def write_history(
    row: Kept,
    done: str,
    altered: Sequence[Altered],
    *,
    by: User | None,
    now: datetime,
    reason: str = "",
    item: int | None = None,
) -> None:
    """The line of the history and the entry in the trail."""
    fields = [{"field": one.field, "before": one.before, "after": one.after} for one in altered]
    MediaChange.objects.create(
        mission=row.mission,
        done=done,
        reason=reason,
        fields=fields,
        item=item,
        by=by,
        at=now,
        **{_OWNER[type(row)]: row},
    )
    change: dict[str, Any] = {"fields": {one.field: _told(one) for one in altered}}
    if item is not None:
        change["item"] = item
    if reason:
        change["reason"] = personal(reason)
    write_trail(f"campaign.{done}", about=row, by=by, change=change)


def _told(one: Altered) -> Any:
    if one.after in (None, "") or isinstance(one.after, bool | int):
        return one.after
    return personal(str(one.after)) if one.field in PERSONAL or not _is_code(one.after) else one.after


def _is_code(value: object) -> bool:
    return isinstance(value, str) and len(value) <= 60
