"""What the pages about the deployment show: regions, teams, routes, stations with two teams."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, time

from django.db.models import Count, Prefetch, QuerySet, Sum

from baqylau.accounts.models import User
from baqylau.accounts.permissions import Permission
from baqylau.core.text import search_key
from baqylau.election.models import Area, Settlement, Station
from baqylau.election.regions import regions_of
from baqylau.mission.models import Membership, Mission, Stop, Team
from baqylau.mission.queries import teams_of
from baqylau.mission.stages import STAGES
from baqylau.mission.times import clock_of

MOST_FOUND = 40
"""So many stations are shown of a search."""


@dataclass(slots=True)
class RegionLine:
    """A region: what there is, and what is planned. ``region`` None is "in no region"."""

    region: Area | None
    stations: int = 0
    urban: int = 0
    rural: int = 0
    voters: int | None = None
    teams: set[str] = field(default_factory=set)
    visits: int = 0
    planned: set[int] = field(default_factory=set)
    planned_urban: set[int] = field(default_factory=set)
    planned_rural: set[int] = field(default_factory=set)


@dataclass(frozen=True, slots=True)
class TeamLine:
    """A team with its members and how long its route is."""

    team: Team
    members: Sequence[Membership]
    stops: int
    first: time | None
    last: time | None


@dataclass(frozen=True, slots=True)
class Overview:
    """The deployment of a mission."""

    regions: list[RegionLine]
    teams: list[TeamLine]
    doubles: list[tuple[str, str, list[str]]]
    """Stations with several teams: code, name, the teams."""
    total: RegionLine


def overview(mission: Mission) -> Overview:
    """Regions, teams, and the stations to which several teams go."""
    by_area = regions_of(mission.election)
    lines: dict[int, RegionLine] = {
        region.pk: RegionLine(region) for region in sorted(by_area.values(), key=_in_order)
    }
    total, none = RegionLine(None), RegionLine(None)

    def line_of(area: int | None) -> RegionLine:
        region = by_area.get(area or 0)
        return lines[region.pk] if region else none

    _count_stations(mission, line_of, total)
    stops = list(
        Stop.objects.filter(team__mission=mission).order_by("team", "position").select_related("station")
    )
    teams = _team_lines(mission, stops)
    for one in teams:
        for area in one.team.areas.all():
            line_of(area.pk).teams.add(one.team.code)
        total.teams.add(one.team.code)
    codes = {one.team.pk: one.team.code for one in teams}
    for stop in stops:
        for line in (line_of(stop.station.area_id), total):
            _count_stop(line, stop)
    shown = [*lines.values(), *([none] if none.stations or none.visits else [])]
    return Overview(shown, teams, _doubles(stops, codes), total)


def _in_order(area: Area) -> tuple[str, int]:
    return getattr(area, Area.order_column()), area.pk


def _count_stations(mission: Mission, line_of: Callable[[int | None], RegionLine], total: RegionLine) -> None:
    rows = (
        mission.election.stations.order_by()
        .values_list("area_id", "settlement")
        .annotate(number=Count("pk"), known=Count("voters_on_list"), voters=Sum("voters_on_list"))
    )
    for area, settlement, number, known, voters in rows:
        for line in (line_of(area), total):
            line.stations += number
            line.urban += number if settlement == Settlement.URBAN else 0
            line.rural += number if settlement == Settlement.RURAL else 0
            if known:
                line.voters = (line.voters or 0) + voters


def _count_stop(line: RegionLine, stop: Stop) -> None:
    line.visits += 1
    line.planned.add(stop.station_id)
    if stop.station.settlement == Settlement.URBAN:
        line.planned_urban.add(stop.station_id)
    elif stop.station.settlement == Settlement.RURAL:
        line.planned_rural.add(stop.station_id)


def _team_lines(mission: Mission, stops: Iterable[Stop]) -> list[TeamLine]:
    moments: dict[int, list[datetime]] = defaultdict(list)
    counts: Counter[int] = Counter()
    for stop in stops:
        counts[stop.team_id] += 1
        if stop.planned_at:
            moments[stop.team_id].append(stop.planned_at)
    lines = []
    for team in teams_of(mission):
        first = clock_of(mission.election, min(moments[team.pk], default=None))
        last = clock_of(mission.election, max(moments[team.pk], default=None))
        present: Sequence[Membership] = getattr(team, "present", ())
        lines.append(TeamLine(team, present, counts[team.pk], first, last))
    return lines


def _doubles(stops: Iterable[Stop], codes: Mapping[int, str]) -> list[tuple[str, str, list[str]]]:
    teams: dict[int, set[int]] = defaultdict(set)
    stations: dict[int, Station] = {}
    for stop in stops:
        teams[stop.station_id].add(stop.team_id)
        stations[stop.station_id] = stop.station
    found = [
        (stations[pk].code, stations[pk].name, sorted(codes[team] for team in at))
        for pk, at in teams.items()
        if len(at) > 1
    ]
    return sorted(found)


# ------------------------------------------------------------------ one route


@dataclass(frozen=True, slots=True)
class StopLine:
    """A stop as a page shows it."""

    stop: Stop
    number: int
    clock: time | None
    others: list[str]
    """Other teams that go there."""
    is_outside: bool
    """Whether it lies outside the team's areas."""

    @property
    def stage_says(self) -> str:
        return str(STAGES.get(self.stop.stage, ""))

    @property
    def position(self) -> str:
        """An address that phones open in their map; "" where the position is not known."""
        station = self.stop.station
        known = station.latitude is not None and station.longitude is not None
        return f"geo:{station.latitude:.6f},{station.longitude:.6f}" if known else ""


def route_of(team: Team) -> list[StopLine]:
    """The stops of a team in order, with what to be careful about."""
    stops = list(
        team.stops.select_related("station__area").defer("station__area__boundary").order_by("position")
    )
    others: dict[int, set[str]] = defaultdict(set)
    elsewhere = Stop.objects.filter(
        team__mission=team.mission_id, station__in=[stop.station_id for stop in stops]
    )
    for station, code in elsewhere.exclude(team=team).values_list("station_id", "team__code"):
        others[station].add(code)
    paths = _paths(team)
    return [
        StopLine(
            stop,
            number,
            clock_of(team.mission.election, stop.planned_at),
            sorted(others[stop.station_id]),
            is_outside(stop.station.area, paths),
        )
        for number, stop in enumerate(stops, start=1)
    ]


def _paths(team: Team) -> list[str]:
    return list(team.areas.values_list("path", flat=True))


def is_outside(area: Area | None, paths: Sequence[str]) -> bool:
    """Whether an area lies outside all of these; a team without areas goes anywhere."""
    return bool(paths) and not (area and any(area.path.startswith(path) for path in paths))


def stations_found(team: Team, sought: str) -> list[tuple[Station, list[str], bool]]:
    """Stations by code or name: those with exactly this code first, then those in the team's areas.

    Each with the teams that go there, and whether it lies outside the team's areas.
    """
    key = search_key(sought)
    if not key:
        return []
    at = Prefetch("stops", Stop.objects.filter(team__mission=team.mission_id).select_related("team"))
    found = (
        team.mission.election.stations.filter(search_key__contains=key)
        .select_related("area")
        .defer("area__boundary")
    )
    paths = _paths(team)
    rows = list(found.order_by("order_key", "pk").values_list("pk", "code", "area__path"))
    rows.sort(key=lambda row: (search_key(row[1]) != key, not _inside(row[2], paths)))
    keys = [pk for pk, *_ in rows[:MOST_FOUND]]
    stations = {station.pk: station for station in found.filter(pk__in=keys).prefetch_related(at)}
    return [
        (
            stations[pk],
            sorted({stop.team.code for stop in stations[pk].stops.all()}),
            is_outside(stations[pk].area, paths),
        )
        for pk in keys
    ]


def _inside(path: str | None, paths: Sequence[str]) -> bool:
    return any((path or "").startswith(one) for one in paths)


def may_see_route(user: User, team: Team) -> bool:
    """Whether the route is one's own team's, or one may see every record."""
    if user.has_perm(Permission.SEE_RECORDS, team.mission):
        return True
    return team.memberships.filter(user=user, ended_at=None).exists()


def all_stops(mission: Mission) -> QuerySet[Stop]:
    """Every stop of the mission, team by team."""
    stops = Stop.objects.filter(team__mission=mission).select_related("team", "station__area")
    return stops.defer("station__area__boundary").order_by("team__order_key", "team_id", "position")


def routes_table(mission: Mission) -> Iterable[Sequence[object]]:
    """Every stop as a row of a download."""
    for stop in all_stops(mission):
        clock = clock_of(mission.election, stop.planned_at)
        yield (
            stop.team.code,
            stop.position,
            stop.station.code,
            stop.station.name,
            stop.station.area.name if stop.station.area else "",
            f"{clock:%H:%M}" if clock else "",
            stop.stage,
            stop.note,
        )
