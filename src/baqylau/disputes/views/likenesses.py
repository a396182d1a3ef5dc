"""Cases that may be one: side by side, for a person to judge."""

from __future__ import annotations

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST, require_safe

from baqylau.accounts.access import reach
from baqylau.accounts.permissions import Permission
from baqylau.disputes.actions.likenesses import judge_likeness, look_for_likenesses
from baqylau.disputes.models import Case, Likeness
from baqylau.disputes.procedure import category_name
from baqylau.disputes.queries import likenesses_seen_by
from baqylau.disputes.views.shared import rights
from baqylau.disputes.words import LIKE_PARTS, as_day
from baqylau.mission.models import Mission
from baqylau.mission.views.pages import attempt, author

ON_A_PAGE = 20


@require_safe
def doubles(request: HttpRequest, slug: str) -> HttpResponse:
    """Pairs that wait to be judged, the most alike first; those judged by ``?state=``."""
    mission = reach(request, Permission.SEE_CASES, Mission, slug=slug)
    state = request.GET.get("state", Likeness.State.OPEN)
    found = likenesses_seen_by(author(request), mission).filter(state=state.replace("\0", ""))
    related = found.select_related("one__area", "other__area", "judged_by")
    page = Paginator(related, ON_A_PAGE).get_page(request.GET.get("page"))
    context = {
        **rights(request, mission),
        "page": page,
        "pairs": [_pair(one) for one in page],
        "states": Likeness.State.choices,
        "state": state,
    }
    return render(request, "disputes/doubles.html", context)


def _pair(found: Likeness) -> dict[str, object]:
    """A pair with what is alike in it, and what differs, side by side."""
    sides = [_side(case) for case in (found.one, found.other)]
    return {
        "found": found,
        "parts": [(LIKE_PARTS[name], value) for name, value in found.parts if value is not None],
        "lines": [(name, one, other, one == other) for (name, one), (_n, other) in zip(*sides, strict=True)],
    }


def _side(case: Case) -> list[tuple[object, str]]:
    first = case.proceedings.filter(position=1).first()
    return [
        (_("Official number"), case.official_number),
        (_("Complainant"), case.complainant),
        (_("Received"), as_day(first.received_on.isoformat()) if first and first.received_on else ""),
        (_("Respondent"), case.respondent),
        (_("Category"), category_name(case.category)),
        (_("What it says"), case.says),
        (_("Remedy sought"), case.remedy),
        (_("Outcome"), str(first.get_outcome_display()) if first else ""),
        (_("Source"), case.source),
    ]


@require_POST
def look(request: HttpRequest, slug: str) -> HttpResponse:
    """Compare all cases with each other."""
    mission = reach(request, Permission.KEEP_CASES, Mission, slug=slug)
    new = look_for_likenesses(mission=mission)
    says = ngettext("%(count)s pair is new.", "%(count)s pairs are new.", new)
    messages.success(request, says % {"count": new})
    return redirect("disputes:doubles", slug)


@require_POST
def judge(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """Say that two cases are one, and which of them counts; or that they are two."""
    mission = reach(request, Permission.KEEP_CASES, Mission, slug=slug)
    found = get_object_or_404(likenesses_seen_by(author(request), mission), pk=pk)
    keep = {"one": found.one, "other": found.other}.get(request.POST.get("keep", ""))
    state = Likeness.State.SAME if keep else request.POST.get("state", "")
    attempt(
        request,
        lambda: judge_likeness(
            likeness=found, state=state, keep=keep, by=author(request), now=timezone.now()
        ),
        _("It is judged."),
    )
    return redirect("disputes:doubles", slug)
