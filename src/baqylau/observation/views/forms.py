"""The forms of a mission: the list, a new one, the file of one."""

from __future__ import annotations

from typing import cast

from django.db.models import Count
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from baqylau.accounts.access import reach
from baqylau.accounts.models import User
from baqylau.accounts.permissions import Permission
from baqylau.core.problem import Problem, Refused
from baqylau.mission.models import Mission
from baqylau.observation.actions.upload import add_uploaded_form
from baqylau.observation.models import FormVersion
from baqylau.observation.page_forms import UploadForm
from baqylau.observation.pages import form_sections
from baqylau.observation.views.imports import as_it_arrived, sent, status_of
from baqylau.observation.words import label


@require_safe
def forms(request: HttpRequest, slug: str) -> HttpResponse:
    """The mission's forms and their versions."""
    mission = reach(request, Permission.SEE_MISSION, Mission, slug=slug)
    versions = FormVersion.objects.filter(form__mission=mission).select_related("form")
    versions = versions.annotate(count=Count("records")).order_by("form__code", "-pk")
    context = {
        "mission": mission,
        "versions": [(version, label(version.form.names, version.form.code)) for version in versions],
        "may_import": cast(User, request.user).has_perm(Permission.IMPORT_RECORDS, mission),
    }
    return render(request, "observation/forms.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def new(request: HttpRequest, slug: str) -> HttpResponse:
    """Take in an XLSForm."""
    mission = reach(request, Permission.IMPORT_RECORDS, Mission, slug=slug)
    form = UploadForm(*sent(request))
    problems: tuple[Problem, ...] = ()
    if form.is_valid():
        try:
            add_uploaded_form(mission=mission, by=cast(User, request.user), **form.cleaned_data)
            return redirect("observation:forms", slug)
        except Refused as refused:
            problems = refused.problems
    context = {"mission": mission, "form": form, "problems": problems}
    return render(request, "observation/new_form.html", context, status=status_of(form.errors, problems))


@require_safe
def one(request: HttpRequest, slug: str, code: str, version: str) -> HttpResponse:
    """The questions of one version of a form."""
    mission = reach(request, Permission.SEE_MISSION, Mission, slug=slug)
    found = get_object_or_404(FormVersion, form__mission=mission, form__code=code, version=version)
    context = {
        "mission": mission,
        "version": found,
        "name": label(found.form.names, found.form.code),
        "sections": form_sections(found),
    }
    return render(request, "observation/form.html", context)


@require_safe
def file(request: HttpRequest, slug: str, code: str, version: str) -> HttpResponse:
    """The XLSForm as it arrived."""
    mission = reach(request, Permission.SEE_MISSION, Mission, slug=slug)
    found = get_object_or_404(FormVersion, form__mission=mission, form__code=code, version=version)
    return as_it_arrived(request, found.file)
