"""The register of freedoms in numbers: by kind, and what became of it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, Q, QuerySet, Sum

from baqylau.campaign.models.freedoms import FreedomEntry, FreedomKind, FreedomOutcome

ANSWERED = (
    FreedomOutcome.ALLOWED,
    FreedomOutcome.CHANGED,
    FreedomOutcome.REFUSED,
    FreedomOutcome.RETURNED,
)
"""Outcomes of a notice or an application that somebody answered."""
NOT_ALLOWED = (FreedomOutcome.REFUSED, FreedomOutcome.RETURNED)


@dataclass(frozen=True, slots=True)
class KindCount:
    """How many entries of a kind; of notices and applications how many were answered and not allowed.

    ``people`` is the sum where it is known, ``people_known`` of how many entries it is.
    """

    code: str
    words: str
    count: int
    answered: int | None
    refused: int | None
    people: int
    people_known: int


def counts_of(entries: QuerySet[FreedomEntry]) -> list[KindCount]:
    """One line for each kind that there is, in the order of the kinds; one query."""
    rows = (
        entries.order_by()
        .values("kind")
        .annotate(
            count=Count("pk"),
            answered=Count("pk", filter=Q(outcome__in=ANSWERED)),
            refused=Count("pk", filter=Q(outcome__in=NOT_ALLOWED)),
            people_sum=Sum("people"),
            known=Count("people"),
        )
    )
    found = {row["kind"]: row for row in rows}
    return [_line(kind, found[kind]) for kind in FreedomKind if kind in found]


def _line(kind: FreedomKind, row: Mapping[str, Any]) -> KindCount:
    is_asked = kind in (FreedomKind.ASSEMBLY, FreedomKind.PARTY)
    return KindCount(
        code=kind.value,
        words=str(kind.label),
        count=row["count"],
        answered=row["answered"] if is_asked else None,
        refused=row["refused"] if is_asked else None,
        people=row["people_sum"] or 0,
        people_known=row["known"],
    )
