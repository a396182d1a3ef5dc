"""The lists of stations that each observer's phone is given."""

from __future__ import annotations

import pytest

from baqylau.accounts.models import User
from baqylau.election.models import Area, Station
from baqylau.mission.models import Mission, Stop
from baqylau.observation import memory
from baqylau.observation.models import (
    Phone,
)
from tests.observation.phones import collect, phone_form

pytestmark = pytest.mark.django_db


def rows(content: bytes) -> list[str]:
    return content.decode().split("\r\n")[1:-1]


def tables(phone: Phone) -> dict[str, bytes]:
    memory.forget()
    application = collect(phone)
    application.update()
    return application.forms["voting"].media


def test_without_a_plan_all_stations_are_offered_keyed_by_code(
    mission: Mission, phone: Phone, stations: list[Station]
) -> None:
    phone_form(mission)
    assert rows(tables(phone)["stations.csv"]) == [
        "abroad-1,№ abroad-1,abroad-1,ABROAD-1,,,no",
        '01-A/7,"№ 01-A/7 · School · Abai, R1",01-A/7,01-A/7,r1,a1,no',
        '0012,"№ 0012 · School · Abai, R2",0012,12,r2,a2,no',
    ]


def test_a_route_and_areas_narrow_the_list_to_what_is_theirs(
    mission: Mission, phone: Phone, stations: list[Station]
) -> None:
    phone_form(mission)
    team = phone.membership.team
    assert team is not None
    Stop.objects.create(team=team, station=stations[0], position=1)
    assert [row.split(",")[0] for row in rows(tables(phone)["stations.csv"])] == ["01-A/7"]
    assert rows(tables(phone)["stations.csv"])[0].endswith(",yes")
    team.areas.add(Area.objects.get(code="r2"))
    assert [row.split(",")[0] for row in rows(tables(phone)["stations.csv"])] == ["01-A/7", "0012"]
    assert rows(tables(phone)["regions.csv"]) == ["r1,R1", "r2,R2"]


def test_lists_speak_the_language_of_the_observer(
    mission: Mission, phone: Phone, stations: list[Station]
) -> None:
    phone_form(mission)
    User.objects.filter(pk=phone.membership.user_id).update(language="kk")
    assert rows(tables(phone)["regions.csv"]) == ["r1,r1 облысы", "r2,r2 облысы"]


def test_a_changed_plan_is_a_changed_list_on_the_phone(
    mission: Mission, phone: Phone, stations: list[Station]
) -> None:
    phone_form(mission)
    application = collect(phone)
    application.update()
    memory.forget()
    assert application.update() == []
    assert phone.membership.team is not None
    Stop.objects.create(team=phone.membership.team, station=stations[1], position=1)
    memory.forget()
    assert application.update() == ["voting"]
    assert [row.split(",")[0] for row in rows(application.forms["voting"].media["stations.csv"])] == ["0012"]


def test_a_form_that_changes_stations_makes_the_list_one_that_phones_keep(
    mission: Mission, phone: Phone, stations: list[Station]
) -> None:
    phone_form(mission, more='<meta><entity dataset="stations" update="1" id=""/></meta>')
    application = collect(phone)
    application.update()
    held = application.forms["voting"]
    assert list(held.entity_lists) == ["stations.csv"]
    assert held.media["stations.csv"].startswith(
        b"name,label,number,key,region,district,planned,__version\r\n"
    )
    gone = application.deleted_entities(held, "stations.csv", ["0012", "no-such"])
    assert gone == {"0012": False, "no-such": True}
