"""Pages of phones: keys given and taken away, cards, codes that work once."""

from __future__ import annotations

import base64
import json
import re
import threading
import zlib
from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.utils import timezone

from baqylau.accounts.models import User
from baqylau.core.problem import Refused
from baqylau.election.models import Station
from baqylau.mission.models import Membership, Mission, Stop
from baqylau.observation.actions.phones import enrol, give_phone, let_code_work_again
from baqylau.observation.keys import code_as_kept, enrolment_code_of, token_of
from baqylau.observation.models import Phone, Refusal
from baqylau.observation.sources.collect_settings import picture, settings_text
from baqylau.trail.models import Entry
from tests.observation.sending import in_team

pytestmark = pytest.mark.django_db
BACKEND = "baqylau.mission.backend.RoleBackend"


@pytest.fixture
def observer(bolat: User, mission: Mission) -> Membership:
    return in_team(Membership.objects.get(user=bolat, mission=mission))


@pytest.fixture
def phone(observer: Membership, aigerim: User) -> Phone:
    return give_phone(membership=observer, by=aigerim, now=timezone.now())


def signed_in(user: User) -> Client:
    client = Client()
    client.force_login(user, backend=BACKEND)
    return client


# ------------------------------------------------------------------ codes


def test_the_code_holds_what_the_application_is_set_up_with() -> None:
    text = settings_text("https://host/key/1", "Дала", user_name="steppe-1", password="secret")
    held = json.loads(zlib.decompress(base64.b64decode(text)))
    assert held == {
        "general": {
            "server_url": "https://host/key/1",
            "form_update_mode": "match_exactly",
            "autosend": "wifi_and_cellular",
            "username": "steppe-1",
            "password": "secret",
        },
        "project": {"name": "Дала"},
        "admin": {},
    }


def test_the_picture_needs_no_style_and_is_black_on_white() -> None:
    drawn = picture("https://host/enrol/?code=abcde-fghjk")
    assert "style=" not in drawn
    assert 'fill="#fff"' in drawn


def test_a_token_is_the_same_each_time_and_nothing_of_it_is_kept(phone: Phone) -> None:
    token = token_of(phone)
    assert re.fullmatch("[0-9a-f]{64}", token)
    assert token == token_of(Phone.objects.get(pk=phone.pk))
    columns = [str(value) for value in Phone.objects.values().get(pk=phone.pk).values()]
    assert not [column for column in columns if token in column or enrolment_code_of(phone) in column]


def test_a_code_is_understood_however_it_is_typed(phone: Phone) -> None:
    code = enrolment_code_of(phone)
    for typed in (code, code.upper(), code.replace("-", ""), f" {code[:5]} {code[6:]} "):
        assert code_as_kept(typed) == code


# ------------------------------------------------------------------ the code on the card


def test_the_code_opens_the_browser_page_once(phone: Phone) -> None:
    client = Client()
    response = client.post("/enrol/", {"code": enrolment_code_of(phone)})
    assert response.status_code == 302
    assert response["Location"] == f"/key/{token_of(phone)}/fill/"
    assert response["Referrer-Policy"] == "no-referrer"
    again = client.post("/enrol/", {"code": enrolment_code_of(phone)})
    assert again.status_code == 400
    assert "O.180" not in again["Content-Type"]
    assert "This code does not work" in again.content.decode()
    assert Entry.objects.filter(action="observation.phone_enrolled").count() == 1


def test_the_code_works_once_more_where_it_is_let(phone: Phone, aigerim: User) -> None:
    enrol(code=enrolment_code_of(phone), now=timezone.now())
    let_code_work_again(phone=Phone.objects.get(pk=phone.pk), by=aigerim)
    assert enrol(code=enrolment_code_of(phone), now=timezone.now()) == phone


def test_the_code_of_a_revoked_phone_opens_nothing(phone: Phone, aigerim: User, observer: Membership) -> None:
    code = enrolment_code_of(phone)
    give_phone(membership=observer, by=aigerim, now=timezone.now())
    assert Client().post("/enrol/", {"code": code}).status_code == 400


@pytest.mark.parametrize("code", ["", "x", "🐪" * 10, "a" * 5000, "\0" * 10, "aaaaa-bbbbb"])
def test_odd_codes_open_nothing(phone: Phone, code: str) -> None:
    assert Client().post("/enrol/", {"code": code}).status_code == 400


def test_guessing_codes_is_slowed_down(phone: Phone) -> None:
    client = Client()
    statuses = [client.post("/enrol/", {"code": f"guess-{number}"}).status_code for number in range(65)]
    assert statuses[:60] == [400] * 60
    assert 429 in statuses[60:]


@pytest.mark.django_db(transaction=True)
def test_of_two_phones_that_type_a_code_at_once_one_is_let_in(phone: Phone) -> None:
    code, outcomes = enrolment_code_of(phone), []
    start = threading.Barrier(4)

    def type_it() -> None:
        try:
            start.wait()
            enrol(code=code, now=timezone.now())
            outcomes.append("in")
        except Refused:
            outcomes.append("out")
        finally:
            connection.close()

    threads = [threading.Thread(target=type_it) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(outcomes) == ["in", "out", "out", "out"]


# ------------------------------------------------------------------ pages


def test_keys_are_given_to_whoever_observes_and_has_none(
    mission: Mission, aigerim: User, bolat: User, dana: User
) -> None:
    client = signed_in(aigerim)
    assert "Give keys to 2 observers who have none" in client.get("/missions/steppe/phones/").content.decode()
    client.post("/missions/steppe/phones/give/")
    client.post("/missions/steppe/phones/give/")
    assert sorted(Phone.objects.values_list("membership__user__name", flat=True)) == ["Bolat", "Dana"]


def test_a_new_key_takes_the_old_one_away(phone: Phone, aigerim: User, observer: Membership) -> None:
    signed_in(aigerim).post(f"/missions/steppe/phones/{observer.pk}/", {"what": "give"})
    phone.refresh_from_db()
    assert phone.revoked_at is not None
    assert Phone.objects.filter(membership=observer, revoked_at=None).count() == 1


def test_a_key_is_taken_away_at_a_distance(phone: Phone, aigerim: User, observer: Membership) -> None:
    page = f"/missions/steppe/phones/{observer.pk}/"
    assert enrolment_code_of(phone) in signed_in(aigerim).get(page).content.decode()
    signed_in(aigerim).post(page, {"what": "revoke"})
    phone.refresh_from_db()
    assert phone.revoked_at is not None
    assert enrolment_code_of(phone) not in signed_in(aigerim).get(page).content.decode()


def test_nobody_is_given_a_key_who_sends_no_reports(mission: Mission, aigerim: User) -> None:
    head = Membership.objects.get(user=aigerim)
    with pytest.raises(Refused, match=r"O\.190"):
        give_phone(membership=head, by=aigerim, now=timezone.now())


def test_cards_stand_on_a_page_for_each_team_with_route_and_numbers(
    mission: Mission, phone: Phone, dana: User, aigerim: User
) -> None:
    other = in_team(Membership.objects.get(user=dana), "T2")
    give_phone(membership=other, by=aigerim, now=timezone.now())
    User.objects.filter(pk=phone.membership.user_id).update(language="kk")
    mission.emergency_numbers = "112\n+7 701 123 45 67"
    mission.save()
    station = Station.objects.create(election=mission.election, code="01-A/7", name="School")
    assert phone.membership.team is not None
    Stop.objects.create(
        team=phone.membership.team, station=station, position=1, planned_at=timezone.now() + timedelta(days=1)
    )
    page = signed_in(aigerim).get("/missions/steppe/phones/cards/").content.decode()
    assert page.count('class="card-sheet"') == 2
    assert 'lang="kk"' in page
    for said in (enrolment_code_of(phone), "01-A/7", "112", "+7 701 123 45 67", "Bolat", "Dana"):
        assert said in page
    one = signed_in(aigerim).get(f"/missions/steppe/phones/cards/?team={other.team_id}").content.decode()
    assert "Bolat" not in one


def test_who_looked_at_keys_is_written_into_the_trail(phone: Phone, aigerim: User) -> None:
    signed_in(aigerim).get("/missions/steppe/phones/cards/")
    entry = Entry.objects.get(action="observation.cards_shown")
    assert json.loads(bytes(entry.body))["change"] == {"phones": [phone.pk]}


def test_an_observer_gets_their_own_key_and_sees_no_other(phone: Phone, bolat: User, dana: User) -> None:
    page = signed_in(bolat).get("/missions/steppe/my-phone/").content.decode()
    assert enrolment_code_of(phone) in page
    signed_in(dana).post("/missions/steppe/my-phone/", {"what": "give"})
    assert Phone.objects.filter(membership__user=dana).count() == 1
    assert enrolment_code_of(phone) not in signed_in(dana).get("/missions/steppe/my-phone/").content.decode()


def test_what_was_refused_is_listed_with_its_reason(phone: Phone, aigerim: User) -> None:
    now = timezone.now()
    Refusal.objects.create(
        phone=phone,
        sha256="ab" * 32,
        code="O.161",
        says="The report did not arrive whole.",
        first_at=now,
        last_at=now,
    )
    page = signed_in(aigerim).get("/missions/steppe/phones/refused/").content.decode()
    assert "O.161" in page
    assert "The report did not arrive whole." in page


def test_no_log_holds_a_token(phone: Phone, caplog: pytest.LogCaptureFixture) -> None:
    client = Client()
    client.get(f"/key/{token_of(phone)}/forms/none/1/form.xml")
    client.get(f"/key/{token_of(phone)}/no-such-page")
    client.get(f"/enrol/?code={enrolment_code_of(phone)}%00x")
    client.post(f"/enrol/?code={enrolment_code_of(phone)}", {"code": "wrong"})
    said = "\n".join(record.getMessage() for record in caplog.records)
    assert "/key/…" in said
    assert token_of(phone) not in said
    assert enrolment_code_of(phone) not in said
