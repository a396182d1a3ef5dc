"""The registers in numbers."""

from __future__ import annotations

from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from baqylau.accounts.access import reach
from baqylau.accounts.permissions import Permission
from baqylau.disputes import statistics as numbers
from baqylau.disputes.models import Arrival, Case
from baqylau.disputes.procedure import part_of
from baqylau.disputes.queries import cases_seen_by, sees_confidential, violations_seen_by
from baqylau.disputes.selection import overdue
from baqylau.disputes.views.shared import rights, today
from baqylau.mission.models import Mission
from baqylau.mission.views.pages import author


@require_safe
def statistics(request: HttpRequest, slug: str) -> HttpResponse:
    """Complaints by body, category, region, complainant; times to decision; totals that others published."""
    mission = reach(request, Permission.SEE_CASES, Mission, slug=slug)
    user, part = author(request), part_of(mission.election)
    seen = cases_seen_by(user, mission)
    counted = numbers.arrivals(seen)
    context = {
        **rights(request, mission),
        "arrivals": [(one, one.label, counted.get(one, 0)) for one in Arrival],
        "arrived": sum(counted.values()),
        "complaints": counted.get(Arrival.COMPLAINT, 0),
        "tables": _tables(seen, mission),
        "times": [(kind, numbers.times(seen, kind, part)) for kind in ("commission", "court")],
        "overdue": overdue(mission, today(mission), sees_all=sees_confidential(user, mission)),
        "violations": numbers.violations_by_kind(violations_seen_by(user, mission)),
        "published": numbers.published_totals(mission.election, part),
    }
    return render(request, "disputes/statistics.html", context)


def _tables(seen: QuerySet[Case], mission: Mission) -> list[numbers.Tabled]:
    standing = numbers.Standing(seen)
    return [
        numbers.by_body_and_outcome(seen, part_of(mission.election)),
        standing.by_category(),
        standing.by_region(),
        standing.by_complainant(),
        standing.by_sex(),
    ]
