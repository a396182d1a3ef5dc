"""How far the monitors agree: programmes that were coded twice, item by item and subject by subject."""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import combinations
from typing import Any

from django.db.models import Count, Max, QuerySet, Sum
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from baqylau.campaign import indicator_cells as cells
from baqylau.campaign.indicator_cells import Cell, Table
from baqylau.campaign.indicator_rows import Counted
from baqylau.campaign.methods.agreement import INTERVAL, NOMINAL, Agreement, alpha_of_units, kappa
from baqylau.campaign.methods.pairing import Place, pairs
from baqylau.campaign.methods.shares import Part
from baqylau.campaign.models import ItemSubject, MediaItem, Programme
from baqylau.observation.memory import Memory

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
NOMINAL_ONES = tuple(name for name, (level, _label) in VARIABLES.items() if level == NOMINAL)
STRENGTHS = {
    "good": gettext_lazy("good"),
    "tentative": gettext_lazy("for tentative conclusions only"),
    "poor": gettext_lazy("too little"),
    "": gettext_lazy("cannot be said"),
}


About = tuple[str, str, int | None]
"""How one coder coded a subject in an item: tone, manner, length."""


@dataclass(slots=True)
class ItemCode:
    """How one coder coded an item."""

    place: Place
    topic: str
    about: dict[int, About] = field(default_factory=dict)

    @property
    def main_subject(self) -> int | None:
        """The subject with most of the item; of several the one that was entered first."""
        if len(self.about) < 2:
            return next(iter(self.about), None)
        return max(self.about, key=lambda key: self.about[key][2] or 0)


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
        units["tone"].append({coder: one[0] for coder, one in about.items()})
        units["manner"].append({coder: one[1] for coder, one in about.items() if one[1]})
        units["length"].append({coder: one[2] for coder, one in about.items() if one[2] is not None})


def _second_codings(counted: Counted) -> QuerySet[Programme]:
    """The finished second codings of the selection of which the first is finished too."""
    again = Programme.objects.filter(
        counted.selection.of_slots,
        mission=counted.mission,
        state="finished",
        second_coding_of__state="finished",
    )
    if counted.selection.programme_class:
        again = again.filter(second_coding_of__programme_class=counted.selection.programme_class)
    return again.order_by("second_coding_of", "number")


def _codings(counted: Counted) -> Iterator[tuple[Coding, list[Coding]]]:
    """Each programme that was coded again, with every coding that came after the first."""
    again = _second_codings(counted)
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
            items[item].about[subject] = (tone, manner, seconds if seconds is not None else area)


# ---------------------------------------------------------------------- what it comes to


@dataclass(frozen=True, slots=True)
class Measured:
    """How far coders agree: by variable over all of them, and of each two by what is coded by names."""

    programmes: int
    paired: int
    one_sided: int
    by_variable: Mapping[str, Agreement]
    by_pair: Mapping[tuple[int, int], Mapping[str, Agreement]]


_remembered: Memory[Measured] = Memory(3600)


def agreement_of(counted: Counted) -> Measured:
    """What the second codings of the selection come to; remembered until one of them changes."""
    mark = (
        _second_codings(counted)
        .order_by()
        .aggregate(Count("pk"), Max("pk"), Sum("version"), Sum("second_coding_of__version"))
    )
    selection = counted.selection
    asked = (tuple(selection.chosen), selection.since, selection.until, selection.programme_class)
    key = (counted.mission.pk, asked, tuple(mark.values()))
    found = _remembered.get(key, lambda: measured(coded_twice(counted)))
    assert found is not None
    return found


def measured(found: Found) -> Measured:
    """Alpha and kappa of what was coded twice."""
    by_variable = {
        name: alpha_of_units([[*unit.values()] for unit in found.units[name]], level)
        for name, (level, _label) in VARIABLES.items()
    }
    both = {name: _by_pair(found.units[name]) for name in NOMINAL_ONES}
    by_pair = {
        pair: {name: kappa(*both[name].get(pair, ([], []))) for name in NOMINAL_ONES}
        for pair in sorted({pair for of_name in both.values() for pair in of_name})
    }
    return Measured(found.programmes, found.paired, found.one_sided, by_variable, by_pair)


# ---------------------------------------------------------------------- tables


def agreement_table(found: Measured) -> Table:
    """Krippendorff's alpha of each variable, over all coders."""
    lines = [
        (cells.words(label, name), *_measured(found.by_variable[name]))
        for name, (_level, label) in VARIABLES.items()
    ]
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


def pair_table(found: Measured, names: Mapping[int, str]) -> Table:
    """Cohen's kappa of each two coders, of everything that is coded by names."""
    lines = [
        (
            cells.words(" – ".join(names.get(coder) or _("unknown monitor") for coder in pair)),
            cells.count(of_names["subject"].units),
            *(cells.exact(of_names[name].value, 3) for name in NOMINAL_ONES),
        )
        for pair, of_names in found.by_pair.items()
    ]
    return Table(
        "coders",
        _("Cohen's kappa of each two monitors"),
        _("Of items that both coded; a dash where one code alone was given."),
        (
            cells.text_column(_("Monitors"), "coders"),
            cells.count_column(_("Items"), "items"),
            *(cells.count_column(str(VARIABLES[name][1]), f"kappa_{name}") for name in NOMINAL_ONES),
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
