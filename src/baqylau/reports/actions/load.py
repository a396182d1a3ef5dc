"""Loading the statement part of a pack."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from typing import Any

from django.db import transaction

from baqylau.accounts.models import User
from baqylau.core.problem import Problem, Refused
from baqylau.core.reading import Problems
from baqylau.election.models import Area, Election
from baqylau.mission.models import Mission
from baqylau.observation.models import FormVersion
from baqylau.reports.cited import cited
from baqylau.reports.methods.plan import Plan, PlannedFigure
from baqylau.reports.models import StatementPlan
from baqylau.reports.sources.pack import FILE, Part
from baqylau.trail.record import record


@transaction.atomic
def load(part: Part | None, *, election: Election, by: User | None) -> StatementPlan | None:
    """Give the mission that the part names its plan; the same plan again changes nothing."""
    if part is None:
        return None
    mission = Mission.objects.filter(slug=part.mission, election=election).first()
    if mission is None:
        says = f"The election has no mission '{part.mission}'."
        raise Refused(
            Problem("D.113", says, "Name a mission that the pack brings.", f"'{FILE}', key 'mission'")
        )
    _check(part.plan, mission)
    found = StatementPlan.objects.filter(mission=mission).first()
    if found and found.source == part.source:
        return found
    plan, _ = StatementPlan.objects.update_or_create(
        mission=mission, defaults={"plan": part.plan.to_data(), "source": part.source}
    )
    digest = hashlib.sha256(part.source.encode()).hexdigest()
    record("reports.plan_loaded", about=plan, by=by, change={"sha256": digest})
    return plan


def _check(plan: Plan, mission: Mission) -> None:
    """The plan's form, questions, answers and areas exist: a misspelt one would quietly count nothing."""
    problems = Problems()
    versions = FormVersion.objects.filter(form__mission=mission, form__code=plan.form)
    questions = {one["name"]: one for version in versions.order_by("pk") for one in version.questions}
    if not versions:
        says = f"The mission has no form '{plan.form}'."
        problems.add("D.115", says, "Name a form of the mission.", f"'{FILE}', key 'form'")
    if not Area.objects.filter(kind=plan.areas, country=mission.election.country).exists():
        says = f"The country has no areas of kind '{plan.areas}'."
        problems.add("D.116", says, "Name a kind of area that the pack has.", f"'{FILE}', key 'areas'")
    for figure in plan.figures if versions else ():
        if figure.kind == "share":
            _check_question(figure, questions, problems)
        if figure.kind == "published":
            _check_cited(figure, mission, problems)
    problems.refuse_if_any()


def _check_cited(figure: PlannedFigure, mission: Mission, problems: Problems) -> None:
    try:
        cited(mission, figure)
    except Refused as refused:
        problems.gather(refused)


def _check_question(
    figure: PlannedFigure, questions: Mapping[str, Mapping[str, Any]], problems: Problems
) -> None:
    where = f"'{FILE}', figure '{figure.name}'"
    question = questions.get(figure.question)
    if question is None:
        says = f"The form has no question '{figure.question}'."
        problems.add("D.117", says, "Name a question of the form.", where)
        return
    possible = {choice["name"] for choice in question.get("choices") or ()}
    if question["kind"] == "yes_no":
        possible = {"yes", "no"}
    for value in figure.counts if possible else ():
        if value not in possible:
            says = f"'{value}' is no answer to '{figure.question}'."
            problems.add("D.118", says, f"Expected: {', '.join(sorted(possible))}.", where)
