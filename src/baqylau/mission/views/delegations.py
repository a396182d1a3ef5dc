"""The delegations of a joint mission; other kinds have none, and no such page."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from baqylau.accounts.access import reach
from baqylau.accounts.permissions import Permission
from baqylau.mission.actions.delegations import change_delegation, create_delegation, head_of
from baqylau.mission.forms import DelegationForm
from baqylau.mission.models import Mission
from baqylau.mission.queries import delegations_of
from baqylau.mission.views.pages import author, form_page, sent, try_to


def _only_where_the_kind_allows(mission: Mission) -> None:
    if not mission.allows.delegations:
        raise Http404


@require_safe
def delegations(request: HttpRequest, slug: str) -> HttpResponse:
    """Each delegation with its head."""
    mission = reach(request, Permission.SEE_MISSION, Mission, slug=slug)
    _only_where_the_kind_allows(mission)
    may_manage = author(request).has_perm(Permission.MANAGE_MISSION, mission)
    context = {"mission": mission, "delegations": delegations_of(mission), "may_manage": may_manage}
    return render(request, "mission/delegations.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def new(request: HttpRequest, slug: str) -> HttpResponse:
    """Make a delegation with its head."""
    mission = reach(request, Permission.MANAGE_MISSION, Mission, slug=slug)
    _only_where_the_kind_allows(mission)
    form = DelegationForm(sent(request))
    if form.is_valid() and try_to(
        form, lambda: create_delegation(mission=mission, by=author(request), **form.cleaned_data)
    ):
        return redirect("mission:delegations", slug)
    return form_page(
        request,
        form,
        title=_("New delegation"),
        button=_("Make it"),
        mission=mission,
        back="mission:delegations",
    )


@require_http_methods(["GET", "HEAD", "POST"])
def delegation(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """Rename a delegation, or name another head."""
    mission = reach(request, Permission.MANAGE_MISSION, Mission, slug=slug)
    _only_where_the_kind_allows(mission)
    found = get_object_or_404(mission.delegations, pk=pk)
    head, now = head_of(found), timezone.now()
    initial = {"name": found.name, "head": head.user.sign_in_name if head else ""}
    form = DelegationForm(sent(request), initial=initial)
    if form.is_valid() and try_to(
        form,
        lambda: change_delegation(delegation=found, by=author(request), now=now, **form.cleaned_data),
    ):
        return redirect("mission:delegations", slug)
    return form_page(
        request, form, title=found.name, button=_("Save"), mission=mission, back="mission:delegations"
    )
