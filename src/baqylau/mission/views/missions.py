"""One's missions, making one, changing one, and the table of roles."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from baqylau.accounts.access import reach, require, signed_in
from baqylau.accounts.permissions import Permission
from baqylau.mission import table
from baqylau.mission.actions.missions import change_mission, create_mission
from baqylau.mission.forms import EditMissionForm, NewMissionForm
from baqylau.mission.models import Mission
from baqylau.mission.queries import missions_of
from baqylau.mission.roles import Role
from baqylau.mission.views.pages import author, form_page, sent, try_to


@require_safe
def missions(request: HttpRequest) -> HttpResponse:
    """The missions one belongs to, and no other."""
    signed_in(request)
    return render(request, "mission/missions.html", {"missions": missions_of(author(request))})


@require_safe
def roles(request: HttpRequest) -> HttpResponse:
    """Who may do what."""
    signed_in(request)
    lines = table.lines()
    by_role = [(role, [dict(line.held)[role] for line in lines]) for role in Role]
    context = {"lines": lines, "by_role": by_role, "outside": table.outside_missions()}
    return render(request, "mission/roles.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def new(request: HttpRequest) -> HttpResponse:
    """Make a mission; from then on it is its head's, and whoever made it does not see it."""
    require(request, Permission.CREATE_MISSION)
    form = NewMissionForm(sent(request))
    if form.is_valid() and try_to(form, lambda: create_mission(by=author(request), **form.cleaned_data)):
        head = form.cleaned_data["head"]
        messages.success(request, _("The mission is made. %(name)s heads it.") % {"name": head.name})
        return redirect("mission:missions")
    return form_page(
        request, form, title=_("New mission"), button=_("Make it"), mission=None, back="mission:missions"
    )


@require_http_methods(["GET", "HEAD", "POST"])
def edit(request: HttpRequest, slug: str) -> HttpResponse:
    """Change what the mission is."""
    mission = reach(request, Permission.MANAGE_MISSION, Mission, slug=slug)
    initial = {name: getattr(mission, name) for name in EditMissionForm.base_fields}
    form = EditMissionForm(sent(request), initial=initial)
    if form.is_valid() and try_to(
        form, lambda: change_mission(mission=mission, by=author(request), **form.cleaned_data)
    ):
        messages.success(request, _("Saved."))
        return redirect("mission:edit", slug)
    return form_page(
        request,
        form,
        title=_("Change the mission"),
        button=_("Save"),
        mission=mission,
        back="mission:members",
    )
