"""Meetings at which a case was talked about: tied to it, and untied."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from baqylau.accounts.access import reach
from baqylau.accounts.permissions import Permission
from baqylau.disputes.actions.meetings import tie_meeting, untie_meeting
from baqylau.disputes.meetings import meetings_seen_by, ties_to_meetings
from baqylau.disputes.views.shared import case_of
from baqylau.mission.models import Mission
from baqylau.mission.views.pages import attempt, author
from baqylau.observation.meeting_queries import labelled


@require_POST
def tie(request: HttpRequest, slug: str, label: str) -> HttpResponse:
    """Say that the case was talked about at a meeting that one may know of."""
    mission = reach(request, Permission.KEEP_CASES, Mission, slug=slug)
    case, by = case_of(request, mission, label), author(request)
    meeting = labelled(meetings_seen_by(by, mission), request.POST.get("meeting", "")[:12])
    if meeting is None:
        messages.error(request, _("H.115 There is no meeting with this number. Look it up in the log."))
    else:
        now = timezone.now()
        attempt(request, lambda: tie_meeting(case=case, meeting=meeting, by=by, now=now))
    return redirect("disputes:case", slug, case.label)


@require_POST
def untie(request: HttpRequest, slug: str, label: str, pk: int) -> HttpResponse:
    """Take the tie to a meeting away."""
    mission = reach(request, Permission.KEEP_CASES, Mission, slug=slug)
    case, by = case_of(request, mission, label), author(request)
    untie_meeting(link=get_object_or_404(ties_to_meetings(case, by), pk=pk), by=by, now=timezone.now())
    return redirect("disputes:case", slug, case.label)
