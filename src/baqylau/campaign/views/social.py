"""Activity on social networks, and paid content in forbidden times."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.views.decorators.http import require_safe

from baqylau.accounts.access import reach
from baqylau.accounts.permissions import Permission
from baqylau.campaign.models import AccountRole, Platform
from baqylau.campaign.social_activity import ActivitySelection, activity_of, lines
from baqylau.campaign.social_chart import chart_of
from baqylau.campaign.social_tables import activity_table, lines_table
from baqylau.campaign.social_windows import forbidden_times
from baqylau.campaign.views.social_shared import ON_A_PAGE, rights, table_file
from baqylau.mission.models import Mission
from baqylau.mission.views.pages import kept


@require_safe
def activity(request: HttpRequest, slug: str) -> HttpResponse:
    """Posts by network, over time, by role, language, topic, tone and target."""
    mission = reach(request, Permission.SEE_MEDIA, Mission, slug=slug)
    selection = ActivitySelection.of(request.GET.dict())
    found = activity_of(mission, selection)
    times = [
        (first or found.days[0][0], last, one.words)
        for one in forbidden_times(mission)
        for first, last in [one.days]
        if found.days
    ]
    context = {
        **rights(request, mission),
        "activity": found,
        "chart": chart_of([one.words for one in found.networks], found.days, times),
        "selection": selection,
        "kept": kept(request),
        "roles": AccountRole.choices,
        "platforms": Platform.choices,
    }
    return render(request, "campaign/social.html", context)


@require_safe
def activity_file(request: HttpRequest, slug: str, kind: str) -> HttpResponseBase:
    """Posts by day and network, as the page shows them; with ``?by=`` the sums by one thing."""
    mission = reach(request, Permission.SEE_MEDIA, Mission, slug=slug)
    selection = ActivitySelection.of(request.GET.dict())
    by = request.GET.get("by", "")
    if by in ("role", "language", "topic", "tone", "target"):
        rows = lines_table(by, lines(selection.among(mission, by), "value", {}))
        return table_file(rows, f"{slug}-social-{by}", kind)
    found = activity_of(mission, selection)
    return table_file(activity_table(found.networks, found.days), f"{slug}-social-activity", kind)


@require_safe
def windows(request: HttpRequest, slug: str) -> HttpResponse:
    """Sponsored posts and advertisements in times when campaigning is forbidden."""
    mission = reach(request, Permission.SEE_MEDIA, Mission, slug=slug)
    found = []
    for one in forbidden_times(mission):
        posts, advertisements = one.posts(mission), one.advertisements(mission)
        found.append(
            {
                "time": one,
                "posts": [
                    (post, one.is_sure(post.published_at))
                    for post in posts.select_related("account")[:ON_A_PAGE]
                ],
                "posts_count": posts.count(),
                "advertisements": advertisements[:ON_A_PAGE],
                "advertisements_count": advertisements.count(),
            }
        )
    return render(request, "campaign/social_windows.html", {**rights(request, mission), "times": found})
