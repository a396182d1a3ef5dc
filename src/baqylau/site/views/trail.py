"""How the trail of the installation stands."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from baqylau.accounts.access import require
from baqylau.accounts.permissions import Permission
from baqylau.site.pages.trail import trail_page


def trail(request: HttpRequest) -> HttpResponse:
    """The newest checkpoint, how many entries wait, and the newest entries."""
    require(request, Permission.SEE_TRAIL)
    return render(request, "site/trail.html", {"page": trail_page()})
