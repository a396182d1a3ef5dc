"""The count as it goes on."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from baqylau.accounts.access import reach
from baqylau.accounts.permissions import Permission
from baqylau.mission.models import Mission
from baqylau.results.progress import Asked, progress

LONGEST = 400


@require_safe
def page(request: HttpRequest, slug: str) -> HttpResponse:
    """One contest: its totals, its map, its areas and their stations."""
    mission = reach(request, Permission.SEE_RESULTS, Mission, slug=slug)
    asked = Asked(*(text_of(request, name) for name in ("contest", "source", "area", "show", "page")))
    context = {
        "page": progress(mission, asked),
        "mission": mission,
        "may_publish": request.user.has_perm(Permission.PUBLISH_RESULTS, mission),
    }
    return render(request, "results/progress.html", context)


def text_of(request: HttpRequest, name: str) -> str:
    """What the address says under a name; empty where it says nothing."""
    return request.GET.get(name, "").replace("\0", "")[:LONGEST]
