"""Missions and members are made on pages."""

from __future__ import annotations

import re

import pytest
from django.test import Client

from baqylau.accounts.models import User
from baqylau.mission.models import Delegation, Membership, Mission, Team
from baqylau.mission.queries import roles_of
from baqylau.mission.roles import Role

pytestmark = pytest.mark.django_db


def signed_in(user: User) -> Client:
    client = Client()
    client.force_login(user, backend="baqylau.mission.backend.RoleBackend")
    return client


def new_mission(election_pk: int, **more: str) -> dict[str, str]:
    given = {
        "name": "Дала миссиясы",
        "slug": "dala",
        "election": str(election_pk),
        "kind": "joint",
        "minimum_denominator": "40",
        "authoritative_language": "kk",
        "head": "erik",
    }
    return {**given, **more}


def test_an_administrator_makes_a_mission_and_its_head_sees_it(
    administrator: User, erik: User, mission: Mission
) -> None:
    keeper = signed_in(administrator)
    assert keeper.post("/new-mission/", new_mission(mission.election.pk)).status_code == 302
    made = Mission.objects.get(slug="dala")
    assert (made.kind, made.minimum_denominator, made.authoritative_language) == ("joint", 40, "kk")
    assert roles_of(erik, made) == {Role.HEAD}
    assert "Дала" in signed_in(erik).get("/missions/").content.decode()
    assert keeper.get("/missions/dala/members/").status_code == 404


@pytest.mark.parametrize(
    ("field", "value", "says"),
    [
        ("head", "ghost", "Nobody with an account"),
        ("slug", "steppe", "M.101"),
        ("minimum_denominator", "0", "greater than or equal to 1"),
        ("kind", "secret", "Select a valid choice"),
        ("election", "999999999", "Select a valid choice"),
        ("name", "", "required"),
    ],
)
def test_what_is_wrong_with_a_new_mission_is_said_beside_its_field(
    administrator: User, erik: User, mission: Mission, field: str, value: str, says: str
) -> None:
    page = signed_in(administrator).post("/new-mission/", new_mission(mission.election.pk, **{field: value}))
    text = page.content.decode()
    assert page.status_code == 200
    assert says in text
    assert f'href="#id_{field}"' in text
    assert Mission.objects.count() == 1


def test_one_sees_the_names_of_ones_own_missions_only(
    mission: Mission, other_mission: Mission, bolat: User, carla: User, erik: User
) -> None:
    assert "Steppe" in signed_in(bolat).get("/missions/").content.decode()
    assert "Sea" not in signed_in(bolat).get("/missions/").content.decode()
    for stranger in (carla, erik):
        client = signed_in(stranger)
        assert "Steppe" not in client.get("/missions/").content.decode()
        for part in ("edit", "members", "teams", "delegations", "members/add", "members/invite"):
            assert client.get(f"/missions/steppe/{part}/").status_code == 404


def test_the_head_changes_the_mission(mission: Mission, aigerim: User) -> None:
    given = {
        "name": "New",
        "kind": "limited",
        "minimum_denominator": "50",
        "authoritative_language": "ru",
    }
    assert signed_in(aigerim).post("/missions/steppe/edit/", given).status_code == 302
    mission.refresh_from_db()
    assert (mission.name, mission.kind, mission.minimum_denominator) == ("New", "limited", 50)


def test_the_head_adds_somebody_changes_the_role_and_ends_it(
    mission: Mission, aigerim: User, erik: User
) -> None:
    head = signed_in(aigerim)
    assert head.post("/missions/steppe/members/add/", {"user": "Erik", "role": "lto"}).status_code == 302
    membership = Membership.objects.get(user=erik)
    assert signed_in(erik).get("/missions/steppe/members/").status_code == 200
    head.post(f"/missions/steppe/members/{membership.pk}/", {"role": "data_clerk"})
    assert roles_of(erik, mission) == {Role.DATA_CLERK}
    head.post(f"/missions/steppe/members/{membership.pk}/end/")
    assert signed_in(erik).get("/missions/steppe/members/").status_code == 404
    assert "Former members" in head.get("/missions/steppe/members/").content.decode()


def test_the_head_invites_somebody_new_and_the_link_works(mission: Mission, aigerim: User) -> None:
    given = {"name": "Сәуле", "sign_in_name": "saule", "language": "kk", "role": "sto"}
    page = signed_in(aigerim).post("/missions/steppe/members/invite/", given)
    found = re.search(r"http://testserver(/link/[^<\s]+/)", page.content.decode())
    assert found
    fresh = Client()
    fresh.get(found[1])
    assert (
        fresh.post("/link/", {"password": "seven green camels", "again": "seven green camels"}).status_code
        == 302
    )
    assert "Steppe" in fresh.get("/missions/").content.decode()


def test_inviting_a_name_that_is_taken_makes_no_member(mission: Mission, aigerim: User, erik: User) -> None:
    given = {"name": "X", "sign_in_name": "erik", "language": "kk", "role": "sto"}
    page = signed_in(aigerim).post("/missions/steppe/members/invite/", given)
    assert "A.101" in page.content.decode()
    assert not Membership.objects.filter(user=erik).exists()


def test_refusing_a_role_leaves_no_account_behind(mission: Mission, aigerim: User) -> None:
    given = {"name": "X", "sign_in_name": "fresh", "language": "kk", "role": "head_of_delegation"}
    signed_in(aigerim).post("/missions/steppe/members/invite/", given)
    assert not User.objects.filter(sign_in_name="fresh").exists()


def test_the_last_head_is_told_why_the_role_does_not_end(mission: Mission, aigerim: User) -> None:
    membership = Membership.objects.get(user=aigerim)
    page = signed_in(aigerim).post(f"/missions/steppe/members/{membership.pk}/end/", follow=True)
    assert "M.106" in page.content.decode()


def test_a_membership_of_another_mission_is_not_found_in_this_one(
    mission: Mission, aigerim: User, carla: User
) -> None:
    theirs = Membership.objects.get(user=carla)
    head = signed_in(aigerim)
    assert head.get(f"/missions/steppe/members/{theirs.pk}/").status_code == 404
    assert head.post(f"/missions/steppe/members/{theirs.pk}/end/").status_code == 404
    assert Membership.objects.get(user=carla).ended_at is None


def test_teams_are_made_changed_and_taken_apart(
    mission: Mission, aigerim: User, bolat: User, dana: User
) -> None:
    head = signed_in(aigerim)
    pks = [Membership.objects.get(user=user).pk for user in (aigerim, bolat, dana)]
    page = head.post("/missions/steppe/teams/new/", {"code": "A1", "members": pks[:1]})
    assert "M.105" in page.content.decode()
    assert head.post("/missions/steppe/teams/new/", {"code": "A1", "members": pks[:2]}).status_code == 302
    team = Team.objects.get()
    assert head.post(f"/missions/steppe/teams/{team.pk}/", {"code": "A2", "members": pks}).status_code == 302
    page = head.get("/missions/steppe/teams/").content.decode()
    assert "A2" in page
    assert "incomplete" not in page
    head.post(f"/missions/steppe/teams/{team.pk}/dissolve/")
    assert not Team.objects.exists()


def test_delegations_exist_where_the_kind_allows_them(mission: Mission, aigerim: User, erik: User) -> None:
    head = signed_in(aigerim)
    assert head.get("/missions/steppe/delegations/").status_code == 404
    mission.kind = "joint"
    mission.save()
    assert head.post("/missions/steppe/delegations/new/", {"name": "PACE", "head": "erik"}).status_code == 302
    delegation = Delegation.objects.get()
    page = head.post(f"/missions/steppe/delegations/{delegation.pk}/", {"name": "EP", "head": "aigerim"})
    assert page.status_code == 302
    assert "EP" in head.get("/missions/steppe/delegations/").content.decode()
    assert roles_of(erik, mission) == frozenset()


@pytest.mark.parametrize("language", ["en", "ru", "kk"])
def test_the_pages_open_in_each_language(mission: Mission, aigerim: User, bolat: User, language: str) -> None:
    head = signed_in(aigerim)
    head.post("/language/", {"language": language})
    for part in ("edit", "members", "members/add", "members/invite", "teams", "teams/new"):
        page = head.get(f"/missions/steppe/{part}/")
        assert page.status_code == 200
        assert f'<html lang="{language}"' in page.content.decode()


def test_the_list_of_members_costs_no_more_queries_with_more_members(
    mission: Mission, aigerim: User, django_assert_max_num_queries
) -> None:
    for number in range(30):
        Membership.objects.create(mission=mission, user=User.objects.create_user(f"o{number}"), role="sto")
    head = signed_in(aigerim)
    with django_assert_max_num_queries(12):
        head.get("/missions/steppe/members/")
