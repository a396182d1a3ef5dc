"""One million stations × 20 options over five levels: read, checked, added up, seats allocated.

The whole way runs in a process of its own, so that its peak of memory is its own; beside tabulation stand one
reading of the matrix by numpy, and pandas' ``groupby`` of the same numbers by the same levels.
"""

from __future__ import annotations

import json
import resource
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq

from baqylau.results.methods.protocol_checks.findings import check_identities
from baqylau.results.methods.protocol_checks.hard import hard_checks
from baqylau.results.methods.rule import Counted, Method, Quota, Rule
from baqylau.results.methods.seats import allocate
from baqylau.results.methods.station_table import StationTable, with_sums
from baqylau.results.methods.tabulation import tabulate
from baqylau.results.sources.columns import Columns, read_columns
from baqylau.results.sources.station_file import read_station_file
from bench.row import Row, best_of

STATIONS = 1_000_000
OPTIONS = 20
LEVELS = {"region": 20, "district": 200, "constituency": 1_000, "municipality": 5_000, "commission": 20_000}
"""How many areas each level has; a commission counts fifty stations."""

COLUMNS = """
station = "station"
levels = ["region", "district", "constituency", "municipality", "commission"]
on_list = "on_list"
received = "received"
issued = "issued"
cancelled_unused = "cancelled_unused"
in_box = "in_box"
invalid = "invalid"
valid = "valid"
options = "v_"
"""

SECONDS, GIGABYTES, READINGS = 2.0, 2.0, 3.0
"""The goals: the whole way, its memory, and tabulation in readings of the matrix."""


def run() -> list[Row]:
    """Generate the file, and measure the whole way, tabulation alone, and a CSV of 10,000 stations."""
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "stations.parquet"
        pq.write_table(_generated(STATIONS, in_order=True), file)
        whole = min((_in_a_process(file) for _ in range(3)), key=lambda one: one["seconds"])
        name = f"{STATIONS:,} stations × {OPTIONS} options: read Parquet, check identities, tabulate, seats"
        rows = [
            Row(
                f"{name} (peak {whole['gigabytes']:.2f} GB, goal {GIGABYTES:.0f} GB)",
                whole["seconds"],
                SECONDS,
            )
        ]
        rows += [Row(f"of it: {step}", whole[step]) for step in ("reading", "checks", "tabulation", "seats")]
        rows += _tabulation(_read(file), "in the order of the areas", READINGS)
    shuffled = _generated(STATIONS, in_order=False)
    rows += _tabulation(_table_of(shuffled), "in no order", READINGS)
    return [*rows, *_csv()]


def _columns() -> Columns:
    return read_columns(COLUMNS.encode(), "columns.toml")


def _read(file: Path) -> StationTable:
    return read_station_file(file.read_bytes(), file.name, _columns())


def _generated(stations: int, *, in_order: bool) -> pa.Table:
    """Made-up stations; one in a thousand has a sum that is wrong."""
    draw = np.random.default_rng(2026)
    place = np.arange(stations) if in_order else draw.permutation(stations)
    columns = {"station": pa.array([f"S{one:07d}" for one in place.tolist()])}
    for name, areas in LEVELS.items():
        area = place * areas // stations
        # Names repeat under different parents, as they do in life.
        names = [f"{name} {one}" for one in range(min(areas, 500))]
        columns[name] = pa.DictionaryArray.from_arrays((area % len(names)).astype(np.int32), names).cast(
            pa.string()
        )
    votes = draw.poisson(np.geomspace(200, 1, OPTIONS), (stations, OPTIONS)).astype(np.int64)
    valid = votes.sum(axis=1)
    invalid = draw.poisson(12, stations)
    wrong = draw.random(stations) < 0.001
    on_list = valid + invalid + draw.poisson(400, stations)
    numbers = {
        "on_list": on_list,
        "received": on_list + 10,
        "issued": valid + invalid,
        "cancelled_unused": on_list + 10 - valid - invalid,
        "in_box": valid + invalid,
        "invalid": invalid,
        "valid": valid - wrong,
        **{f"v_{option:02d}": votes[:, option] for option in range(OPTIONS)},
    }
    return pa.table({**columns, **{name: pa.array(column) for name, column in numbers.items()}})


def _table_of(table: pa.Table) -> StationTable:
    sink = pa.BufferOutputStream()
    pq.write_table(table, sink)
    return read_station_file(sink.getvalue().to_pybytes(), "stations.parquet", _columns())


def _in_a_process(file: Path) -> dict[str, float]:
    command = [sys.executable, "-m", "bench.tabulation", str(file)]
    answer = subprocess.run(command, check=True, capture_output=True, text=True)  # noqa: S603
    measured: dict[str, float] = json.loads(answer.stdout)
    return measured


def _whole_way(file: Path) -> dict[str, float]:
    """Seconds of each step and of all, and the peak of memory."""
    began = time.perf_counter()
    table = _read(file)
    read = time.perf_counter()
    found = check_identities(with_sums(table), hard_checks(table.lines))
    checked = time.perf_counter()
    tabulated = tabulate(table)
    added = time.perf_counter()
    counted = [
        Counted(option, votes)
        for option, votes in zip(table.options, tabulated.by_name["all"].votes[0].tolist(), strict=True)
    ]
    seats = allocate(counted, Rule(seats=500, method=Method.LARGEST_REMAINDER, quota=Quota.HARE))
    done = time.perf_counter()
    assert sum(seats.seats.values()) == 500
    assert {one.code: len(one) for one in found}["V.102"] == len(found[1].places) > 0
    return {
        "seconds": done - began,
        "reading": read - began,
        "checks": checked - read,
        "tabulation": added - checked,
        "seats": done - added,
        "gigabytes": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 2**20,
    }


def _tabulation(table: StationTable, order: str, goal: float | None) -> list[Row]:
    """All levels at once, beside one reading of the matrix and beside pandas; with the same answers."""
    matrix = np.column_stack([table.votes, *table.lines.values()])
    once = best_of(5, lambda: matrix.sum())
    once_in_columns = best_of(
        5, lambda: table.votes.sum() + sum(int(line.sum()) for line in table.lines.values())
    )
    ours = best_of(5, lambda: tabulate(table))
    frame = pd.DataFrame(matrix)
    keys = [level.area_of for level in table.levels]
    theirs = best_of(1, lambda: [frame.groupby(key).sum() for key in keys])
    for level, key in zip(tabulate(table).levels[1:], keys, strict=True):
        assert (frame.groupby(key).sum().to_numpy()[:, :OPTIONS] == level.votes).all()
    readings = min(once, once_in_columns)
    name = f"tabulation of {len(table.levels)} levels, stations {order}"
    return [
        Row(
            f"{name}: {ours / readings:.1f} readings of the matrix",
            ours,
            goal and goal * readings,
            "numpy, one reading",
            readings,
        ),
        Row(name, ours, None, "pandas groupby", theirs),
    ]


def _csv() -> list[Row]:
    import pyarrow.csv

    sink = pa.BufferOutputStream()
    pyarrow.csv.write_csv(_generated(10_000, in_order=True), sink)
    quoted = sink.getvalue().to_pybytes()
    plain = quoted.replace(b'"', b"")
    columns = _columns()
    return [
        Row("10,000 stations from CSV", best_of(3, lambda: read_station_file(plain, "a.csv", columns)), 0.5),
        Row(
            "the same with quotation marks",
            best_of(3, lambda: read_station_file(quoted, "a.csv", columns)),
            0.5,
        ),
    ]


if __name__ == "__main__":
    print(json.dumps(_whole_way(Path(sys.argv[1]))))
