"""Elections and their polling stations."""

from __future__ import annotations

from django.core.paginator import Paginator
from django.db.models import Count
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.translation import get_language

from baqylau.accounts.access import require
from baqylau.accounts.permissions import Permission
from baqylau.core.text import search_key
from baqylau.election.models import Election
from baqylau.site.pages.election import election_page

STATIONS_ON_A_PAGE = 100


def elections(request: HttpRequest) -> HttpResponse:
    """Every election that is loaded, the newest first."""
    require(request, Permission.SEE_ELECTION)
    found = Election.objects.annotate(known_stations=Count("stations"))
    return render(request, "site/elections.html", {"elections": found})


def election(request: HttpRequest, code: str) -> HttpResponse:
    """One election: its contests, results, regions, calendar, commissions."""
    require(request, Permission.SEE_ELECTION)
    found = get_object_or_404(Election, code=code)
    page = election_page(found, get_language() or "en", request.GET.get("show", ""))
    return render(request, "site/election.html", {"page": page})


def stations(request: HttpRequest, code: str) -> HttpResponse:
    """The polling stations of an election, searched by code and name."""
    require(request, Permission.SEE_ELECTION)
    found = get_object_or_404(Election, code=code)
    sought = request.GET.get("q", "")[:100]
    listed = found.stations.filter(search_key__contains=search_key(sought)).order_by("order_key", "pk")
    pages = Paginator(listed.select_related("area").prefetch_related("contests"), STATIONS_ON_A_PAGE)
    page = pages.get_page(request.GET.get("page"))
    return render(request, "site/stations.html", {"election": found, "page": page, "sought": sought})
