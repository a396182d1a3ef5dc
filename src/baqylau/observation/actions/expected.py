"""What is expected of whom: made by a rule for many teams, changed by hand, removed where nothing came."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from django.db import transaction

from baqylau.accounts.models import User
from baqylau.core.problem import Phrase, Problem, Refused
from baqylau.election.models import Station
from baqylau.mission.models import Mission, Stop, Team
from baqylau.observation.completeness_now import completeness
from baqylau.observation.methods.completeness import Status
from baqylau.observation.models import Expected, Form, Wave
from baqylau.trail.record import record as write_trail

MOST_EACH = 50
MOST_IN_ALL = 50_000
AFTER_A_VISIT = timedelta(hours=1)
"""Without another time a report of a stop is due so long after the visit is planned."""


@dataclass(frozen=True, slots=True)
class Rule:
    """This form of each of these teams: so many reports, or one for each stop of the route.

    ``stage`` chooses stops meant for it and those meant for any. ``due_at`` None is the end of the wave, else
    an hour after the planned visit, else open.
    """

    form: Form
    teams: Sequence[Team]
    wave: Wave | None = None
    number: int = 1
    each_stop: bool = False
    stage: str = ""
    station: Station | None = None
    due_at: datetime | None = None
    every_days: int = 0
    """Where it is not 0, the second report is due so many days after the first, and so on."""


@transaction.atomic
def expect(*, mission: Mission, rule: Rule, by: User | None) -> int:
    """Expect what the rule says besides what is expected already, and return how many were added.

    The same rule a second time adds nothing; a larger number adds the difference (L.140 to L.143).
    """
    Mission.objects.select_for_update().get(pk=mission.pk)
    _check(mission, rule)
    there = set(
        Expected.objects.filter(mission=mission, form=rule.form, wave=rule.wave).values_list(
            "team_id", "station_id", "place"
        )
    )
    wanted = list(_of_stops(mission, rule) if rule.each_stop else _of_numbers(mission, rule))
    new = [one for one in wanted if (one.team_id, one.station_id, one.place) not in there]
    if mission.expected.count() + len(new) > MOST_IN_ALL:
        says = Phrase("More than {most} reports would be expected.", most=MOST_IN_ALL)
        raise Refused(Problem("L.143", says, Phrase("Expect fewer of each team.")))
    Expected.objects.bulk_create(new, batch_size=500)
    write_trail(
        "observation.expected_added",
        about=mission,
        by=by,
        change={**_rule_as_change(rule), "added": len(new)},
    )
    return len(new)


def _check(mission: Mission, rule: Rule) -> None:
    of_mission = [rule.form.mission_id, *(team.mission_id for team in rule.teams)]
    of_mission += [rule.wave.mission_id] if rule.wave else []
    if any(other != mission.pk for other in of_mission) or not rule.teams:
        says = Phrase("Form, teams and wave are not all of this mission.")
        raise Refused(Problem("L.140", says, Phrase("Choose them again; at least one team.")))
    if rule.wave and not rule.wave.forms.filter(pk=rule.form.pk).exists():
        says = Phrase("The wave {wave} does not have this form.", wave=rule.wave.code)
        raise Refused(Problem("L.141", says, Phrase("Choose another wave, or give the form to this one.")))
    if not 1 <= rule.number <= MOST_EACH:
        says = Phrase("A team is asked for 1 to {most} reports.", most=MOST_EACH)
        raise Refused(Problem("L.142", says, Phrase("Correct the number.")))


def _of_numbers(mission: Mission, rule: Rule) -> Iterable[Expected]:
    first_due = rule.due_at or end_of(rule.wave)
    for team in rule.teams:
        for place in range(1, rule.number + 1):
            due_at = first_due and first_due + timedelta(days=rule.every_days * (place - 1))
            yield Expected(
                mission=mission,
                form=rule.form,
                team=team,
                station=rule.station,
                wave=rule.wave,
                due_at=due_at,
                place=place,
            )


def _of_stops(mission: Mission, rule: Rule) -> Iterable[Expected]:
    """One for each visit; a second visit to a station is its second report."""
    visits: dict[tuple[int, int], int] = {}
    stops = Stop.objects.filter(team__in=[team.pk for team in rule.teams]).order_by("team", "position")
    for stop in stops:
        if rule.stage and stop.stage not in ("", rule.stage):
            continue
        place = visits[stop.team_id, stop.station_id] = visits.get((stop.team_id, stop.station_id), 0) + 1
        after = stop.planned_at + AFTER_A_VISIT if stop.planned_at else None
        yield Expected(
            mission=mission,
            form=rule.form,
            team_id=stop.team_id,
            station_id=stop.station_id,
            wave=rule.wave,
            due_at=rule.due_at or end_of(rule.wave) or after,
            place=place,
        )


def end_of(wave: Wave | None) -> datetime | None:
    """When a wave ends on election day, or in the night after it."""
    if wave is None or wave.ends is None:
        return None
    election = wave.mission.election
    goes_on = wave.begins is not None and wave.ends <= wave.begins
    day = election.day + timedelta(days=1) if goes_on else election.day
    return datetime.combine(day, wave.ends, ZoneInfo(election.time_zone))


@transaction.atomic
def change_expected(
    *,
    expected: Expected,
    station: Station | None,
    wave: Wave | None,
    due_at: datetime | None,
    by: User | None,
) -> None:
    """Change where, in which wave and until when a report is expected (L.141)."""
    mission = Mission.objects.select_for_update().get(pk=expected.mission_id)
    if wave and not wave.forms.filter(pk=expected.form_id).exists():
        says = Phrase("The wave {wave} does not have this form.", wave=wave.code)
        raise Refused(Problem("L.141", says, Phrase("Choose another wave, or give the form to this one.")))
    alike = Expected.objects.filter(
        mission=mission, form=expected.form, team=expected.team, station=station, wave=wave
    ).exclude(pk=expected.pk)
    places = set(alike.values_list("place", flat=True))
    if expected.place in places:
        expected.place = max(places) + 1
    expected.station, expected.wave, expected.due_at = station, wave, due_at
    expected.save()
    write_trail("observation.expected_changed", about=expected, by=by, change=_as_change(expected))


@transaction.atomic
def remove_expected(*, mission: Mission, keys: Iterable[int], now: datetime, by: User | None) -> int:
    """No longer expect these reports, and return how many they were (L.145 where one has come)."""
    Mission.objects.select_for_update().get(pk=mission.pk)
    wanted = set(keys)
    came = (Status.ARRIVED, Status.LATE)
    rows = [row for row in completeness(mission, now).rows if row.pk in wanted]
    if any(row.status in came for row in rows):
        says = Phrase("A report that has come cannot be made unexpected.")
        raise Refused(Problem("L.145", says, Phrase("Choose only those that have not come.")))
    gone = Expected.objects.filter(mission=mission, pk__in=[row.pk for row in rows])
    teams = sorted(set(gone.values_list("team__code", flat=True)))
    number = len(rows)
    gone.delete()
    write_trail(
        "observation.expected_removed", about=mission, by=by, change={"removed": number, "teams": teams}
    )
    return number


def _rule_as_change(rule: Rule) -> dict[str, object]:
    return {
        "form": rule.form.code,
        "teams": [team.code for team in rule.teams],
        "wave": rule.wave.code if rule.wave else "",
        "number": rule.number,
        "each_stop": rule.each_stop,
        "stage": rule.stage,
        "station": rule.station.code if rule.station else "",
        "due_at": rule.due_at.isoformat() if rule.due_at else "",
        "every_days": rule.every_days,
    }


def _as_change(expected: Expected) -> dict[str, object]:
    return {
        "form": expected.form.code,
        "team": expected.team.code,
        "station": expected.station.code if expected.station else "",
        "wave": expected.wave.code if expected.wave else "",
        "due_at": expected.due_at.isoformat() if expected.due_at else "",
        "place": expected.place,
    }
