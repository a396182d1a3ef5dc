"""Matching the words of a record with the mission's areas, stations and teams.

A station is matched by its code, an area by its code or by a name that only one area of the election has, a
team by its code. What finds no match, or more than one, stays unmatched and is flagged; nothing is guessed.
"""

from __future__ import annotations

from dataclasses import dataclass

from baqylau.core.text import search_key
from baqylau.election.models import Area, Station
from baqylau.mission.models import Mission, Team
from baqylau.observation.sources.records import Whereabouts

AREA_NOT_MATCHED = "area_not_matched"
STATION_NOT_MATCHED = "station_not_matched"
TEAM_NOT_MATCHED = "team_not_matched"
FLAGS = (AREA_NOT_MATCHED, STATION_NOT_MATCHED, TEAM_NOT_MATCHED)


@dataclass(frozen=True, slots=True)
class Match:
    """The keys of what was found, and flags for what was not."""

    area_id: int | None
    station_id: int | None
    team_id: int | None
    flags: tuple[str, ...]


class Places:
    """The areas, stations and teams of a mission, looked up in memory."""

    def __init__(self, mission: Mission) -> None:
        areas = list(Area.objects.filter(elections=mission.election))
        self._areas = _by_words(areas or list(Area.objects.filter(country=mission.election.country)))
        stations = Station.objects.filter(election=mission.election).values_list("code", "pk", "area_id")
        self._stations = {code: (pk, area) for code, pk, area in stations}
        self._teams = dict(Team.objects.filter(mission=mission).values_list("code", "pk"))

    def match(self, words: Whereabouts) -> Match:
        """What the words mean; an area that is not named is the station's."""
        flags = []
        station, station_area = self._stations.get(words.station, (None, None))
        area = self._areas.get(words.area) or self._areas.get(search_key(words.area))
        if words.area and area is None:
            flags.append(AREA_NOT_MATCHED)
        if words.station and station is None and self._stations:
            flags.append(STATION_NOT_MATCHED)
        team = self._teams.get(words.team)
        if words.team and team is None:
            flags.append(TEAM_NOT_MATCHED)
        return Match(area if words.area else station_area, station, team, tuple(flags))


def _by_words(areas: list[Area]) -> dict[str, int | None]:
    """Code or folded name → the one area it means; None where several areas have the name."""
    found: dict[str, int | None] = {}
    for area in areas:
        for name in {search_key(str(name)) for name in area.names.values() if name}:
            found[name] = None if name in found else area.pk
    codes = [area.code for area in areas]
    found.update({area.code: area.pk if codes.count(area.code) == 1 else None for area in areas})
    return found
