"""Photographs and other files that came with reports."""

from __future__ import annotations

from typing import cast

from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from baqylau.accounts.access import reach
from baqylau.accounts.models import User
from baqylau.accounts.permissions import Permission
from baqylau.mission.models import Mission
from baqylau.observation.models import Attachment
from baqylau.observation.queries import records_seen_by
from baqylau.observation.thumbnails import NoPicture, thumbnail
from baqylau.storage.media_types import SHOWN
from baqylau.storage.models import StoredFile
from baqylau.storage.responses import SANDBOX, file_response


def _seen_by(user: User, mission: Mission, pk: int) -> Attachment:
    """The attachment, where the person sees its record; no such page otherwise."""
    records = records_seen_by(user, mission)
    seen = Attachment.objects.select_related("file").filter(submission__record__in=records)
    return get_object_or_404(seen, pk=pk)


@require_safe
def attachment(request: HttpRequest, slug: str, pk: int) -> HttpResponseBase:
    """The file: a photograph is shown, anything else is downloaded."""
    mission = reach(request, Permission.SEE_OWN_RECORDS, Mission, slug=slug)
    found = _seen_by(cast(User, request.user), mission, pk)
    return streamed(request, found.file, found.name, found.media_type)


def streamed(request: HttpRequest, file: StoredFile, name: str, media_type: str = "") -> HttpResponseBase:
    """The bytes, or a page that says that the place where they lie does not give them."""
    try:
        return file_response(file, name=name, media_type=media_type, may_show=bool(media_type))
    except (OSError, ValueError):
        context = {"name": name, "sha256": file.sha256}
        return render(request, "observation/damaged.html", context, status=503)


@require_safe
def small(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """A small picture of a photograph."""
    mission = reach(request, Permission.SEE_OWN_RECORDS, Mission, slug=slug)
    found = _seen_by(cast(User, request.user), mission, pk)
    if found.media_type not in SHOWN:
        raise Http404
    try:
        with found.file.whole() as file:
            content = thumbnail(file)
    except (OSError, NoPicture):
        raise Http404 from None
    headers = {"Content-Security-Policy": SANDBOX, "X-Content-Type-Options": "nosniff"}
    return HttpResponse(content, content_type="image/jpeg", headers=headers)
