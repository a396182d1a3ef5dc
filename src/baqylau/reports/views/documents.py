"""Publishing a report: proposing it, signing, publishing, ending an embargo; its documents before that."""

from __future__ import annotations

from collections.abc import Callable

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import content_disposition_header
from django.utils.translation import gettext
from django.views.decorators.http import require_POST, require_safe

from baqylau.accounts.access import reach
from baqylau.accounts.permissions import Permission
from baqylau.core.problem import Phrase, Problem, Refused
from baqylau.mission.views.pages import author
from baqylau.reports.actions import publications as actions
from baqylau.reports.document_page import may_read, publication_page
from baqylau.reports.documents.edition import Edition
from baqylau.reports.models import Report, ReportProposal
from baqylau.reports.publication_content import content_of
from baqylau.reports.publication_files import WRITERS, document_file

LONGEST = 4000


@require_safe
def publication(request: HttpRequest, slug: str, name: str) -> HttpResponse:
    """How far a report is from being published, and what was published of it."""
    report = _reach(request, Permission.SEE_MISSION, slug, name)
    if not may_read(author(request), report):
        raise Http404
    return _page(request, report)


@require_safe
def draft(request: HttpRequest, slug: str, name: str, language: str, form: str) -> HttpResponse:
    """A report as a document before it is published."""
    report = _reach(request, Permission.SEE_MISSION, slug, name)
    if not may_read(author(request), report, with_figures=True):
        raise Http404
    content = content_of(report)
    if form not in WRITERS or language not in content.documents:
        raise Http404
    edition = Edition(content.documents[language], content.entries)
    file = document_file(edition, form, f"{slug}-{name}-draft")
    response = HttpResponse(file.content, content_type=file.media_type)
    response["Content-Disposition"] = content_disposition_header(True, file.name) or "attachment"
    response["X-Content-Type-Options"] = "nosniff"
    return response


@require_POST
def propose(request: HttpRequest, slug: str, name: str) -> HttpResponse:
    """Hold a report ready for a second person."""
    report = _reach(request, Permission.WRITE_REPORTS, slug, name)
    after = request.POST.get("after", "")
    with_rows = request.POST.get("rows") == "yes"
    decision = _text(request, "rows_decision")
    if with_rows and not decision.strip():
        says = Phrase("The rows are published only by a recorded decision.")
        problem = Problem("Z.716", says, Phrase("Write who decided it and why, or leave the rows out."))
        return _page(request, report, Refused(problem))
    return _do(
        request,
        report,
        lambda: actions.propose(
            report=report,
            after=int(after) if after.isdecimal() and len(after) < 10 else 0,
            reason=_text(request, "reason"),
            embargoed=request.POST.get("embargoed") == "yes",
            rows_decision=decision if with_rows else "",
            by=author(request),
            now=timezone.now(),
        ),
        gettext("The report is proposed. A second person publishes it."),
    )


@require_POST
def take_back(request: HttpRequest, slug: str, name: str) -> HttpResponse:
    """Take a proposal back."""
    report = _reach(request, Permission.WRITE_REPORTS, slug, name)
    by, now = author(request), timezone.now()
    return _do(
        request,
        report,
        lambda: actions.take_back(proposal=_open(report), by=by, now=now),
        gettext("The proposal was taken back."),
    )


@require_POST
def sign(request: HttpRequest, slug: str, name: str) -> HttpResponse:
    """Sign what was proposed, as a head."""
    report = _reach(request, Permission.SEE_MISSION, slug, name)
    by, now = author(request), timezone.now()
    if not may_read(by, report):
        raise Http404
    return _do(
        request,
        report,
        lambda: actions.sign(proposal=_open(report), by=by, now=now),
        gettext("You have signed."),
    )


@require_POST
def publish(request: HttpRequest, slug: str, name: str) -> HttpResponse:
    """Make what was proposed public."""
    report = _reach(request, Permission.APPROVE_REPORTS, slug, name)
    by, now = author(request), timezone.now()
    address = request.build_absolute_uri(reverse("reports:public_report", args=[slug, name]))
    return _do(
        request,
        report,
        lambda: actions.publish_report(proposal=_open(report), by=by, now=now, address=address),
        gettext("The report was published."),
    )


@require_POST
def end_embargo(request: HttpRequest, slug: str, name: str, number: int) -> HttpResponse:
    """Record the decision that ends an embargo."""
    report = _reach(request, Permission.APPROVE_REPORTS, slug, name)
    found = get_object_or_404(
        report.publications.select_related("mission__election", "report"), number=number
    )
    words, by, now = _text(request, "words"), author(request), timezone.now()
    return _do(
        request,
        report,
        lambda: actions.end_embargo(publication=found, words=words, by=by, now=now),
        gettext("The embargo has ended; anybody can read the version now."),
    )


def _reach(request: HttpRequest, permission: Permission, slug: str, name: str) -> Report:
    return reach(request, permission, Report, mission__slug=slug, slug=name)


def _open(report: Report) -> ReportProposal:
    proposal = actions.open_proposal(report)
    if proposal is None:
        says = Phrase("This report is not proposed for publication.")
        raise Refused(Problem("Z.706", says, Phrase("Look at the report again.")))
    return proposal


def _text(request: HttpRequest, field: str) -> str:
    return request.POST.get(field, "").replace("\0", "")[:LONGEST]


def _do(request: HttpRequest, report: Report, action: Callable[[], object], done: str) -> HttpResponse:
    """Carry an action out; where it is refused, the page says why."""
    try:
        action()
    except Refused as refused:
        return _page(request, report, refused)
    messages.success(request, done)
    return redirect("reports:publication", report.mission.slug, report.slug)


def _page(request: HttpRequest, report: Report, refused: Refused | None = None) -> HttpResponse:
    context = publication_page(author(request), report)
    context["problems"] = refused.problems if refused else ()
    context["given"] = request.POST if refused else {}
    status = 400 if refused else 200
    return render(request, "reports/document_publication.html", context, status=status)
