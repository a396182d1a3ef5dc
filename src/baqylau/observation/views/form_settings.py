"""What is decided about a form: names, roles, intake, its key, its files, its standard form."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from baqylau.accounts.access import reach
from baqylau.accounts.permissions import Permission
from baqylau.core.problem import Problem, Refused
from baqylau.mission.models import Mission
from baqylau.mission.views.pages import author
from baqylau.observation.actions.library import (
    copy_from_library,
    newer_in_library,
    standard_forms,
    take_newer,
)
from baqylau.observation.actions.publish import add_file, change_form, remove_file, set_public_key
from baqylau.observation.form_inputs import FormFileForm, KeyForm, SettingsForm
from baqylau.observation.form_pages import compared_forms, newest_of, read_again
from baqylau.observation.models import Form, FormFile
from baqylau.observation.sources.xlsform import read_lines
from baqylau.observation.sources.xlsform_book import read_book
from baqylau.observation.views.forms import version_of
from baqylau.observation.views.imports import sent, status_of
from baqylau.observation.words import label


@require_http_methods(["GET", "HEAD", "POST"])
def settings(request: HttpRequest, slug: str, code: str) -> HttpResponse:
    """Names, kind, roles, what is still taken in."""
    mission = reach(request, Permission.MANAGE_FORMS, Mission, slug=slug)
    form = get_object_or_404(Form, mission=mission, code=code)
    asked = SettingsForm(*sent(request)[:1], form=form)
    if asked.is_valid():
        change_form(form=form, by=author(request), **asked.wanted())
        messages.success(request, _("Saved."))
        return redirect("observation:one_form", slug, code)
    context = {"mission": mission, "of": form, "name": label(form.names, form.code), "form": asked}
    return render(request, "observation/form_settings.html", context, status=status_of(asked.errors, ()))


@require_http_methods(["GET", "HEAD", "POST"])
def key(request: HttpRequest, slug: str, code: str) -> HttpResponse:
    """The mission's public key, with which phones encrypt this form's reports."""
    mission = reach(request, Permission.MANAGE_FORMS, Mission, slug=slug)
    form = get_object_or_404(Form, mission=mission, code=code)
    asked = KeyForm(*sent(request)[:1], initial={"key": form.public_key})
    problems: tuple[Problem, ...] = ()
    if asked.is_valid():
        try:
            set_public_key(form=form, key=asked.cleaned_data["key"], by=author(request))
            messages.success(request, _("Saved."))
            return redirect("observation:one_form", slug, code)
        except Refused as refused:
            problems = refused.problems
    name = label(form.names, form.code)
    context = {"mission": mission, "of": form, "name": name, "form": asked, "problems": problems}
    return render(request, "observation/form_key.html", context, status=status_of(asked.errors, problems))


@require_http_methods(["GET", "HEAD", "POST"])
def add(request: HttpRequest, slug: str, code: str, version: str) -> HttpResponse:
    """A picture, sound or table for a version."""
    mission = reach(request, Permission.MANAGE_FORMS, Mission, slug=slug)
    found = version_of(request, mission, code, version)
    asked = FormFileForm(*sent(request))
    problems: tuple[Problem, ...] = ()
    if asked.is_valid():
        file = asked.cleaned_data["file"]
        try:
            add_file(
                version=found, file=file, name=asked.cleaned_data["name"] or file.name, by=author(request)
            )
            return redirect(
                "observation:one_form" if found.published_at else "observation:form_draft", slug, code
            )
        except Refused as refused:
            problems = refused.problems
    name = label(found.form.names, code)
    context = {"mission": mission, "version": found, "name": name, "form": asked, "problems": problems}
    return render(request, "observation/form_file.html", context, status=status_of(asked.errors, problems))


@require_POST
def remove(request: HttpRequest, slug: str, code: str, version: str, name: str) -> HttpResponse:
    """Take a file away from a draft."""
    mission = reach(request, Permission.MANAGE_FORMS, Mission, slug=slug)
    found = version_of(request, mission, code, version)
    if found.published_at is not None:
        raise Http404
    remove_file(file=get_object_or_404(FormFile, version=found, name=name), by=author(request))
    return redirect("observation:form_draft", slug, code)


@require_POST
def copy(request: HttpRequest, slug: str, key: str) -> HttpResponse:
    """Copy a standard form into the mission."""
    mission = reach(request, Permission.MANAGE_FORMS, Mission, slug=slug)
    if all(one.key != key for one in standard_forms()):
        raise Http404
    try:
        draft = copy_from_library(mission=mission, key=key, by=author(request), now=timezone.now())
    except Refused as refused:
        context = {"mission": mission, "problems": refused.problems}
        return render(request, "observation/form_refused.html", context, status=400)
    return redirect("observation:form_draft", slug, draft.form.code)


@require_http_methods(["GET", "HEAD", "POST"])
def newer(request: HttpRequest, slug: str, code: str) -> HttpResponse:
    """What the library's newer workbook changes; taken over as the draft."""
    mission = reach(request, Permission.MANAGE_FORMS, Mission, slug=slug)
    form = get_object_or_404(Form, mission=mission, code=code)
    problems: tuple[Problem, ...] = ()
    if request.method == "POST":
        try:
            take_newer(form=form, by=author(request), now=timezone.now())
            return redirect("observation:form_draft", slug, code)
        except Refused as refused:
            problems = refused.problems
    found, current = newer_in_library(form), newest_of(form)
    after = read_lines(read_book(found.read(), found.path.name), found.path.name) if found else None
    before = read_again(current) if current else None
    context = {
        "mission": mission,
        "of": form,
        "name": label(form.names, form.code),
        "newer": found,
        "after": after,
        "current": current,
        "compared": compared_forms(before, after) if before and after else None,
        "problems": problems,
    }
    return render(request, "observation/form_newer.html", context, status=status_of(None, problems))
