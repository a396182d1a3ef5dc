"""The forms of a mission: the list, one with its versions, the questions and the files of a version."""

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
from baqylau.observation.form_pages import (
    check_rows,
    compared,
    form_page,
    form_rows,
    question_sections,
    read_again,
)
from baqylau.observation.models import Form, FormFile, FormVersion
from baqylau.observation.views.imports import as_it_arrived
from baqylau.observation.words import label


def manages(request: HttpRequest, mission: Mission) -> bool:
    """Whether whoever asks may change forms."""
    return cast(User, request.user).has_perm(Permission.MANAGE_FORMS, mission)


def version_of(request: HttpRequest, mission: Mission, code: str, version: str) -> FormVersion:
    """A version of a form; a draft is there for those only who manage forms."""
    found = get_object_or_404(
        FormVersion.objects.select_related("form", "file"),
        form__mission=mission,
        form__code=code,
        version=version,
    )
    if found.published_at is None and not manages(request, mission):
        raise Http404
    return found


@require_safe
def forms(request: HttpRequest, slug: str) -> HttpResponse:
    """The mission's forms."""
    mission = reach(request, Permission.SEE_MISSION, Mission, slug=slug)
    may = manages(request, mission)
    context = {"mission": mission, "rows": form_rows(mission, manages=may), "manages": may}
    return render(request, "observation/forms.html", context)


@require_safe
def one(request: HttpRequest, slug: str, code: str) -> HttpResponse:
    """One form: its versions, its files, what is decided about it."""
    mission = reach(request, Permission.SEE_MISSION, Mission, slug=slug)
    form = get_object_or_404(Form, mission=mission, code=code)
    may = manages(request, mission)
    page = form_page(form, manages=may)
    if not page["versions"] and not may:
        raise Http404
    return render(request, "observation/form.html", {"mission": mission, "manages": may, **page})


@require_safe
def questions(request: HttpRequest, slug: str, code: str, version: str) -> HttpResponse:
    """The questions of one version of a form, with their logic."""
    mission = reach(request, Permission.SEE_MISSION, Mission, slug=slug)
    found = version_of(request, mission, code, version)
    context = {
        "mission": mission,
        "version": found,
        "name": label(found.form.names, found.form.code),
        "sections": question_sections(found),
        "checks": check_rows(found),
        "is_whole": read_again(found) is not None,
    }
    return render(request, "observation/form_questions.html", context)


@require_safe
def file(request: HttpRequest, slug: str, code: str, version: str) -> HttpResponseBase:
    """The XLSForm as it arrived."""
    mission = reach(request, Permission.SEE_MISSION, Mission, slug=slug)
    return as_it_arrived(request, version_of(request, mission, code, version).file)


@require_safe
def media(request: HttpRequest, slug: str, code: str, version: str, name: str) -> HttpResponseBase:
    """A picture, sound or table of a version, to download."""
    mission = reach(request, Permission.SEE_MISSION, Mission, slug=slug)
    found = version_of(request, mission, code, version)
    return as_it_arrived(request, get_object_or_404(FormFile, version=found, name=name).file)


@require_safe
def compare(request: HttpRequest, slug: str, code: str) -> HttpResponse:
    """What differs between two versions; without a choice, the newest and the one before it."""
    mission = reach(request, Permission.SEE_MISSION, Mission, slug=slug)
    form = get_object_or_404(Form, mission=mission, code=code)
    versions = list(form.versions.select_related("file", "form").order_by("-published_at", "-pk"))
    if not manages(request, mission):
        versions = [version for version in versions if version.published_at]
    versions.sort(key=lambda version: version.published_at is not None)
    before, after = _chosen(request, versions)
    context = {
        "mission": mission,
        "form": form,
        "name": label(form.names, form.code),
        "versions": versions,
        "before": before,
        "after": after,
        "compared": compared(before, after) if before and after else None,
    }
    return render(request, "observation/form_compare.html", context)


def _chosen(
    request: HttpRequest, versions: list[FormVersion]
) -> tuple[FormVersion | None, FormVersion | None]:
    by_name = {version.version: version for version in versions}
    after = by_name.get(request.GET.get("to", ""), versions[0] if versions else None)
    if after is None:
        return None, None
    earlier = versions[versions.index(after) + 1 :]
    return by_name.get(request.GET.get("from", ""), earlier[0] if earlier else None), after
