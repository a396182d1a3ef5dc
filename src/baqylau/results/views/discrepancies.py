"""The list of discrepancies to work through, one of them, and what is done about it."""

from __future__ import annotations

from collections.abc import Callable

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse, QueryDict, StreamingHttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST, require_safe

from baqylau.accounts.access import reach
from baqylau.accounts.models import User
from baqylau.accounts.permissions import Permission
from baqylau.core.problem import Phrase, Problem, Refused
from baqylau.mission.models import Mission
from baqylau.mission.tables import csv_file
from baqylau.mission.views.pages import author, tell
from baqylau.results.actions import discrepancy_steps as steps
from baqylau.results.actions.discrepancies import find_discrepancies
from baqylau.results.actions.from_records import take_over
from baqylau.results.discrepancy_list import (
    Asked,
    Words,
    as_rows,
    by_code,
    chief_areas,
    lines_of,
    neighbours,
    people_of,
    with_names,
)
from baqylau.results.discrepancy_page import look_at
from baqylau.results.discrepancy_words import REASONS
from baqylau.results.models import Discrepancy, DiscrepancyState, Outcome, Severity
from baqylau.results.queries import contests_counted

ON_A_PAGE = 100
GOES_ON = ("explain", "close")


@require_safe
def discrepancies(request: HttpRequest, slug: str) -> HttpResponse:
    """The discrepancies that are asked for, worst first, and how many there are of each code."""
    mission = reach(request, Permission.SEE_RESULTS, Mission, slug=slug)
    asked, words = Asked.of(request.GET.dict()), Words(mission)
    listed = asked.among(Discrepancy.objects.filter(mission=mission), author(request))
    page = Paginator(with_names(listed), ON_A_PAGE).get_page(request.GET.get("page"))
    context = {
        "mission": mission,
        "asked": asked,
        "kept": asked.address(),
        "page": page,
        "lines": lines_of(list(page.object_list), words),
        "reasons": REASONS.get(asked.code, ""),
        "codes": by_code(mission, asked, words.titles),
        "contests": mission.election.contests.all(),
        "areas": chief_areas(mission),
        "states": DiscrepancyState.choices,
        "severities": Severity.choices,
        "people": people_of(mission),
        "outcomes": Outcome.choices,
        "may_explain": request.user.has_perm(Permission.EXPLAIN_DISCREPANCIES, mission),
        "may_publish": request.user.has_perm(Permission.PUBLISH_RESULTS, mission),
    }
    return render(request, "results/discrepancies.html", context)


@require_safe
def discrepancies_csv(request: HttpRequest, slug: str) -> StreamingHttpResponse:
    """The discrepancies that are asked for, as a file."""
    mission = reach(request, Permission.SEE_RESULTS, Mission, slug=slug)
    listed = Asked.of(request.GET.dict()).among(Discrepancy.objects.filter(mission=mission), author(request))
    return csv_file(as_rows(listed, Words(mission)), f"{slug}-discrepancies.csv")


@require_POST
def look_for(request: HttpRequest, slug: str) -> HttpResponse:
    """Look for discrepancies again, in the contest of the list or in all."""
    mission = reach(request, Permission.EXPLAIN_DISCREPANCIES, Mission, slug=slug)
    asked, now = Asked.of(_kept(request)), timezone.now()
    take_over(mission=mission, now=now)
    contests = [one for one in mission.election.contests.all() if asked.contest in ("", one.code)]
    held = Discrepancy.objects.filter(mission=mission).order_by().values_list("contest", flat=True).distinct()
    counted = contests_counted(contests, mission) | set(held)
    told = [
        find_discrepancies(mission=mission, contest=one, by=author(request), now=now)
        for one in contests
        if one.pk in counted
    ]
    says = _("Found: %(found)s; new: %(new)s; gone: %(gone)s; back again: %(back)s.")
    sums = {
        "found": sum(one.found for one in told),
        "new": sum(one.new for one in told),
        "gone": sum(one.gone for one in told),
        "back": sum(one.back for one in told),
    }
    messages.success(request, says % sums)
    return redirect(_list_address(mission, asked))


@require_POST
def chosen(request: HttpRequest, slug: str) -> HttpResponse:
    """Give the chosen discrepancies to a member, take them oneself, or close them with one explanation."""
    mission = reach(request, Permission.EXPLAIN_DISCREPANCIES, Mission, slug=slug)
    numbers = [int(one) for one in request.POST.getlist("number") if _is_number(one)]
    try:
        messages.success(request, _done_with(request, mission, numbers))
    except Refused as refused:
        tell(request, refused)
    return redirect(_list_address(mission, Asked.of(_kept(request))))


def _done_with(request: HttpRequest, mission: Mission, numbers: list[int]) -> str:
    """Do what the button asks for, and say of how many it was done."""
    by, now = author(request), timezone.now()
    if request.POST.get("do") == "close":
        closed = steps.explain_and_close_several(
            mission=mission,
            numbers=numbers,
            explanation=request.POST.get("explanation", ""),
            outcome=request.POST.get("outcome", ""),
            by=by,
            now=now,
        )
        return ngettext("%(count)s is closed.", "%(count)s are closed.", len(closed)) % {"count": len(closed)}
    to = by if request.POST.get("do") == "mine" else _member(request, mission)
    given = steps.assign_several(mission=mission, numbers=numbers, to=to, by=by, now=now)
    return ngettext("%(count)s is assigned.", "%(count)s are assigned.", len(given)) % {"count": len(given)}


@require_safe
def discrepancy(request: HttpRequest, slug: str, number: int) -> HttpResponse:
    """One discrepancy with the protocols side by side."""
    mission = reach(request, Permission.SEE_RESULTS, Mission, slug=slug)
    asked = Asked.of(request.GET.dict())
    may_explain = request.user.has_perm(Permission.EXPLAIN_DISCREPANCIES, mission)
    context = {
        "mission": mission,
        "page": look_at(_found(mission, number), mission, asked, author(request)),
        "kept": asked.address(),
        "me": author(request),
        "people": people_of(mission) if may_explain else (),
        "outcomes": Outcome.choices,
        "may_explain": may_explain,
        "may_see_records": request.user.has_perm(Permission.SEE_RECORDS, mission),
        "may_enter": request.user.has_perm(Permission.ENTER_PROTOCOLS, mission),
        "may_resolve": request.user.has_perm(Permission.RESOLVE_PROTOCOLS, mission),
    }
    return render(request, "results/discrepancy.html", context)


@require_POST
def move(request: HttpRequest, slug: str, number: int) -> HttpResponse:
    """Assign, give back, explain, close, reopen or comment; then the next of the list, or the same page."""
    mission = reach(request, Permission.EXPLAIN_DISCREPANCIES, Mission, slug=slug)
    row, do = _found(mission, number), request.POST.get("do", "")
    asked = Asked.of(_kept(request))
    listed = asked.among(Discrepancy.objects.filter(mission=mission), author(request))
    after = neighbours(listed, number)[1] if do in GOES_ON and request.POST.get("selection") else None
    try:
        _action(request, mission, row, do)()
    except Refused as refused:
        tell(request, refused)
        after = None
    address = reverse("results:discrepancy", args=[slug, after or number])
    return redirect(f"{address}?{asked.address()}" if asked.address() else address)


def _action(request: HttpRequest, mission: Mission, row: Discrepancy, do: str) -> Callable[[], object]:
    """What the button asks for, ready to be carried out."""
    by, now = author(request), timezone.now()
    explanation, outcome = request.POST.get("explanation", ""), request.POST.get("outcome", "")
    text = request.POST.get("text", "")
    actions: dict[str, Callable[[], object]] = {
        "mine": lambda: steps.assign(discrepancy=row, to=by, by=by, now=now),
        "assign": lambda: steps.assign(discrepancy=row, to=_member(request, mission), by=by, now=now),
        "release": lambda: steps.release(discrepancy=row, by=by, now=now),
        "explain": lambda: steps.explain(discrepancy=row, explanation=explanation, by=by, now=now),
        "close": lambda: steps.explain_and_close(
            discrepancy=row, explanation=explanation, outcome=outcome, by=by, now=now
        ),
        "reopen": lambda: steps.reopen(discrepancy=row, reason=text, by=by, now=now),
        "comment": lambda: steps.comment(discrepancy=row, text=text, by=by, now=now),
    }
    return actions.get(do, _nothing)


def _nothing() -> None:
    says = Phrase("It is not said what is to be done.")
    raise Refused(Problem("R.367", says, Phrase("Use the buttons of the page.")))


# ------------------------------------------------------------------ what they share


def _found(mission: Mission, number: int) -> Discrepancy:
    return get_object_or_404(with_names(Discrepancy.objects.filter(mission=mission)), pk=number)


def _member(request: HttpRequest, mission: Mission) -> User | None:
    """The member whom a form names."""
    named = request.POST.get("to", "")
    return next((one for one in people_of(mission) if str(one.pk) == named), None)


def _kept(request: HttpRequest) -> dict[str, object]:
    """What the list that somebody comes from was asked for."""
    return dict(QueryDict(request.POST.get("selection", "")).dict())


def _is_number(text: str) -> bool:
    return text.isascii() and text.isdigit() and len(text) < 15


def _list_address(mission: Mission, asked: Asked) -> str:
    address = reverse("results:discrepancies", args=[mission.slug])
    return f"{address}?{asked.address()}" if asked.address() else address
