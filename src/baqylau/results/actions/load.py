"""Loading the results part of a pack."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from django.db import transaction

from baqylau.accounts.models import User
from baqylau.core.reading import Problems
from baqylau.election.models import Contest, Election
from baqylau.results.actions.load_layouts import load_layouts
from baqylau.results.models import Protocol
from baqylau.results.sources.pack import Part, ProtocolRow, ResultTable
from baqylau.trail.record import record

BATCH = 500


@dataclass(frozen=True, slots=True)
class Loaded:
    """How many protocols a load made, changed and removed."""

    made: int = 0
    changed: int = 0
    removed: int = 0

    def __add__(self, other: Loaded) -> Loaded:
        return Loaded(self.made + other.made, self.changed + other.changed, self.removed + other.removed)


@transaction.atomic
def load(part: Part | None, *, election: Election, by: User | None) -> Loaded:
    """Make the protocols of an election those of its pack.

    The same part a second time changes nothing. An improved table updates its protocols in place and removes
    those of stations it has no longer; protocols from other sources stay. ``Refused`` where a table names a
    contest, option or station that the election does not have, or a station outside the contest.
    """
    if part is None:
        load_layouts((), election=election, by=by)
        return Loaded()
    load_layouts(part.layouts, election=election, by=by)
    contests = {contest.code: contest for contest in election.contests.all()}
    stations = dict(election.stations.values_list("code", "pk"))
    problems = Problems()
    for table in part.tables:
        _check(table, contests, stations, problems)
    problems.refuse_if_any()
    total = Loaded()
    change: dict[str, object] = {}
    for table in part.tables:
        loaded = _load_table(table, contests[table.contest], stations)
        total += loaded
        if loaded != Loaded():
            change[table.file] = {
                "contest": table.contest,
                "sha256": table.sha256,
                "made": loaded.made,
                "changed": loaded.changed,
                "removed": loaded.removed,
            }
    if change:
        record("results.tables_loaded", about=election, by=by, change=change)
    return total


def _check(
    table: ResultTable, contests: Mapping[str, Contest], stations: Mapping[str, int], problems: Problems
) -> None:
    """Everything that a table names must exist."""
    contest = contests.get(table.contest)
    if contest is None:
        says = f"The election has no contest '{table.contest}'."
        remedy = f"Known: {', '.join(sorted(contests)) or 'none'}."
        problems.add("R.121", says, remedy, table.where())
        return
    known = set(contest.options.values_list("code", flat=True))
    for code in table.options:
        if code not in known:
            says = f"Contest '{table.contest}' has no option '{code}'."
            problems.add("R.122", says, "Add it to options.csv, or correct the code.", table.where())
    voting = set(contest.stations.values_list("code", flat=True))
    for row in table.rows:
        if row.station not in stations:
            says = f"The election has no station '{row.station}'."
            problems.add("R.123", says, "Add it to stations.csv, or correct the code.", table.where(row))
        elif row.station not in voting:
            says = f"Station '{row.station}' has no ballot of contest '{table.contest}'."
            problems.add("R.124", says, "Correct the contests of the station.", table.where(row))


def _load_table(table: ResultTable, contest: Contest, stations: Mapping[str, int]) -> Loaded:
    kept = {
        protocol.station_id: protocol
        for protocol in Protocol.objects.filter(
            mission=None, contest=contest, source_kind=table.source_kind, version=1
        )
    }
    new: list[Protocol] = []
    changed: list[Protocol] = []
    for row in table.rows:
        protocol = kept.pop(stations[row.station], None)
        if protocol is None:
            new.append(_protocol(row, table, contest, stations[row.station]))
        elif (protocol.lines, protocol.votes, protocol.source) != (row.lines, row.votes, table.source):
            protocol.lines, protocol.votes, protocol.source = dict(row.lines), dict(row.votes), table.source
            changed.append(protocol)
    Protocol.objects.bulk_create(new, batch_size=BATCH)
    Protocol.objects.bulk_update(changed, ["lines", "votes", "source"], batch_size=BATCH)
    _remove(protocol.pk for protocol in kept.values())
    return Loaded(made=len(new), changed=len(changed), removed=len(kept))


def _protocol(row: ProtocolRow, table: ResultTable, contest: Contest, station: int) -> Protocol:
    return Protocol(
        station_id=station,
        contest=contest,
        source_kind=table.source_kind,
        lines=dict(row.lines),
        votes=dict(row.votes),
        source=table.source,
    )


def _remove(keys: Iterable[int]) -> None:
    pks = list(keys)
    for start in range(0, len(pks), BATCH):
        Protocol.objects.filter(pk__in=pks[start : start + BATCH]).delete()
