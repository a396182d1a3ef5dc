"""The named figures that findings and recommendations offer to reports, each with its denominator."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import Any

from baqylau.core.figure import Figure, digest_of_rows
from baqylau.mission.models import Mission
from baqylau.reports.models import RATED, Finding, Rating
from baqylau.reports.recommendation_queries import current_rating, seen_by


def confirmed_findings(mission: Mission, *, chapter: str = "") -> Figure:
    """Findings that a second person confirmed, out of all that are not set aside."""
    found = Finding.objects.filter(mission=mission, set_aside_at=None)
    rows = list(
        (found.filter(chapter=chapter) if chapter else found)
        .order_by("number")
        .values_list("number", "confirmed_at", "version")
    )
    name = f"findings.confirmed.{chapter}" if chapter else "findings.confirmed"
    return _share(
        name, rows, lambda row: row[1] is not None, "register of findings: confirmed, of those held"
    )


def recommended_findings(mission: Mission) -> Figure:
    """Confirmed findings that a recommendation rests on, out of all confirmed ones."""
    found = Finding.objects.filter(mission=mission, confirmed_at__isnull=False)
    tied = set(found.filter(recommendations__isnull=False).values_list("number", flat=True))
    rows = list(found.order_by("number").values_list("number", "version"))
    source = "register of findings: those that a recommendation rests on, of those confirmed"
    return _share("findings.recommended", rows, lambda row: row[0] in tied, source)


def rated(mission: Mission, *, ratings: Iterable[Rating] = (Rating.FULLY,), country: str = "") -> Figure:
    """Recommendations of earlier elections with one of these ratings, out of those that were rated.

    What was not assessed, or no longer applies, is named as excluded.
    """
    wanted = set(ratings)
    where = country or mission.election.country
    found = seen_by(mission).filter(report__country=where, report__election_day__lt=mission.election.day)
    all_rows = list(current_rating(found, mission).order_by("pk").values_list("pk", "rating_now"))
    excluded: dict[str, int] = {}
    for _pk, rating in all_rows:
        if rating not in RATED:
            excluded[rating] = excluded.get(rating, 0) + 1
    rows = [row for row in all_rows if row[1] in RATED]
    source = "register of recommendations of earlier elections: by their rating, of those rated"
    name = f"recommendations.{'_or_'.join(sorted(wanted))}"
    return _share(name, rows, lambda row: row[1] in wanted, source, excluded)


def _share(
    name: str,
    rows: Sequence[tuple[Any, ...]],
    counts: Callable[[tuple[Any, ...]], bool],
    source: str,
    excluded: dict[str, int] | None = None,
) -> Figure:
    counted = tuple(row[0] for row in rows if counts(row))
    return Figure(
        name=name,
        numerator=len(counted),
        denominator=len(rows),
        source=source,
        digest=digest_of_rows((row[0], "\t".join(map(str, row[1:]))) for row in rows),
        excluded=excluded or {},
        rows=counted,
        base_rows=tuple(row[0] for row in rows),
    )
