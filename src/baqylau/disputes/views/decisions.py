"""Decisions about candidates that a case contests: tied to it, and untied."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.views.decorators.http import require_POST

from baqylau.accounts.access import reach
from baqylau.accounts.permissions import Permission
from baqylau.disputes.actions.decisions import tie_candidate, untie_candidate
from baqylau.disputes.contested import decisions_contested_in
from baqylau.disputes.views.shared import case_of
from baqylau.election.models import Candidate
from baqylau.mission.models import Mission
from baqylau.mission.views.pages import attempt, author


@require_POST
def tie(request: HttpRequest, slug: str, label: str) -> HttpResponse:
    """Say that the case contests what was decided about a candidate, who is named by number."""
    mission = reach(request, Permission.KEEP_CASES, Mission, slug=slug)
    case, by = case_of(request, mission, label), author(request)
    asked = request.POST.get("candidate", "").strip().lstrip("#").strip()
    is_number = asked.isascii() and asked.isdigit() and len(asked) < 10
    found = Candidate.objects.filter(mission=mission, number=int(asked)).first() if is_number else None
    attempt(request, lambda: tie_candidate(case=case, candidate=found, by=by, now=timezone.now()))
    return redirect("disputes:case", slug, case.label)


@require_POST
def untie(request: HttpRequest, slug: str, label: str, pk: int) -> HttpResponse:
    """Take the tie to a decision away."""
    mission = reach(request, Permission.KEEP_CASES, Mission, slug=slug)
    case, by = case_of(request, mission, label), author(request)
    untie_candidate(link=get_object_or_404(decisions_contested_in(case), pk=pk), by=by, now=timezone.now())
    return redirect("disputes:case", slug, case.label)
