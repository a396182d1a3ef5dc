"""The register of obstructions of observers."""

from __future__ import annotations

from typing import cast

from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from baqylau.accounts.access import reach
from baqylau.accounts.models import User
from baqylau.accounts.permissions import Permission
from baqylau.core.problem import Problem, Refused
from baqylau.mission.models import Mission
from baqylau.mission.tables import csv_file
from baqylau.observation.actions.obstructions import add_obstruction
from baqylau.observation.checking_pages import at_the_place
from baqylau.observation.obstruction_pages import ObstructionForm, obstructions_table, register, shown
from baqylau.observation.queries import records_seen_by


@require_safe
def obstructions(request: HttpRequest, slug: str) -> HttpResponse:
    """The register with its totals."""
    mission = reach(request, Permission.SEE_RECORDS, Mission, slug=slug)
    may_add = cast(User, request.user).has_perm(Permission.CHECK_RECORDS, mission)
    context = {"mission": mission, "may_add": may_add, **register(mission)}
    return render(request, "observation/obstructions.html", context)


@require_safe
def download(request: HttpRequest, slug: str) -> StreamingHttpResponse:
    """The register as CSV."""
    mission = reach(request, Permission.SEE_RECORDS, Mission, slug=slug)
    return csv_file(obstructions_table(mission), f"{slug}-obstructions.csv")


@require_safe
def one(request: HttpRequest, slug: str, number: int) -> HttpResponse:
    """One obstruction."""
    mission = reach(request, Permission.SEE_RECORDS, Mission, slug=slug)
    found = get_object_or_404(shown(mission), number=number)
    happened = at_the_place(found.happened_at, mission.election)
    context = {"mission": mission, "one": found, "happened": happened}
    return render(request, "observation/obstruction.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def new(request: HttpRequest, slug: str) -> HttpResponse:
    """Enter an obstruction, by itself or from the record that tells of it (``?record=12``)."""
    mission = reach(request, Permission.CHECK_RECORDS, Mission, slug=slug)
    number = request.GET.get("record", "")
    records = records_seen_by(cast(User, request.user), mission)
    record = records.filter(number=int(number)).first() if number.isascii() and number[:9].isdigit() else None
    form = ObstructionForm(
        request.POST if request.method == "POST" else None,
        mission=mission,
        initial=ObstructionForm.from_record(record),
    )
    problems: tuple[Problem, ...] = ()
    if form.is_valid():
        try:
            by = cast(User, request.user)
            made = add_obstruction(mission=mission, record=record, by=by, now=timezone.now(), **form.given())
            return redirect("observation:obstruction", slug, made.number)
        except Refused as refused:
            problems = refused.problems
    context = {
        "mission": mission,
        "form": form,
        "record": record,
        "problems": problems,
        "title": _("Add an obstruction"),
    }
    return render(request, "observation/new_obstruction.html", context)
