"""Tokens of programs: one's own, a new one, taking one away."""

from __future__ import annotations

from typing import cast

from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST

from baqylau.accounts.access import reach
from baqylau.accounts.models import User
from baqylau.accounts.permissions import Permission
from baqylau.core.problem import Problem, Refused
from baqylau.mission.models import Mission
from baqylau.observation.actions.tokens import make_token, revoke_token
from baqylau.observation.addresses import site_address
from baqylau.observation.export_forms import TokenForm
from baqylau.observation.models import ApiToken


@require_http_methods(["GET", "HEAD", "POST"])
def tokens(request: HttpRequest, slug: str) -> HttpResponse:
    """One's tokens (for whoever manages the mission: everybody's); a new one is shown this once."""
    mission = reach(request, Permission.SEE_RECORDS, Mission, slug=slug)
    form = TokenForm(request.POST if request.method == "POST" else None)
    made, problems = "", tuple[Problem, ...]()
    if form.is_valid():
        try:
            name, now = form.cleaned_data["name"], timezone.now()
            _token, made = make_token(
                mission=mission, name=name, expires_at=form.ends(), by=cast(User, request.user), now=now
            )
            form = TokenForm()
        except Refused as refused:
            problems = refused.problems
    context = {
        "mission": mission,
        "form": form,
        "problems": problems,
        "made": made,
        "tokens": _seen(request, mission).select_related("user").order_by("-made_at", "-pk"),
        "now": timezone.now(),
        "feed": site_address(request) + reverse("observation:odata", args=[slug]),
    }
    status = 400 if form.errors or problems else 200
    return render(request, "observation/tokens.html", context, status=status)


def _seen(request: HttpRequest, mission: Mission) -> QuerySet[ApiToken]:
    user, found = cast(User, request.user), ApiToken.objects.filter(mission=mission)
    return found if user.has_perm(Permission.MANAGE_MISSION, mission) else found.filter(user=user)


@require_POST
def revoke(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """Take a token away."""
    mission = reach(request, Permission.SEE_RECORDS, Mission, slug=slug)
    token = get_object_or_404(_seen(request, mission), pk=pk)
    revoke_token(token=token, by=cast(User, request.user), now=timezone.now())
    return redirect("observation:tokens", slug)
