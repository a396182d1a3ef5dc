"""Encrypted reports: received unread, opened where the key is, brought back and read."""

from __future__ import annotations

import hashlib
import io
import json
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone

from baqylau.accounts.models import User
from baqylau.core.problem import Refused
from baqylau.mission.models import Membership, Mission
from baqylau.observation.actions.acknowledge import acknowledge
from baqylau.observation.actions.phones import give_phone
from baqylau.observation.encrypted_reports import bring_back
from baqylau.observation.models import Acknowledgement, Attachment, Phone, Record, Submission
from baqylau.observation.sources.encrypted import (
    new_private_key,
    open_envelope,
    private_pem,
    public_base64,
    read_envelope,
    read_private_key,
)
from baqylau.trail.models import Entry
from tests.observation.collect import Report
from tests.observation.encryptor import encrypt
from tests.observation.phones import collect, phone_form
from tests.observation.sending import filled, in_team
from tests.processes import environment

PHOTO = b"\xff\xd8\xff" + bytes(range(256)) * 40
BACKEND = "baqylau.mission.backend.RoleBackend"


@pytest.fixture(scope="module")
def key() -> RSAPrivateKey:
    return new_private_key()


@pytest.fixture
def phone(mission: Mission, bolat: User, aigerim: User) -> Phone:
    observer = in_team(Membership.objects.get(user=bolat, mission=mission))
    return give_phone(membership=observer, by=aigerim, now=timezone.now())


def closed(
    key: RSAPrivateKey, instance: str = "uuid:1", **changes: str
) -> tuple[bytes, bytes, dict[str, bytes]]:
    """A report, its envelope, and the files that go with that."""
    xml = filled(instance, photo="фото.jpg", **changes)
    envelope, files = encrypt(
        public_base64(key), xml, {"фото.jpg": PHOTO}, form="voting", version="1", instance=instance
    )
    return xml, envelope, files


# ------------------------------------------------------------------ opening


def test_what_another_program_encrypted_opens_to_what_it_was(key: RSAPrivateKey) -> None:
    xml, envelope, files = closed(key)
    opened = open_envelope(read_envelope(envelope), {name: [one] for name, one in files.items()}, key)
    assert opened.xml == xml
    assert opened.files == {"фото.jpg": PHOTO}


def test_a_file_that_came_twice_is_told_from_the_whole_one(key: RSAPrivateKey) -> None:
    xml, envelope, files = closed(key)
    came = {name: [one[:-16], one] for name, one in files.items()}
    assert open_envelope(read_envelope(envelope), came, key).xml == xml


@pytest.mark.parametrize(
    ("damage", "code"),
    [("other key", "O.202"), ("missing", "O.203"), ("changed", "O.204"), ("swapped", "O.204")],
)
def test_what_is_not_whole_is_refused(key: RSAPrivateKey, damage: str, code: str) -> None:
    _xml, envelope, files = closed(key)
    came = {name: [one] for name, one in files.items()}
    used = new_private_key() if damage == "other key" else key
    if damage == "missing":
        del came["фото.jpg.enc"]
    elif damage == "changed":
        came["фото.jpg.enc"] = [bytes([came["фото.jpg.enc"][0][0] ^ 1]) + came["фото.jpg.enc"][0][1:]]
    elif damage == "swapped":
        envelope = envelope.replace(b'version="1"', b'version="2"')
    with pytest.raises(Refused) as caught:
        open_envelope(read_envelope(envelope), came, used)
    assert caught.value.problems[0].code == code


def test_a_locked_key_opens_with_its_passphrase_only(key: RSAPrivateKey) -> None:
    pem = private_pem(key, b"long words")
    assert public_base64(read_private_key(pem, b"long words")) == public_base64(key)
    for wrong in (b"", b"other"):
        with pytest.raises(Refused, match=r"O\.200"):
            read_private_key(pem, wrong)


# ------------------------------------------------------------------ the whole way


def command(*arguments: object, folder: Path) -> subprocess.CompletedProcess[str]:
    """``baqylau decrypt`` with a database that does not exist: it needs none."""
    env = environment(folder, "postgresql://nobody@127.0.0.1:1/none")
    line = [sys.executable, "-m", "baqylau", "decrypt", *map(str, arguments)]
    return subprocess.run(line, env=env, cwd=folder, capture_output=True, text=True, check=False)


@pytest.mark.django_db
def test_a_report_is_received_unread_decrypted_elsewhere_and_read(
    mission: Mission, phone: Phone, aigerim: User, tmp_path: Path
) -> None:
    made = command("--new-key", tmp_path / "key.pem", folder=tmp_path)
    assert made.returncode == 0, made.stderr
    assert (tmp_path / "key.pem").stat().st_mode & 0o077 == 0
    key = read_private_key((tmp_path / "key.pem").read_bytes())
    assert made.stdout.strip() == public_base64(key)

    phone_form(mission)
    xml, envelope, files = closed(key, comment="Тайна")
    collect(phone).send(Report(envelope, files))
    record = Record.objects.get()
    assert record.is_unread
    assert record.flags == ["encrypted"]

    client = Client()
    client.force_login(aigerim, backend=BACKEND)
    assert "voting: 1" in client.get("/missions/steppe/encrypted/").content.decode()
    response = client.get("/missions/steppe/encrypted.zip")
    (tmp_path / "encrypted.zip").write_bytes(b"".join(response.streaming_content))
    done = command("encrypted.zip", "key.pem", folder=tmp_path)
    assert done.returncode == 0, done.stderr

    for told in ("1 report can be read now", "1 was brought back before"):
        upload = SimpleUploadedFile("decrypted.zip", (tmp_path / "decrypted.zip").read_bytes())
        page = client.post("/missions/steppe/encrypted/", {"file": upload})
        assert told in page.content.decode()
    record.refresh_from_db()
    assert not record.is_unread
    assert record.flags == ["station_not_matched"]
    assert record.ratings == {"overall": "good"}
    newest = record.versions.get(is_newest=True)
    assert (newest.number, newest.answers["comment"], newest.by) == (2, "Тайна", aigerim)
    submission = Submission.objects.get()
    assert (bytes(submission.body), bytes(submission.decrypted or b"")) == (envelope, xml)
    kept = {one.name: one.file.read() for one in Attachment.objects.all()}
    assert kept == {**files, "фото.jpg": PHOTO}
    entry = Entry.objects.get(action="observation.record_decrypted")
    assert json.loads(bytes(entry.body))["change"]["sha256"] == hashlib.sha256(xml).hexdigest()


@pytest.mark.django_db
def test_a_report_that_cannot_be_opened_does_not_hold_up_the_others(
    mission: Mission, phone: Phone, aigerim: User, tmp_path: Path, key: RSAPrivateKey
) -> None:
    phone_form(mission)
    for number, used in (("uuid:1", key), ("uuid:2", new_private_key())):
        _xml, envelope, files = closed(used, number)
        collect(phone).send(Report(envelope, files))
    (tmp_path / "key.pem").write_bytes(private_pem(key))
    client = Client()
    client.force_login(aigerim, backend=BACKEND)
    response = client.get("/missions/steppe/encrypted.zip")
    (tmp_path / "encrypted.zip").write_bytes(b"".join(response.streaming_content))
    done = command("encrypted.zip", "key.pem", "--to", "out.zip", folder=tmp_path)
    assert done.returncode == 1
    assert "O.202" in done.stderr
    with (tmp_path / "out.zip").open("rb") as file:
        told = bring_back(mission=mission, file=file, by=aigerim, now=timezone.now())
    assert (told.taken, told.problems) == (1, [])
    assert command("encrypted.zip", "key.pem", "--to", "out.zip", folder=tmp_path).returncode == 2


# ------------------------------------------------------------------ what comes back


def zipped(entries: dict[str, bytes]) -> io.BytesIO:
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, inside in entries.items():
            archive.writestr(name, inside)
    content.seek(0)
    return content


def back(mission: Mission, by: User, entries: dict[str, bytes]) -> list[str]:
    """The codes of what could not be taken."""
    told = bring_back(mission=mission, file=zipped(entries), by=by, now=timezone.now())
    return [problem.code for _where, problem in told.problems]


@pytest.mark.django_db
def test_what_turns_out_critical_was_not_seen_by_who_saw_it_unread(
    mission: Mission, phone: Phone, aigerim: User, key: RSAPrivateKey
) -> None:
    phone_form(mission)
    xml, envelope, files = closed(key, stuffing="yes")
    collect(phone).send(Report(envelope, files))
    acknowledge(record=Record.objects.get(), by=aigerim, now=timezone.now())
    assert back(mission, aigerim, {f"{hashlib.sha256(envelope).hexdigest()}/submission.xml": xml}) == []
    assert Record.objects.get().critical == ["stuffing"]
    assert not Acknowledgement.objects.exists()


@pytest.mark.django_db
def test_what_is_brought_back_must_be_of_its_report(
    mission: Mission, phone: Phone, aigerim: User, key: RSAPrivateKey, settings: object
) -> None:
    phone_form(mission)
    xml, envelope, files = closed(key)
    collect(phone).send(Report(envelope, files))
    place = hashlib.sha256(envelope).hexdigest()
    assert back(mission, aigerim, {f"{place}/submission.xml": filled("uuid:other")}) == ["O.212"]
    assert back(mission, aigerim, {f"{place}/submission.xml": filled(version="9")}) == ["O.212"]
    assert back(mission, aigerim, {f"{place}/submission.xml": envelope}) == ["O.212"]
    assert back(mission, aigerim, {f"{place}/submission.xml": b"<no"}) == ["O.101"]
    assert back(mission, aigerim, {f"{place}/submission.xml": b"\0" * 20_000_000}) == ["O.206"]
    assert Record.objects.get().is_unread
    assert back(mission, aigerim, {f"{place}/submission.xml": xml, "../../x": b"1", "a/b": b"2"}) == []
    assert not Record.objects.get().is_unread
    changed = xml.replace(b"Quiet", b"Loud!")
    assert back(mission, aigerim, {f"{place}/submission.xml": changed}) == ["O.211"]


@pytest.mark.django_db
def test_a_zip_that_unpacks_to_too_much_is_not_unpacked(
    mission: Mission, phone: Phone, aigerim: User, key: RSAPrivateKey, settings: object
) -> None:
    settings.LARGEST_ATTACHMENT = 1_000_000  # type: ignore[attr-defined]
    phone_form(mission)
    xml, envelope, files = closed(key)
    collect(phone).send(Report(envelope, files))
    place = hashlib.sha256(envelope).hexdigest()
    bomb = {f"{place}/submission.xml": xml, f"{place}/files/фото.jpg": b"\0" * 50_000_000}
    assert back(mission, aigerim, bomb) == ["O.206"]


@pytest.mark.django_db
def test_what_is_no_zip_is_refused_on_the_page(mission: Mission, aigerim: User) -> None:
    client = Client()
    client.force_login(aigerim, backend=BACKEND)
    page = client.post("/missions/steppe/encrypted/", {"file": SimpleUploadedFile("x.zip", b"no zip")})
    assert page.status_code == 400
    assert "O.205" in page.content.decode()


@pytest.mark.django_db
def test_an_edit_that_came_later_stays_the_newest(
    mission: Mission, phone: Phone, aigerim: User, key: RSAPrivateKey
) -> None:
    phone_form(mission)
    first_xml, first, files = closed(key)
    collect(phone).send(Report(first, files))
    collect(phone).send(Report(filled("uuid:2", deprecated="uuid:1", comment="corrected")))
    back(mission, aigerim, {f"{hashlib.sha256(first).hexdigest()}/submission.xml": first_xml})
    record = Record.objects.get()
    assert record.versions.get(is_newest=True).answers["comment"] == "corrected"
    assert bytes(Submission.objects.get(instance_id="uuid:1").decrypted or b"") == first_xml
