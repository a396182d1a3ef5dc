"""The pages of forms: from a workbook to a published form, for those who may."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from baqylau.accounts.models import User
from baqylau.mission.models import Mission
from baqylau.observation import memory
from baqylau.observation.actions.arrivals import sender_of_phone
from baqylau.observation.actions.receive import receive
from baqylau.observation.models import Form, FormFile, FormVersion, Phone, Road
from tests.observation.conftest import small_form
from tests.observation.test_forms_publish import NOW, draft, pem, rsa_key, with_table
from tests.observation.test_forms_reading import SURVEY, workbook

pytestmark = pytest.mark.django_db

FORMS = "/missions/steppe/forms/"
SMALL = f"{FORMS}small/"


@pytest.fixture
def as_(client: Client) -> Callable[[User], Client]:
    """The browser of somebody."""

    def sign_in(user: User) -> Client:
        client.force_login(user, backend="baqylau.mission.backend.RoleBackend")
        return client

    return sign_in


def text(client: Client, path: str, status: int = 200) -> str:
    response = client.get(path)
    assert response.status_code == status
    return response.content.decode()


def upload(client: Client, content: bytes, path: str = f"{FORMS}new/") -> tuple[int, str]:
    file = SimpleUploadedFile("form.xlsx", content)
    response = client.post(path, {"file": file})
    return response.status_code, response.get("Location", "") or response.content.decode()


def test_a_form_goes_from_a_workbook_to_the_observers(
    mission: Mission, aigerim: User, bolat: User, as_: Callable[[User], Client]
) -> None:
    client = as_(aigerim)
    assert upload(client, small_form()) == (302, f"{SMALL}draft/")
    page = text(client, f"{SMALL}draft/")
    assert "first version" in page
    assert "Publish version 1" in page
    assert "Draft 1" in text(client, FORMS)
    assert "Was the box sealed?" in text(client, f"{SMALL}1/")
    as_(bolat)
    assert "Small form" not in text(client, FORMS)
    for path in (SMALL, f"{SMALL}1/", f"{SMALL}1/file"):
        assert client.get(path).status_code == 404
    as_(aigerim)
    assert client.post(f"{SMALL}publish/").status_code == 302
    as_(bolat)
    assert "Small form" in text(client, FORMS)
    assert "Was the box sealed?" in text(client, f"{SMALL}1/")


def test_a_wrong_workbook_is_told_with_sheet_and_row(
    mission: Mission, aigerim: User, as_: Callable[[User], Client]
) -> None:
    client = as_(aigerim)
    status, page = upload(client, workbook([SURVEY, ("select_one nowhere", "a", "A"), ("geo", "b", "B")]))
    assert status == 400
    for words in ("I.308", "row 2", "I.305", "row 3"):
        assert words in page
    assert upload(client, b"no workbook")[0] == 400
    assert client.post(f"{FORMS}new/", {}).status_code == 400
    assert not Form.objects.exists()


def test_what_a_new_version_changes_is_shown_before_it_is_published(
    mission: Mission, aigerim: User, as_: Callable[[User], Client]
) -> None:
    client = as_(aigerim)
    upload(client, small_form())
    client.post(f"{SMALL}publish/")
    assert upload(client, small_form("2", mood="How was it?", drop="comment"), f"{SMALL}upload/")[0] == 302
    page = text(client, f"{SMALL}draft/")
    for words in ("How was it?", "A person must look", "No longer asked", "What changes from version 1"):
        assert words in page
    client.post(f"{SMALL}publish/")
    assert "How was it?" in text(client, f"{SMALL}compare/")
    assert "Nothing differs" in text(client, f"{SMALL}compare/?from=2&to=2")
    assert client.get(f"{SMALL}compare/?from=%00&to=x").status_code == 200
    assert upload(client, with_table(), f"{SMALL}upload/")[0] == 400


def test_a_draft_is_tested_with_a_key_of_one_s_own(
    mission: Mission, aigerim: User, as_: Callable[[User], Client]
) -> None:
    client = as_(aigerim)
    upload(client, small_form())
    client.post(f"{SMALL}test/")
    client.post(f"{SMALL}test/")
    phone = Phone.objects.get()
    body = b"<data id='small' version='1'><seen><ballots>41</ballots><mood>angry</mood></seen></data>"
    receive(sender=sender_of_phone(phone), road=Road.PHONE, body=body, files={}, now=NOW)
    page = text(client, f"{SMALL}draft/")
    assert "/key/" in page
    assert "41" in page
    assert "Not accepted: mood" in page


def test_files_are_added_given_out_and_taken_away(
    mission: Mission, aigerim: User, as_: Callable[[User], Client]
) -> None:
    client = as_(aigerim)
    upload(client, with_table())
    parties = f"{FORMS}parties/"
    assert "Missing: parties.csv" in text(client, f"{parties}draft/")
    page = client.post(f"{parties}publish/")
    assert (page.status_code, "F.134" in page.content.decode()) == (400, True)
    table = SimpleUploadedFile("other.csv", b"name,label\na,A\n")
    assert client.post(f"{parties}1/files/", {"file": table, "name": "parties.csv"}).status_code == 302
    given = client.get(f"{parties}1/files/parties.csv")
    assert (given.content, given["Content-Disposition"].split(";")[0]) == (b"name,label\na,A\n", "attachment")
    client.post(f"{parties}1/files/parties.csv/remove")
    assert not FormFile.objects.exists()
    wrong = client.post(f"{parties}1/files/", {"file": SimpleUploadedFile("x.exe", b"MZ")})
    assert (wrong.status_code, "F.136" in wrong.content.decode()) == (400, True)
    client.post(f"{parties}1/files/", {"file": SimpleUploadedFile("parties.csv", b"name,label\na,A\n")})
    client.post(f"{parties}publish/")
    assert client.post(f"{parties}1/files/parties.csv/remove").status_code == 404


def test_settings_and_key_are_saved(mission: Mission, aigerim: User, as_: Callable[[User], Client]) -> None:
    client = as_(aigerim)
    upload(client, small_form())
    client.post(f"{SMALL}publish/")
    settings = {
        "name_en": "Opening",
        "name_ru": "Открытие",
        "kind": "opening",
        "roles": ["sto", "lto"],
        "intake": "closing",
        "minimum_version": FormVersion.objects.get().pk,
        "position": 2,
    }
    assert client.post(f"{SMALL}settings/", settings).status_code == 302
    form = Form.objects.get()
    assert (form.names, form.roles) == ({"en": "Opening", "ru": "Открытие"}, ["sto", "lto"])
    assert "Closing" in text(client, SMALL)
    assert client.post(f"{SMALL}settings/", {**settings, "kind": "party"}).status_code == 400
    assert client.post(f"{SMALL}key/", {"key": "nonsense"}).status_code == 400
    assert client.post(f"{SMALL}key/", {"key": pem(rsa_key())}).status_code == 302
    assert b"base64RsaPublicKey" in bytes(FormVersion.objects.get().xform)


def test_a_draft_is_thrown_away(mission: Mission, aigerim: User, as_: Callable[[User], Client]) -> None:
    client = as_(aigerim)
    upload(client, small_form())
    assert client.post(f"{SMALL}discard/")["Location"] == FORMS
    assert client.get(f"{SMALL}draft/").status_code == 404


def test_a_damaged_disk_costs_the_logic_and_not_the_page(
    mission: Mission, aigerim: User, as_: Callable[[User], Client], stored_files: Path
) -> None:
    client = as_(aigerim)
    upload(client, small_form())
    client.post(f"{SMALL}publish/")
    for file in stored_files.rglob("*"):
        if file.is_file():
            file.chmod(0o644)
            file.write_bytes(b"other")
    memory.forget()
    page = text(client, f"{SMALL}1/")
    assert "Was the box sealed?" in page
    assert "not on the disk as it arrived" in page


def test_a_standard_form_is_copied_and_the_newer_one_taken_over(
    mission: Mission, aigerim: User, as_: Callable[[User], Client]
) -> None:
    client = as_(aigerim)
    assert "Meeting" in text(client, f"{FORMS}new/")
    made = client.post(f"{FORMS}library/kz_meeting/")
    assert made["Location"] == f"{FORMS}kz_meeting/draft/"
    assert client.post(f"{FORMS}library/kz_meeting/").status_code == 400
    assert "nothing newer" in text(client, f"{FORMS}kz_meeting/library/")
    client.post(f"{FORMS}kz_meeting/publish/")
    Form.objects.update(library_digest="0" * 64)
    assert "Newer in the library" in text(client, FORMS)
    assert "Take it over" in text(client, f"{FORMS}kz_meeting/library/")
    refused = client.post(f"{FORMS}kz_meeting/library/")
    assert (refused.status_code, "F.131" in refused.content.decode()) == (400, True)


def test_only_those_who_manage_forms_change_them(
    mission: Mission, aigerim: User, bolat: User, dana: User, as_: Callable[[User], Client]
) -> None:
    draft(mission, aigerim)
    for user in (bolat, dana):
        client = as_(user)
        for path in ("draft/", "settings/", "key/", "upload/", "library/", "1/files/"):
            assert client.get(f"{SMALL}{path}").status_code == 403
        for path in ("publish/", "discard/", "test/"):
            assert client.post(f"{SMALL}{path}").status_code == 403
    assert FormVersion.objects.get().published_at is None
