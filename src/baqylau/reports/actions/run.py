"""Running a mission's statement: counting all its figures anew."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.db import transaction

from baqylau.accounts.models import User
from baqylau.core.problem import Phrase, Problem, Refused
from baqylau.election.models import Area
from baqylau.mission.models import Mission
from baqylau.observation.figures import areas_by_code, newest_versions
from baqylau.observation.methods.counting import Seen
from baqylau.reports.changed import before, changes_since
from baqylau.reports.cited import cited_figures
from baqylau.reports.counted import Counted, count_all
from baqylau.reports.methods.changes import Change, State, digest_of_figures
from baqylau.reports.methods.plan import Plan
from baqylau.reports.methods.runs import Runs, to_runs
from baqylau.reports.models import Statement, StatementFigure, StatementPlan
from baqylau.trail.actions import checkpoint_for_publishing
from baqylau.trail.record import record


@transaction.atomic
def run_statement(*, mission: Mission, by: User | None, now: datetime) -> Statement:
    """Count every figure from the newest record versions and keep them as a new statement.

    Two runs at once follow each other: the second waits for the first. ``Refused`` where the mission has no
    plan.
    """
    mission = Mission.objects.select_for_update(no_key=True, of=("self",)).get(pk=mission.pk)
    held = StatementPlan.objects.filter(mission=mission).first()
    if held is None:
        says = Phrase("The mission has no plan of a statement.")
        raise Refused(
            Problem("D.114", says, Phrase("Load a pack with a statement.toml that names the mission."))
        )
    plan = Plan.from_data(held.plan)
    records = newest_versions(mission, form=plan.form, areas=plan.areas)
    cited = cited_figures(mission, plan)
    counted = list(count_all(plan, records, compare=mission.allows.percentages, cited=cited))
    statement = _create(mission, by, now, held.plan, records, counted)
    _keep(statement, counted, plan, areas_by_code(mission, plan.areas))
    _trace(statement, by, changes_since(before(statement), statement), counted)
    return statement


def seal(statement: Statement, *, now: datetime) -> str:
    """The trail's signed checkpoint in the statement's documents; signed once, after the run is committed."""
    if not statement.checkpoint:
        statement.checkpoint = checkpoint_for_publishing(now=now)
        Statement.objects.filter(pk=statement.pk, checkpoint="").update(checkpoint=statement.checkpoint)
        statement.refresh_from_db(fields=["checkpoint"])
    return statement.checkpoint


def _create(
    mission: Mission,
    by: User | None,
    now: datetime,
    plan: dict[str, Any],
    records: Sequence[Seen],
    counted: Sequence[Counted],
) -> Statement:
    last = Statement.objects.filter(mission=mission).order_by("-number").first()
    return Statement.objects.create(
        mission=mission,
        number=last.number + 1 if last else 1,
        run_at=now,
        run_by=by,
        plan=plan,
        placed=_placed(records),
        corrected={str(record.number): record.version for record in records if record.version != 1},
        percentages=mission.allows.percentages,
        minimum_denominator=mission.minimum_denominator,
        comparisons=sum(one.comparison is not None for one in counted),
        digest=digest_of_figures((one.figure.name, _state(one)) for one in counted),
    )


def _placed(records: Sequence[Seen]) -> dict[str, Runs]:
    areas: dict[str, list[int]] = {}
    for seen in records:
        areas.setdefault(seen.area, []).append(seen.number)
    return {area: to_runs(numbers) for area, numbers in sorted(areas.items())}


def _state(counted: Counted) -> State:
    figure = counted.figure
    return State(figure.numerator, figure.denominator, figure.excluded, figure.digest)


def _keep(statement: Statement, counted: Sequence[Counted], plan: Plan, areas: dict[str, Area]) -> None:
    rows = [_figure(statement, one, plan, areas) for one in counted]
    StatementFigure.objects.bulk_create(rows, batch_size=500)


def _figure(statement: Statement, counted: Counted, plan: Plan, areas: dict[str, Area]) -> StatementFigure:
    figure, comparison = counted.figure, counted.comparison
    return StatementFigure(
        statement=statement,
        name=figure.name,
        of=counted.of,
        area=areas[counted.area] if counted.area else None,
        elsewhere=counted.elsewhere,
        numerator=figure.numerator,
        denominator=figure.denominator,
        excluded=dict(figure.excluded),
        source=figure.source,
        digest=figure.digest,
        rows=to_runs(figure.rows),
        base_rows=to_runs(figure.base_rows),
        p=f"{float(comparison.p):.6g}" if comparison else "",
        adjusted=f"{float(comparison.adjusted):.6g}" if comparison else "",
        significant=comparison is not None and comparison.adjusted <= plan.significance,
    )


def _trace(
    statement: Statement, by: User | None, changed: Sequence[Change], counted: Sequence[Counted]
) -> None:
    digests = {one.figure.name: one.figure.digest for one in counted if not one.area}
    change = {"number": statement.number, "digest": statement.digest, "figures": digests}
    record("reports.statement_run", about=statement, by=by, change=change)
    if changed and statement.number > 1:
        told = {one.name: {"old": _numbers(one.old), "new": _numbers(one.new)} for one in changed}
        record("reports.figures_changed", about=statement, by=by, change={"figures": told})


def _numbers(state: State | None) -> list[int | None] | None:
    return None if state is None else [state.numerator, state.denominator]
