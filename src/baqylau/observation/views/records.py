"""Records: the list, one with the bytes it came from, its correction."""

from __future__ import annotations

from typing import cast

from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from baqylau.accounts.access import reach
from baqylau.accounts.models import User
from baqylau.accounts.permissions import Permission
from baqylau.core.problem import Problem, Refused
from baqylau.election.models import Area
from baqylau.mission.models import Mission
from baqylau.observation.actions.correct import correct as correct_record
from baqylau.observation.actions.forms import questions_of
from baqylau.observation.downloads import csv_response, records_table
from baqylau.observation.models import Record
from baqylau.observation.page_forms import CorrectionForm
from baqylau.observation.pages import correction_rows, record_page
from baqylau.observation.queries import Selection, questions_in, records_seen_by, with_version_number
from baqylau.observation.words import FLAGS, NOT_ASKED, STATES, label

ON_A_PAGE = 100
MEANWHILE = "I.401"


@require_safe
def records(request: HttpRequest, slug: str) -> HttpResponse:
    """The records, selected and searched by the address."""
    mission = reach(request, Permission.SEE_OWN_RECORDS, Mission, slug=slug)
    seen = records_seen_by(cast(User, request.user), mission)
    questions, selection = questions_in(mission), Selection.of(request.GET.dict())
    found = with_version_number(selection.among(seen, questions))
    found = found.select_related("area", "station", "team").order_by("number")
    page = Paginator(found, ON_A_PAGE).get_page(request.GET.get("page"))
    areas = Area.objects.filter(pk__in=seen.order_by().values("area")).order_by(Area.order_column())
    context = {
        "mission": mission,
        "may_see_imports": cast(User, request.user).has_perm(Permission.SEE_RECORDS, mission),
        "page": page,
        "rows": [(record, [FLAGS.get(flag, flag) for flag in record.flags]) for record in page],
        "all": seen.count(),
        "selection": selection,
        "flags": FLAGS.items(),
        "states": [*STATES.items(), (NOT_ASKED, _("not asked"))],
        "questions": [(name, label(question.labels, name)) for name, question in questions.items()],
        "areas": areas,
    }
    return render(request, "observation/records.html", context)


@require_safe
def download(request: HttpRequest, slug: str) -> StreamingHttpResponse:
    """The records that the address selects, as CSV."""
    mission = reach(request, Permission.SEE_OWN_RECORDS, Mission, slug=slug)
    questions = questions_in(mission)
    selection = Selection.of(request.GET.dict())
    found = selection.among(records_seen_by(cast(User, request.user), mission), questions)
    return csv_response(records_table(found, list(questions)), f"{slug}-records.csv")


@require_safe
def record(request: HttpRequest, slug: str, number: int) -> HttpResponse:
    """One record: what it says, the row it came from, every version."""
    mission = reach(request, Permission.SEE_OWN_RECORDS, Mission, slug=slug)
    user = cast(User, request.user)
    found = get_object_or_404(_with_all(user, mission), number=number)
    context = {
        "mission": mission,
        "may_correct": user.has_perm(Permission.CORRECT_RECORDS, mission),
        "may_see_imports": user.has_perm(Permission.SEE_RECORDS, mission),
        **record_page(found),
    }
    return render(request, "observation/record.html", context)


def _with_all(user: User, mission: Mission) -> QuerySet[Record]:
    related = ("form_version__form", "area", "station", "team")
    return records_seen_by(user, mission).select_related(*related)


@require_http_methods(["GET", "HEAD", "POST"])
def correct(request: HttpRequest, slug: str, number: int) -> HttpResponse:
    """Make a new version of a record in which some questions say something else."""
    mission = reach(request, Permission.CORRECT_RECORDS, Mission, slug=slug)
    user = cast(User, request.user)
    found = get_object_or_404(_with_all(user, mission), number=number)
    newest = found.versions.get(is_newest=True)
    sent = request.POST if request.method == "POST" else None
    form = CorrectionForm(
        sent, questions=questions_of(found.form_version), initial={"version": newest.number}
    )
    problems: tuple[Problem, ...] = ()
    if form.is_valid():
        try:
            correct_record(
                record=found,
                from_version=form.cleaned_data["version"],
                changes=form.changes(),
                reason=form.cleaned_data["reason"],
                by=user,
            )
            return redirect("observation:record", slug, number)
        except Refused as refused:
            problems = refused.problems
    wrong = {problem.where: problem.translated(_).says for problem in problems if problem.where}
    sections = correction_rows(form, newest, wrong)
    context = {"mission": mission, "record": found, "form": form, "sections": sections, "problems": problems}
    return render(request, "observation/correct.html", context, status=_status(problems))


def _status(problems: tuple[Problem, ...]) -> int:
    if not problems:
        return 200
    return 409 if any(problem.code == MEANWHILE for problem in problems) else 400
