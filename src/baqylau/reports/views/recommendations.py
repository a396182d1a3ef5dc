"""The register of recommendations of a mission: the list, its downloads, numbers, one recommendation."""

from __future__ import annotations

from typing import Any

from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.views.decorators.http import require_safe

from baqylau.accounts.access import reach
from baqylau.accounts.models import User
from baqylau.accounts.permissions import Permission
from baqylau.mission.models import Mission
from baqylau.mission.tables import table_file
from baqylau.mission.views.pages import author, kept
from baqylau.reports import evidence as registry
from baqylau.reports.basis import bases_shown
from baqylau.reports.models import Finding, Recommendation
from baqylau.reports.recommendation_charts import chart_of, in_words
from baqylau.reports.recommendation_forms import AssessmentForm, FollowUpForm
from baqylau.reports.recommendation_queries import (
    RecommendationSelection,
    assessments_seen_by,
    current_rating,
    seen_by,
)
from baqylau.reports.recommendation_tables import (
    assessments_table,
    counted_by_chapter,
    counted_by_report,
    published_counts,
    recommendation_filters,
    recommendations_table,
)
from baqylau.reports.register_history import history
from baqylau.reports.views.findings import rights

ON_A_PAGE = 100


def asked_for(request: HttpRequest, mission: Mission) -> QuerySet[Any]:
    """The recommendations that the address selects, with the rating that stands."""
    selection = RecommendationSelection.of(request.GET.dict())
    return selection.among(current_rating(seen_by(mission), mission), mission)


def recommendation_of(mission: Mission, code: str) -> Recommendation:
    """The recommendation that an address names, where the mission may see it."""
    found: Recommendation = get_object_or_404(current_rating(seen_by(mission), mission), code=code)
    return found


@require_safe
def recommendations(request: HttpRequest, slug: str) -> HttpResponse:
    """Recommendations of every country and year that are public, and the mission's own."""
    mission = reach(request, Permission.SEE_FINDINGS, Mission, slug=slug)
    seen = seen_by(mission)
    found = asked_for(request, mission)
    context = {
        **rights(request, mission),
        "page": Paginator(found, ON_A_PAGE).get_page(request.GET.get("page")),
        "all": seen.count(),
        "unpublished": seen.filter(published_at=None).count(),
        "selection": RecommendationSelection.of(request.GET.dict()),
        "kept": kept(request),
        **recommendation_filters(seen),
    }
    return render(request, "reports/recommendations.html", context)


@require_safe
def download(request: HttpRequest, slug: str, kind: str) -> HttpResponseBase:
    """The recommendations that the address selects, as a table that can be read again."""
    mission = reach(request, Permission.SEE_FINDINGS, Mission, slug=slug)
    rows = recommendations_table(asked_for(request, mission), mission)
    return table_file(rows, f"{slug}-recommendations", kind)


@require_safe
def download_ratings(request: HttpRequest, slug: str) -> HttpResponseBase:
    """Every rating of the recommendations that the address selects, the earlier ones too."""
    mission = reach(request, Permission.SEE_FINDINGS, Mission, slug=slug)
    rows = assessments_table(asked_for(request, mission), mission)
    return table_file(rows, f"{slug}-ratings", "csv")


@require_safe
def figures(request: HttpRequest, slug: str) -> HttpResponse:
    """What became of the recommendations that the address selects, by report and by chapter."""
    mission = reach(request, Permission.SEE_FINDINGS, Mission, slug=slug)
    country = mission.election.country
    parameters = {"country": country, **request.GET.dict()}
    selection = RecommendationSelection.of(parameters)
    found = list(selection.among(current_rating(seen_by(mission), mission), mission))
    context = {
        **rights(request, mission),
        "selection": selection,
        **figures_page(found, selection.country or country),
        **recommendation_filters(seen_by(mission)),
    }
    return render(request, "reports/recommendation_figures.html", context)


def figures_page(found: list[Any], country: str) -> dict[str, object]:
    """The tables and the chart of some recommendations, and what others published."""
    by_report = counted_by_report(found)
    return {
        "count": len(found),
        "by_report": by_report,
        "by_chapter": counted_by_chapter(found),
        "chart": chart_of(by_report[-1].line) if found else "",
        "chart_words": in_words(by_report[-1].line),
        "published": published_counts(country),
        "asked_country": country,
    }


@require_safe
def recommendation(request: HttpRequest, slug: str, code: str) -> HttpResponse:
    """One recommendation: what it rests on, what became of it, its history."""
    mission = reach(request, Permission.SEE_FINDINGS, Mission, slug=slug)
    found = recommendation_of(mission, code)
    context = {**rights(request, mission), **page_of(found, mission, author(request))}
    return render(request, "reports/recommendation.html", context)


def page_of(found: Recommendation, mission: Mission, user: User) -> dict[str, object]:
    """What the page of one recommendation shows."""
    is_own = found.mission_id == mission.pk
    told = found.changes.select_related("by")
    candidates = Finding.objects.filter(mission=mission, set_aside_at=None).order_by("number")
    return {
        "one": found,
        "is_own": is_own,
        "is_of_country": found.report.country == mission.election.country,
        **tied_of(found, mission),
        "findings": found.findings.filter(mission=mission).order_by("number"),
        "to_tie": candidates.exclude(recommendations=found)[:500] if is_own else [],
        "ratings": _ratings(found, mission, user),
        "follow_ups": found.follow_ups.filter(mission=mission)
        | found.follow_ups.filter(published_at__isnull=False),
        "has_news": _has_news(found, mission),
        "assessment_form": AssessmentForm(initial={"assessed_on": timezone.now().date()}),
        "follow_up_form": FollowUpForm(),
        # What other missions did with it is theirs.
        "history": history(told.filter(mission=mission), mission, user),
    }


def tied_of(found: Recommendation, mission: Mission | None) -> dict[str, object]:
    """What a recommendation rests on, and what goes before and after it, as somebody may see it."""
    seen = seen_by(mission)
    return {
        "bases": bases_shown(found.bases.all(), found.report.election or _latest_election(found)),
        "predecessors": found.predecessors.filter(earlier__in=seen).select_related("earlier__report"),
        "successors": found.successors.filter(later__in=seen).select_related("later__report"),
    }


def _latest_election(found: Recommendation) -> Any:
    """The latest election of the country whose law is here: articles are shown as it has them."""
    from baqylau.disputes.models import ElectionLaw

    kept_law = ElectionLaw.objects.filter(election__country=found.report.country)
    newest = kept_law.select_related("election").order_by("-election__day").first()
    return newest.election if newest else None


def _ratings(found: Recommendation, mission: Mission, user: User) -> list[dict[str, object]]:
    """Every rating that the mission may see, the newest first, with the evidence this person may see."""
    told = assessments_seen_by(mission).filter(recommendation=found).select_related("mission", "by")
    return [
        {
            "one": one,
            "is_own": one.mission_id == mission.pk,
            "evidence": registry.shown(user, mission, one.evidence.all())
            if one.mission_id == mission.pk
            else [],
        }
        for one in told.order_by("-assessed_on", "-pk")
    ]


def _has_news(found: Recommendation, mission: Mission) -> bool:
    """Whether there is something of the mission here that is not public yet."""
    return (
        found.published_at is None
        or found.assessments.filter(mission=mission, is_current=True, published_at=None).exists()
        or found.follow_ups.filter(mission=mission, published_at=None).exists()
    )
