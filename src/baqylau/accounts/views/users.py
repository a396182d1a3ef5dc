"""The administrator's pages about people."""

from __future__ import annotations

from typing import cast

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from baqylau.accounts import actions
from baqylau.accounts.access import require
from baqylau.accounts.forms import InviteForm, show_problems
from baqylau.accounts.models import User
from baqylau.accounts.permissions import Permission
from baqylau.accounts.views.links import show_link
from baqylau.core.problem import Refused
from baqylau.core.text import search_key

ON_A_PAGE = 100


@require_safe
def users(request: HttpRequest) -> HttpResponse:
    """Everybody with an account, in alphabetical order; ``?q=`` searches."""
    require(request, Permission.MANAGE_USERS)
    sought = request.GET.get("q", "")
    found = User.objects.filter(search_key__contains=search_key(sought.replace("\0", "")))
    page = Paginator(found, ON_A_PAGE).get_page(request.GET.get("page"))
    return render(request, "accounts/users.html", {"page": page, "sought": sought})


@require_http_methods(["GET", "HEAD", "POST"])
def invite(request: HttpRequest) -> HttpResponse:
    """Make an account and show its link."""
    require(request, Permission.MANAGE_USERS)
    form = InviteForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        by = cast(User, request.user)
        try:
            user, token = actions.invite(by=by, now=timezone.now(), **form.cleaned_data)
        except Refused as refused:
            show_problems(form, refused, {"A.101": "sign_in_name", "A.102": "sign_in_name"})
        else:
            return show_link(request, user, token, reverse("accounts:users"))
    return render(request, "accounts/invite.html", {"form": form})


@require_POST
def user_link(request: HttpRequest, pk: int) -> HttpResponse:
    """Make a new link for somebody who lost the last one, or the password."""
    require(request, Permission.MANAGE_USERS)
    user = get_object_or_404(User, pk=pk)
    by = cast(User, request.user)
    try:
        token = actions.make_link(user=user, purpose=actions.link_for(user), by=by, now=timezone.now())
    except Refused as refused:
        return _back(request, refused)
    return show_link(request, user, token, reverse("accounts:users"))


@require_POST
def deactivate(request: HttpRequest, pk: int) -> HttpResponse:
    """Close an account."""
    require(request, Permission.MANAGE_USERS)
    try:
        actions.deactivate(user=get_object_or_404(User, pk=pk), by=cast(User, request.user))
    except Refused as refused:
        return _back(request, refused)
    return redirect("accounts:users")


@require_POST
def reactivate(request: HttpRequest, pk: int) -> HttpResponse:
    """Open an account again."""
    require(request, Permission.MANAGE_USERS)
    actions.reactivate(user=get_object_or_404(User, pk=pk), by=cast(User, request.user))
    return redirect("accounts:users")


def _back(request: HttpRequest, refused: Refused) -> HttpResponse:
    """The list again, with what was refused above it."""
    for problem in refused.problems:
        messages.error(request, str(problem.translated(gettext)))
    return redirect("accounts:users")
