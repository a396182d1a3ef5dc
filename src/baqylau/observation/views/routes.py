"""What an observer sees by the key of their phone: the team's route, and a button to check in."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from baqylau.core.problem import Problem, Refused
from baqylau.mission.deployment import route_of
from baqylau.mission.queries import teams_of
from baqylau.mission.times import local_of
from baqylau.observation.access import by_key
from baqylau.observation.actions.check_in import check_in
from baqylau.observation.models import Phone, Road


@require_safe
def key_route(request: HttpRequest, token: str) -> HttpResponse:
    """The route of the team whose phone it is."""
    phone = by_key(request, token)
    return _page(request, phone, token)


@require_POST
def key_check_in(request: HttpRequest, token: str) -> HttpResponse:
    """Tell headquarters that the team is well."""
    phone = by_key(request, token)
    member = phone.membership
    text = request.POST.get("text", "")
    try:
        check_in(
            team=member.team,
            membership=member,
            road=Road.BROWSER,
            text=text,
            now=timezone.now(),
            by=member.user,
        )
    except Refused as refused:
        return _page(request, phone, token, refused.problems)
    messages.success(request, _("Headquarters knows that you are well."))
    return redirect("observation:key_route", token)


def _page(request: HttpRequest, phone: Phone, token: str, problems: tuple[Problem, ...] = ()) -> HttpResponse:
    member = phone.membership
    mission = member.mission
    team = teams_of(mission).filter(pk=member.team_id).first() if member.team_id else None
    last = team.check_ins.first() if team else None
    context = {
        "mission": mission,
        "team": team,
        "token": token,
        "lines": route_of(team) if team else [],
        "last": local_of(mission.election, last.at) if last else None,
        "problems": problems,
    }
    status = 400 if problems else 200
    return render(request, "observation/expected_key_route.html", context, status=status)
