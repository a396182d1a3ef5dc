"""Signs of life: who was heard of last and by what, who is silent, and the buttons to check in."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from django.test import Client
from django.utils import timezone

from baqylau.accounts.models import User
from baqylau.core.problem import Refused
from baqylau.mission.models import Mission, Team
from baqylau.observation.actions.check_in import check_in
from baqylau.observation.actions.phones import give_phone
from baqylau.observation.keys import token_of
from baqylau.observation.last_contacts import LastContact, last_contacts
from baqylau.observation.models import (
    CheckIn,
    Form,
    FormVersion,
    Phone,
    Record,
    TextGateway,
    TextMessage,
)
from baqylau.storage.models import keep
from baqylau.trail.models import Entry

pytestmark = pytest.mark.django_db
BACKEND = "baqylau.mission.backend.RoleBackend"
NOW = datetime(2026, 3, 1, 9, 0, tzinfo=UTC)


def ago(minutes: int) -> datetime:
    return NOW - timedelta(minutes=minutes)


@pytest.fixture
def team(mission: Mission, bolat: User) -> Team:
    """Bolat's team; a second one has nobody."""
    Team.objects.create(mission=mission, code="T2")
    made = Team.objects.create(mission=mission, code="T1")
    membership = bolat.memberships.get()
    membership.team, membership.phone_number = made, "+77011234567"
    membership.save()
    return made


def contact(mission: Mission, code: str) -> LastContact:
    return next(one for one in last_contacts(mission, NOW) if one.team.code == code)


def a_record(team: Team, arrived_at: datetime, **more: object) -> Record:
    form, _ = Form.objects.get_or_create(mission=team.mission, code="voting")
    version, _ = FormVersion.objects.get_or_create(
        form=form,
        version="1",
        defaults={"file": keep(b"x", name="x"), "questions": [], "published_at": NOW},
    )
    number = team.mission.records.count() + 1
    return Record.objects.create(
        mission=team.mission,
        form_version=version,
        number=number,
        team=team,
        arrived_at=arrived_at,
        road="phone",
        **more,
    )


class TestLastContact:
    def test_it_is_the_newest_of_every_sign_and_says_which(self, team: Team, bolat: User) -> None:
        mission, member = team.mission, bolat.memberships.get()
        assert contact(mission, "T1").how == ""
        a_record(team, ago(300))
        assert (contact(mission, "T1").how, contact(mission, "T1").minutes) == ("record", 300)
        gateway = TextGateway.objects.create(mission=mission, name="SIM", code="g", secret="s")
        TextMessage.objects.create(
            gateway=gateway,
            outside_id="1",
            sender="+77011234567",
            text="ok",
            body=b"ok",
            arrived_at=ago(200),
            membership=member,
            state="check_in",
        )
        assert contact(mission, "T1").how == "message"
        give_phone(membership=member, by=None, now=NOW)
        Phone.objects.update(last_seen_at=ago(100))
        assert contact(mission, "T1").how == "phone"
        check_in(team=team, now=ago(50), by=None)
        found = contact(mission, "T1")
        assert (found.how, found.minutes, found.at) == ("check_in", 50, ago(50))
        assert [(one.name, one.phone_number) for one in found.people] == [("Bolat", "+77011234567")]

    def test_who_was_never_heard_of_stands_first_then_the_longest_silent(self, team: Team) -> None:
        third = Team.objects.create(mission=team.mission, code="T3")
        check_in(team=team, now=ago(10), by=None)
        check_in(team=third, now=ago(400), by=None)
        assert [one.team.code for one in last_contacts(team.mission, NOW)] == ["T2", "T3", "T1"]

    def test_silence_has_a_threshold(self, team: Team) -> None:
        check_in(team=team, now=ago(120), by=None)
        found = contact(team.mission, "T1")
        assert found.is_silent(120)
        assert not found.is_silent(121)
        assert contact(team.mission, "T2").is_silent(10_000)

    def test_a_taken_away_phone_and_another_mission_s_records_are_no_signs(
        self, team: Team, bolat: User, other_mission: Mission
    ) -> None:
        give_phone(membership=bolat.memberships.get(), by=None, now=NOW)
        Phone.objects.update(last_seen_at=ago(1), revoked_at=NOW)
        a_record(Team.objects.create(mission=other_mission, code="T1"), ago(1))
        assert contact(team.mission, "T1").at is None


class TestCheckIn:
    def test_twice_within_a_minute_is_one_and_another_message_is_another(
        self, team: Team, aigerim: User
    ) -> None:
        for seconds, text in ((0, ""), (5, ""), (10, "all well"), (90, "")):
            check_in(team=team, now=NOW + timedelta(seconds=seconds), text=text, by=aigerim)
        assert CheckIn.objects.count() == 3

    def test_the_trail_has_a_digest_of_what_was_said(self, team: Team, aigerim: User) -> None:
        check_in(team=team, now=NOW, text="Bolat is ill", by=aigerim)
        body = bytes(Entry.objects.get(action="observation.checked_in").body)
        assert b"ill" not in body.replace(b"installation", b"")
        assert b'"team":"T1"' in body

    def test_without_a_team_or_with_too_long_a_message_it_is_refused(self, team: Team, aigerim: User) -> None:
        with pytest.raises(Refused, match=r"L\.170"):
            check_in(team=None, now=NOW, by=aigerim)
        other, member = team.mission.teams.get(code="T2"), team.memberships.get()
        with pytest.raises(Refused, match=r"L\.170"):
            check_in(team=other, membership=member, now=NOW, by=aigerim)
        with pytest.raises(Refused, match=r"L\.171"):
            check_in(team=team, text="x" * 301, now=NOW, by=aigerim)


class TestPages:
    def test_headquarters_sees_who_is_silent_whom_to_call_and_checks_a_team_in(
        self, team: Team, dana: User
    ) -> None:
        client = Client()
        client.force_login(dana, backend=BACKEND)
        page = client.get("/missions/steppe/silent/", {"minutes": "60"}).content.decode()
        assert 'href="tel:+77011234567"' in page
        assert "2 teams are silent" in page
        sent = {"text": "they called", "minutes": "60"}
        answer = client.post(f"/missions/steppe/silent/{team.pk}/check-in/", sent)
        assert answer["Location"] == "/missions/steppe/silent/?minutes=60"
        assert "1 team is silent" in client.get(answer["Location"]).content.decode()
        assert CheckIn.objects.get().membership is None

    def test_strange_thresholds_break_nothing(self, team: Team, dana: User) -> None:
        client = Client()
        client.force_login(dana, backend=BACKEND)
        for minutes in ("", "-1", "x", "9" * 30, "٣"):
            assert client.get("/missions/steppe/silent/", {"minutes": minutes}).status_code == 200

    def test_an_observer_checks_in_and_sees_the_route_by_the_key_of_the_phone(
        self, team: Team, bolat: User
    ) -> None:
        member = bolat.memberships.get()
        token = token_of(give_phone(membership=member, by=None, now=timezone.now()))
        client = Client()
        page = client.get(f"/key/{token}/route/").content.decode()
        assert "Team T1" in page
        answer = client.post(f"/key/{token}/check-in/", {"text": "all well"})
        assert answer.status_code == 302
        found = CheckIn.objects.get()
        assert (found.team, found.membership, found.text) == (team, member, "all well")
        assert client.get(f"/key/{'0' * 64}/route/").status_code == 403
        assert client.post(f"/key/{'0' * 64}/check-in/").status_code == 403

    def test_an_observer_without_a_team_is_told(self, mission: Mission, bolat: User) -> None:
        token = token_of(give_phone(membership=bolat.memberships.get(), by=None, now=timezone.now()))
        client = Client()
        assert "in no team" in client.get(f"/key/{token}/route/").content.decode()
        answer = client.post(f"/key/{token}/check-in/")
        assert answer.status_code == 400
        assert "L.170" in answer.content.decode()
