"""The register of obstructions of observers."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable
from datetime import UTC, datetime

import pytest
from django.test import Client
from django.utils import timezone

from baqylau.accounts.models import User
from baqylau.core.problem import Refused
from baqylau.election.models import Station
from baqylau.mission.models import Membership, Mission
from baqylau.observation.actions.obstructions import add_obstruction
from baqylau.observation.models import Obstruction, Record
from baqylau.trail.models import Entry
from tests.observation.sending import filled, in_team, published_form, send

pytestmark = pytest.mark.django_db

REGISTER = "/missions/steppe/obstructions/"


def add(mission: Mission, by: User, **changes: object) -> Obstruction:
    given: dict[str, object] = {
        "kind": "entry_denied",
        "stage": "voting",
        "whose": "ours",
        "says": "The door was shut.",
        "article": "Article 20-1",
    }
    return add_obstruction(mission=mission, by=by, now=timezone.now(), **{**given, **changes})  # type: ignore[arg-type]


@pytest.fixture
def client_of(client: Client) -> Callable[[User], Client]:
    def sign_in(user: User) -> Client:
        client.force_login(user, backend="baqylau.mission.backend.RoleBackend")
        return client

    return sign_in


@pytest.fixture
def record(mission: Mission, bolat: User) -> Record:
    mission.election.time_zone = "Asia/Almaty"
    mission.election.save()
    mission.election.stations.create(code="01-A/7")
    published_form(mission)
    member = in_team(Membership.objects.select_related("mission__election").get(user=bolat))
    return Record.objects.get(number=send(member, filled()).record_number)


def test_obstructions_are_numbered_in_their_mission(
    mission: Mission, other_mission: Mission, dana: User
) -> None:
    assert [add(mission, dana).number, add(mission, dana).number, add(other_mission, dana).number] == [
        1,
        2,
        1,
    ]


def test_one_that_a_record_tells_of_takes_its_place_and_time(record: Record, dana: User) -> None:
    made = add(record.mission, dana, record=record)
    assert (made.station, made.happened_at) == (record.station, datetime(2026, 3, 1, 4, 0, tzinfo=UTC))
    body = bytes(Entry.objects.get(action="observation.obstruction_added").body)
    assert b'"article":"Article 20-1"' in body
    assert b"shut" not in body


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"kind": "shouted_at"}, "K.113"),
        ({"stage": "never"}, "K.113"),
        ({"whose": ""}, "K.113"),
        ({"says": " "}, "K.103"),
    ],
)
def test_what_is_not_possible_is_refused(
    changes: dict[str, str], code: str, mission: Mission, dana: User
) -> None:
    with pytest.raises(Refused) as refused:
        add(mission, dana, **changes)
    assert refused.value.problems[0].code == code
    assert not Obstruction.objects.exists()


def test_a_record_of_another_mission_is_refused(record: Record, other_mission: Mission, dana: User) -> None:
    with pytest.raises(Refused) as refused:
        add(other_mission, dana, record=record)
    assert refused.value.problems[0].code == "K.114"


def test_the_register_counts_by_kind_and_by_whose_observers(
    mission: Mission, dana: User, client_of: Callable[[User], Client]
) -> None:
    for whose in ("ours", "citizens", "citizens"):
        add(mission, dana, whose=whose)
    add(mission, dana, kind="copy_refused", whose="citizens", stage="count")
    context = client_of(dana).get(REGISTER).context
    assert [(total.kind, total.counts, total.all) for total in context["totals"]] == [
        ("Entry denied", (1, 2, 0), 3),
        ("Copy of the protocol refused", (0, 1, 0), 1),
    ]
    assert (context["sum"].counts, context["sum"].all) == ((1, 3, 0), 4)


def test_an_obstruction_is_added_on_its_page_in_local_time(
    record: Record, dana: User, client_of: Callable[[User], Client]
) -> None:
    Membership.objects.filter(user=dana).update(role="election_analyst")
    page = client_of(dana).get(f"{REGISTER}new/?record=1").content.decode()
    assert 'value="01-A/7"' in page
    assert 'value="2026-03-01T09:00"' in page
    sent = {
        "kind": "expelled",
        "stage": "count",
        "whose": "citizens",
        "station_code": "01-A/7",
        "happened_at": "2026-03-01T21:30",
        "article": "Article 20-1",
        "says": "Two observers of a citizens’ group were led out.",
    }
    response = client_of(dana).post(f"{REGISTER}new/?record=1", sent)
    assert (response.status_code, response["Location"]) == (302, f"{REGISTER}1/")
    made = Obstruction.objects.get()
    assert made.happened_at == datetime(2026, 3, 1, 16, 30, tzinfo=UTC)
    assert made.record == record
    assert "21:30" in client_of(dana).get(f"{REGISTER}1/").content.decode()
    wrong = client_of(dana).post(f"{REGISTER}new/", {**sent, "station_code": "99"})
    assert (wrong.status_code, "No station of this election" in wrong.content.decode()) == (200, True)


@pytest.mark.parametrize("number", ["", "x", "9" * 40, "-1", "4711"])
def test_a_record_that_is_not_there_is_no_hindrance(
    number: str, mission: Mission, dana: User, client_of: Callable[[User], Client]
) -> None:
    Membership.objects.filter(user=dana).update(role="election_analyst")
    assert client_of(dana).get(f"{REGISTER}new/?record={number}").status_code == 200


def test_the_register_is_a_file_to_download_without_names(
    mission: Mission, dana: User, client_of: Callable[[User], Client]
) -> None:
    station = Station.objects.create(election=mission.election, code="01-A/7")
    add(mission, dana, station=station)
    response = client_of(dana).get("/missions/steppe/obstructions.csv")
    text = b"".join(response.streaming_content).decode("utf-8-sig")  # type: ignore[attr-defined]
    (row,) = csv.DictReader(io.StringIO(text))
    assert (row["kind"], row["station"], row["article"]) == ("entry_denied", "01-A/7", "Article 20-1")
    assert "Dana" not in text


def test_observers_do_not_see_the_register_and_the_head_does_not_write_it(
    mission: Mission, bolat: User, aigerim: User, client_of: Callable[[User], Client]
) -> None:
    assert client_of(bolat).get(REGISTER).status_code == 403
    assert client_of(aigerim).get(REGISTER).status_code == 200
    assert client_of(aigerim).get(f"{REGISTER}new/").status_code == 403
