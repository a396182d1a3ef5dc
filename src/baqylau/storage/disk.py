"""Bytes on disk under their SHA-256: written whole or not at all, and never changed."""

from __future__ import annotations

import hashlib
import os
import tempfile
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import BinaryIO

from django.conf import settings

CHUNK = 2**20


class TooLarge(Exception):
    """More bytes came than were allowed; none were kept."""


def path_of(sha256: str) -> Path:
    """Where the bytes with this digest lie."""
    return Path(settings.STORED_FILES) / sha256[:2] / sha256


def chunks_of(file: BinaryIO) -> Iterator[bytes]:
    """An open file's bytes in pieces of a megabyte."""
    while chunk := file.read(CHUNK):
        yield chunk


def digest_of(path: Path) -> str:
    """The SHA-256 of a file's bytes; ``OSError`` where it cannot be read."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def put(chunks: Iterable[bytes], *, limit: int | None = None) -> tuple[str, int]:
    """Write bytes so that they survive a power cut; their SHA-256 and their number.

    Bytes that are there already are left alone, unless the disk has damaged them: then these replace them.
    """
    root = Path(settings.STORED_FILES)
    root.mkdir(parents=True, exist_ok=True)
    descriptor, name = tempfile.mkstemp(dir=root, prefix=".incoming-")
    temporary = Path(name)
    try:
        with os.fdopen(descriptor, "wb") as file:
            sha256, size = _write(file, chunks, limit)
            file.flush()
            os.fsync(file.fileno())
        _place(temporary, path_of(sha256), sha256)
    finally:
        temporary.unlink(missing_ok=True)
    return sha256, size


def _write(file: BinaryIO, chunks: Iterable[bytes], limit: int | None) -> tuple[str, int]:
    whole, size = hashlib.sha256(), 0
    for chunk in chunks:
        size += len(chunk)
        if limit is not None and size > limit:
            raise TooLarge
        whole.update(chunk)
        file.write(chunk)
    return whole.hexdigest(), size


def _place(temporary: Path, path: Path, sha256: str) -> None:
    if path.exists() and digest_of(path) == sha256:
        return
    path.parent.mkdir(exist_ok=True)
    temporary.replace(path)
    sync_folder(path.parent)
    sync_folder(path.parent.parent)


def sync_folder(folder: Path) -> None:
    """Make sure that the names in a folder survive a power cut."""
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
