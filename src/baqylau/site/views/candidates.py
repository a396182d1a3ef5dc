"""The register of candidates of a mission."""

from __future__ import annotations

from typing import cast

from django.contrib import messages
from django.core.files.uploadedfile import UploadedFile
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from baqylau.accounts.access import reach
from baqylau.accounts.models import User
from baqylau.accounts.permissions import Permission
from baqylau.core.problem import Phrase, Problem, Refused
from baqylau.disputes.contested import contests_of
from baqylau.election.actions.candidates import (
    change_candidate,
    decide_candidate,
    enter_candidate,
    take_in_candidates,
)
from baqylau.election.models import Candidate
from baqylau.election.sources.candidates import COLUMNS, read_candidates
from baqylau.election.standing import check_candidates
from baqylau.mission.models import Mission
from baqylau.mission.tables import csv_file, workbook
from baqylau.site.pages.candidate_forms import (
    CandidateForm,
    CandidatesFileForm,
    ChangeCandidateForm,
    DecisionForm,
)
from baqylau.site.pages.candidates import (
    CandidatesPage,
    Selection,
    age_words,
    candidates_of,
    candidates_table,
    filters_of,
    law_in_words,
    numbers_page,
)
from baqylau.site.pages.entry_history import history_of

ON_A_PAGE = 100
LARGEST_TABLE = 5 * 2**20


def _may_keep(request: HttpRequest, mission: Mission) -> bool:
    return cast(User, request.user).has_perm(Permission.KEEP_CANDIDATES, mission)


@require_safe
def candidates(request: HttpRequest, slug: str) -> HttpResponse:
    """The register with its filters."""
    mission = reach(request, Permission.SEE_MISSION, Mission, slug=slug)
    register, selection = CandidatesPage.of(mission), Selection.read(request.GET)
    rows = register.rows(selection)
    context = {
        "mission": mission,
        "page": Paginator(rows, ON_A_PAGE).get_page(request.GET.get("page")),
        "all": len(register.candidates),
        "selection": selection,
        "kept": request.GET.urlencode(),
        "may_keep": _may_keep(request, mission),
        **filters_of(register),
    }
    return render(request, "site/candidates.html", context)


@require_safe
def candidates_csv(request: HttpRequest, slug: str) -> StreamingHttpResponse:
    """Exactly what is filtered, as CSV."""
    mission = reach(request, Permission.SEE_MISSION, Mission, slug=slug)
    rows = CandidatesPage.of(mission).rows(Selection.read(request.GET))
    return csv_file(candidates_table(rows), f"{slug}-candidates.csv")


@require_safe
def candidates_xlsx(request: HttpRequest, slug: str) -> HttpResponse:
    """The same as a workbook."""
    mission = reach(request, Permission.SEE_MISSION, Mission, slug=slug)
    rows = CandidatesPage.of(mission).rows(Selection.read(request.GET))
    return workbook(candidates_table(rows), f"{slug}-candidates.xlsx")


@require_safe
def numbers(request: HttpRequest, slug: str) -> HttpResponse:
    """The register in numbers, the lists against the law, what was published."""
    mission = reach(request, Permission.SEE_MISSION, Mission, slug=slug)
    page = numbers_page(CandidatesPage.of(mission))
    return render(request, "site/candidate_numbers.html", {"mission": mission, "page": page})


@require_safe
def candidate(request: HttpRequest, slug: str, number: int) -> HttpResponse:
    """One candidate: what is known, what was decided, the law."""
    mission = reach(request, Permission.SEE_MISSION, Mission, slug=slug)
    return _one(request, mission, get_object_or_404(candidates_of(mission), number=number))


def _one(
    request: HttpRequest,
    mission: Mission,
    one: Candidate,
    form: DecisionForm | None = None,
) -> HttpResponse:
    labels = {name: field.label for name, field in CandidateForm(election=mission.election).fields.items()}
    labels |= {"contest": _("Contest"), "option": _("List")}
    decisions = list(one.decisions.all())
    contests = contests_of(decisions, mission, cast(User, request.user))
    context = {
        "mission": mission,
        "one": one,
        "age": age_words(one, mission),
        "issues": check_candidates([one], mission.election.day).by_candidate.get(one.pk, []),
        "law": law_in_words(one.contest),
        "decisions": [(decision, contests.get(decision.pk, ())) for decision in decisions],
        "form": form or DecisionForm(election=mission.election),
        "may_keep": _may_keep(request, mission),
        "history": history_of(one, one.versions.select_related("by"), labels),
    }
    status = 400 if form and form.errors else 200
    return render(request, "site/candidate.html", context, status=status)


@require_http_methods(["GET", "HEAD", "POST"])
def new(request: HttpRequest, slug: str) -> HttpResponse:
    """Enter a candidate."""
    mission = reach(request, Permission.KEEP_CANDIDATES, Mission, slug=slug)
    form = CandidateForm(request.POST or None, election=mission.election)
    if form.is_valid():
        try:
            by = cast(User, request.user)
            made = enter_candidate(mission=mission, given=form.given(), by=by, now=timezone.now())
            return redirect("site:candidate", slug, made.number)
        except Refused as refused:
            form.tell(refused.problems)
    context = {"mission": mission, "form": form, "title": _("Enter a candidate")}
    return render(request, "site/enter_candidate.html", context, status=400 if form.errors else 200)


@require_http_methods(["GET", "HEAD", "POST"])
def change(request: HttpRequest, slug: str, number: int) -> HttpResponse:
    """Change what is known of a candidate."""
    mission = reach(request, Permission.KEEP_CANDIDATES, Mission, slug=slug)
    one = get_object_or_404(candidates_of(mission), number=number)
    initial = ChangeCandidateForm.initial_of(one)
    form = ChangeCandidateForm(request.POST or None, election=mission.election, initial=initial)
    if form.is_valid():
        try:
            by, reason = cast(User, request.user), form.cleaned_data["reason"]
            change_candidate(candidate=one, given=form.given(), reason=reason, by=by, now=timezone.now())
            return redirect("site:candidate", slug, number)
        except Refused as refused:
            form.tell(refused.problems)
    context = {"mission": mission, "form": form, "title": one.name, "one": one}
    return render(request, "site/enter_candidate.html", context, status=400 if form.errors else 200)


@require_POST
def decide(request: HttpRequest, slug: str, number: int) -> HttpResponse:
    """Write down what was decided about a candidate."""
    mission = reach(request, Permission.KEEP_CANDIDATES, Mission, slug=slug)
    one = get_object_or_404(candidates_of(mission), number=number)
    form = DecisionForm(request.POST, election=mission.election)
    if not form.is_valid():
        return _one(request, mission, one, form)
    try:
        decide_candidate(candidate=one, by=cast(User, request.user), now=timezone.now(), **form.given())
    except Refused as refused:
        form.tell(refused.problems)
        return _one(request, mission, one, form)
    return redirect("site:candidate", slug, number)


@require_http_methods(["GET", "HEAD", "POST"])
def take_in(request: HttpRequest, slug: str) -> HttpResponse:
    """Take in a table of candidates: every row, or none."""
    mission = reach(request, Permission.KEEP_CANDIDATES, Mission, slug=slug)
    given = (request.POST, request.FILES) if request.method == "POST" else (None, None)
    form = CandidatesFileForm(*given)
    problems: tuple[Problem, ...] = ()
    if form.is_valid():
        try:
            count = _take_in(mission, form.cleaned_data["file"], cast(User, request.user))
        except Refused as refused:
            problems = refused.problems
        else:
            says = ngettext("%(count)s candidate was taken in.", "%(count)s candidates were taken in.", count)
            messages.success(request, says % {"count": count})
            return redirect("site:candidates", slug)
    context = {"mission": mission, "form": form, "problems": problems, "columns": COLUMNS}
    status = 400 if problems or form.errors else 200
    return render(request, "site/import_candidates.html", context, status=status)


def _take_in(mission: Mission, file: UploadedFile[bytes], by: User) -> int:
    if (file.size or 0) > LARGEST_TABLE:
        says = Phrase("The file is larger than {size}.", size=Phrase("{number} MB", number=5))
        raise Refused(Problem("N.405", says, Phrase("Give a smaller file."), f"'{file.name}'"))
    rows = read_candidates(bytes(file.read()), file.name or "candidates.csv")
    return len(take_in_candidates(mission=mission, rows=rows, by=by, now=timezone.now()))
