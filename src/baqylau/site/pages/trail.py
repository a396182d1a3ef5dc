"""How the trail stands: the newest checkpoint, what is not yet in it, what was done last."""

from __future__ import annotations

from dataclasses import dataclass

from baqylau.trail.listing import Line, describe
from baqylau.trail.models import Batch, Entry

NEWEST = 50


@dataclass(frozen=True, slots=True)
class TrailPage:
    """Everything on the page of the trail."""

    sequenced: int
    waiting: int
    newest: Batch | None
    lines: list[Line]


def trail_page() -> TrailPage:
    """Gather the page with five queries at most."""
    newest = Batch.objects.order_by("-first").defer("leaf_hashes").first()
    return TrailPage(
        sequenced=newest.first + newest.count if newest else 0,
        waiting=Entry.objects.filter(position=None).count(),
        newest=newest,
        lines=describe(Entry.objects.order_by("-pk")[:NEWEST]),
    )
