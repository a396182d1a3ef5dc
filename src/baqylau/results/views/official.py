"""Official totals beside our sums."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from baqylau.accounts.access import reach
from baqylau.accounts.permissions import Permission
from baqylau.mission.models import Mission
from baqylau.results.official import official_totals
from baqylau.results.progress import Asked, chosen
from baqylau.results.views.progress import text_of


@require_safe
def page(request: HttpRequest, slug: str) -> HttpResponse:
    """One contest, one kind of source: every total that was published."""
    mission = reach(request, Permission.SEE_RESULTS, Mission, slug=slug)
    asked = Asked(contest=text_of(request, "contest"), source=text_of(request, "source"))
    choice = chosen(mission, asked)
    totals = (
        official_totals(mission, choice.contest, choice.source.code)
        if choice.contest and choice.source
        else []
    )
    context = {
        "page": choice,
        "totals": totals,
        "mission": mission,
        "may_publish": request.user.has_perm(Permission.PUBLISH_RESULTS, mission),
    }
    return render(request, "results/official.html", context)
