"""Figures of media monitoring for the registry: shares, tone, voices, hours that were covered."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from functools import cached_property

from baqylau.accounts.permissions import Permission
from baqylau.campaign.figures_media import Offered, Reading, offered
from baqylau.mission.models import Mission
from baqylau.reports.figure_offers import Counted, Offer
from baqylau.reports.languages import said

PREFIX = "media."


class Media:
    """What media monitoring offers; a coding has no past, so ``at`` is passed over."""

    room = "media"

    def __init__(self, mission: Mission) -> None:
        self.mission = mission

    @cached_property
    def _offered(self) -> Mapping[str, Offered]:
        return {one.name: one for one in offered(self.mission)}

    def offers(self) -> Iterator[Offer]:
        return (self._offer(one) for one in self._offered.values())

    def offer(self, name: str) -> Offer | None:
        found = self._offered.get(name) if name.startswith(PREFIX) else None
        return self._offer(found) if found else None

    def _offer(self, one: Offered) -> Offer:
        needs = Permission.SEE_MEDIA
        return Offer(one.name, said(one.words), "media monitoring", self.room, one.unit, one.is_share, needs)

    def count(self, names: Sequence[str], *, at: datetime | None = None) -> dict[str, Counted]:
        ours = [name for name in names if name.startswith(PREFIX) and name in self._offered]
        if not ours:
            return {}
        read = Reading(self.mission)
        return {
            name: Counted(self._offer(self._offered[name]), self._offered[name].count(read)) for name in ours
        }
