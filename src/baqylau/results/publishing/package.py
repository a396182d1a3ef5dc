"""A Frictionless data package: the tables as CSV in a ZIP, with ``datapackage.json`` that describes them.

Each table has its schema with keys that refer to other tables, its size and its SHA-256; the package has its
sources, its licence, its version and the checkpoint of the trail. The totals stand beside the stations they
are sums of.

Source: https://datapackage.org (Data Package, Table Schema).
"""

from __future__ import annotations

import hashlib
import json
import zipfile
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import IO, Any

from baqylau.results.publishing.cells import cell, line
from baqylau.results.publishing.edition import (
    CHUNK,
    Edition,
    Names,
    Numbers,
    english,
    of_stations,
    places,
    totals,
)

LANGUAGES = ("en", "ru", "kk")
TYPES = {"votes": "integer", "count": "integer", "stations": "integer", "counted": "integer"}
TYPES |= {"position": "integer", "seats": "integer"}


@dataclass(frozen=True, slots=True)
class Sheet:
    """One table: its name, columns, key, what its columns refer to (column → table), and its lines."""

    name: str
    says: str
    columns: tuple[str, ...]
    key: tuple[str, ...]
    refers: Mapping[str, str]
    lines: Callable[[], Iterable[str]]


def write(edition: Edition, file: IO[bytes]) -> None:
    """Write the package to an open file; the same edition gives the same bytes."""
    moment = edition.generated.timetuple()[:6]
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as archive:
        resources = [_write_sheet(archive, sheet, moment) for sheet in sheets(edition)]
        described = json.dumps(describe(edition, resources), ensure_ascii=False, indent=1)
        with archive.open(_member("datapackage.json", moment), "w") as out:
            out.write(described.encode())


def _member(name: str, moment: Sequence[int]) -> zipfile.ZipInfo:
    info = zipfile.ZipInfo(name, tuple(moment))  # type: ignore[arg-type]
    info.compress_type, info.external_attr = zipfile.ZIP_DEFLATED, 0o644 << 16
    return info


def _write_sheet(archive: zipfile.ZipFile, sheet: Sheet, moment: Sequence[int]) -> dict[str, Any]:
    whole, size, path = hashlib.sha256(), 0, f"{sheet.name}.csv"
    with archive.open(_member(path, moment), "w", force_zip64=True) as out:
        for piece in _pieces(sheet):
            whole.update(piece)
            size += len(piece)
            out.write(piece)
    return {
        "name": sheet.name.replace("_", "-"),
        "description": sheet.says,
        "type": "table",
        "path": path,
        "format": "csv",
        "mediatype": "text/csv",
        "encoding": "utf-8",
        "bytes": size,
        "hash": f"sha256:{whole.hexdigest()}",
        "schema": _schema(sheet),
    }


def _pieces(sheet: Sheet) -> Iterator[bytes]:
    yield line(sheet.columns).encode()
    batch: list[str] = []
    for one in sheet.lines():
        batch.append(one)
        if len(batch) >= CHUNK:
            yield "".join(batch).encode()
            batch = []
    yield "".join(batch).encode()


def _schema(sheet: Sheet) -> dict[str, Any]:
    fields = [_field(column, column in sheet.key) for column in sheet.columns]
    foreign = [
        {
            "fields": [column],
            "reference": {"resource": "" if to == sheet.name else to.replace("_", "-"), "fields": [KEYS[to]]},
        }
        for column, to in sheet.refers.items()
    ]
    schema: dict[str, Any] = {"fields": fields, "missingValues": [""], "primaryKey": list(sheet.key)}
    return {**schema, "foreignKeys": foreign} if foreign else schema


KEYS = {"areas": "area", "stations": "station", "options": "option", "lines": "line", "contests": "contest"}


def _field(column: str, is_key: bool) -> dict[str, Any]:
    field: dict[str, Any] = {"name": column, "type": TYPES.get(column, "string")}
    constraints: dict[str, Any] = {"required": True} if is_key else {}
    if field["type"] == "integer" and column != "count":
        constraints["minimum"] = 0
    return {**field, "constraints": constraints} if constraints else field


def describe(edition: Edition, resources: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
    """What ``datapackage.json`` says."""
    title = f"{english(edition.election_names, edition.election)}: {english(edition.contest_names)}"
    package: dict[str, Any] = {
        "$schema": "https://datapackage.org/profiles/2.0/datapackage.json",
        "name": f"{edition.election}-{edition.contest}".lower().replace("_", "-"),
        "title": title,
        "description": _description(edition),
        "version": f"{edition.number}.0.0",
        "created": edition.generated.isoformat(timespec="seconds"),
        "contributors": [{"title": edition.issuer, "roles": ["publisher"]}],
        "sources": [{"title": source} for source in edition.sources],
        "resources": list(resources),
        "baqylau": {
            "source_kind": edition.source_kind,
            "status": edition.status,
            "stations": edition.stations,
            "stations_counted": len(edition.table.stations),
            "reason": edition.reason,
            "checkpoint": edition.checkpoint,
        },
    }
    if edition.address:
        package["homepage"] = edition.address
    if edition.licence:
        package["licenses"] = [{"name": edition.licence}]
    return package


def _description(edition: Edition) -> str:
    counted = len(edition.table.stations)
    so_far = "" if edition.complete else " The numbers are of the stations counted so far, not an estimate."
    reason = f" {edition.reason}" if edition.reason else ""
    return f"Results of {counted} of {edition.stations} polling stations.{so_far}{reason}"


# ------------------------------------------------------------------ tables


def sheets(edition: Edition) -> Iterator[Sheet]:
    """The tables of the package; those that others refer to come first."""
    names = tuple(f"name_{language}" for language in LANGUAGES)
    table = edition.table
    yield Sheet(
        "contests",
        "What was voted on.",
        ("contest", "election", "kind", "seats", *names),
        ("contest",),
        {},
        lambda: [
            line(
                [
                    cell(edition.contest),
                    cell(edition.election),
                    cell(edition.contest_kind),
                    "" if edition.seats is None else str(edition.seats),
                    *_named(edition.contest_names),
                ]
            )
        ],
    )
    yield Sheet(
        "areas",
        "The country and its areas; how many stations vote there, and how many were counted.",
        ("area", "parent", "level", "stations", "counted", *names),
        ("area",),
        {"parent": "areas"},
        lambda: _areas(edition),
    )
    yield Sheet(
        "options",
        "What a voter could mark.",
        ("option", "contest", "kind", "position", "party", "colour", *names),
        ("option",),
        {"contest": "contests"},
        lambda: _options(edition),
    )
    yield Sheet(
        "lines",
        "The lines of a protocol that are not votes; with a formula: computed from the others.",
        ("line", "formula"),
        ("line",),
        {},
        lambda: [line([cell(code), cell(edition.formulas.get(code, ""))]) for code in table.lines],
    )
    if edition.with_stations:
        yield from _station_sheets(edition)
    yield Sheet(
        "totals_votes",
        "Votes of each area; 'counted' is how many stations gave the number.",
        ("area", "option", "votes", "counted"),
        ("area", "option"),
        {"area": "areas", "option": "options"},
        lambda: _total_votes(edition),
    )
    yield Sheet(
        "totals_lines",
        "Lines of the protocols of each area; 'counted' is how many stations gave the number.",
        ("area", "line", "count", "counted"),
        ("area", "line"),
        {"area": "areas", "line": "lines"},
        lambda: _total_lines(edition),
    )


def _station_sheets(edition: Edition) -> Iterator[Sheet]:
    stations = of_stations(edition.table)
    yield Sheet(
        "stations",
        "The polling stations that were counted.",
        ("station", "area", "station_name"),
        ("station",),
        {"area": "areas"},
        lambda: _stations(edition),
    )
    yield Sheet(
        "votes",
        "Votes at each station. A number that the source does not give has no row.",
        ("station", "option", "votes"),
        ("station", "option"),
        {"station": "stations", "option": "options"},
        lambda: _votes(edition, stations),
    )
    yield Sheet(
        "protocol_lines",
        "The other lines of each station's protocol. A number that the source does not give has no row.",
        ("station", "line", "count"),
        ("station", "line"),
        {"station": "stations", "line": "lines"},
        lambda: _lines(edition, stations),
    )
    if edition.photographs:
        yield Sheet(
            "photographs",
            "Photographs of protocols: where each can be seen, and the SHA-256 of its bytes.",
            ("station", "sha256", "address"),
            ("station", "sha256"),
            {"station": "stations"},
            lambda: [line([cell(p.station), p.sha256, cell(p.address)]) for p in edition.photographs],
        )


def _named(names: Names) -> list[str]:
    return [cell(names.get(language, "")) for language in LANGUAGES]


def area_key(edition: Edition, path: tuple[str, ...]) -> str:
    """The key of an area in the package: the country's code, then the codes from the top down."""
    return "/".join((edition.country or "all", *path))


def _areas(edition: Edition) -> Iterator[str]:
    for level in totals(edition.table):
        counted = level.numbers.stations.tolist()
        for path, stations in zip(level.paths, counted, strict=True):
            area = edition.areas.get(path)
            names: Names = edition.country_names if not path else area.names if area else {"en": path[-1]}
            voting = edition.stations if not path else area.stations if area else stations
            yield line(
                [
                    cell(area_key(edition, path)),
                    cell(area_key(edition, path[:-1])) if path else "",
                    cell("country" if not path else level.level),
                    str(voting),
                    str(stations),
                    *_named(names),
                ]
            )


def _options(edition: Edition) -> Iterator[str]:
    for place, option in enumerate(edition.options, 1):
        yield line(
            [
                cell(option.code),
                cell(edition.contest),
                cell(option.kind),
                str(place),
                cell(option.party),
                cell(option.colour),
                *_named(option.names),
            ]
        )


def _stations(edition: Edition) -> Iterator[str]:
    table = edition.table
    keys = [cell(area_key(edition, path)) for path in table.levels[-1].areas] if table.levels else []
    lowest = table.levels[-1].area_of.tolist() if table.levels else []
    whole = cell(area_key(edition, ()))
    for row, code in enumerate(table.stations):
        area = keys[lowest[row]] if keys else whole
        yield f"{cell(code)},{area},{cell(edition.station_names.get(code, ''))}\r\n"


def _votes(edition: Edition, stations: Numbers) -> Iterator[str]:
    options = [f",{cell(option.code)}," for option in edition.options]
    for place in places(stations):
        begins = cell(edition.table.stations[place.index])
        yield "".join(
            [
                f"{begins}{text}{votes}\r\n"
                for text, votes in zip(options, place.votes, strict=True)
                if votes is not None
            ]
        )


def _lines(edition: Edition, stations: Numbers) -> Iterator[str]:
    codes = [f",{cell(code)}," for code in stations.lines]
    for place in places(stations):
        begins = cell(edition.table.stations[place.index])
        yield "".join(
            [
                f"{begins}{text}{count}\r\n"
                for text, count in zip(codes, place.lines, strict=True)
                if count is not None
            ]
        )


def _total_votes(edition: Edition) -> Iterator[str]:
    options = [cell(option.code) for option in edition.options]
    for level in totals(edition.table):
        keys = [cell(area_key(edition, path)) for path in level.paths]
        for place in places(level.numbers):
            for code, votes, given in zip(options, place.votes, place.votes_given, strict=True):
                if votes is not None:
                    yield f"{keys[place.index]},{code},{votes},{given}\r\n"


def _total_lines(edition: Edition) -> Iterator[str]:
    for level in totals(edition.table):
        keys = [cell(area_key(edition, path)) for path in level.paths]
        codes = [cell(code) for code in level.numbers.lines]
        for place in places(level.numbers):
            for code, count, given in zip(codes, place.lines, place.lines_given, strict=True):
                if count is not None:
                    yield f"{keys[place.index]},{code},{count},{given}\r\n"
