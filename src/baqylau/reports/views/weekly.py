"""Compiling the weekly report from the forms of long-term teams."""

from __future__ import annotations

from datetime import date

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext, ngettext
from django.views.decorators.http import require_POST

from baqylau.accounts.access import reach
from baqylau.accounts.permissions import Permission
from baqylau.core.problem import Phrase, Problem, Refused
from baqylau.mission.views.pages import author
from baqylau.reports.actions.weekly import compile_week
from baqylau.reports.models import Report


@require_POST
def compile_the_week(request: HttpRequest, slug: str, name: str) -> HttpResponse:
    """Put what teams wrote into the chapters; the report's page says what was done, or why not."""
    report = reach(request, Permission.WRITE_REPORTS, Report, mission__slug=slug, slug=name)
    try:
        first, last = _day(request, "first"), _day(request, "last")
        added = compile_week(report=report, first=first, last=last, by=author(request), now=timezone.now())
    except Refused as refused:
        for problem in refused.problems:
            messages.error(request, str(problem.translated(gettext)))
        return redirect("reports:text_report", slug, name)
    text = ngettext("%(number)s passage was added.", "%(number)s passages were added.", added)
    messages.success(request, text % {"number": added})
    return redirect("reports:text_report", slug, name)


def _day(request: HttpRequest, field: str) -> date:
    try:
        return date.fromisoformat(request.POST.get(field, "")[:10])
    except ValueError:
        says = Phrase("A day is missing.")
        raise Refused(Problem("Z.718", says, Phrase("Choose the days of one week."))) from None
