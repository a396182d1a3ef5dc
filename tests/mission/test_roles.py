"""The permission table: as code, as a page, as a document."""

from __future__ import annotations

from pathlib import Path

import pytest
from django.test import Client
from django.utils.translation import override

from baqylau.accounts.models import User
from baqylau.accounts.permissions import SAYS, Permission
from baqylau.mission.models import Membership, Mission
from baqylau.mission.roles import FOR_THE_ADMINISTRATOR, FOR_WHOEVER_IS_SIGNED_IN, MAY, Role
from baqylau.mission.table import as_markdown

pytestmark = pytest.mark.django_db

DOCUMENT = Path(__file__).parents[2] / "docs" / "permissions.md"


def test_each_permission_stands_in_exactly_one_place_and_is_said_in_words() -> None:
    places = [set(MAY), FOR_THE_ADMINISTRATOR, FOR_WHOEVER_IS_SIGNED_IN]
    assert sorted(permission for place in places for permission in place) == sorted(Permission)
    assert set(SAYS) == set(Permission)


def test_the_document_is_the_table() -> None:
    assert DOCUMENT.read_text(encoding="utf-8") == as_markdown(), (
        "run: python -m baqylau.mission.table > docs/permissions.md"
    )


def test_the_document_is_in_english_whatever_language_is_in_use() -> None:
    with override("kk"):
        assert as_markdown() == DOCUMENT.read_text(encoding="utf-8")


def test_whoever_is_signed_in_may_read_the_table(client: Client, erik: User) -> None:
    client.force_login(erik)
    page = client.get("/roles/").content.decode()
    assert page.count('<th scope="row">') == len(Role)
    assert page.count("tag good") == sum(len(roles) for roles in MAY.values())


@pytest.mark.parametrize("role", list(Role))
def test_a_role_gives_what_the_table_says_in_its_own_mission_only(
    role: Role, mission: Mission, other_mission: Mission, erik: User
) -> None:
    from baqylau.mission.models import Delegation

    delegation = Delegation.objects.create(mission=mission, name="PACE")
    Membership.objects.create(mission=mission, user=erik, role=role, delegation=delegation)
    for permission, roles in MAY.items():
        assert erik.has_perm(permission, mission) is (role in roles)
        assert not erik.has_perm(permission, other_mission)
        assert not erik.has_perm(permission)


def test_an_ended_membership_and_a_closed_account_give_nothing(mission: Mission, aigerim: User) -> None:
    assert aigerim.has_perm(Permission.MANAGE_MISSION, mission)
    aigerim.is_active = False
    assert not aigerim.has_perm(Permission.MANAGE_MISSION, mission)
    aigerim.is_active = True
    Membership.objects.update(ended_at="2026-03-02T00:00:00Z")
    assert not aigerim.has_perm(Permission.SEE_MISSION, mission)


def test_the_administrator_has_nothing_in_a_mission(mission: Mission, administrator: User) -> None:
    assert not any(administrator.has_perm(permission, mission) for permission in MAY)
    assert all(administrator.has_perm(permission) for permission in FOR_THE_ADMINISTRATOR)
