"""The address for gateways: each kind as it really speaks, and whoever is not one of ours."""

from __future__ import annotations

import http.server
import json
import threading
from collections.abc import Iterator
from datetime import timedelta
from urllib.parse import quote, urlencode

import pytest
from django.test import Client
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from baqylau.accounts.models import User
from baqylau.mission.models import Mission
from baqylau.observation.memory import forget
from baqylau.observation.models import Record, TextGateway, TextMessage
from tests.observation.texting import NUMBER, gateway_of, head, observer, published, signed, stations

pytestmark = pytest.mark.django_db

JSON = "application/json"
FORM = "application/x-www-form-urlencoded"


@pytest.fixture
def field(mission: Mission, aigerim: User, bolat: User) -> Mission:
    """A mission with a form, stations, and Bolat with his number."""
    forget()
    stations(mission)
    published(mission)
    observer(bolat)
    return mission


def address(gateway: TextGateway) -> str:
    return f"/messages/{gateway.code}/"


def event(text: str, id: str = "e1") -> dict[str, object]:
    payload = {
        "messageId": "abc",
        "message": text,
        "sender": NUMBER,
        "recipient": "+77010000001",
        "simNumber": 1,
        "receivedAt": timezone.now().isoformat(),
    }
    return {
        "id": id,
        "webhookId": "w",
        "event": "sms:received",
        "deviceId": "d",
        "payload": payload,
    }


def only() -> TextMessage:
    return TextMessage.objects.get()


# ------------------------------------------------------------------ Android SMS Gateway


def post_signed(client: Client, gateway: TextGateway, what: dict[str, object], **late: float) -> int:
    body, headers = signed(gateway, what, timezone.now() - timedelta(**late))
    return client.post(address(gateway), body, content_type=JSON, headers=headers).status_code


def test_a_signed_event_becomes_a_record(client: Client, field: Mission, aigerim: User) -> None:
    gateway = gateway_of(field, aigerim, "android")
    text = f"{head(field)} 0650 yes a 1200 410 =2260"
    assert post_signed(client, gateway, event(text)) == 200
    message = only()
    assert (message.outside_id, message.sender, message.text) == ("e1", NUMBER, text)
    assert message.record is not None
    assert json.loads(bytes(message.body))["payload"]["message"] == text
    gateway.refresh_from_db()
    assert gateway.last_heard_at is not None


def test_a_stale_event_is_refused(client: Client, field: Mission, aigerim: User) -> None:
    gateway = gateway_of(field, aigerim, "android")
    assert post_signed(client, gateway, event("OK"), minutes=6) == 403
    assert post_signed(client, gateway, event("OK"), minutes=-6) == 403
    assert not TextMessage.objects.exists()


def test_an_event_that_comes_again_is_one_message(client: Client, field: Mission, aigerim: User) -> None:
    gateway = gateway_of(field, aigerim, "android")
    assert post_signed(client, gateway, event("OK")) == 200
    assert post_signed(client, gateway, event("OK"), minutes=1) == 200
    assert TextMessage.objects.count() == 1


@pytest.mark.parametrize("change", ["body", "time", "signature", "none"])
def test_a_signature_is_of_this_body_at_this_time(
    client: Client, field: Mission, aigerim: User, change: str
) -> None:
    gateway = gateway_of(field, aigerim, "android")
    body, headers = signed(gateway, event("OK"), timezone.now())
    if change == "body":
        body = body.replace(b"OK", b"KO")
    elif change == "time":
        headers["X-Timestamp"] = str(int(headers["X-Timestamp"]) + 1)
    elif change == "signature":
        headers["X-Signature"] = "0" * 64
    else:
        headers = {}
    assert client.post(address(gateway), body, content_type=JSON, headers=headers).status_code == 403
    assert not TextMessage.objects.exists()


def test_other_events_are_taken_and_left(client: Client, field: Mission, aigerim: User) -> None:
    gateway = gateway_of(field, aigerim, "android")
    assert post_signed(client, gateway, {**event("x"), "event": "sms:delivered"}) == 200
    assert not TextMessage.objects.exists()


class _Telephone(http.server.BaseHTTPRequestHandler):
    """A gateway that takes replies, or says that it cannot."""

    taken: list[tuple[str, str, bytes]] = []
    status = 202

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"]))
        self.taken.append((self.path, self.headers.get("Authorization", ""), body))
        self.send_response(self.status)
        self.send_header("Location", "http://example.org/")
        self.end_headers()

    def log_message(self, *arguments: object) -> None:
        return


@pytest.fixture
def telephone() -> Iterator[tuple[str, type[_Telephone]]]:
    class Telephone(_Telephone):
        taken = []

    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Telephone)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}/messages", Telephone
    server.shutdown()


def with_replies(gateway: TextGateway, url: str) -> TextGateway:
    gateway.send_url, gateway.send_name, gateway.send_password = url, "sms", "word"
    gateway.save()
    return gateway


def test_the_reply_is_handed_to_the_telephone(
    client: Client, field: Mission, aigerim: User, telephone: tuple[str, type[_Telephone]]
) -> None:
    url, phone = telephone
    gateway = with_replies(gateway_of(field, aigerim, "android"), url)
    post_signed(client, gateway, event("OK"))
    ((path, authorization, body),) = phone.taken
    assert (path, authorization) == ("/messages", "Basic c21zOndvcmQ=")
    assert json.loads(body) == {"textMessage": {"text": only().reply}, "phoneNumbers": [NUMBER]}
    assert only().replied_at is not None


@pytest.mark.parametrize("status", [302, 401, 500])
def test_a_reply_that_is_not_taken_can_be_sent_again(
    client: Client,
    field: Mission,
    aigerim: User,
    telephone: tuple[str, type[_Telephone]],
    status: int,
) -> None:
    url, phone = telephone
    phone.status = status
    gateway = with_replies(gateway_of(field, aigerim, "android"), url)
    assert post_signed(client, gateway, event("OK")) == 200
    assert only().replied_at is None
    client.force_login(aigerim, "baqylau.mission.backend.RoleBackend")
    page = f"/missions/steppe/messages/{only().pk}/"
    failed = client.post(f"{page}reply/")
    assert failed.status_code == 400
    assert "G.135" in failed.content.decode()
    phone.status = 202
    assert client.post(f"{page}reply/").status_code == 302
    assert only().replied_at is not None


# ------------------------------------------------------------------ the others


def test_kannel_asks_by_get_and_reads_the_reply(client: Client, field: Mission, aigerim: User) -> None:
    gateway = gateway_of(field, aigerim, "kannel")
    sent = {
        "secret": gateway.secret,
        "sender": NUMBER,
        "text": "OK",
        "id": "k1",
        "timestamp": "2026-03-01 04:30:00",
    }
    answer = client.get(address(gateway), sent)
    assert answer.status_code == 200
    assert answer["Content-Type"] == "text/plain; charset=utf-8"
    assert answer.content.decode() == only().reply
    assert "X-Kannel-Coding" not in answer.headers
    assert only().replied_at is not None


def test_kannel_is_told_when_a_reply_needs_other_letters(
    client: Client, field: Mission, aigerim: User, bolat: User, compiled_catalogues: None
) -> None:
    bolat.language, bolat.name = "kk", "Болат"
    bolat.save()
    team = bolat.memberships.get().team
    assert team is not None
    team.code = "Қ1"
    team.save()
    gateway = gateway_of(field, aigerim, "kannel")
    sent = {"secret": gateway.secret, "sender": NUMBER, "text": "OK"}
    answer = client.get(address(gateway), sent)
    assert answer["X-Kannel-Coding"] == "2"
    assert "Қ1" in answer.content.decode()


def test_kannel_may_send_cyrillic_in_sixteen_bits(client: Client, field: Mission, aigerim: User) -> None:
    gateway = gateway_of(field, aigerim, "kannel")
    text = quote("Тут A1".encode("utf-16-be"))
    query = f"secret={gateway.secret}&sender=%2B77011234567&text={text}&charset=UTF-16BE"
    assert client.get(f"{address(gateway)}?{query}").status_code == 200
    assert only().text == "Тут A1"


def test_kannel_may_post_the_text_alone(client: Client, field: Mission, aigerim: User) -> None:
    gateway = gateway_of(field, aigerim, "kannel")
    answer = client.generic(
        "POST",
        f"{address(gateway)}?secret={gateway.secret}",
        "Тут".encode("koi8-r"),
        content_type="text/plain; charset=KOI8-R",
        headers={"X-Kannel-From": NUMBER, "X-Kannel-Time": "2026-03-01 04:30:00"},
    )
    assert answer.status_code == 200
    assert (only().text, only().sender) == ("Тут", NUMBER)


def test_telerivet_posts_a_form_and_reads_a_list_of_replies(
    client: Client, field: Mission, aigerim: User
) -> None:
    gateway = gateway_of(field, aigerim, "telerivet")
    sent = {
        "secret": gateway.secret,
        "event": "incoming_message",
        "id": "t1",
        "from_number": NUMBER,
        "to_number": "+77010000001",
        "content": "OK",
        "time_created": "1772339400",
    }
    answer = client.post(address(gateway), urlencode(sent), content_type=FORM)
    assert answer.json() == {"messages": [{"content": only().reply}]}
    assert client.post(
        address(gateway), urlencode({**sent, "event": "send_status"}), content_type=FORM
    ).json() == {"messages": []}


@pytest.mark.parametrize("method", ["get", "post"])
@pytest.mark.parametrize("names", [("from", "date"), ("sender", "time")])
def test_rapidpro_speaks_by_get_and_post(
    client: Client,
    field: Mission,
    aigerim: User,
    method: str,
    names: tuple[str, str],
    telephone: tuple[str, type[_Telephone]],
) -> None:
    url, phone = telephone
    gateway = with_replies(gateway_of(field, aigerim, "rapidpro"), url)
    sent = {names[0]: NUMBER, "text": "OK", names[1]: timezone.now().isoformat()}
    to = f"{address(gateway)}?secret={gateway.secret}"
    if method == "get":
        answer = client.get(f"{to}&{urlencode(sent)}")
    else:
        answer = client.post(to, urlencode(sent), content_type=FORM)
    assert answer.status_code == 200
    assert only().sent_at is not None
    assert b"to=%2B77011234567&text=Thank+you" in phone.taken[0][2]


@pytest.mark.parametrize("as_json", [True, False])
@pytest.mark.parametrize("secret", ["field", "address", "token"])
def test_any_other_gateway_posts_a_form_or_json(
    client: Client, field: Mission, aigerim: User, as_json: bool, secret: str
) -> None:
    gateway = gateway_of(field, aigerim)
    sent = {"sender": NUMBER, "text": "OK"} | ({"secret": gateway.secret} if secret == "field" else {})
    to = address(gateway) + (f"?secret={gateway.secret}" if secret == "address" else "")
    headers = {"Authorization": f"Bearer {gateway.secret}"} if secret == "token" else {}
    content = json.dumps(sent) if as_json else urlencode(sent)
    answer = client.post(to, content, content_type=JSON if as_json else FORM, headers=headers)
    assert answer.json() == {"reply": only().reply}
    again = client.post(to, content, content_type=JSON if as_json else FORM, headers=headers)
    assert again.json() == answer.json()
    assert TextMessage.objects.count() == 1


# ------------------------------------------------------------------ whoever is not ours


@pytest.mark.parametrize("kind", TextGateway.Kind.values)
@pytest.mark.parametrize("why", ["wrong secret", "no secret", "closed", "turned off", "unknown address"])
def test_everybody_else_is_refused_in_the_same_words(
    client: Client, field: Mission, aigerim: User, kind: str, why: str
) -> None:
    gateway = gateway_of(field, aigerim, kind)
    to, secret = address(gateway), gateway.secret
    if why == "wrong secret":
        secret = "x" * 32
    elif why == "no secret":
        secret = ""
    elif why == "closed":
        gateway.closed_at = timezone.now()
        gateway.save()
    elif why == "turned off":
        Mission.objects.update(takes_text_messages=False)
    else:
        to = "/messages/unknown/"
    gateway.secret = secret
    body, headers = signed(gateway, {**event("OK"), "secret": secret, "from_number": NUMBER}, timezone.now())
    answer = client.post(f"{to}?secret={secret}&sender=1&text=OK", body, content_type=JSON, headers=headers)
    assert answer.status_code == 403
    assert answer.content.startswith(b"No gateway of ours")
    assert not TextMessage.objects.exists()
    assert not answer.cookies


def test_a_request_without_a_sender_says_so(client: Client, field: Mission, aigerim: User) -> None:
    gateway = gateway_of(field, aigerim)
    answer = client.post(address(gateway), {"secret": gateway.secret}, content_type=JSON)
    assert (answer.status_code, answer.content) == (
        400,
        b"No message was found in the request: no sender was given.\n",
    )


def test_a_request_that_is_no_message_by_its_size_is_refused(
    client: Client, field: Mission, aigerim: User
) -> None:
    gateway = gateway_of(field, aigerim)
    answer = client.post(address(gateway), "x" * 70_000, content_type=FORM)
    assert answer.status_code == 413


bodies = st.one_of(
    st.binary(max_size=300),
    st.recursive(
        st.one_of(st.none(), st.booleans(), st.integers(), st.floats(), st.text()),
        lambda inner: st.one_of(st.lists(inner), st.dictionaries(st.text(), inner)),
        max_leaves=8,
    ).map(lambda value: json.dumps(value).encode()),
    st.fixed_dictionaries(
        {
            "sender": st.text(max_size=60),
            "text": st.text(st.characters(), max_size=300),
            "id": st.text(max_size=200),
            "at": st.one_of(st.text(max_size=30), st.integers().map(str), st.datetimes().map(str)),
        }
    ).map(lambda value: json.dumps(value).encode()),
)


@settings(
    max_examples=120,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
    deadline=None,
)
@given(
    body=bodies,
    content_type=st.sampled_from([JSON, FORM, "text/plain; charset=utf-16", ""]),
    kind=st.sampled_from(["kannel", "telerivet", "rapidpro", "plain"]),
    charset=st.sampled_from(
        ["", "&charset=hex", "&charset=utf-16", "&text=%ff%00%d8", "&sender=1&text=A1%00"]
    ),
)
def test_nothing_that_a_gateway_passes_on_breaks_it(
    client: Client, field: Mission, aigerim: User, body: bytes, content_type: str, kind: str, charset: str
) -> None:
    gateway = TextGateway.objects.filter(kind=kind).first() or gateway_of(field, aigerim, kind)
    to = f"{address(gateway)}?secret={gateway.secret}{charset}"
    assert client.generic("POST", to, body, content_type=content_type).status_code in (200, 400, 403)


@settings(
    max_examples=60,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
    deadline=None,
)
@given(
    payload=st.dictionaries(
        st.sampled_from(["message", "sender", "receivedAt", "messageId"]),
        st.text() | st.integers() | st.none(),
    )
)
def test_nothing_that_a_telephone_signs_breaks_it(
    client: Client, field: Mission, aigerim: User, payload: dict[str, object]
) -> None:
    gateway = TextGateway.objects.filter(kind="android").first() or gateway_of(field, aigerim, "android")
    body, headers = signed(gateway, {**event("x", id=""), "payload": payload}, timezone.now())
    assert client.post(address(gateway), body, content_type=JSON, headers=headers).status_code in (200, 400)


def test_half_a_pair_of_surrogates_and_null_are_kept_as_text(
    client: Client, field: Mission, aigerim: User
) -> None:
    gateway = gateway_of(field, aigerim)
    body = json.dumps({"sender": NUMBER, "text": "A\ud800\0B", "secret": gateway.secret})
    assert client.post(address(gateway), body, content_type=JSON).status_code == 200
    assert only().text == "A�B"
    assert bytes(only().body) == body.encode()
    assert not Record.objects.exists()
