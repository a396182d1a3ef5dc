"""Cases entered and changed, with their proceedings, ties and documents."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from baqylau.accounts.access import reach
from baqylau.accounts.permissions import Permission
from baqylau.core.problem import Phrase, Problem, Refused
from baqylau.disputes.actions.cases import (
    add_case,
    add_document,
    add_proceeding,
    change_case,
    change_proceeding,
    tie,
    untie,
)
from baqylau.disputes.actions.given import CaseData, ProceedingData
from baqylau.disputes.models import CaseDocument, Outcome, SourceKind
from baqylau.disputes.page_forms import (
    CASE_GROUPS,
    PRECEDENT_GROUP,
    PROCEEDING_GROUPS,
    CaseForm,
    DocumentForm,
    ProceedingForm,
    TieForm,
    groups_of,
    initial_of,
)
from baqylau.disputes.procedure import body_name, procedure_of
from baqylau.disputes.queries import cases_seen_by, labelled, links_seen_by
from baqylau.disputes.views.shared import case_of, rights
from baqylau.mission.models import Mission
from baqylau.mission.views.pages import attempt, author
from baqylau.storage.responses import file_response

WAYS = ["GET", "HEAD", "POST"]


@require_http_methods(WAYS)
def new(request: HttpRequest, slug: str) -> HttpResponse:
    """Enter something that arrived."""
    mission = reach(request, Permission.KEEP_CASES, Mission, slug=slug)
    sent = request.POST if request.method == "POST" else None
    form = CaseForm(sent, mission=mission, initial={"source_kind": SourceKind.HEARD})
    first = ProceedingForm(
        sent, procedure=procedure_of(mission.election), initial={"outcome": Outcome.PENDING}
    )
    if sent is not None and all([form.is_valid(), first.is_valid()]):
        try:
            made = add_case(
                mission=mission,
                case=form.data_given(),
                first=first.data_given(),
                by=author(request),
                now=timezone.now(),
            )
            return redirect("disputes:case", slug, made.label)
        except Refused as refused:
            form.take(problem for problem in refused.problems if problem.where not in first.fields)
            first.take(problem for problem in refused.problems if problem.where in first.fields)
    context = {
        **rights(request, mission),
        "title": _("Enter what arrived"),
        "forms": [form, first],
        "groups": groups_of((form, CASE_GROUPS[:1]), (first, PROCEEDING_GROUPS[:1]), (form, CASE_GROUPS[1:])),
        "later": groups_of((first, PROCEEDING_GROUPS[1:])),
        "button": _("Enter it"),
    }
    return render(request, "disputes/enter.html", context, status=_status(form, first))


def _status(*forms: object) -> int:
    return 400 if any(getattr(form, "errors", None) for form in forms) else 200


@require_http_methods(WAYS)
def edit(request: HttpRequest, slug: str, label: str) -> HttpResponse:
    """Change what is said of a case."""
    mission = reach(request, Permission.KEEP_CASES, Mission, slug=slug)
    case = case_of(request, mission, label)
    initial = {**initial_of(case, CaseData.__dataclass_fields__), "version": case.version}
    form = CaseForm(request.POST if request.method == "POST" else None, mission=mission, initial=initial)
    if form.is_valid():
        try:
            version = form.cleaned_data["version"]
            changed = change_case(
                case=case, given=form.data_given(), version=version, by=author(request), now=timezone.now()
            )
            return redirect("disputes:case", slug, changed.label)
        except Refused as refused:
            form.take(refused.problems)
    context = {
        **rights(request, mission),
        "title": _("Change case %(number)s") % {"number": case.label},
        "case": case,
        "forms": [form],
        "groups": groups_of((form, CASE_GROUPS), (form, [PRECEDENT_GROUP])),
        "button": _("Save"),
    }
    return render(request, "disputes/enter.html", context, status=_status(form))


@require_http_methods(WAYS)
def new_proceeding(request: HttpRequest, slug: str, label: str) -> HttpResponse:
    """A case goes on to the next body."""
    mission = reach(request, Permission.KEEP_CASES, Mission, slug=slug)
    case, procedure = case_of(request, mission, label), procedure_of(mission.election)
    last = case.proceedings.order_by("-position").first()
    initial = {
        "contested_on": last.decided_on if last else None,
        "outcome": Outcome.PENDING,
        "version": case.version,
    }
    form = ProceedingForm(
        request.POST if request.method == "POST" else None,
        procedure=procedure,
        before=last.body if last else "",
        initial=initial,
    )
    if form.is_valid():
        try:
            version = form.cleaned_data["version"]
            add_proceeding(
                case=case, given=form.data_given(), version=version, by=author(request), now=timezone.now()
            )
            return redirect("disputes:case", slug, case.label)
        except Refused as refused:
            form.take(refused.problems)
    context = {
        **rights(request, mission),
        "title": _("Case %(number)s before another body") % {"number": case.label},
        "case": case,
        "forms": [form],
        "groups": groups_of((form, PROCEEDING_GROUPS)),
        "button": _("Enter it"),
    }
    return render(request, "disputes/enter.html", context, status=_status(form))


@require_http_methods(WAYS)
def edit_proceeding(request: HttpRequest, slug: str, label: str, position: int) -> HttpResponse:
    """Enter a decision, or change anything else of a proceeding."""
    mission = reach(request, Permission.KEEP_CASES, Mission, slug=slug)
    case, procedure = case_of(request, mission, label), procedure_of(mission.election)
    found = get_object_or_404(case.proceedings, position=position)
    initial = {**initial_of(found, ProceedingData.__dataclass_fields__), "version": case.version}
    sent = request.POST if request.method == "POST" else None
    form = ProceedingForm(sent, procedure=procedure, before=found.before, initial=initial)
    if form.is_valid():
        try:
            version = form.cleaned_data["version"]
            change_proceeding(
                proceeding=found,
                given=form.data_given(),
                version=version,
                by=author(request),
                now=timezone.now(),
            )
            return redirect("disputes:case", slug, case.label)
        except Refused as refused:
            form.take(refused.problems)
    title = _("Case %(number)s before: %(body)s")
    context = {
        **rights(request, mission),
        "title": title % {"number": case.label, "body": body_name(procedure, found.body) or "–"},
        "case": case,
        "forms": [form],
        "groups": groups_of((form, PROCEEDING_GROUPS)),
        "button": _("Save"),
    }
    return render(request, "disputes/enter.html", context, status=_status(form))


@require_POST
def add_tie(request: HttpRequest, slug: str, label: str) -> HttpResponse:
    """Tie a case to another."""
    mission = reach(request, Permission.KEEP_CASES, Mission, slug=slug)
    case, form = case_of(request, mission, label), TieForm(request.POST)
    other = labelled(cases_seen_by(author(request), mission), request.POST.get("to", ""))
    if not form.is_valid() or other is None:
        attempt(request, _no_such_case)
    else:
        kind = form.cleaned_data["kind"]
        attempt(request, lambda: tie(case=case, kind=kind, to=other, by=author(request), now=timezone.now()))
    return redirect("disputes:case", slug, case.label)


def _no_such_case() -> None:
    says = Phrase("There is no case with this number.")
    raise Refused(Problem("H.114", says, Phrase("Give the number of another case of this mission.")))


@require_POST
def remove_tie(request: HttpRequest, slug: str, label: str, pk: int) -> HttpResponse:
    """Take a tie away."""
    mission = reach(request, Permission.KEEP_CASES, Mission, slug=slug)
    case = case_of(request, mission, label)
    link = get_object_or_404(links_seen_by(author(request), case), pk=pk)
    attempt(request, lambda: untie(link=link, by=author(request), now=timezone.now()))
    return redirect("disputes:case", slug, case.label)


@require_POST
def new_document(request: HttpRequest, slug: str, label: str) -> HttpResponse:
    """Put a document beside a case."""
    mission = reach(request, Permission.KEEP_CASES, Mission, slug=slug)
    case, form = case_of(request, mission, label), DocumentForm(request.POST, request.FILES)
    if not form.is_valid():
        attempt(request, _no_file)
        return redirect("disputes:case", slug, case.label)
    file = form.cleaned_data["file"]
    attempt(
        request,
        lambda: add_document(case=case, file=file, name=file.name, by=author(request), now=timezone.now()),
        _("The document was added."),
    )
    return redirect("disputes:case", slug, case.label)


def _no_file() -> None:
    says = Phrase("No file was given, or an empty one.")
    raise Refused(Problem("H.113", says, Phrase("Give the file that was meant.")))


@require_safe
def document(request: HttpRequest, slug: str, label: str, pk: int) -> HttpResponseBase:
    """The bytes of a document of a case that one may see."""
    mission = reach(request, Permission.SEE_CASES, Mission, slug=slug)
    case = case_of(request, mission, label)
    found: CaseDocument = get_object_or_404(case.documents.select_related("file"), pk=pk)
    try:
        return file_response(found.file, name=found.name)
    except (OSError, ValueError):
        context = {"name": found.name, "sha256": found.file.sha256}
        return render(request, "observation/damaged.html", context, status=503)
