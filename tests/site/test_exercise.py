"""The exercise: made up and said so, and yet sent as phones send it."""

from __future__ import annotations

import csv
import io
from collections.abc import Mapping

import pytest
from django.test import Client
from django.utils import timezone

from baqylau.election.models import Station
from baqylau.mission.models import Mission
from baqylau.observation.completeness_now import completeness
from baqylau.observation.keys import token_of
from baqylau.observation.methods.station_numbers import key_of
from baqylau.observation.models import Query, Record, RecordState, Submission
from baqylau.site import packs
from baqylau.site.commands.demo import demo_user, run_first_statement
from baqylau.site.exercise import country, people, visits
from baqylau.site.exercise.people import InventedTeam
from baqylau.site.exercise.prepare import observers_key, prepare_exercise
from baqylau.site.exercise.visits import Report as Planned
from baqylau.trail.models import Entry
from tests.observation.collect import Report
from tests.observation.form_set_visits import NORMAL, form
from tests.observation.paper_phone import PaperPhone
from tests.observation.phones import collect

CALCULATED = {"start", "end", "station", "area", "votes_sum"}


@pytest.fixture(scope="module")
def teams() -> list[InventedTeam]:
    where = country.places(packs.files_of(packs.shipped(country.REAL)))
    return people.teams(where, country.stations(where))


@pytest.fixture(scope="module")
def reports(teams: list[InventedTeam]) -> list[Planned]:
    return visits.reports(teams)


def test_the_same_reports_are_made_each_time(teams: list[InventedTeam], reports: list[Planned]) -> None:
    assert visits.reports(teams) == reports
    assert len({one.instance_id for one in reports}) == len(reports) > 280


def _lists(team: InventedTeam) -> Mapping[str, list[dict[str, str]]]:
    regions = [{"name": place.code, "label": place.code} for place in team.places]
    stations = [
        {
            "name": one.code,
            "label": one.name,
            "number": one.code[-4:],
            "key": key_of(one.code[-4:]),
            "region": one.region,
            "district": one.region,
            "planned": "yes",
        }
        for one in team.route
    ]
    districts = [{**region, "region": region["name"]} for region in regions]
    return {"regions.csv": regions, "districts.csv": districts, "stations.csv": stations}


def test_a_phone_asks_what_the_reports_answer_and_takes_every_answer(
    teams: list[InventedTeam], reports: list[Planned]
) -> None:
    by_code = {team.code: team for team in teams}
    for report in [one for at, one in enumerate(reports) if at % 12 == 0 or one.form == "kz_incident"]:
        phone = PaperPhone(form(report.form).xform, _lists(by_code[report.team]))
        walk = phone.fill(report.answers)
        assert walk.refused == {}, report
        assert set(walk.asked) == set(report.answers) - CALCULATED, report


@pytest.fixture
def exercise(db: None) -> Mission:
    made = prepare_exercise(by=demo_user())
    assert made
    run_first_statement(by=demo_user())
    return made


def test_every_report_came_in_as_a_filled_form_and_stands_in_the_figures(
    exercise: Mission, reports: list[Planned], client: Client
) -> None:
    assert Submission.objects.filter(deprecated_id="").count() == len(reports) == Record.objects.count()
    assert Submission.objects.exclude(deprecated_id="").exists()  # some were corrected on the phone
    assert not Record.objects.exclude(flags=[]).exists()
    assert set(Record.objects.values_list("state", flat=True)) == set(RecordState.values)
    assert Record.objects.filter(severity=3).exists()
    assert Record.objects.exclude(critical=[]).exists()
    assert Query.objects.exclude(answered_at=None).exists()
    total = completeness(exercise, timezone.now()).total
    assert (total.extra, total.arrived > 250, total.missing > 20) == (0, True, True)
    figures = {one.name: one for one in exercise.statements.get().figures.filter(area=None)}
    voting = Record.objects.filter(form_version__form__code="kz_b_voting").exclude(state="rejected")
    said = [one.versions.get(is_newest=True).answers.get("box_sealed") for one in voting]
    assert figures["records"].numerator == len(voting)
    assert figures["box_not_sealed"].numerator == said.count("no")
    assert figures["box_not_sealed"].denominator == len(said) - said.count(None)
    client.force_login(demo_user())
    assert "Made up for practising" in client.get("/missions/exercise/").text
    for page in ("election-day/", "records/?queue=check", "queries/", "obstructions/", "statement/"):
        assert client.get(f"/missions/exercise/{page}").status_code == 200


def test_the_exercise_is_made_once_and_its_stations_are_in_no_real_election(exercise: Mission) -> None:
    entries = Entry.objects.count()
    assert prepare_exercise(by=demo_user()) is None
    assert Entry.objects.count() == entries
    packs.load(packs.shipped(country.REAL))
    assert Station.objects.filter(election=exercise.election).count() == 600
    assert not Station.objects.filter(election__code=country.REAL).exists()
    assert Station.objects.filter(election=exercise.election, code="abai-0007").exists()


def test_what_an_observer_of_the_exercise_sends_is_seen_in_the_room(
    exercise: Mission, client: Client
) -> None:
    key = observers_key()
    assert key
    client.force_login(demo_user())
    room = "/missions/exercise/election-day/"
    before = client.get(room).context["room"].total
    program = collect(key)
    assert "kz_incident" in program.update()
    held = program.forms["kz_incident"]
    lists = {
        name: list(csv.DictReader(io.StringIO(content.decode()))) for name, content in held.media.items()
    }
    planned = [row["name"] for row in lists["stations.csv"] if row["planned"] == "yes"]
    assert len(planned) == people.STOPS
    station = {"station_how": "planned", "station_planned": planned[0]}
    walk = PaperPhone(held.xml, lists).fill({**NORMAL["kz_incident"], **station})
    program.send(Report(walk.body))
    after = client.get(room).context["room"]
    assert after.total == before + 1
    assert after.attention[0].record.station_code == planned[0]
    assert client.get(f"/key/{token_of(key)}/queries/").status_code == 200
