"""The tables that go with the forms of one observer: their stations, regions and districts.

They are made of the team's route and areas; the same scope gives the same bytes, so that a phone fetches
them anew only where something changed.
"""

from __future__ import annotations

import gzip
from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import Q

from baqylau.core.text import in_language
from baqylau.election.models import Area, Station
from baqylau.mission.models import Membership, Stop
from baqylau.observation.memory import Memory
from baqylau.observation.methods.station_lists import (
    Listed,
    Place,
    Places,
    districts_csv,
    regions_csv,
    stations_csv,
)
from baqylau.observation.sources.openrosa import md5_of

STATIONS, REGIONS, DISTRICTS = "stations.csv", "regions.csv", "districts.csv"
MADE_HERE = frozenset({STATIONS, REGIONS, DISTRICTS})
REMEMBERED = 60
"""Seconds for which a table stays as it is in a process."""


@dataclass(frozen=True, slots=True)
class Scope:
    """Whose stations: those on the team's route and in its areas; without either, all of the election."""

    election: int
    language: str
    areas: tuple[str, ...]
    """Paths."""
    route: tuple[int, ...]
    """Keys of stations."""


@dataclass(frozen=True, slots=True)
class Table:
    """A table as phones get it, and packed for those that can unpack."""

    content: bytes
    md5: str
    packed: bytes


_tables: Memory[Table] = Memory(REMEMBERED)
_places: Memory[Places] = Memory(REMEMBERED)


def scope_of(membership: Membership) -> Scope:
    """What a member's tables are made of."""
    team, own = membership.team_id, Q(pk__in=membership.areas.all())
    areas = Area.objects.filter(own | Q(teams=team) if team else own)
    route = Stop.objects.filter(team=team).values_list("station", flat=True) if team else ()
    return Scope(
        election=membership.mission.election_id,
        language=membership.user.language,
        areas=tuple(sorted(set(areas.values_list("path", flat=True)))),
        route=tuple(sorted(set(route))),
    )


def table(name: str, scope: Scope, *, as_entities: bool = False) -> Table:
    """One of the tables that are made here."""
    made = _tables.get((name, scope, as_entities), lambda: _made(name, scope, as_entities))
    assert made is not None
    return made


def _made(name: str, scope: Scope, as_entities: bool) -> Table:
    content = _content(name, scope, as_entities)
    return Table(content, md5_of(content), gzip.compress(content, 5, mtime=0))


def _content(name: str, scope: Scope, as_entities: bool) -> bytes:
    places = _places.get((scope.election, scope.language), lambda: _places_of(scope))
    assert places is not None
    listed = _stations(scope)
    if name == STATIONS:
        return stations_csv(places, listed, as_entities=as_entities)
    paths = [*places.within(scope.areas), *(station.path for station in listed if station.path)]
    return regions_csv(places, paths) if name == REGIONS else districts_csv(places, paths)


def _places_of(scope: Scope) -> Places:
    areas = Area.objects.filter(elections=scope.election).values_list(
        "code", "path", "names", "official_code"
    )
    return Places(
        Place(code, path, in_language(names, scope.language) or code, official)
        for code, path, names, official in areas
    )


def _stations(scope: Scope) -> Sequence[Listed]:
    stations = Station.objects.filter(election=scope.election)
    if scope.areas or scope.route:
        inside = Q(pk__in=scope.route)
        for path in scope.areas:
            inside |= Q(area__path__startswith=path)
        stations = stations.filter(inside)
    route = frozenset(scope.route)
    rows = stations.order_by().values_list("pk", "code", "name", "area__path")
    return [Listed(code, name, path or "", pk in route) for pk, code, name, path in rows]
