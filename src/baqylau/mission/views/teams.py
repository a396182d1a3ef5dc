"""The teams of a mission."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from baqylau.accounts.access import reach
from baqylau.accounts.permissions import Permission
from baqylau.core.problem import Refused
from baqylau.mission.actions.teams import change_team, create_team, dissolve_team
from baqylau.mission.forms import TeamForm
from baqylau.mission.models import Mission
from baqylau.mission.queries import teams_of
from baqylau.mission.views.pages import author, form_page, sent, try_to


@require_safe
def teams(request: HttpRequest, slug: str) -> HttpResponse:
    """Each team with its members and areas."""
    mission = reach(request, Permission.SEE_MISSION, Mission, slug=slug)
    may_manage = author(request).has_perm(Permission.MANAGE_MISSION, mission)
    context = {"mission": mission, "teams": teams_of(mission), "may_manage": may_manage}
    return render(request, "mission/teams.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def new(request: HttpRequest, slug: str) -> HttpResponse:
    """Make a team."""
    mission = reach(request, Permission.MANAGE_MISSION, Mission, slug=slug)
    form = TeamForm(sent(request), mission=mission)
    if form.is_valid() and try_to(
        form, lambda: create_team(mission=mission, by=author(request), **form.cleaned_data)
    ):
        return redirect("mission:teams", slug)
    return form_page(
        request, form, title=_("New team"), button=_("Make it"), mission=mission, back="mission:teams"
    )


@require_http_methods(["GET", "HEAD", "POST"])
def team(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """Change a team."""
    mission = reach(request, Permission.MANAGE_MISSION, Mission, slug=slug)
    found = get_object_or_404(mission.teams, pk=pk)
    members = found.memberships.filter(ended_at=None)
    initial = {"code": found.code, "members": members, "areas": found.areas.all()}
    form = TeamForm(sent(request), mission=mission, initial=initial)
    if form.is_valid() and try_to(
        form, lambda: change_team(team=found, by=author(request), **form.cleaned_data)
    ):
        return redirect("mission:teams", slug)
    title = _("Team %(code)s") % {"code": found.code}
    return form_page(request, form, title=title, button=_("Save"), mission=mission, back="mission:teams")


@require_POST
def dissolve(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """Take a team apart."""
    mission = reach(request, Permission.MANAGE_MISSION, Mission, slug=slug)
    try:
        dissolve_team(team=get_object_or_404(mission.teams, pk=pk), by=author(request))
    except Refused as refused:
        for problem in refused.problems:
            messages.error(request, str(problem.translated(_)))
    return redirect("mission:teams", slug)
