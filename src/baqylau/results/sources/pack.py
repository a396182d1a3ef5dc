"""The results part of a pack: ``results/results.toml`` and the CSV tables that it describes.

Each ``[[table]]`` names its contest, the kind of its source, the source in words, the file, the column with
the station's code, which columns are lines and options, and which are ignored. Every column of the CSV is
used or named as ignored; any other is refused. Each ``[[protocol]]`` says what the lines of a protocol are
(:mod:`.protocol_layouts`). ``docs/packs.md`` describes the format.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass

from baqylau.core.problem import Refused
from baqylau.core.reading import Problems, Row, read_csv
from baqylau.core.toml import Table, read_toml
from baqylau.results.methods.lines import LineCode
from baqylau.results.sources.protocol_layouts import Layout, read_layouts

FOLDER = "results"
FILE = "results.toml"
SOURCE_KINDS = ("official_table", "observer_copy", "party_copy", "read_out", "photograph")


@dataclass(frozen=True, slots=True)
class ProtocolRow:
    """The figures of one station; ``row`` is the row of the file. An empty cell is absent, never 0."""

    row: int
    station: str
    lines: Mapping[str, int]
    votes: Mapping[str, int]


@dataclass(frozen=True, slots=True)
class ResultTable:
    """One table: ``options`` are the option codes it has columns for, ``sha256`` that of its bytes."""

    file: str
    sha256: str
    contest: str
    source_kind: str
    source: str
    options: tuple[str, ...]
    rows: tuple[ProtocolRow, ...]

    def where(self, row: ProtocolRow | None = None) -> str:
        return f"'{self.file}', row {row.row}" if row else f"'{FOLDER}/{FILE}', table of '{self.file}'"


@dataclass(frozen=True, slots=True)
class Part:
    """What a pack says about results."""

    tables: tuple[ResultTable, ...]
    layouts: tuple[Layout, ...] = ()


@dataclass(frozen=True, slots=True)
class _Columns:
    """Column to line code, column to option code, the column of the station, and those passed over."""

    station: str
    lines: Mapping[str, str]
    options: Mapping[str, str]
    ignored: tuple[str, ...]

    def used(self) -> list[str]:
        return [self.station, *self.lines, *self.options]


def read(files: Mapping[str, bytes]) -> Part | None:
    """Read the files of the folder ``results`` by their names in it; None where there are none.

    ``Refused`` with everything that is wrong in them. Whether contests, options and stations exist is asked
    when the part is loaded.
    """
    if not files:
        return None
    problems = Problems()
    if FILE not in files:
        says = f"The folder '{FOLDER}' has no '{FILE}'."
        problems.add("R.101", says, "Add it: it says what the tables are.", f"'{FOLDER}'")
        problems.refuse_if_any()
    where = f"{FOLDER}/{FILE}"
    described = Table(read_toml(files[FILE], where), where, problems)
    tables = [made for one in described.tables("table") if (made := _table(one, files, problems))]
    layouts = read_layouts(described, problems)
    described.finish()
    named = {str(one.values.get("file")) for one in described.tables("table")}
    for name in sorted(set(files) - named - {FILE}):
        remedy = f"Describe it in a [[table]] of {FILE}, or remove it."
        problems.add("R.103", "No table is described for this file.", remedy, f"'{FOLDER}/{name}'")
    contests = [(one.contest, one.source_kind) for one in tables]
    for again in sorted({pair for pair in contests if contests.count(pair) > 1}):
        says = f"Contest '{again[0]}' has two tables of the kind {again[1]}."
        problems.add("R.106", says, "Put them into one file.", f"'{where}'")
    problems.refuse_if_any()
    return Part(tuple(tables), layouts)


def _table(described: Table, files: Mapping[str, bytes], problems: Problems) -> ResultTable | None:
    before = len(problems.found)
    contest = described.text("contest", longest=60)
    source_kind = described.text("source_kind", choices=SOURCE_KINDS)
    source = described.text("source")
    file = described.text("file")
    columns = _columns(described, problems)
    described.finish()
    if file and file not in files:
        says = f"There is no file '{FOLDER}/{file}'."
        problems.add("R.102", says, "Add it, or correct the name.", described.where("file"))
    if len(problems.found) > before:
        return None
    try:
        rows = _rows(files[file], f"{FOLDER}/{file}", columns)
    except Refused as refused:
        problems.gather(refused)
        return None
    return ResultTable(
        file=f"{FOLDER}/{file}",
        sha256=hashlib.sha256(files[file]).hexdigest(),
        contest=contest,
        source_kind=source_kind,
        source=source,
        options=tuple(columns.options.values()),
        rows=tuple(rows),
    )


def _columns(described: Table, problems: Problems) -> _Columns:
    station = described.text("station")
    ignored = described.texts("ignored", or_else=())
    lines, options = described.table("lines"), described.table("options")
    columns = _Columns(
        station=station,
        lines={
            column: lines.text(column, choices=[str(code) for code in LineCode]) for column in lines.values
        },
        options={column: options.text(column, longest=60) for column in options.values},
        ignored=tuple(ignored),
    )
    named = [*columns.used(), *ignored]
    for column in sorted({one for one in named if named.count(one) > 1}):
        says = f"Column '{column}' is used more than once."
        problems.add("R.104", says, "Name it once.", described.where())
    for table in (columns.lines, columns.options):
        codes = [code for code in table.values() if code]
        for code in sorted({one for one in codes if codes.count(one) > 1}):
            problems.add("R.105", f"Two columns give '{code}'.", "Keep one of them.", described.where())
    return columns


def _rows(content: bytes, file: str, columns: _Columns) -> list[ProtocolRow]:
    rows = read_csv(content, file, required=columns.used(), optional=columns.ignored)
    problems = Problems()
    made = [_protocol(row, columns, problems) for row in rows]
    first: dict[str, int] = {}
    for row, one in zip(rows, made, strict=True):
        if one.station and first.setdefault(one.station, one.row) != one.row:
            says = f"Station '{one.station}' stands in row {first[one.station]} already."
            problems.add("R.107", says, "Keep one of the rows.", row.where(columns.station))
    if not rows:
        problems.add("R.108", "The table has no row.", "Give a row for each station.", f"'{file}'")
    problems.refuse_if_any()
    return made


def _protocol(row: Row, columns: _Columns, problems: Problems) -> ProtocolRow:
    return ProtocolRow(
        row=row.number,
        station=row.text(columns.station, problems, longest=40),
        lines=_numbers(row, columns.lines, problems),
        votes=_numbers(row, columns.options, problems),
    )


def _numbers(row: Row, columns: Mapping[str, str], problems: Problems) -> dict[str, int]:
    numbers = ((code, row.whole(column, problems)) for column, code in columns.items())
    return {code: number for code, number in numbers if number is not None}
