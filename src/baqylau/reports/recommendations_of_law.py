"""Public recommendations as the page of the law takes them: with the articles that they rest on."""

from __future__ import annotations

from baqylau.disputes.methods.law import Recommendation as OfLaw
from baqylau.election.models import Election
from baqylau.reports.basis import reference_of
from baqylau.reports.models import BasisKind, Recommendation


def recommendations_of_law(election: Election) -> tuple[OfLaw, ...]:
    """Those of the country that are public and rest on an article, the earliest election first."""
    found = Recommendation.objects.filter(
        report__country=election.country, published_at__isnull=False, bases__kind=BasisKind.ARTICLE
    )
    rows = found.distinct().select_related("report").prefetch_related("bases")
    ordered = rows.order_by("report__election_day", "report__published_on", "pk")
    return tuple(_of_law(one) for one in ordered)


def _of_law(one: Recommendation) -> OfLaw:
    references = (reference_of(basis.code) for basis in one.bases.all() if basis.kind == BasisKind.ARTICLE)
    return OfLaw(
        code=one.code,
        report=one.report.title,
        day=one.report.published_on,
        priority=one.priority,
        basis=tuple(reference for reference in references if reference),
        inferred=one.inferred,
        says=one.texts,
        source=one.source or one.report.source,
    )
