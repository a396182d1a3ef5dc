"""What the rules of a mission refuse is said in the language of the page, above it or beside a field."""

from __future__ import annotations

import pytest
from django.test import Client

from baqylau.accounts.models import User
from baqylau.mission.models import Membership, Mission
from tests.mission.test_pages import new_mission

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("compiled_catalogues")]


def in_language(user: User, language: str) -> Client:
    client = Client(headers={"accept-language": language})
    client.force_login(user, backend="baqylau.mission.backend.RoleBackend")
    return client


@pytest.mark.parametrize(
    ("language", "says"),
    [
        ("en", "M.106 A mission has a head, and this is its only one."),
        ("ru", "M.106 У миссии должен быть глава, а он здесь единственный."),
        ("kk", "M.106 Миссияның басшысы болуы керек, ал бұл – жалғыз басшы."),
    ],
)
def test_the_last_head_is_told_in_the_language_of_the_page(
    language: str, says: str, mission: Mission, aigerim: User
) -> None:
    membership = Membership.objects.get(user=aigerim)
    head = in_language(aigerim, language)
    page = head.post(f"/missions/steppe/members/{membership.pk}/end/", follow=True)
    assert says in page.content.decode()


@pytest.mark.parametrize(
    ("language", "says"),
    [
        ("ru", "Это краткое имя занято. Выберите другое. (M.101)"),
        ("kk", "Бұл қысқа атау бос емес. Басқасын таңдаңыз. (M.101)"),
    ],
)
def test_a_short_name_that_is_taken_is_said_in_the_language_of_the_page(
    language: str, says: str, mission: Mission, administrator: User, erik: User
) -> None:
    given = new_mission(mission.election.pk, slug="steppe")
    page = in_language(administrator, language).post("/new-mission/", given)
    assert says in page.content.decode()
