"""Polling stations of a mission's election: finding one, and its page."""

from __future__ import annotations

from typing import cast

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from baqylau.accounts.access import reach
from baqylau.accounts.models import User
from baqylau.accounts.permissions import Permission
from baqylau.core.text import search_key
from baqylau.election.models import Station
from baqylau.mission.models import Mission
from baqylau.mission.queries import roles_of
from baqylau.mission.roles import MAY
from baqylau.results.actions.from_records import take_over
from baqylau.results.station_page import of_station

MOST_FOUND = 50


@require_safe
def stations(request: HttpRequest, slug: str) -> HttpResponse:
    """Stations by code, number or name; the only one that fits opens at once."""
    mission = reach(request, Permission.SEE_RESULTS, Mission, slug=slug)
    sought = request.GET.get("q", "").replace("\0", "")[:100].strip()
    exact = Station.objects.filter(election=mission.election_id, code=sought).first() if sought else None
    if exact is not None:
        return redirect(address_of_station(mission, exact))
    found = Station.objects.filter(election=mission.election_id, search_key__contains=search_key(sought))
    listed = list(found.select_related("area").order_by("order_key", "pk")[: MOST_FOUND + 1])
    if sought and len(listed) == 1:
        return redirect(address_of_station(mission, listed[0]))
    context = {
        "mission": mission,
        "sought": sought,
        "stations": listed[:MOST_FOUND],
        "are_more": len(listed) > MOST_FOUND,
        "most": MOST_FOUND,
    }
    return render(request, "results/stations.html", context)


@require_safe
def station(request: HttpRequest, slug: str, code: str) -> HttpResponse:
    """One station: every version of its protocols side by side."""
    mission = reach(request, Permission.SEE_RESULTS, Mission, slug=slug)
    found = get_object_or_404(
        Station.objects.select_related("area", "commission"),
        election=mission.election_id,
        code=code.replace("\0", ""),
    )
    take_over(mission=mission, now=timezone.now(), station=found)
    roles = roles_of(cast(User, request.user), mission)
    context = {
        "mission": mission,
        "station": found,
        "contests": of_station(mission, found),
        "may_enter": bool(roles & MAY[Permission.ENTER_PROTOCOLS]),
        "may_resolve": bool(roles & MAY[Permission.RESOLVE_PROTOCOLS]),
        "may_see_records": bool(roles & MAY[Permission.SEE_RECORDS]),
    }
    return render(request, "results/station.html", context)


def address_of_station(mission: Mission, station: Station) -> str:
    """The address of a station's page."""
    return reverse("results:station", args=[mission.slug, station.code])
