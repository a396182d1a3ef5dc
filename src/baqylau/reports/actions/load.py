"""Loading the statement part of a pack."""

from __future__ import annotations

import hashlib

from django.db import transaction

from baqylau.accounts.models import User
from baqylau.core.problem import Problem, Refused
from baqylau.election.models import Election
from baqylau.mission.models import Mission
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
    found = StatementPlan.objects.filter(mission=mission).first()
    if found and found.source == part.source:
        return found
    plan, _ = StatementPlan.objects.update_or_create(
        mission=mission, defaults={"plan": part.plan.to_data(), "source": part.source}
    )
    digest = hashlib.sha256(part.source.encode()).hexdigest()
    record("reports.plan_loaded", about=plan, by=by, change={"sha256": digest})
    return plan
