"""Bytes on disk under their SHA-256: written whole or not at all, and never changed."""

from __future__ import annotations

import contextlib
import hashlib
import os
import tempfile
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO

from django.conf import settings

from baqylau.storage.pieces import Put, write_pieces

_known_folders: set[Path] = set()
"""Folders whose own name this process knows to be safe on disk."""


def path_of(sha256: str) -> Path:
    """Where the bytes with this digest lie."""
    return Path(settings.STORED_FILES) / sha256[:2] / sha256


def digest_of(path: Path) -> str:
    """The SHA-256 of a file's bytes; ``OSError`` where it cannot be read."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


class Disk:
    """The folder ``STORED_FILES`` of this machine."""

    def put(self, pieces: Iterable[bytes], *, limit: int | None = None) -> Put:
        """Write bytes so that they survive a power cut.

        Bytes that are there already are left alone, unless the disk has damaged them: then these replace
        them. Two syncs, of the file and of the folder with its name, are all that a new file waits for.
        """
        root = Path(settings.STORED_FILES)
        root.mkdir(parents=True, exist_ok=True)
        descriptor, name = tempfile.mkstemp(dir=root, prefix=".incoming-")
        temporary = Path(name)
        try:
            with os.fdopen(descriptor, "wb") as file:
                put = write_pieces(file, pieces, limit)
                was_there = _is_whole(path_of(put.sha256), put)
                if not was_there:
                    file.flush()
                    os.fsync(file.fileno())
            _place(temporary, path_of(put.sha256), was_there)
        finally:
            with contextlib.suppress(FileNotFoundError):
                temporary.unlink()
        return Put(put.sha256, put.size, is_new=not was_there)

    @contextmanager
    def reading(self, sha256: str) -> Iterator[IO[bytes]]:
        """An open file with the bytes; ``OSError`` where there is none."""
        with path_of(sha256).open("rb") as file:
            yield file

    @contextmanager
    def whole(self, sha256: str) -> Iterator[IO[bytes]]:
        """The same, found to be the bytes that arrived; ``OSError`` where they are others."""
        with self.reading(sha256) as file:
            if hashlib.file_digest(file, "sha256").hexdigest() != sha256:  # type: ignore[arg-type]
                raise OSError("the stored bytes are not those that arrived")
            file.seek(0)
            yield file


def _is_whole(path: Path, put: Put) -> bool:
    """Whether these bytes are there. They are read again only where a file of that size has the name."""
    try:
        return path.stat().st_size == put.size and digest_of(path) == put.sha256
    except OSError:
        return False


def _place(temporary: Path, path: Path, was_there: bool) -> None:
    if not was_there:
        path.parent.mkdir(exist_ok=True)
        temporary.replace(path)
    # Also where it was there: whoever put it may not have come so far yet, and we are about to promise it.
    sync_folder(path.parent)
    if path.parent not in _known_folders:
        sync_folder(path.parent.parent)
        _known_folders.add(path.parent)


def sync_folder(folder: Path) -> None:
    """Make sure that the names in a folder survive a power cut."""
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
