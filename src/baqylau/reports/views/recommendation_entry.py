"""Recommendations entered, changed, tied, rated, followed up, published, taken in from a table."""

from __future__ import annotations

from collections.abc import Callable

from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST

from baqylau.accounts.access import reach
from baqylau.accounts.permissions import Permission
from baqylau.core.problem import Phrase, Problem, Refused
from baqylau.core.workbook import LARGEST_UNPACKED
from baqylau.mission.entry_form import EntryForm
from baqylau.mission.models import Mission
from baqylau.mission.views.pages import attempt, author, kept
from baqylau.reports.actions import recommendations as actions
from baqylau.reports.actions import recommendations_rating as rating
from baqylau.reports.actions.recommendations_import import import_recommendations
from baqylau.reports.models import Finding, Recommendation, RecommendingReport
from baqylau.reports.recommendation_forms import (
    AssessmentForm,
    FollowUpForm,
    ImportForm,
    RecommendationForm,
    ReportForm,
    initial_of,
)
from baqylau.reports.recommendation_queries import seen_by
from baqylau.reports.sources.recommendations import COLUMNS, read_recommendations
from baqylau.reports.views.findings import WAYS, rights, search_page
from baqylau.reports.views.recommendations import recommendation_of

ONE = "reports:recommendation"
LARGEST_FILE = min(LARGEST_UNPACKED, 20 * 2**20)


@require_http_methods(WAYS)
def new(request: HttpRequest, slug: str) -> HttpResponse:
    """Enter a recommendation; ``?finding=`` is one that it rests on."""
    mission = reach(request, Permission.KEEP_RECOMMENDATIONS, Mission, slug=slug)
    if not RecommendingReport.objects.filter(mission=mission).exists():
        messages.info(request, _("First say in which report the recommendations stand."))
        return redirect("reports:new_recommending_report", slug)
    ground = _ground(request, mission)
    initial: dict[str, object] = {"language": mission.authoritative_language}
    if ground:
        initial |= {"chapter": ground.chapter}
    sent = request.POST if request.method == "POST" else None
    form = RecommendationForm(sent, mission=mission, initial=initial)
    if form.is_valid():
        by, now = author(request), timezone.now()
        try:
            made = actions.add_recommendation(mission=mission, given=form.data_given(), by=by, now=now)
            if ground:
                actions.tie_finding(recommendation=made, finding=ground, mission=mission, by=by, now=now)
            return redirect(ONE, slug, made.code)
        except Refused as refused:
            form.take(refused.problems)
    context = {"title": _("Enter a recommendation"), "button": _("Enter it"), "form": form, "ground": ground}
    return _form_page(request, mission, context)


def _ground(request: HttpRequest, mission: Mission) -> Finding | None:
    number = request.GET.get("finding", "")
    if not (number.isascii() and number.isdigit() and len(number) < 10):
        return None
    return Finding.objects.filter(mission=mission, number=int(number), set_aside_at=None).first()


@require_http_methods(WAYS)
def edit(request: HttpRequest, slug: str, code: str) -> HttpResponse:
    """Change a recommendation of this mission."""
    mission = reach(request, Permission.KEEP_RECOMMENDATIONS, Mission, slug=slug)
    found = _own(mission, code)
    sent = request.POST if request.method == "POST" else None
    form = RecommendationForm(sent, mission=mission, initial=initial_of(found))
    if form.is_valid():
        try:
            actions.change_recommendation(
                recommendation=found,
                given=form.data_given(),
                version=form.cleaned_data["version"],
                mission=mission,
                by=author(request),
                now=timezone.now(),
            )
            return redirect(ONE, slug, code)
        except Refused as refused:
            form.take(refused.problems)
    context = {"title": _("Change the recommendation"), "button": _("Save"), "form": form, "one": found}
    return _form_page(request, mission, context)


def _own(mission: Mission, code: str) -> Recommendation:
    found = recommendation_of(mission, code)
    if found.mission_id != mission.pk:
        raise Http404
    return found


@require_http_methods(WAYS)
def new_report(request: HttpRequest, slug: str) -> HttpResponse:
    """Enter a report in which recommendations stand."""
    mission = reach(request, Permission.KEEP_RECOMMENDATIONS, Mission, slug=slug)
    sent = request.POST if request.method == "POST" else None
    form = ReportForm(sent, mission=mission, initial={"election": mission.election})
    if form.is_valid():
        try:
            actions.add_report(
                mission=mission, given=form.data_given(), by=author(request), now=timezone.now()
            )
            messages.success(request, _("The report is in the list now."))
            return redirect("reports:new_recommendation", slug)
        except Refused as refused:
            form.take(refused.problems)
    context = {"title": _("Enter a report with recommendations"), "button": _("Enter it"), "form": form}
    return _form_page(request, mission, context)


def _form_page(request: HttpRequest, mission: Mission, context: dict[str, object]) -> HttpResponse:
    status = 400 if getattr(context["form"], "errors", None) else 200
    context = {**rights(request, mission), **context}
    return render(request, "reports/recommendation_form.html", context, status=status)


@require_POST
def tie(request: HttpRequest, slug: str, code: str) -> HttpResponse:
    """Tie a recommendation to a finding or to an earlier recommendation, or take such a tie away."""
    mission = reach(request, Permission.KEEP_RECOMMENDATIONS, Mission, slug=slug)
    found, by, now = recommendation_of(mission, code), author(request), timezone.now()
    what, named = request.POST.get("what", ""), request.POST.get("to", "").strip()[:80]
    steps: dict[str, Callable[[], object]] = {
        "finding": lambda: actions.tie_finding(
            recommendation=found, finding=_finding(mission, named), mission=mission, by=by, now=now
        ),
        "no_finding": lambda: actions.untie_finding(
            recommendation=found, finding=_finding(mission, named), mission=mission, by=by, now=now
        ),
        "earlier": lambda: actions.follow_on(
            recommendation=found, earlier=_earlier(mission, named), mission=mission, by=by, now=now
        ),
        "no_earlier": lambda: actions.stop_following(
            succession=get_object_or_404(found.predecessors, earlier__code=named),
            mission=mission,
            by=by,
            now=now,
        ),
    }
    if what in steps:
        attempt(request, steps[what])
    else:
        messages.error(request, _("Nothing was chosen."))
    return redirect(ONE, slug, code)


def _finding(mission: Mission, number: str) -> Finding:
    is_number = number.isascii() and number.isdigit() and len(number) < 10
    found = Finding.objects.filter(mission=mission, number=int(number)).first() if is_number else None
    if found is None:
        says = Phrase("There is no such finding, or it was set aside.")
        raise Refused(Problem("Z.314", says, Phrase("Choose a finding of this mission."), "finding"))
    return found


def _earlier(mission: Mission, code: str) -> Recommendation:
    found = seen_by(mission).filter(code=code).first()
    if found is None:
        says = Phrase("There is no recommendation '{code}'.", code=code[:60])
        raise Refused(Problem("Z.313", says, Phrase("Choose a recommendation of an earlier report.")))
    return found


@require_http_methods(WAYS)
def assess(request: HttpRequest, slug: str, code: str) -> HttpResponse:
    """Rate what became of a recommendation."""
    mission = reach(request, Permission.KEEP_RECOMMENDATIONS, Mission, slug=slug)
    found = recommendation_of(mission, code)
    sent = request.POST if request.method == "POST" else None
    form = AssessmentForm(sent, initial={"assessed_on": timezone.now().date()})
    return _entered(
        request,
        mission,
        found,
        form,
        lambda: rating.assess(
            recommendation=found,
            mission=mission,
            given=form.data_given(),
            by=author(request),
            now=timezone.now(),
        ),
        _("Rate it"),
    )


@require_http_methods(WAYS)
def follow_up(request: HttpRequest, slug: str, code: str) -> HttpResponse:
    """Enter a visit, or a step that somebody took."""
    mission = reach(request, Permission.KEEP_RECOMMENDATIONS, Mission, slug=slug)
    found = recommendation_of(mission, code)
    form = FollowUpForm(request.POST if request.method == "POST" else None)
    return _entered(
        request,
        mission,
        found,
        form,
        lambda: rating.add_follow_up(
            recommendation=found,
            mission=mission,
            given=form.data_given(),
            by=author(request),
            now=timezone.now(),
        ),
        _("Enter a follow-up"),
    )


def _entered(
    request: HttpRequest,
    mission: Mission,
    found: Recommendation,
    form: EntryForm,
    step: Callable[[], object],
    title: str,
) -> HttpResponse:
    """Carry the step out where the form is complete; else the form again with what is wrong."""
    if form.is_valid():
        try:
            step()
            return redirect(ONE, mission.slug, found.code)
        except Refused as refused:
            form.take(refused.problems)
    context = {"title": title, "button": _("Save"), "form": form, "one": found}
    return _form_page(request, mission, context)


@require_http_methods(WAYS)
def assessment_evidence(request: HttpRequest, slug: str, code: str) -> HttpResponse:
    """Search the registers of all rooms, and let the mission's current rating rest on what is found."""
    mission = reach(request, Permission.KEEP_RECOMMENDATIONS, Mission, slug=slug)
    found = recommendation_of(mission, code)
    current = get_object_or_404(found.assessments, mission=mission, is_current=True)
    if request.method == "POST":
        kind, key = request.POST.get("kind", "")[:20], request.POST.get("key", "")[:200]
        attempt(
            request,
            lambda: rating.add_assessment_evidence(
                assessment=current, kind=kind, key=key, by=author(request), now=timezone.now()
            ),
            _("The rating rests on it now."),
        )
        return redirect(f"{request.path}?{kept(request)}")
    there = set(current.evidence.values_list("kind", "key"))
    context = {**rights(request, mission), "recommendation": found, **search_page(request, mission, there)}
    return render(request, "reports/finding_evidence.html", context)


@require_POST
def publish(request: HttpRequest, slug: str, code: str) -> HttpResponse:
    """Make a recommendation public with the mission's rating and follow-ups."""
    mission = reach(request, Permission.APPROVE_REPORTS, Mission, slug=slug)
    found = recommendation_of(mission, code)
    attempt(
        request,
        lambda: rating.publish_recommendation(
            recommendation=found, mission=mission, by=author(request), now=timezone.now()
        ),
        _("It is public now."),
    )
    return redirect(ONE, slug, code)


@require_POST
def publish_all(request: HttpRequest, slug: str) -> HttpResponse:
    """Make public all that the mission has entered and not published."""
    mission = reach(request, Permission.APPROVE_REPORTS, Mission, slug=slug)
    count = rating.publish_all(mission=mission, by=author(request), now=timezone.now())
    says = ngettext(
        "%(count)s recommendation is public now, with what was added to it.",
        "%(count)s recommendations are public now, with what was added to them.",
        count,
    )
    messages.success(request, says % {"count": count})
    return redirect("reports:recommendations", slug)


@require_http_methods(WAYS)
def take_in(request: HttpRequest, slug: str) -> HttpResponse:
    """Take in a table of recommendations: every row, or none, with all that is wrong."""
    mission = reach(request, Permission.KEEP_RECOMMENDATIONS, Mission, slug=slug)
    form = ImportForm(*((request.POST, request.FILES) if request.method == "POST" else ()))
    problems: tuple[Problem, ...] = ()
    if form.is_valid():
        file = form.cleaned_data["file"]
        try:
            if file.size > min(LARGEST_FILE, settings.LARGEST_UPLOAD):
                says = Phrase("The file is larger than {size} MB.", size=LARGEST_FILE // 2**20)
                raise Refused(Problem("Z.350", says, Phrase("Give several tables.")))
            rows = read_recommendations(file.read(), file.name[:100])
            told = import_recommendations(mission=mission, rows=rows, by=author(request), now=timezone.now())
            says_done = _("Added: %(added)s. Changed: %(changed)s. As before: %(same)s. Rated: %(rated)s.")
            numbers = {"added": told.added, "changed": told.changed, "same": told.unchanged}
            messages.success(request, says_done % {**numbers, "rated": told.rated})
            return redirect("reports:recommendations", slug)
        except Refused as refused:
            problems = refused.problems
    context = {**rights(request, mission), "form": form, "problems": problems, "columns": COLUMNS}
    status = 400 if form.errors or problems else 200
    return render(request, "reports/recommendation_import.html", context, status=status)
