"""The members of a mission."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from baqylau.accounts.access import reach
from baqylau.accounts.permissions import Permission
from baqylau.accounts.views.links import show_link
from baqylau.core.problem import Refused
from baqylau.mission.actions.members import add_member, change_member, end_membership, invite_member
from baqylau.mission.forms import AboutForm, AddMemberForm, InviteMemberForm, RoleForm
from baqylau.mission.models import Mission
from baqylau.mission.queries import members_of
from baqylau.mission.views.pages import author, form_page, sent, show_in, try_to


@require_safe
def members(request: HttpRequest, slug: str) -> HttpResponse:
    """Who is in the mission and who was; whoever manages it finds the buttons here."""
    mission = reach(request, Permission.SEE_MISSION, Mission, slug=slug)
    context = {
        "mission": mission,
        "members": members_of(mission).prefetch_related("areas"),
        "former": mission.memberships.exclude(ended_at=None).select_related("user").order_by("-ended_at"),
        "may_manage": author(request).has_perm(Permission.MANAGE_MISSION, mission),
    }
    return render(request, "mission/members.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def add(request: HttpRequest, slug: str) -> HttpResponse:
    """Give somebody who has an account a role."""
    mission = reach(request, Permission.MANAGE_MISSION, Mission, slug=slug)
    form = AddMemberForm(sent(request), mission=mission)
    if form.is_valid() and try_to(
        form, lambda: add_member(mission=mission, by=author(request), **form.chosen())
    ):
        return redirect("mission:members", slug)
    return form_page(
        request, form, title=_("Add a member"), button=_("Add"), mission=mission, back="mission:members"
    )


@require_http_methods(["GET", "HEAD", "POST"])
def invite(request: HttpRequest, slug: str) -> HttpResponse:
    """Make an account for somebody new, give a role, and show the link to hand over."""
    mission = reach(request, Permission.MANAGE_MISSION, Mission, slug=slug)
    form = InviteMemberForm(sent(request), mission=mission)
    if form.is_valid():
        by, now = author(request), timezone.now()
        try:
            membership, token = invite_member(mission=mission, by=by, now=now, **form.chosen())
        except Refused as refused:
            show_in(form, refused)
        else:
            return show_link(request, membership.user, token, reverse("mission:members", args=[slug]))
    return form_page(
        request,
        form,
        title=_("Invite a new member"),
        button=_("Make the account and its link"),
        mission=mission,
        back="mission:members",
    )


@require_http_methods(["GET", "HEAD", "POST"])
def member(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """Change a member's role, delegation and areas, and what is known about them."""
    mission = reach(request, Permission.MANAGE_MISSION, Mission, slug=slug)
    membership = get_object_or_404(members_of(mission), pk=pk)
    initial = {
        "role": membership.role,
        "delegation": membership.delegation,
        "areas": membership.areas.all(),
        **{name: getattr(membership, name) for name in AboutForm.base_fields},
    }
    form = RoleForm(sent(request), mission=mission, initial=initial)
    if form.is_valid() and try_to(
        form, lambda: change_member(membership=membership, by=author(request), **form.chosen())
    ):
        return redirect("mission:members", slug)
    return form_page(
        request, form, title=membership.user.name, button=_("Save"), mission=mission, back="mission:members"
    )


@require_POST
def end(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """End a member's role."""
    mission = reach(request, Permission.MANAGE_MISSION, Mission, slug=slug)
    membership = get_object_or_404(members_of(mission), pk=pk)
    try:
        end_membership(membership=membership, by=author(request), now=timezone.now())
    except Refused as refused:
        for problem in refused.problems:
            messages.error(request, str(problem.translated(_)))
    return redirect("mission:members", slug)
