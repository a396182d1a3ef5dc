"""Proposals of possible violations as their page shows them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from baqylau.accounts.models import User
from baqylau.core.text import in_language
from baqylau.disputes.models import PossibleViolation, Violation
from baqylau.disputes.queries import sees_confidential
from baqylau.mission.models import Mission
from baqylau.observation.queries import records_seen_by


@dataclass(frozen=True, slots=True)
class Proposal:
    """A proposal: what it is, where it can be looked at, when it was, and which rule speaks of it."""

    one: PossibleViolation
    what: str
    address: str
    at: date | datetime | None
    has_time: bool
    rule: str
    violation: Violation | None


def proposals(found: Sequence[PossibleViolation], mission: Mission, user: User) -> list[Proposal]:
    """The proposals of a page; links only to what this person may open."""
    seen = set(records_seen_by(user, mission).values_list("number", flat=True)) if found else set()
    confidential = sees_confidential(user, mission)
    return [_proposal(one, mission, seen, confidential) for one in found]


def _proposal(one: PossibleViolation, mission: Mission, seen: set[int], confidential: bool) -> Proposal:
    kind, _colon, key = one.item.partition(":")
    what, address = _("Item"), ""
    if kind == "record":
        what = _("Record %(number)s of a campaign event") % {"number": key}
        address = reverse("observation:record", args=[mission.slug, key]) if int(key) in seen else ""
    elif kind == "figure":
        what = _("Published poll or forecast")
    at = _moment(one.at)
    shown = one.violation if one.violation and (confidential or not one.violation.confidential) else None
    rule = in_language(one.rule, get_language() or "en")
    return Proposal(one, what, address, at, isinstance(at, datetime), rule, shown)


def _moment(text: str) -> date | datetime | None:
    """A local moment without its zone, which the page would move otherwise; or a day."""
    try:
        if len(text) == 10:
            return date.fromisoformat(text)
        return datetime.fromisoformat(text).replace(tzinfo=None)
    except ValueError:
        return None
