"""What stock applications ask for and get, by a program that is as strict as they are."""

from __future__ import annotations

import hashlib

import pytest
from django.test import Client
from django.utils import timezone

from baqylau.accounts.models import User
from baqylau.election.models import Station
from baqylau.mission.models import Membership, Mission
from baqylau.observation.actions.phones import give_phone, revoke_phone
from baqylau.observation.models import (
    Attachment,
    Form,
    FormFile,
    Intake,
    Phone,
    Record,
    Road,
    Submission,
)
from baqylau.storage.models import keep
from tests.observation.collect import NotAccepted, Report
from tests.observation.phones import HOST, collect, collect_basic, credentials, path, phone_form
from tests.observation.sending import filled, in_team

pytestmark = pytest.mark.django_db


# ------------------------------------------------------------------ the whole way


def test_a_form_is_listed_fetched_filled_and_received_once(
    mission: Mission, phone: Phone, stations: list[Station]
) -> None:
    version = phone_form(mission)
    application = collect(phone)
    assert application.update() == ["voting"]
    held = application.forms["voting"]
    assert held.xml == bytes(version.xform)
    assert set(held.media) == {"stations.csv", "regions.csv"}
    assert application.update() == []
    report = Report(filled(photo="x.jpg"), {"x.jpg": b"\xff\xd8\xff photograph"})
    assert application.send(report) == 1
    assert application.send(report) == 1
    record = Record.objects.get()
    assert (record.observer, record.team, record.road) == (
        phone.membership,
        phone.membership.team,
        Road.PHONE,
    )
    assert bytes(Submission.objects.get().body) == report.xml
    assert Attachment.objects.get().file.read() == report.files["x.jpg"]
    assert application.told == ["Report 1 received.", "Report 1 received."]


def test_the_same_way_by_user_name_and_password_over_tls(
    mission: Mission, phone: Phone, stations: list[Station]
) -> None:
    phone_form(mission)
    application = collect_basic(phone)
    application.update()
    application.send(Report(filled()))
    assert Record.objects.get().observer == phone.membership
    listed = application.list_forms()[0]
    assert listed["downloadUrl"].startswith(f"https://{HOST}/basic/steppe/")


def test_files_come_in_several_requests_and_are_one_report(
    mission: Mission, phone: Phone, settings: object
) -> None:
    phone_form(mission)
    settings.PHONE_REQUEST_SIZE = 10_000  # type: ignore[attr-defined]
    files = {f"{number}.jpg": bytes([number]) * 4_000 for number in range(5)}
    application = collect(phone)
    assert application.send(Report(filled(photo="4.jpg"), files)) == 3
    assert application.told == ["Report 1 received."] * 3
    assert Record.objects.count() == Submission.objects.count() == 1
    kept = {one.name: one.file.read() for one in Attachment.objects.all()}
    assert kept == files


def test_a_file_that_has_not_come_is_told(mission: Mission, phone: Phone) -> None:
    phone_form(mission)
    application = collect(phone)
    application.send(Report(filled(photo="lost.jpg")))
    assert application.told == ["Report 1 received. 1 file has not come yet."]


def test_more_than_a_hundred_files_of_one_report_are_received(mission: Mission, phone: Phone) -> None:
    phone_form(mission)
    report = Report(filled(), {f"{number}.txt": f"{number}".encode() for number in range(130)})
    assert collect(phone).send(report) == 2
    assert Attachment.objects.count() == 130


def test_a_report_is_corrected_by_its_observer_and_by_nobody_else(
    mission: Mission, phone: Phone, dana: User, aigerim: User
) -> None:
    phone_form(mission)
    collect(phone).send(Report(filled("uuid:1")))
    other = in_team(Membership.objects.get(user=dana), "T2")
    others = collect(give_phone(membership=other, by=aigerim, now=timezone.now()))
    with pytest.raises(NotAccepted, match=r"O\.122"):
        others.send(Report(filled("uuid:x", deprecated="uuid:1", comment="not mine")))
    collect(phone).send(Report(filled("uuid:2", deprecated="uuid:1", comment="mine")))
    record = Record.objects.get()
    assert [version.answers["comment"] for version in record.versions.all()] == ["Quiet", "mine"]
    with pytest.raises(NotAccepted, match=r"O\.121"):
        collect(phone).send(Report(filled("uuid:3", deprecated="uuid:none")))


def test_a_deleted_record_that_is_sent_again_is_kept_and_flagged(mission: Mission, phone: Phone) -> None:
    phone_form(mission)
    collect(phone).send(Report(filled()))
    Record.objects.update(deleted_at=timezone.now())
    collect(phone).send(Report(filled()))
    assert Record.objects.get().flags == ["station_not_matched", "resubmitted_after_deletion"]


# ------------------------------------------------------------------ headers


@pytest.mark.parametrize("what", ["formList", "forms/voting/1/manifest", "forms/voting/1/form.xml"])
def test_each_answer_has_the_headers_of_the_protocol(
    client: Client, mission: Mission, phone: Phone, what: str
) -> None:
    phone_form(mission)
    response = client.get(path(phone, what))
    assert response.status_code == 200
    assert response["Content-Type"].startswith("text/xml")
    assert response["X-OpenRosa-Version"] == "1.0"
    assert response["X-OpenRosa-Accept-Content-Length"] == "10000000"
    assert response["Content-Language"] == "en"
    assert response["Date"].endswith("GMT")


@pytest.mark.parametrize("what", ["formList", "forms/voting/1/manifest", "forms/voting/1/form.xml"])
def test_what_did_not_change_is_not_sent_again(
    client: Client, mission: Mission, phone: Phone, what: str
) -> None:
    phone_form(mission)
    etag = client.get(path(phone, what))["ETag"]
    again = client.get(path(phone, what), headers={"If-None-Match": etag})
    assert (again.status_code, again.content) == (304, b"")


def test_head_of_submission_is_answered_204_and_nothing_else(client: Client, phone: Phone) -> None:
    response = client.head(path(phone, "submission"))
    assert response.status_code == 204
    assert response["X-OpenRosa-Accept-Content-Length"] == "10000000"


def test_an_application_of_another_protocol_is_told_so(client: Client, phone: Phone) -> None:
    response = client.get(path(phone, "formList"), headers={"X-OpenRosa-Version": "2.0"})
    assert response.status_code == 400
    assert b"O.156" in response.content


def test_a_table_is_packed_for_whoever_can_unpack(
    client: Client, mission: Mission, phone: Phone, stations: list[Station]
) -> None:
    phone_form(mission)
    plain = client.get(path(phone, "forms/voting/1/media/stations.csv"))
    packed = client.get(path(phone, "forms/voting/1/media/stations.csv"), headers={"Accept-Encoding": "gzip"})
    assert packed["Content-Encoding"] == "gzip"
    assert plain["ETag"] == packed["ETag"] == f'W/"{hashlib.md5(plain.content).hexdigest()}"'


# ------------------------------------------------------------------ which forms


def test_a_phone_is_given_what_is_open_published_newest_and_for_its_role(
    mission: Mission, phone: Phone
) -> None:
    for code in ("voting", "closing", "closed", "weekly", "never"):
        phone_form(mission, code)
    phone_form(mission, "voting", "2")
    Form.objects.filter(code="closing").update(intake=Intake.CLOSING)
    Form.objects.filter(code="closed").update(intake=Intake.CLOSED)
    Form.objects.filter(code="weekly").update(roles=["lto"])
    Form.objects.get(code="never").versions.update(published_at=None)
    Form.objects.filter(code="voting").update(
        roles=["sto", "lto"], names={"en": "Voting", "kk": "Дауыс беру"}
    )
    listed = collect(phone).list_forms()
    assert [(one["formID"], one["version"], one["name"]) for one in listed] == [("voting", "2", "Voting")]
    assert collect(phone, language="kk").list_forms()[0]["name"] == "Дауыс беру"


def test_a_form_that_leaves_the_list_leaves_the_phone(mission: Mission, phone: Phone) -> None:
    phone_form(mission)
    application = collect(phone)
    application.update()
    Form.objects.update(intake=Intake.CLOSED)
    assert application.update() == ["voting"]
    assert application.forms == {}


def test_a_form_of_another_mission_is_nowhere(
    mission: Mission, other_mission: Mission, phone: Phone, client: Client
) -> None:
    phone_form(other_mission, "secret")
    assert collect(phone).list_forms() == []
    for what in ("form.xml", "manifest", "media/stations.csv"):
        assert client.get(path(phone, f"forms/secret/1/{what}")).status_code == 404
    with pytest.raises(NotAccepted, match=r"O\.110"):
        collect(phone).send(Report(filled(form="secret")))


def test_a_phone_that_tests_a_draft_sees_only_that_and_leaves_no_record(
    mission: Mission, observer: Membership, aigerim: User, phone: Phone
) -> None:
    phone_form(mission)
    draft = phone_form(mission, "voting", "draft-2")
    draft.published_at = None
    draft.save()
    head = Membership.objects.get(user=aigerim)
    tester = give_phone(membership=head, by=aigerim, now=timezone.now(), draft=draft)
    application = collect(tester)
    assert [one["version"] for one in application.list_forms()] == ["draft-2"]
    application.update()
    application.send(Report(filled(version="draft-2")))
    assert application.told == ["Test received. It is in no figure."]
    assert Record.objects.count() == 0
    with pytest.raises(NotAccepted, match=r"O\.111"):
        collect(phone).send(Report(filled(version="draft-2")))


def test_an_uploaded_file_comes_before_one_made_here(
    mission: Mission, phone: Phone, stations: list[Station]
) -> None:
    version = phone_form(mission)
    for name, content in (("stations.csv", b"name,label\n1,One\n"), ("map.png", b"\x89PNG picture")):
        md5 = hashlib.md5(content).hexdigest()
        FormFile.objects.create(version=version, name=name, file=keep(content, name=name), md5=md5)
    application = collect(phone)
    application.update()
    media = application.forms["voting"].media
    assert media["stations.csv"] == b"name,label\n1,One\n"
    assert media["map.png"] == b"\x89PNG picture"
    assert media["regions.csv"].startswith(b"name,label\r\n")


# ------------------------------------------------------------------ who is let in


@pytest.mark.parametrize("token", ["0" * 64, "short", "%F0%9F%90%AA", "a" * 3000])
def test_a_wrong_token_is_answered_403_so_that_no_password_is_asked_for(
    client: Client, phone: Phone, token: str
) -> None:
    for what in ("formList", "submission", "forms/voting/1/manifest"):
        response = (
            client.get(f"/key/{token}/{what}")
            if what != "submission"
            else client.head(f"/key/{token}/{what}")
        )
        assert response.status_code == 403
        assert "WWW-Authenticate" not in response


def test_a_revoked_phone_is_out_everywhere_at_once(
    mission: Mission, phone: Phone, aigerim: User, client: Client
) -> None:
    phone_form(mission)
    application = collect(phone)
    application.update()
    revoke_phone(phone=phone, by=aigerim, now=timezone.now())
    for what in ("formList", "forms/voting/1/form.xml", "forms/voting/1/manifest", "entities/stations.csv"):
        assert client.get(path(phone, what)).status_code == 403
    with pytest.raises(NotAccepted, match=r"O\.151 The access of this phone was taken away\."):
        application.send(Report(filled()))
    assert Record.objects.count() == 0


@pytest.mark.parametrize("change", ["ended", "inactive", "viewer"])
def test_whoever_no_longer_observes_is_out(phone: Phone, client: Client, change: str) -> None:
    if change == "ended":
        Membership.objects.filter(pk=phone.membership_id).update(ended_at=timezone.now())
    elif change == "inactive":
        User.objects.filter(pk=phone.membership.user_id).update(is_active=False)
    else:
        Membership.objects.filter(pk=phone.membership_id).update(role="viewer")
    response = client.get(path(phone, "formList"))
    assert response.status_code == 403
    assert b"O.152" in response.content


def test_who_sends_no_password_is_asked_for_one(client: Client, phone: Phone) -> None:
    response = client.get("/basic/steppe/formList", secure=True)
    assert response.status_code == 401
    assert response["WWW-Authenticate"] == 'Basic realm="Baqylau", charset="UTF-8"'


@pytest.mark.parametrize("sent", ["Basic %%%", "Basic", "Bearer x", "Basic " + "AAAA", "Basic AP//"])
def test_odd_credentials_are_asked_for_again(client: Client, phone: Phone, sent: str) -> None:
    response = client.get("/basic/steppe/formList", secure=True, headers={"Authorization": sent})
    assert response.status_code == 401


def test_a_password_of_another_mission_opens_nothing(
    client: Client, phone: Phone, other_mission: Mission
) -> None:
    headers = {"Authorization": f"Basic {credentials(phone)}"}
    assert client.get("/basic/steppe/formList", secure=True, headers=headers).status_code == 200
    assert client.get("/basic/sea/formList", secure=True, headers=headers).status_code == 401


def test_a_password_is_not_taken_in_the_clear_except_on_this_machine(
    client: Client, phone: Phone, settings: object
) -> None:
    settings.ALLOWED_HOSTS = ["*"]  # type: ignore[attr-defined]
    headers = {"Authorization": f"Basic {credentials(phone)}"}
    for host, status in (
        ("observe.example", 403),
        ("localhost:8000", 200),
        ("127.0.0.1", 200),
        ("[::1]:80", 200),
    ):
        response = client.get("/basic/steppe/formList", headers={**headers, "Host": host})
        assert response.status_code == status, host
    settings.TLS = True  # type: ignore[attr-defined]
    response = client.get("/basic/steppe/formList", headers={**headers, "Host": "observe.example"})
    assert response.status_code == 200


def test_behind_tls_every_address_begins_with_https(
    client: Client, mission: Mission, phone: Phone, settings: object
) -> None:
    phone_form(mission)
    settings.TLS = True  # type: ignore[attr-defined]
    listed = client.get(path(phone, "formList")).content.decode()
    assert f"<downloadUrl>https://{HOST}/key/" in listed
    assert "http://testserver" not in listed


def test_limits_count_for_each_key_and_never_for_an_address(
    mission: Mission, phone: Phone, dana: User, aigerim: User, client: Client, settings: object
) -> None:
    settings.PHONE_REQUESTS_A_MINUTE = 5  # type: ignore[attr-defined]
    statuses = [client.get(path(phone, "formList")).status_code for _ in range(7)]
    assert statuses == [200] * 5 + [429] * 2
    response = client.get(path(phone, "formList"))
    assert int(response["Retry-After"]) >= 1
    assert b"O.155" in response.content
    other = give_phone(membership=Membership.objects.get(user=dana), by=aigerim, now=timezone.now())
    assert client.get(path(other, "formList")).status_code == 200


def test_a_phone_is_remembered_as_it_called_itself(phone: Phone) -> None:
    collect(phone).list_forms()
    phone.refresh_from_db()
    assert phone.application.startswith("org.odk.collect.android/")
    assert phone.last_seen_at is not None
