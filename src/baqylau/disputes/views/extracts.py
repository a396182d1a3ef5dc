"""Official extracts: kept, read, taken in."""

from __future__ import annotations

from django.contrib import messages
from django.db.models import Count
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from baqylau.accounts.access import reach
from baqylau.accounts.permissions import Permission
from baqylau.core.problem import Problem, Refused
from baqylau.disputes.actions.extracts import keep_extract, remove_extract, set_reading, sheet_of, take_in
from baqylau.disputes.extract_page import (
    DATE_FORMATS,
    PASSED_OVER,
    extract_page,
    field_choices,
    reading_from,
    with_guesses,
)
from baqylau.disputes.models import Extract
from baqylau.disputes.page_forms import ExtractForm
from baqylau.disputes.queries import cases_seen_by, extracts_of
from baqylau.disputes.sources.extract import Reading
from baqylau.disputes.views.shared import rights
from baqylau.mission.models import Mission
from baqylau.mission.views.pages import attempt, author, tell
from baqylau.storage.responses import file_response


@require_safe
def extracts(request: HttpRequest, slug: str) -> HttpResponse:
    """The extracts that arrived, the latest first."""
    mission = reach(request, Permission.IMPORT_CASES, Mission, slug=slug)
    counted = cases_seen_by(author(request), mission).order_by().values_list("extract")
    counts = dict(counted.annotate(count=Count("pk")))
    rows = [(one, counts.get(one.pk, 0)) for one in extracts_of(mission)]
    return render(request, "disputes/extracts.html", {**rights(request, mission), "rows": rows})


@require_http_methods(["GET", "HEAD", "POST"])
def new(request: HttpRequest, slug: str) -> HttpResponse:
    """Keep a file, to be read."""
    mission = reach(request, Permission.IMPORT_CASES, Mission, slug=slug)
    sent = (request.POST, request.FILES) if request.method == "POST" else (None, None)
    form = ExtractForm(*sent, mission=mission)
    problems: tuple[Problem, ...] = ()
    if form.is_valid():
        data = form.cleaned_data
        try:
            made = keep_extract(
                mission=mission,
                file=data["file"],
                name=data["file"].name or "",
                source=data["source"],
                mapping=data["mapping"],
                by=author(request),
                now=timezone.now(),
            )
            _guess(made, request)
            return redirect("disputes:extract", slug, made.number)
        except Refused as refused:
            problems = refused.problems
    context = {**rights(request, mission), "form": form, "problems": problems}
    status = 400 if form.errors or problems else 200
    return render(request, "disputes/new_extract.html", context, status=status)


def _guess(made: Extract, request: HttpRequest) -> None:
    """Read what goes without saying; a file that cannot be read is told of on its page."""
    try:
        reading = with_guesses(Reading.from_data(made.reading), sheet_of(made), made)
    except Refused:
        return
    set_reading(extract=made, reading=reading, by=author(request))


def _extract(mission: Mission, number: int) -> Extract:
    return get_object_or_404(extracts_of(mission), number=number)


@require_http_methods(["GET", "HEAD", "POST"])
def one(request: HttpRequest, slug: str, number: int) -> HttpResponse:
    """How an extract is read, and what is still wrong with it."""
    mission = reach(request, Permission.IMPORT_CASES, Mission, slug=slug)
    found = _extract(mission, number)
    if request.method == "POST":
        posted = {name: str(request.POST[name]).replace("\0", "") for name in request.POST}
        try:
            set_reading(extract=found, reading=reading_from(posted, found), by=author(request))
        except Refused as refused:
            tell(request, refused)
        return redirect("disputes:extract", slug, number)
    context = {
        **rights(request, mission),
        "page": extract_page(found) if found.taken_in_at is None else None,
        "extract": found,
        "cases": cases_seen_by(author(request), mission).filter(extract=found).count(),
        "fields": field_choices(),
        "date_formats": DATE_FORMATS,
        "passed_over": PASSED_OVER,
    }
    return render(request, "disputes/extract.html", context)


@require_POST
def take(request: HttpRequest, slug: str, number: int) -> HttpResponse:
    """Make a case of every row, or of none."""
    mission = reach(request, Permission.IMPORT_CASES, Mission, slug=slug)
    found = _extract(mission, number)
    try:
        made = len(take_in(extract=found, by=author(request), now=timezone.now()))
    except Refused as refused:
        tell(request, refused)
        return redirect("disputes:extract", slug, number)
    says = ngettext("%(count)s case was taken in.", "%(count)s cases were taken in.", made)
    messages.success(request, says % {"count": made})
    return redirect("disputes:extract", slug, number)


@require_POST
def remove(request: HttpRequest, slug: str, number: int) -> HttpResponse:
    """Take away an extract that was not taken in."""
    mission = reach(request, Permission.IMPORT_CASES, Mission, slug=slug)
    found = _extract(mission, number)
    attempt(request, lambda: remove_extract(extract=found, by=author(request)))
    return redirect("disputes:extracts", slug)


@require_safe
def original(request: HttpRequest, slug: str, number: int) -> HttpResponseBase:
    """The bytes as they arrived."""
    mission = reach(request, Permission.IMPORT_CASES, Mission, slug=slug)
    found = _extract(mission, number)
    try:
        return file_response(found.file, name=found.name)
    except (OSError, ValueError):
        context = {"name": found.name, "sha256": found.file.sha256}
        return render(request, "observation/damaged.html", context, status=503)
