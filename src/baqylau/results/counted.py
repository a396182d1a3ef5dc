"""What has been counted of a contest so far, from one kind of source, held in memory.

Stations stand in the order of their areas' paths, so that every area, at any level, is a run of neighbours;
with running sums over them the total of any area is one subtraction. What a process holds is brought up to
date with the protocols that are new: those that it has are not read again.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from django.db.models import Count, Max, Q, QuerySet, Sum

from baqylau.election.models import Area, Contest, Election, Station
from baqylau.mission.models import Mission
from baqylau.observation.memory import Memory
from baqylau.results.methods.lines import LineCode
from baqylau.results.methods.station_table import Level, Mask, StationTable, Whole
from baqylau.results.models import Protocol

BATCH = 500
ORDER = {str(code): place for place, code in enumerate(LineCode)}
TOOK_PART = (LineCode.CAST, LineCode.IN_BOX, LineCode.ISSUED)
"""The lines that say how many took part; the first that the protocols have is used."""


@dataclass(frozen=True, slots=True)
class Ground:
    """The stations of a contest in the order of their areas; ``rows`` by key, ``runs`` by an area's path."""

    keys: tuple[int, ...]
    codes: tuple[str, ...]
    paths: tuple[str, ...]
    rows: Mapping[int, int]
    runs: Mapping[str, tuple[int, int]]

    def __len__(self) -> int:
        return len(self.keys)

    def run(self, path: str) -> tuple[int, int]:
        """The first row of an area and the one after its last; without a path all rows."""
        return self.runs.get(path, (0, 0)) if path else (0, len(self.keys))


@dataclass(frozen=True, slots=True)
class Sums:
    """Totals of an area: ``stations`` vote there, ``reported`` of them were counted.

    ``votes`` and ``lines`` are sums by code; ``given`` by code is how many stations gave the number.
    """

    stations: int
    reported: int
    votes: Mapping[str, int]
    lines: Mapping[str, int]
    given: Mapping[str, int]

    @property
    def all_votes(self) -> int:
        return sum(self.votes.values())

    def line(self, code: str) -> int | None:
        """The sum of a line, None where no station gave it."""
        return self.lines[code] if self.given.get(code) else None


@dataclass(frozen=True, slots=True)
class Counted:
    """The numbers of each station of a contest: ``values`` and ``given`` are stations × columns.

    ``columns`` are option codes, then line codes; ``protocols`` has the key of the protocol that counts for
    each station, 0 where there is none.
    """

    ground: Ground
    options: tuple[str, ...]
    columns: tuple[str, ...]
    values: Whole
    given: Mask
    protocols: Whole
    running: Whole
    running_given: Whole
    running_reported: Whole

    @property
    def lines(self) -> tuple[str, ...]:
        return self.columns[len(self.options) :]

    @property
    def reported(self) -> int:
        return int(self.running_reported[-1])

    @property
    def took_part(self) -> str:
        """The line that says how many took part; empty where the protocols have none."""
        return next((str(code) for code in TOOK_PART if code in self.lines), "")

    def sums(self, path: str = "") -> Sums:
        """The totals of an area by its path; without one of all stations."""
        first, end = self.ground.run(path)
        sums = (self.running[end] - self.running[first]).tolist()
        given = (self.running_given[end] - self.running_given[first]).tolist()
        options = len(self.options)
        return Sums(
            stations=end - first,
            reported=int(self.running_reported[end] - self.running_reported[first]),
            votes=dict(zip(self.options, sums[:options], strict=True)),
            lines=dict(zip(self.lines, sums[options:], strict=True)),
            given=dict(zip(self.columns, given, strict=True)),
        )

    def of_station(self, row: int) -> Mapping[str, int]:
        """The numbers that a station's protocol gives, by column."""
        values, given = self.values[row].tolist(), self.given[row].tolist()
        return {code: value for code, value, has in zip(self.columns, values, given, strict=True) if has}

    def table(self, levels: Sequence[tuple[str, int]]) -> StationTable:
        """The stations that were counted, for checks and publication.

        ``levels`` names each level with how many codes of a path lead to it (the country is the first). A
        station that lies right in an area of a higher level has that area with an empty name below it.
        """
        rows = np.flatnonzero(self.protocols)
        options = len(self.options)
        values, given = self.values[rows], self.given[rows]
        paths = [tuple(self.ground.paths[row].strip("/").split("/")) for row in rows.tolist()]
        absent = ~given[:, :options]
        return StationTable(
            stations=tuple(self.ground.codes[row] for row in rows.tolist()),
            row_of=rows + 1,
            levels=tuple(level_of_paths(name, depth, paths) for name, depth in levels),
            options=self.options,
            votes=values[:, :options],
            lines={code: values[:, options + place] for place, code in enumerate(self.lines)},
            absent_votes=absent if absent.any() else None,
            absent_lines={
                code: ~given[:, options + place]
                for place, code in enumerate(self.lines)
                if not given[:, options + place].all()
            },
        )


def level_of_paths(name: str, depth: int, paths: Sequence[tuple[str, ...]]) -> Level:
    """The level to which so many codes of a path lead, for stations whose paths these are."""
    of_station = [(path[1:depth] + ("",) * depth)[: depth - 1] for path in paths]
    areas = sorted(set(of_station))
    places = {path: place for place, path in enumerate(areas)}
    return Level(name, tuple(areas), np.array([places[path] for path in of_station], np.int32))


# ------------------------------------------------------------------ from the database


@dataclass(slots=True)
class _Held:
    """What a process holds of a contest, and by what it knows that it is still so."""

    stamp: tuple[object, ...] = ()
    counted: Counted | None = None


DAY = 24 * 60 * 60
_grounds: Memory[Ground] = Memory(DAY)
_held: Memory[_Held] = Memory(DAY)


def visible(mission: Mission, contest: Contest) -> QuerySet[Protocol]:
    """The protocols of a contest that count and that a mission sees: everybody's, and its own."""
    return Protocol.objects.filter(
        Q(mission=None) | Q(mission=mission), contest=contest, is_current=True
    ).order_by()


def reported_by_source(mission: Mission, contest: Contest) -> dict[str, int]:
    """How many stations were counted from each kind of source that there is."""
    found = visible(mission, contest).values("source_kind").annotate(stations=Count("station", distinct=True))
    return {one["source_kind"]: one["stations"] for one in found}


def counted(mission: Mission, contest: Contest, source_kind: str) -> Counted:
    """What was counted so far from one kind of source."""
    protocols = visible(mission, contest).filter(source_kind=source_kind)
    ground = ground_of(contest)
    stamp = (*_stamp(protocols), contest.election.pack_digest)
    held = _held.get((mission.pk, contest.pk, source_kind), _Held)
    assert held is not None
    before = held.counted
    is_of_this_ground = before is not None and before.ground is ground and held.stamp[-1] == stamp[-1]
    if before is not None and is_of_this_ground and held.stamp == stamp:
        return before
    made = _counted(protocols, ground, _options(contest), before if is_of_this_ground else None)
    held.stamp, held.counted = stamp, made
    return made


def _stamp(protocols: QuerySet[Protocol]) -> tuple[object, ...]:
    found = protocols.aggregate(count=Count("pk"), last=Max("pk"), sum=Sum("pk"))
    return found["count"], found["last"], found["sum"]


def _options(contest: Contest) -> tuple[str, ...]:
    return tuple(contest.options.order_by("position", "code").values_list("code", flat=True))


def ground_of(contest: Contest) -> Ground:
    """The stations of a contest, remembered until the pack or their number changes."""
    number = contest.stations.count()
    key = (contest.pk, contest.election.pack_digest, number)
    made = _grounds.get(key, lambda: _ground(contest))
    assert made is not None
    return made


def _ground(contest: Contest) -> Ground:
    found = Station.objects.filter(contests=contest).order_by()
    rows = sorted(
        (path or "", order, pk, code)
        for pk, code, order, path in found.values_list("pk", "code", "order_key", "area__path")
    )
    paths = tuple(path for path, *_ in rows)
    keys = tuple(pk for _, _, pk, _ in rows)
    return Ground(
        keys=keys,
        codes=tuple(code for *_, code in rows),
        paths=paths,
        rows={pk: row for row, pk in enumerate(keys)},
        runs=_runs(paths),
    )


def _runs(paths: Sequence[str]) -> dict[str, tuple[int, int]]:
    """Where each area that has stations begins and ends."""
    runs: dict[str, tuple[int, int]] = {}
    for row, path in enumerate(paths):
        at = path.find("/")
        while at >= 0:
            area = path[: at + 1]
            runs[area] = (runs[area][0] if area in runs else row, row + 1)
            at = path.find("/", at + 1)
    return runs


def _counted(
    protocols: QuerySet[Protocol], ground: Ground, options: tuple[str, ...], known: Counted | None
) -> Counted:
    """Read the protocols that are not known yet, and take over the others."""
    current = _current(protocols, ground)
    if known is not None and known.options == options:
        held = set(known.protocols.tolist())
        new = _read([pk for pk in current.values() if pk not in held])
        if not _line_codes(new) - set(known.lines):
            return _made(ground, options, known.columns, current, new, known)
    else:
        new = {}
    new |= _read([pk for pk in current.values() if pk not in new])
    lines = sorted(_line_codes(new), key=lambda code: (ORDER.get(code, len(ORDER)), code))
    return _made(ground, options, (*options, *lines), current, new, None)


def _current(protocols: QuerySet[Protocol], ground: Ground) -> dict[int, int]:
    """For each row the key of the protocol that counts: the one of the highest version."""
    newest: dict[int, tuple[int, int]] = {}
    for pk, station, version in protocols.values_list("pk", "station_id", "version"):
        row = ground.rows.get(station)
        if row is not None:
            newest[row] = max(newest.get(row, (0, 0)), (version, pk))
    return {row: pk for row, (_, pk) in newest.items()}


Numbers = tuple[Mapping[str, Any], Mapping[str, Any]]


def _read(keys: Sequence[int]) -> dict[int, Numbers]:
    """Lines and votes of protocols by their keys."""
    found: dict[int, Numbers] = {}
    for start in range(0, len(keys), BATCH):
        some = Protocol.objects.filter(pk__in=keys[start : start + BATCH]).order_by()
        for pk, lines, votes in some.values_list("pk", "lines", "votes"):
            found[pk] = (lines, votes)
    return found


def _line_codes(read: Mapping[int, Numbers]) -> set[str]:
    codes: set[str] = set()
    for lines, _ in read.values():
        codes.update(lines)
    return codes


def _made(
    ground: Ground,
    options: tuple[str, ...],
    columns: tuple[str, ...],
    current: Mapping[int, int],
    new: Mapping[int, Numbers],
    known: Counted | None,
) -> Counted:
    shape = (len(ground), len(columns))
    values = known.values.copy() if known else np.zeros(shape, np.int64)
    given = known.given.copy() if known else np.zeros(shape, np.bool_)
    protocols = np.zeros(len(ground), np.int64)
    protocols[list(current)] = list(current.values())
    gone = protocols == 0
    values[gone], given[gone] = 0, False
    changed = [row for row, pk in current.items() if pk in new]
    if changed:
        numbers = [_row(new[current[row]], options, columns) for row in changed]
        has = np.array([[one is not None for one in row] for row in numbers], np.bool_)
        values[changed] = np.array([[one or 0 for one in row] for row in numbers], np.int64).reshape(
            has.shape
        )
        given[changed] = has
    return Counted(
        ground=ground,
        options=options,
        columns=columns,
        values=values,
        given=given,
        protocols=protocols,
        running=_running(values),
        running_given=_running(given.astype(np.int64)),
        running_reported=_running((protocols > 0).astype(np.int64)),
    )


def _row(numbers: Numbers, options: Sequence[str], columns: Sequence[str]) -> list[int | None]:
    lines, votes = numbers
    return [votes.get(code) for code in options] + [lines.get(code) for code in columns[len(options) :]]


def _running(values: Whole) -> Whole:
    """Sums of all rows before each row, and of all."""
    sums = np.zeros((len(values) + 1, *values.shape[1:]), np.int64)
    np.cumsum(values, axis=0, out=sums[1:])
    return sums


# ------------------------------------------------------------------ areas


_areas: Memory[dict[str, Area]] = Memory(DAY)


def areas_of(election: Election) -> dict[str, Area]:
    """The areas of an election by their paths, without boundaries."""
    number = election.areas.count()
    key = (election.pk, election.pack_digest, number)
    made = _areas.get(key, lambda: {area.path: area for area in election.areas.defer("boundary")})
    assert made is not None
    return made


def levels_of(ground: Ground, areas: Mapping[str, Area]) -> list[tuple[str, int]]:
    """The levels below the country that stations lie in: what most areas of a level are, and its depth."""
    kinds: dict[int, list[str]] = {}
    for path in ground.runs:
        depth = path.count("/")
        if depth > 1:
            kinds.setdefault(depth, []).append(areas[path].kind if path in areas else "")
    return [(_most(names), depth) for depth, names in sorted(kinds.items())]


def _most(names: Iterable[str]) -> str:
    counted = sorted(names)
    return max(sorted(set(counted)), key=counted.count) or "area"
