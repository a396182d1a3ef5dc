"""Official totals of a contest that are not the sums of the official table, at every level that has them."""

from __future__ import annotations

from collections.abc import Iterator

from baqylau.core.digits import kind_of
from baqylau.core.problem import Phrase
from baqylau.election.models import Contest
from baqylau.mission.models import Mission
from baqylau.results.counted import areas_of
from baqylau.results.finding import MOSTLY, OFFICIAL, TOTAL_DIFFERS, Found, in_words
from baqylau.results.methods.layout import LINE, OPTION
from baqylau.results.methods.reconcile import Cell, Comparison, Why
from baqylau.results.methods.source_differences import Difference, largest
from baqylau.results.models import Severity
from baqylau.results.official import codes_of, comparisons

WOULD_FIT = {
    Why.LEFT_OUT: Phrase("The total is smaller by exactly the figures of this station."),
    Why.TWICE: Phrase("The total is larger by exactly the figures of this station."),
    Why.CHANGED_PLACES: Phrase("The votes of two options would fit if they changed places here."),
    Why.SWAPPED_IN_STATION: Phrase("It would fit if two digits of this station changed places."),
    Why.SWAPPED_IN_TOTAL: Phrase("It would fit with two digits of the total in another order."),
    Why.CHANGED_IN_TOTAL: Phrase("It would fit with one other digit in the total."),
}


def totals_found(mission: Mission, contest: Contest) -> Iterator[Found]:
    """Where a published total of an area differs from the sum of its stations in the official table.

    A table that lacks more than a tenth of the area's stations is still being filled, and not compared;
    where it lacks some, the difference is no more than unusual.
    """
    areas = {codes_of(path): area.pk for path, area in areas_of(mission.election).items()}
    for one in comparisons(mission, contest, OFFICIAL):
        if one.differing and one.stations >= MOSTLY * (one.stations + len(one.missing)):
            yield _found(one, areas.get(one.area) if one.area else None)


def _found(one: Comparison, area: int | None) -> Found:
    figures = sorted((_difference(cell) for cell in one.differing), key=lambda found: -found.size)
    says = Phrase("Published, and added up from the stations: {figures}.", figures=in_words(figures))
    if one.missing:
        says = Phrase("{says} Stations that the table lacks: {number}.", says=says, number=len(one.missing))
    return Found(
        code=TOTAL_DIFFERS,
        severity=Severity.SOFT if one.missing else Severity.HARD,
        station=None,
        area=area,
        about="",
        says=says,
        at_stake=largest(figures),
        suggestion=_suggestion(one),
        figures=tuple({"name": found.name, "one": found.one, "other": found.other} for found in figures),
    )


def _difference(cell: Cell) -> Difference:
    assert cell.ours is not None
    name = (OPTION if cell.is_option else LINE) + cell.name
    return Difference(name, cell.official, cell.ours, kind_of(cell.official, cell.ours))


def _suggestion(one: Comparison) -> Phrase | None:
    """The first explanation that the figures themselves have."""
    for found in one.explanations:
        says = WOULD_FIT[found.why]
        return Phrase("{station}: {says}", station=found.station, says=says) if found.station else says
    return None
