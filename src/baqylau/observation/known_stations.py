"""Stations as reports name them: looked up once and remembered for a while."""

from __future__ import annotations

from typing import Any, NamedTuple

from baqylau.election.models import Station
from baqylau.observation.memory import Memory
from baqylau.observation.methods.visits import Position
from baqylau.storage.prepared import Select, open_number, open_text


class KnownStation(NamedTuple):
    """``area_path`` is that of its area, empty where it has none."""

    pk: int
    area: int | None
    position: Position | None
    area_path: str


AT_ONCE = 100
"""So many stations are looked up together, in the order of their codes: observers who report at the same
time stand close to each other, and a question about a hundred takes little longer than one about one."""
_COLUMNS = ("code", "pk", "area_id", "latitude", "longitude", "area__path")
_from_code = Select(
    lambda: (
        Station.objects.filter(election_id=open_number(0), code__gte=open_text(1))
        .order_by("code")[:AT_ONCE]
        .values_list(*_COLUMNS)
    )
)
_by_key = Select(lambda: Station.objects.filter(pk=open_number(0)).values_list(*_COLUMNS))
_codes: Memory[KnownStation] = Memory(60)
_keys: Memory[KnownStation] = Memory(300)


def station_by_code(election_id: int, code: str) -> KnownStation | None:
    """The station of an election with this code; None where it has none."""

    def look_up() -> KnownStation | None:
        found = {row[0]: _known(row) for row in _from_code.rows(election_id, code)}
        for each, station in found.items():
            _codes.put((election_id, each), station)
            _keys.put(station.pk, station)
        return found.get(code)

    return _codes.get((election_id, code), look_up) if code else None


def station_by_key(pk: int | None) -> KnownStation | None:
    """The station with this key."""

    def look_up() -> KnownStation | None:
        row = _by_key.first(pk)
        return _known(row) if row else None

    return _keys.get(pk, look_up) if pk is not None else None


def _known(row: tuple[Any, ...]) -> KnownStation:
    _code, pk, area, latitude, longitude, path = row
    position = None if latitude is None or longitude is None else (latitude, longitude)
    return KnownStation(pk, area, position, path or "")
