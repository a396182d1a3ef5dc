"""Questions to observers: the list of a mission, answering, closing, and the page for a phone."""

from __future__ import annotations

from typing import cast

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from baqylau.accounts.access import reach
from baqylau.accounts.models import User
from baqylau.accounts.permissions import Permission
from baqylau.core.problem import Problem, Refused
from baqylau.mission.models import Mission
from baqylau.mission.views.pages import tell
from baqylau.observation.access import by_key
from baqylau.observation.actions.queries import answer as answer_query
from baqylau.observation.actions.queries import close as close_query
from baqylau.observation.models import Query
from baqylau.observation.queries import own_to
from baqylau.observation.query_pages import queries_of_phone, queries_page, queries_seen_by


@require_safe
def queries(request: HttpRequest, slug: str) -> HttpResponse:
    """The open questions: all for whoever checks, else those about one's own records."""
    mission = reach(request, Permission.SEE_OWN_RECORDS, Mission, slug=slug)
    user = cast(User, request.user)
    context = {
        "mission": mission,
        "may_check": user.has_perm(Permission.CHECK_RECORDS, mission),
        **queries_page(queries_seen_by(user, mission), mission),
    }
    return render(request, "observation/queries.html", context)


@require_POST
def answer(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """Answer a question about an own record; or write down what the observer said on the telephone."""
    mission = reach(request, Permission.SEE_OWN_RECORDS, Mission, slug=slug)
    user = cast(User, request.user)
    answerable = Query.objects.filter(record__mission=mission, record__deleted_at=None)
    if not user.has_perm(Permission.CHECK_RECORDS, mission):
        answerable = answerable.filter(own_to(user, mission, "record__"))
    query = get_object_or_404(answerable.select_related("record"), pk=pk)
    try:
        answer_query(query=query, text=request.POST.get("text", ""), by=user, now=timezone.now())
    except Refused as refused:
        tell(request, refused)
    return redirect("observation:record", slug, query.record.number)


@require_POST
def close(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """Close a question."""
    mission = reach(request, Permission.CHECK_RECORDS, Mission, slug=slug)
    query = get_object_or_404(Query.objects.filter(record__mission=mission).select_related("record"), pk=pk)
    try:
        close_query(query=query, by=cast(User, request.user), now=timezone.now())
    except Refused as refused:
        tell(request, refused)
    return redirect("observation:record", slug, query.record.number)


@require_http_methods(["GET", "HEAD", "POST"])
def on_phone(request: HttpRequest, token: str) -> HttpResponse:
    """The page of an observer's phone: what headquarters ask about their records, and where they answer."""
    phone = by_key(request, token)
    found = queries_of_phone(phone)
    problems: tuple[Problem, ...] = ()
    if request.method == "POST":
        pk = request.POST.get("query", "")
        query = get_object_or_404(found, pk=int(pk) if pk.isascii() and pk.isdigit() and len(pk) < 18 else 0)
        try:
            by, text = phone.membership.user, request.POST.get("text", "")
            answer_query(query=query, text=text, by=by, now=timezone.now())
            return redirect("observation:key_queries", token)
        except Refused as refused:
            problems = refused.problems
    mission = phone.membership.mission
    context = {"mission": mission, "token": token, "problems": problems, **queries_page(found, mission)}
    # The site's own referrer policy stays: with "no-referrer" browsers hide the origin of the answer as well.
    return render(request, "observation/key_queries.html", context, status=400 if problems else 200)
