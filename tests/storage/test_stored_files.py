"""Bytes that arrived are kept whole, once, and unchanged."""

from __future__ import annotations

import io
import tracemalloc
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from baqylau.core.problem import Refused
from baqylau.storage.disk import path_of
from baqylau.storage.models import StoredFile, keep, keep_stream

pytestmark = pytest.mark.django_db


class Endless(io.RawIOBase):
    """Zeros without end, and a count of how many were asked for."""

    read_so_far = 0

    def read(self, size: int = -1) -> bytes:
        self.read_so_far += size
        return bytes(size)


def files_in(folder: Path) -> list[Path]:
    return [path for path in folder.rglob("*") if path.is_file()]


def test_bytes_come_back_as_they_arrived() -> None:
    stored = keep(b"\x00\xff\r\n", name="form.csv", media_type="text/csv")
    assert stored.read() == b"\x00\xff\r\n"
    assert stored.size == 4
    assert path_of(stored.sha256).name == stored.sha256


def test_the_same_bytes_are_kept_once(stored_files: Path) -> None:
    first = keep(b"same", name="one.csv")
    assert keep(b"same", name="two.csv") == first
    assert keep_stream(io.BytesIO(b"same"), name="three.csv", limit=4) == first
    assert StoredFile.objects.get().name == "one.csv"
    assert len(files_in(stored_files)) == 1


def test_bytes_that_the_disk_changed_are_noticed() -> None:
    stored = keep(b"as it arrived", name="form.csv")
    path_of(stored.sha256).write_bytes(b"as it arrivee")
    with pytest.raises(ValueError, match="not those that arrived"):
        stored.read()


def test_damaged_bytes_are_mended_when_they_arrive_again() -> None:
    stored = keep(b"as it arrived", name="form.csv")
    path_of(stored.sha256).write_bytes(b"as it arrivee")
    keep(b"as it arrived", name="form.csv")
    assert stored.read() == b"as it arrived"


@pytest.mark.parametrize("size", [0, 1, 2**20, 2**20 + 1])
def test_an_upload_is_kept_piece_by_piece(size: int) -> None:
    content = bytes(range(256)) * (size // 256) + b"x" * (size % 256)
    upload = SimpleUploadedFile("photo.jpg", content, "image/jpeg")
    assert keep_stream(upload, name="photo.jpg", limit=2**21).read() == content


def test_an_upload_above_the_limit_is_refused_and_nothing_stays(stored_files: Path) -> None:
    with pytest.raises(Refused, match=r"W\.151 'big.bin': The file is larger than 2 MB"):
        keep_stream(io.BytesIO(bytes(2**21 + 1)), name="big.bin", limit=2**21)
    assert not files_in(stored_files)
    assert not StoredFile.objects.exists()


def test_an_endless_upload_is_neither_read_on_nor_held_in_memory() -> None:
    endless = Endless()
    tracemalloc.start()
    with pytest.raises(Refused):
        keep_stream(endless, name="endless", limit=50 * 2**20)  # type: ignore[arg-type]
    _, most = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert endless.read_so_far == 51 * 2**20
    assert most < 5 * 2**20


def test_a_long_name_is_shortened() -> None:
    assert len(keep(b"x", name="n" * 300).name) == 255
