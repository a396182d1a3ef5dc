"""What the mission has published, and publishing more."""

from __future__ import annotations

from collections.abc import Sequence
from typing import cast

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext
from django.views.decorators.http import require_POST, require_safe

from baqylau.accounts.access import reach
from baqylau.accounts.models import User
from baqylau.accounts.permissions import Permission
from baqylau.core.problem import Phrase, Problem, Refused
from baqylau.mission.models import Mission
from baqylau.results.actions.publish import publish
from baqylau.results.models import Publication
from baqylau.results.publishing_page import publishing_page


@require_safe
def publications(request: HttpRequest, slug: str) -> HttpResponse:
    """What was published, and a form for each contest that can be."""
    mission = reach(request, Permission.PUBLISH_RESULTS, Mission, slug=slug)
    return _page(request, mission, ())


@require_POST
def publish_results(request: HttpRequest, slug: str) -> HttpResponse:
    """Make what was counted public."""
    mission = reach(request, Permission.PUBLISH_RESULTS, Mission, slug=slug)
    code = request.POST.get("contest", "").replace("\0", "")[:60]
    contest = mission.election.contests.select_related("election", "area").filter(code=code).first()
    if contest is None:
        says = Phrase("The election has no contest '{code}'.", code=code)
        problem = Problem("R.607", says, Phrase("Choose one of this page."))
        return _page(request, mission, [problem], status=400)
    source = request.POST.get("source", "").replace("\0", "")[:20]
    after = request.POST.get("after", "")
    try:
        made = publish(
            mission=mission,
            contest=contest,
            source_kind=source,
            after=int(after) if after.isdecimal() and len(after) < 10 else 0,
            reason=request.POST.get("reason", "").replace("\0", ""),
            with_photographs=request.POST.get("photographs") == "yes",
            by=cast(User, request.user),
            now=timezone.now(),
            address=request.build_absolute_uri(
                reverse("results:public", args=[slug, contest.code, source or "-"])
            ),
        )
    except Refused as refused:
        return _page(request, mission, refused.problems, status=400)
    messages.success(request, gettext("Version %(number)s was published.") % {"number": made.number})
    return redirect("results:publications", slug)


def _page(
    request: HttpRequest, mission: Mission, problems: Sequence[Problem], status: int = 200
) -> HttpResponse:
    context = {
        "mission": mission,
        "page": publishing_page(mission, timezone.now()),
        "problems": problems,
        "published": Publication.objects.filter(mission=mission)
        .select_related("contest", "published_by")
        .defer("content"),
    }
    return render(request, "results/publications.html", context, status=status)
