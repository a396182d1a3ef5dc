"""Routes of teams: stops added, changed, moved and removed, one by one or from a table."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import time

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
"""A position that no stop has, while two change places."""


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
    _tell(team, by)
    return stop


@transaction.atomic
def change_stop(*, stop: Stop, by: User, clock: time | None, stage: str, note: str) -> None:
    """Change time, stage and note of a stop."""
    _lock(stop.team)
    _check(stage, note)
    stop.planned_at = on_election_day(stop.team.mission.election, clock)
    stop.stage, stop.note = stage, note
    stop.save(update_fields=["planned_at", "stage", "note"])
    _tell(stop.team, by)


@transaction.atomic
def move_stop(*, stop: Stop, earlier: bool, by: User) -> None:
    """Let a stop change places with the one before or after it; at an end nothing changes."""
    _lock(stop.team)
    stop.refresh_from_db()
    beside = stop.team.stops.filter(
        **{"position__lt" if earlier else "position__gt": stop.position}
    ).order_by("-position" if earlier else "position")
    other = beside.first()
    if other is None:
        return
    here, there = stop.position, other.position
    for one, position in ((other, ASIDE), (stop, there), (other, here)):
        Stop.objects.filter(pk=one.pk).update(position=position)
    _tell(stop.team, by)


@transaction.atomic
def order_by_time(*, team: Team, by: User) -> None:
    """Put the stops in the order of their times; those without one stay at the end."""
    _lock(team)
    stops = sorted(team.stops.all(), key=lambda stop: (stop.planned_at is None, stop.planned_at or stop.pk))
    _renumber(stops)
    _tell(team, by)


def _renumber(stops: Sequence[Stop]) -> None:
    for position, stop in enumerate(stops, start=1):
        Stop.objects.filter(pk=stop.pk).update(position=ASIDE - position)
    for position, stop in enumerate(stops, start=1):
        Stop.objects.filter(pk=stop.pk).update(position=position)


@transaction.atomic
def remove_stop(*, stop: Stop, by: User) -> None:
    """Take a stop off the route."""
    _lock(stop.team)
    team = stop.team
    stop.delete()
    _tell(team, by)


@transaction.atomic
def import_routes(*, mission: Mission, routes: Mapping[str, Sequence[StopRow]], by: User) -> int:
    """Give the teams of a table the routes it says, whole; other teams keep theirs (L.101, L.103, L.104).

    Returns the number of stops. Whatever is wrong in a row, nothing is taken over.
    """
    Mission.objects.select_for_update().get(pk=mission.pk)
    teams = {team.code: team for team in mission.teams.all()}
    stations = dict(Station.objects.filter(election=mission.election).values_list("code", "pk"))
    problems = Problems()
    for rows in routes.values():
        for row in rows:
            _check_row(row, teams, stations, problems)
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
        _tell(team, by)
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


_tell = tell_route
