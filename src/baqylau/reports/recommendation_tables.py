"""The register of recommendations as tables: to download and read again, and counted."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from baqylau.election.models import PublishedFigure
from baqylau.mission.countries import countries
from baqylau.mission.models import Mission
from baqylau.reports.methods.recommendation_tables import Line, Rated, by_chapter, by_report
from baqylau.reports.models import (
    Assessment,
    BasisKind,
    Rating,
    Recommendation,
    RecommendingReport,
    Subject,
)
from baqylau.reports.recommendation_queries import assessments_seen_by
from baqylau.reports.sources.recommendations import COLUMNS, protected, several

INDICATOR = "recommendations"
"""Of published figures that count recommendations by rating."""


def recommendations_table(found: QuerySet[Any], mission: Mission | None) -> Iterator[Sequence[object]]:
    """A row for each, with the rating that stands; read again it gives the same table."""
    yield list(COLUMNS)
    rows = list(found.prefetch_related("bases", "predecessors__earlier", "report__election"))
    ratings = current_assessments(rows, mission)
    for one in rows:
        yield [protected(str(cell)) for cell in _cells(one, ratings.get(one.pk), mission)]


def current_assessments(rows: Iterable[Recommendation], mission: Mission | None) -> dict[int, Assessment]:
    """The rating that stands of each, for whoever may see those of the mission."""
    found = assessments_seen_by(mission).filter(recommendation__in=[one.pk for one in rows])
    # The later ones take the place of the earlier.
    return {one.recommendation_id: one for one in found.order_by("assessed_on", "pk")}


def _may_name(one: Recommendation, mission: Mission | None) -> bool:
    return one.published_at is not None or (mission is not None and one.mission_id == mission.pk)


def _cells(one: Recommendation, rated: Assessment | None, mission: Mission | None) -> tuple[object, ...]:
    report = one.report
    codes: dict[str, list[str]] = {BasisKind.COMMITMENT: [], BasisKind.ARTICLE: []}
    for basis in one.bases.all():
        codes[basis.kind].append(basis.code)
    return (
        one.code,
        report.code,
        report.title,
        report.organisation,
        report.country,
        report.election.code if report.election else "",
        report.election_day or "",
        report.published_on or "",
        "" if report.count is None else report.count,
        report.source,
        one.language,
        one.number,
        "yes" if one.priority else "no",
        one.chapter,
        one.change_asked,
        several(addressee.who for addressee in one.addressees.all()),
        one.addressee_names,
        *(one.texts.get(language, "") for language in ("en", "ru", "kk")),
        several(codes[BasisKind.COMMITMENT]),
        several(codes[BasisKind.ARTICLE]),
        "yes" if one.inferred else "no",
        one.source,
        several(tie.earlier.code for tie in one.predecessors.all() if _may_name(tie.earlier, mission)),
        rated.rating if rated else "",
        rated.assessed_on if rated else "",
        rated.says if rated else "",
        rated.source if rated else "",
    )


ASSESSMENT_COLUMNS = (
    "code",
    "report",
    "rating",
    "assessed_on",
    "mission",
    "by",
    "says",
    "source",
    "published_at",
    "stands",
)


def assessments_table(found: QuerySet[Any], mission: Mission | None) -> Iterator[Sequence[object]]:
    """Every rating of some recommendations, the earlier ones too: who, when, on what ground."""
    yield ASSESSMENT_COLUMNS
    rows = list(found)
    stands = {one.pk for one in current_assessments(rows, mission).values()}
    keys = [one.pk for one in rows]
    told = assessments_seen_by(mission).filter(recommendation__in=keys)
    related = told.select_related("recommendation__report", "mission", "by")
    for one in related.order_by("recommendation__code", "assessed_on", "pk"):
        yield (
            one.recommendation.code,
            one.recommendation.report.code,
            one.rating,
            one.assessed_on,
            one.mission.name,
            # Who judged is the mission's to know; the public is told which mission it was.
            one.by.name if mission and one.mission_id == mission.pk else "",
            one.says,
            one.source,
            one.published_at.date() if one.published_at else "",
            "yes" if one.pk in stands else "no",
        )


# ------------------------------------------------------------------ counted


@dataclass(frozen=True, slots=True)
class LineShown:
    """A line of a table with its words, and what follows the address of the list for each number."""

    name: str
    line: Line
    ask: str
    cells: tuple[tuple[str, int], ...]
    """Rating and how many, in the order of the scale."""


def counted_by_report(found: Iterable[Any]) -> list[LineShown]:
    """By report: how many of each rating, and how many of the report are not entered here."""
    rows = list(found)
    reports: dict[str, RecommendingReport] = {one.report.code: one.report for one in rows}
    expected = {code: report.count for code, report in reports.items()}
    lines = by_report([_rated(one) for one in rows], Rating.values, expected)
    return [
        _line(line, reports[line.key].title if line.key else _("All"), f"report={line.key}") for line in lines
    ]


def counted_by_chapter(found: Iterable[Any]) -> list[LineShown]:
    """By chapter: how many of each rating."""
    names = {**dict(Subject.choices), "-": _("not known"), "": _("All")}
    lines = by_chapter([_rated(one) for one in found], Rating.values, Subject.values)
    return [_line(line, str(names[line.key]), f"chapter={line.key}") for line in lines]


def _rated(one: Any) -> Rated:
    return Rated(one.report.code, one.chapter, one.rating_now, one.priority)


def _line(line: Line, name: str, ask: str) -> LineShown:
    cells = tuple(zip(Rating.values, line.counts, strict=True))
    return LineShown(name, line, ask if line.key else "", cells)


def published_counts(country: str) -> list[PublishedFigure]:
    """What others published of how many were implemented, as elections of the country's packs have it."""
    found = PublishedFigure.objects.filter(
        election__country=country, indicator=INDICATOR, mission=None
    ).select_related("election")
    return list(found.order_by("-election__day", "pk"))


def recommendation_filters(seen: QuerySet[Any]) -> dict[str, object]:
    """The choices of a list's filters among what somebody may see."""
    from baqylau.reports.models import AddressedTo, ChangeAsked

    reports = RecommendingReport.objects.filter(pk__in=seen.order_by().values("report"))
    there = list(reports.order_by("-election_day", "code"))
    named = {code.lower(): name for code, name in countries()}
    lands = {one.country: named.get(one.country, one.country) for one in there}
    return {
        "countries": sorted(lands.items(), key=lambda one: one[1]),
        "years": sorted({one.year for one in there if one.year}, reverse=True),
        "reports": [(one.code, one.title) for one in there],
        "chapters": [*Subject.choices, ("-", _("not known"))],
        "ratings": Rating.choices,
        "addressee_choices": [*AddressedTo.choices, ("-", _("not known"))],
        "changes": ChangeAsked.choices,
    }
