"""Official totals, at every level at which they were published, beside our sums of the stations."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _

from baqylau.election.models import Area, Contest, PublishedFigure
from baqylau.mission.models import Mission
from baqylau.results.counted import Counted, areas_of, counted, levels_of
from baqylau.results.line_words import line_in_words
from baqylau.results.methods.reconcile import Cell, Comparison, Explanation, Official, Why, compare
from baqylau.results.methods.tabulation import WHOLE_FILE, tabulate

LINES = {
    "registered": "on_list",
    "took_part": "",
    "received_ballot": "issued",
    "invalid": "invalid",
    "valid": "valid",
}
"""Indicators of published figures by the line they are the total of; "" is the line of who took part."""
MOST_MISSING = 20


@dataclass(frozen=True, slots=True)
class CellLine:
    """One published figure: its name, the figure, our sum (None: no station gives it), how they differ."""

    name: str
    published: int
    ours: int | None
    difference: int | None


@dataclass(frozen=True, slots=True)
class Said:
    """What would explain a difference, in a sentence, and the station to look at (empty: the total)."""

    says: str
    station: str


@dataclass(frozen=True, slots=True)
class AreaOfficial:
    """One area: its figures, explanations, the stations that we do not have (the first few of them)."""

    name: str
    stations: int
    cells: Sequence[CellLine]
    agrees: bool
    explanations: Sequence[Said]
    missing: Sequence[str]
    number_missing: int


def official_totals(mission: Mission, contest: Contest, source_kind: str) -> list[AreaOfficial]:
    """Every area of which totals were published, the whole first."""
    names = {**{codes_of(path): area.name for path, area in areas_of(mission.election).items()}, (): ""}
    words = _Words(contest)
    return [
        words.area(one, names.get(one.area, "/".join(one.area)))
        for one in comparisons(mission, contest, source_kind)
    ]


def comparisons(mission: Mission, contest: Contest, source_kind: str) -> list[Comparison]:
    """The same as figures; ``Comparison.area`` are the codes of its path below the country."""
    found = counted(mission, contest, source_kind)
    areas = areas_of(mission.election)
    published = _published(contest, found)
    if not published:
        return []
    levels = levels_of(found.ground, areas)
    table = found.table(levels)
    tabulation = tabulate(table)
    rows: list[Comparison] = []
    for level, depth in [(WHOLE_FILE, 1), *levels]:
        of_level = [one for one in published if len(one.area) == depth - 1]
        expected = {one.area: _missing(found, areas, one.area) for one in of_level}
        rows += compare(table, tabulation, level, of_level, expected)
    return rows


def codes_of(path: str) -> tuple[str, ...]:
    """The codes of an area's path below the country."""
    return tuple(path.strip("/").split("/"))[1:]


def _published(contest: Contest, found: Counted) -> list[Official]:
    """The official whole numbers of a contest by area; of several of one figure the final one."""
    options = {option.pk: option.code for option in contest.options.all()}
    lines = {name: code or found.took_part for name, code in LINES.items()}
    figures = PublishedFigure.objects.filter(contest=contest, official=True, unit="count")
    values: dict[tuple[tuple[str, ...], bool, str], int] = {}
    for one in sorted(figures.select_related("area"), key=lambda one: (one.status == "final", one.as_of)):
        area = codes_of(one.area.path) if one.area else ()
        if not one.value.isdecimal():
            continue
        if one.indicator == "votes" and one.option_id in options:
            values[area, True, options[one.option_id]] = int(one.value)
        elif one.option_id is None and lines.get(one.indicator):
            values[area, False, lines[one.indicator]] = int(one.value)
    return [
        Official(
            area,
            {code: values[area, False, code] for code in lines.values() if (area, False, code) in values},
            {code: values[area, True, code] for code in options.values() if (area, True, code) in values},
        )
        for area in sorted({of for of, *_rest in values})
    ]


def _missing(found: Counted, areas: Mapping[str, Area], codes: tuple[str, ...]) -> list[str]:
    """The stations of an area, by their codes; those that were counted are taken off in comparing."""
    ground = found.ground
    path = next((path for path in areas if codes_of(path) == codes), "") if codes else ""
    first, end = ground.run(path)
    return list(ground.codes[first:end])


class _Words:
    """A comparison in the language in use."""

    def __init__(self, contest: Contest) -> None:
        self._options = {option.code: option.name for option in contest.options.all()}

    def area(self, one: Comparison, name: str) -> AreaOfficial:
        return AreaOfficial(
            name=name,
            stations=one.stations,
            cells=[self._cell(cell) for cell in one.cells],
            agrees=one.agrees,
            explanations=list(self._said(one)),
            missing=one.missing[:MOST_MISSING],
            number_missing=len(one.missing),
        )

    def _cell(self, cell: Cell) -> CellLine:
        return CellLine(self._name(cell.name), cell.official, cell.ours, cell.difference)

    def _name(self, code: str) -> str:
        return self._options.get(code) or line_in_words(code)

    def _said(self, one: Comparison) -> Iterator[Said]:
        cells = {cell.name: cell for cell in one.cells}
        for explanation in one.explanations:
            yield Said(self._sentence(explanation, cells), explanation.station)

    def _sentence(self, explanation: Explanation, cells: Mapping[str, Cell]) -> str:
        first = cells[explanation.cells[0]]
        values = {"name": self._name(first.name), "published": first.official, "ours": first.ours}
        sentences = {
            Why.LEFT_OUT: _("The total is smaller by exactly the figures of this station."),
            Why.TWICE: _("The total is larger by exactly the figures of this station."),
            Why.CHANGED_PLACES: _("The votes of two options would fit if they changed places here."),
            Why.SWAPPED_IN_STATION: _("%(name)s would fit if two digits of this station changed places."),
            Why.SWAPPED_IN_TOTAL: _(
                "%(name)s: %(ours)s would fit; %(published)s has two digits in another order."
            ),
            Why.CHANGED_IN_TOTAL: _("%(name)s: %(ours)s would fit; %(published)s differs in one digit."),
        }
        return sentences[explanation.why] % values
