"""Proposals of possible violations as their page shows them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.urls import reverse
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from baqylau.accounts.models import User
from baqylau.accounts.permissions import Permission
from baqylau.campaign.register_queries import events_seen_by
from baqylau.core.text import in_language
from baqylau.disputes.models import PossibleViolation, Violation
from baqylau.disputes.queries import sees_confidential
from baqylau.election.register import figures_seen_by
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
    told = [_told(one.item) for one in found]
    links = _Links(user, mission, told)
    confidential = sees_confidential(user, mission)
    return [
        _proposal(one, kind, key, links, confidential) for one, (kind, key) in zip(found, told, strict=True)
    ]


def _told(item: str) -> tuple[str, str]:
    """The kind and the key in the name of an item."""
    kind, _colon, key = item.partition(":")
    return kind, key


def _proposal(
    one: PossibleViolation, kind: str, key: str, links: _Links, sees_confidential: bool
) -> Proposal:
    at = _moment(one.at)
    shown = one.violation if one.violation and (sees_confidential or not one.violation.confidential) else None
    rule = in_language(one.rule, get_language() or "en")
    what = str(KINDS.get(kind, _("Item"))) % {"number": links.number(kind, key)}
    return Proposal(one, what, links.to(kind, key), at, isinstance(at, datetime), rule, shown)


KINDS = {
    "record": gettext_lazy("Record %(number)s of a campaign event"),
    "event": gettext_lazy("Campaign event %(number)s"),
    "figure": gettext_lazy("Published poll or forecast"),
    "media": gettext_lazy("Media item %(number)s"),
    "post": gettext_lazy("Sponsored post"),
    "advertisement": gettext_lazy("Advertisement in a social network"),
}
"""What an item is, by the word before its key."""
CHOICES = {
    "record": gettext_lazy("Campaign event, observers’ record"),
    "event": gettext_lazy("Campaign event, entered by hand"),
    "figure": gettext_lazy("Published poll or forecast"),
    "media": gettext_lazy("Media item"),
    "post": gettext_lazy("Sponsored post"),
    "advertisement": gettext_lazy("Advertisement in a social network"),
}
"""The same, to choose by."""


class _Links:
    """Where the items of a page can be read in full, by whoever may read them; "" where they may not."""

    def __init__(self, user: User, mission: Mission, told: Sequence[tuple[str, str]]) -> None:
        self.slug = mission.slug
        self.may_see_media = user.has_perm(Permission.SEE_MEDIA, mission)
        self.may_see_campaign = user.has_perm(Permission.SEE_CAMPAIGN, mission)
        records, events, figures = (_keys(told, kind) for kind in ("record", "event", "figure"))
        seen = records_seen_by(user, mission).filter(number__in=records) if records else None
        self.records = set(seen.values_list("number", flat=True)) if seen is not None else set()
        self.events = {one.pk: one.label for one in events_seen_by(user, mission).filter(pk__in=events)}
        self.figures = dict(figures_seen_by(mission).filter(pk__in=figures).values_list("pk", "number"))

    def number(self, kind: str, key: str) -> str:
        """The number by which people know the item."""
        return self.events.get(int(key), "") if kind == "event" and key.isdigit() else key

    def to(self, kind: str, key: str) -> str:
        """The address of the item."""
        if kind == "media":
            programme = key.partition("/")[0]
            may_open = self.may_see_media and programme.isdigit()
            return reverse("campaign:programme", args=[self.slug, programme]) if may_open else ""
        if not key.isdigit():
            return ""
        if kind == "record" and int(key) in self.records:
            return reverse("observation:record", args=[self.slug, key])
        if kind == "event" and int(key) in self.events and self.may_see_campaign:
            return reverse("campaign:event", args=[self.slug, self.events[int(key)]])
        if kind == "figure" and int(key) in self.figures:
            number = self.figures[int(key)]
            name, told = ("published_figure", number) if number else ("pack_figure", key)
            return reverse(f"site:{name}", args=[self.slug, told])
        if kind == "post" and self.may_see_media:
            return reverse("campaign:social_post", args=[self.slug, key])
        return ""


def _keys(told: Sequence[tuple[str, str]], wanted: str) -> list[int]:
    return [int(key) for kind, key in told if kind == wanted and key.isdigit()]


def _moment(text: str) -> date | datetime | None:
    """A local moment without its zone, which the page would move otherwise; or a day."""
    try:
        if len(text) == 10:
            return date.fromisoformat(text)
        return datetime.fromisoformat(text).replace(tzinfo=None)
    except ValueError:
        return None
