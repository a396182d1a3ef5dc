"""What phones send and what is refused: the right status, a message with a code, nothing kept by halves."""

from __future__ import annotations

import hashlib

import pytest
from django.utils import timezone

from baqylau.accounts.models import User
from baqylau.mission.models import Mission
from baqylau.observation import memory
from baqylau.observation.models import (
    Attachment,
    Form,
    Intake,
    Phone,
    Record,
    Refusal,
    Submission,
)
from tests.observation.collect import Collect, NotAccepted, Report, multipart
from tests.observation.phones import HOST, ask_client, collect, path, phone_form
from tests.observation.sending import filled

pytestmark = pytest.mark.django_db


def refused(phone: Phone, body: bytes, headers: dict[str, str], language: str = "en") -> tuple[int, str]:
    """Status and message of a POST."""
    headers = {**headers, "Accept-Language": language}
    answer = ask_client()("POST", f"http://{HOST}{path(phone, 'submission')}", headers, body)
    return answer.status, Collect._message(answer)


def posted(form: bytes, *files: tuple[str, bytes]) -> tuple[bytes, dict[str, str]]:
    parts = [("xml_submission_file", "f.xml", "text/xml", form)] if form else []
    headers, body = multipart([*parts, *((name, name, "image/jpeg", content) for name, content in files)])
    return body, headers


WHOLE = filled()
FIELDS = "".join(f"<f{number}>1</f{number}>" for number in range(25_000))
DEEP = b"<data id='voting' version='1'>" + b"<a>" * 5_000 + b"</a>" * 5_000 + b"</data>"
BOMB = (
    b'<!DOCTYPE d [<!ENTITY a "aaaaaaaaaa">'
    + b"".join(b'<!ENTITY %c "%s">' % (98 + step, b"&%c;" % (97 + step) * 10) for step in range(8))
    + b']><data id="voting" version="1">&i;</data>'
)


@pytest.mark.parametrize(
    ("form", "status", "code"),
    [
        (WHOLE[:-20], 400, "O.101"),
        (b"not xml at all", 400, "O.101"),
        (b"", 400, "O.164"),
        (BOMB, 400, "O.101"),
        (DEEP, 400, "O.101"),
        (WHOLE.replace(b"<comment>", FIELDS.encode() + b"<comment>"), 413, "O.103"),
        (b"<data id='voting' version='1'>" + b"x" * 6_000_000 + b"</data>", 413, "O.103"),
        (
            b'<?xml version="1.0" encoding="UTF-8"?><data id="voting" version="1">\xff\xfe</data>',
            400,
            "O.101",
        ),
        (b'<?xml version="1.0" encoding="no-such"?><data id="voting" version="1"/>', 400, "O.101"),
        (WHOLE.replace(b' id="voting"', b""), 400, "O.104"),
        (WHOLE.replace(b"uuid:1", b"u" * 300), 400, "O.105"),
        (filled(form="no-such"), 404, "O.110"),
        (filled(version="no-such"), 404, "O.111"),
    ],
)
def test_what_is_no_report_of_this_mission_is_refused_and_nothing_of_it_kept(
    mission: Mission, phone: Phone, form: bytes, status: int, code: str
) -> None:
    phone_form(mission)
    body, headers = posted(form)
    got, message = refused(phone, body, headers)
    assert (got, message.split()[0]) == (status, code)
    assert not Submission.objects.exists()
    refusal = Refusal.objects.get()
    came = form or body  # where there is no form, all that came
    assert (refusal.code, refusal.sha256) == (code, hashlib.sha256(came).hexdigest())


def test_ten_thousand_fields_are_a_report(mission: Mission, phone: Phone) -> None:
    phone_form(mission)
    fields = "".join(f"<f{number}>1</f{number}>" for number in range(10_000))
    collect(phone).send(Report(filled().replace(b"<comment>", fields.encode() + b"<comment>")))
    assert Record.objects.count() == 1


@pytest.mark.parametrize("kept", [1, 50, 200, 900, -200, -30, -5])
def test_a_request_that_was_cut_off_is_refused(mission: Mission, phone: Phone, kept: int) -> None:
    phone_form(mission)
    body, headers = posted(filled(), ("photo.jpg", b"\xff\xd8" * 500))
    status, message = refused(phone, body[:kept], headers)
    assert (status, message.split()[0]) == (400, "O.161")
    assert not Submission.objects.exists()
    assert not Attachment.objects.exists()
    came = filled() if b"photo" in body[:kept] else body[:kept]
    assert Refusal.objects.get().sha256 == hashlib.sha256(came).hexdigest()


@pytest.mark.parametrize(
    ("name", "code"),
    [
        ("../../x", "O.166"),
        ("..", "O.166"),
        ("a/b.jpg", "O.166"),
        ("a\\b.jpg", "O.166"),
        ("n\0l", "O.166"),
        ("n" * 300, "O.166"),
    ],
)
def test_names_that_are_paths_are_refused(mission: Mission, phone: Phone, name: str, code: str) -> None:
    phone_form(mission)
    body, headers = posted(filled(), (name, b"1"))
    status, message = refused(phone, body, headers)
    assert (status, message.split()[0]) == (400, code)
    assert not Submission.objects.exists()


@pytest.mark.parametrize(
    "name", ["фото 1.jpg", "ә.jpg", 'quo"te.jpg', "%22.jpg.", ".hidden.jpg", "a b&<c>.jpg"]
)
def test_other_names_are_kept_as_they_came(mission: Mission, phone: Phone, name: str) -> None:
    phone_form(mission)
    body, headers = posted(filled(), (name, b"1"))
    assert refused(phone, body, headers)[0] == 201
    assert Attachment.objects.get().name == name.replace("%22", '"')


def test_two_files_of_one_name_are_refused(mission: Mission, phone: Phone) -> None:
    phone_form(mission)
    body, headers = posted(filled(), ("a.jpg", b"1"), ("a.jpg", b"2"))
    status, message = refused(phone, body, headers)
    assert (status, message.split()[0]) == (400, "O.165")


def test_too_many_files_and_too_many_bytes_are_refused(
    mission: Mission, phone: Phone, settings: object
) -> None:
    phone_form(mission)
    body, headers = posted(filled(), *((f"{number}.jpg", b"1") for number in range(300)))
    assert refused(phone, body, headers)[0] == 413
    settings.LARGEST_ATTACHMENT = settings.PHONE_REQUEST_SIZE = 1000  # type: ignore[attr-defined]
    body, headers = posted(filled(), ("a.jpg", b"1" * 2000))
    assert refused(phone, body, headers)[0] == 413
    body, headers = posted(filled(), ("a.jpg", b"1" * 8_000_000))
    status, message = refused(phone, body, headers)
    assert (status, message.split()[0]) == (413, "O.163")
    assert not Submission.objects.exists()


@pytest.mark.parametrize(
    "content_type",
    ["", "text/xml", "multipart/form-data", "multipart/form-data; boundary=", "application/zip"],
)
def test_what_is_no_multipart_request_is_refused(mission: Mission, phone: Phone, content_type: str) -> None:
    phone_form(mission)
    status, message = refused(phone, filled(), {"Content-Type": content_type})
    assert (status, message.split()[0]) == (400, "O.160")


def test_a_refusal_is_told_once_however_often_it_is_sent(mission: Mission, phone: Phone) -> None:
    phone_form(mission)
    body, headers = posted(WHOLE[:-20])
    for _ in range(3):
        refused(phone, body, headers)
    assert Refusal.objects.get().times == 3


def test_a_message_speaks_the_language_of_the_phone_else_of_its_owner(
    mission: Mission, phone: Phone, compiled_catalogues: None
) -> None:
    phone_form(mission)
    body, headers = posted(filled(form="x"))
    answer = ask_client()("POST", f"http://{HOST}{path(phone, 'submission')}", headers, body)
    assert answer.headers["content-language"] == "en"
    User.objects.filter(pk=phone.membership.user_id).update(language="kk")
    answer = ask_client()("POST", f"http://{HOST}{path(phone, 'submission')}", headers, body)
    assert answer.headers["content-language"] == "kk"
    headers["Accept-Language"] = "ru"
    answer = ask_client()("POST", f"http://{HOST}{path(phone, 'submission')}", headers, body)
    assert answer.headers["content-language"] == "ru"


def test_closed_forms_and_old_versions_are_refused_with_a_reason(mission: Mission, phone: Phone) -> None:
    phone_form(mission)
    newer = phone_form(mission, "voting", "2")
    newer.published_at = timezone.now()
    newer.save()
    Form.objects.update(minimum_version=newer)
    body, headers = posted(filled())
    assert refused(phone, body, headers)[0] == 409
    with pytest.raises(NotAccepted, match=r"O\.112"):
        collect(phone).send(Report(filled()))
    Form.objects.update(minimum_version=None, intake=Intake.CLOSED)
    memory.forget()
    assert refused(phone, body, headers)[0] == 409
    with pytest.raises(NotAccepted, match=r"O\.113"):
        collect(phone).send(Report(filled()))
    Form.objects.update(intake=Intake.CLOSING)
    memory.forget()
    collect(phone).send(Report(filled()))
    assert Record.objects.count() == 1
