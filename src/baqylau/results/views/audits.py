"""Audits of a mission: planning one, its tickets, and how far it is."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from baqylau.accounts.access import reach
from baqylau.accounts.permissions import Permission
from baqylau.core.problem import Problem, Refused
from baqylau.mission.models import Mission
from baqylau.mission.tables import csv_file
from baqylau.mission.views.pages import author
from baqylau.results.actions.audits import draw_audit, draw_more, record_absence
from baqylau.results.audit_page import look_at, plan_of
from baqylau.results.auditing import Prepared, prepare
from baqylau.results.models import Audit
from baqylau.results.sample_forms import AuditDrawForm, AuditForm, contest_of


@require_http_methods(["GET", "HEAD", "POST"])
def new_audit(request: HttpRequest, slug: str) -> HttpResponse:
    """Choose what to confirm and look at the plan; then the dice draw, once."""
    mission = reach(request, Permission.MANAGE_SAMPLES, Mission, slug=slug)
    if request.method == "POST":
        return _draw(request, mission)
    asked = "outcome" in request.GET
    form = AuditForm(mission, request.GET if asked else None)
    if not asked or not form.is_valid():
        return _plan_page(request, mission, form, None, ())
    try:
        prepared = prepare(mission, contest_of(mission, form.cleaned_data["contest"]), form.terms)
    except Refused as refused:
        return _plan_page(request, mission, form, None, refused.problems)
    return _plan_page(request, mission, form, prepared, ())


def _draw(request: HttpRequest, mission: Mission) -> HttpResponse:
    form = AuditDrawForm(mission, request.POST)
    looked_at = AuditForm(mission, request.POST)
    if not form.is_valid():
        return _plan_page(request, mission, looked_at, None, ())
    try:
        audit = draw_audit(
            mission=mission,
            contest=contest_of(mission, form.cleaned_data["contest"]),
            terms=form.terms,
            seed=form.cleaned_data["seed"],
            table_seen=form.cleaned_data["table_sha256"],
            by=author(request),
            now=timezone.now(),
        )
    except Refused as refused:
        looked_at.is_valid()
        return _plan_page(request, mission, looked_at, _prepared(mission, looked_at), refused.problems)
    messages.success(request, _("The audit was drawn."))
    return redirect("results:audit", mission.slug, audit.number)


def _prepared(mission: Mission, form: AuditForm) -> Prepared | None:
    try:
        return prepare(mission, contest_of(mission, form.cleaned_data["contest"]), form.terms)
    except Refused:
        return None


def _plan_page(
    request: HttpRequest,
    mission: Mission,
    form: AuditForm,
    prepared: Prepared | None,
    problems: Sequence[Problem],
) -> HttpResponse:
    context = {
        "mission": mission,
        "form": form,
        "prepared": prepared,
        "plan": plan_of(prepared, contest_of(mission, form.cleaned_data["contest"])) if prepared else None,
        "problems": problems,
        "sent": request.POST,
    }
    status = 400 if problems or form.errors else 200
    return render(request, "results/audit_new.html", context, status=status)


@require_safe
def audit(request: HttpRequest, slug: str, number: int) -> HttpResponse:
    """One audit: its tickets, the copies compared, and the running risk."""
    mission = reach(request, Permission.SEE_RESULTS, Mission, slug=slug)
    return _audit_page(request, mission, number, ())


def _audit_page(
    request: HttpRequest, mission: Mission, number: int, problems: Sequence[Problem]
) -> HttpResponse:
    one = get_object_or_404(
        Audit.objects.select_related("contest", "mission"), mission=mission, number=number
    )
    page = look_at(one)
    context = {
        "mission": mission,
        "audit": one,
        "page": page,
        "may_manage": request.user.has_perm(Permission.MANAGE_SAMPLES, mission),
        "problems": [*problems, *page.problems],
    }
    return render(request, "results/audit.html", context, status=400 if problems else 200)


@require_safe
def audit_csv(request: HttpRequest, slug: str, number: int) -> StreamingHttpResponse:
    """The tickets, so that anybody can draw them again."""
    mission = reach(request, Permission.SEE_RESULTS, Mission, slug=slug)
    one = get_object_or_404(Audit, mission=mission, number=number)
    return csv_file(_tickets(one), f"{slug}-audit-{number}.csv")


def _tickets(audit: Audit) -> Iterator[Sequence[object]]:
    yield ("ticket", "sha256", "station")
    for one in audit.tickets.select_related("station"):
        yield (one.number, one.sha256, one.station.code)


@require_POST
def more(request: HttpRequest, slug: str, number: int) -> HttpResponse:
    """Draw further tickets."""
    mission = reach(request, Permission.MANAGE_SAMPLES, Mission, slug=slug)
    one = get_object_or_404(
        Audit.objects.select_related("contest", "mission"), mission=mission, number=number
    )
    text = request.POST.get("number", "")
    wanted = int(text) if text.isascii() and text.isdigit() and len(text) < 7 else 0
    try:
        draw_more(audit=one, number=wanted, by=author(request))
    except Refused as refused:
        return _audit_page(request, mission, number, refused.problems)
    messages.success(request, _("More tickets were drawn."))
    return redirect("results:audit", slug, number)


@require_POST
def absent(request: HttpRequest, slug: str, number: int) -> HttpResponse:
    """Record that the copy of a drawn station cannot be had."""
    mission = reach(request, Permission.MANAGE_SAMPLES, Mission, slug=slug)
    one = get_object_or_404(Audit, mission=mission, number=number)
    station, reason = (request.POST.get(name, "").replace("\0", "") for name in ("station", "reason"))
    try:
        record_absence(
            audit=one, station=station.strip(), reason=reason, by=author(request), now=timezone.now()
        )
    except Refused as refused:
        return _audit_page(request, mission, number, refused.problems)
    messages.success(request, _("It is recorded that the copy cannot be had."))
    return redirect("results:audit", slug, number)
