"""The press sheet: a page for each figure and finding of a report, on the screen and as PDF."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.translation import get_language, override
from django.views.decorators.http import require_safe

from baqylau.accounts.access import reach
from baqylau.accounts.permissions import Permission
from baqylau.mission.models import Mission
from baqylau.mission.views.pages import author
from baqylau.reports.documents.edition import Edition
from baqylau.reports.documents.html import Addresses, fragment
from baqylau.reports.documents.pdf import pdf
from baqylau.reports.models import Report
from baqylau.reports.press_sheet import press_sheet


@require_safe
def sheet(request: HttpRequest, slug: str, name: str) -> HttpResponse:
    """Every figure and finding with what stands behind it and the question most likely to be asked."""
    mission = reach(request, Permission.SEE_FIGURES, Mission, slug=slug)
    report = get_object_or_404(Report, mission=mission, slug=name)
    edition = Edition(press_sheet(report, _language(request, report), user=author(request)))
    addresses = Addresses(figure=lambda name: f"#figure-{_anchor(name)}", picture=lambda _one, _number: "")
    context = {"mission": mission, "report": report, "edition": edition}
    return render(request, "reports/press_sheet.html", {**context, "body": fragment(edition, addresses)})


@require_safe
def as_pdf(request: HttpRequest, slug: str, name: str) -> HttpResponse:
    """The same to print: one page for each."""
    mission = reach(request, Permission.SEE_FIGURES, Mission, slug=slug)
    report = get_object_or_404(Report, mission=mission, slug=name)
    language = _language(request, report)
    with override(language):
        content = pdf(Edition(press_sheet(report, language, user=author(request))))
    response = HttpResponse(content, content_type="application/pdf")
    response["Content-Disposition"] = f'inline; filename="{mission.slug}-{report.slug}-press-{language}.pdf"'
    return response


def _language(request: HttpRequest, report: Report) -> str:
    """The language asked for, else that of the page where the report has it, else the authoritative one."""
    asked = request.GET.get("language", "")
    if asked and asked not in report.languages:
        raise Http404
    own = get_language() or "en"
    return asked or (own if own in report.languages else report.authoritative_language)


def _anchor(name: str) -> str:
    return name.replace(".", "-")
