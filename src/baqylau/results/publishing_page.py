"""What a mission could publish now: for each contest its sources, and what stands against it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Max

from baqylau.election.models import Contest
from baqylau.mission.models import Mission
from baqylau.results.counted import ground_of, reported_by_source
from baqylau.results.editions import ban_ends, names_stations
from baqylau.results.models import ProtocolSource, Publication


@dataclass(frozen=True, slots=True)
class Offer:
    """One kind of source that could be published: how many stations, whether they are named.

    ``newest`` is the number of the newest version, 0 where there is none.
    """

    code: str
    name: str
    stations: int
    names_stations: bool
    newest: int


@dataclass(frozen=True, slots=True)
class Publishable:
    """One contest: how many stations vote, and what it can be published from."""

    contest: Contest
    stations: int
    offers: Sequence[Offer]


@dataclass(frozen=True, slots=True)
class PublishingPage:
    """All that can be published, and until when own counts wait (None: they do not)."""

    contests: Sequence[Publishable]
    waits_until: datetime | None


def publishing_page(mission: Mission, now: datetime) -> PublishingPage:
    """Gather the page. Contests of which nothing was counted are left out."""
    newest = _newest(mission)
    found = []
    for one in mission.election.contests.all():
        one.election = mission.election
        counted_from = reported_by_source(mission, one)
        offers = [
            Offer(
                code=kind.value,
                name=str(kind.label),
                stations=counted_from[kind],
                names_stations=names_stations(mission, kind),
                newest=newest.get((one.pk, kind.value), 0),
            )
            for kind in ProtocolSource
            if kind.value in counted_from
        ]
        if offers:
            found.append(Publishable(one, len(ground_of(one)), offers))
    ends = ban_ends(mission.election)
    return PublishingPage(found, ends if now < ends else None)


def _newest(mission: Mission) -> dict[tuple[int, str], int]:
    """The number of the newest version by contest and kind of source."""
    found = Publication.objects.filter(mission=mission).order_by().values("contest", "source_kind")
    return {
        (one["contest"], one["source_kind"]): one["newest"] for one in found.annotate(newest=Max("number"))
    }
