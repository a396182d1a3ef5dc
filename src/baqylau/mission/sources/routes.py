"""Routes of teams as a table: CSV or XLSX, one row for each stop.

Columns: ``team``, ``station``, and as needed ``order`` (a whole number), ``time`` (07:30, local), ``stage``,
``note``. ``name`` and ``area``, which a download has for people to read, are passed over. Without ``order`` a
team's stops are taken in the order of the rows. Problems: L.110, L.114, and C.1xx.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import time

from baqylau.core.problem import Phrase
from baqylau.core.reading import Problems, Row, in_row
from baqylau.core.workbook import read_table

REQUIRED = ("team", "station")
OPTIONAL = ("order", "time", "stage", "note")
PASSED_OVER = ("name", "area")
COLUMNS = ("team", "order", "station", "name", "area", "time", "stage", "note")
"""As a download has them."""
STAGES = ("opening", "voting", "closing", "count", "tabulation")
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
    rows = read_table(content, name, required=REQUIRED, optional=(*OPTIONAL, *PASSED_OVER))
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


def as_rows(stops: Sequence[Sequence[object]]) -> Iterator[Sequence[object]]:
    """A download: the header, then the stops."""
    yield COLUMNS
    yield from stops
