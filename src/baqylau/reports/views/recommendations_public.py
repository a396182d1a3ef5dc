"""What is public of recommendations: for everybody, without signing in."""

from __future__ import annotations

from typing import Any

from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from baqylau.accounts.access import anyone
from baqylau.mission.tables import table_file
from baqylau.mission.views.pages import kept
from baqylau.reports.models import Recommendation
from baqylau.reports.recommendation_queries import (
    RecommendationSelection,
    assessments_seen_by,
    current_rating,
    seen_by,
)
from baqylau.reports.recommendation_tables import (
    assessments_table,
    recommendation_filters,
    recommendations_table,
)
from baqylau.reports.views.recommendations import ON_A_PAGE, figures_page, tied_of


def _asked_for(request: HttpRequest) -> QuerySet[Any]:
    selection = RecommendationSelection.of(request.GET.dict())
    return selection.among(current_rating(seen_by(None), None))


@require_safe
def public(request: HttpRequest) -> HttpResponse:
    """The public recommendations, with what became of them."""
    anyone(request)
    seen = seen_by(None)
    context = {
        "page": Paginator(_asked_for(request), ON_A_PAGE).get_page(request.GET.get("page")),
        "all": seen.count(),
        "selection": RecommendationSelection.of(request.GET.dict()),
        "kept": kept(request),
        **recommendation_filters(seen),
    }
    return render(request, "reports/recommendations_public.html", context)


@require_safe
def public_figures(request: HttpRequest) -> HttpResponse:
    """The same counted by report, chapter and rating."""
    anyone(request)
    selection = RecommendationSelection.of(request.GET.dict())
    context = {
        "selection": selection,
        "kept": kept(request),
        **figures_page(list(_asked_for(request)), selection.country.lower()),
        **recommendation_filters(seen_by(None)),
    }
    return render(request, "reports/recommendation_figures_public.html", context)


@require_safe
def public_csv(request: HttpRequest) -> HttpResponseBase:
    """The public recommendations that the address selects, as CSV."""
    anyone(request)
    return table_file(recommendations_table(_asked_for(request), None), "recommendations", "csv")


@require_safe
def public_ratings(request: HttpRequest) -> HttpResponseBase:
    """Every public rating of them, the earlier ones too, as CSV."""
    anyone(request)
    return table_file(assessments_table(_asked_for(request), None), "ratings", "csv")


@require_safe
def public_one(request: HttpRequest, code: str) -> HttpResponse:
    """One public recommendation with every public rating of it."""
    anyone(request)
    found: Recommendation = get_object_or_404(current_rating(seen_by(None), None), code=code)
    ratings = assessments_seen_by(None).filter(recommendation=found).select_related("mission")
    context = {
        "one": found,
        **tied_of(found, None),
        "ratings": ratings.order_by("-assessed_on", "-pk"),
        "follow_ups": found.follow_ups.filter(published_at__isnull=False),
    }
    return render(request, "reports/recommendation_public.html", context)
