"""Ten made-up stations of one district, their official table and copies of their protocols."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime

from tests.results.entry_cast import Desk

from baqylau.election.models import Area, Station
from baqylau.results.actions.discrepancies import LookedFor, find_discrepancies
from baqylau.results.models import Discrepancy, Protocol

NOW = datetime(2026, 3, 2, 8, tzinfo=UTC)
LATER = datetime(2026, 3, 2, 9, tzinfo=UTC)
RIGHT = {"on_list": 1000, "issued": 600, "in_box": 600, "invalid": 20, "valid": 580}
VOTES = {"one": 400, "two": 180}


@dataclass
class Count:
    """The desk of the clerks, and the stations of a district."""

    desk: Desk
    district: Area
    stations: list[Station]

    def official(self, station: Station, **changed: int) -> Protocol:
        """A row of the official table; lines or votes are changed by their codes."""
        return self._protocol(station, "official_table", None, changed)

    def copy(self, station: Station, kind: str = "party_copy", **changed: int) -> Protocol:
        """A copy that the mission holds."""
        return self._protocol(station, kind, self.desk.mission, changed)

    def _protocol(self, station: Station, kind: str, mission: object, changed: dict[str, int]) -> Protocol:
        return Protocol.objects.create(
            mission=mission,
            station=station,
            contest=self.desk.contest,
            source_kind=kind,
            source="Made up",
            lines={code: changed.get(code, number) for code, number in RIGHT.items()},
            votes={code: changed.get(code, number) for code, number in VOTES.items()},
        )

    def look(self, now: datetime = NOW) -> LookedFor:
        """Look for discrepancies, by Aigerim."""
        return find_discrepancies(
            mission=self.desk.mission, contest=self.desk.contest, by=self.desk.aigerim, now=now
        )

    def found(self, code: str = "") -> list[Discrepancy]:
        """What stands in the list and is not gone."""
        rows = Discrepancy.objects.filter(mission=self.desk.mission, gone_at=None).select_related("station")
        return list(rows.filter(code=code) if code else rows)


def make_count(desk: Desk) -> Count:
    """The stations 1 to 10 in a district, without protocols yet."""
    election = desk.mission.election
    country, district = (
        Area.objects.create(
            country="xx", code=code, kind=kind, path=path, valid_from=date(2000, 1, 1), names={"en": name}
        )
        for code, kind, path, name in (
            ("xx", "country", "xx/", "Country"),
            ("n", "district", "xx/n/", "North"),
        )
    )
    election.areas.add(country, district)
    desk.station.contests.clear()
    stations = [
        Station.objects.create(election=election, code=str(number), area=district) for number in range(1, 11)
    ]
    desk.contest.stations.set(stations)
    return Count(desk, district, stations)
