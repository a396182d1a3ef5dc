"""What the address of an indicator asks for: a medium, an outlet, days, a class of programme, whose share."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property

from django.db.models import Q

from baqylau.campaign.methods.indicators import BROADCAST, MEDIA, ONLINE, PRINT
from baqylau.campaign.models import Outlet, OutletKind, ProgrammeClass
from baqylau.core.problem import Phrase
from baqylau.core.reading import Problems

MEDIUM_OF = {
    OutletKind.TELEVISION: BROADCAST,
    OutletKind.RADIO: BROADCAST,
    OutletKind.PRINT: PRINT,
    OutletKind.ONLINE: ONLINE,
}
WEIGHT = "weight-"
"""In an address: the weight of a contestant in the reference, such as ``weight-tulip=41``."""
MOST_WEIGHT = 10**10


def medium_of(outlet: Outlet) -> str:
    """What an outlet is measured as."""
    return MEDIUM_OF[OutletKind(outlet.kind)]


@dataclass(frozen=True)
class MediaSelection:
    """``?medium=``, ``?outlet=``, ``?since=``, ``?until=``, ``?class=``, ``?prime=``, ``?only=contestants``.

    Seconds, cm² and items are never added together, so that there is always one medium: that of the outlet,
    the one that is asked for, or the first of which there is an outlet. ``reference`` are weights by
    contestant.
    """

    outlets: tuple[Outlet, ...]
    medium: str
    outlet: str = ""
    since: date | None = None
    until: date | None = None
    programme_class: str = ""
    prime: str = ""
    only: str = ""
    reference: Mapping[str, int] = field(default_factory=dict)
    reference_from: str = ""

    @staticmethod
    def of(parameters: Mapping[str, object], outlets: Sequence[Outlet]) -> MediaSelection:
        """What the parameters of a page ask for. ``Refused``: X.301 – X.305."""
        asked = {name: str(value).replace("\0", "").strip()[:200] for name, value in parameters.items()}
        problems = Problems()
        since, until = (_day(asked.get(name, ""), name, problems) for name in ("since", "until"))
        if since and until and until < since:
            says = Phrase(
                "The last day, {until}, is before the first, {since}.", until=str(until), since=str(since)
            )
            problems.add("X.302", says, Phrase("Change one of them."))
        outlet = _known(asked, "outlet", {one.code for one in outlets}, problems, "X.303")
        chosen = next((one for one in outlets if one.code == outlet), None)
        there = [one for one in MEDIA if any(medium_of(each) == one for each in outlets)] or [BROADCAST]
        medium = _known(asked, "medium", set(MEDIA), problems)
        selection = MediaSelection(
            outlets=tuple(outlets),
            medium=medium_of(chosen) if chosen else medium or there[0],
            outlet=outlet,
            since=since,
            until=until,
            programme_class=_known(asked, "class", set(ProgrammeClass.values), problems),
            prime=_known(asked, "prime", {"yes", "no"}, problems),
            only=_known(asked, "only", {"contestants"}, problems),
            reference=_weights(asked, problems),
            reference_from=asked.get("from", ""),
        )
        problems.refuse_if_any()
        return selection

    @cached_property
    def chosen(self) -> dict[int, Outlet]:
        """The outlets that are counted, by key."""
        of_medium = {one.pk: one for one in self.outlets if medium_of(one) == self.medium}
        return {key: one for key, one in of_medium.items() if self.outlet in ("", one.code)}

    @property
    def media(self) -> list[str]:
        """The media of which the mission has outlets."""
        return [one for one in MEDIA if any(medium_of(each) == one for each in self.outlets)]

    def of_sums(self, day: str = "day", programme: str = "") -> Q:
        """Which sums are asked for; of items with ``programme`` before the class of the programme."""
        asked = Q(outlet__in=list(self.chosen))
        if self.since:
            asked &= Q(**{f"{day}__gte": self.since})
        if self.until:
            asked &= Q(**{f"{day}__lte": self.until})
        if self.programme_class:
            asked &= Q(**{f"{programme}programme_class": self.programme_class})
        if self.prime:
            asked &= Q(prime_time=self.prime == "yes")
        return asked

    @property
    def of_slots(self) -> Q:
        """Which slots of the schedule are asked for: a slot has no class of programme."""
        asked = Q(outlet__in=list(self.chosen))
        if self.since:
            asked &= Q(day__gte=self.since)
        return asked & Q(day__lte=self.until) if self.until else asked


def _day(text: str, name: str, problems: Problems) -> date | None:
    if not text:
        return None
    try:
        return date.fromisoformat(text)
    except ValueError:
        says = Phrase("'{text}' is not a day.", text=text)
        problems.add("X.301", says, Phrase("Write it as 2026-02-28."), name)
    return None


def _known(
    asked: Mapping[str, str], name: str, known: set[str], problems: Problems, code: str = "X.304"
) -> str:
    value = asked.get(name, "")
    if value and value not in known:
        says = (
            Phrase("The mission has no outlet '{value}'.", value=value)
            if code == "X.303"
            else Phrase("'{value}' is nothing one can choose by here.", value=value)
        )
        problems.add(code, says, Phrase("Choose from the list."), name)
        return ""
    return value


def _weights(asked: Mapping[str, str], problems: Problems) -> dict[str, int]:
    """Weights of the reference; empty ones are not there."""
    found = {}
    for name, text in asked.items():
        if not name.startswith(WEIGHT) or not text:
            continue
        plain = text.replace(" ", "").replace("\N{NO-BREAK SPACE}", "")
        if plain.isascii() and plain.isdigit() and int(plain[:20]) <= MOST_WEIGHT:
            found[name.removeprefix(WEIGHT)] = int(plain)
        else:
            says = Phrase("'{text}' is not a whole number of at most ten digits.", text=text)
            problems.add("X.305", says, Phrase("Enter seats or votes as digits."), name.removeprefix(WEIGHT))
    return found
