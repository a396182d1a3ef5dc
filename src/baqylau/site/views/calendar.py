"""The calendar of an election, by itself or within a mission, and its feed."""

from __future__ import annotations

import hashlib
import re
from datetime import datetime, time
from urllib.parse import urlencode
from zoneinfo import ZoneInfo

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.http import quote_etag

from baqylau.accounts.access import by_feed_key, reach, require
from baqylau.accounts.feed_keys import feed_key
from baqylau.accounts.models import User
from baqylau.accounts.permissions import Permission
from baqylau.election.models import Election
from baqylau.mission.models import Mission
from baqylau.site.pages.calendar import CalendarPage, calendar_page
from baqylau.site.pages.calendar_feed import feed

DAY = re.compile(r"\d{4}-\d\d-\d\d", re.ASCII)


def election_calendar(request: HttpRequest, code: str) -> HttpResponse:
    """What is due, what is late, and every date beside its rule."""
    require(request, Permission.SEE_ELECTION)
    return _shown(request, get_object_or_404(Election, code=code), None)


def mission_calendar(request: HttpRequest, slug: str) -> HttpResponse:
    """The calendar of the mission's election."""
    mission = reach(request, Permission.SEE_MISSION, Mission, slug=slug)
    return _shown(request, mission.election, mission)


def calendar_feed(request: HttpRequest, key: str, code: str) -> HttpResponse:
    """What a calendar program reads by itself, in the language and for the area that its address names.

    With ``?mission=`` it has what that mission says was done, as long as the owner of the key is its member.
    """
    owner = by_feed_key(key, Permission.SEE_ELECTION)
    election = get_object_or_404(Election, code=code)
    mission = _mission_of(request, owner, election)
    language = request.GET.get("language", "")
    known = language if language in dict(settings.LANGUAGES) else "en"
    etag = _etag(request, election, known, mission)
    if request.headers.get("If-None-Match") == etag:
        return HttpResponse(status=304, headers={"ETag": etag})
    with translation.override(known):
        page = _page(request, election, mission)
        text = feed(page, request.build_absolute_uri(_path(election, mission)), mission)
    response = HttpResponse(text, content_type="text/calendar; charset=utf-8")
    response["Content-Disposition"] = f'inline; filename="{code}.ics"'
    response["Cache-Control"] = "private, max-age=900"
    response["ETag"] = etag
    return response


def _mission_of(request: HttpRequest, owner: User, election: Election) -> Mission | None:
    """The mission that the address names; None for one of another election, or not (any more) one's own."""
    slug = request.GET.get("mission", "").replace("\0", "")[:100]
    mission = Mission.objects.filter(slug=slug, election=election).first() if slug else None
    return mission if mission and owner.has_perm(Permission.SEE_MISSION, mission) else None


def _etag(request: HttpRequest, election: Election, language: str, mission: Mission | None) -> str:
    """What changes with anything that the feed shows."""
    marks = list(mission.duties_done.order_by("pk").values_list("event", "day", "at")) if mission else []
    told = [election.pk, election.calendar_version, language, request.GET.urlencode()]
    told += [mission.pk if mission else 0, marks]
    return quote_etag(hashlib.sha256(repr(told).encode()).hexdigest()[:40])


def _path(election: Election, mission: Mission | None) -> str:
    if mission:
        return reverse("site:mission_calendar", args=[mission.slug])
    return reverse("site:election_calendar", args=[election.code])


def _shown(request: HttpRequest, election: Election, mission: Mission | None) -> HttpResponse:
    page = _page(request, election, mission)
    assert isinstance(request.user, User)
    asked = {"language": translation.get_language() or "en"}
    if page.area:
        asked["area"] = page.area.code
    if mission:
        asked["mission"] = mission.slug
    path = reverse("site:calendar_feed", args=[feed_key(request.user), election.code])
    context = {
        "page": page,
        "mission": mission,
        "may_mark": bool(mission and request.user.has_perm(Permission.KEEP_PUBLISHED_FIGURES, mission)),
        "feed": request.build_absolute_uri(f"{path}?{urlencode(asked)}"),
        "on": request.GET.get("on", "") if DAY.fullmatch(request.GET.get("on", "")) else "",
    }
    return render(request, "site/calendar/page.html", context)


def _page(request: HttpRequest, election: Election, mission: Mission | None = None) -> CalendarPage:
    marks = mission.duties_done.select_related("event") if mission else ()
    return calendar_page(
        election,
        marks={one.event.code: one for one in marks},
        now=_now(request, election),
        kind=request.GET.get("kind", ""),
        area_code=request.GET.get("area", ""),
    )


def _now(request: HttpRequest, election: Election) -> datetime:
    """Now, or noon of the day that the address asks for (``?on=2023-03-13``)."""
    asked = request.GET.get("on", "")
    if DAY.fullmatch(asked):
        try:
            day = datetime.fromisoformat(asked).date()
        except ValueError:
            return timezone.now()
        return datetime.combine(day, time(12), ZoneInfo(election.time_zone))
    return timezone.now()
