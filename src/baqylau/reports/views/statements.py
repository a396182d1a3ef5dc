"""The statement: its page, what changed, its documents and downloads, and running it again."""

from __future__ import annotations

from typing import cast

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext
from django.views.decorators.http import require_POST

from baqylau.accounts.access import reach
from baqylau.accounts.models import User
from baqylau.accounts.permissions import Permission
from baqylau.core.problem import Refused
from baqylau.mission.models import Mission
from baqylau.reports import downloads, frame
from baqylau.reports.actions.run import run_statement, seal
from baqylau.reports.changed_words import changes_shown
from baqylau.reports.charts import ON_SCREEN, chart
from baqylau.reports.document import document
from baqylau.reports.models import Statement, StatementPlan
from baqylau.reports.page import page
from baqylau.reports.pdf import pdf


def newest(request: HttpRequest, slug: str) -> HttpResponse:
    """The newest statement of a mission, or the page from which the first one is run."""
    mission = reach(request, Permission.SEE_FIGURES, Mission, slug=slug)
    statement = Statement.objects.filter(mission=mission).select_related("mission__election").first()
    if statement:
        return _page(request, statement)
    context = {
        "mission": mission,
        "has_plan": StatementPlan.objects.filter(mission=mission).exists(),
        "may_run": request.user.has_perm(Permission.RUN_STATEMENT, mission),
    }
    return render(request, "reports/no_statement.html", context)


def one(request: HttpRequest, slug: str, number: int) -> HttpResponse:
    """A statement by its number."""
    return _page(request, _reach(request, slug, number))


@require_POST
def run(request: HttpRequest, slug: str) -> HttpResponse:
    """Count everything anew, and show what came out."""
    mission = reach(request, Permission.RUN_STATEMENT, Mission, slug=slug)
    try:
        statement = run_statement(mission=mission, by=cast(User, request.user), now=timezone.now())
    except Refused as refused:
        for problem in refused.problems:
            messages.error(request, str(problem.translated(gettext)))
        return redirect("reports:newest", slug)
    _seal(statement)
    messages.success(request, gettext("Statement %(number)s was run.") % {"number": statement.number})
    return redirect("reports:statement", slug, statement.number)


def changes(request: HttpRequest, slug: str, number: int) -> HttpResponse:
    """Every figure that is not what it was in the statement before, those of single areas included."""
    statement = _reach(request, slug, number)
    earlier, changed = changes_shown(statement)
    context = {
        "mission": statement.mission,
        "statement": statement,
        "earlier": earlier,
        "changes": changed,
        "text": frame.changes_text(changed),
    }
    return render(request, "reports/changes.html", context)


def as_pdf(request: HttpRequest, slug: str, number: int) -> HttpResponse:
    """The statement as PDF, in the language in use."""
    statement = _reach(request, slug, number)
    _seal(statement)
    shown = document(statement)
    return _file(pdf(shown), "application/pdf", f"{slug}-statement-{number}-{shown.language}.pdf")


def as_csv(request: HttpRequest, slug: str, number: int) -> HttpResponse:
    """The figures as a table."""
    statement = _reach(request, slug, number)
    content = downloads.as_csv(statement)
    return _file(content.encode("utf-8-sig"), "text/csv; charset=utf-8", f"{slug}-figures-{number}.csv")


def as_json(request: HttpRequest, slug: str, number: int) -> HttpResponse:
    """The figures for programs."""
    statement = _reach(request, slug, number)
    _seal(statement)
    answer = JsonResponse(
        downloads.as_data(statement), json_dumps_params={"ensure_ascii": False, "indent": 1}
    )
    answer["Content-Disposition"] = f'attachment; filename="{slug}-figures-{number}.json"'
    return answer


def as_chart(request: HttpRequest, slug: str, number: int, chapter: str) -> HttpResponse:
    """The chart of a chapter, in the language in use."""
    shown = document(_reach(request, slug, number))
    for found in shown.chapters:
        if found.code == chapter and found.chart:
            return HttpResponse(chart(found, font=ON_SCREEN), content_type="image/svg+xml")
    raise Http404


def _reach(request: HttpRequest, slug: str, number: int) -> Statement:
    return reach(request, Permission.SEE_FIGURES, Statement, mission__slug=slug, number=number)


def _page(request: HttpRequest, statement: Statement) -> HttpResponse:
    _seal(statement)
    return render(request, "reports/statement.html", page(request, document(statement)))


def _seal(statement: Statement) -> None:
    """The trail's checkpoint; where it cannot be signed, the page says so and is shown all the same."""
    try:
        seal(statement, now=timezone.now())
    except Refused:
        statement.checkpoint = ""


def _file(content: bytes, media_type: str, name: str) -> HttpResponse:
    answer = HttpResponse(content, content_type=media_type)
    answer["Content-Disposition"] = f'attachment; filename="{name}"'
    return answer
