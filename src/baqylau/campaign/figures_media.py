"""The named figures that media monitoring offers to reports, each with its denominator.

A share of time has seconds above and below the line, a share of space cm², online items; never two of them.
Rows are keys of appearances of subjects in items, or of slots of the schedule. Second codings are in none of
them.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from baqylau.campaign.indicator_rows import Counted
from baqylau.campaign.indicator_selection import MediaSelection, medium_of
from baqylau.campaign.indicator_sums import first_codings, measure
from baqylau.campaign.methods.indicators import BROADCAST, FEMALE, MALE, UNIT
from baqylau.campaign.models import ItemSubject, MonitoringSlot, Outlet, Tone
from baqylau.core.figure import Figure, digest_of_rows
from baqylau.election.models import Named
from baqylau.mission.models import Mission

NO_LENGTH = "no length"
Row = tuple[Any, ...]
_PK, _WHOSE, _LENGTH, _TONE, _PAID, _CLASS, _SEX, _SPEECH = range(8)


class Reading:
    """The coded appearances of a mission, read once for as many figures as are asked for."""

    def __init__(self, mission: Mission) -> None:
        self.mission = mission
        self._outlets = list(Outlet.objects.filter(mission=mission))
        self._read: dict[tuple[str, str], tuple[Counted, list[Row]]] = {}

    def appearances(self, medium: str, outlet: str) -> tuple[Counted, list[Row]]:
        """Those of a medium or an outlet, each with the subject with whom it is counted."""
        if (medium, outlet) not in self._read:
            asked = {"medium": medium, "outlet": outlet}
            counted = Counted(self.mission, MediaSelection.of(asked, self._outlets))
            self._read[medium, outlet] = counted, list(_rows(counted))
        return self._read[medium, outlet]


def _rows(counted: Counted) -> Iterator[Row]:
    items = first_codings(counted.mission).filter(counted.selection.of_sums(programme="programme__"))
    found = (
        ItemSubject.objects.filter(item__in=items.order_by().values("pk"))
        .annotate(length=measure("item__"))
        .order_by("pk")
        .values_list(
            "pk",
            "subject",
            "length",
            "tone",
            "item__paid",
            "item__programme__programme_class",
            "speaker_sex",
            "direct_speech_seconds",
        )
    )
    return ((row[0], counted.whose[row[1]], *row[2:]) for row in found.iterator(chunk_size=5000))


@dataclass(frozen=True, slots=True)
class Words:
    """What a figure says, in the language in which it is asked: a template, and things by their names."""

    template: Promise
    things: Mapping[str, Named | Promise]

    def __str__(self) -> str:
        named = {key: one.name if isinstance(one, Named) else str(one) for key, one in self.things.items()}
        return str(self.template) % named


@dataclass(frozen=True, slots=True)
class Offered:
    """A figure that reports may name: what it says, its unit, whether it is a share, how it is counted."""

    name: str
    words: Words
    unit: str
    is_share: bool
    count: Callable[[Reading], Figure]


# ------------------------------------------------------------------ the figures


def share_of_time(
    read: Reading, *, subject: str, medium: str = BROADCAST, outlet: str = "", contestants: bool = True
) -> Figure:
    """What a subject had, of what contestants (or all subjects) had, in an outlet or all of a medium."""
    counted, rows = read.appearances(medium, outlet)
    if contestants:
        rows = [row for row in rows if counted.subjects[row[_WHOSE]].is_contestant]
    kind = "contestants" if contestants else "all"
    return _amounts(
        f"media.share.{kind}.{_place(medium, outlet)}.{subject}",
        rows,
        lambda row: row[_WHOSE] == subject,
        f"media monitoring, {_where(medium, outlet)}: {UNIT[medium]} of {subject}, of those of"
        f" {'contestants' if contestants else 'all subjects'}",
    )


def tone(read: Reading, *, subject: str, tone: str, medium: str = BROADCAST, outlet: str = "") -> Figure:
    """What a subject had in one tone, of what it had."""
    _counted, rows = read.appearances(medium, outlet)
    return _amounts(
        f"media.tone.{_place(medium, outlet)}.{subject}.{tone}",
        [row for row in rows if row[_WHOSE] == subject],
        lambda row: row[_TONE] == tone,
        f"media monitoring, {_where(medium, outlet)}: {UNIT[medium]} of {subject} in a {tone} tone",
    )


def paid(read: Reading, *, medium: str = BROADCAST, outlet: str = "") -> Figure:
    """What was paid, of what subjects had."""
    _counted, rows = read.appearances(medium, outlet)
    source = f"media monitoring, {_where(medium, outlet)}: paid {UNIT[medium]}, of those of all subjects"
    return _amounts(f"media.paid.{_place(medium, outlet)}", rows, lambda row: bool(row[_PAID]), source)


def news(read: Reading, *, medium: str = BROADCAST, outlet: str = "") -> Figure:
    """What stood in news, of what subjects had."""
    _counted, rows = read.appearances(medium, outlet)
    source = f"media monitoring, {_where(medium, outlet)}: {UNIT[medium]} in news, of those of all subjects"
    return _amounts(f"media.news.{_place(medium, outlet)}", rows, lambda row: row[_CLASS] == "news", source)


def women(read: Reading, *, medium: str = BROADCAST, outlet: str = "") -> Figure:
    """Appearances in which a woman speaks, of those in which one sex does."""
    _counted, rows = read.appearances(medium, outlet)
    voices = [row for row in rows if row[_SEX] in (FEMALE, MALE)]
    heard = tuple(row[_PK] for row in voices if row[_SEX] == FEMALE)
    return Figure(
        name=f"media.women.{_place(medium, outlet)}",
        numerator=len(heard),
        denominator=len(voices),
        source=f"media monitoring, {_where(medium, outlet)}: appearances in which a woman speaks, of those"
        " in which a woman or a man does",
        digest=_digest(voices),
        excluded=_without_none({"both, nobody or not coded": len(rows) - len(voices)}),
        rows=heard,
        base_rows=tuple(row[_PK] for row in voices),
    )


def direct_speech(read: Reading, *, subject: str, outlet: str = "") -> Figure:
    """Seconds in which a subject is heard, of those of which it was coded; broadcast only."""
    _counted, rows = read.appearances(BROADCAST, outlet)
    own = [row for row in rows if row[_WHOSE] == subject]
    known = [row for row in own if row[_SPEECH] is not None and row[_LENGTH] is not None]
    return Figure(
        name=f"media.direct_speech.{_place(BROADCAST, outlet)}.{subject}",
        numerator=sum(row[_SPEECH] for row in known),
        denominator=sum(row[_LENGTH] for row in known),
        source=f"media monitoring, {_where(BROADCAST, outlet)}: seconds of direct speech of {subject}",
        digest=_digest(known),
        excluded=_without_none({"direct speech not coded": len(own) - len(known)}),
        rows=tuple(row[_PK] for row in known if row[_SPEECH]),
        base_rows=tuple(row[_PK] for row in known),
    )


def hours_covered(read: Reading, *, outlet: str = "") -> Figure:
    """Seconds of broadcasting that were covered, of those that were planned."""
    slots = MonitoringSlot.objects.filter(mission=read.mission, planned_seconds__isnull=False)
    if outlet:
        slots = slots.filter(outlet__code=outlet)
    columns = ("pk", "outlet__code", "day", "begins", "ends", "planned_seconds", "covered_seconds")
    rows = list(slots.order_by("pk").values_list(*columns))
    return Figure(
        name=f"media.hours_covered.{_place(BROADCAST, outlet)}",
        numerator=sum(row[6] or 0 for row in rows),
        denominator=sum(row[5] for row in rows),
        source=f"schedule of media monitoring, {_where(BROADCAST, outlet)}: seconds covered, of planned ones",
        digest=_digest(rows),
        rows=tuple(row[0] for row in rows if row[6]),
        base_rows=tuple(row[0] for row in rows),
    )


def appearances(read: Reading, *, medium: str = BROADCAST, outlet: str = "") -> Figure:
    """How many appearances of subjects were coded."""
    _counted, rows = read.appearances(medium, outlet)
    return Figure(
        name=f"media.appearances.{_place(medium, outlet)}",
        numerator=len(rows),
        denominator=None,
        source=f"media monitoring, {_where(medium, outlet)}: appearances of subjects in items",
        digest=_digest(rows),
        rows=tuple(row[_PK] for row in rows),
    )


def _place(medium: str, outlet: str) -> str:
    """In the name of a figure: the code of an outlet has no full stop, so that ``all.print`` is none."""
    return outlet or f"all.{medium}"


def _where(medium: str, outlet: str) -> str:
    return f"outlet {outlet}" if outlet else f"all outlets ({medium})"


def _amounts(name: str, rows: Sequence[Row], counts: Callable[[Row], bool], source: str) -> Figure:
    """A share of amounts; appearances without a length are excluded, and named."""
    measured = [row for row in rows if row[_LENGTH] is not None]
    counting = [row for row in measured if counts(row)]
    return Figure(
        name=name,
        numerator=sum(row[_LENGTH] for row in counting),
        denominator=sum(row[_LENGTH] for row in measured),
        source=source,
        digest=_digest(measured),
        excluded=_without_none({NO_LENGTH: len(rows) - len(measured)}),
        rows=tuple(row[_PK] for row in counting),
        base_rows=tuple(row[_PK] for row in measured),
    )


def _digest(rows: Iterable[Row]) -> str:
    return digest_of_rows((row[0], "\t".join(map(str, row[1:]))) for row in rows)


def _without_none(excluded: Mapping[str, int]) -> dict[str, int]:
    return {reason: count for reason, count in excluded.items() if count}


# ------------------------------------------------------------------ what is offered


_SHARE = _("%(subject)s: share of what contestants had, %(where)s")
_SHARE_OF_ALL = _("%(subject)s: share of what all subjects had, %(where)s")
_TONE_WORDS = _("%(subject)s: %(tone)s tone, of its own, %(where)s")
_TONES: Mapping[str, Promise] = {
    Tone.POSITIVE: _("positive"),
    Tone.NEUTRAL: _("neutral"),
    Tone.NEGATIVE: _("negative"),
}
_SPEECH_WORDS = _("%(subject)s: direct speech, of its own time, %(where)s")
_OF_MEDIUM: Mapping[str, Promise] = {
    "broadcast": _("all broadcasters"),
    "print": _("all print"),
    "online": _("all sites"),
}
_PLAIN: Mapping[str, tuple[Promise, Callable[..., Figure], str]] = {
    "women": (_("Women's voices, of voices of one sex, %(where)s"), women, "appearances"),
    "paid": (_("Paid, of what subjects had, %(where)s"), paid, ""),
    "news": (_("In news, of what subjects had, %(where)s"), news, ""),
    "appearances": (_("Appearances of subjects that were coded, %(where)s"), appearances, "appearances"),
}


def offered(mission: Mission) -> Iterator[Offered]:
    """Every figure by its name: of each outlet, and of each medium of which there are outlets."""
    outlets = list(Outlet.objects.filter(mission=mission).order_by("code"))
    if not outlets:
        return
    counted = Counted(mission, MediaSelection.of({}, outlets))
    media = dict.fromkeys(map(medium_of, outlets))
    places: list[tuple[str, str, Named | Promise]] = [("", one, _OF_MEDIUM[one]) for one in media]
    places += [(one.code, medium_of(one), one) for one in outlets]
    for outlet, medium, where in places:
        at: dict[str, Any] = {"medium": medium, "outlet": outlet}
        for name, (template, count, unit) in _PLAIN.items():
            words = Words(template, {"where": where})
            yield Offered(
                f"media.{name}.{_place(medium, outlet)}",
                words,
                unit or UNIT[medium],
                name != "appearances",
                partial(count, **at),
            )
        if medium == BROADCAST:
            words = Words(_("Hours covered, of those planned, %(where)s"), {"where": where})
            name = f"media.hours_covered.{_place(BROADCAST, outlet)}"
            yield Offered(name, words, "seconds", True, partial(hours_covered, outlet=outlet))
        for code, subject in counted.subjects.items():
            yield from _of_subject(code, subject, subject.is_contestant, at, where)


def _of_subject(
    code: str, subject: Named, is_contestant: bool, at: Mapping[str, Any], where: Named | Promise
) -> Iterator[Offered]:
    medium, place = at["medium"], _place(at["medium"], at["outlet"])
    named: dict[str, Named | Promise] = {"subject": subject, "where": where}
    for kind, template in (("contestants", _SHARE), ("all", _SHARE_OF_ALL)):
        if kind == "all" or is_contestant:
            count = partial(share_of_time, subject=code, contestants=kind == "contestants", **at)
            name = f"media.share.{kind}.{place}.{code}"
            yield Offered(name, Words(template, named), UNIT[medium], True, count)
    for one in Tone:
        words = Words(_TONE_WORDS, {**named, "tone": _TONES[one]})
        name = f"media.tone.{place}.{code}.{one}"
        yield Offered(name, words, UNIT[medium], True, partial(tone, subject=code, tone=str(one), **at))
    if medium == BROADCAST:
        count = partial(direct_speech, subject=code, outlet=at["outlet"])
        name = f"media.direct_speech.{place}.{code}"
        yield Offered(name, Words(_SPEECH_WORDS, named), "seconds", True, count)
