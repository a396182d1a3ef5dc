"""Results as objects of NIST SP 1500-100 version 2, the Election Results Common Data Format.

The same objects are written as JSON and as XML by ``nist_writing``; their properties stand in the order that
the XSD asks for. How a protocol is said in its terms:

- each area and each station is a ``ReportingUnit``: its voters on the list are ``VotersRegistered``, who took
  part ``VotersParticipated``; ``SubUnitsReported`` and ``TotalSubUnits`` are stations;
- votes are ``VoteCounts`` of type ``total``, of each unit;
- "against all" is a selection more, with its words;
- ballots cast and invalid ballots are ``BallotsCast`` and ``BallotsRejected`` of type ``total``; every other
  line is ``BallotCounts`` of type ``other`` with the line's code in ``OtherType`` and its number in
  ``BallotsCast``, since the format has no other place for it.

Source: NIST SP 1500-100r2, with the schema in github.com/usnistgov/cdf-test-method.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from baqylau.results.publishing.edition import (
    CHUNK,
    Area,
    Edition,
    Names,
    Numbers,
    Totals,
    english,
    of_stations,
    places,
    totals,
    turnout_line,
)

APPLICATION = "Baqylau"
STATUS = {"partial": "unofficial-partial", "complete": "unofficial-complete", "correction": "correction"}
UNIT_TYPES = {
    "country": "country",
    "city": "city",
    "municipality": "municipality",
    "county": "county",
    "state": "state",
}
VARIATIONS = {"party_list": "proportional", "president": "majority", "single_mandate": "plurality"}


@dataclass(frozen=True, slots=True)
class Thing:
    """An object: its class, its properties in order, its identifier; ``of`` is the class its place wants."""

    type: str
    properties: Sequence[tuple[str, Value]]
    identifier: str = ""
    of: str = ""


@dataclass(frozen=True, slots=True)
class Ids:
    """References to other objects."""

    ids: Iterable[str]


@dataclass(frozen=True, slots=True)
class Many:
    """Several objects, made as they are written."""

    things: Iterable[Thing]


@dataclass(frozen=True, slots=True)
class VoteCounts:
    """Votes by unit, a batch at a time: identifiers of units and whole numbers."""

    batches: Iterable[list[tuple[str, int]]]


@dataclass(frozen=True, slots=True)
class BallotCounts:
    """Ballots by unit, a batch at a time: unit, ``OtherType`` (empty: the total), cast, rejected."""

    batches: Iterable[list[tuple[str, str, int | None, int | None]]]


Value = str | int | Thing | Ids | Many | VoteCounts | BallotCounts


def report(edition: Edition) -> Thing:
    """The whole report of one contest."""
    units = Units(edition)
    detail = "precinct-level" if edition.with_stations else "summary-contest"
    properties: list[tuple[str, Value]] = [
        ("Election", Many([_election(edition, units)])),
        ("Format", detail),
        ("GeneratedDate", edition.generated.isoformat(timespec="seconds")),
        ("GpUnit", Many(units.things())),
        ("Issuer", edition.issuer),
        ("IssuerAbbreviation", edition.issuer_code),
        ("Notes", _notes(edition)),
        ("Party", Many(_parties(edition))),
        ("SequenceStart", 1),
        ("SequenceEnd", 1),
        ("Status", STATUS[edition.status]),
        ("VendorApplicationId", APPLICATION),
    ]
    if not any(option.kind in ("party", "alliance") for option in edition.options):
        properties = [one for one in properties if one[0] != "Party"]
    return Thing("ElectionReport", properties)


def _notes(edition: Edition) -> str:
    parts = [
        f"Version {edition.number}, from: {edition.source_kind}.",
        edition.reason,
        f"Stations counted: {len(edition.table.stations)} of {edition.stations}.",
        *edition.sources,
        f"Trail:\n{edition.checkpoint}" if edition.checkpoint else "",
    ]
    return " ".join(part for part in parts if part)


def _election(edition: Edition, units: Units) -> Thing:
    special = "special" if edition.contest_kind == "referendum" else "general"
    return Thing(
        "Election",
        [
            ("BallotCounts", BallotCounts(units.ballots())),
            *([("Candidate", Many(_candidates(edition)))] if _has_candidates(edition) else []),
            ("Contest", Many([_contest(edition, units)])),
            ("ElectionScopeId", Units.COUNTRY),
            ("ExternalIdentifier", Many([_identifier(edition.election)])),
            ("Name", _text(edition.election_names, edition.election)),
            ("StartDate", edition.day.isoformat()),
            ("EndDate", edition.day.isoformat()),
            ("Type", special),
        ],
    )


def _contest(edition: Edition, units: Units) -> Thing:
    kind = {"party_list": "PartyContest", "referendum": "BallotMeasureContest"}.get(
        edition.contest_kind, "CandidateContest"
    )
    variation = VARIATIONS.get(edition.contest_kind, "")
    properties: list[tuple[str, Value]] = [
        ("ContestSelection", Many(_selections(edition, units))),
        ("ElectionDistrictId", Units.COUNTRY),
        ("ExternalIdentifier", Many([_identifier(edition.contest)])),
        ("Name", english(edition.contest_names, edition.contest)),
        ("SubUnitsReported", len(edition.table.stations)),
        ("TotalSubUnits", edition.stations),
        *([("VoteVariation", variation)] if variation else []),
    ]
    if kind == "CandidateContest":
        properties += [*([("NumberElected", edition.seats)] if edition.seats else []), ("VotesAllowed", 1)]
    if kind == "BallotMeasureContest":
        properties.append(("Type", "referendum"))
    return Thing(kind, properties, "contest", of="Contest")


def _selections(edition: Edition, units: Units) -> Iterator[Thing]:
    for place, option in enumerate(edition.options):
        counts: list[tuple[str, Value]] = [
            ("SequenceOrder", place + 1),
            ("VoteCounts", VoteCounts(units.votes(place))),
        ]
        identifier = f"selection-{place + 1}"
        if option.kind in ("party", "alliance"):
            more: tuple[str, Value] = ("PartyIds", Ids([_party_id(place)]))
            yield Thing("PartySelection", [*counts, more], identifier, of="ContestSelection")
        elif option.kind == "candidate":
            more = ("CandidateIds", Ids([_candidate_id(place)]))
            yield Thing("CandidateSelection", [*counts, more], identifier, of="ContestSelection")
        else:
            told: list[tuple[str, Value]] = [
                ("ExternalIdentifier", Many([_identifier(option.code)])),
                ("Selection", _text(option.names, option.code)),
            ]
            yield Thing("BallotMeasureSelection", [*counts, *told], identifier, of="ContestSelection")


def _parties(edition: Edition) -> Iterator[Thing]:
    for place, option in enumerate(edition.options):
        if option.kind in ("party", "alliance"):
            colour = option.colour.removeprefix("#").lower()
            yield Thing(
                "Party",
                [
                    *([("Color", colour)] if colour else []),
                    ("ExternalIdentifier", Many([_identifier(option.code)])),
                    ("Name", _text(option.names, option.code)),
                ],
                _party_id(place),
            )


def _candidates(edition: Edition) -> Iterator[Thing]:
    for place, option in enumerate(edition.options):
        if option.kind == "candidate":
            yield Thing(
                "Candidate",
                [
                    ("BallotName", _text(option.names, option.code)),
                    ("ExternalIdentifier", Many([_identifier(option.code)])),
                ],
                _candidate_id(place),
            )


def _has_candidates(edition: Edition) -> bool:
    return any(option.kind == "candidate" for option in edition.options)


def _party_id(place: int) -> str:
    return f"party-{place + 1}"


def _candidate_id(place: int) -> str:
    return f"candidate-{place + 1}"


def _text(names: Names, otherwise: str) -> Thing:
    given = {language: name for language, name in names.items() if name} or {"und": otherwise}
    texts = [Thing("LanguageString", [("Content", text), ("Language", code)]) for code, text in given.items()]
    return Thing("InternationalizedText", [("Text", Many(texts))])


def _identifier(code: str) -> Thing:
    return Thing("ExternalIdentifier", [("Type", "local-level"), ("Value", code)])


class Units:
    """The reporting units: the country, its areas level by level, and the stations."""

    COUNTRY = "area-0"

    def __init__(self, edition: Edition) -> None:
        self._edition = edition
        self._levels: list[tuple[int, Totals]] = []
        self._ids: dict[tuple[str, ...], str] = {}
        for level in totals(edition.table):
            self._levels.append((len(self._ids), level))
            for path in level.paths:
                self._ids[path] = f"area-{len(self._ids)}"
        self._stations = of_stations(edition.table)

    def blocks(self) -> Iterator[tuple[str, int, Numbers]]:
        """What identifiers begin with, the number of the first, and the numbers: levels, then stations."""
        for first, level in self._levels:
            yield "area-", first, level.numbers
        if self._edition.with_stations:
            yield "station-", 0, self._stations

    def votes(self, option: int) -> Iterator[list[tuple[str, int]]]:
        """The votes for an option in each unit where they were given."""
        for prefix, first, numbers in self.blocks():
            for start in range(0, len(numbers), CHUNK):
                votes = numbers.votes[start : start + CHUNK, option].tolist()
                given = numbers.votes_given[start : start + CHUNK, option].tolist()
                yield [
                    (f"{prefix}{first + start + place}", count)
                    for place, (count, has) in enumerate(zip(votes, given, strict=True))
                    if has
                ]

    def ballots(self) -> Iterator[list[tuple[str, str, int | None, int | None]]]:
        """The lines of each unit that are not its voters on the list."""
        codes = list(self._stations.lines)
        cast = turnout_line(codes)
        others = [code for code in codes if code not in ("on_list", "invalid", cast)]
        for prefix, first, numbers in self.blocks():
            batch: list[tuple[str, str, int | None, int | None]] = []
            for place in places(numbers):
                unit, said = f"{prefix}{first + place.index}", dict(zip(codes, place.lines, strict=True))
                total = said.get(cast), said.get("invalid")
                if total != (None, None):
                    batch.append((unit, "", *total))
                batch += [(unit, code, count, None) for code in others if (count := said[code]) is not None]
                if len(batch) >= CHUNK:
                    yield batch
                    batch = []
            yield batch

    def things(self) -> Iterator[Thing]:
        """Each unit as an object."""
        children = self._children()
        for first, level in self._levels:
            for path, place in zip(level.paths, places(level.numbers), strict=True):
                yield self._area(
                    f"area-{first + place.index}", path, level, place.lines, place.stations, children
                )
        if self._edition.with_stations:
            yield from self._station_things()

    def _children(self) -> Mapping[str, list[str]]:
        """By the identifier of an area those of what lies right in it."""
        children: dict[str, list[str]] = {}
        for path, identifier in self._ids.items():
            if path:
                children.setdefault(self._ids.get(path[:-1], self.COUNTRY), []).append(identifier)
        if self._edition.with_stations:
            levels = self._edition.table.levels
            first = self._levels[-1][0]
            lowest = levels[-1].area_of.tolist() if levels else [0] * len(self._stations)
            for row, area in enumerate(lowest):
                children.setdefault(f"area-{first + area}", []).append(f"station-{row}")
        return children

    def _area(
        self,
        identifier: str,
        path: tuple[str, ...],
        level: Totals,
        lines: list[int | None],
        counted: int,
        children: Mapping[str, list[str]],
    ) -> Thing:
        edition = self._edition
        if path:
            area = edition.areas.get(path, Area({}, counted))
            names, kind, code = area.names, level.level, "/".join(path)
        else:
            area = Area(edition.country_names, edition.stations)
            names, kind, code = edition.country_names, "country", edition.country
        unit_type = UNIT_TYPES.get(kind, "other")
        composing = children.get(identifier)
        properties: list[tuple[str, Value]] = [
            *([("ComposingGpUnitIds", Ids(composing))] if composing else []),
            ("ExternalIdentifier", Many([_identifier(code)])),
            ("Name", _text(names, path[-1] if path else edition.country)),
            ("SubUnitsReported", counted),
            ("TotalSubUnits", area.stations),
            ("Type", unit_type),
            *([("OtherType", kind)] if unit_type == "other" else []),
            *self._voters(lines),
        ]
        return Thing("ReportingUnit", properties, identifier, of="GpUnit")

    def _station_things(self) -> Iterator[Thing]:
        table, names = self._edition.table, self._edition.station_names
        for place in places(self._stations):
            code = table.stations[place.index]
            name = names.get(code, "")
            properties: list[tuple[str, Value]] = [
                ("ExternalIdentifier", Many([_identifier(code)])),
                *([("Name", _text({"und": name}, code))] if name else []),
                ("Type", "polling-place"),
                *self._voters(place.lines),
            ]
            yield Thing("ReportingUnit", properties, f"station-{place.index}", of="GpUnit")

    def _voters(self, lines: list[int | None]) -> list[tuple[str, Value]]:
        said = dict(zip(self._stations.lines, lines, strict=True))
        cast, on_list = said.get(turnout_line(list(said))), said.get("on_list")
        return [
            *([("VotersParticipated", cast)] if cast is not None else []),
            *([("VotersRegistered", on_list)] if on_list is not None else []),
        ]
