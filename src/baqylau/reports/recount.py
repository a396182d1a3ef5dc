"""Counting a figure again: from the versions it was counted from, and from the newest ones."""

from __future__ import annotations

from dataclasses import dataclass

from baqylau.core.figure import Figure
from baqylau.core.problem import Refused
from baqylau.observation.figures import newest_versions, versions_as_they_were
from baqylau.reports import words
from baqylau.reports.cited import cited, stood_so
from baqylau.reports.counted import count
from baqylau.reports.methods.plan import Plan, PlannedFigure
from baqylau.reports.models import StatementFigure


@dataclass(frozen=True, slots=True)
class Recount:
    """``same``: the versions it was counted from still give the figure. ``now_same``: so do the newest."""

    same: bool
    now: str
    now_same: bool
    now_digest: str


def recount(figure: StatementFigure) -> Recount:
    """Count a figure of a statement again."""
    statement = figure.statement
    plan = Plan.from_data(statement.plan)
    planned = plan.figure(figure.of)
    if planned.kind == "published":
        return _recite(figure, planned)
    area = figure.area.code if figure.area else ""
    then = versions_as_they_were(statement.mission, statement.used(), form=plan.form)
    newest = newest_versions(statement.mission, form=plan.form, areas=plan.areas)
    old, new = (count(planned, rows, plan, area=area, elsewhere=figure.elsewhere) for rows in (then, newest))
    return Recount(
        same=_agrees(old, figure),
        now=words.with_count(statement.terms, new.numerator, new.denominator),
        now_same=_agrees(new, figure),
        now_digest=new.digest,
    )


def _recite(figure: StatementFigure, planned: PlannedFigure) -> Recount:
    """A published figure again: as its entry stood in one of its versions, and as it stands now."""
    mission = figure.statement.mission
    try:
        now: Figure | None = cited(mission, planned)
    except Refused:
        now = None
    return Recount(
        same=stood_so(mission, planned, figure.digest),
        now=words.whole(now.numerator) if now else "–",
        now_same=now is not None and _agrees(now, figure),
        now_digest=now.digest if now else "",
    )


def _agrees(counted: Figure, kept: StatementFigure) -> bool:
    numbers = (counted.numerator, counted.denominator, dict(counted.excluded), counted.digest)
    return numbers == (kept.numerator, kept.denominator, kept.excluded, kept.digest)
