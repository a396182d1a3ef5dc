"""Records as GeoJSON (RFC 7946): each at its own position, else at its station."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from typing import Any

from django.db.models import QuerySet

from baqylau.core.answer import AnswerState
from baqylau.observation.exporting.cells import Row
from baqylau.observation.exporting.columns import POINT, STATE, Table
from baqylau.observation.exporting.rows import Sheet, batches
from baqylau.observation.models import Record

AT_STATION = ("_station_longitude", "_station_latitude")


def position_question(table: Table) -> str:
    """The question that says where the observer stood: of the role ``position``, else the first point."""
    points = [question for question in table.questions if question.kind == "point"]
    points.sort(key=lambda question: question.role != "position")
    return points[0].name if points else ""


class Features:
    """Makes features out of rows whose states stand in columns of their own."""

    def __init__(self, sheet: Sheet) -> None:
        asked = position_question(sheet.table)
        places = {(column.question, column.part): place for place, column in enumerate(sheet.columns)}
        names = {column.name: place for place, column in enumerate(sheet.columns)}
        self._columns = list(enumerate(sheet.columns))
        self._own = [places[asked, part] for part in (POINT[1], POINT[0], POINT[2])] if asked else []
        self._station = [names[name] for name in AT_STATION]
        self._answered = sheet.cells.states[AnswerState.ANSWERED]

    def feature(self, row: Row) -> dict[str, Any]:
        """One record."""
        geometry, where = self._geometry(row)
        values, states = self._split(row)
        properties = {**values, "_states": states, "_geometry_from": where}
        return {"type": "Feature", "id": row[0], "geometry": geometry, "properties": properties}

    def _geometry(self, row: Row) -> tuple[dict[str, Any] | None, str | None]:
        for places, where in ((self._own, "position"), (self._station, "station")):
            numbers = [row[place] for place in places]
            if len(numbers) > 1 and None not in numbers[:2]:
                numbers = [number for number in numbers if number is not None]
                return {"type": "Point", "coordinates": numbers}, where
        return None, None

    def _split(self, row: Row) -> tuple[dict[str, Any], dict[str, str]]:
        """Answers by column, and the state of every question without one."""
        values: dict[str, Any] = {}
        states: dict[str, str] = {}
        for place, column in self._columns:
            cell = row[place]
            if column.part == STATE and column.question:
                if cell != self._answered:
                    states[column.question] = cell
            elif cell is not None and (cell != "" or column.question):
                values[column.name] = cell
        return values, states


def geojson_of(records: QuerySet[Record], sheets: Sequence[Sheet]) -> Iterator[bytes]:
    """A collection of features, record by record."""
    features, between = Features(sheets[0]), ""
    yield b'{"type":"FeatureCollection","features":['
    for batch in batches(records, sheets):
        pieces = []
        for row in batch[0]:
            pieces.append(between + json.dumps(features.feature(row), ensure_ascii=False))
            between = ",\n"
        yield "".join(pieces).encode()
    yield b"]}"
