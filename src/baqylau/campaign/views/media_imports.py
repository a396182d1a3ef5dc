"""Spreadsheets of codings: kept, read, taken in, undone."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from baqylau.accounts.access import reach
from baqylau.accounts.permissions import Permission
from baqylau.campaign.actions.media_imports import (
    keep_import,
    remove_import,
    set_media_reading,
    table_of,
    take_in_coding,
    undo_import,
)
from baqylau.campaign.file_reading import how_far, read_file
from baqylau.campaign.media_forms import ImportForm
from baqylau.campaign.media_import_page import (
    CHARSET_CHOICES,
    DATE_FORMATS,
    LENGTH_FORMATS,
    PASSED_OVER,
    field_choices,
    import_page,
    reading_from,
    with_guesses,
)
from baqylau.campaign.models import FileState, MediaImport
from baqylau.campaign.sources.coding_sheet import Reading
from baqylau.campaign.views.media_shared import WAYS, rights
from baqylau.core.problem import Problem, Refused
from baqylau.mission.models import Mission
from baqylau.mission.views.pages import attempt, author, tell
from baqylau.storage.responses import file_response

NOT_OF_ROWS = ("X.171", "X.172", "X.530")
"""What the page of a spreadsheet does not list by itself."""


@require_safe
def imports(request: HttpRequest, slug: str) -> HttpResponse:
    """The spreadsheets that arrived, the latest first."""
    mission = reach(request, Permission.MANAGE_MEDIA, Mission, slug=slug)
    rows = MediaImport.objects.filter(mission=mission).select_related("added_by").order_by("-number")
    return render(request, "campaign/media_imports.html", {**rights(request, mission), "rows": rows})


@require_http_methods(WAYS)
def new(request: HttpRequest, slug: str) -> HttpResponse:
    """Keep a file, to be read."""
    mission = reach(request, Permission.MANAGE_MEDIA, Mission, slug=slug)
    sent = (request.POST, request.FILES) if request.method == "POST" else (None, None)
    form = ImportForm(*sent, mission=mission)
    problems: tuple[Problem, ...] = ()
    if form.is_valid():
        data = form.cleaned_data
        try:
            made = keep_import(
                mission=mission,
                file=data["file"],
                name=data["file"].name or "",
                mapping=data["mapping"],
                mapping_name=data["mapping_name"],
                by=author(request),
                now=timezone.now(),
            )
            _guess(made, request)
            return redirect("campaign:media_import", slug, made.number)
        except Refused as refused:
            problems = refused.problems
    context = {**rights(request, mission), "form": form, "problems": problems}
    status = 400 if form.errors or problems else 200
    return render(request, "campaign/media_new_import.html", context, status=status)


def _guess(made: MediaImport, request: HttpRequest) -> None:
    """Read what goes without saying; a file that cannot be read is told of on its page."""
    try:
        reading = with_guesses(Reading.from_data(made.reading), table_of(made), made)
    except Refused:
        return
    set_media_reading(imported=made, reading=reading, by=author(request))


def _import(mission: Mission, number: int) -> MediaImport:
    found = MediaImport.objects.filter(mission=mission)
    return get_object_or_404(found.select_related("file", "added_by", "taken_in_by"), number=number)


@require_http_methods(WAYS)
def one(request: HttpRequest, slug: str, number: int) -> HttpResponse:
    """How a spreadsheet is read, and what is still wrong with it."""
    mission = reach(request, Permission.MANAGE_MEDIA, Mission, slug=slug)
    found = _import(mission, number)
    if request.method == "POST":
        posted = {name: str(request.POST[name]).replace("\0", "") for name in request.POST}
        try:
            reading = reading_from(posted, found)
            set_media_reading(imported=found, reading=reading, by=author(request))
        except Refused as refused:
            tell(request, refused)
        return redirect("campaign:media_import", slug, number)
    context = {
        **rights(request, mission),
        **how_far(found),
        "page": import_page(found) if found.state in (FileState.KEPT, FileState.REFUSED) else None,
        "one": found,
        "fields": field_choices(),
        "date_formats": DATE_FORMATS,
        "length_formats": LENGTH_FORMATS,
        "charsets": CHARSET_CHOICES,
        "passed_over": PASSED_OVER,
    }
    return render(request, "campaign/media_import.html", context)


@require_POST
def take(request: HttpRequest, slug: str, number: int) -> HttpResponse:
    """Make items of all rows, or of none; a long file is read while its page tells how far it is."""
    mission = reach(request, Permission.MANAGE_MEDIA, Mission, slug=slug)
    found, by = _import(mission, number), author(request)
    try:
        is_read = read_file(found, lambda file: take_in_coding(imported=file, by=by, now=timezone.now()))
    except Refused as refused:
        if refused.problems[0].code in NOT_OF_ROWS:
            tell(request, refused)
        return redirect("campaign:media_import", slug, number)
    if is_read:
        made = _import(mission, number).items
        says = ngettext("%(count)s item was taken in.", "%(count)s items were taken in.", made)
        messages.success(request, says % {"count": made})
    return redirect("campaign:media_import", slug, number)


@require_safe
def progress(request: HttpRequest, slug: str, number: int) -> HttpResponse:
    """How far a spreadsheet is, as a piece of its page; once it is done, the page is looked at anew."""
    mission = reach(request, Permission.MANAGE_MEDIA, Mission, slug=slug)
    found = _import(mission, number)
    answer = render(request, "campaign/file_progress.html", how_far(found))
    answer["X-State"] = found.state
    return answer


@require_POST
def undo(request: HttpRequest, slug: str, number: int) -> HttpResponse:
    """Take out again what a spreadsheet brought in."""
    mission = reach(request, Permission.MANAGE_MEDIA, Mission, slug=slug)
    found = _import(mission, number)
    attempt(request, lambda: undo_import(imported=found, by=author(request)), _("It was undone."))
    return redirect("campaign:media_import", slug, number)


@require_POST
def remove(request: HttpRequest, slug: str, number: int) -> HttpResponse:
    """Take away a spreadsheet that was not taken in."""
    mission = reach(request, Permission.MANAGE_MEDIA, Mission, slug=slug)
    found = _import(mission, number)
    if attempt(request, lambda: remove_import(imported=found, by=author(request))):
        return redirect("campaign:media_imports", slug)
    return redirect("campaign:media_import", slug, number)


@require_safe
def original(request: HttpRequest, slug: str, number: int) -> HttpResponseBase:
    """The bytes as they arrived."""
    mission = reach(request, Permission.MANAGE_MEDIA, Mission, slug=slug)
    found = _import(mission, number)
    try:
        return file_response(found.file, name=found.name)
    except (OSError, ValueError):
        context = {"name": found.name, "sha256": found.file.sha256}
        return render(request, "observation/damaged.html", context, status=503)
