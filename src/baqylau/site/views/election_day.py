"""The election-day room: one page that stays live without being loaded anew."""

from __future__ import annotations

from typing import Any, cast
from urllib.parse import urlencode
from zoneinfo import ZoneInfo

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from baqylau.accounts.access import reach
from baqylau.accounts.models import User
from baqylau.accounts.permissions import Permission
from baqylau.mission.models import Mission
from baqylau.observation import room
from baqylau.observation.actions.acknowledge import acknowledge as acknowledge_record
from baqylau.observation.models import Record, RecordState, Severity
from baqylau.site.pages.election_day import Room, drawing_of, election_day

LONGEST_CODE = 20


@require_safe
def page(request: HttpRequest, slug: str) -> HttpResponse:
    """The whole page."""
    mission = reach(request, Permission.SEE_ELECTION_DAY, Mission, slug=slug)
    context = {"room": _room(request, mission), "drawing": drawing_of(mission), **_words()}
    return _in_local_time(mission, lambda: render(request, "site/room.html", context))


@require_safe
def live(request: HttpRequest, slug: str) -> HttpResponse:
    """What changes on it; 304 where nothing has."""
    mission = reach(request, Permission.SEE_ELECTION_DAY, Mission, slug=slug)
    tag = f'"{room.stamp(timezone.now())}"'
    if request.headers.get("If-None-Match", "").removeprefix("W/") == tag:
        return HttpResponse(status=304, headers={"ETag": tag})
    context = {"room": _room(request, mission), **_words()}
    response = _in_local_time(mission, lambda: render(request, "site/room/sections.html", context))
    response["ETag"] = tag
    return response


@require_POST
def acknowledge(request: HttpRequest, slug: str, number: int) -> HttpResponse:
    """Say by name that one has seen a record."""
    mission = reach(request, Permission.SEE_ELECTION_DAY, Mission, slug=slug)
    record = get_object_or_404(Record, mission=mission, number=number, deleted_at=None)
    acknowledge_record(record=record, by=cast(User, request.user), now=timezone.now())
    wave = request.POST.get("wave", "")[:LONGEST_CODE]
    query = f"?{urlencode({'wave': wave})}" if wave else ""
    return redirect(f"{reverse('site:election_day', args=[slug])}{query}#attention")


def _room(request: HttpRequest, mission: Mission) -> Room:
    wave = request.GET.get("wave", "").replace("\0", "")[:LONGEST_CODE]
    return election_day(mission, wave, timezone.now())


def _words() -> dict[str, Any]:
    return {"states": RecordState.choices, "severities": Severity.choices}


def _in_local_time(mission: Mission, answer: Any) -> HttpResponse:
    with timezone.override(ZoneInfo(mission.election.time_zone)):
        return cast(HttpResponse, answer())
