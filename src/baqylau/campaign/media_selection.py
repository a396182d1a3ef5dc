"""What the addresses of the lists of media monitoring ask for: filters that stay in them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, fields
from datetime import date
from typing import Any, TypeVar

from django.db.models import Exists, F, OuterRef, Q, QuerySet, Value
from django.db.models.functions import StrIndex
from django.db.models.lookups import GreaterThan

from baqylau.campaign.models import ItemSubject, MediaItem, MonitoringSlot, Programme, SlotState
from baqylau.core.text import search_key

UNKNOWN = "-"
"""In an address: what is not known."""

S = TypeVar("S", bound="Selection")


@dataclass(frozen=True, slots=True)
class Selection:
    """What all lists can be chosen by."""

    q: str = ""
    outlet: str = ""
    since: str = ""
    until: str = ""

    @classmethod
    def of(cls: type[S], parameters: Mapping[str, object]) -> S:
        """What the parameters of a page ask for."""
        given = {
            one.name: str(parameters.get(one.name, "")).replace("\0", "").strip()[:200] for one in fields(cls)
        }
        return cls(**given)

    def days(self) -> Q:
        """The days that are asked for."""
        asked = Q()
        if since := day_of(self.since):
            asked &= Q(day__gte=since)
        if until := day_of(self.until):
            asked &= Q(day__lte=until)
        return asked


def day_of(text: str) -> date | None:
    """A day of an address; None where it is none."""
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


def _all_words(text: str) -> list[GreaterThan]:
    """Each word stands somewhere in the text; PostgreSQL finds a position sooner than a pattern."""
    words = search_key(text).split()
    return [GreaterThan(StrIndex("search_key", Value(word)), 0) for word in words]


def _number(text: str) -> int | None:
    plain = text.removeprefix("#")
    return int(plain) if plain.isascii() and plain.isdigit() and len(plain) < 9 else None


def _is(column: str, value: str) -> Q:
    return Q(**{column: "" if value == UNKNOWN else value})


@dataclass(frozen=True, slots=True)
class ProgrammeSelection(Selection):
    """``?kind=`` (class), ``?state=``, ``?monitor=``, ``?coding=``, ``?taken_from=`` (import)."""

    kind: str = ""
    state: str = ""
    monitor: str = ""
    coding: str = ""
    taken_from: str = ""

    def among(self, programmes: QuerySet[Programme]) -> QuerySet[Programme]:
        """The programmes that are asked for, the latest day first."""
        found = programmes.filter(self.days())
        if self.q.startswith("#"):
            number = _number(self.q)
            found = found.filter(number=number) if number is not None else found.none()
        else:
            found = found.filter(*_all_words(self.q))
        asked: dict[str, Any] = {
            "outlet__code": self.outlet,
            "programme_class": self.kind,
            "state": self.state,
            "monitor__user__sign_in_name": self.monitor,
        }
        for column, value in asked.items():
            if value:
                found = found.filter(**{column: value})
        if self.taken_from:
            found = found.filter(media_import__number=_number(self.taken_from) or 0)
        if self.coding == "second":
            found = found.filter(second_coding_of__isnull=False)
        if self.coding == "first":
            found = found.filter(second_coding_of=None)
        if self.coding == "double":
            second = Programme.objects.filter(second_coding_of=OuterRef("pk"))
            found = found.filter(Exists(second))
        return found.order_by("-day", "-number")


@dataclass(frozen=True, slots=True)
class ItemSelection(Selection):
    """``?medium=``, ``?kind=``, ``?subject=``, ``?tone=``, ``?topic=``, ``?sex=``, ``?only=`` and others.

    ``only`` is ``paid``, ``prime``, ``second`` or ``speech`` (somebody is heard).
    """

    medium: str = ""
    kind: str = ""
    subject: str = ""
    tone: str = ""
    topic: str = ""
    sex: str = ""
    only: str = ""
    taken_from: str = ""

    @property
    def narrow(self) -> bool:
        """Whether anything is asked for that stands behind the button for more."""
        return any((self.medium, self.topic, self.sex, self.only, self.since, self.until, self.taken_from))

    def among(self, items: QuerySet[MediaItem]) -> QuerySet[MediaItem]:
        """The items that are asked for, the newest day first."""
        found = items.filter(self.days(), *_all_words(self.q))
        asked: dict[str, str] = {
            "outlet__code": self.outlet,
            "outlet__kind": self.medium,
            "programme__programme_class": self.kind,
        }
        for column, value in asked.items():
            if value:
                found = found.filter(**{column: value})
        if self.topic:
            found = found.filter(_is("topic", self.topic))
        if self.sex:
            found = found.filter(_is("speaker_sex", self.sex))
        if self.taken_from:
            found = found.filter(programme__media_import__number=_number(self.taken_from) or 0)
        about = self._about()
        if about is not None:
            found = found.filter(Exists(about))
        return self._only(found).order_by("-day", "-pk")

    def _about(self) -> QuerySet[ItemSubject] | None:
        """Appearances that an item must have one of."""
        if not self.subject and not self.tone and self.only != "speech":
            return None
        about = ItemSubject.objects.filter(item=OuterRef("pk"))
        if self.subject:
            about = about.filter(subject__code=self.subject)
        if self.tone:
            about = about.filter(tone=self.tone)
        return about.filter(direct_speech_seconds__gt=0) if self.only == "speech" else about

    def _only(self, found: QuerySet[MediaItem]) -> QuerySet[MediaItem]:
        kinds = {"paid": Q(paid=True), "prime": Q(prime_time=True), "second": Q(is_second=True)}
        return found.filter(kinds.get(self.only, Q(is_second=False)))


@dataclass(frozen=True, slots=True)
class SlotSelection(Selection):
    """``?state=``, ``?monitor=``. The state may be ``gaps``: missed, partly, or past without a word."""

    state: str = ""
    monitor: str = ""

    def among(self, slots: QuerySet[MonitoringSlot], today: date) -> QuerySet[MonitoringSlot]:
        """The slots that are asked for, the latest day first."""
        found = slots.filter(self.days())
        if self.outlet:
            found = found.filter(outlet__code=self.outlet)
        if self.monitor == UNKNOWN:
            found = found.filter(monitor=None)
        elif self.monitor:
            found = found.filter(monitor__user__sign_in_name=self.monitor)
        if self.state == "gaps":
            found = found.filter(gaps(today))
        elif self.state:
            found = found.filter(state=self.state)
        return found.order_by("-day", F("begins").asc(nulls_first=True), "outlet__order_en", "pk")


def gaps(today: date) -> Q:
    """Hours that were not covered whole, or of which nobody said so though they are past."""
    return Q(state__in=(SlotState.PARTLY, SlotState.MISSED)) | Q(state=SlotState.PLANNED, day__lt=today)
