"""The deployment of a mission: the overview, the duty list, drawing stations, balancing teams."""

from __future__ import annotations

import json
import secrets
from collections.abc import Iterator, Sequence
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST, require_safe

from baqylau.accounts.access import reach
from baqylau.accounts.permissions import Permission
from baqylau.core.problem import Problem, Refused
from baqylau.mission.actions.draw import TAKEN_OVER, Drawn, preview, take_over
from baqylau.mission.actions.pairs import make_teams
from baqylau.mission.balance import balance_of
from baqylau.mission.deployment import overview
from baqylau.mission.deployment_forms import DrawForm, TakeOverForm, WeightsForm
from baqylau.mission.drawing import frame_of, region_names
from baqylau.mission.methods.balance import Weights
from baqylau.mission.methods.draw import in_order, lot, stratum_of
from baqylau.mission.models import Mission
from baqylau.mission.stages import STAGES
from baqylau.mission.tables import csv_file
from baqylau.mission.views.pages import author
from baqylau.trail.models import Entry


@require_safe
def deployment(request: HttpRequest, slug: str) -> HttpResponse:
    """Region by region what there is and what is planned, and each team with its route."""
    mission = reach(request, Permission.SEE_RECORDS, Mission, slug=slug)
    return render(request, "mission/deployment.html", {"mission": mission, "overview": overview(mission)})


@require_safe
def duty(request: HttpRequest, slug: str) -> HttpResponse:
    """The duty list, to print: each team, who it is, how to call them, where they begin and end."""
    mission = reach(request, Permission.SEE_RECORDS, Mission, slug=slug)
    return render(
        request, "mission/deployment_duty.html", {"mission": mission, "overview": overview(mission)}
    )


# ------------------------------------------------------------------ drawing


@require_safe
def draw(request: HttpRequest, slug: str) -> HttpResponse:
    """Choose what to draw, and look at what it gives."""
    mission = reach(request, Permission.PLAN_DEPLOYMENT, Mission, slug=slug)
    asked = "size" in request.GET
    form = DrawForm(request.GET if asked else None, initial={"seed": secrets.token_hex(8), "minimum": 1})
    drawn, problems = _previewed(mission, form) if asked and form.is_valid() else (None, ())
    return _draw_page(request, mission, form, drawn, problems)


def _draw_page(
    request: HttpRequest,
    mission: Mission,
    form: DrawForm,
    drawn: Drawn | None,
    problems: Sequence[Problem],
) -> HttpResponse:
    names = region_names(mission)
    context = {
        "mission": mission,
        "form": form,
        "drawn": drawn,
        "problems": problems,
        "strata": [(names.get(one.key[0], ""), one.key[1], one) for one in drawn.draw.strata]
        if drawn
        else [],
        "frame_size": mission.election.stations.count(),
        "stages": STAGES.items(),
        "earlier": _earlier(mission),
    }
    status = 400 if problems or form.errors else 200
    return render(request, "mission/deployment_draw.html", context, status=status)


def _previewed(mission: Mission, form: DrawForm) -> tuple[Drawn | None, Sequence[Problem]]:
    try:
        return preview(mission=mission, sampling=form.sampling, design=form.design), ()
    except Refused as refused:
        return None, refused.problems


def _earlier(mission: Mission) -> list[dict[str, Any]]:
    """The draws that were taken over, as the trail has them, the newest first."""
    about = {"action": TAKEN_OVER, "object_type": mission._meta.label_lower, "object_id": str(mission.pk)}
    entries = Entry.objects.filter(**about).order_by("-pk")[:20]
    return [{"at": entry.written_at, **json.loads(bytes(entry.body))["change"]} for entry in entries]


@require_POST
def take_over_draw(request: HttpRequest, slug: str) -> HttpResponse:
    """Put the drawn stations on the teams' routes."""
    mission = reach(request, Permission.PLAN_DEPLOYMENT, Mission, slug=slug)
    form = TakeOverForm(request.POST)
    if not form.is_valid():
        return _draw_page(request, mission, form, None, ())
    given = {"frame_sha256": form.cleaned_data["frame_sha256"], "stage": form.cleaned_data["stage"]}
    try:
        drawn = take_over(
            mission=mission, sampling=form.sampling, design=form.design, by=author(request), **given
        )
    except Refused as refused:
        return _draw_page(request, mission, form, None, refused.problems)
    number = len(drawn.draw.codes) - len(drawn.shared.left_over)
    says = ngettext("%(count)s station was put on a route.", "%(count)s stations were put on routes.", number)
    messages.success(request, says % {"count": number})
    return redirect("mission:deployment", slug)


@require_safe
def draw_csv(request: HttpRequest, slug: str) -> StreamingHttpResponse | HttpResponse:
    """The whole list with each station's lot, so that anybody can repeat the draw."""
    mission = reach(request, Permission.PLAN_DEPLOYMENT, Mission, slug=slug)
    form = DrawForm(request.GET)
    drawn, problems = _previewed(mission, form) if form.is_valid() else (None, ())
    if drawn is None:
        return _draw_page(request, mission, form, None, problems)
    return csv_file(_lots(mission, form, drawn), f"{slug}-draw.csv")


def _lots(mission: Mission, form: DrawForm, drawn: Drawn) -> Iterator[Sequence[object]]:
    codes = set(drawn.draw.codes)
    team_of = {code: team for team, stations in drawn.shared.by_team.items() for code in stations}
    yield ("code", "region", "settlement", "voters", "stratum", "lot", "drawn", "team")
    for one in in_order(frame_of(mission, form.sampling)):
        stratum = "/".join(stratum_of(one, form.design.strata))
        is_drawn = "yes" if one.code in codes else "no"
        row = (one.code, one.region, one.settlement, one.voters, stratum)
        yield (*row, lot(form.design.seed, one.code), is_drawn, team_of.get(one.code, ""))


# ------------------------------------------------------------------ balance


@require_safe
def balance(request: HttpRequest, slug: str) -> HttpResponse:
    """How teams are balanced, and pairs proposed for who has no team."""
    mission = reach(request, Permission.PLAN_DEPLOYMENT, Mission, slug=slug)
    form = WeightsForm(request.GET if "two_sexes" in request.GET else None)
    weights = form.weights if form.is_bound and form.is_valid() else Weights()
    context = {"mission": mission, "form": form, "balance": balance_of(mission, weights)}
    return render(request, "mission/deployment_balance.html", context)


@require_POST
def make_pairs(request: HttpRequest, slug: str) -> HttpResponse:
    """Make a team of one proposed pair, or of all that were shown."""
    mission = reach(request, Permission.PLAN_DEPLOYMENT, Mission, slug=slug)
    chosen = [request.POST["one"]] if "one" in request.POST else request.POST.getlist("pair")
    prefix = request.POST.get("prefix", "").strip()[:10] or "T"
    try:
        made = make_teams(mission=mission, pairs=_keys(chosen), prefix=prefix, by=author(request))
    except Refused as refused:
        for problem in refused.problems:
            messages.error(request, str(problem.translated(_)))
    else:
        codes = ", ".join(team.code for team in made)
        says = ngettext("Team %(codes)s was made.", "Teams %(codes)s were made.", len(made))
        messages.success(request, says % {"codes": codes})
    return redirect("mission:balance", slug)


def _keys(chosen: Sequence[str]) -> list[list[int]]:
    """``12-34`` as two keys; what is none becomes a pair that nobody is."""
    return [[int(key) if key.isdigit() and len(key) < 10 else 0 for key in one.split("-")] for one in chosen]
