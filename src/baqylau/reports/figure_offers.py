"""What the registry of figures holds: a figure that a room offers, and the same once it is counted."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from baqylau.accounts.permissions import Permission
from baqylau.core.figure import Figure
from baqylau.mission.models import Mission
from baqylau.reports.methods.plan import Texts

ESTIMATE = "estimate"
"""The unit of figures estimated from a sample: they never stand without their interval."""
MILLION = 1_000_000
"""The denominator of an estimate, whose share is not of anything that was counted."""


@dataclass(frozen=True, slots=True)
class Offer:
    """A figure by its name: what it says in three languages, how it is counted, and who may see its value.

    ``room`` is the code of the source, ``unit`` what is counted ("observations", "complaints" …). An estimate
    of the result waits for the end of the ban.
    """

    name: str
    words: Texts
    how: str
    room: str
    unit: str
    is_share: bool
    needs: Permission
    estimates: bool = False


@dataclass(frozen=True, slots=True)
class Counted:
    """An offer with what it comes to. ``areas``: in how many of how many areas the numerator was seen.

    ``interval`` is that of an estimate, in millionths; None for everything that was counted.
    """

    offer: Offer
    figure: Figure
    areas: tuple[int, int] | None = None
    interval: tuple[int, int] | None = None


class Source(Protocol):
    """A room's figures for one mission."""

    def offers(self) -> Iterable[Offer]:
        """What is found by search, without single areas and waves."""

    def offer(self, name: str) -> Offer | None:
        """The offer of this name; None where there is none."""

    def count(self, names: Sequence[str], *, at: datetime | None = None) -> Mapping[str, Counted]:
        """Those of the names that this room offers, counted now or as things stood at a moment."""


@dataclass(frozen=True, slots=True)
class Simple:
    """A figure that one function counts: the offer, and the function."""

    offer: Offer
    count: Counting


class Counting(Protocol):
    """Counts one figure of a mission."""

    def __call__(self, mission: Mission, /) -> Figure: ...


class SimpleSource:
    """Figures that are counted one by one; a register has no past, so ``at`` is passed over."""

    def __init__(self, mission: Mission, offered: Iterable[Simple]) -> None:
        self.mission = mission
        self.offered = {one.offer.name: one for one in offered}

    def offers(self) -> Iterator[Offer]:
        return (one.offer for one in self.offered.values())

    def offer(self, name: str) -> Offer | None:
        found = self.offered.get(name)
        return found.offer if found else None

    def count(self, names: Sequence[str], *, at: datetime | None = None) -> dict[str, Counted]:
        ours = [self.offered[name] for name in names if name in self.offered]
        return {one.offer.name: Counted(one.offer, one.count(self.mission)) for one in ours}
