"""The pages of text messages: for whoever manages them."""

from __future__ import annotations

import pytest
from django.test import Client

from baqylau.accounts.models import User
from baqylau.mission.models import Mission, Stop
from baqylau.observation.memory import forget
from baqylau.observation.models import Record, TextGateway, TextMessage
from baqylau.trail.models import Entry
from tests.observation.texting import gateway_of, head, observer, published, stations, text

pytestmark = pytest.mark.django_db
AT = "/missions/steppe/messages/"


@pytest.fixture
def gateway(mission: Mission, aigerim: User, bolat: User, client: Client) -> TextGateway:
    """A mission that takes text messages; Aigerim looks at its pages."""
    forget()
    stations(mission)
    published(mission)
    observer(bolat)
    client.force_login(aigerim, "baqylau.mission.backend.RoleBackend")
    return gateway_of(mission, aigerim)


def page(client: Client, address: str) -> str:
    answer = client.get(address)
    assert answer.status_code == 200
    return answer.content.decode()


def test_without_a_gateway_the_page_says_what_to_do_first(
    client: Client, mission: Mission, aigerim: User
) -> None:
    client.force_login(aigerim, "baqylau.mission.backend.RoleBackend")
    assert "No message can come in before there is a gateway." in page(client, AT)
    refused = client.post(f"{AT}gateways/take/", {"takes": "yes"})
    assert (refused.status_code, "G.130" in refused.content.decode()) == (400, True)


def test_messages_are_listed_with_their_state_record_and_reply(client: Client, gateway: TextGateway) -> None:
    message = text(gateway, f"{head(gateway.mission)} 0650 yes a 1200 410 =2260")
    text(gateway, "Hello", sender="+77770000000")
    shown = page(client, AT)
    assert "Understood" in shown
    assert "Bolat" in shown
    assert "1 message is from a number that no member has." in shown
    assert f"/missions/steppe/records/{message.record.number}/" in shown  # type: ignore[union-attr]
    assert "Bolat" not in page(client, f"{AT}?state=unknown_sender").split("<table")[1]
    assert "No message is like this." in page(client, f"{AT}?q=nothing+like+it%00")
    assert "Bolat" in page(client, f"{AT}?q=bolat&gateway={gateway.code}")


def test_one_message_shows_what_was_understood_in_words(client: Client, gateway: TextGateway) -> None:
    message = text(gateway, f"{head(gateway.mission)} 0650 x a 1200 410 =2260 @ Quiet <b>")
    shown = page(client, f"{AT}{message.pk}/")
    for words in ("When did you arrive?", "06:50", "not observed", "Calm", "Quiet &lt;b&gt;", "as given"):
        assert words in shown


def test_a_number_is_assigned_on_the_page_and_all_its_messages_are_read(
    client: Client, gateway: TextGateway, bolat: User
) -> None:
    said = head(gateway.mission)
    first = text(gateway, f"{said} 0650 yes a =650", sender="+77770000000")
    text(gateway, f"{said} 4E 1200 410 =1610", sender="+77770000000")
    assert "Whose number is it?" in page(client, f"{AT}{first.pk}/")
    membership = bolat.memberships.get()
    assert client.post(f"{AT}{first.pk}/assign/", {"membership": membership.pk}).status_code == 302
    assert Record.objects.count() == 1
    assert set(TextMessage.objects.values_list("membership", flat=True)) == {membership.pk}
    assert client.post(f"{AT}{first.pk}/assign/", {"membership": "0"}).status_code == 400


def test_a_text_is_tried_out_and_nothing_is_kept(client: Client, gateway: TextGateway) -> None:
    shown = page(client, f"{AT}try/?text={head(gateway.mission)}+0650+yes+q")
    assert "3D: &#x27;q&#x27; is no answer." in shown
    assert "waits for its sum" in shown
    assert not TextMessage.objects.exists()
    assert "G.101" in page(client, f"{AT}try/?text=hello")
    assert "A sign of life" in page(client, f"{AT}try/?text=ok+20")


def test_a_sheet_bears_the_codes_of_the_teams_stations(
    client: Client, gateway: TextGateway, mission: Mission
) -> None:
    assert "a_opening" in page(client, f"{AT}sheets/")
    team = mission.teams.get()
    station = mission.election.stations.get(code="01-A/7")
    Stop.objects.create(team=team, station=station, position=1)
    shown = page(client, f"{AT}sheets/a_opening/?team=T1")
    assert head(mission, "01-A/7") in shown
    assert head(mission, "20") not in shown
    for words in (
        "1B",
        "Sealed?",
        "<b>a</b> Calm",
        "<b>b</b> tense",
        "<b>?</b> don’t know",
        "1B 0715 y a =715",
    ):
        assert words in shown.replace("yes a", "y a")
    team.areas.add(mission.election.areas.get())
    assert head(mission, "20") in page(client, f"{AT}sheets/a_opening/?team=T1")
    assert client.get(f"{AT}sheets/nothing/").status_code == 404


def test_a_sheet_can_be_had_in_another_language_than_the_page(
    client: Client, gateway: TextGateway, compiled_catalogues: None
) -> None:
    assert "Открытие" in page(client, f"{AT}sheets/a_opening/?language=ru")
    assert "Opening" in page(client, f"{AT}sheets/a_opening/?language=xx")


@pytest.mark.parametrize("kind", TextGateway.Kind.values)
def test_a_gateway_is_added_and_its_page_gives_what_to_enter(
    client: Client, gateway: TextGateway, kind: str
) -> None:
    sent = {"kind": kind, "name": "Aktau", "send_url": "phone.example.org/messages", "send_password": "word"}
    assert client.post(f"{AT}gateways/new/", sent).status_code == 302
    made = TextGateway.objects.get(name="Aktau")
    shown = page(client, f"{AT}gateways/{made.pk}/")
    assert f"http://testserver/messages/{made.code}/" in shown
    assert made.secret in shown
    assert made.send_url == "https://phone.example.org/messages"
    assert "word" not in shown.split("<form")[1].split("</form>")[0].replace("password", "")
    assert made.secret.encode() not in b"".join(bytes(entry.body) for entry in Entry.objects.all())


def test_a_password_that_is_not_given_stays(client: Client, gateway: TextGateway) -> None:
    gateway.send_password = "word"
    gateway.save()
    gateway.kind = "android"
    gateway.save()
    sent = {"name": "Atyrau", "send_url": "https://phone.example.org/", "send_name": "sms"}
    assert client.post(f"{AT}gateways/{gateway.pk}/", sent).status_code == 302
    gateway.refresh_from_db()
    assert (gateway.name, gateway.send_name, gateway.send_password) == ("Atyrau", "sms", "word")
    bad = client.post(f"{AT}gateways/{gateway.pk}/", {**sent, "send_url": "ftp://x.org/"})
    assert bad.status_code == 400


def test_a_gateway_is_closed_and_messages_are_turned_off(
    client: Client, gateway: TextGateway, mission: Mission
) -> None:
    assert client.post(f"{AT}gateways/{gateway.pk}/close/").status_code == 302
    assert "closed" in page(client, f"{AT}gateways/")
    assert client.post(f"{AT}gateways/take/", {"takes": "no"}).status_code == 302
    mission.refresh_from_db()
    assert not mission.takes_text_messages
