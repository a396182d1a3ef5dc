"""Samples of a mission: the list, drawing one, and how one stands."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, JsonResponse, StreamingHttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from baqylau.accounts.access import reach
from baqylau.accounts.permissions import Permission
from baqylau.core.problem import Phrase, Problem, Refused
from baqylau.mission.models import Mission
from baqylau.mission.tables import csv_file
from baqylau.mission.views.pages import author
from baqylau.results.actions.samples import allow_replacements, draw_sample, replace_station
from baqylau.results.methods.collapse import Impossible
from baqylau.results.models import Audit, Sample
from baqylau.results.sample_forms import DesignForm, DrawForm, contest_of
from baqylau.results.sample_page import (
    Numbers,
    estimates_as_json,
    look_at,
    numbers_of,
    size_needed,
    source_of,
    why_nothing_leaves,
)
from baqylau.results.standing import WHY_NOTHING, said_of, standing_of


@require_safe
def samples(request: HttpRequest, slug: str) -> HttpResponse:
    """The samples and audits of a mission."""
    mission = reach(request, Permission.SEE_RESULTS, Mission, slug=slug)
    context = {
        "mission": mission,
        "samples": Sample.objects.filter(mission=mission).select_related("contest"),
        "audits": Audit.objects.filter(mission=mission).select_related("contest"),
        "may_manage": request.user.has_perm(Permission.MANAGE_SAMPLES, mission),
    }
    return render(request, "results/samples.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def new_sample(request: HttpRequest, slug: str) -> HttpResponse:
    """Choose a design and look at its numbers; then the dice draw, once."""
    mission = reach(request, Permission.MANAGE_SAMPLES, Mission, slug=slug)
    if request.method == "POST":
        return _draw(request, mission)
    asked = "size" in request.GET
    form = DesignForm(mission, request.GET if asked else None)
    if not asked or not form.is_valid():
        return _design_page(request, mission, form, None, ())
    return _look(request, mission, form)


def _look(request: HttpRequest, mission: Mission, form: DesignForm) -> HttpResponse:
    try:
        numbers = numbers_of(mission, contest_of(mission, form.cleaned_data["contest"]), form.design)
    except Refused as refused:
        return _design_page(request, mission, form, None, refused.problems)
    return _design_page(request, mission, form, numbers, ())


def _draw(request: HttpRequest, mission: Mission) -> HttpResponse:
    form = DrawForm(mission, request.POST)
    looked_at = DesignForm(mission, request.POST)
    if not form.is_valid():
        return _design_page(request, mission, looked_at, None, ())
    given = form.cleaned_data
    contest = contest_of(mission, given["contest"])
    try:
        sample = draw_sample(
            mission=mission,
            contest=contest,
            name=given["name"],
            design=form.design,
            seed=given["seed"],
            frame_seen=given["frame_sha256"],
            by=author(request),
            now=timezone.now(),
        )
    except Refused as refused:
        looked_at.is_valid()
        return _design_page(request, mission, looked_at, _numbers(mission, looked_at), refused.problems)
    messages.success(request, _("The sample was drawn."))
    return redirect("results:sample", mission.slug, sample.number)


def _numbers(mission: Mission, form: DesignForm) -> Numbers | None:
    try:
        return numbers_of(mission, contest_of(mission, form.cleaned_data["contest"]), form.design)
    except Refused:
        return None


def _design_page(
    request: HttpRequest,
    mission: Mission,
    form: DesignForm,
    numbers: Numbers | None,
    problems: Sequence[Problem],
) -> HttpResponse:
    context = {
        "mission": mission,
        "form": form,
        "numbers": numbers,
        "problems": problems,
        "needed": size_needed(mission, form),
        "sent": request.POST,
    }
    status = 400 if problems or form.errors else 200
    return render(request, "results/sample_new.html", context, status=status)


@require_safe
def sample(request: HttpRequest, slug: str, number: int) -> HttpResponse:
    """One sample: how it was drawn, what has come in, and, for few, what it says of the result."""
    mission = reach(request, Permission.SEE_RESULTS, Mission, slug=slug)
    return _sample_page(request, mission, number, ())


def _sample_page(
    request: HttpRequest, mission: Mission, number: int, problems: Sequence[Problem]
) -> HttpResponse:
    one = get_object_or_404(
        Sample.objects.select_related("contest", "mission"), mission=mission, number=number
    )
    may_estimate = request.user.has_perm(Permission.SEE_ESTIMATES, mission) and mission.allows.quick_count
    context = {
        "mission": mission,
        "sample": one,
        "page": look_at(one, request.GET.get("source", ""), may_estimate, timezone.now()),
        "may_estimate": may_estimate,
        "may_manage": request.user.has_perm(Permission.MANAGE_SAMPLES, mission),
        "problems": problems,
    }
    return render(request, "results/sample.html", context, status=400 if problems else 200)


@require_safe
def sample_csv(request: HttpRequest, slug: str, number: int) -> StreamingHttpResponse:
    """The drawn stations with their tickets."""
    mission = reach(request, Permission.SEE_RESULTS, Mission, slug=slug)
    one = get_object_or_404(Sample, mission=mission, number=number)
    return csv_file(_drawn(one), f"{slug}-sample-{number}.csv")


def _drawn(sample: Sample) -> Iterator[Sequence[object]]:
    yield ("stratum", "stratum_stations", "station", "place", "ticket", "replaces")
    for one in sample.stations.select_related("stratum", "station", "replaces__station"):
        replaces = one.replaces.station.code if one.replaces else ""
        stratum = one.stratum
        yield (stratum.code, stratum.stations, one.station.code, one.place, one.ticket, replaces)


@require_safe
def sample_estimates(request: HttpRequest, slug: str, number: int) -> HttpResponse:
    """The estimates as a file; not while polls may not be published."""
    mission = reach(request, Permission.SEE_ESTIMATES, Mission, slug=slug)
    one = get_object_or_404(
        Sample.objects.select_related("contest", "mission"), mission=mission, number=number
    )
    refusal = why_nothing_leaves(mission, timezone.now())
    if refusal is None:
        try:
            standing = standing_of(one, source_of(one, request.GET.get("source", "")))
            answer = estimates_as_json(said_of(standing), standing)
            return JsonResponse(answer, json_dumps_params={"ensure_ascii": False, "indent": 2})
        except Impossible as impossible:
            messages.error(request, WHY_NOTHING[str(impossible)].translated(_))
    else:
        messages.error(request, str(refusal.translated(_)))
    return redirect("results:sample", slug, number)


# ------------------------------------------------------------------ replacements


@require_POST
def allow(request: HttpRequest, slug: str, number: int) -> HttpResponse:
    """Decide that stations of a sample may be replaced."""
    mission = reach(request, Permission.MANAGE_SAMPLES, Mission, slug=slug)
    one = get_object_or_404(Sample, mission=mission, number=number)
    try:
        allow_replacements(sample=one, reason=request.POST.get("reason", ""), by=author(request))
    except Refused as refused:
        return _sample_page(request, mission, number, refused.problems)
    messages.success(request, _("Stations of this sample may be replaced now; each with its reason."))
    return redirect("results:sample", slug, number)


@require_POST
def replace(request: HttpRequest, slug: str, number: int) -> HttpResponse:
    """Take in the next ticket for a station that cannot be reached."""
    mission = reach(request, Permission.MANAGE_SAMPLES, Mission, slug=slug)
    one = get_object_or_404(Sample, mission=mission, number=number)
    code = request.POST.get("station", "").strip()
    sampled = one.stations.filter(station__code=code[:60].replace("\0", "")).select_related("station").first()
    reason = request.POST.get("reason", "")
    try:
        if sampled is None:
            missing = Phrase("The station is not in the sample.")
            raise Refused(Problem("Q.206", missing, Phrase("Look at the list again.")))
        made = replace_station(sampled=sampled, reason=reason, by=author(request), now=timezone.now())
    except Refused as refused:
        return _sample_page(request, mission, number, refused.problems)
    says = _("Station %(new)s came in for %(old)s.") % {"new": made.station.code, "old": code}
    messages.success(request, says)
    return redirect("results:sample", slug, number)
