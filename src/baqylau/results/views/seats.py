"""Seats as the votes so far give them, what would change them, and quotas for groups."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from baqylau.accounts.access import reach
from baqylau.accounts.permissions import Permission
from baqylau.mission.models import Mission
from baqylau.results.group_quotas import QuotaForm, quotas_page
from baqylau.results.seats_page import Asked, seats_page

LONGEST_CODE = 60
LONGEST_STATIONS = 20_000


@require_safe
def page(request: HttpRequest, slug: str) -> HttpResponse:
    """One contest: its seats, the margins, and what annulling stations would do."""
    mission = reach(request, Permission.SEE_RESULTS, Mission, slug=slug)
    asked = Asked(
        _text(request, "contest", LONGEST_CODE),
        _text(request, "basis", LONGEST_CODE),
        _text(request, "without", LONGEST_STATIONS),
    )
    context = {
        "page": seats_page(mission, asked, timezone.now()),
        "asked": asked,
        "mission": mission,
        "here": "seats",
        "may_publish": request.user.has_perm(Permission.PUBLISH_RESULTS, mission),
    }
    return render(request, "results/seats.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def quotas(request: HttpRequest, slug: str) -> HttpResponse:
    """Check a table of candidates against the quotas for groups; nothing of it is kept."""
    mission = reach(request, Permission.SEE_RESULTS, Mission, slug=slug)
    form = QuotaForm(request.POST or None, request.FILES or None)
    page = quotas_page(mission, form)
    context = {
        "page": page,
        "form": form,
        "mission": mission,
        "here": "seats",
        "may_publish": request.user.has_perm(Permission.PUBLISH_RESULTS, mission),
    }
    refused = bool(page.problems or form.errors)
    return render(request, "results/group_quotas.html", context, status=400 if refused else 200)


def _text(request: HttpRequest, name: str, longest: int) -> str:
    return request.GET.get(name, "").replace("\0", "")[:longest]
