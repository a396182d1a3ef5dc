"""What every action of the room does alike: numbers, versions, the history and the trail."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.db.models import Max

from baqylau.accounts.models import User
from baqylau.core.problem import Phrase, Problem, Refused
from baqylau.disputes.models import Case, Change, Violation
from baqylau.disputes.models.registers import Registered
from baqylau.mission.history import Altered
from baqylau.mission.models import Mission
from baqylau.trail.record import personal
from baqylau.trail.record import record as write_trail

PERSONAL = frozenset(
    {
        "official_number",
        "complainant",
        "respondent",
        "remedy",
        "source",
        "says",
        "body_name",
        "decision",
        "who",
        "found_by_name",
        "sanction_says",
        "name",
        "reason",
    }
)
"""Fields whose texts may be about a person: the trail keeps a salted digest of them."""


def clean(text: str) -> str:
    """A text as it is kept: without NUL and without blanks around it."""
    return text.replace("\0", "").strip()


def next_number(model: type[Registered], mission: Mission, confidential: bool) -> int:
    """The next number of a register; confidential entries are counted apart. Locks the mission."""
    Mission.objects.select_for_update(no_key=True).get(pk=mission.pk)
    taken = model._default_manager.filter(mission=mission, confidential=confidential)
    return int(taken.aggregate(last=Max("number"))["last"] or 0) + 1


def locked(model: type[Registered], entry: Registered, version: int | None) -> Any:
    """The entry, locked; ``Refused`` (H.120) where somebody changed it since ``version``."""
    found = model._default_manager.select_for_update(no_key=True).get(pk=entry.pk)
    if version is not None and found.version != version:
        says = Phrase("Somebody else has changed this meanwhile.")
        raise Refused(Problem("H.120", says, Phrase("Look at it again, then enter your change.")))
    return found


def write_history(
    entry: Case | Violation,
    done: str,
    altered: Sequence[Altered],
    *,
    by: User | None,
    now: datetime,
    place: int | None = None,
) -> Change:
    """The line of the history and the entry in the trail; of a confidential entry only digests."""
    fields = [{"field": one.field, "before": one.before, "after": one.after} for one in altered]
    owner = {"case": entry} if isinstance(entry, Case) else {"violation": entry}
    made = Change.objects.create(**owner, done=done, place=place, fields=fields, by=by, at=now)
    change: dict[str, Any] = {"entry": entry.pk, "fields": _for_trail(altered, entry.confidential)}
    if place is not None:
        change["proceeding"] = place
    write_trail(f"disputes.{done}", about=entry, by=by, change=change)
    return made


def write_tie(case: Case, altered: Altered, done: str, *, by: User, now: datetime) -> None:
    """A tie of a case to something else was made or taken away: its version and its history say so."""
    found: Case = locked(Case, case, None)
    found.version += 1
    found.save()
    write_history(found, done, [altered], by=by, now=now)


def _for_trail(altered: Sequence[Altered], confidential: bool) -> dict[str, Any]:
    return {one.field: _told(one, confidential) for one in altered}


def _told(one: Altered, confidential: bool) -> Any:
    after = one.after
    if after in (None, "") or isinstance(after, bool):
        return after
    if confidential or one.field in PERSONAL:
        return personal(str(after))
    return after
