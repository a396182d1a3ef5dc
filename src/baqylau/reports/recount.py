"""Counting a figure again: from the versions it was counted from, and from the newest ones."""

from __future__ import annotations

from dataclasses import dataclass

from baqylau.core.figure import Figure
from baqylau.observation.figures import newest_versions, versions_as_they_were
from baqylau.reports import words
from baqylau.reports.counted import count
from baqylau.reports.methods.plan import Plan
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


def _agrees(counted: Figure, kept: StatementFigure) -> bool:
    numbers = (counted.numerator, counted.denominator, dict(counted.excluded), counted.digest)
    return numbers == (kept.numerator, kept.denominator, kept.excluded, kept.digest)
