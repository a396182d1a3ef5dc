"""An authority's own figures of equal conditions beside what the mission measured, and how the two differ."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, fields
from fractions import Fraction

from django.db.models import Count, Q, QuerySet, Sum, Value
from django.db.models.functions import StrIndex
from django.db.models.lookups import GreaterThan
from django.utils.translation import gettext as _

from baqylau.campaign.methods.authority import (
    LeftOver,
    Number,
    left_over,
    mean_share,
    median_share,
    says_how_many,
)
from baqylau.campaign.models.media import MediaSubject, OutletKind
from baqylau.campaign.models.media_coding import ItemSubject, MediaItem
from baqylau.campaign.register_selection import clean
from baqylau.core.figure import half_up
from baqylau.core.text import search_key
from baqylau.election.models import Option, OptionKind, PublishedFigure
from baqylau.election.register import figures_seen_by
from baqylau.mission.models import Mission

ITEMS = "media_items"
SHARES = ("mean_share", "median_share", "media_share")
ABOUT_EQUALITY = (ITEMS, *SHARES, "media_seconds", "media_area", "campaign_events", "airtime")
"""Indicators of the register of published figures that are about equal conditions."""
CHANNELS: Mapping[str, OutletKind] = {
    "television": OutletKind.TELEVISION,
    "radio": OutletKind.RADIO,
    "print": OutletKind.PRINT,
    "online": OutletKind.ONLINE,
}
"""How the register calls a channel (``channel:television``), and our kind of outlet."""


@dataclass(frozen=True, slots=True)
class AuthoritySelection:
    """``?q=``, ``?indicator=``, ``?from_whom=`` pack or mission."""

    q: str = ""
    indicator: str = ""
    from_whom: str = ""

    @staticmethod
    def of(parameters: Mapping[str, object]) -> AuthoritySelection:
        """What the parameters of a page ask for."""
        return AuthoritySelection(*clean(parameters, tuple(one.name for one in fields(AuthoritySelection))))

    def among(self, figures: QuerySet[PublishedFigure]) -> QuerySet[PublishedFigure]:
        """The figures that are asked for."""
        words = search_key(self.q).split()
        found = figures.filter(*(GreaterThan(StrIndex("search_key", Value(word)), 0) for word in words))
        if self.indicator:
            found = found.filter(indicator=self.indicator)
        if self.from_whom:
            found = found.filter(mission__isnull=self.from_whom == "pack")
        return found.order_by("indicator", "as_of", "part", "pk")


def figures_of(mission: Mission) -> QuerySet[PublishedFigure]:
    """What authorities said of equal conditions, as far as the mission knows, without what was taken back."""
    return figures_seen_by(mission).filter(indicator__in=ABOUT_EQUALITY, withdrawn_at=None)


# ------------------------------------------------------------------ what the mission measured


@dataclass(frozen=True, slots=True)
class Measured:
    """What the mission coded of one kind of outlet: items, and the time or space of those that have one.

    ``measured`` of the ``items`` have a length. ``outlets`` and ``days`` say how little or much it is of.
    """

    items: int = 0
    outlets: int = 0
    days: int = 0
    seconds: int = 0
    area_cm2: int = 0
    measured: int = 0


def measured_by_kind(mission: Mission) -> dict[str, Measured]:
    """By kind of outlet; second codings are left out. One query."""
    rows = (
        MediaItem.objects.filter(mission=mission, is_second=False)
        .values_list("outlet__kind")
        .annotate(
            items=Count("pk"),
            outlets=Count("outlet", distinct=True),
            days=Count("day", distinct=True),
            seconds_sum=Sum("seconds"),
            area_sum=Sum("area_cm2"),
            measured=Count("pk", filter=Q(seconds__isnull=False) | Q(area_cm2__isnull=False)),
        )
    )
    return {
        kind: Measured(items, outlets, days, seconds or 0, area or 0, measured)
        for kind, items, outlets, days, seconds, area, measured in rows
    }


@dataclass(frozen=True, slots=True)
class ContestantShare:
    """A contestant's part of what all contestants had, by items and by time; None where nobody had any."""

    name: str
    items: int
    items_share: str | None
    seconds: int
    seconds_share: str | None


@dataclass(frozen=True, slots=True)
class Shares:
    """All contestants on television and radio, with the mean that is always the same."""

    lines: list[ContestantShare]
    items: int
    seconds: int
    mean: str
    median_items: str | None
    median_seconds: str | None


def shares_of(mission: Mission) -> Shares | None:
    """Contestants by items and by seconds in broadcast media; those without any are in it with 0."""
    subjects = list(MediaSubject.objects.filter(mission=mission, is_contestant=True))
    if not subjects:
        return None
    rows = (
        ItemSubject.objects.filter(
            item__mission=mission,
            item__is_second=False,
            subject__is_contestant=True,
            item__outlet__kind__in=(OutletKind.TELEVISION, OutletKind.RADIO),
        )
        .values_list("subject")
        .annotate(items=Count("item", distinct=True), seconds_sum=Sum("seconds"))
    )
    counted = {subject: (items, seconds or 0) for subject, items, seconds in rows}
    by_items = {one.code: counted.get(one.pk, (0, 0))[0] for one in subjects}
    by_seconds = {one.code: counted.get(one.pk, (0, 0))[1] for one in subjects}
    lines = [_share(one, by_items, by_seconds) for one in subjects]
    return Shares(
        lines=sorted(lines, key=lambda line: (-line.seconds, -line.items, line.name)),
        items=sum(by_items.values()),
        seconds=sum(by_seconds.values()),
        mean=half_up(mean_share(len(subjects)), 1),
        median_items=_shown(median_share(by_items)),
        median_seconds=_shown(median_share(by_seconds)),
    )


def _share(
    subject: MediaSubject, by_items: Mapping[str, int], by_seconds: Mapping[str, int]
) -> ContestantShare:
    def share(amounts: Mapping[str, int]) -> str | None:
        total = sum(amounts.values())
        return half_up(Fraction(100 * amounts[subject.code], total), 1) if total else None

    items, seconds = by_items[subject.code], by_seconds[subject.code]
    return ContestantShare(subject.name, items, share(by_items), seconds, share(by_seconds))


def _shown(share: Fraction | None) -> str | None:
    return None if share is None else half_up(share, 1)


# ------------------------------------------------------------------ side by side


@dataclass(frozen=True, slots=True)
class Beside:
    """A channel: what the authority printed of it, and what the mission measured."""

    channel: str
    figure: PublishedFigure | None
    measured: Measured


@dataclass(frozen=True, slots=True)
class Reported:
    """Figures that an authority gave of one time: the whole, its channels, what is left over."""

    said_by: str
    as_of: str
    whole: PublishedFigure | None
    lines: list[Beside]
    left: LeftOver | None
    shares: list[tuple[PublishedFigure, int | None]]


def reported(mission: Mission, figures: Sequence[PublishedFigure]) -> list[Reported]:
    """The figures of items by who said them and when, each beside the mission's own measurement."""
    measured = measured_by_kind(mission)
    groups: dict[tuple[str, str], list[PublishedFigure]] = {}
    for figure in figures:
        if figure.indicator in (ITEMS, *SHARES):
            groups.setdefault((figure.said_by or figure.source, figure.as_of), []).append(figure)
    return [_reported(said_by, as_of, those, measured) for (said_by, as_of), those in groups.items()]


def _reported(
    said_by: str, as_of: str, figures: Sequence[PublishedFigure], measured: Mapping[str, Measured]
) -> Reported:
    items = [figure for figure in figures if figure.indicator == ITEMS]
    whole = next((figure for figure in items if not figure.part), None)
    by_channel = {figure.part.removeprefix("channel:"): figure for figure in items if figure.part}
    lines = [
        Beside(str(kind.label), by_channel.get(channel), measured.get(kind, Measured()))
        for channel, kind in CHANNELS.items()
        if channel in by_channel or measured.get(kind)
    ]
    parts = [number for figure in by_channel.values() if (number := _number(figure))]
    total = _number(whole)
    shares = [
        (figure, says_how_many(Fraction(figure.value)))
        for figure in figures
        if figure.indicator in SHARES and figure.value and not figure.option_id
    ]
    return Reported(
        said_by, as_of, whole, lines, left_over(total, parts) if total and parts else None, shares
    )


def _number(figure: PublishedFigure | None) -> Number | None:
    """A count as the method takes it; None for what is no whole number."""
    if figure is None or not (figure.value.isascii() and figure.value.isdigit()):
        return None
    return Number(int(figure.value), figure.qualifier)


def contestants_on_lists(mission: Mission) -> int:
    """How many parties stand on the lists of the election."""
    kinds = (OptionKind.PARTY, OptionKind.ALLIANCE)
    return Option.objects.filter(contest__election=mission.election, kind__in=kinds).count()


def differences() -> list[tuple[str, str, str]]:
    """In what the two ways to measure differ: what about, the authority's figure, the mission's."""
    return [
        (
            _("What is counted"),
            _("Items: a line on a site and an hour on television are one each."),
            _("Items too, and seconds on television and radio, cm² in print; an online item counts as one."),
        ),
        (
            _("Of which outlets"),
            _("Not said with the figure, unless its source or note says it."),
            _("Of the outlets and hours that the mission covered; the columns say how many."),
        ),
        (
            _("About whom"),
            _("Items about the election or contestants in general; not told apart by contestant."),
            _("Each subject of an item by itself, contestants apart from officials."),
        ),
        (
            _("How it comes out"),
            _("No tone."),
            _("The tone towards each subject, and whether it speaks itself."),
        ),
        (
            _("Which share"),
            _("A mean share of n contestants is 100/n whatever each of them had."),
            _("Each contestant’s own share, with the median, the largest and the smallest."),
        ),
        (
            _("Who counts, and who can check"),
            _("The authority or those who report to it; rows were not published."),
            _("Monitors of the mission, item by item; where two coded the same, their agreement is shown."),
        ),
    ]


def authority_table(
    figures: QuerySet[PublishedFigure], measured: Mapping[str, Measured]
) -> Iterator[Sequence[object]]:
    """A row for each figure, with what the mission measured of the same channel."""
    yield (
        "indicator",
        "part",
        "qualifier",
        "value",
        "unit",
        "as_printed",
        "as_of",
        "said_by",
        "official",
        "source",
        "note",
        "mission_items",
        "mission_seconds",
        "mission_cm2",
        "mission_outlets",
        "mission_days",
    )
    for one in figures:
        kind = CHANNELS.get(one.part.removeprefix("channel:")) if one.indicator == ITEMS else None
        ours = measured.get(kind) if kind else None
        yield (
            one.indicator,
            one.part,
            one.qualifier,
            one.value,
            one.unit,
            one.as_printed,
            one.as_of,
            one.said_by,
            "yes" if one.official else "no",
            one.source,
            one.note,
            *((ours.items, ours.seconds, ours.area_cm2, ours.outlets, ours.days) if ours else ("",) * 5),
        )
