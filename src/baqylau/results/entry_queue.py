"""What waits to be entered, and for whom."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from urllib.parse import urlencode

from django.db.models import Count, Exists, OuterRef, Q, QuerySet
from django.utils.translation import get_language

from baqylau.accounts.models import User
from baqylau.core.problem import Refused
from baqylau.core.text import in_language
from baqylau.mission.models import Mission
from baqylau.observation.models import RecordState
from baqylau.results.actions.entry import begin
from baqylau.results.methods.entry_states import (
    DEFINITIVE,
    DIFFERENT,
    EMPTY,
    FIRST_BEGUN,
    FIRST_DONE,
    FIRST_HAS_ERRORS,
    SECOND_BEGUN,
    UNREADABLE,
)
from baqylau.results.models import Paper, ProtocolEntry

GROUPS: dict[str, tuple[str, ...]] = {
    "first": (EMPTY,),
    "second": (FIRST_DONE, FIRST_HAS_ERRORS),
    "typed": (FIRST_BEGUN, SECOND_BEGUN),
    "resolve": (DIFFERENT,),
    "unreadable": (UNREADABLE,),
    "definitive": (DEFINITIVE,),
}
"""What the list of papers is divided into."""

TRIES = 20
"""How many papers are tried where others begin the same ones at the same moment."""


@dataclass(frozen=True, slots=True)
class Asked:
    """What an address asks for: a contest by its code, an area by its code, a group of ``GROUPS``."""

    contest: str = ""
    area: str = ""
    group: str = ""

    @staticmethod
    def of(parameters: Mapping[str, object]) -> Asked:
        """What the parameters of a page ask for."""
        values = (
            str(parameters.get(name, "")).replace("\0", "")[:60] for name in ("contest", "area", "group")
        )
        return Asked(*values)

    def among(self, papers: QuerySet[Paper]) -> QuerySet[Paper]:
        """The papers that are asked for."""
        if self.contest:
            papers = papers.filter(contest__code=self.contest)
        if self.area:
            below = Q(station__area__path__contains=f"/{self.area}/")
            papers = papers.filter(Q(station__area__code=self.area) | below)
        return papers.filter(state__in=GROUPS[self.group]) if self.group in GROUPS else papers

    @property
    def address(self) -> str:
        """What follows the address of a page, so that it is asked for again."""
        pairs = (("contest", self.contest), ("area", self.area), ("group", self.group))
        given = urlencode([(name, value) for name, value in pairs if value])
        return f"?{given}" if given else ""


@dataclass(frozen=True, slots=True)
class Waiting:
    """How many papers of a contest in an area wait for what; ``numbers`` in the order of ``GROUPS``."""

    contest: str
    contest_code: str
    area: str
    area_code: str
    numbers: tuple[tuple[str, int], ...]


def waiting(papers: QuerySet[Paper]) -> list[Waiting]:
    """The papers counted by contest and area, in the order of contests."""
    counts = {f"n_{group}": Count("pk", filter=Q(state__in=states)) for group, states in GROUPS.items()}
    rows = papers.order_by("contest__position", "contest__code", "station__area__path").values_list(
        "contest__names", "contest__code", "station__area__names", "station__area__code"
    )
    return [
        Waiting(
            contest=_name(names, code),
            contest_code=code,
            area=_name(area_names or {}, area or "–"),
            area_code=area or "",
            numbers=tuple(zip(GROUPS, numbers, strict=True)),
        )
        for names, code, area_names, area, *numbers in rows.annotate(**counts)
    ]


def _name(names: Mapping[str, str], otherwise: str) -> str:
    return in_language(names, get_language() or "en") or otherwise


def papers_of(mission: Mission) -> QuerySet[Paper]:
    """The papers of a mission, without those that came with a report that was rejected or deleted."""
    gone = Q(record__state=RecordState.REJECTED) | Q(record__deleted_at__isnull=False)
    return Paper.objects.filter(mission=mission).exclude(gone)


def begin_next(*, mission: Mission, asked: Asked, by: User, now: datetime) -> ProtocolEntry | None:
    """The next entry of a person: what they have begun, else a second entry, else a first; None for none."""
    papers = Asked(asked.contest, asked.area).among(papers_of(mission))
    for paper in _for(papers, by):
        try:
            return begin(paper=paper, by=by, now=now)
        except Refused:  # somebody was quicker
            continue
    return None


def _for(papers: QuerySet[Paper], user: User) -> Iterator[Paper]:
    own = ProtocolEntry.objects.filter(paper=OuterRef("pk"), by=user, ended_at=None)
    yield from papers.filter(Exists(own.filter(saved_at=None))).order_by("pk")[:TRIES]
    yield from papers.filter(~Exists(own), state__in=GROUPS["second"]).order_by("pk")[:TRIES]
    yield from papers.filter(state=EMPTY).order_by("pk")[:TRIES]
