"""The register of published figures as pages show it: the list with its filters, conflicts, one entry."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from baqylau.accounts.models import User
from baqylau.core.text import search_key
from baqylau.election.indicators import indicator_name, note_words
from baqylau.election.models import PublishedFigure, Speaker
from baqylau.election.register import Found, conflicts_among, figures_seen_by
from baqylau.mission.models import Mission

NONE = "-"
"""In an address: of no contest, or of no area."""
STATES: dict[str, Promise] = {
    "disagrees": gettext_lazy("does not agree"),
    "open": gettext_lazy("does not agree, not explained"),
    "explained": gettext_lazy("does not agree, explained"),
    "unconfirmed": gettext_lazy("not confirmed"),
    "confirmed": gettext_lazy("confirmed"),
    "withdrawn": gettext_lazy("taken back"),
}
ORIGINS: dict[str, Promise] = {
    "ours": gettext_lazy("entered by the mission"),
    "pack": gettext_lazy("from the pack"),
}
COLUMNS = (
    *("number", "code", "indicator", "contest", "option", "area", "part", "value", "unit", "qualifier"),
    *("base", "as_printed", "as_of", "status", "official", "said_by", "speaker", "said_on", "source"),
    *("language", "sentence", "note", "should_be", "conflicts", "entered_by", "confirmed_by", "withdrawn_at"),
)


@dataclass(frozen=True, slots=True)
class Selection:
    """What the address asks for; each empty where it does not."""

    q: str = ""
    indicator: str = ""
    speaker: str = ""
    origin: str = ""
    state: str = ""
    contest: str = ""
    area: str = ""

    @classmethod
    def read(cls, parameters: Mapping[str, object]) -> Selection:
        """From the parameters of an address; what is too long is cut."""
        names = ("q", "indicator", "speaker", "origin", "state", "contest", "area")
        return cls(*(str(parameters.get(name, "")).replace("\0", "").strip()[:200] for name in names))


@dataclass(frozen=True, slots=True)
class Row:
    """One figure of the list, with what does not agree with it."""

    figure: PublishedFigure
    mission: Mission
    found: Sequence[Found] = ()

    @property
    def address(self) -> str:
        return address_of(self.figure, self.mission)

    @property
    def of_what(self) -> str:
        return of_what(self.figure)

    @property
    def disagrees(self) -> bool:
        return any(not one.conflict.is_remark for one in self.found)


def address_of(figure: PublishedFigure, mission: Mission) -> str:
    """The page of a figure: of the mission's own by its number, of a pack's by its key."""
    if figure.mission_id is None:
        return reverse("site:pack_figure", args=[mission.slug, figure.pk])
    return reverse("site:published_figure", args=[mission.slug, figure.number])


def of_what(figure: PublishedFigure) -> str:
    """The contest, option, area and part of a figure in words."""
    names = [figure.contest.name if figure.contest else "", figure.option.name if figure.option else ""]
    names.append(figure.area.name if figure.area else "")
    names.append("" if figure.should_be else note_words(figure.note))
    part = figure.part.rpartition("/")[2].rpartition(":")[2].replace("_", " ")
    if part and (figure.should_be or not figure.note):
        names.append(note_words(part))
    return ", ".join(name for name in names if name)


@dataclass(slots=True)
class RegisterPage:
    """The whole register of a mission, read once: about five questions however many figures there are."""

    mission: Mission
    figures: list[PublishedFigure]
    found: list[Found]

    @classmethod
    def of(cls, mission: Mission) -> RegisterPage:
        figures = list(figures_seen_by(mission).order_by("indicator", "pk"))
        return cls(mission, figures, conflicts_among(figures, mission.election_id))

    def by_figure(self) -> dict[int, list[Found]]:
        """What does not agree, by the key of each figure in it."""
        by_figure: dict[int, list[Found]] = {}
        for one in self.found:
            for figure in one.figures:
                by_figure.setdefault(figure.pk, []).append(one)
        return by_figure

    def rows(self, selection: Selection) -> list[Row]:
        """The figures asked for, the newest entries first, then those of the pack."""
        by_figure = self.by_figure()
        rows = [Row(figure, self.mission, by_figure.get(figure.pk, ())) for figure in self.figures]
        chosen = [row for row in rows if _chosen(row, selection)]
        return sorted(chosen, key=lambda row: -(row.figure.number or 0))

    def conflicts(self, code: str = "", state: str = "") -> list[Found]:
        """What does not agree, that which nobody explained first; of one check, or explained or not."""
        found = [
            one
            for one in self.found
            if code in ("", one.conflict.code) and state in ("", "explained" if one.is_known else "open")
        ]
        return sorted(found, key=lambda one: one.is_known)


def _chosen(row: Row, selection: Selection) -> bool:
    figure = row.figure
    return (
        all(word in figure.search_key for word in search_key(selection.q).split())
        and selection.contest in ("", figure.contest.code if figure.contest else NONE)
        and selection.area in ("", figure.area.code if figure.area else NONE)
        and selection.indicator in ("", figure.indicator)
        and selection.speaker in ("", figure.speaker)
        and selection.origin in ("", "pack" if figure.mission_id is None else "ours")
        and (not selection.state or _is_in(row, selection.state))
    )


def _is_in(row: Row, state: str) -> bool:
    figure = row.figure
    own = figure.mission_id is not None and figure.withdrawn_at is None
    holds = {
        "disagrees": bool(row.found),
        "open": any(not one.is_known for one in row.found),
        "explained": any(one.is_known for one in row.found),
        "unconfirmed": own and figure.confirmed_by_id is None,
        "confirmed": figure.confirmed_by_id is not None,
        "withdrawn": figure.withdrawn_at is not None,
    }
    return holds.get(state, True)


def filters_of(page: RegisterPage) -> dict[str, object]:
    """The choices of the list's filters: only what its figures have."""
    indicators = {figure.indicator for figure in page.figures}
    speakers = {figure.speaker for figure in page.figures}
    contests = {figure.contest.code: figure.contest.name for figure in page.figures if figure.contest}
    areas = {figure.area.code: figure.area.name for figure in page.figures if figure.area}
    return {
        "indicators": sorted(((one, indicator_name(one)) for one in indicators), key=lambda one: one[1]),
        "speakers": [(one.value, one.label) for one in Speaker if one.value in speakers],
        "contests": [(NONE, _("the whole election")), *sorted(contests.items(), key=lambda one: one[1])],
        "areas": [(NONE, _("the whole country")), *sorted(areas.items(), key=lambda one: one[1])],
        "origins": ORIGINS.items(),
        "states": STATES.items(),
    }


def figures_table(rows: Sequence[Row]) -> Iterator[Sequence[object]]:
    """The rows of the list to download, codes rather than words."""
    yield COLUMNS
    for row in rows:
        figure = row.figure
        yield (
            figure.number,
            figure.code,
            figure.indicator,
            figure.contest.code if figure.contest else "",
            figure.option.code if figure.option else "",
            figure.area.code if figure.area else "",
            figure.part,
            figure.value,
            figure.unit,
            figure.qualifier,
            figure.base,
            figure.as_printed,
            figure.as_of,
            figure.status,
            "yes" if figure.official else "no",
            figure.said_by,
            figure.speaker,
            figure.said_on.isoformat() if figure.said_on else "",
            figure.source,
            figure.language,
            figure.sentence,
            figure.note,
            figure.should_be,
            " ".join(sorted({one.conflict.code for one in row.found})),
            figure.entered_by.name if figure.entered_by else "",
            figure.confirmed_by.name if figure.confirmed_by else "",
            figure.withdrawn_at.isoformat() if figure.withdrawn_at else "",
        )


CHECKS: dict[str, Promise] = {
    "N.101": gettext_lazy("Parts and whole"),
    "N.102": gettext_lazy("Shares and 100 %"),
    "N.103": gettext_lazy("Share and counts"),
    "N.104": gettext_lazy("What can only grow"),
    "N.105": gettext_lazy("One figure, two values"),
    "N.106": gettext_lazy("Swapped digits"),
    "N.107": gettext_lazy("Deployed and accredited"),
    "N.108": gettext_lazy("Requested, accredited, deployed"),
    "N.109": gettext_lazy("Says nothing"),
    "N.110": gettext_lazy("No share"),
}
"""What each check compares, in a few words."""


@dataclass(frozen=True, slots=True)
class Shown:
    """What does not agree, with each figure, what it is of and the page it is on."""

    found: Found
    check: str
    rows: list[Row]


def shown(found: Sequence[Found], mission: Mission) -> list[Shown]:
    """What does not agree, ready for a page."""
    return [
        Shown(
            one,
            str(CHECKS[one.conflict.code]),
            [Row(figure, mission) for figure in one.figures],
        )
        for one in found
    ]


def why_not_to_confirm(figure: PublishedFigure, user: User) -> str:
    """Why this person does not confirm the entry; empty where they may."""
    last = figure.versions.order_by("-number").first()
    if user.pk == figure.entered_by_id or (last and last.by_id == user.pk):
        return _("Somebody else than who entered or changed it looks at the source and confirms.")
    return ""
