"""Silent teams, and signs of life."""

from __future__ import annotations

from typing import cast

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from baqylau.accounts.access import reach
from baqylau.accounts.models import User
from baqylau.accounts.permissions import Permission
from baqylau.core.problem import Refused
from baqylau.election.regions import regions_of
from baqylau.mission.models import Mission
from baqylau.mission.times import local_of
from baqylau.mission.views.pages import tell
from baqylau.observation.actions.check_in import check_in
from baqylau.observation.last_contacts import last_contacts
from baqylau.observation.words_of_expected import SIGNS

USUAL_MINUTES, MOST_MINUTES = 120, 10_000
THRESHOLDS = (30, 60, 120, 180, 360)


@require_safe
def silent(request: HttpRequest, slug: str) -> HttpResponse:
    """Teams of which nothing was heard for some time, the longest silent first, with whom to call."""
    mission = reach(request, Permission.SEE_RECORDS, Mission, slug=slug)
    now, minutes = timezone.now(), _minutes(request)
    regions = {region.pk: region.name for region in regions_of(mission.election).values()}
    contacts = last_contacts(mission, now)
    lines = [
        (
            one,
            local_of(mission.election, one.at) if one.at else None,
            str(SIGNS[one.how]),
            regions.get(one.region_id or 0, ""),
        )
        for one in contacts
    ]
    context = {
        "mission": mission,
        "now": local_of(mission.election, now),
        "minutes": minutes,
        "thresholds": sorted({*THRESHOLDS, minutes}),
        "silent": [line for line in lines if line[0].is_silent(minutes)],
        "heard": [line for line in lines if not line[0].is_silent(minutes)],
    }
    return render(request, "observation/silent.html", context)


def _minutes(request: HttpRequest) -> int:
    text = request.GET.get("minutes", "")
    return min(int(text), MOST_MINUTES) if text.isdecimal() and len(text) < 9 else USUAL_MINUTES


@require_POST
def for_team(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """Write down that a team called."""
    mission = reach(request, Permission.SEE_RECORDS, Mission, slug=slug)
    team = get_object_or_404(mission.teams, pk=pk)
    text = request.POST.get("text", "")
    try:
        check_in(team=team, now=timezone.now(), text=text, by=cast(User, request.user))
    except Refused as refused:
        tell(request, refused)
    else:
        messages.success(request, _("Team %(code)s is checked in.") % {"code": team.code})
    minutes = request.POST.get("minutes", "")
    known = minutes.isdecimal() and len(minutes) < 9
    return redirect(reverse("observation:silent", args=[slug]) + (f"?minutes={minutes}" if known else ""))
