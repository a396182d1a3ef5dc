"""Routes of teams: stops added, changed, moved and removed, one by one or from a table."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, time

from django.db import transaction
from django.db.models import Max

from baqylau.accounts.models import User
from baqylau.core.problem import Phrase, Problem, Refused
from baqylau.core.reading import Problems
from baqylau.election.models import Station
from baqylau.mission.actions.members import refuse
from baqylau.mission.models import Mission, Stop, Team
from baqylau.mission.sources.routes import LONGEST_NOTE, STAGES, StopRow
from baqylau.mission.times import as_text, on_election_day
from baqylau.trail.record import record

MOST_STOPS = 200
ASIDE = 30_000
"""From here on positions are free, for stops that change places."""


@transaction.atomic
def add_stop(
    *, team: Team, station: str, by: User, clock: time | None = None, stage: str = "", note: str = ""
) -> Stop:
    """Add a station to the end of a team's route (L.101, L.102, L.104, L.105)."""
    _lock(team)
    found = _station(team, station.strip())
    _check(stage, note)
    last = team.stops.aggregate(last=Max("position"))["last"] or 0
    if team.stops.count() >= MOST_STOPS:
        says = Phrase("A route has at most {most} stops.", most=MOST_STOPS)
        refuse("L.104", says, Phrase("Give some of them to another team."))
    moment = on_election_day(team.mission.election, clock)
    stop = Stop.objects.create(
        team=team, station=found, position=last + 1, planned_at=moment, stage=stage, note=note
    )
    tell_route(team, by)
    return stop


@dataclass(frozen=True, slots=True)
class Planned:
    """What is planned for a stop besides its station."""

    clock: time | None = None
    stage: str = ""
    note: str = ""


@transaction.atomic
def change_route(
    *,
    team: Team,
    by: User,
    planned: Mapping[int, Planned] | None = None,
    earlier: int | None = None,
    later: int | None = None,
    remove: int | None = None,
    by_time: bool = False,
) -> None:
    """Change what is planned for stops (by key), then move or remove one, or order all by their times.

    Keys of stops that are no longer on the route are passed over: somebody else took them off (L.102, L.105).
    """
    _lock(team)
    stops = list(team.stops.order_by("position"))
    for stop in stops:
        if planned and stop.pk in planned:
            _plan(stop, planned[stop.pk])
    order = [stop for stop in stops if stop.pk != remove]
    for key, step in ((earlier, -1), (later, 1)):
        _step(order, key, step)
    if by_time:
        order.sort(
            key=lambda stop: (stop.planned_at is None, stop.planned_at or datetime.min.replace(tzinfo=UTC))
        )
    team.stops.filter(pk=remove or 0).delete()
    _renumber(order)
    tell_route(team, by)


def _plan(stop: Stop, planned: Planned) -> None:
    _check(planned.stage, planned.note)
    stop.planned_at = on_election_day(stop.team.mission.election, planned.clock)
    stop.stage, stop.note = planned.stage, planned.note


def _step(order: list[Stop], key: int | None, step: int) -> None:
    """Let a stop change places with its neighbour; at an end nothing changes."""
    keys = [stop.pk for stop in order]
    if key in keys and 0 <= keys.index(key) + step < len(order):
        here = keys.index(key)
        order[here], order[here + step] = order[here + step], order[here]


def _renumber(stops: Sequence[Stop]) -> None:
    """Save the stops in this order; first out of each other's way, since no two may have one position."""
    for aside, stop in enumerate(stops, start=ASIDE):
        stop.position = aside
    Stop.objects.bulk_update(stops, ["position"])
    for position, stop in enumerate(stops, start=1):
        stop.position = position
    Stop.objects.bulk_update(stops, ["position", "planned_at", "stage", "note"])


@transaction.atomic
def import_routes(*, mission: Mission, routes: Mapping[str, Sequence[StopRow]], by: User) -> int:
    """Give the teams of a table the routes it says, whole; other teams keep theirs (L.101, L.103, L.104).

    Returns the number of stops. Whatever is wrong in a row, nothing is taken over.
    """
    Mission.objects.select_for_update().get(pk=mission.pk)
    teams = {team.code: team for team in mission.teams.all()}
    stations = dict(Station.objects.filter(election=mission.election).values_list("code", "pk"))
    problems = Problems()
    for row in sorted((row for rows in routes.values() for row in rows), key=lambda row: row.number):
        _check_row(row, teams, stations, problems)
    for rows in routes.values():
        if len(rows) > MOST_STOPS:
            says = Phrase("A route has at most {most} stops.", most=MOST_STOPS)
            problems.add("L.104", says, Phrase("Give some of them to another team."), rows[MOST_STOPS].where)
    problems.refuse_if_any()
    for code, rows in routes.items():
        team = teams[code]
        team.stops.all().delete()
        Stop.objects.bulk_create(
            Stop(
                team=team,
                station_id=stations[row.station],
                position=position,
                planned_at=on_election_day(mission.election, row.clock),
                stage=row.stage,
                note=row.note,
            )
            for position, row in enumerate(rows, start=1)
        )
        tell_route(team, by)
    return sum(len(rows) for rows in routes.values())


def _station(team: Team, code: str) -> Station:
    found = Station.objects.filter(election=team.mission.election, code=code).first()
    if found is None:
        says = Phrase("No polling station of the election has the code {code}.", code=code[:60])
        remedy = Phrase("Search for it; a code is written with all its zeros.")
        raise Refused(Problem("L.101", says, remedy))
    return found


def _check_row(
    row: StopRow, teams: Mapping[str, Team], stations: Mapping[str, int], problems: Problems
) -> None:
    if row.team not in teams:
        says = Phrase("There is no team {code}.", code=row.team)
        problems.add("L.103", says, Phrase("Make it first, or correct the code."), row.where)
    if row.station not in stations:
        says = Phrase("No polling station of the election has the code {code}.", code=row.station)
        remedy = Phrase("Correct it. If zeros in front are lost, make the column a column of text.")
        problems.add("L.101", says, remedy, row.where)


def _check(stage: str, note: str) -> None:
    if stage and stage not in STAGES:
        refuse("L.102", Phrase("This is no stage of election day."), Phrase("Choose one of the list."))
    if len(note) > LONGEST_NOTE:
        says = Phrase("The note has more than {most} characters.", most=LONGEST_NOTE)
        refuse("L.105", says, Phrase("Shorten it."))


def _lock(team: Team) -> None:
    """Let changes to a team's route pass one at a time."""
    if not Team.objects.select_for_update().filter(pk=team.pk).exists():
        raise Refused(
            Problem("L.106", Phrase("This team is no longer there."), Phrase("Go back to the list."))
        )


def tell_route(team: Team, by: User | None) -> None:
    """Write to the trail what a team's route is now: codes, times and stages, no notes."""
    election = team.mission.election
    stops = team.stops.select_related("station").order_by("position")
    route = [[stop.station.code, as_text(election, stop.planned_at), stop.stage] for stop in stops]
    change = {"mission": team.mission_id, "team": team.code, "route": route}
    record("mission.route_changed", about=team, by=by, change=change)
