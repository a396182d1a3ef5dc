"""The first page: one's missions and the elections."""

from __future__ import annotations

from typing import cast

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from baqylau.accounts.access import signed_in
from baqylau.accounts.models import User
from baqylau.election.models import Election
from baqylau.mission.models import Membership
from baqylau.mission.queries import missions_of

SHOWN = 6
"""Elections on this page; all stand on their own."""


def home(request: HttpRequest) -> HttpResponse:
    """The user's missions with their roles in them, and the newest elections."""
    signed_in(request)
    user = cast(User, request.user)
    roles: dict[int, list[str]] = {}
    for one in Membership.objects.filter(user=user, ended_at=None).order_by("pk"):
        roles.setdefault(one.mission_id, []).append(str(one.get_role_display()))
    missions = [(mission, roles[mission.pk]) for mission in missions_of(user)]
    elections = Election.objects.all()[:SHOWN]
    return render(request, "site/home.html", {"missions": missions, "elections": elections})
