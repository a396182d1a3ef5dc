"""The figures of a statement, counted as its plan says."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from baqylau.core.figure import Figure
from baqylau.observation.figures import answer_share, area_count, record_count
from baqylau.observation.methods.counting import Seen, by_area
from baqylau.reports.methods.comparison import Comparison, Share, compare_areas
from baqylau.reports.methods.plan import Plan, PlannedFigure

ELSEWHERE = ".elsewhere"


@dataclass(frozen=True, slots=True)
class Counted:
    """A figure, and its place: the whole it belongs to, the area where it is of one, the comparison."""

    figure: Figure
    of: str
    area: str = ""
    elsewhere: bool = False
    comparison: Comparison | None = None


def name_in(figure: str, area: str, *, elsewhere: bool = False) -> str:
    """The name of a figure in one area, or outside it."""
    return f"{figure}@{area}{ELSEWHERE if elsewhere else ''}"


def count(
    planned: PlannedFigure, records: Sequence[Seen], plan: Plan, *, area: str = "", elsewhere: bool = False
) -> Figure:
    """One figure, of all records, of one area, or of everywhere else; what is published is not counted."""
    if planned.kind == "records":
        return record_count(records, name=planned.name, form=plan.form)
    if planned.kind == "areas":
        return area_count(records, name=planned.name, form=plan.form, kind=plan.areas)
    if not area:
        return _share(planned, records, plan, planned.name, "")
    chosen = [record for record in records if (record.area == area) != elsewhere]
    where = f"{'outside' if elsewhere else 'in'} {plan.areas} {area}"
    return _share(planned, chosen, plan, name_in(planned.name, area, elsewhere=elsewhere), where)


def _share(planned: PlannedFigure, records: Sequence[Seen], plan: Plan, name: str, where: str) -> Figure:
    return answer_share(
        records, name=name, form=plan.form, question=planned.question, counts=planned.counts, where=where
    )


def count_all(
    plan: Plan, records: Sequence[Seen], *, compare: bool, cited: Mapping[str, Figure] | None = None
) -> Iterator[Counted]:
    """All figures of a plan: the wholes, each share in each area, and what a telling area is compared with.

    ``compare`` is off where the mission gives no percentages: a comparison is one of percentages. ``cited``
    are the published figures by name.
    """
    areas = by_area(records)
    cited = cited or {}
    wholes = {
        planned.name: cited.get(planned.name) or count(planned, records, plan) for planned in plan.figures
    }
    parts = {
        (planned.name, area): _share(
            planned, rows, plan, name_in(planned.name, area), f"in {plan.areas} {area}"
        )
        for planned in plan.figures
        if planned.kind == "share"
        for area, rows in areas.items()
    }
    comparisons = _compare(plan, wholes, parts) if compare else {}
    for planned in plan.figures:
        yield Counted(wholes[planned.name], planned.name)
    for (name, area), figure in parts.items():
        comparison = comparisons.get((name, area))
        yield Counted(figure, name, area, comparison=comparison)
        if comparison and comparison.adjusted <= plan.significance:
            rest = count(plan.figure(name), records, plan, area=area, elsewhere=True)
            yield Counted(rest, name, area, elsewhere=True)


def _compare(
    plan: Plan, wholes: Mapping[str, Figure], parts: Mapping[tuple[str, str], Figure]
) -> dict[tuple[str, str], Comparison]:
    compared = {planned.name for planned in plan.figures if planned.compared}
    found = compare_areas(
        {name: _as_share(wholes[name]) for name in compared},
        {place: _as_share(figure) for place, figure in parts.items() if place[0] in compared},
    )
    return {(one.figure, one.area): one for one in found}


def _as_share(figure: Figure) -> Share:
    return Share(figure.numerator, figure.denominator or 0)
