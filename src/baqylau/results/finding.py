"""What does not agree in the protocols of a contest: sums, sources, the unusual, and what the table lacks.

All protocols that a mission sees are read by one question and stand in one table; the checks run over all of
them at once.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import Any

import numpy as np
from django.db.models import QuerySet

from baqylau.core.problem import Phrase
from baqylau.election.models import Contest, Station
from baqylau.mission.models import Mission
from baqylau.results.checking import Checker
from baqylau.results.counted import level_of_paths, visible
from baqylau.results.methods.layout import LINE, OPTION, figures_of
from baqylau.results.methods.lines import VOTES
from baqylau.results.methods.protocol_checks.findings import check_identities
from baqylau.results.methods.protocol_checks.hard import HardCheck, hard_checks
from baqylau.results.methods.protocol_checks.slips import changed_digit, slips_by_station, swapped_digits
from baqylau.results.methods.protocol_checks.soft import SOFT, Beside
from baqylau.results.methods.source_differences import Difference, differences, largest
from baqylau.results.methods.station_table import (
    Level,
    Mask,
    StationTable,
    Whole,
    sum_of_votes,
    value_of,
    with_sums,
)
from baqylau.results.models import ProtocolSource, Severity

SOURCES_DIFFER, TOTAL_DIFFERS, NOT_IN_TABLE = "V.301", "V.311", "V.321"
OFFICIAL = str(ProtocolSource.OFFICIAL_TABLE)
ORDER = {kind.value: place for place, kind in enumerate(ProtocolSource)}
MOSTLY = 0.9
"""A table that has fewer of the stations is still being filled: what it lacks is not reported yet."""
MOST_NAMED = 3
NOT_GIVEN = -(2**62)
ALIKE, SLIPS = "V.205", ("V.231", "V.232")


@dataclass(frozen=True, slots=True)
class Found:
    """One finding; its fields as in ``models.Discrepancy``."""

    code: str
    severity: str
    station: int | None
    area: int | None
    about: str
    says: Phrase
    at_stake: int
    suggestion: Phrase | None = None
    figures: tuple[Mapping[str, Any], ...] = ()

    @property
    def key(self) -> str:
        """The place and the protocol, by which the same finding is known again."""
        if self.station is not None:
            place = f"station {self.station}"
        else:
            place = "whole" if self.area is None else f"area {self.area}"
        return f"{place} {self.about}".strip()


@dataclass(frozen=True, slots=True)
class Row:
    """A protocol that counts, as one row of the table."""

    station: int
    code: str
    area: int | None
    path: str
    kind: str
    version: int
    about: str
    lines: Mapping[str, int]
    votes: Mapping[str, int]

    @property
    def figures(self) -> dict[str, int]:
        return figures_of(self.lines, self.votes)


def rows_of(
    mission: Mission, contest: Contest, stations: Collection[int] | QuerySet[Any, Any] | None = None
) -> list[Row]:
    """The protocols that count, of all stations or of some, area by area in the order of the stations."""
    protocols = visible(mission, contest)
    if stations is not None:
        protocols = protocols.filter(station__in=stations)
    names = ("station", "station__code", "station__area", "station__area__path", "source_kind", "version")
    found = protocols.values_list(
        "station__order_key", *names, "paper__number", "record__number", "lines", "votes"
    )
    made = [
        (path or "", order, Row(pk, code, area, path or "", kind, version, _about(kind, paper, record), *of))
        for order, pk, code, area, path, kind, version, paper, record, *of in found
    ]
    return [row for *_, row in sorted(made, key=lambda one: (one[0], one[1], one[2].station))]


def _about(kind: str, paper: int | None, record: int | None) -> str:
    """The kind of source, and which of its copies."""
    if record is not None:
        return f"{kind} record {record}"
    return kind if paper is None else f"{kind} copy {paper}"


@dataclass(frozen=True)
class Ground:
    """The protocols of a contest and what they are checked by. ``whole``: they are of all stations."""

    contest: Contest
    rows: Sequence[Row]
    whole: bool = True
    beside: Sequence[Row] = ()
    """Those of another contest of the same day, at the same stations."""
    has_table: bool = False
    checker: Checker = field(init=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "checker", Checker.of(self.contest))

    @cached_property
    def options(self) -> tuple[str, ...]:
        return tuple(one.code for one in self.checker.fields if one.is_option)

    @cached_property
    def checks(self) -> tuple[HardCheck, ...]:
        declared = {one.code for one in self.checker.fields if not one.is_option}
        return hard_checks(declared, self.checker.own, self.checker.left_out)

    def found(self) -> Iterator[Found]:
        """Everything that does not agree; of some stations only what can be said of each alone."""
        if self.rows:
            table = table_of(self.rows, self.options)
            yield from self._hard(table)
            yield from self._sources()
            if self.whole:
                yield from self._soft(table)
        yield from self._copies_alone()

    # -------------------------------------------------------------- sums

    def _hard(self, table: StationTable) -> Iterator[Found]:
        known = {*table.lines, VOTES}
        checks = [check for check in self.checks if check.identity.needs <= known]
        summed = with_sums(table)
        suggestions = self._suggestions(summed, checks)
        for check, findings in zip(checks, check_identities(summed, checks), strict=True):
            if not len(findings):
                continue
            left, right = (value_of(summed, one)[0] for one in (check.identity.left, check.identity.right))
            names = self._names(check)
            for place in findings.places.tolist():
                row = self.rows[place]
                yield Found(
                    code=check.code,
                    severity=Severity.HARD,
                    station=row.station,
                    area=row.area,
                    about=row.about,
                    says=findings.says(place),
                    at_stake=abs(int(left[place] - right[place])),
                    suggestion=suggestions.get(place),
                    figures=names,
                )

    def _names(self, check: HardCheck) -> tuple[Mapping[str, Any], ...]:
        lines = {LINE + code for code in check.identity.lines}
        has_votes = VOTES in check.identity.lines
        return tuple(
            {"name": one.name}
            for one in self.checker.fields
            if one.name in lines or (one.is_option and has_votes)
        )

    def _suggestions(self, table: StationTable, checks: Sequence[HardCheck]) -> dict[int, Phrase]:
        """By place the slip of the pen that would make a sum right; swapped digits go first."""
        if set(SLIPS) <= set(self.checker.left_out):
            return {}
        fitting = slips_by_station(table, checks, {})
        found: dict[int, Phrase] = {}
        for slip in (swapped_digits(fitting), changed_digit(fitting)):
            for place in slip.places.tolist():
                found.setdefault(place, slip.says(place))
        return found

    # -------------------------------------------------------------- sources

    def _sources(self) -> Iterator[Found]:
        """Each copy of a station against the official table, or against the first copy that there is."""
        for rows in self._by_station.values():
            base, *others = sorted(rows, key=lambda row: (ORDER[row.kind], -row.version))
            for other in others:
                found = differences(base.figures, other.figures)
                if found:
                    yield _two_sources(base, other, found)

    @cached_property
    def _by_station(self) -> dict[int, list[Row]]:
        found: dict[int, list[Row]] = {}
        for row in self.rows:
            found.setdefault(row.station, []).append(row)
        return found

    def _copies_alone(self) -> Iterator[Found]:
        """Stations with a copy that the official table, which there is, does not have."""
        if not self.has_table:
            return
        for rows in self._by_station.values():
            if any(row.kind == OFFICIAL for row in rows):
                continue
            row = min(rows, key=lambda row: (ORDER[row.kind], -row.version))
            says = Phrase("The official table does not have this station; there is a copy of its protocol.")
            votes = sum(row.votes.values())
            yield Found(NOT_IN_TABLE, Severity.HARD, row.station, row.area, "", says, votes)

    def missing(self, stations: Iterable[tuple[int, int | None, int | None]]) -> Iterator[Found]:
        """Stations (key, area, voters) of which there is no protocol at all, where the table has most."""
        listed = list(stations)
        has = {row.station for row in self.rows if row.kind == OFFICIAL}
        if not has or len(has) < MOSTLY * len(listed):
            return
        says = Phrase("The official table does not have this station.")
        for station, area, voters in listed:
            if station not in self._by_station:
                yield Found(NOT_IN_TABLE, Severity.SOFT, station, area, "", says, voters or 0)

    # -------------------------------------------------------------- what is unusual

    def _soft(self, table: StationTable) -> Iterator[Found]:
        """Warnings about the official table; without one, about the kind of source with most stations."""
        kind, places = self._counted()
        rows = [self.rows[place] for place in places]
        of_kind = _some(table, places, _levels([row.path for row in rows]))
        beside = Beside(other_contest=self._other(kind))
        votes = sum_of_votes(of_kind)[0]
        for code, find in SOFT.items():
            findings = None if code in self.checker.left_out else find(of_kind, beside)
            if findings is None:
                continue
            for place in findings.places.tolist():
                says = findings.says(place) if code != ALIKE else _alike(rows[place - 1])
                row = rows[place]
                yield Found(
                    code, Severity.SOFT, row.station, row.area, row.kind, says, at_stake=int(votes[place])
                )

    def _counted(self) -> tuple[str, list[int]]:
        """The kind of source that warnings are about, and the places of its newest versions."""
        newest: dict[str, dict[int, int]] = {}
        for place, row in enumerate(self.rows):
            of_kind = newest.setdefault(row.kind, {})
            before = of_kind.get(row.station)
            if before is None or self.rows[before].version < row.version:
                of_kind[row.station] = place
        kind = OFFICIAL if OFFICIAL in newest else max(newest, key=lambda kind: (len(newest[kind]), kind))
        return kind, sorted(newest[kind].values())

    def _other(self, kind: str) -> StationTable | None:
        newest = {row.station: row for row in sorted(self.beside, key=lambda row: row.version)}
        rows = [row for row in newest.values() if row.kind == kind]
        return table_of(rows, ()) if rows else None


def _alike(before: Row) -> Phrase:
    return Phrase(
        "All its votes are those of station {station}, the one before it in the list.", station=before.code
    )


# ------------------------------------------------------------------ in words


SOURCES = {
    ProtocolSource.OFFICIAL_TABLE: Phrase("official table"),
    ProtocolSource.OBSERVER_COPY: Phrase("observer's copy"),
    ProtocolSource.PARTY_COPY: Phrase("party's copy"),
    ProtocolSource.READ_OUT: Phrase("figures read out"),
    ProtocolSource.PHOTOGRAPH: Phrase("photograph"),
}


def _two_sources(base: Row, other: Row, found: Sequence[Difference]) -> Found:
    says = Phrase(
        "Differs between {one} and {other}: {figures}.",
        one=SOURCES[ProtocolSource(base.kind)],
        other=SOURCES[ProtocolSource(other.kind)],
        figures=in_words(found),
    )
    slips = [one for one in found if one.slip == "swapped"]
    return Found(
        code=SOURCES_DIFFER,
        severity=Severity.HARD,
        station=base.station,
        area=base.area,
        about=other.about,
        says=says,
        at_stake=largest(found),
        suggestion=_changed_places(slips[0]) if slips else None,
        figures=tuple({"name": one.name, "one": one.one, "other": one.other} for one in found),
    )


def in_words(found: Sequence[Difference]) -> Phrase:
    """The first figures that differ, and how many more."""
    phrase = _figure(found[0])
    for one in found[1:MOST_NAMED]:
        phrase = Phrase("{one}, {other}", one=phrase, other=_figure(one))
    more = len(found) - MOST_NAMED
    return Phrase("{shown}; {more} more", shown=phrase, more=more) if more > 0 else phrase


def _figure(one: Difference) -> Phrase:
    code = one.name[len(LINE) :]
    if one.name.startswith(OPTION):
        return Phrase("votes of {option} {a} and {b}", option=code, a=one.one, b=one.other)
    return Phrase("{line} {a} and {b}", line=code, a=one.one, b=one.other)


def _changed_places(one: Difference) -> Phrase:
    """Two adjacent digits in another order: one of the two was copied with a slip of the pen."""
    return Phrase("{a} and {b} have the same digits, two of them in another order.", a=one.one, b=one.other)


# ------------------------------------------------------------------ tables


def table_of(rows: Sequence[Row], options: Sequence[str]) -> StationTable:
    """The rows as a table; a station with several copies stands in it several times."""
    codes = sorted({code for row in rows for code in row.lines})
    numbers, absent = _whole([row.votes for row in rows], options)
    of_lines, no_line = _whole([row.lines for row in rows], codes)
    return StationTable(
        stations=tuple(row.code for row in rows),
        row_of=np.arange(1, len(rows) + 1),
        levels=(),
        options=tuple(options),
        votes=numbers,
        lines={code: of_lines[:, place] for place, code in enumerate(codes)},
        absent_votes=absent if absent.any() else None,
        absent_lines={code: no_line[:, place] for place, code in enumerate(codes) if no_line[:, place].any()},
    )


def _whole(rows: Sequence[Mapping[str, int]], codes: Sequence[str]) -> tuple[Whole, Mask]:
    """Rows × codes, column by column in memory, and where a number is not given."""
    numbers = np.empty((len(codes), len(rows)), np.int64)
    for place, code in enumerate(codes):
        numbers[place] = [row.get(code, NOT_GIVEN) for row in rows]
    absent = numbers == NOT_GIVEN
    numbers[absent] = 0
    return numbers.T, absent.T


def _some(table: StationTable, places: Sequence[int], levels: tuple[Level, ...]) -> StationTable:
    """Some rows of a table, with their levels; a line that none of them gives is no line of theirs."""
    no_vote = None if table.absent_votes is None else table.absent_votes[places]
    no_line = {code: absent[places] for code, absent in table.absent_lines.items()}
    return replace(
        table,
        stations=tuple(table.stations[place] for place in places),
        row_of=table.row_of[places],
        levels=levels,
        votes=np.asfortranarray(table.votes[places]),
        lines={
            code: line[places]
            for code, line in table.lines.items()
            if code not in no_line or not no_line[code].all()
        },
        absent_votes=no_vote if no_vote is not None and no_vote.any() else None,
        absent_lines={code: absent for code, absent in no_line.items() if absent.any() and not absent.all()},
    )


def _levels(paths: Sequence[str]) -> tuple[Level, ...]:
    """The levels below the country, by their depth."""
    split = [tuple(path.strip("/").split("/")) for path in paths]
    deepest = max((len(codes) for codes in split), default=1)
    return tuple(level_of_paths(str(depth), depth, split) for depth in range(2, deepest + 1))


def stations_of(contest: Contest) -> list[tuple[int, int | None, int | None]]:
    """The stations of a contest: key, area, voters on the list before election day."""
    found = Station.objects.filter(contests=contest).order_by()
    return list(found.values_list("pk", "area", "voters_on_list"))
