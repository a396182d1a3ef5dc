"""What sponsors spent, as ranges: the sum of the lower ends, and the sum of the upper ends."""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import Count, Max, Min, Q, QuerySet, Sum

from baqylau.campaign.models import Advertisement


@dataclass(frozen=True, slots=True)
class Spending:
    """A sponsor in one currency. ``most`` is None where an advertisement has no upper end: it may be any sum.

    ``unknown`` advertisements have no range at all and are in neither sum.
    """

    sponsor: str
    key: str
    currency: str
    advertisements: int
    least: int | None
    most: int | None
    open_ended: int
    unknown: int
    seen_least: int | None
    seen_most: int | None
    first: object
    last: object


def sponsors_of(found: QuerySet[Advertisement]) -> list[Spending]:
    """A line for each sponsor and currency, the largest lower sum first. Currencies are never added up."""
    nothing = Q(spend_from=None, spend_to=None)
    rows = (
        found.order_by()
        .values("sponsor_key", "currency")
        .annotate(
            shown=Max("sponsor"),
            page_shown=Max("page"),
            count=Count("pk"),
            least=Sum("spend_from"),
            most=Sum("spend_to"),
            open_ended=Count("pk", filter=Q(spend_to=None) & ~nothing),
            unknown=Count("pk", filter=nothing),
            seen_least=Sum("seen_from"),
            seen_most=Sum("seen_to"),
            seen_open=Count("pk", filter=Q(seen_to=None)),
            first=Min("starts_on"),
            last=Max("starts_on"),
        )
    )
    made = [
        Spending(
            sponsor=row["shown"] or row["page_shown"],
            key=row["sponsor_key"],
            currency=row["currency"],
            advertisements=row["count"],
            least=row["least"],
            most=None if row["open_ended"] else row["most"],
            open_ended=row["open_ended"],
            unknown=row["unknown"],
            seen_least=row["seen_least"],
            seen_most=None if row["seen_open"] else row["seen_most"],
            first=row["first"],
            last=row["last"],
        )
        for row in rows
    ]
    return sorted(made, key=lambda one: (-(one.least or 0), one.key))
