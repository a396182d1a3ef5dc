"""Stored files in a bucket: the same promises as on disk, against a real HTTP server."""

from __future__ import annotations

import io
import socket
import subprocess
import sys
import time
import tracemalloc
import zlib
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import boto3
import pytest
from django.core.management import call_command

from baqylau.core.problem import Refused
from baqylau.site.backups import back_up, restore
from baqylau.storage.models import StoredFile, keep, keep_stream

pytestmark = pytest.mark.django_db(transaction=True)

NOW = datetime(2026, 3, 1, 12, tzinfo=UTC)


@pytest.fixture(scope="module")
def server() -> Iterator[str]:
    """A process of its own, so that its memory is not taken for ours."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    command = [sys.executable, "-m", "moto.server", "-H", "127.0.0.1", "-p", str(port)]
    running = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        _wait_for(port)
        yield f"http://127.0.0.1:{port}"
    finally:
        running.terminate()
        running.wait(timeout=30)


def _wait_for(port: int) -> None:
    for _ in range(300):
        try:
            socket.create_connection(("127.0.0.1", port), timeout=1).close()
        except OSError:
            time.sleep(0.1)
        else:
            return
    raise RuntimeError("the bucket's server does not answer")


@pytest.fixture
def bucket(server: str, settings: Any, request: pytest.FixtureRequest) -> Any:
    """An empty bucket of the test's own, which the installation uses."""
    settings.BUCKET = f"b{zlib.crc32(request.node.name.encode())}"
    settings.BUCKET_ENDPOINT, settings.BUCKET_REGION = server, "us-east-1"
    settings.BUCKET_KEY, settings.BUCKET_SECRET = "key", "secret"
    client = boto3.resource(
        "s3",
        endpoint_url=server,
        region_name="us-east-1",
        aws_access_key_id="key",
        aws_secret_access_key="secret",
    )
    made = client.Bucket(settings.BUCKET)
    made.create()
    return made


def names_in(bucket: Any) -> list[str]:
    return [one.key for one in bucket.objects.all()]


def test_bytes_come_back_as_they_arrived(bucket: Any, stored_files: Path) -> None:
    stored = keep(b"\x00\xff\r\n", name="form.csv", media_type="text/csv")
    assert stored.read() == b"\x00\xff\r\n"
    assert names_in(bucket) == [f"{stored.sha256[:2]}/{stored.sha256}"]
    assert not (stored_files / "files").exists()


def test_the_same_bytes_are_kept_once(bucket: Any) -> None:
    first = keep(b"same", name="one.csv")
    assert keep_stream(io.BytesIO(b"same"), name="two.csv", limit=4) == first
    assert StoredFile.objects.get().name == "one.csv"
    assert len(names_in(bucket)) == 1


def test_the_files_of_an_installation_can_lie_in_a_folder_of_the_bucket(bucket: Any, settings: Any) -> None:
    settings.BUCKET_FOLDER = "baqylau/2026"
    stored = keep(b"x", name="x")
    assert stored.read() == b"x"
    assert names_in(bucket) == [f"baqylau/2026/{stored.sha256[:2]}/{stored.sha256}"]


def test_bytes_that_were_changed_in_the_bucket_are_noticed(bucket: Any) -> None:
    stored = keep(b"as it arrived", name="form.csv")
    bucket.Object(names_in(bucket)[0]).put(Body=b"as it arrivee")
    with pytest.raises(ValueError, match="not those that arrived"):
        stored.read()
    with pytest.raises(OSError, match="not those that arrived"), stored.whole():
        pass


def test_bytes_that_are_gone_are_an_error_of_the_place_as_on_disk(bucket: Any) -> None:
    stored = keep(b"x", name="x")
    bucket.Object(names_in(bucket)[0]).delete()
    with pytest.raises(OSError, match="did not answer"):
        stored.read()


def test_a_bucket_that_is_not_there_promises_nothing(bucket: Any) -> None:
    bucket.delete()
    with pytest.raises(OSError, match="did not answer"):
        keep(b"x", name="x")
    assert not StoredFile.objects.exists()


def test_an_upload_above_the_limit_is_refused_and_nothing_stays(bucket: Any) -> None:
    with pytest.raises(Refused, match=r"W\.151"):
        keep_stream(io.BytesIO(bytes(2**21 + 1)), name="big.bin", limit=2**21)
    assert names_in(bucket) == []


def test_a_large_file_goes_in_and_out_without_being_held_in_memory(bucket: Any) -> None:
    size = 200 * 2**20
    with open("/dev/zero", "rb") as zeros:
        tracemalloc.start()
        stored = keep_stream(io.BufferedReader(_First(zeros, size)), name="film.mp4", limit=size)
        _, most_in = tracemalloc.get_traced_memory()
        tracemalloc.stop()
        tracemalloc.start()
        assert sum(len(piece) for piece in stored.pieces()) == size
        _, most_out = tracemalloc.get_traced_memory()
        tracemalloc.stop()
    assert stored.size == size
    assert most_in < 60 * 2**20, most_in
    assert most_out < 10 * 2**20, most_out


class _First(io.RawIOBase):
    """So many bytes of a file and no more."""

    def __init__(self, file: Any, size: int) -> None:
        self._file, self._left = file, size

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int:
        count = self._file.readinto(memoryview(buffer)[: self._left])
        self._left -= count
        return int(count)


def test_a_backup_of_an_installation_with_a_bucket_comes_back_into_another_and_onto_a_disk(
    bucket: Any, settings: Any, tmp_path: Path, server: str
) -> None:
    contents = {keep(content, name="x").sha256: content for content in (b"one", bytes(3 * 2**20))}
    lost = keep(b"lost", name="lost")
    bucket.Object(f"{lost.sha256[:2]}/{lost.sha256}").delete()
    manifest = back_up(tmp_path / "today", now=NOW)
    assert (sorted(contents), [lost.sha256]) == (manifest.files, manifest.missing)
    settings.BUCKET = f"{settings.BUCKET}2"
    other = bucket.meta.client
    other.create_bucket(Bucket=settings.BUCKET)
    for bucket_name in (settings.BUCKET, ""):
        settings.BUCKET = bucket_name
        call_command("flush", interactive=False, verbosity=0)
        restore(tmp_path / "today")
        found = StoredFile.objects.exclude(pk=lost.pk)
        assert {stored.sha256: stored.read() for stored in found} == contents
