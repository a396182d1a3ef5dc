"""All that is published of one contest, as plain records: what every format is written from.

Totals are sums of the stations of the edition, so that each can be recomputed from them. A number that no
source gave is absent: it has no line in a table of numbers, and is never 0.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime

import numpy as np

from baqylau.results.methods.station_table import StationTable, Whole
from baqylau.results.methods.tabulation import tabulate

Names = Mapping[str, str]
"""A name by language: ``{"en": …, "ru": …, "kk": …}``."""

CHUNK = 4096
"""Places that are turned into Python's numbers at once, so that a large table needs little memory."""


@dataclass(frozen=True, slots=True)
class Option:
    """A list, candidate or answer. ``kind`` is one of ``election.OptionKind``; ``colour`` is ``#rrggbb``."""

    code: str
    names: Names
    kind: str
    party: str = ""
    colour: str = ""


@dataclass(frozen=True, slots=True)
class Area:
    """An area of the hierarchy; ``stations`` is how many vote in the contest there, counted or not."""

    names: Names
    stations: int


@dataclass(frozen=True, slots=True)
class Photograph:
    """A photograph of a station's protocol, and where it can be seen."""

    station: str
    sha256: str
    address: str


@dataclass(frozen=True, slots=True)
class Edition:
    """One version of the results of a contest.

    ``table`` has the stations that were counted; its options stand in the order of ``options``. ``areas``
    maps the path of each area of its levels to what is known of it. Where ``with_stations`` is false,
    stations are summed and never named. ``complete`` says whether every station was counted.
    """

    election: str
    election_names: Names
    country: str
    country_names: Names
    day: date
    contest: str
    contest_names: Names
    contest_kind: str
    district: str
    seats: int | None
    options: tuple[Option, ...]
    table: StationTable
    areas: Mapping[tuple[str, ...], Area]
    stations: int
    source_kind: str
    sources: tuple[str, ...]
    issuer: str
    issuer_code: str
    number: int
    reason: str
    generated: datetime
    checkpoint: str
    address: str = ""
    licence: str = ""
    with_stations: bool = True
    station_names: Mapping[str, str] = field(default_factory=dict)
    photographs: tuple[Photograph, ...] = ()
    formulas: Mapping[str, str] = field(default_factory=dict)
    """Lines that no protocol has and that were computed from others, with their formula."""

    @property
    def complete(self) -> bool:
        return len(self.table.stations) == self.stations

    @property
    def is_official(self) -> bool:
        return self.source_kind == "official_table"

    @property
    def status(self) -> str:
        """``partial``, ``complete`` or ``correction``."""
        if self.number > 1 and self.complete:
            return "correction"
        return "complete" if self.complete else "partial"

    @property
    def file_stem(self) -> str:
        """As OpenElections names files: ``20161008__ge__general__list``; own copies add what they are."""
        stem = f"{self.day:%Y%m%d}__{self.country}__general__{self.contest}"
        return stem if self.is_official else f"{stem}__{self.source_kind}"


@dataclass(frozen=True, slots=True)
class Numbers:
    """The numbers of places: stations, or the areas of one level.

    ``votes`` and ``votes_given`` are places × options, ``lines`` and ``lines_given`` by code one number for
    each place: the sum, and how many stations gave the number. ``stations`` is how many were counted.
    """

    votes: Whole
    votes_given: Whole
    lines: Mapping[str, Whole]
    lines_given: Mapping[str, Whole]
    stations: Whole

    def __len__(self) -> int:
        return len(self.stations)


@dataclass(frozen=True, slots=True)
class Totals:
    """The areas of one level with their numbers; the level ``all`` has one area with an empty path."""

    level: str
    paths: tuple[tuple[str, ...], ...]
    numbers: Numbers


@dataclass(frozen=True, slots=True)
class Place:
    """The numbers of one place as Python's integers; None is absent."""

    index: int
    votes: list[int | None]
    lines: list[int | None]
    stations: int
    votes_given: list[int]
    lines_given: list[int]


def of_stations(table: StationTable) -> Numbers:
    """The numbers of each station."""
    given = np.ones_like(table.votes)
    if table.absent_votes is not None:
        given -= table.absent_votes
    rows = len(table.stations)
    lines_given = {
        code: np.ones(rows, np.int64) - absent
        if (absent := table.absent_lines.get(code)) is not None
        else np.ones(rows, np.int64)
        for code in table.lines
    }
    return Numbers(table.votes, given, table.lines, lines_given, np.ones(rows, np.int64))


def totals(table: StationTable) -> Iterator[Totals]:
    """The whole, then each level from the top down."""
    for level in tabulate(table).levels:
        counted = level.stations
        votes_given = np.repeat(counted[:, None], len(table.options), axis=1)
        if level.lacking_votes is not None:
            votes_given = votes_given - level.lacking_votes
        lines_given = {code: counted - level.lacking.get(code, 0) for code in level.lines}
        numbers = Numbers(level.votes, votes_given, level.lines, lines_given, counted)
        yield Totals(level.name, level.areas, numbers)


def places(numbers: Numbers) -> Iterator[Place]:
    """Each place in turn; lines in the order of ``numbers.lines``."""
    codes = list(numbers.lines)
    for start in range(0, len(numbers), CHUNK):
        part = slice(start, start + CHUNK)
        votes, votes_given = numbers.votes[part].tolist(), numbers.votes_given[part].tolist()
        lines = _columns([numbers.lines[code][part] for code in codes], len(votes))
        lines_given = _columns([numbers.lines_given[code][part] for code in codes], len(votes))
        counted = numbers.stations[part].tolist()
        for place, stations in enumerate(counted):
            yield Place(
                index=start + place,
                votes=_absent(votes[place], votes_given[place]),
                lines=_absent(lines[place], lines_given[place]),
                stations=stations,
                votes_given=votes_given[place],
                lines_given=lines_given[place],
            )


def _columns(columns: Sequence[Whole], rows: int) -> list[list[int]]:
    return np.column_stack(columns).tolist() if columns else [[] for _ in range(rows)]


def _absent(values: list[int], given: list[int]) -> list[int | None]:
    return [value if has else None for value, has in zip(values, given, strict=True)]


def turnout_line(lines: Mapping[str, Whole] | Sequence[str]) -> str:
    """The line that says how many took part: ballots cast where the protocol has it, else ballots issued.

    Empty where it has neither.
    """
    return next((code for code in ("cast", "in_box", "issued") if code in lines), "")


def english(names: Names, otherwise: str = "") -> str:
    """The English name, else any there is, else ``otherwise``."""
    return names.get("en") or next((name for name in names.values() if name), otherwise)
