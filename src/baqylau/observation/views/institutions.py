"""The list of institutions: whom one can meet, and which may stand in the annex of a report."""

from __future__ import annotations

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from baqylau.accounts.access import reach
from baqylau.accounts.permissions import Permission
from baqylau.core.problem import Refused
from baqylau.mission.models import Mission
from baqylau.mission.tables import csv_file, workbook
from baqylau.mission.views.pages import author, kept, sent
from baqylau.observation.actions.meetings import add_institution, change_institution
from baqylau.observation.meeting_figures import institutions_for_annex
from baqylau.observation.meeting_forms import InstitutionForm, initial_of_institution
from baqylau.observation.meeting_pages import for_rows, history_of, meeting_rows
from baqylau.observation.meeting_queries import Reader
from baqylau.observation.meeting_selection import InstitutionSelection
from baqylau.observation.meeting_tables import institutions_table, with_meetings
from baqylau.observation.models import Institution, InstitutionKind
from baqylau.observation.views.meetings import ON_A_PAGE, WAYS


@require_safe
def institutions(request: HttpRequest, slug: str) -> HttpResponse:
    """The institutions, selected and searched by the address."""
    mission = reach(request, Permission.SEE_MEETINGS, Mission, slug=slug)
    reader = Reader(author(request), mission)
    selection = InstitutionSelection.of(request.GET.dict())
    every = reader.institutions()
    found = with_meetings(selection.among(every), reader).select_related("area").defer("area__boundary")
    areas = mission.election.areas.filter(pk__in=every.order_by().values("area")).defer("boundary")
    context = {
        "mission": mission,
        "reader": reader,
        "page": Paginator(found, ON_A_PAGE).get_page(request.GET.get("page")),
        "all": every.count(),
        "kinds": InstitutionKind.choices,
        "areas": [(one.code, one.name) for one in areas.order_by(Institution.order_column())],
        "annexes": [("yes", _("May stand there")), ("no", _("May not"))],
        "selection": selection,
        "kept": kept(request),
    }
    return render(request, "observation/meetings_institutions.html", context)


@require_safe
def download(request: HttpRequest, slug: str, kind: str) -> HttpResponseBase:
    """The institutions that the address selects, as a table."""
    mission = reach(request, Permission.SEE_MEETINGS, Mission, slug=slug)
    reader = Reader(author(request), mission)
    found = InstitutionSelection.of(request.GET.dict()).among(reader.institutions())
    rows = institutions_table(found, reader)
    name = f"{slug}-institutions"
    return workbook(rows, f"{name}.xlsx") if kind == "xlsx" else csv_file(rows, f"{name}.csv")


@require_safe
def annex(request: HttpRequest, slug: str) -> HttpResponse:
    """The list of institutions met as a report prints it."""
    mission = reach(request, Permission.SEE_INTERLOCUTORS, Mission, slug=slug)
    met = institutions_for_annex(mission, get_language() or "en")
    context = {"mission": mission, "groups": met, "reader": Reader(author(request), mission)}
    return render(request, "observation/meetings_annex.html", context)


@require_safe
def institution(request: HttpRequest, slug: str, number: int) -> HttpResponse:
    """One institution, the meetings with it that one may know of, and its history."""
    mission = reach(request, Permission.SEE_MEETINGS, Mission, slug=slug)
    reader = Reader(author(request), mission)
    found = get_object_or_404(reader.institutions().select_related("area"), number=number)
    with_it = for_rows(reader.meetings().filter(institutions=found).order_by("-day", "-pk"))
    context = {
        "mission": mission,
        "reader": reader,
        "institution": found,
        "rows": meeting_rows(list(with_it[:ON_A_PAGE]), reader),
        "met": with_it.count(),
        "history": history_of(found, reader),
    }
    return render(request, "observation/meetings_institution.html", context)


@require_http_methods(WAYS)
def new(request: HttpRequest, slug: str) -> HttpResponse:
    """Enter an institution."""
    mission = reach(request, Permission.KEEP_MEETINGS, Mission, slug=slug)
    form = InstitutionForm(sent(request), mission=mission)
    if form.is_valid():
        try:
            made = add_institution(
                mission=mission, given=form.data_given(), by=author(request), now=timezone.now()
            )
            return redirect("observation:institution", slug, made.number)
        except Refused as refused:
            form.take(refused.problems)
    return _page(request, form, mission, title=_("Enter an institution"))


@require_http_methods(WAYS)
def edit(request: HttpRequest, slug: str, number: int) -> HttpResponse:
    """Change what is said of an institution."""
    mission = reach(request, Permission.KEEP_MEETINGS, Mission, slug=slug)
    reader = Reader(author(request), mission)
    found = get_object_or_404(reader.institutions(), number=number)
    form = InstitutionForm(sent(request), mission=mission, initial=initial_of_institution(found))
    if form.is_valid():
        try:
            change_institution(
                institution=found,
                given=form.data_given(),
                version=form.cleaned_data["version"],
                by=author(request),
                now=timezone.now(),
            )
            return redirect("observation:institution", slug, found.number)
        except Refused as refused:
            form.take(refused.problems)
    title = _("Change institution %(number)s") % {"number": found.number}
    return _page(request, form, mission, title=title, institution=found)


def _page(request: HttpRequest, form: InstitutionForm, mission: Mission, **more: object) -> HttpResponse:
    context = {"mission": mission, "form": form, **more}
    return render(
        request, "observation/meetings_institution_form.html", context, status=400 if form.errors else 200
    )
