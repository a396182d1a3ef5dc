"""Where a mission's observers were: visits before election day, observations, and distinct stations.

Three different numbers, which are never added: a station that two teams visited four times is one station and
four observations.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, time
from decimal import Decimal
from zoneinfo import ZoneInfo

from baqylau.core.figure import Figure, digest_of_rows
from baqylau.core.text import in_language
from baqylau.election.models import Area
from baqylau.election.regions import regions_of
from baqylau.mission.models import Mission, ObserverGroup
from baqylau.mission.observer_numbers import deployed
from baqylau.observation.mapped import Coloured, Map, drawing_of, mapped
from baqylau.observation.models import Record, RecordState
from baqylau.observation.models.forms import FormKind

OF_ELECTION_DAY = (FormKind.OPENING, FormKind.VOTING, FormKind.COUNT, FormKind.TABULATION, FormKind.OTHER)
"""Kinds of forms whose records are observations; a mission's own kind of form is one, too."""
AT_STATIONS = (FormKind.OPENING, FormKind.VOTING, FormKind.COUNT, FormKind.OTHER)


@dataclass(frozen=True, slots=True)
class Seen:
    """A record as it is counted here; ``station`` is the station's key, or its code where it is unknown."""

    number: int
    area: int | None
    station: int | str | None
    is_before: bool
    is_observation: bool


@dataclass(frozen=True, slots=True)
class Visits:
    """Of one region; ``region`` is None for what lies in none that is known."""

    region: Area | None
    before: int
    observations: int
    stations: int

    @property
    def is_nothing(self) -> bool:
        """Whether nobody was there."""
        return not (self.before or self.observations)


def visits(mission: Mission) -> list[Visits]:
    """A line for each region of the election, visited or not, and one for what lies in none."""
    region_of, by_region = regions_of(mission.election), dict[int | None, list[Seen]]()
    for seen in records_of(mission):
        region = region_of.get(seen.area) if seen.area else None
        by_region.setdefault(region.pk if region else None, []).append(seen)
    regions = {region.pk: region for region in region_of.values()}
    lines = [_visits(region, by_region.get(key, [])) for key, region in sorted(regions.items())]
    elsewhere = _visits(None, by_region.get(None, []))
    return lines if elsewhere.is_nothing else [*lines, elsewhere]


def _visits(region: Area | None, seen: Iterable[Seen]) -> Visits:
    seen = list(seen)
    observed = [one for one in seen if one.is_observation]
    return Visits(
        region,
        sum(one.is_before for one in seen),
        len(observed),
        len({one.station for one in observed if one.station}),
    )


def records_of(mission: Mission) -> list[Seen]:
    """Every record that counts: none that is deleted, rejected or unread."""
    begins = election_day_begins(mission)
    found = Record.objects.filter(mission=mission, deleted_at=None, is_unread=False)
    rows = (
        found.exclude(state=RecordState.REJECTED)
        .order_by("number")
        .values_list(
            "number",
            "area",
            "station__area",
            "station",
            "station_code",
            "form_version__form__kind",
            "observed_at",
        )
    )
    return [
        Seen(
            number,
            station_area or area,
            (station or code or None) if kind in AT_STATIONS else None,
            is_before := observed_at is not None and observed_at < begins,
            kind in OF_ELECTION_DAY and not is_before,
        )
        for number, area, station_area, station, code, kind, observed_at in rows
    ]


def election_day_begins(mission: Mission) -> datetime:
    """Midnight at the beginning of election day by the election's clock."""
    return datetime.combine(mission.election.day, time(), ZoneInfo(mission.election.time_zone))


def map_of(mission: Mission, lines: Sequence[Visits], language: str) -> Map:
    """Regions shaded by their share of all observations, each with its count in words."""
    regions = {line.region.code: line.region for line in lines if line.region}
    whole = sum(line.observations for line in lines)
    coloured = [
        Coloured(
            line.region.code,
            in_language(line.region.names, language) or line.region.code,
            str(share),
            share,
            f"#region-{line.region.code}",
        )
        for line in lines
        if line.region
        for share in [_percent(line.observations, whole)]
    ]
    return mapped(coloured, drawing_of(regions, mission.election.pack_digest))


def _percent(part: int, whole: int) -> Decimal:
    return (Decimal(100 * part) / Decimal(whole)).quantize(Decimal("0.1")) if whole else Decimal(0)


# ------------------------------------------------------------------ figures


def deployed_observers(mission: Mission, *, group: str = "") -> Figure:
    """People who observed, those who left included; with ``group`` those of it out of all."""
    by_group = deployed(mission)
    everybody = [(member.user_id, name.value) for name, members in by_group.items() for member in members]
    counted = [key for key, name in everybody if not group or name == group]
    name = f"observers.deployed.{ObserverGroup(group)}" if group else "observers.deployed"
    return Figure(
        name=name,
        numerator=len(counted),
        denominator=len(everybody) if group else None,
        source="members of the mission by role; a person with several roles counts once",
        digest=digest_of_rows(everybody),
        rows=tuple(counted),
        base_rows=tuple(key for key, _name in everybody) if group else (),
    )


def observations(mission: Mission) -> Figure:
    """Reports from election day, the count and tabulation."""
    seen = [one for one in records_of(mission) if one.is_observation]
    return _count("observers.observations", seen, len(seen), "records of election-day forms")


def stations_visited(mission: Mission) -> Figure:
    """Distinct stations among the observations."""
    seen = [one for one in records_of(mission) if one.is_observation and one.station]
    source = "distinct stations of the records of election-day forms"
    return _count("observers.stations_visited", seen, len({one.station for one in seen}), source)


def visits_before(mission: Mission) -> Figure:
    """Reports of what was seen before election day."""
    seen = [one for one in records_of(mission) if one.is_before]
    return _count("observers.visits_before", seen, len(seen), "records observed before election day")


def _count(name: str, seen: Sequence[Seen], number: int, source: str) -> Figure:
    rows = [(one.number, str(one.station or "")) for one in seen]
    return Figure(
        name=name,
        numerator=number,
        denominator=None,
        source=f"{source}; none that was deleted, rejected or is still encrypted",
        digest=digest_of_rows(rows),
        rows=tuple(one.number for one in seen),
    )
