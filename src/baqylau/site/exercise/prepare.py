"""Sets the exercise up, by the actions that people use: once, and whole or not at all."""

from __future__ import annotations

import io
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime, time

from django.db import transaction

from baqylau.accounts.actions import create_user
from baqylau.accounts.models import User
from baqylau.election.models import Area, Election
from baqylau.mission.actions.about import About
from baqylau.mission.actions.members import add_member
from baqylau.mission.actions.missions import change_mission
from baqylau.mission.actions.routes import import_routes
from baqylau.mission.actions.teams import create_team
from baqylau.mission.models import Membership, Mission, Team
from baqylau.mission.roles import Role
from baqylau.mission.sources.routes import StopRow
from baqylau.observation.actions.arrivals import sender_of_member, sender_of_phone
from baqylau.observation.actions.expected import Rule, expect
from baqylau.observation.actions.forms import questions_of
from baqylau.observation.actions.library import copy_from_library, standard_forms
from baqylau.observation.actions.phones import give_phone
from baqylau.observation.actions.publish import publish
from baqylau.observation.actions.receive import receive
from baqylau.observation.actions.waves import take_over_usual_waves
from baqylau.observation.models import FormVersion, Phone, Road
from baqylau.observation.sources.answers import Question
from baqylau.observation.sources.instance_writing import write_instance
from baqylau.reports.actions.load import load as load_plan
from baqylau.reports.sources import pack as plan_source
from baqylau.site import packs
from baqylau.site.exercise import country, people, visits
from baqylau.site.exercise.campaign import follow_campaign
from baqylau.site.exercise.checking import check_some
from baqylau.site.exercise.meetings import hold_meetings
from baqylau.site.exercise.networks import follow_networks
from baqylau.site.exercise.newsroom import monitor_media
from baqylau.site.exercise.people import InventedTeam, Person
from baqylau.site.exercise.picture import photograph
from baqylau.site.exercise.staff import hire
from baqylau.site.exercise.visits import Report
from baqylau.site.exercise.writing import write_up

SLUG = "exercise"
OPENED = datetime(2023, 2, 15, 8, tzinfo=UTC)
"""When forms were published and phones given, by the calendar of the exercise."""
WITH_PHONES = ("01", "02", "03", "20", "L1")
"""Teams whose members have keys; the others reported without, as if theirs had been taken away since."""
STAGES = ("opening", *("voting" for _ in visits.VISITS), "count")


@transaction.atomic
def prepare_exercise(*, by: User) -> Mission | None:
    """Make the exercise with ``by`` at its head; None where it is there."""
    if Mission.objects.filter(slug=SLUG).exists():
        return None
    files = country.pack_files()
    election = packs.load_files(files)
    mission = Mission.objects.get(slug=SLUG)
    for role in (Role.HEAD, Role.STATISTICS_ANALYST, Role.LTO_COORDINATOR):
        add_member(mission=mission, user=by, role=role, by=None)
    _number_desk(mission, by)
    where = country.places(files)
    teams = people.teams(where, country.stations(where))
    members = _people(mission, teams, by)
    forms = _forms(mission, by)
    _expect(mission, teams, forms, by)
    phones = _phones(members, by)
    _receive(visits.reports(teams), members, phones, forms)
    check_some(mission, by=by)
    _plan(election)
    _furnish(mission, by)
    return mission


def _furnish(mission: Mission, by: User) -> None:
    """Fill the rooms in which people do not report by phone, as each of them is filled."""
    staff = hire(mission, by=by)
    for fill in (hold_meetings, follow_campaign, monitor_media, follow_networks, write_up):
        fill(staff)


def observers_key() -> Phone | None:
    """The key of an observer of the exercise, to fill a form with."""
    found = Phone.objects.filter(mission__slug=SLUG, revoked_at=None, draft=None)
    return found.filter(membership__ended_at=None).order_by("pk").first()


def _number_desk(mission: Mission, by: User) -> None:
    change_mission(
        mission=mission,
        name=mission.name,
        kind=mission.kind,
        minimum_denominator=mission.minimum_denominator,
        authoritative_language=mission.authoritative_language,
        emergency_numbers=people.EMERGENCY_NUMBERS,
        by=by,
    )


# ------------------------------------------------------------------ people and what is due of them


def _people(mission: Mission, teams: list[InventedTeam], by: User) -> dict[str, list[Membership]]:
    """Accounts, members and teams; by the code of the team its members."""
    areas = {area.code: area for area in Area.objects.filter(elections=mission.election)}
    made = {}
    for team in teams:
        role = Role.LTO if team.is_long_term else Role.STO
        members = [_member(mission, person, role, by) for person in team.people]
        covered = [areas[place.code] for place in team.places]
        create_team(mission=mission, code=team.code, members=members, areas=covered, by=by)
        made[team.code] = members
    return made


def _member(mission: Mission, person: Person, role: Role, by: User) -> Membership:
    user = create_user(sign_in_name=person.sign_in_name, name=person.name, language=person.language, by=by)
    about = About(person.phone_number, person.sex, person.nationality, person.missions_before)
    return add_member(mission=mission, user=user, role=role, about=about, by=by)


def _forms(mission: Mission, by: User) -> dict[str, FormVersion]:
    made = {}
    for standard in standard_forms():
        draft = copy_from_library(mission=mission, key=standard.key, by=by, now=OPENED)
        made[standard.key] = publish(draft=draft, by=by, now=OPENED)
    return made


def _expect(mission: Mission, teams: list[InventedTeam], forms: Mapping[str, FormVersion], by: User) -> None:
    """Waves, routes, and what is due: an opening, five visits, a count and its protocol of each team."""
    routes = {team.code: _stops(team) for team in teams if team.route}
    import_routes(mission=mission, routes=routes, by=by)
    waves = {wave.code: wave for wave in take_over_usual_waves(mission=mission, by=by)}
    of_day = list(mission.teams.filter(code__in=routes))
    early = sum(planned < "13:00" for planned in visits.VISITS)

    def due(form: str, of: list[Team], wave: str = "", **rule: object) -> None:
        made = Rule(form=forms[form].form, teams=of, wave=waves.get(wave), **rule)  # type: ignore[arg-type]
        expect(mission=mission, rule=made, by=by)

    due("kz_a_opening", of_day, "opening", each_stop=True, stage="opening")
    due("kz_b_voting", of_day, "before_13", number=early)
    due("kz_b_voting", of_day, "after_14", number=len(visits.VISITS) - early)
    due("kz_c_count", of_day, "closing", each_stop=True, stage="count", due_at=visits.NIGHT_ENDS)
    due("kz_c2_protocol", of_day, "count", each_stop=True, stage="count")
    due("kz_d_tabulation", [team for team in of_day if int(team.code) % 4 == 0], "count")
    first = datetime.combine(visits.WEEKS[1], time(12), tzinfo=UTC)
    due("kz_weekly", list(mission.teams.exclude(code__in=routes)), number=3, due_at=first, every_days=7)


def _stops(team: InventedTeam) -> list[StopRow]:
    planned = zip(team.route, (visits.OPENING_AT, *visits.VISITS, visits.COUNT_AT), STAGES, strict=True)
    return [
        StopRow(
            where="",
            number=number,
            team=team.code,
            station=station.code,
            clock=time.fromisoformat(at),
            stage=stage,
            note="",
        )
        for number, (station, at, stage) in enumerate(planned, start=1)
    ]


def _phones(members: Mapping[str, list[Membership]], by: User) -> dict[int, Phone]:
    given = [member for code in WITH_PHONES for member in members[code]]
    return {member.pk: give_phone(membership=member, by=by, now=OPENED) for member in given}


# ------------------------------------------------------------------ what they send


def _receive(
    reports: list[Report],
    members: Mapping[str, list[Membership]],
    phones: Mapping[int, Phone],
    forms: Mapping[str, FormVersion],
) -> None:
    """Every report as XML through the function in which all roads end."""
    asked = {key: questions_of(version) for key, version in forms.items()}
    for report in reports:
        member = members[report.team][report.member]
        phone = phones.get(member.pk)
        receive(
            sender=sender_of_phone(phone) if phone else sender_of_member(member),
            road=Road.BROWSER if int(report.instance_id[-1], 16) % 3 == 0 else Road.PHONE,
            body=filled(report, forms[report.form], asked[report.form]),
            files={report.photo: io.BytesIO(photograph(report.answers))} if report.photo else {},
            now=report.arrived_at,
        )


def filled(report: Report, version: FormVersion, questions: Sequence[Question]) -> bytes:
    """A report as an application would have written it."""
    return write_instance(
        version.form.code, version.version, questions, report.answers, instance_id=report.instance_id
    )


def _plan(election: Election) -> None:
    """What the statement of the exercise is to say; it names a form, so the form comes first."""
    content = (country.HERE / plan_source.FILE).read_bytes()
    load_plan(plan_source.read({plan_source.FILE: content}), election=election, by=None)
