"""What pages call the fields of the registers, and how they say their values."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.utils.formats import date_format, number_format
from django.utils.translation import get_language
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from baqylau.campaign.actions.events import contestants_of
from baqylau.campaign.event_list import SEVERAL, Event
from baqylau.campaign.models.events import (
    Endorsement,
    EventKind,
    Irregular,
    Material,
    Organiser,
    Police,
    Topic,
    VenueKind,
)
from baqylau.campaign.models.finance import LineCategory, Side
from baqylau.campaign.models.freedoms import ActorKind, AffectedKind, FreedomKind, FreedomOutcome
from baqylau.campaign.models.register_entries import KnownBy, RegisterChange, RegisterEntry
from baqylau.core.text import in_language
from baqylau.election.models import Area, Contest, Option
from baqylau.mission.models import Mission

LABELS: Mapping[str, Any] = {
    "kind": _("What it is about"),
    "outcome": _("How it was answered or ended"),
    "outcome_says": _("The answer or outcome in words"),
    "asked_on": _("Day of the notice or application"),
    "happened_on": _("Day it was for, or happened"),
    "answered_on": _("Day of the answer or decision"),
    "who_kind": _("Whom it concerns"),
    "who": _("Name"),
    "people": _("How many people"),
    "women": _("Women among them"),
    "actor_kind": _("Who did or decided it"),
    "actor": _("Which one"),
    "contest": _("Contest"),
    "area": _("Area"),
    "place": _("Place"),
    "article": _("Article"),
    "source_kind": _("How it is known"),
    "source": _("Source"),
    "says": _("What is known of it"),
    "confidential": _("Confidential"),
    "number": _("Number"),
    "day": _("Day"),
    "begins_at": _("Time"),
    "venue_kind": _("Kind of place"),
    "event_kind": _("Kind of event"),
    "organiser": _("Organiser"),
    "contestants": _("For which contestants"),
    "candidate": _("Candidate, if one was promoted"),
    "attendance": _("About how many people came"),
    "women_share": _("How many of 100 were women"),
    "police": _("Police"),
    "topics": _("What was spoken about"),
    "endorsements": _("Who supported the contestant"),
    "materials": _("What was given out or shown"),
    "irregular": _("Irregularities"),
    "option": _("Contestant on the ballot"),
    "contestant": _("Contestant, as published"),
    "as_of": _("As of"),
    "published_on": _("Published on"),
    "due_code": _("Which publication it is"),
    "own_funds": _("Own funds"),
    "donations": _("Donations"),
    "other_receipts": _("Other receipts"),
    "receipts": _("All receipts"),
    "spending": _("All spending"),
    "balance": _("Balance"),
    "side": _("Side"),
    "category": _("Category"),
    "amount": _("Amount"),
    "document": _("File"),
    "lines": _("Lines"),
}
DONE: Mapping[str, Any] = {
    "freedom_added": _("Entered"),
    "freedom_changed": _("Changed"),
    "event_added": _("Entered"),
    "event_changed": _("Changed"),
    "fund_added": _("Entered"),
    "fund_imported": _("Taken in from a file"),
    "fund_changed": _("Changed"),
    "fund_line_added": _("Line added"),
    "fund_line_removed": _("Line taken out"),
}
CHOICES: Mapping[str, Any] = {
    "kind": FreedomKind,
    "outcome": FreedomOutcome,
    "who_kind": AffectedKind,
    "actor_kind": ActorKind,
    "source_kind": KnownBy,
    "venue_kind": VenueKind,
    "event_kind": EventKind,
    "organiser": Organiser,
    "police": Police,
    "topics": Topic,
    "endorsements": Endorsement,
    "materials": Material,
    "irregular": Irregular,
    "side": Side,
    "category": LineCategory,
}
AMOUNTS = frozenset({"own_funds", "donations", "other_receipts", "receipts", "spending", "balance", "amount"})
DAYS = frozenset({"asked_on", "happened_on", "answered_on", "day", "as_of", "published_on"})


def label_of(field: str) -> str:
    """What pages call a field."""
    return str(LABELS.get(field, field))


def word(field: str, code: str) -> str:
    """One choice in words; its code where there is no such choice."""
    return str(dict(CHOICES[field].choices).get(code, code))


class EventWords:
    """Codes of events in words: the ballot's contestants, our own words, else those of the form."""

    def __init__(self, mission: Mission) -> None:
        self.contestants = {code: option.name for code, option in contestants_of(mission).items()}

    def of(self, field: str, code: str, event: Event | None = None) -> str:
        """One code of a field."""
        if field == "contestants" and code in self.contestants:
            return self.contestants[code]
        if field in CHOICES and code in CHOICES[field].values:
            return word(field, code)
        asked = SEVERAL.get(field, field)
        names = event.labels.get(f"{asked}:{code}", {}) if event else {}
        return in_language(names, (get_language() or "en")[:2]) or code

    def all_of(self, event: Event, field: str) -> list[str]:
        """Every answer of a field with several; one of a field with one; nothing where it is not known."""
        held = getattr(event, field)
        codes = held if isinstance(held, tuple) else ((held,) if held else ())
        return [self.of(field, code, event) for code in codes]


# ------------------------------------------------------------------ the history


@dataclass(frozen=True, slots=True)
class Told:
    """A line of the history: who did what and when, and each field with what it was and is."""

    change: RegisterChange
    done: str
    fields: tuple[tuple[str, str, str], ...]


def history_of(entry: RegisterEntry) -> list[Told]:
    """Every change of an entry, the first first."""
    changes: list[RegisterChange] = list(entry.changes.select_related("by"))  # type: ignore[attr-defined]
    names = _names(changes)
    words = EventWords(entry.mission)
    return [
        Told(
            change,
            str(DONE.get(change.done, change.done)),
            tuple(
                (
                    label_of(one["field"]),
                    _said(one["field"], one["before"], names, words),
                    _said(one["field"], one["after"], names, words),
                )
                for one in change.fields
            ),
        )
        for change in changes
    ]


def _names(changes: Iterable[RegisterChange]) -> dict[str, dict[int, str]]:
    keys: dict[str, set[int]] = {"area": set(), "contest": set(), "option": set()}
    for change in changes:
        for one in change.fields:
            if one["field"] in keys:
                keys[one["field"]] |= {one[at] for at in ("before", "after") if isinstance(one[at], int)}
    return {
        "area": {row.pk: row.name for row in Area.objects.filter(pk__in=keys["area"]).defer("boundary")},
        "contest": {row.pk: row.name for row in Contest.objects.filter(pk__in=keys["contest"])},
        "option": {row.pk: row.name for row in Option.objects.filter(pk__in=keys["option"])},
    }


def _said(field: str, value: Any, names: Mapping[str, Mapping[int, str]], words: EventWords) -> str:
    """A value as the history keeps it, in words; "" for none."""
    if value in (None, "", []):
        return ""
    if isinstance(value, bool):
        return _now("yes") if value else _now("no")
    if field in names:
        return names[field].get(value, _now("no longer there"))
    if isinstance(value, list):
        return ", ".join(words.of(field, str(one)) for one in value)
    if field in CHOICES:
        return word(field, str(value))
    if field in AMOUNTS:
        return money(value)
    return as_day(str(value)) if field in DAYS else str(value)


def money(value: object) -> str:
    """An amount as the language writes it, without the decimals where they are 00."""
    text = str(value).removesuffix(".00")
    return str(number_format(text, use_l10n=True, force_grouping=True))


def as_day(text: str) -> str:
    """A day that is kept as text, as the language writes it; what is no day as it is."""
    try:
        return date_format(date.fromisoformat(text), "j E Y")
    except ValueError:
        return text
