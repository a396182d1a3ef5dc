"""Drafts, publishing, what is decided about a form afterwards, and copies of standard forms."""

from __future__ import annotations

import base64
import io
from datetime import UTC, datetime
from pathlib import Path

import pytest
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from lxml import etree

from baqylau.accounts.models import User
from baqylau.core.problem import Refused
from baqylau.mission.models import Membership, Mission
from baqylau.mission.roles import Role
from baqylau.observation.actions import library
from baqylau.observation.actions.arrivals import sender_of_phone
from baqylau.observation.actions.forms import (
    add_form_version,
    discard_draft,
    draft_of,
    newest_published,
    upload_draft,
)
from baqylau.observation.actions.library import (
    copy_from_library,
    newer_in_library,
    standard_forms,
    take_newer,
)
from baqylau.observation.actions.phones import give_phone
from baqylau.observation.actions.publish import (
    add_file,
    change_form,
    missing_files,
    plain_key,
    publish,
    remove_file,
    set_public_key,
)
from baqylau.observation.actions.receive import receive
from baqylau.observation.models import Form, FormKind, FormVersion, Record, Road, Submission
from baqylau.observation.sources import form_library
from baqylau.observation.sources.form_library import LibraryForm, read_set
from baqylau.observation.sources.xlsform import md5_of, read_form
from baqylau.trail.models import Entry
from tests.observation.conftest import small_form
from tests.observation.test_forms_reading import SURVEY, workbook

pytestmark = pytest.mark.django_db

NOW = datetime(2026, 3, 1, 4, 30, tzinfo=UTC)


def draft(mission: Mission, by: User, version: str = "1", **more: str) -> FormVersion:
    content = small_form(version, **more)
    return upload_draft(mission=mission, content=content, name="small.xlsx", by=by, now=NOW)


def with_table(version: str = "1") -> bytes:
    rows = [SURVEY, ("select_one_from_file parties.csv", "party", "Party"), ("text", "why", "Why?")]
    settings = [("form_title", "form_id", "version"), ("Parties", "parties", version)]
    return workbook(rows, settings=settings)


def codes(refused: pytest.ExceptionInfo[Refused]) -> set[str]:
    return {problem.code for problem in refused.value.problems}


def told(name: str) -> list[Entry]:
    return list(Entry.objects.filter(action=name))


# ------------------------------------------------------------------ drafts


def test_an_uploaded_form_is_a_draft_until_it_is_published(mission: Mission, aigerim: User) -> None:
    made = draft(mission, aigerim)
    assert (draft_of(made.form), newest_published(made.form)) == (made, None)
    published = publish(draft=made, by=aigerim, now=NOW)
    assert (draft_of(made.form), newest_published(made.form)) == (None, published)
    assert (published.published_by, published.published_at) == (aigerim, NOW)
    assert published.xform_md5 == md5_of(bytes(published.xform))
    assert told("observation.draft_uploaded")
    assert told("observation.form_published")


def test_a_newer_upload_takes_the_place_of_the_draft(mission: Mission, aigerim: User) -> None:
    first = draft(mission, aigerim)
    second = draft(mission, aigerim, "2", mood="How?")
    assert (first.pk, second.version, FormVersion.objects.count()) == (second.pk, "2", 1)


def test_a_replaced_draft_has_other_bytes_even_where_only_its_checks_changed(
    mission: Mission, aigerim: User
) -> None:
    def uploaded(*checks: tuple[str, ...]) -> FormVersion:
        header = ("code", "severity", "expression", "message")
        content = workbook([SURVEY, ("integer", "n", "N")], checks=[header, *checks])
        return upload_draft(mission=mission, content=content, name="f.xlsx", by=aigerim, now=NOW)

    first = ("A", "error", "n > 1", "a")
    digests = [uploaded(first).xform_md5, uploaded().xform_md5, uploaded(first, ("B", *first[1:])).xform_md5]
    assert len(set(digests)) == 3
    version = FormVersion.objects.get()
    assert etree.fromstring(bytes(version.xform)).tag.endswith("html")
    set_public_key(form=version.form, key=pem(rsa_key()), by=aigerim)
    version.refresh_from_db()
    assert version.file.sha256.encode() in bytes(version.xform)


def test_what_was_published_is_never_another(mission: Mission, aigerim: User) -> None:
    publish(draft=draft(mission, aigerim), by=aigerim, now=NOW)
    with pytest.raises(Refused) as refused:
        draft(mission, aigerim, "1", mood="How?")
    assert codes(refused) == {"F.131"}
    with pytest.raises(Refused) as again:
        publish(draft=FormVersion.objects.get(), by=aigerim, now=NOW)
    assert codes(again) == {"F.131"}


def test_a_workbook_of_another_form_is_no_new_version(mission: Mission, aigerim: User) -> None:
    form = draft(mission, aigerim).form
    with pytest.raises(Refused) as refused:
        upload_draft(mission=mission, content=with_table(), name="f.xlsx", by=aigerim, now=NOW, form=form)
    assert codes(refused) == {"F.130"}
    assert not Form.objects.filter(code="parties").exists()


@pytest.mark.parametrize("version", ["", "draft", "settings", "1/2", "a b", "x" * 41, "..", "№1"])
def test_a_version_that_cannot_stand_in_an_address_is_refused(
    version: str, mission: Mission, aigerim: User
) -> None:
    with pytest.raises(Refused) as refused:
        draft(mission, aigerim, version)
    assert codes(refused) == {"I.313"}


def test_a_draft_is_tested_and_its_tests_are_no_records(mission: Mission, aigerim: User) -> None:
    made = draft(mission, aigerim)
    member = Membership.objects.get(mission=mission, user=aigerim)
    phone = give_phone(membership=member, by=aigerim, now=NOW, draft=made)
    body = b"<data id='small' version='1'><seen><ballots>7</ballots><opened>25:00</opened></seen></data>"
    receipt = receive(sender=sender_of_phone(phone), road=Road.PHONE, body=body, files={}, now=NOW)
    assert (receipt.kind, Record.objects.count()) == ("test", 0)
    reading = Submission.objects.get().reading
    assert (reading["answers"], reading["not_accepted"]) == ({"ballots": 7}, ["opened"])
    publish(draft=made, by=aigerim, now=NOW)
    phone.refresh_from_db()
    assert phone.revoked_at == NOW


def test_a_draft_that_is_thrown_away_takes_its_tests_with_it(mission: Mission, aigerim: User) -> None:
    made = draft(mission, aigerim)
    member = Membership.objects.get(mission=mission, user=aigerim)
    phone = give_phone(membership=member, by=aigerim, now=NOW, draft=made)
    body = b"<data id='small' version='1'/>"
    receive(sender=sender_of_phone(phone), road=Road.PHONE, body=body, files={}, now=NOW)
    discard_draft(draft=made, by=aigerim)
    assert not any(model.objects.exists() for model in (Form, FormVersion, Submission))
    assert told("observation.draft_discarded")


def test_throwing_a_draft_away_leaves_what_is_published(mission: Mission, aigerim: User) -> None:
    published = publish(draft=draft(mission, aigerim), by=aigerim, now=NOW)
    discard_draft(draft=draft(mission, aigerim, "2"), by=aigerim)
    assert list(FormVersion.objects.all()) == [published]
    with pytest.raises(Refused):
        discard_draft(draft=published, by=aigerim)


def test_a_pack_s_form_is_published_at_once_with_its_xform(mission: Mission, aigerim: User) -> None:
    version = add_form_version(mission=mission, content=small_form(), name="f.xlsx", by=None)
    assert version.published_at is not None
    assert b'<data id="small" version="1"' in bytes(version.xform)
    assert version.languages == ["en", "sq"]


# ------------------------------------------------------------------ files


def test_a_form_whose_files_are_missing_is_not_published(mission: Mission, aigerim: User) -> None:
    made = upload_draft(mission=mission, content=with_table(), name="f.xlsx", by=aigerim, now=NOW)
    assert missing_files(made) == ["parties.csv"]
    with pytest.raises(Refused, match=r"parties\.csv") as refused:
        publish(draft=made, by=aigerim, now=NOW)
    assert codes(refused) == {"F.134"}
    file = add_file(version=made, file=io.BytesIO(b"name,label\na,A\n"), name="parties.csv", by=aigerim)
    assert file.md5 == md5_of(b"name,label\na,A\n")
    publish(draft=made, by=aigerim, now=NOW)


def test_files_still_used_come_along_to_the_next_version(mission: Mission, aigerim: User) -> None:
    made = upload_draft(mission=mission, content=with_table(), name="f.xlsx", by=aigerim, now=NOW)
    add_file(version=made, file=io.BytesIO(b"name,label\na,A\n"), name="parties.csv", by=aigerim)
    add_file(version=made, file=io.BytesIO(b"a\n1\n"), name="unused.csv", by=aigerim)
    publish(draft=made, by=aigerim, now=NOW)
    newer = upload_draft(mission=mission, content=with_table("2"), name="f.xlsx", by=aigerim, now=NOW)
    assert [file.name for file in newer.files.all()] == ["parties.csv"]
    remove_file(file=newer.files.get(), by=aigerim)
    assert missing_files(newer) == ["parties.csv"]
    with pytest.raises(Refused):
        remove_file(file=made.files.get(name="unused.csv"), by=aigerim)


def test_tables_that_the_server_makes_need_not_be_uploaded(mission: Mission, aigerim: User) -> None:
    rows = [SURVEY, ("select_one_from_file stations.csv", "station", "Station")]
    made = upload_draft(mission=mission, content=workbook(rows), name="f.xlsx", by=aigerim, now=NOW)
    assert missing_files(made) == []


@pytest.mark.parametrize(
    ("name", "content", "code"),
    [
        ("../../x.csv", b"name,label\na,A\n", "F.135"),
        ("", b"name,label\na,A\n", "F.135"),
        (".csv", b"name,label\na,A\n", "F.135"),
        ("x" * 121 + ".csv", b"a", "F.135"),
        ("page.html", b"<script>", "F.136"),
        ("plan.png", b"<svg xmlns='http://www.w3.org/2000/svg'/>", "F.136"),
        ("parties.csv", b"name,label\n\0", "F.136"),
        ("parties.csv", b"code,label\na,A\n", "C.121"),
        ("parties.csv", b"", "C.103"),
        ("parties.csv", "name,label\nя,Я\n".encode("cp1251"), "C.112"),
    ],
)
def test_a_file_that_is_not_what_it_says_is_refused(
    name: str, content: bytes, code: str, mission: Mission, aigerim: User
) -> None:
    made = upload_draft(mission=mission, content=with_table(), name="f.xlsx", by=aigerim, now=NOW)
    with pytest.raises(Refused) as refused:
        add_file(version=made, file=io.BytesIO(content), name=name, by=aigerim)
    assert code in codes(refused)
    assert not made.files.exists()


# ------------------------------------------------------------------ what is decided about it


def test_settings_are_changed_and_only_what_changed_is_told(mission: Mission, aigerim: User) -> None:
    version = publish(draft=draft(mission, aigerim), by=aigerim, now=NOW)
    settings = {
        "names": {"en": "Opening", "ru": "Открытие", "kk": ""},
        "kind": FormKind.OPENING,
        "roles": [Role.STO],
        "intake": "closing",
        "minimum_version": version,
        "position": 3,
    }
    form = change_form(form=version.form, by=aigerim, **settings)
    assert (form.names, form.intake, form.minimum_version) == (
        {"en": "Opening", "ru": "Открытие"},
        "closing",
        version,
    )
    before = Entry.objects.count()
    change_form(form=form, by=aigerim, **settings)
    assert Entry.objects.count() == before


def test_only_a_published_version_of_the_form_is_the_oldest_that_is_taken(
    mission: Mission, aigerim: User
) -> None:
    form = publish(draft=draft(mission, aigerim), by=aigerim, now=NOW).form
    with pytest.raises(Refused) as refused:
        change_form(
            form=form,
            by=aigerim,
            names={"en": "x"},
            kind="other",
            roles=[],
            intake="open",
            minimum_version=draft(mission, aigerim, "2"),
            position=0,
        )
    assert codes(refused) == {"F.133"}


def rsa_key(bits: int = 2048) -> rsa.RSAPrivateKey:
    return rsa.generate_private_key(public_exponent=65537, key_size=bits)


def pem(key: rsa.RSAPrivateKey | ec.EllipticCurvePrivateKey) -> str:
    form = serialization.PublicFormat.SubjectPublicKeyInfo
    return key.public_key().public_bytes(serialization.Encoding.PEM, form).decode()


def test_the_key_stands_in_the_bytes_that_phones_get(mission: Mission, aigerim: User) -> None:
    version = publish(draft=draft(mission, aigerim), by=aigerim, now=NOW)
    plain, key = bytes(version.xform), pem(rsa_key())
    form = set_public_key(form=version.form, key=key, by=aigerim)
    version.refresh_from_db()
    submission = etree.fromstring(bytes(version.xform)).find(".//{http://www.w3.org/2002/xforms}submission")
    assert submission is not None
    assert submission.get("base64RsaPublicKey") == form.public_key == plain_key(key)
    assert base64.b64decode(form.public_key)[:1] == b"0"
    assert version.xform_md5 == md5_of(bytes(version.xform)) != md5_of(plain)
    newer = draft(mission, aigerim, "2")
    assert form.public_key.encode() in bytes(newer.xform)
    set_public_key(form=form, key="", by=aigerim)
    version.refresh_from_db()
    assert b"base64RsaPublicKey" not in bytes(version.xform)


def test_what_is_no_public_rsa_key_is_refused(mission: Mission, aigerim: User) -> None:
    form = draft(mission, aigerim).form
    small, other = pem(rsa_key(1024)), pem(ec.generate_private_key(ec.SECP256R1()))
    private = rsa_key().private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    for key in (small, other, private.decode(), "no key", "AAAA", "-----BEGIN PUBLIC KEY-----", "ключ"):
        with pytest.raises(Refused) as refused:
            set_public_key(form=form, key=key, by=aigerim)
        assert codes(refused) == {"F.140"}


# ------------------------------------------------------------------ the library


@pytest.fixture
def shelf(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A library with one form, in place of the one that comes with Baqylau."""
    folder = tmp_path / "xx"
    folder.mkdir()
    (folder / "library.toml").write_text(
        'format = 1\ncode = "xx"\n[[form]]\nkey = "small"\nkind = "opening"\nroles = ["sto"]\n'
        '[form.names]\nen = "Opening"\nru = "Открытие"\nkk = "Ашылу"\n'
    )
    (folder / "small.xlsx").write_bytes(small_form())

    def forms() -> tuple[LibraryForm, ...]:
        return read_set(folder, FormKind.values, Role.values)

    monkeypatch.setattr(library, "standard_forms", forms)
    monkeypatch.setattr(library, "standard_form", lambda key: next(one for one in forms() if one.key == key))
    return folder


def test_a_standard_form_is_copied_as_a_draft_and_stays_linked(
    shelf: Path, mission: Mission, aigerim: User
) -> None:
    made = copy_from_library(mission=mission, key="small", by=aigerim, now=NOW)
    form = made.form
    assert (form.library, form.kind, form.roles, form.names["kk"]) == ("small", "opening", ["sto"], "Ашылу")
    assert newer_in_library(form) is None
    with pytest.raises(Refused) as refused:
        copy_from_library(mission=mission, key="small", by=aigerim, now=NOW)
    assert codes(refused) == {"F.155"}


def test_a_newer_standard_form_is_seen_and_taken_over_as_a_draft(
    shelf: Path, mission: Mission, aigerim: User
) -> None:
    form = copy_from_library(mission=mission, key="small", by=aigerim, now=NOW).form
    publish(draft=draft_of(form), by=aigerim, now=NOW)  # type: ignore[arg-type]
    with pytest.raises(Refused) as refused:
        take_newer(form=form, by=aigerim, now=NOW)
    assert codes(refused) == {"F.156"}
    (shelf / "small.xlsx").write_bytes(small_form("2", mood="How was it?"))
    assert newer_in_library(form) is not None
    made = take_newer(form=form, by=aigerim, now=NOW)
    assert (made.version, made.published_at) == ("2", None)
    form.refresh_from_db()
    assert newer_in_library(form) is None


@pytest.mark.parametrize(
    ("old", "new", "code"),
    [
        ("format = 1", "format = 2", "F.150"),
        ('code = "xx"', 'code = "yy"', "F.150"),
        ('key = "small"', 'key = "Small form"', "F.151"),
        ('roles = ["sto"]', 'roles = ["king"]', "F.152"),
        ('kind = "opening"', 'kind = "closing"', "C.144"),
        ('kind = "opening"', 'kinds = "opening"', "C.143"),
        ('kind = "opening"', 'file = "../small.xlsx"', "F.153"),
        ('kind = "opening"', 'file = "other.xlsx"', "C.101"),
    ],
)
def test_a_wrong_list_of_standard_forms_is_refused(shelf: Path, old: str, new: str, code: str) -> None:
    file = shelf / "library.toml"
    file.write_text(file.read_text().replace(old, new))
    with pytest.raises(Refused) as refused:
        read_set(shelf, FormKind.values, Role.values)
    assert code in codes(refused)


def test_every_standard_form_that_comes_along_is_called_as_its_workbook_says() -> None:
    forms = standard_forms()
    assert len(forms) == len({form.key for form in forms})
    for form in forms:
        read = read_form(form.read(), form.path.name)
        assert read.code == form.key
        assert set(read.languages) == {"en", "ru", "kk"}
        assert set(form.names) == {"en", "ru", "kk"}
        assert not read.remarks
    assert form_library.library_form(forms[0].key, FormKind.values, Role.values) == forms[0]
