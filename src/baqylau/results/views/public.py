"""What a mission has published of results: pages that anyone can read, signed in or not."""

from __future__ import annotations

from functools import lru_cache

from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from baqylau.accounts.access import anyone
from baqylau.mission.models import Mission
from baqylau.observation.thumbnails import NoPicture, thumbnail
from baqylau.results.models import Publication, PublicationFile, PublishedPhotograph
from baqylau.results.published import published
from baqylau.storage.models import StoredFile
from baqylau.storage.responses import SANDBOX, file_response
from baqylau.trail.actions import footer

LONGEST = 400
LARGEST_SIDE = 2000
"""Of a photograph: enough to read a protocol."""


@require_safe
def published_by(request: HttpRequest, slug: str) -> HttpResponse:
    """What a mission has published, the newest versions; no such page while there is nothing."""
    anyone(request)
    found = Publication.objects.filter(mission__slug=slug).defer("content").select_related("contest")
    newest: dict[tuple[int, str], Publication] = {}
    for one in found.order_by("contest__position", "contest__code", "source_kind", "-number"):
        newest.setdefault((one.contest_id, one.source_kind), one)
    if not newest:
        raise Http404
    mission = get_object_or_404(Mission.objects.select_related("election"), slug=slug)
    context = {"mission": mission, "publications": list(newest.values())}
    return render(request, "results/published_by.html", context)


@require_safe
def newest(request: HttpRequest, slug: str, contest: str, source: str) -> HttpResponse:
    """The newest version."""
    anyone(request)
    found = _versions(slug, contest, source).first()
    if found is None:
        raise Http404
    return _page(request, found, found.number)


@require_safe
def version(request: HttpRequest, slug: str, contest: str, source: str, number: int) -> HttpResponse:
    """A version by its number, also one that another followed."""
    anyone(request)
    versions = _versions(slug, contest, source)
    found = get_object_or_404(versions, number=number)
    last = versions.values_list("number", flat=True).first()
    return _page(request, found, last or number)


@require_safe
def file(
    request: HttpRequest, slug: str, contest: str, source: str, number: int, name: str
) -> HttpResponseBase:
    """A file of a version, its bytes as they were frozen."""
    anyone(request)
    found = get_object_or_404(
        PublicationFile.objects.select_related("file"),
        publication__mission__slug=slug,
        publication__contest__code=_clean(contest),
        publication__source_kind=_clean(source),
        publication__number=number,
        name=_clean(name),
    )
    return _sent(found)


@require_safe
def photograph(
    request: HttpRequest, slug: str, contest: str, source: str, number: int, sha256: str
) -> HttpResponseBase:
    """A photograph of a protocol, without what the camera wrote in it."""
    anyone(request)
    found = get_object_or_404(
        PublishedPhotograph.objects.select_related("photograph__file"),
        publication__mission__slug=slug,
        publication__contest__code=_clean(contest),
        publication__source_kind=_clean(source),
        publication__number=number,
        sha256=_clean(sha256),
    )
    try:
        picture = _without_camera_data(found.photograph.file)
    except (OSError, NoPicture):
        context = {"name": found.station, "sha256": found.sha256}
        return render(request, "observation/damaged.html", context, status=503)
    headers = {"Content-Security-Policy": SANDBOX, "X-Content-Type-Options": "nosniff"}
    return HttpResponse(picture, content_type="image/jpeg", headers=headers)


@lru_cache(maxsize=32)
def _without_camera_data(file: StoredFile) -> bytes:
    with file.whole() as opened:
        return thumbnail(opened, LARGEST_SIDE)


def _versions(slug: str, contest: str, source: str) -> QuerySet[Publication]:
    """The versions of a contest's results, the newest first."""
    found = Publication.objects.filter(mission__slug=slug, contest__code=_clean(contest))
    found = found.filter(source_kind=_clean(source))
    return found.select_related("mission", "contest__election").order_by("-number")


def _page(request: HttpRequest, found: Publication, last: int) -> HttpResponse:
    asked = {name: _clean(request.GET.get(name, "")) for name in ("area", "show", "page")}
    context = {
        "page": published(found, **asked),
        "publication": found,
        "mission": found.mission,
        "newest": last,
        "versions": _versions(found.mission.slug, found.contest.code, found.source_kind).defer("content"),
        "foot": footer(found.checkpoint) if found.checkpoint else "",
    }
    return render(request, "results/public.html", context)


def _sent(found: PublicationFile) -> HttpResponseBase:
    try:
        response = file_response(found.file, name=found.name)
    except (OSError, ValueError):
        raise Http404 from None
    response["Content-Type"] = found.media_type
    return response


def _clean(text: str) -> str:
    return text.replace("\0", "")[:LONGEST]
