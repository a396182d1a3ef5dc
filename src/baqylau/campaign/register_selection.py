"""What the address of a list asks for: filters that stay in it, a text, days, an order."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, fields
from datetime import date
from typing import TypeVar

from django.db.models import Exists, OuterRef, Q, QuerySet, Value
from django.db.models.functions import Coalesce, StrIndex
from django.db.models.lookups import GreaterThan, GreaterThanOrEqual, LessThanOrEqual

from baqylau.campaign.models.finance import FundLine, FundReport
from baqylau.campaign.models.freedoms import FreedomEntry
from baqylau.campaign.models.register_entries import RegisterEntry
from baqylau.campaign.register_queries import labelled
from baqylau.core.text import search_key
from baqylau.election.models import Area

UNKNOWN = "-"
"""In an address: what is not known."""
E = TypeVar("E", bound=RegisterEntry)


def clean(parameters: Mapping[str, object], names: tuple[str, ...]) -> list[str]:
    """The values of an address by these names, without NUL and not longer than anything that is sought."""
    return [str(parameters.get(name, "")).replace("\0", "").strip()[:200] for name in names]


def day_of(text: str) -> date | None:
    """A day of an address; None where it is none."""
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


def sought(entries: QuerySet[E], text: str) -> QuerySet[E]:
    """Those with this number (``#12``), or with each of these words somewhere in their texts."""
    if text.startswith("#"):
        return labelled(entries, text)
    words = search_key(text).split()
    return entries.filter(*(GreaterThan(StrIndex("search_key", Value(word)), 0) for word in words))


def is_value(column: str, value: str) -> Q:
    """The column has the value; ``UNKNOWN`` asks for the empty one."""
    return Q(**{column: "" if value == UNKNOWN else value})


def in_area(code: str) -> Q:
    """In the area with this code, or below it."""
    if code == UNKNOWN:
        return Q(area__isnull=True)
    below = Q(pk__in=())
    for path in Area.objects.filter(code=code).values_list("path", flat=True):
        below |= Q(area__path__startswith=path)
    return below


@dataclass(frozen=True, slots=True)
class FreedomSelection:
    """``?q=``, ``?kind=``, ``?outcome=``, ``?who=``, ``?actor=``, ``?area=``, days, ``?only=``."""

    q: str = ""
    kind: str = ""
    outcome: str = ""
    who: str = ""
    actor: str = ""
    source: str = ""
    area: str = ""
    contest: str = ""
    since: str = ""
    until: str = ""
    only: str = ""
    order: str = ""

    @staticmethod
    def of(parameters: Mapping[str, object]) -> FreedomSelection:
        """What the parameters of a page ask for."""
        return FreedomSelection(*clean(parameters, tuple(one.name for one in fields(FreedomSelection))))

    @property
    def narrow(self) -> bool:
        """Whether anything is asked for that stands behind the button for more."""
        asked = (self.actor, self.source, self.area, self.contest, self.since, self.until, self.only)
        return any((*asked, self.order))

    def among(self, entries: QuerySet[FreedomEntry]) -> QuerySet[FreedomEntry]:
        """The entries that are asked for, the newest first unless the address says otherwise."""
        found = sought(entries, self.q)
        asked = {
            "kind": self.kind,
            "outcome": self.outcome,
            "who_kind": self.who,
            "actor_kind": self.actor,
            "source_kind": self.source,
            "contest__code": self.contest,
        }
        for column, value in asked.items():
            if value:
                found = found.filter(is_value(column, value))
        if self.area:
            found = found.filter(in_area(self.area))
        if self.only == "confidential":
            found = found.filter(confidential=True)
        return self._ordered(found)

    def _ordered(self, found: QuerySet[FreedomEntry]) -> QuerySet[FreedomEntry]:
        day = Coalesce("happened_on", "asked_on", "answered_on")
        if since := day_of(self.since):
            found = found.filter(GreaterThanOrEqual(day, since))
        if until := day_of(self.until):
            found = found.filter(LessThanOrEqual(day, until))
        if self.order == "day":
            return found.order_by(day.desc(nulls_last=True), "-pk")
        return found.order_by("pk" if self.order == "oldest" else "-pk")


@dataclass(frozen=True, slots=True)
class FundSelection:
    """``?q=``, ``?contestant=`` (``contest:option``), ``?publication=``, ``?category=``, days, order."""

    q: str = ""
    contestant: str = ""
    publication: str = ""
    category: str = ""
    contest: str = ""
    since: str = ""
    until: str = ""
    only: str = ""

    @staticmethod
    def of(parameters: Mapping[str, object]) -> FundSelection:
        """What the parameters of a page ask for."""
        return FundSelection(*clean(parameters, tuple(one.name for one in fields(FundSelection))))

    @property
    def narrow(self) -> bool:
        """Whether anything is asked for that stands behind the button for more."""
        return any((self.publication, self.category, self.contest, self.since, self.until, self.only))

    def among(self, funds: QuerySet[FundReport]) -> QuerySet[FundReport]:
        """The accounts that are asked for, the latest day first."""
        found = sought(funds, self.q)
        if self.contestant:
            contest, _colon, code = self.contestant.partition(":")
            found = found.filter(option__code=code, option__contest__code=contest)
        if self.publication:
            found = found.filter(is_value("due_code", self.publication))
        if self.contest:
            found = found.filter(contest__code=self.contest)
        if self.category:
            lines = FundLine.objects.filter(report=OuterRef("pk"), category=self.category)
            found = found.filter(Exists(lines))
        if since := day_of(self.since):
            found = found.filter(as_of__gte=since)
        if until := day_of(self.until):
            found = found.filter(as_of__lte=until)
        if self.only == "confidential":
            found = found.filter(confidential=True)
        return found.order_by("-as_of", "-pk")
