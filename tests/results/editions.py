"""Editions to publish: one of a shipped pack, and small made-up ones with gaps."""

from __future__ import annotations

import csv
import io
from collections.abc import Mapping, Sequence
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import numpy as np

from baqylau.results.methods.station_table import Level, StationTable
from baqylau.results.publishing.edition import Area, Edition, Option

PACKS = Path(__file__).parent.parent.parent / "src/baqylau/packs"
Rows = Sequence[tuple[tuple[str, ...], str, Mapping[str, int], Mapping[str, int]]]
"""Path of the area, station, lines, votes; what is not given is not a key."""


def table_of(rows: Rows, levels: Sequence[str], options: Sequence[str], lines: Sequence[str]) -> StationTable:
    """The rows as a table."""
    made = []
    for depth, name in enumerate(levels, 1):
        paths = sorted({path[:depth] for path, *_ in rows})
        area_of = np.array([paths.index(path[:depth]) for path, *_ in rows], np.int32)
        made.append(Level(name, tuple(paths), area_of))
    votes = np.array([[v.get(o, 0) for o in options] for *_, v in rows], np.int64).reshape(
        len(rows), len(options)
    )
    absent = np.array([[o not in v for o in options] for *_, v in rows], bool).reshape(votes.shape)
    return StationTable(
        stations=tuple(station for _, station, _, _ in rows),
        row_of=np.arange(2, len(rows) + 2),
        levels=tuple(made),
        options=tuple(options),
        votes=votes,
        lines={line: np.array([given.get(line, 0) for _, _, given, _ in rows], np.int64) for line in lines},
        absent_votes=absent if absent.any() else None,
        absent_lines={
            line: mask
            for line in lines
            if (mask := np.array([line not in given for _, _, given, _ in rows], bool)).any()
        },
    )


def edition(table: StationTable, **more: Any) -> Edition:
    """An edition of a table with what else one needs."""
    given: dict[str, Any] = {
        "election": "made_up",
        "election_names": {"en": "Made-up election", "kk": "Сайлау"},
        "country": "xx",
        "country_names": {"en": "Somewhere"},
        "day": date(2026, 3, 1),
        "contest": "list",
        "contest_names": {"en": "Chamber, first vote"},
        "contest_kind": "party_list",
        "district": "",
        "seats": 10,
        "options": tuple(
            Option(code, {"en": f"List {code}"}, "party", colour="#0072B2") for code in table.options
        ),
        "table": table,
        "areas": {
            path: Area({"en": f"Area {path[-1]}"}, int(np.sum(level.area_of == place)))
            for level in table.levels
            for place, path in enumerate(level.areas)
        },
        "stations": len(table.stations),
        "source_kind": "official_table",
        "sources": ("The commission's table",),
        "issuer": "Steppe mission",
        "issuer_code": "steppe",
        "number": 1,
        "reason": "",
        "generated": datetime(2026, 3, 2, 9, 30, tzinfo=UTC),
        "checkpoint": "origin\n1\nroot\n",
    }
    return Edition(**{**given, **more})


def small(**more: Any) -> Edition:
    """Four stations in two regions with three districts; two numbers are not given."""
    rows: Rows = [
        (
            ("north", "hill"),
            "01-A/7",
            {"on_list": 100, "cast": 60, "invalid": 1},
            {"a": 40, "b": 19, "none": 0},
        ),
        (("north", "lake"), "02", {"on_list": 200, "cast": 90}, {"a": 30, "b": 50, "none": 10}),
        (("north", "lake"), "03", {"on_list": 50, "cast": 50, "invalid": 0}, {"a": 50, "none": 0}),
        (("south", "sea"), "=4", {"on_list": 10, "cast": 5, "invalid": 5}, {"a": 0, "b": 0, "none": 0}),
    ]
    table = table_of(rows, ("region", "district"), ("a", "b", "none"), ("on_list", "cast", "invalid"))
    options = (
        Option("a", {"en": 'List "A"', "kk": "А тізімі"}, "party", colour="#0072B2"),
        Option("b", {"en": "List <B> & friends"}, "alliance"),
        Option("none", {"en": "Against all"}, "against_all"),
    )
    return edition(table, **{"options": options, "station_names": {"02": "School, No. 2"}, **more})


def georgia(**more: Any) -> Edition:
    """The precincts of ``ge_2016``."""
    where = {row["code"]: row["area"] for row in _read("ge_2016/stations.csv")}
    found = _read("ge_2016/results/precincts.csv")
    lines = {"registered": "on_list", "ballots_issued": "issued", "invalid": "invalid"}
    options = [name for name in found[0] if name.startswith("v_")]
    rows: Rows = [
        (
            (where[row["precinct"]],),
            row["precinct"],
            {code: int(row[name]) for name, code in lines.items() if row[name]},
            {name: int(row[name]) for name in options if row[name]},
        )
        for row in found
    ]
    table = table_of(rows, ("election_district",), options, list(lines.values()))
    return edition(table, **{"election": "ge_2016", "country": "ge", "day": date(2016, 10, 8), **more})


def _read(path: str) -> list[dict[str, str]]:
    text = (PACKS / path).read_bytes().decode("utf-8-sig")
    return list(csv.DictReader(io.StringIO(text)))
