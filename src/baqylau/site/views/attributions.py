"""The register of what others say that observers said."""

from __future__ import annotations

from typing import cast

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from baqylau.accounts.access import reach
from baqylau.accounts.models import User
from baqylau.accounts.permissions import Permission
from baqylau.core.problem import Refused
from baqylau.election.actions.attributions import change_attribution, enter_attribution
from baqylau.election.models import Attribution
from baqylau.mission.models import Mission
from baqylau.mission.tables import csv_file, workbook
from baqylau.site.pages.attributions import AttributionForm, attributions_table, beside, chosen
from baqylau.site.pages.entry_history import history_of

ON_A_PAGE = 50


@require_safe
def attributions(request: HttpRequest, slug: str) -> HttpResponse:
    """The sentences, each beside ours."""
    mission = reach(request, Permission.SEE_MISSION, Mission, slug=slug)
    page = Paginator(chosen(mission, request.GET), ON_A_PAGE).get_page(request.GET.get("page"))
    context = {
        "mission": mission,
        "page": page,
        "rows": beside(page.object_list),
        "all": mission.attributions.count(),
        "sought": request.GET.get("q", "")[:200],
        "finding": request.GET.get("finding", ""),
        "findings": Attribution.Finding.choices,
        "kept": request.GET.urlencode(),
        "may_keep": cast(User, request.user).has_perm(Permission.KEEP_PUBLISHED_FIGURES, mission),
    }
    return render(request, "site/attributions.html", context)


@require_safe
def attributions_csv(request: HttpRequest, slug: str) -> StreamingHttpResponse:
    """Exactly what is filtered, as CSV."""
    mission = reach(request, Permission.SEE_MISSION, Mission, slug=slug)
    found = beside(chosen(mission, request.GET))
    return csv_file(attributions_table(found), f"{slug}-attributions.csv")


@require_safe
def attributions_xlsx(request: HttpRequest, slug: str) -> HttpResponse:
    """The same as a workbook."""
    mission = reach(request, Permission.SEE_MISSION, Mission, slug=slug)
    found = beside(chosen(mission, request.GET))
    return workbook(attributions_table(found), f"{slug}-attributions.xlsx")


@require_safe
def attribution(request: HttpRequest, slug: str, number: int) -> HttpResponse:
    """One sentence beside ours, and how the entry stood before."""
    mission = reach(request, Permission.SEE_MISSION, Mission, slug=slug)
    one = get_object_or_404(mission.attributions.select_related("entered_by"), number=number)
    labels = {name: field.label for name, field in AttributionForm().fields.items()}
    context = {
        "mission": mission,
        "row": beside([one])[0],
        "history": history_of(one, one.versions.select_related("by"), labels),
        "may_keep": cast(User, request.user).has_perm(Permission.KEEP_PUBLISHED_FIGURES, mission),
    }
    return render(request, "site/attribution.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def new(request: HttpRequest, slug: str) -> HttpResponse:
    """Enter what somebody says that observers said."""
    mission = reach(request, Permission.KEEP_PUBLISHED_FIGURES, Mission, slug=slug)
    form = AttributionForm(request.POST or None)
    if form.is_valid():
        try:
            by = cast(User, request.user)
            made = enter_attribution(mission=mission, given=form.given(), by=by, now=timezone.now())
            return redirect("site:attribution", slug, made.number)
        except Refused as refused:
            form.tell(refused.problems)
    context = {
        "mission": mission,
        "form": form,
        "title": _("Enter a sentence about observers"),
    }
    return render(request, "site/enter_attribution.html", context, status=400 if form.errors else 200)


@require_http_methods(["GET", "HEAD", "POST"])
def change(request: HttpRequest, slug: str, number: int) -> HttpResponse:
    """Change it, or say what comparing it with ours shows."""
    mission = reach(request, Permission.KEEP_PUBLISHED_FIGURES, Mission, slug=slug)
    one = get_object_or_404(mission.attributions, number=number)
    form = AttributionForm(request.POST or None, initial=AttributionForm.initial_of(one))
    if form.is_valid():
        try:
            by, given = cast(User, request.user), form.given()
            change_attribution(attribution=one, given=given, reason="", by=by, now=timezone.now())
            return redirect("site:attribution", slug, number)
        except Refused as refused:
            form.tell(refused.problems)
    title = _("Change sentence %(number)s") % {"number": number}
    context = {"mission": mission, "form": form, "title": title, "one": one}
    return render(request, "site/enter_attribution.html", context, status=400 if form.errors else 200)
