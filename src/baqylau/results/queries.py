"""Questions about results that several pages ask: the rule of a contest, and its votes so far."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from django.db.models import Count

from baqylau.core.problem import Refused
from baqylau.election.models import Contest, Option, PublishedFigure
from baqylau.mission.models import Mission
from baqylau.results.counted import counted, visible
from baqylau.results.methods.rule import Counted
from baqylau.results.methods.station_table import Mask, StationTable, Whole
from baqylau.results.models import Protocol, ProtocolSource
from baqylau.results.sources.contest_rules import ContestRule, contest_rule_from

PREFERRED = [kind.value for kind in ProtocolSource]
"""Of several sources for one station the first in this order counts: the official table, then copies."""


def rule_of(contest: Contest) -> ContestRule | None:
    """What the pack's law says of the contest; None where it says nothing that can be applied."""
    if not contest.seat_rule:
        return None
    try:
        return contest_rule_from(contest.seat_rule, contest.code)
    except Refused:
        return None


@dataclass(frozen=True, slots=True)
class StationsCounted:
    """The stations of a contest that were counted, one protocol for each, and how many there are in all.

    ``by_source`` says how many were taken from each kind of source, in the order of preference.
    """

    table: StationTable
    stations: int
    by_source: Mapping[str, int]

    @property
    def reported(self) -> int:
        return len(self.table.stations)

    @property
    def is_official(self) -> bool:
        """Whether every station was counted, and each in the official table."""
        return self.reported == self.stations == self.by_source.get(ProtocolSource.OFFICIAL_TABLE, 0)


def votes_of(contest: Contest, mission: Mission) -> list[Counted]:
    """The options in the order of the ballot with their votes in the protocols so far.

    Each station counts once: by the official table where it stands there, else by the newest version of the
    mission's own copies, in the order of ``PREFERRED``.
    """
    return votes_in(stations_counted(contest, mission), options_of(contest))


def votes_in(found: StationsCounted, options: Sequence[Option]) -> list[Counted]:
    """The options with the votes of all stations that were counted."""
    votes = dict(zip(found.table.options, found.table.votes.sum(axis=0).tolist(), strict=True))
    return [Counted(one.code, votes.get(one.code, 0), one.registered_order) for one in options]


def options_of(contest: Contest) -> list[Option]:
    """The options in the order of the ballot."""
    return list(contest.options.order_by("position", "code"))


def stations_counted(contest: Contest, mission: Mission) -> StationsCounted:
    """The numbers of each station that was counted, from the source that counts for it."""
    kinds = set(visible(mission, contest).values_list("source_kind", flat=True).distinct())
    sources = {kind: counted(mission, contest, kind) for kind in PREFERRED if kind in kinds}
    if not sources:
        return StationsCounted(_empty(options_of(contest)), contest.stations.count(), {})
    first = next(iter(sources.values()))
    taken = np.zeros(len(first.ground), np.bool_)
    votes = np.zeros((len(first.ground), len(first.options)), np.int64)
    given = np.zeros(votes.shape, np.bool_)
    by_source: dict[str, int] = {}
    for kind, one in sources.items():
        new = (one.protocols > 0) & ~taken
        votes[new] = one.values[new, : len(one.options)]
        given[new] = one.given[new, : len(one.options)]
        taken |= new
        if new.any():
            by_source[kind] = int(new.sum())
    table = _table(first.ground.codes, first.options, votes, given, taken)
    return StationsCounted(table, len(first.ground), by_source)


def _table(
    codes: Sequence[str], options: tuple[str, ...], votes: Whole, given: Mask, taken: Mask
) -> StationTable:
    rows = np.flatnonzero(taken)
    absent = ~given[rows]
    return StationTable(
        stations=tuple(codes[row] for row in rows.tolist()),
        row_of=rows + 1,
        levels=(),
        options=options,
        votes=votes[rows],
        lines={},
        absent_votes=absent if absent.any() else None,
        absent_lines={},
    )


def _empty(options: Sequence[Option]) -> StationTable:
    codes = tuple(one.code for one in options)
    nothing = np.zeros((0, len(codes)), np.int64)
    return StationTable((), np.zeros(0, np.int64), (), codes, nothing, {}, None, {})


def contests_counted(contests: Sequence[Contest], mission: Mission) -> set[int]:
    """The keys of the contests of which the mission sees at least one protocol."""
    found = Protocol.objects.filter(contest__in=[one.pk for one in contests], is_current=True).order_by()
    seen = found.filter(mission=None) | found.filter(mission=mission)
    return {one["contest"] for one in seen.values("contest").annotate(number=Count("pk"))}


# ------------------------------------------------------------------ published


def published_of(contests: Sequence[Contest], indicator: str) -> dict[int, dict[str, int]]:
    """Whole numbers published of the options of contests in the whole, by contest and option.

    What is known to disagree with others is left out; official figures go first.
    """
    figures = PublishedFigure.objects.filter(
        mission=None,
        contest__in=[one.pk for one in contests],
        indicator=indicator,
        option__isnull=False,
        area=None,
        should_be="",
    ).order_by("official", "pk")
    found: dict[int, dict[str, int]] = {}
    for contest, option, value in figures.values_list("contest_id", "option__code", "value"):
        if value.isdecimal():
            found.setdefault(contest or 0, {})[option] = int(value)
    return found


def votes_from(options: Sequence[Option], votes: Mapping[str, int | None]) -> list[Counted] | None:
    """The options with votes by code; None where there are no options or the votes of one are not known."""
    if not options or any(votes.get(one.code) is None for one in options):
        return None
    return [Counted(one.code, votes[one.code] or 0, one.registered_order) for one in options]
