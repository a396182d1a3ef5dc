"""Files of posts and of advertising libraries: kept, read, taken in."""

from __future__ import annotations

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from baqylau.accounts.access import reach
from baqylau.accounts.permissions import Permission
from baqylau.campaign.actions.social_files import (
    keep_posts,
    remove_post_file,
    set_post_reading,
    take_file_in,
)
from baqylau.campaign.file_reading import how_far, read_file
from baqylau.campaign.models import FileState, Platform, PostFile
from baqylau.campaign.social_file_page import (
    CHARSETS,
    PASSED_OVER,
    WRITTEN,
    file_page,
    reading_from,
    with_guesses,
)
from baqylau.campaign.social_forms import FileForm
from baqylau.campaign.social_problems import again
from baqylau.campaign.views.social_shared import part_of, rights
from baqylau.core.problem import Problem, Refused
from baqylau.mission.models import Mission
from baqylau.mission.views.pages import attempt, author, tell
from baqylau.storage.responses import file_response


@require_safe
def files(request: HttpRequest, slug: str) -> HttpResponse:
    """The files that arrived, the latest first."""
    mission = reach(request, Permission.MANAGE_MEDIA, Mission, slug=slug)
    found = PostFile.objects.filter(mission=mission).select_related("added_by").order_by("-number")
    context = {**rights(request, mission), "part": part_of(found, request.GET.get("page", ""))}
    return render(request, "campaign/social_files.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def new_file(request: HttpRequest, slug: str) -> HttpResponse:
    """Keep a file, to be read."""
    mission = reach(request, Permission.MANAGE_MEDIA, Mission, slug=slug)
    sent = (request.POST, request.FILES) if request.method == "POST" else (None, None)
    form = FileForm(*sent, mission=mission)
    problems: tuple[Problem, ...] = ()
    if form.is_valid():
        data = form.cleaned_data
        try:
            made = keep_posts(
                mission=mission,
                file=data["file"],
                name=data["file"].name or "",
                source=data["source"],
                reading=data["reading"],
                kind=data["kind"],
                limit=settings.LARGEST_UPLOAD,
                by=author(request),
                now=timezone.now(),
            )
            _guess(made, request)
            return redirect("campaign:post_file", slug, made.number)
        except Refused as refused:
            problems = refused.problems
    context = {
        **rights(request, mission),
        "form": form,
        "problems": problems,
        "largest": settings.LARGEST_UPLOAD,
    }
    status = 400 if form.errors or problems else 200
    return render(request, "campaign/social_new_file.html", context, status=status)


def _guess(made: PostFile, request: HttpRequest) -> None:
    """Read what goes without saying; a file that cannot be read is told of on its page."""
    try:
        set_post_reading(file=made, reading=with_guesses(made), by=author(request))
    except Refused:
        return


def _file(mission: Mission, number: int) -> PostFile:
    found = PostFile.objects.select_related("file", "added_by", "mission__election")
    file: PostFile = get_object_or_404(found, mission=mission, number=number)
    return file


@require_http_methods(["GET", "HEAD", "POST"])
def one_file(request: HttpRequest, slug: str, number: int) -> HttpResponse:
    """How a file is read, how far it is, what is wrong with it, what became of it."""
    mission = reach(request, Permission.MANAGE_MEDIA, Mission, slug=slug)
    found = _file(mission, number)
    if request.method == "POST":
        sent = {name: str(request.POST[name]).replace("\0", "") for name in request.POST}
        attempt(
            request,
            lambda: set_post_reading(file=found, reading=reading_from(sent, found), by=author(request)),
            _("How it is read was saved."),
        )
        return redirect("campaign:post_file", slug, number)
    is_open = found.state in (FileState.KEPT, FileState.REFUSED)
    context = {
        **rights(request, mission),
        "file": found,
        **how_far(found),
        "page": file_page(found) if is_open else None,
        "problems": again(found.problems),
        "charsets": CHARSETS,
        "written": WRITTEN,
        "platforms": Platform.choices,
        "passed_over": PASSED_OVER,
    }
    return render(request, "campaign/social_file.html", context)


@require_safe
def progress(request: HttpRequest, slug: str, number: int) -> HttpResponse:
    """How far a file is, as a piece of its page; once it is done, where to go."""
    mission = reach(request, Permission.MANAGE_MEDIA, Mission, slug=slug)
    found = _file(mission, number)
    answer = render(request, "campaign/file_progress.html", how_far(found))
    answer["X-State"] = found.state
    return answer


@require_POST
def take(request: HttpRequest, slug: str, number: int) -> HttpResponse:
    """Take every row in, or none; a long file is read while its page tells how far it is."""
    mission = reach(request, Permission.MANAGE_MEDIA, Mission, slug=slug)
    found = _file(mission, number)
    try:
        read_file(found, lambda file: take_file_in(file=file, by=author(request), clock=timezone.now))
    except Refused as refused:
        if found.state == FileState.TAKEN_IN or refused.problems[0].code == "X.530":
            tell(request, refused)
    return redirect("campaign:post_file", slug, number)


@require_POST
def remove(request: HttpRequest, slug: str, number: int) -> HttpResponse:
    """Take away a file that was not taken in."""
    mission = reach(request, Permission.MANAGE_MEDIA, Mission, slug=slug)
    found = _file(mission, number)
    attempt(request, lambda: remove_post_file(file=found, by=author(request)))
    return redirect("campaign:post_files", slug)


@require_safe
def original(request: HttpRequest, slug: str, number: int) -> HttpResponseBase:
    """The bytes as they arrived."""
    mission = reach(request, Permission.MANAGE_MEDIA, Mission, slug=slug)
    found = _file(mission, number)
    try:
        return file_response(found.file, name=found.name)
    except (OSError, ValueError):
        context = {"name": found.name, "sha256": found.file.sha256}
        return render(request, "observation/damaged.html", context, status=503)
