"""Pages of indicators: what they show of a made-up week, what they refuse, who may look."""

from __future__ import annotations

import pytest
from django.test import Client

from baqylau.accounts.models import User
from baqylau.mission.models import Membership, Mission
from tests.campaign.media_week import Week, week

pytestmark = pytest.mark.django_db
PAGES = ("", "tone/", "voices/", "days/", "monitored/", "agreement/")


@pytest.fixture
def made(mission: Mission) -> Week:
    from datetime import date

    return week(mission, first_day=date(2026, 2, 22))


@pytest.fixture
def madina(mission: Mission) -> User:
    user = User.objects.create_user("madina", name="Madina", password="a long enough word")
    Membership.objects.create(mission=mission, user=user, role="media_analyst")
    return user


@pytest.fixture
def looks(client: Client, madina: User) -> Client:
    client.force_login(madina, backend="baqylau.mission.backend.RoleBackend")
    return client


@pytest.mark.parametrize("page", PAGES)
def test_every_page_shows_the_week(looks: Client, made: Week, page: str) -> None:
    answer = looks.get(f"/missions/steppe/media/indicators/{page}")
    assert answer.status_code == 200
