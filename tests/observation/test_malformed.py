"""Malformed reports thrown at the endpoint: each is answered as phones understand it, and never by halves."""

from __future__ import annotations

import hashlib
from collections.abc import Callable

import pytest
from django.test import Client
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from lxml import etree

from baqylau.accounts.models import User
from baqylau.mission.models import Membership, Mission
from baqylau.observation.actions.phones import give_phone
from baqylau.observation.keys import token_of
from baqylau.observation.models import Attachment, Phone, Record, RecordVersion, Submission
from tests.observation.collect import RESPONSE, multipart
from tests.observation.phones import phone_form
from tests.observation.sending import filled, in_team

pytestmark = pytest.mark.django_db

TAKEN = {201, 202}
REFUSED = {400, 403, 404, 405, 409, 411, 413}
THOROUGHLY = settings(
    max_examples=100,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)


@pytest.fixture
def phone(mission: Mission, bolat: User, aigerim: User, settings: object) -> Phone:
    settings.PHONE_REQUESTS_A_MINUTE = 10**9  # type: ignore[attr-defined]
    phone_form(mission)
    observer = in_team(Membership.objects.get(user=bolat, mission=mission))
    return give_phone(membership=observer, by=aigerim, now=timezone.now())


# ------------------------------------------------------------------ damage


@st.composite
def damaged(draw: Callable[..., object], whole: bytes) -> bytes:
    """The bytes with some of them left out, put in, changed, or said twice."""
    content = bytearray(whole)
    for _ in range(draw(st.integers(1, 4))):  # type: ignore[call-overload]
        first = draw(st.integers(0, len(content)))
        last = draw(st.integers(first, min(len(content), first + 60)))  # type: ignore[type-var]
        kind = draw(st.sampled_from(["leave out", "put in", "twice", "cut off"]))
        if kind == "leave out":
            del content[first:last]  # type: ignore[misc]
        elif kind == "put in":
            content[first:first] = draw(INTERESTING)  # type: ignore[misc, assignment]
        elif kind == "twice":
            content[first:first] = content[first:last]  # type: ignore[misc]
        else:
            del content[first:]  # type: ignore[misc]
    return bytes(content)


INTERESTING = st.one_of(
    st.binary(max_size=8),
    st.sampled_from(
        [
            b"\r\n",
            b"--",
            b"\0",
            b"\xff\xfe",
            b"&#0;",
            b"&#xD800;",
            b"<![CDATA[",
            b"<!DOCTYPE a [<!ENTITY b 'c'>]>",
            b"<!-- -->",
            b"<?pi ?>",
            b'xmlns="http://www.opendatakit.org/xforms/encrypted"',
            b' encrypted="yes"',
            b"</data>",
            b'name="',
            b"%22",
            b"; filename*=utf-8''x",
            b"Content-Disposition: form-data; name=x\r\n\r\n",
            "ә🐪\u202e".encode(),
        ]
    ),
)
TEXTS = st.text(max_size=300).map(lambda text: text.replace("&", "").replace("<", ""))


# ------------------------------------------------------------------ what must hold


def throw(phone: Phone, body: bytes, headers: dict[str, str], method: str = "POST") -> int:
    """Send it; whatever comes back is for a phone, and there is a record if and only if it says so."""
    before = _counts()
    kind = headers.pop("Content-Type", "")
    response = Client(raise_request_exception=False).generic(
        method, f"/key/{token_of(phone)}/submission", body, content_type=kind, headers=headers
    )
    assert response.status_code in TAKEN | REFUSED, (response.status_code, response.content[:300])
    root = etree.fromstring(response.content)
    assert root.findtext(f"{RESPONSE}message")
    assert response["X-OpenRosa-Version"] == "1.0"
    after = _counts()
    if response.status_code == 201:
        assert after[0] in (before[0], before[0] + 1)
    else:
        assert after == before, response.status_code
    assert Record.objects.filter(submissions=None).count() == 0
    assert Record.objects.filter(versions=None).count() == 0
    return response.status_code


def _counts() -> tuple[int, ...]:
    return tuple(one.objects.count() for one in (Submission, Record, RecordVersion, Attachment))


# ------------------------------------------------------------------ thrown


@THOROUGHLY
@given(data=st.data(), number=st.integers(0, 10**6))
def test_damaged_xml_is_a_report_or_none(phone: Phone, data: st.DataObject, number: int) -> None:
    xml = data.draw(damaged(filled(f"uuid:{number}", photo="a.jpg")))
    headers, body = multipart(
        [("xml_submission_file", "f.xml", "text/xml", xml), ("a.jpg", "a.jpg", "", b"1")]
    )
    if throw(phone, body, headers) in TAKEN:
        assert Submission.objects.filter(sha256=hashlib.sha256(xml).hexdigest()).exists()


@THOROUGHLY
@given(data=st.data())
def test_a_damaged_request_is_a_report_or_none(phone: Phone, data: st.DataObject) -> None:
    parts = [
        ("xml_submission_file", "f.xml", "text/xml", filled()),
        ("ф.jpg", "ф.jpg", "image/jpeg", b"\xff\xd8" * 50),
    ]
    headers, body = multipart(parts)
    throw(phone, data.draw(damaged(body)), headers)


@THOROUGHLY
@given(
    form=st.just("voting") | TEXTS,
    version=st.just("1") | TEXTS,
    instance=TEXTS,
    deprecated=st.just("") | TEXTS,
    answer=TEXTS,
)
def test_odd_texts_where_identifiers_and_answers_stand(
    phone: Phone, form: str, version: str, instance: str, deprecated: str, answer: str
) -> None:
    answers = dict.fromkeys(
        ("comment", "station", "arrival", "registered", "start", "photo", "overall"), answer
    )
    identifiers = {
        name: text.replace('"', "") for name, text in (("form", form), ("version", version)) if text
    }
    xml = filled(instance, deprecated=deprecated, **identifiers, **answers)
    headers, body = multipart([("xml_submission_file", "f.xml", "text/xml", xml.replace(b"\0", b""))])
    throw(phone, body, headers)


@THOROUGHLY
@given(
    names=st.lists(st.text(max_size=300), max_size=4),
    contents=st.binary(max_size=50),
    number=st.integers(0, 10**6),
)
def test_odd_names_of_files(phone: Phone, names: list[str], contents: bytes, number: int) -> None:
    parts = [("xml_submission_file", "f.xml", "text/xml", filled(f"uuid:n{number}"))]
    parts += [(name, name.replace('"', ""), "", contents) for name in names]
    try:
        headers, body = multipart(parts)
    except UnicodeEncodeError:
        return
    throw(phone, body, headers)


HEADER_TEXT = st.text(st.characters(min_codepoint=32, max_codepoint=255), max_size=80)


@THOROUGHLY
@given(
    values=st.dictionaries(
        st.sampled_from(
            [
                "Content-Type",
                "X-OpenRosa-Version",
                "Accept-Language",
                "User-Agent",
                "Authorization",
                "Content-Encoding",
                "Transfer-Encoding",
                "If-None-Match",
                "Cookie",
                "Origin",
                "X-Forwarded-Proto",
                "Range",
                "Expect",
            ]
        ),
        HEADER_TEXT,
    ),
    length=st.sampled_from(["", "x", "-1", "0", "1", "١٢"]) | st.none(),
    method=st.sampled_from(["POST", "POST", "POST", "GET", "PUT", "DELETE", "PATCH", "OPTIONS"]),
)
def test_odd_headers(phone: Phone, values: dict[str, str], length: str | None, method: str) -> None:
    headers, body = multipart([("xml_submission_file", "f.xml", "text/xml", filled())])
    sent = {**headers, **values}
    if length is not None:
        sent["Content-Length"] = length
    throw(phone, body, sent, method)


def test_random_bytes_are_no_report(phone: Phone) -> None:
    @THOROUGHLY
    @given(st.binary(max_size=400))
    def thrown(body: bytes) -> None:
        assert throw(phone, body, {"Content-Type": "multipart/form-data; boundary=x"}) == 400

    thrown()
