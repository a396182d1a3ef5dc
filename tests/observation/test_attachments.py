"""Files that came with reports: shown small, shown whole, downloaded; never run."""

from __future__ import annotations

import io
import struct
import zlib

import pytest
from django.conf import LazySettings
from django.test import Client
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from baqylau.accounts.models import User
from baqylau.mission.models import Mission, Team
from baqylau.observation.models import Attachment, Record, Submission
from baqylau.observation.thumbnails import NoPicture, thumbnail
from baqylau.storage.disk import path_of
from baqylau.storage.media_types import media_type_of
from baqylau.storage.models import keep
from tests.observation.sending import published_form

pytestmark = pytest.mark.django_db


def picture(kind: str = "JPEG", size: tuple[int, int] = (640, 400), **more: object) -> bytes:
    made = io.BytesIO()
    Image.new("RGB", size, "green").save(made, kind, **more)
    return made.getvalue()


@pytest.fixture
def record(mission: Mission, bolat: User) -> Record:
    """A record of Bolat's team, which was sent."""
    version = published_form(mission)
    team = Team.objects.create(mission=mission, code="T1")
    bolat.memberships.update(team=team, place=1)
    made = Record.objects.create(mission=mission, form_version=version, number=1, team=team)
    Submission.objects.create(
        mission=mission,
        form=version.form,
        form_version=version,
        record=made,
        road="phone",
        instance_id="uuid:1",
        body=b"<data/>",
        sha256="0" * 64,
        arrived_at=timezone.now(),
    )
    return made


def attach(record: Record, content: bytes, name: str) -> Attachment:
    file = keep(content, name=name)
    return Attachment.objects.create(
        submission=record.submissions.get(),
        name=name,
        file=file,
        media_type=file.media_type,
        arrived_at=timezone.now(),
    )


def at(attachment: Attachment) -> str:
    return f"/missions/steppe/attachments/{attachment.pk}/"


def sign_in(client: Client, user: User) -> None:
    client.force_login(user, "baqylau.mission.backend.RoleBackend")


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP"])
def test_a_photograph_is_shown_in_a_sandbox(client: Client, record: Record, bolat: User, kind: str) -> None:
    attachment = attach(record, picture(kind), "box.bin")
    sign_in(client, bolat)
    shown = client.get(at(attachment))
    assert shown.getvalue() == picture(kind)
    assert shown["Content-Type"] == f"image/{kind.lower()}"
    assert shown["Content-Disposition"].startswith("inline")
    assert shown["Content-Security-Policy"] == "default-src 'none'; sandbox"
    assert shown["X-Content-Type-Options"] == "nosniff"
    small = client.get(f"{at(attachment)}small/")
    assert small["Content-Type"] == "image/jpeg"
    with Image.open(io.BytesIO(small.content)) as made:
        assert made.size == (480, 300)


@pytest.mark.parametrize(
    ("content", "name"),
    [
        (b"<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'/>", "box.svg"),
        (b"<!doctype html><script>alert(1)</script>", "box.jpg"),
        (b"\xff\xd8\xff<script>alert(1)</script>", "box.jpg"),
        (b"GIF89a<script>", "box.gif"),
        (b"%PDF-1.7", "box.pdf"),
        (b"", "nothing.png"),
    ],
)
def test_everything_else_is_downloaded_as_bytes(
    client: Client, record: Record, bolat: User, content: bytes, name: str
) -> None:
    attachment = attach(record, content, name)
    sign_in(client, bolat)
    sent = client.get(at(attachment))
    assert sent.getvalue() == content
    assert sent["Content-Type"] == "application/octet-stream"
    assert sent["Content-Disposition"] == f'attachment; filename="{name}"'
    assert client.get(f"{at(attachment)}small/").status_code == 404


def test_a_name_cannot_break_out_of_its_header(client: Client, record: Record, bolat: User) -> None:
    attachment = attach(record, b"x", 'a"; \r\nSet-Cookie: x=1; қ.txt')
    sign_in(client, bolat)
    assert "Set-Cookie" not in client.get(at(attachment)).headers


def test_nobody_sees_the_photographs_of_another_team(
    client: Client, record: Record, bolat: User, dana: User, carla: User, erik: User
) -> None:
    attachment = attach(record, picture(), "box.jpg")
    for user, status in ((bolat, 200), (dana, 200), (carla, 404), (erik, 404)):
        sign_in(client, user)
        assert client.get(at(attachment)).status_code == status
        assert client.get(f"{at(attachment)}small/").status_code == status
    bolat.memberships.update(team=None, place=None)
    sign_in(client, bolat)
    assert client.get(at(attachment)).status_code == 404


def test_damaged_bytes_are_not_shown_as_if_they_were_the_file(
    client: Client, record: Record, bolat: User
) -> None:
    attachment = attach(record, picture(), "box.jpg")
    path_of(attachment.file.sha256).write_bytes(b"x" * attachment.file.size)
    sign_in(client, bolat)
    assert client.get(at(attachment)).status_code == 503
    assert client.get(f"{at(attachment)}small/").status_code == 404


def test_the_end_of_a_large_file_that_is_damaged_is_withheld(
    client: Client, record: Record, bolat: User
) -> None:
    content = bytes(3 * 2**20)
    attachment = attach(record, content, "film.mp4")
    path_of(attachment.file.sha256).write_bytes(content[:-1] + b"x")
    sign_in(client, bolat)
    sent = client.get(at(attachment))
    came = []
    with pytest.raises(ValueError, match="not those that arrived"):
        came.extend(sent.streaming_content)
    assert sum(len(piece) for piece in came) < len(content) == int(sent["Content-Length"])


# ------------------------------------------------------------------ small pictures


def test_a_small_picture_is_upright_and_holds_nothing_else() -> None:
    exif = Image.Exif()
    exif[0x0112] = 6  # turned by a quarter
    exif[0x8825] = {1: "N", 2: (43.0, 15.0, 0.0)}
    with Image.open(io.BytesIO(thumbnail(io.BytesIO(picture(exif=exif))))) as made:
        assert made.size == (300, 480)
        assert not made.getexif()


def bomb(width: int, height: int) -> bytes:
    """A PNG that says it is enormous."""

    def chunk(kind: bytes, content: bytes) -> bytes:
        checked = kind + content
        return struct.pack(">I", len(content)) + checked + struct.pack(">I", zlib.crc32(checked))

    head = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    return (
        b"\x89PNG\r\n\x1a\n"
        + chunk(b"IHDR", head)
        + chunk(b"IDAT", zlib.compress(bytes(100)))
        + chunk(b"IEND", b"")
    )


@pytest.mark.parametrize(("width", "height"), [(50_000, 50_000), (10_000, 7_000), (2**31 - 1, 2**31 - 1)])
def test_a_picture_that_would_fill_the_memory_is_none(width: int, height: int) -> None:
    with pytest.raises(NoPicture):
        thumbnail(io.BytesIO(bomb(width, height)))


@given(
    st.binary(max_size=200), st.sampled_from([b"", b"\xff\xd8\xff", b"\x89PNG\r\n\x1a\n", b"RIFF    WEBP"])
)
def test_no_bytes_break_the_reading_of_kinds_and_pictures(content: bytes, signature: bytes) -> None:
    assert "/" in media_type_of(signature + content, "x.jpg")
    with pytest.raises(NoPicture):
        thumbnail(io.BytesIO(signature + content))


@given(st.integers(0, 5000), st.integers(1, 60))
def test_a_photograph_that_was_cut_or_damaged_breaks_nothing(at: int, count: int) -> None:
    content = bytearray(PHOTOGRAPH)
    content[at : at + count] = b"\xff" * count
    for damaged in (bytes(content), PHOTOGRAPH[:at]):
        assert "/" in media_type_of(damaged, "x.jpg")
        try:
            thumbnail(io.BytesIO(damaged))
        except NoPicture:
            continue


PHOTOGRAPH = picture(size=(300, 200))


@pytest.mark.parametrize(
    ("content", "name", "kind"),
    [
        (picture("JPEG"), "x.png", "image/jpeg"),
        (picture("PNG"), "x.html", "image/png"),
        (b"<html></html>", "x.jpg", "text/html"),
        (b"a,b\n1,2\n", "table.csv", "text/csv"),
        (b"a,b\n1,2\n", "table.jpg", "application/octet-stream"),
        ("Қазақ".encode()[:-1], "x.txt", "text/plain"),
        (b"\xff\xd8\xffno picture", "x.jpg", "application/octet-stream"),
        (b"\x00\x00\x00\x18ftypmp42", "", "video/mp4"),
        (b"", "x.csv", "text/csv"),
    ],
)
def test_a_kind_is_what_the_content_says(content: bytes, name: str, kind: str) -> None:
    assert media_type_of(content, name) == kind


def test_a_file_is_downloaded_where_the_installation_has_a_bucket_too(
    client: Client, record: Record, bolat: User, settings: LazySettings, monkeypatch: pytest.MonkeyPatch
) -> None:
    attachment = attach(record, picture(), "box.jpg")
    settings.BUCKET = "gone"
    settings.BUCKET_ENDPOINT, settings.BUCKET_REGION = "http://127.0.0.1:9", "us-east-1"
    settings.BUCKET_KEY = settings.BUCKET_SECRET = "x"
    monkeypatch.setattr("baqylau.storage.bucket.ATTEMPTS", 1)
    sign_in(client, bolat)
    assert client.get(at(attachment)).status_code == 503
