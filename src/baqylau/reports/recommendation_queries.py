"""Which recommendations there are for whom, with the rating that stands, and which an address asks for."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, fields
from datetime import date
from typing import Any

from django.db.models import Exists, F, OuterRef, Q, QuerySet, Subquery, Value
from django.db.models.functions import Coalesce

from baqylau.mission.models import Mission
from baqylau.reports.finding_queries import NUMBER, UNKNOWN, all_words, cleaned
from baqylau.reports.models import (
    Assessment,
    Rating,
    Recommendation,
    RecommendationAddressee,
    RecommendationBasis,
)


def seen_by(mission: Mission | None) -> QuerySet[Recommendation]:
    """What is public, of every country and year, and the mission's own; without a mission what is public."""
    public = Q(published_at__isnull=False)
    found = Recommendation.objects.filter(public | Q(mission=mission) if mission else public)
    return found.select_related("report__election", "mission").prefetch_related("addressees")


def own_of(mission: Mission) -> QuerySet[Recommendation]:
    """What the mission itself recommends; reports on earlier elections that it entered are not its own."""
    return Recommendation.objects.filter(report__mission=mission, report__election=mission.election_id)


def assessments_seen_by(mission: Mission | None) -> QuerySet[Assessment]:
    """Ratings that are public, and the mission's own."""
    public = Q(published_at__isnull=False)
    return Assessment.objects.filter(public | Q(mission=mission) if mission else public)


def current_rating(found: QuerySet[Recommendation], mission: Mission | None) -> QuerySet[Any]:
    """With ``rating_now`` and ``rated_on``: of the ratings that may be seen the latest."""
    ratings = assessments_seen_by(mission).filter(recommendation=OuterRef("pk"))
    last = ratings.order_by("-assessed_on", "-pk")
    return found.annotate(
        rating_now=Coalesce(Subquery(last.values("rating")[:1]), Value(Rating.NOT_YET.value)),
        rated_on=Subquery(last.values("assessed_on")[:1]),
    )


@dataclass(frozen=True, slots=True)
class RecommendationSelection:
    """``?q=``, ``?country=``, ``?year=``, ``?chapter=``, ``?rating=``, ``?addressee=``, ``?priority=`` …"""

    q: str = ""
    country: str = ""
    year: str = ""
    report: str = ""
    chapter: str = ""
    rating: str = ""
    addressee: str = ""
    priority: str = ""
    change: str = ""
    basis: str = ""
    public: str = ""
    finding: str = ""

    @staticmethod
    def of(parameters: Mapping[str, object]) -> RecommendationSelection:
        """What the parameters of a page ask for."""
        names = [one.name for one in fields(RecommendationSelection)]
        return RecommendationSelection(*cleaned(parameters, names))

    @property
    def narrow(self) -> bool:
        """Whether anything is asked for that stands behind the button for more."""
        return any((self.report, self.change, self.basis, self.public, self.finding, self.priority))

    def among(self, found: QuerySet[Any], mission: Mission | None = None) -> QuerySet[Any]:
        """Those asked for, of recommendations with their current rating; the latest election first.

        What only a mission knows of, its findings and what is not public, is asked for in a mission only.
        """
        number = NUMBER.fullmatch(self.q)
        found = found.filter(Q(number=number[1]) if number else all_words(self.q))
        for column, value in (
            ("report__country", self.country.lower()),
            ("report__code", self.report),
            ("rating_now", self.rating),
        ):
            if value:
                found = found.filter(**{column: value})
        for column, value in (("chapter", self.chapter), ("change_asked", self.change)):
            if value:
                found = found.filter(**{column: "" if value == UNKNOWN else value})
        if self.priority:
            found = found.filter(priority=self.priority == "yes")
        if self.public and mission:
            found = found.filter(published_at__isnull=self.public == "no")
        found = self._by_rows(self._by_year(found))
        return (self._by_finding(found, mission) if mission else found).order_by(*ORDER)

    def _by_year(self, found: QuerySet[Any]) -> QuerySet[Any]:
        if not self.year:
            return found
        if not (self.year.isascii() and self.year.isdigit() and 1900 <= int(self.year[:5]) <= 2200):
            return found.none()
        first, last = date(int(self.year), 1, 1), date(int(self.year), 12, 31)
        of_report = Q(report__election_day=None, report__published_on__range=(first, last))
        return found.filter(Q(report__election_day__range=(first, last)) | of_report)

    def _by_rows(self, found: QuerySet[Any]) -> QuerySet[Any]:
        here = OuterRef("pk")
        if self.addressee:
            said = RecommendationAddressee.objects.filter(recommendation=here)
            if self.addressee == UNKNOWN:
                found = found.filter(~Exists(said))
            else:
                found = found.filter(Exists(said.filter(who=self.addressee)))
        if self.basis:
            bases = RecommendationBasis.objects.filter(recommendation=here, code=self.basis)
            found = found.filter(Exists(bases))
        return found

    def _by_finding(self, found: QuerySet[Any], mission: Mission) -> QuerySet[Any]:
        if not self.finding:
            return found
        if not (self.finding.isascii() and self.finding.isdigit() and len(self.finding) < 10):
            return found.none()
        return found.filter(findings__mission=mission, findings__number=int(self.finding))


ORDER = (F("report__election_day").desc(nulls_last=True), "report__code", "pk")
