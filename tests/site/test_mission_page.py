"""The first page, and the page of a mission: each sees what is theirs."""

from __future__ import annotations

import pytest
from django.test import Client
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from baqylau.accounts.models import User
from baqylau.mission.models import Mission
from baqylau.mission.roles import Role
from baqylau.reports.actions.run import run_statement
from baqylau.site import packs
from baqylau.trail.record import record

pytestmark = pytest.mark.django_db


def _page(client: Client, user: User, path: str) -> str:
    client.force_login(user)
    return client.get(path).text


def test_a_member_finds_their_mission_and_role_on_the_first_page(
    client: Client, aigerim: User, mission: Mission, other_mission: Mission
) -> None:
    text = _page(client, aigerim, "/")
    assert "Steppe mission" in text
    assert "Head of mission" in text
    assert "Sea mission" not in text


def test_whoever_has_no_mission_is_told_what_to_do_next(client: Client, erik: User) -> None:
    text = _page(client, erik, "/")
    assert "You do not belong to a mission yet." in text
    assert erik.sign_in_name in text


def test_whoever_keeps_the_installation_is_told_how_to_begin(client: Client, administrator: User) -> None:
    text = _page(client, administrator, "/")
    assert "/new-mission/" in text
    assert "baqylau pack load" in text


def test_a_mission_is_not_there_for_members_of_another(client: Client, carla: User, mission: Mission) -> None:
    client.force_login(carla)
    assert client.get("/missions/steppe/").status_code == 404


def test_the_page_says_what_the_kind_of_mission_allows(
    client: Client, aigerim: User, mission: Mission
) -> None:
    assert "Percentages of observations" in _page(client, aigerim, "/missions/steppe/")
    Mission.objects.update(kind="limited")
    assert "never percentages" in _page(client, aigerim, "/missions/steppe/")


@pytest.fixture
def kosovo(aigerim: User) -> Mission:
    """The mission of 2014 with its records and a statement; Aigerim heads it."""
    packs.load(packs.shipped("xk_2014"))
    mission = Mission.objects.get(slug="xk-2014")
    mission.memberships.create(user=aigerim, role=Role.HEAD)
    run_statement(mission=mission, by=aigerim, now=timezone.now())
    return mission


def test_the_head_sees_records_and_figures_with_few_queries(
    client: Client, kosovo: Mission, aigerim: User, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    client.force_login(aigerim)
    with django_assert_max_num_queries(24):
        text = client.get("/missions/xk-2014/").text.replace("\xa0", " ")
    assert "2,280" in text
    assert "31.8 %" in text
    assert "712 of 2,237" in text


def test_an_observer_sees_no_national_figure(client: Client, kosovo: Mission, bolat: User) -> None:
    kosovo.memberships.create(user=bolat, role=Role.STO)
    text = _page(client, bolat, "/missions/xk-2014/")
    assert "Democracy in Action" in text
    assert "2,280" not in text
    assert "31.8" not in text


def test_the_trail_shows_what_was_done_last_to_the_administrator_only(
    client: Client, administrator: User, aigerim: User, mission: Mission
) -> None:
    record("mission.looked_at", about=mission, by=aigerim, change={"kind": "full"})
    text = _page(client, administrator, "/trail/")
    assert "mission.looked_at" in text
    assert "Aigerim" in text
    client.force_login(aigerim)
    assert client.get("/trail/").status_code == 403


@pytest.mark.parametrize("role", [role for role in Role if role != Role.HEAD_OF_DELEGATION])
def test_the_page_leads_only_to_what_opens(role: Role, client: Client, erik: User, mission: Mission) -> None:
    mission.memberships.create(user=erik, role=role)
    client.force_login(erik)
    page = client.get("/missions/steppe/").context["page"]
    addresses = [link.address for group in page.doors for link in group.links]
    assert ("/missions/steppe/election-day/" in addresses) == page.may_see_election_day
    assert ("/missions/steppe/my-phone/" in addresses) == page.may_send_reports
    opened = {address: client.get(address).status_code for address in addresses}
    assert set(opened.values()) == {200}


def test_only_a_joint_mission_leads_to_delegations(client: Client, aigerim: User, mission: Mission) -> None:
    assert "/missions/steppe/delegations/" not in _page(client, aigerim, "/missions/steppe/")
    Mission.objects.update(kind="joint")
    assert "/missions/steppe/delegations/" in _page(client, aigerim, "/missions/steppe/")
