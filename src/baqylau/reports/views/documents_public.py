"""Published reports: pages and files that anyone can read, signed in or not."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from baqylau.accounts.access import anyone
from baqylau.core.text import in_language
from baqylau.mission.models import Mission
from baqylau.reports.document_page import language_of, picture_of, public_page, readable
from baqylau.reports.models import ReportPublication, ReportPublicationFile
from baqylau.storage.responses import SANDBOX, file_response

LONGEST = 300


@require_safe
def published_reports(request: HttpRequest, slug: str) -> HttpResponse:
    """The reports that a mission has published; no such page while there is none."""
    anyone(request)
    newest: dict[int, ReportPublication] = {}
    for one in readable(slug).defer("documents", "figures"):
        newest.setdefault(one.report_id, one)
    if not newest:
        raise Http404
    mission = get_object_or_404(Mission.objects.select_related("election"), slug=slug)
    found = sorted(newest.values(), key=lambda one: one.published_at, reverse=True)
    language = request.LANGUAGE_CODE
    reports = [(one, in_language(one.titles, language)) for one in found]
    return render(request, "reports/documents_public.html", {"mission": mission, "reports": reports})


@require_safe
def public_report(request: HttpRequest, slug: str, name: str) -> HttpResponse:
    """The newest version."""
    anyone(request)
    found = readable(slug, name).first()
    if found is None:
        raise Http404
    return _page(request, found, found.number)


@require_safe
def public_version(request: HttpRequest, slug: str, name: str, number: int) -> HttpResponse:
    """A version by its number, also one that another followed."""
    anyone(request)
    found = get_object_or_404(readable(slug, name), number=number)
    newest = readable(slug, name).values_list("number", flat=True).first()
    return _page(request, found, newest or number)


@require_safe
def public_file(request: HttpRequest, slug: str, name: str, number: int, file: str) -> HttpResponseBase:
    """A file of a version, its bytes as they were frozen."""
    anyone(request)
    publication = get_object_or_404(readable(slug, name).defer("documents", "figures"), number=number)
    found = get_object_or_404(
        ReportPublicationFile.objects.select_related("file"), publication=publication, name=_clean(file)
    )
    try:
        response = file_response(found.file, name=found.name)
    except (OSError, ValueError):
        raise Http404 from None
    response["Content-Type"] = found.media_type
    return response


@require_safe
def public_picture(
    request: HttpRequest, slug: str, name: str, number: int, language: str, picture: int
) -> HttpResponse:
    """A picture of a version as the page shows it."""
    anyone(request)
    publication = get_object_or_404(readable(slug, name).defer("figures"), number=number)
    found = picture_of(publication, language, picture)
    if found is None:
        raise Http404
    headers = {
        "Content-Security-Policy": f"{SANDBOX}; style-src 'unsafe-inline'",
        "X-Content-Type-Options": "nosniff",
    }
    if found.svg:
        return HttpResponse(found.svg.encode(), content_type="image/svg+xml", headers=headers)
    return HttpResponse(found.png, content_type="image/png", headers=headers)


def _page(request: HttpRequest, found: ReportPublication, newest: int) -> HttpResponse:
    code = language_of(found, _clean(request.GET.get("language", ""))[:2])
    context = {
        **public_page(found, code),
        "publication": found,
        "mission": found.mission,
        "language": code,
        "languages": found.languages,
        "newest": newest,
        "files": found.files.select_related("file"),
        "versions": readable(found.mission.slug, found.report.slug).defer("documents", "figures"),
    }
    return render(request, "reports/document_public.html", context)


def _clean(text: str) -> str:
    return text.replace("\0", "")[:LONGEST]
