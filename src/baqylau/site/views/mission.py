"""The page of a mission."""

from __future__ import annotations

from typing import cast

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from baqylau.accounts.access import reach
from baqylau.accounts.models import User
from baqylau.accounts.permissions import Permission
from baqylau.mission.models import Mission
from baqylau.site.pages.mission import mission_page


def mission(request: HttpRequest, slug: str) -> HttpResponse:
    """Who watches, what was brought back, what it comes to; each part for those who may see it."""
    found = reach(request, Permission.SEE_MISSION, Mission, slug=slug)
    return render(request, "site/mission.html", {"page": mission_page(found, cast(User, request.user))})
