"""What stock applications ask for and get, by a program that is as strict as they are."""

from __future__ import annotations

import hashlib
from datetime import date

import pytest
from django.test import Client
from django.utils import timezone

from baqylau.accounts.models import User
from baqylau.election.models import Area, Station
from baqylau.mission.models import Membership, Mission, Stop
from baqylau.observation import memory
from baqylau.observation.actions.phones import give_phone, revoke_phone
from baqylau.observation.keys import token_of
from baqylau.observation.models import (
    Attachment,
    Form,
    FormFile,
    Intake,
    Phone,
    Record,
    Refusal,
    Road,
    Submission,
)
from baqylau.storage.models import keep
from tests.observation.collect import Collect, NotAccepted, Report, multipart
from tests.observation.phones import HOST, ask_client, collect, collect_basic, credentials, phone_form
from tests.observation.sending import filled, in_team

pytestmark = pytest.mark.django_db


@pytest.fixture
def observer(bolat: User, mission: Mission) -> Membership:
    return in_team(Membership.objects.get(user=bolat, mission=mission))


@pytest.fixture
def phone(observer: Membership, aigerim: User) -> Phone:
    return give_phone(membership=observer, by=aigerim, now=timezone.now())


@pytest.fixture
def stations(mission: Mission) -> list[Station]:
    """Two regions whose districts have one name, and a station in each; one hangs on no area."""
    made = []
    for region, district, code in (("r1", "a1", "01-A/7"), ("r2", "a2", "0012")):
        _area(mission, f"xx/{region}/", {"en": region.upper(), "kk": f"{region} облысы"})
        area = _area(mission, f"xx/{region}/{district}/", {"en": "Abai"})
        made.append(Station.objects.create(election=mission.election, code=code, name="School", area=area))
    made.append(Station.objects.create(election=mission.election, code="abroad-1"))
    return made


def _area(mission: Mission, path: str, names: dict[str, str]) -> Area:
    code = path.rstrip("/").rpartition("/")[2]
    made = Area.objects.create(
        country="xx", code=code, kind="area", path=path, names=names, valid_from=date(2000, 1, 1)
    )
    mission.election.areas.add(made)
    return made


def path(phone: Phone, what: str) -> str:
    return f"/key/{token_of(phone)}/{what}"


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


# ------------------------------------------------------------------ stations


def rows(content: bytes) -> list[str]:
    return content.decode().split("\r\n")[1:-1]


def tables(phone: Phone) -> dict[str, bytes]:
    memory.forget()
    application = collect(phone)
    application.update()
    return application.forms["voting"].media


def test_without_a_plan_all_stations_are_offered_keyed_by_code(
    mission: Mission, phone: Phone, stations: list[Station]
) -> None:
    phone_form(mission)
    assert rows(tables(phone)["stations.csv"]) == [
        "abroad-1,№ abroad-1,abroad-1,ABROAD-1,,,no",
        '01-A/7,"№ 01-A/7 · School · Abai, R1",01-A/7,01-A/7,r1,a1,no',
        '0012,"№ 0012 · School · Abai, R2",0012,12,r2,a2,no',
    ]


def test_a_route_and_areas_narrow_the_list_to_what_is_theirs(
    mission: Mission, phone: Phone, stations: list[Station]
) -> None:
    phone_form(mission)
    team = phone.membership.team
    assert team is not None
    Stop.objects.create(team=team, station=stations[0], position=1)
    assert [row.split(",")[0] for row in rows(tables(phone)["stations.csv"])] == ["01-A/7"]
    assert rows(tables(phone)["stations.csv"])[0].endswith(",yes")
    team.areas.add(Area.objects.get(code="r2"))
    assert [row.split(",")[0] for row in rows(tables(phone)["stations.csv"])] == ["01-A/7", "0012"]
    assert rows(tables(phone)["regions.csv"]) == ["r1,R1", "r2,R2"]


def test_lists_speak_the_language_of_the_observer(
    mission: Mission, phone: Phone, stations: list[Station]
) -> None:
    phone_form(mission)
    User.objects.filter(pk=phone.membership.user_id).update(language="kk")
    assert rows(tables(phone)["regions.csv"]) == ["r1,r1 облысы", "r2,r2 облысы"]


def test_a_changed_plan_is_a_changed_list_on_the_phone(
    mission: Mission, phone: Phone, stations: list[Station]
) -> None:
    phone_form(mission)
    application = collect(phone)
    application.update()
    memory.forget()
    assert application.update() == []
    assert phone.membership.team is not None
    Stop.objects.create(team=phone.membership.team, station=stations[1], position=1)
    memory.forget()
    assert application.update() == ["voting"]
    assert [row.split(",")[0] for row in rows(application.forms["voting"].media["stations.csv"])] == ["0012"]


def test_a_form_that_changes_stations_makes_the_list_one_that_phones_keep(
    mission: Mission, phone: Phone, stations: list[Station]
) -> None:
    phone_form(mission, more='<meta><entity dataset="stations" update="1" id=""/></meta>')
    application = collect(phone)
    application.update()
    held = application.forms["voting"]
    assert list(held.entity_lists) == ["stations.csv"]
    assert held.media["stations.csv"].startswith(
        b"name,label,number,key,region,district,planned,__version\r\n"
    )
    gone = application.deleted_entities(held, "stations.csv", ["0012", "no-such"])
    assert gone == {"0012": False, "no-such": True}


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


# ------------------------------------------------------------------ what is refused


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
    assert (refusal.code, refusal.sha256) == (code, hashlib.sha256(form).hexdigest())


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
    with pytest.raises(NotAccepted, match=r"O\.112"):
        collect(phone).send(Report(filled()))
    Form.objects.update(minimum_version=None, intake=Intake.CLOSED)
    memory.forget()
    with pytest.raises(NotAccepted, match=r"O\.113"):
        collect(phone).send(Report(filled()))
    Form.objects.update(intake=Intake.CLOSING)
    memory.forget()
    collect(phone).send(Report(filled()))
    assert Record.objects.count() == 1
