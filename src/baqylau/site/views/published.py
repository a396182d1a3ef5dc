"""The register of published figures of a mission."""

from __future__ import annotations

from typing import cast

from django.contrib import messages
from django.core.paginator import Paginator
from django.db import transaction
from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from baqylau.accounts.access import reach
from baqylau.accounts.models import User
from baqylau.accounts.permissions import Permission
from baqylau.core.problem import Phrase, Problem, Refused
from baqylau.election.actions.figures import (
    change_figure,
    confirm_figure,
    enter_figure,
    withdraw_figure,
)
from baqylau.election.methods.pick_figures import Picked, pick
from baqylau.election.models import PublishedFigure
from baqylau.election.register import figures_seen_by
from baqylau.mission.models import Mission
from baqylau.mission.tables import csv_file, workbook
from baqylau.site.pages.entry_history import history_of
from baqylau.site.pages.figure_forms import (
    ChangeFigureForm,
    FigureForm,
    PasteForm,
    PickedForm,
    picked_forms,
)
from baqylau.site.pages.published_figures import (
    CHECKS,
    STATES,
    RegisterPage,
    Selection,
    figures_table,
    filters_of,
    shown,
    why_not_to_confirm,
)

ON_A_PAGE = 100
MOST_PICKED = 200
"""So many numbers of one text are proposed."""


def _may_keep(request: HttpRequest, mission: Mission) -> bool:
    return cast(User, request.user).has_perm(Permission.KEEP_PUBLISHED_FIGURES, mission)


@require_safe
def figures(request: HttpRequest, slug: str) -> HttpResponse:
    """The register with its filters; what does not agree is marked."""
    mission = reach(request, Permission.SEE_MISSION, Mission, slug=slug)
    register, selection = RegisterPage.of(mission), Selection.read(request.GET)
    rows = register.rows(selection)
    context = {
        "mission": mission,
        "page": Paginator(rows, ON_A_PAGE).get_page(request.GET.get("page")),
        "all": len(register.figures),
        "open": len(register.conflicts(state="open")),
        "explained": len(register.conflicts(state="explained")),
        "selection": selection,
        "kept": request.GET.urlencode(),
        "may_keep": _may_keep(request, mission),
        **filters_of(register),
    }
    return render(request, "site/published_figures.html", context)


@require_safe
def figures_csv(request: HttpRequest, slug: str) -> StreamingHttpResponse:
    """Exactly what is filtered, as CSV."""
    mission = reach(request, Permission.SEE_MISSION, Mission, slug=slug)
    rows = RegisterPage.of(mission).rows(Selection.read(request.GET))
    return csv_file(figures_table(rows), f"{slug}-published-figures.csv")


@require_safe
def figures_xlsx(request: HttpRequest, slug: str) -> HttpResponse:
    """The same as a workbook."""
    mission = reach(request, Permission.SEE_MISSION, Mission, slug=slug)
    rows = RegisterPage.of(mission).rows(Selection.read(request.GET))
    return workbook(figures_table(rows), f"{slug}-published-figures.xlsx")


@require_safe
def conflicts(request: HttpRequest, slug: str) -> HttpResponse:
    """What does not agree, with the sentence from each source."""
    mission = reach(request, Permission.SEE_MISSION, Mission, slug=slug)
    register = RegisterPage.of(mission)
    code, state = request.GET.get("check", "")[:10], request.GET.get("state", "")[:20]
    there = {one.conflict.code for one in register.found}
    context = {
        "mission": mission,
        "shown": shown(register.conflicts(code, state), mission),
        "all": len(register.found),
        "checks": [(one, words) for one, words in CHECKS.items() if one in there],
        "states": [(one, STATES[one]) for one in ("open", "explained")],
        "check": code,
        "state": state,
        "may_keep": _may_keep(request, mission),
    }
    return render(request, "site/figure_conflicts.html", context)


@require_safe
def figure(request: HttpRequest, slug: str, number: int) -> HttpResponse:
    """One entry: what it says, what does not agree with it, how it stood before."""
    mission = reach(request, Permission.SEE_MISSION, Mission, slug=slug)
    found = get_object_or_404(figures_seen_by(mission), mission=mission, number=number)
    return _one(request, mission, found)


@require_safe
def pack_figure(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """One figure of the election's pack."""
    mission = reach(request, Permission.SEE_MISSION, Mission, slug=slug)
    return _one(request, mission, get_object_or_404(figures_seen_by(mission), mission=None, pk=pk))


def _one(
    request: HttpRequest, mission: Mission, one: PublishedFigure, problems: tuple[Problem, ...] = ()
) -> HttpResponse:
    register = RegisterPage.of(mission)
    row = next(row for row in register.rows(Selection()) if row.figure.pk == one.pk)
    own = one.mission_id is not None
    labels = {name: field.label for name, field in FigureForm(election=mission.election).fields.items()}
    context = {
        "mission": mission,
        "row": row,
        "figure": one,
        "shown": shown(row.found, mission),
        "may_keep": own and _may_keep(request, mission),
        "not_to_confirm": why_not_to_confirm(one, cast(User, request.user)) if own else "",
        "history": history_of(one, one.versions.select_related("by"), labels) if own else None,
        "problems": problems,
    }
    return render(request, "site/published_figure.html", context, status=400 if problems else 200)


@require_http_methods(["GET", "HEAD", "POST"])
def new(request: HttpRequest, slug: str) -> HttpResponse:
    """Enter a figure by hand."""
    mission = reach(request, Permission.KEEP_PUBLISHED_FIGURES, Mission, slug=slug)
    form = FigureForm(request.POST or None, election=mission.election)
    if form.is_valid():
        try:
            by = cast(User, request.user)
            made = enter_figure(mission=mission, given=form.given(), by=by, now=timezone.now())
            return redirect("site:published_figure", slug, made.number)
        except Refused as refused:
            form.tell(refused.problems)
    context = {"mission": mission, "form": form, "title": _("Enter a figure")}
    return render(request, "site/enter_figure.html", context, status=400 if form.errors else 200)


@require_http_methods(["GET", "HEAD", "POST"])
def change(request: HttpRequest, slug: str, number: int) -> HttpResponse:
    """Change an entry, with a reason."""
    mission = reach(request, Permission.KEEP_PUBLISHED_FIGURES, Mission, slug=slug)
    one = get_object_or_404(figures_seen_by(mission), mission=mission, number=number)
    initial = ChangeFigureForm.initial_of(one)
    form = ChangeFigureForm(request.POST or None, election=mission.election, initial=initial)
    if form.is_valid():
        try:
            by, reason = cast(User, request.user), form.cleaned_data["reason"]
            change_figure(figure=one, given=form.given(), reason=reason, by=by, now=timezone.now())
            return redirect("site:published_figure", slug, number)
        except Refused as refused:
            form.tell(refused.problems)
    title = _("Change figure %(number)s") % {"number": number}
    context = {"mission": mission, "form": form, "title": title, "figure": one}
    return render(request, "site/enter_figure.html", context, status=400 if form.errors else 200)


@require_POST
def confirm(request: HttpRequest, slug: str, number: int) -> HttpResponse:
    """A second person found the figure in its source."""
    mission = reach(request, Permission.KEEP_PUBLISHED_FIGURES, Mission, slug=slug)
    one = get_object_or_404(figures_seen_by(mission), mission=mission, number=number)
    try:
        confirm_figure(figure=one, by=cast(User, request.user), now=timezone.now())
    except Refused as refused:
        return _one(request, mission, one, refused.problems)
    return redirect("site:published_figure", slug, number)


@require_POST
def withdraw(request: HttpRequest, slug: str, number: int) -> HttpResponse:
    """Take an entry back."""
    mission = reach(request, Permission.KEEP_PUBLISHED_FIGURES, Mission, slug=slug)
    one = get_object_or_404(figures_seen_by(mission), mission=mission, number=number)
    reason = request.POST.get("reason", "")[:2000]
    try:
        withdraw_figure(figure=one, reason=reason, by=cast(User, request.user), now=timezone.now())
    except Refused as refused:
        return _one(request, mission, one, refused.problems)
    return redirect("site:published_figure", slug, number)


# ------------------------------------------------------------------ picked from a text


@require_http_methods(["GET", "HEAD", "POST"])
def paste(request: HttpRequest, slug: str) -> HttpResponse:
    """Paste a text, look through its numbers, register those that are ticked. The text is not kept."""
    mission = reach(request, Permission.KEEP_PUBLISHED_FIGURES, Mission, slug=slug)
    form = PasteForm(request.POST or None)
    registers = "register" in request.POST
    found: list[Picked] = pick(form.cleaned_data["text"])[:MOST_PICKED] if form.is_valid() else []
    proposed = picked_forms(found, mission.election, request.POST if registers else None)
    problems: tuple[Problem, ...] = ()
    wrong = [one for one in proposed if registers and not one.is_valid()]
    if registers and form.is_valid() and not wrong:
        taken = [one for one in proposed if one.is_taken]
        try:
            count = _register(mission, form, taken, cast(User, request.user))
        except Refused as refused:
            problems = refused.problems
        else:
            says = ngettext("%(count)s figure was registered.", "%(count)s figures were registered.", count)
            messages.success(request, says % {"count": count})
            return redirect("site:published_figures", slug)
    context = {
        "mission": mission,
        "form": form,
        "proposed": proposed,
        "left_out": [one for one in found if not one.value],
        "looked_at": form.is_valid(),
        "problems": problems,
    }
    return render(request, "site/paste_figures.html", context)


@transaction.atomic
def _register(mission: Mission, form: PasteForm, taken: list[PickedForm], by: User) -> int:
    """All that are ticked, or none."""
    if not taken:
        says = Phrase("No number is ticked.")
        raise Refused(Problem("N.210", says, Phrase("Tick those that count something, and say what.")))
    problems: list[Problem] = []
    for one in taken:
        try:
            given = {**one.given(), **form.telling()}
            enter_figure(mission=mission, given=given, by=by, now=timezone.now())
        except Refused as refused:
            problems += [
                Problem(found.code, found.says, found.remedy, one.picked.as_printed)
                for found in refused.problems
            ]
    if problems:
        raise Refused(problems)
    return len(taken)
