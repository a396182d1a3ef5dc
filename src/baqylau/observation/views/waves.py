"""The waves of election day."""

from __future__ import annotations

from collections.abc import Callable
from typing import cast

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from baqylau.accounts.access import reach
from baqylau.accounts.forms import show_problems
from baqylau.accounts.models import LANGUAGES, User
from baqylau.accounts.permissions import Permission
from baqylau.core.problem import Refused
from baqylau.mission.models import Mission
from baqylau.mission.views.pages import tell
from baqylau.observation.actions.waves import change_wave, make_wave, remove_wave, take_over_usual_waves
from baqylau.observation.expected_forms import FIELDS, WaveForm
from baqylau.observation.words import label


def try_to(form: forms.Form, action: Callable[[], object]) -> bool:
    """Carry an action out; where it is refused, say so in the form."""
    try:
        action()
    except Refused as refused:
        fields = {code: field for code, field in FIELDS.items() if field in form.fields}
        show_problems(form, refused, fields)
        return False
    return True


@require_safe
def waves(request: HttpRequest, slug: str) -> HttpResponse:
    """The waves in order, with their forms and times."""
    mission = reach(request, Permission.SEE_RECORDS, Mission, slug=slug)
    listed = [
        (wave, label(wave.names, wave.code), [label(form.names, form.code) for form in wave.forms.all()])
        for wave in mission.waves.prefetch_related("forms")
    ]
    may_plan = request.user.has_perm(Permission.PLAN_DEPLOYMENT, mission)
    context = {"mission": mission, "waves": listed, "may_plan": may_plan}
    return render(request, "observation/expected_waves.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def new(request: HttpRequest, slug: str) -> HttpResponse:
    """Make a wave."""
    mission = reach(request, Permission.PLAN_DEPLOYMENT, Mission, slug=slug)
    form = WaveForm(request.POST if request.method == "POST" else None, mission=mission)
    by = cast(User, request.user)
    if form.is_valid() and try_to(form, lambda: make_wave(mission=mission, by=by, **form.chosen())):
        return redirect("observation:waves", slug)
    return form_page(request, mission, form, title=_("New wave"), back="observation:waves")


@require_http_methods(["GET", "HEAD", "POST"])
def wave(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """Change a wave."""
    mission = reach(request, Permission.PLAN_DEPLOYMENT, Mission, slug=slug)
    found = get_object_or_404(mission.waves, pk=pk)
    names = {f"name_{language}": found.names.get(language, "") for language, _name in LANGUAGES}
    initial = {
        "code": found.code,
        "its_forms": found.forms.all(),
        "begins": found.begins,
        "ends": found.ends,
        **names,
    }
    sent = request.POST if request.method == "POST" else None
    form, by = WaveForm(sent, initial=initial, mission=mission), cast(User, request.user)
    if form.is_valid() and try_to(form, lambda: change_wave(wave=found, by=by, **form.chosen())):
        return redirect("observation:waves", slug)
    return form_page(request, mission, form, title=label(found.names, found.code), back="observation:waves")


@require_POST
def remove(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """Remove a wave for which nothing is expected."""
    mission = reach(request, Permission.PLAN_DEPLOYMENT, Mission, slug=slug)
    try:
        remove_wave(wave=get_object_or_404(mission.waves, pk=pk), by=cast(User, request.user))
    except Refused as refused:
        tell(request, refused)
    return redirect("observation:waves", slug)


@require_POST
def usual(request: HttpRequest, slug: str) -> HttpResponse:
    """Take over the usual waves."""
    mission = reach(request, Permission.PLAN_DEPLOYMENT, Mission, slug=slug)
    try:
        take_over_usual_waves(mission=mission, by=cast(User, request.user))
    except Refused as refused:
        tell(request, refused)
    return redirect("observation:waves", slug)


def form_page(
    request: HttpRequest, mission: Mission, form: forms.Form, *, title: str, back: str
) -> HttpResponse:
    """A page that holds one form."""
    address = reverse(back, args=[mission.slug])
    context = {"mission": mission, "form": form, "title": title, "button": _("Save"), "back": address}
    return render(request, "mission/form.html", context)
