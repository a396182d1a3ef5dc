"""How far the monitors agree: programmes that were coded twice, item by item and subject by subject."""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import combinations
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from baqylau.campaign import indicator_cells as cells
from baqylau.campaign.indicator_cells import Cell, Table
from baqylau.campaign.indicator_rows import Counted
from baqylau.campaign.methods.agreement import INTERVAL, NOMINAL, Agreement, alpha_of_units, kappa
from baqylau.campaign.methods.pairing import Place, pairs
from baqylau.campaign.methods.shares import Part
from baqylau.campaign.models import ItemSubject, MediaItem, Programme

FEW_UNITS = 50
"""Below so many units that were coded twice, a measure of agreement moves much with one of them."""
BATCH = 400

VARIABLES = {
    "subject": (NOMINAL, gettext_lazy("Main subject of the item")),
    "topic": (NOMINAL, gettext_lazy("Topic")),
    "tone": (NOMINAL, gettext_lazy("Tone")),
    "manner": (NOMINAL, gettext_lazy("Manner")),
    "length": (INTERVAL, gettext_lazy("Time or space of a subject")),
}
"""Each variable with the level of its codes; the last three are of a subject that both found in the item."""
STRENGTHS = {
    "good": gettext_lazy("good"),
    "tentative": gettext_lazy("for tentative conclusions only"),
    "poor": gettext_lazy("too little"),
    "": gettext_lazy("cannot be said"),
}


@dataclass(slots=True)
class About:
    """How one coder coded a subject in an item."""

    tone: str
    manner: str
    length: int | None


@dataclass(slots=True)
class ItemCode:
    """How one coder coded an item."""

    place: Place
    topic: str
    about: dict[int, About] = field(default_factory=dict)

    @property
    def main_subject(self) -> int | None:
        """The subject with most of the item; of several the one that was entered first."""
        longest = max((one.length or 0 for one in self.about.values()), default=0)
        return next((key for key, one in self.about.items() if (one.length or 0) == longest), None)


@dataclass(slots=True)
class Coding:
    """One monitor's coding of a programme."""

    coder: int
    items: list[ItemCode] = field(default_factory=list)


Unit = dict[int, Hashable]
"""The codes of one unit by coder."""


@dataclass(slots=True)
class Found:
    """What was coded twice: units by variable, and items that only one of two coders has."""

    programmes: int = 0
    units: dict[str, list[Unit]] = field(default_factory=lambda: {name: [] for name in VARIABLES})
    one_sided: int = 0
    paired: int = 0


def coded_twice(counted: Counted) -> Found:
    """Compare every finished second coding of the selection with the first."""
    found = Found()
    for first, seconds in _codings(counted):
        found.programmes += 1
        codes: list[dict[int, ItemCode]] = [{first.coder: item} for item in first.items]
        for second in seconds:
            made = pairs([one.place for one in first.items], [one.place for one in second.items])
            found.paired += len(made)
            found.one_sided += len(first.items) + len(second.items) - 2 * len(made)
            for here, there in made:
                codes[here][second.coder] = second.items[there]
        for of_item in codes:
            if len(of_item) > 1:
                _add_units(found, of_item)
    return found


def _add_units(found: Found, of_item: Mapping[int, ItemCode]) -> None:
    units = found.units
    units["subject"].append({coder: one.main_subject for coder, one in of_item.items() if one.about})
    units["topic"].append({coder: one.topic for coder, one in of_item.items() if one.topic})
    for subject in {key for one in of_item.values() for key in one.about}:
        about = {coder: one.about[subject] for coder, one in of_item.items() if subject in one.about}
        units["tone"].append({coder: one.tone for coder, one in about.items()})
        units["manner"].append({coder: one.manner for coder, one in about.items() if one.manner})
        units["length"].append({coder: one.length for coder, one in about.items() if one.length is not None})


def _codings(counted: Counted) -> Iterator[tuple[Coding, list[Coding]]]:
    """Each programme that was coded again, with every coding that came after the first."""
    again = Programme.objects.filter(
        counted.selection.of_slots,
        mission=counted.mission,
        state="finished",
        second_coding_of__state="finished",
    ).order_by("second_coding_of", "number")
    if counted.selection.programme_class:
        again = again.filter(second_coding_of__programme_class=counted.selection.programme_class)
    rows = list(again.values_list("pk", "monitor", "second_coding_of", "second_coding_of__monitor"))
    codings: dict[int, Coding] = {}
    firsts: dict[int, list[Coding]] = {}
    for key, coder, first, first_coder in rows:
        assert first is not None
        others = firsts.setdefault(first, [])
        codings.setdefault(first, Coding(first_coder or 0))
        # Two codings by unknown hands are of two coders all the same.
        codings[key] = Coding(coder or -len(others) - 1)
        others.append(codings[key])
    _fill(codings)
    for first, seconds in firsts.items():
        yield codings[first], seconds


def _fill(codings: Mapping[int, Coding]) -> None:
    """The items of all codings, and their subjects, in as few queries as the databases allow."""
    keys = list(codings)
    for start in range(0, len(keys), BATCH):
        some = keys[start : start + BATCH]
        items: dict[int, ItemCode] = {}
        found = MediaItem.objects.filter(programme__in=some).order_by("programme", "number")
        for key, programme, number, begins, length, topic in found.values_list(
            "pk", "programme", "number", "begins_at", "seconds", "topic"
        ):
            items[key] = ItemCode(Place(number, begins, length), topic)
            codings[programme].items.append(items[key])
        about = ItemSubject.objects.filter(item__programme__in=some).order_by("item", "pk")
        for item, subject, tone, manner, seconds, area in about.values_list(
            "item", "subject", "tone", "manner", "seconds", "area_cm2"
        ):
            items[item].about[subject] = About(tone, manner, seconds if seconds is not None else area)


# ---------------------------------------------------------------------- tables


def agreement_table(found: Found) -> Table:
    """Krippendorff's alpha of each variable, over all coders."""
    lines = []
    for name, (level, label) in VARIABLES.items():
        units: list[list[Any]] = [list(unit.values()) for unit in found.units[name]]
        lines.append((cells.words(label, name), *_measured(alpha_of_units(units, level))))
    return Table(
        "agreement",
        _("Krippendorff's alpha"),
        _("1: all agree; 0: as often as chance would make them. From 0.8 on good, from 0.667 on for tentative"
          " conclusions (Krippendorff 2013)."),
        (
            cells.text_column(_("What was coded"), "variable"),
            cells.count_column(_("Units coded twice"), "units"),
            cells.share_column(_("Same code"), "same"),
            cells.count_column(_("Alpha"), "alpha"),
            cells.text_column(_("Agreement"), "strength"),
        ),
        tuple(lines),
    )  # fmt: skip


def _measured(agreement: Agreement) -> tuple[Cell, ...]:
    few = agreement.units if agreement.units < FEW_UNITS else None
    value = cells.exact(agreement.value, 3)
    return (
        cells.count(agreement.units),
        cells.share(Part(agreement.agreeing, agreement.units, "units")),
        Cell(value.text, value.sort, value.raw, few),
        cells.words(STRENGTHS[agreement.strength], agreement.strength),
    )


def pair_table(found: Found, names: Mapping[int, str]) -> Table:
    """Cohen's kappa of each two coders, of everything that is coded by names."""
    nominal = [name for name, (level, _label) in VARIABLES.items() if level == NOMINAL]
    by_pair = {name: _by_pair(found.units[name]) for name in nominal}
    lines = []
    for pair in sorted({pair for both in by_pair.values() for pair in both}):
        measured = {name: kappa(*by_pair[name].get(pair, ([], []))) for name in nominal}
        lines.append(
            (
                cells.words(" – ".join(names.get(coder) or _("unknown monitor") for coder in pair)),
                cells.count(measured["subject"].units),
                *(cells.exact(measured[name].value, 3) for name in nominal),
            )
        )
    return Table(
        "coders",
        _("Cohen's kappa of each two monitors"),
        _("Of items that both coded; a dash where one code alone was given."),
        (
            cells.text_column(_("Monitors"), "coders"),
            cells.count_column(_("Items"), "items"),
            *(cells.count_column(str(VARIABLES[name][1]), f"kappa_{name}") for name in nominal),
        ),
        tuple(lines),
    )


Both = tuple[list[Hashable], list[Hashable]]


def _by_pair(units: Iterable[Unit]) -> dict[tuple[int, int], Both]:
    """The codes of the one and of the other, of each two coders, in one pass."""
    found: dict[tuple[int, int], Both] = {}
    for unit in units:
        for one, other in combinations(sorted(unit), 2):
            both = found.setdefault((one, other), ([], []))
            both[0].append(unit[one])
            both[1].append(unit[other])
    return found


def monitors(counted: Counted) -> dict[int, str]:
    """The names of the mission's monitors by membership."""
    members: Sequence[Any] = list(counted.mission.memberships.select_related("user"))
    return {one.pk: one.user.name for one in members}
