"""What a sample of a contest is drawn from: its stations with their strata, and an earlier election's."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, field
from typing import Any

import numpy as np

from baqylau.core.problem import Phrase, Problem, Refused
from baqylau.election.models import Contest, Station, StationKind
from baqylau.mission.methods.draw import Impossible, Strata
from baqylau.mission.models import Mission
from baqylau.results.counted import Counted, counted
from baqylau.results.methods.estimates import Numbers
from baqylau.results.methods.sample_draw import Earlier, Place, numbers, optimal_weights
from baqylau.results.methods.sample_size import Allocation
from baqylau.results.methods.station_table import Whole
from baqylau.results.models import ProtocolSource

ALL = "all"
UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Design:
    """All that a draw depends on besides the list of stations and the seed.

    ``earlier`` is the key of a contest of an earlier election and ``option`` the code of one of its options,
    for the optimal allocation. ``in_addition`` maps codes of strata to how many more are drawn there.
    """

    size: int
    allocation: Allocation = Allocation.PROPORTIONAL
    strata: Strata = Strata.REGION
    kinds: tuple[str, ...] = (StationKind.ORDINARY.value,)
    earlier: int | None = None
    option: str = ""
    in_addition: Mapping[str, int] = field(default_factory=dict)

    def as_json(self) -> dict[str, Any]:
        """As a sample keeps it."""
        return {**asdict(self), "kinds": sorted(self.kinds), "in_addition": dict(self.in_addition)}


@dataclass(frozen=True, slots=True)
class Stratified:
    """A station with its stratum: a region's code, urban or rural, both, or "all"."""

    key: int
    code: str
    region: str
    settlement: str
    by: Strata

    @property
    def stratum(self) -> str:
        settlement = self.settlement or UNKNOWN
        return {
            Strata.NONE: ALL,
            Strata.REGION: self.region or UNKNOWN,
            Strata.SETTLEMENT: settlement,
            Strata.BOTH: f"{self.region or UNKNOWN}/{settlement}",
        }[self.by]


def stations_of(contest: Contest, by: Strata, kinds: Iterable[str] | None = None) -> list[Stratified]:
    """The stations of a contest, of some kinds or of all."""
    found = Station.objects.filter(contests=contest).order_by()
    if kinds is not None:
        found = found.filter(kind__in=list(kinds))
    rows = found.values_list("pk", "code", "area__path", "settlement")
    return [Stratified(pk, code, _region(path), settlement, by) for pk, code, path, settlement in rows]


def _region(path: str | None) -> str:
    """The code of the region that an area's path goes through; empty above the regions."""
    parts = (path or "").strip("/").split("/")
    return parts[1] if len(parts) > 1 else ""


def frame_of(stations: Iterable[Stratified]) -> list[Place]:
    """The frame as it is drawn from."""
    return [Place(one.code, one.stratum) for one in stations]


# ------------------------------------------------------------------ an earlier election


@dataclass(frozen=True, slots=True)
class EarlierResults:
    """Votes for one option and for all, by station of an earlier contest, and the stations' strata."""

    votes: Whole
    base: Whole
    strata: tuple[str, ...]

    @property
    def stratum_of(self) -> Whole:
        return np.asarray(np.unique(np.array(self.strata), return_inverse=True)[1], dtype=np.int64)

    def as_numbers(self) -> tuple[Numbers, Numbers]:
        return self.votes.astype(np.float64), self.base.astype(np.float64)


def earlier_contests(mission: Mission) -> list[Contest]:
    """Contests of earlier elections of the same country whose official tables are known."""
    election = mission.election
    return list(
        Contest.objects.filter(
            election__country=election.country,
            election__day__lt=election.day,
            protocols__source_kind=ProtocolSource.OFFICIAL_TABLE,
            protocols__mission=None,
        )
        .select_related("election")
        .distinct()
        .order_by("-election__day", "position")
    )


def earlier_results(mission: Mission, contest: Contest, option: str, by: Strata) -> EarlierResults:
    """The official table of an earlier contest; ``Refused`` without that option (Q.210)."""
    found = counted(mission, contest, ProtocolSource.OFFICIAL_TABLE)
    if option not in found.options:
        says = Phrase("The earlier contest has no option '{option}'.", option=option[:60])
        raise Refused(
            Problem("Q.210", says, Phrase("Expected: {options}.", options=", ".join(found.options)))
        )
    stratum_of = {one.key: one.stratum for one in stations_of(contest, by)}
    rows = _whole_rows(found)
    votes = found.values[rows][:, : len(found.options)]
    return EarlierResults(
        votes=votes[:, found.options.index(option)],
        base=votes.sum(axis=1),
        strata=tuple(stratum_of.get(found.ground.keys[row], UNKNOWN) for row in rows.tolist()),
    )


def _whole_rows(found: Counted) -> Whole:
    """The rows of stations whose votes are all given."""
    given = found.given[:, : len(found.options)].all(axis=1)
    return np.flatnonzero((found.protocols > 0) & given)


# ------------------------------------------------------------------ how many where


def numbers_by_stratum(mission: Mission, stations: Iterable[Stratified], design: Design) -> dict[str, int]:
    """How many stations of each stratum are drawn; ``Refused`` where that cannot be (Q.203, Q.210, Q.211)."""
    sizes = dict(sorted(Counter(one.stratum for one in stations).items(), key=lambda one: one[0].encode()))
    for stratum in design.in_addition:
        if stratum not in sizes:
            says = Phrase("There is no stratum '{stratum}'.", stratum=stratum[:60])
            remedy = Phrase("Expected: {strata}.", strata=", ".join(sizes)[:400])
            raise Refused(Problem("Q.211", says, remedy))
    try:
        return numbers(
            sizes, design.size, design.allocation, _weights(mission, design, sizes), design.in_addition
        )
    except Impossible as impossible:
        total = sum(sizes.values())
        if str(impossible) == "too_few":
            says = Phrase("{size} stations are fewer than two in each stratum.", size=design.size)
            raise Refused(Problem("Q.203", says, Phrase("Draw more, or spread over fewer strata."))) from None
        says = Phrase("The list has {number} stations only.", number=total)
        raise Refused(
            Problem("Q.203", says, Phrase("Draw fewer, or let more kinds of station in."))
        ) from None


def _weights(mission: Mission, design: Design, sizes: Mapping[str, int]) -> dict[str, int] | None:
    if design.allocation is not Allocation.OPTIMAL:
        return None
    contest = Contest.objects.filter(pk=design.earlier).first() if design.earlier else None
    if contest is None:
        says = Phrase("The optimal numbers need the results of an earlier election.")
        raise Refused(Problem("Q.210", says, Phrase("Choose one, or draw in proportion.")))
    earlier = earlier_results(mission, contest, design.option, design.strata)
    weights = optimal_weights(
        Earlier(stratum, votes, base)
        for stratum, votes, base in zip(
            earlier.strata, earlier.votes.tolist(), earlier.base.tolist(), strict=True
        )
    )
    missing = [stratum for stratum in sizes if stratum not in weights]
    if missing:
        says = Phrase("The earlier election has no stratum '{stratum}'.", stratum=missing[0])
        raise Refused(Problem("Q.210", says, Phrase("Spread over other strata, or draw in proportion.")))
    return weights
