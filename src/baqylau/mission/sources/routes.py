"""Routes of teams as a table: CSV or XLSX, one row for each stop.

Columns: ``team``, ``station``, and as needed ``order`` (a whole number), ``time`` (07:30, local), ``stage``,
``note``. ``name`` and ``area``, which a download has for people to read, are passed over. Without ``order`` a
team's stops are taken in the order of the rows. Problems: L.110, L.112 to L.114, and C.1xx.
"""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, time

from openpyxl import load_workbook

from baqylau.core.problem import Phrase, Problem, Refused
from baqylau.core.reading import Problems, Row, in_row, read_csv

REQUIRED = ("team", "station")
OPTIONAL = ("order", "time", "stage", "note")
PASSED_OVER = ("name", "area")
COLUMNS = ("team", "order", "station", "name", "area", "time", "stage", "note")
"""As a download has them."""
STAGES = ("opening", "voting", "closing", "count", "tabulation")
LARGEST_UNPACKED = 50 * 2**20
MOST_ROWS = 20_000
LONGEST_NOTE = 200


@dataclass(frozen=True, slots=True)
class StopRow:
    """One stop of a route, as the table says; ``where`` and ``number`` are its place in the file."""

    where: str
    number: int
    team: str
    station: str
    clock: time | None
    stage: str
    note: str


def read_routes(content: bytes, name: str) -> dict[str, list[StopRow]]:
    """The stops of each team in order; ``Refused`` with all that is wrong in the table."""
    rows = _rows(content, name)
    problems = Problems()
    if not rows:
        says = Phrase("The table has no rows.")
        problems.add("L.110", says, Phrase("Fill it in: one row for each stop."), in_row(name, 2))
    routes: dict[str, list[tuple[int, StopRow]]] = {}
    for row in rows:
        order = row.whole("order", problems, largest=9_999)
        stop = _stop(row, problems)
        stops = routes.setdefault(stop.team, [])
        if order is not None and any(order == other for other, _stop_row in stops):
            says = Phrase("Team {team} has two stops with the number {order}.", team=stop.team, order=order)
            problems.add("L.114", says, Phrase("Number its stops anew."), row.where("order"))
        stops.append((len(stops) + 1 if order is None else order, stop))
    problems.refuse_if_any()
    return {
        team: [stop for _order, stop in sorted(stops, key=lambda one: one[0])]
        for team, stops in routes.items()
    }


def _stop(row: Row, problems: Problems) -> StopRow:
    return StopRow(
        where=row.where(),
        number=row.number,
        team=row.text("team", problems, longest=20),
        station=row.text("station", problems, longest=40),
        clock=row.clock("time", problems),
        stage=row.choice("stage", STAGES, problems, needed=False),
        note=row.text("note", problems, longest=LONGEST_NOTE, needed=False),
    )


def _rows(content: bytes, name: str) -> list[Row]:
    optional = (*OPTIONAL, *PASSED_OVER)
    if not content.startswith(b"PK"):
        return read_csv(content, name, required=REQUIRED, optional=optional)
    # A workbook is read as the same table written as CSV would be, so that problems are the same.
    lines = list(_workbook(content, name))
    header = lines[0][1] if lines else []
    while header and not header[-1]:
        header.pop()
    read_csv((",".join(header) + "\n").encode(), name, required=REQUIRED, optional=optional)
    return [
        Row(name, number, dict(zip(header, [*cells, *[""] * len(header)], strict=False)))
        for number, cells in lines[1:]
        if any(cells)
    ]


def _workbook(content: bytes, name: str) -> Iterator[tuple[int, list[str]]]:
    """The rows of the first sheet as texts, with their numbers (L.112 where it cannot be read)."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            too_large = sum(part.file_size for part in archive.infolist()) > LARGEST_UNPACKED
        if too_large:
            raise _no_workbook(name)
        book = load_workbook(io.BytesIO(content), read_only=True, data_only=True)
        sheet = book.worksheets[0]
        for number, cells in enumerate(sheet.iter_rows(values_only=True), start=1):
            if number > MOST_ROWS:
                says = Phrase("The table has more than {most} rows.", most=MOST_ROWS)
                raise Refused(Problem("L.113", says, Phrase("Give several tables."), f"'{name}'"))
            yield number, [_as_text(cell) for cell in cells]
    except (Refused, GeneratorExit):
        raise
    except Exception:  # openpyxl raises whatever its parts do
        raise _no_workbook(name) from None


def _no_workbook(name: str) -> Refused:
    says = Phrase("This is not a workbook that can be read.")
    return Refused(Problem("L.112", says, Phrase("Save it as .xlsx or as CSV in UTF-8."), f"'{name}'"))


def _as_text(cell: object) -> str:
    """A cell as a person sees it: times as 07:30, whole numbers without a decimal point."""
    if cell is None:
        return ""
    if isinstance(cell, datetime | time):
        return f"{cell:%H:%M}"
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    return str(cell)


def as_rows(stops: Sequence[Sequence[object]]) -> Iterator[Sequence[object]]:
    """A download: the header, then the stops."""
    yield COLUMNS
    yield from stops
