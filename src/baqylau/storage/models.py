"""Files that arrived: their bytes are stored unchanged, under their SHA-256, before anything is parsed."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from pathlib import Path
from typing import BinaryIO

from django.core.files.base import File
from django.db import models

from baqylau.core.problem import Phrase, Problem, Refused
from baqylau.storage import disk
from baqylau.storage.disk import path_of


class StoredFile(models.Model):
    """The description of bytes kept on disk under their digest."""

    sha256 = models.CharField(max_length=64, unique=True)
    size = models.PositiveBigIntegerField()
    name = models.CharField(max_length=255)
    media_type = models.CharField(max_length=120, default="application/octet-stream")
    arrived_at = models.DateTimeField(auto_now_add=True)

    def __str__(self) -> str:
        return f"{self.name} ({self.sha256[:12]})"

    @property
    def path(self) -> Path:
        return path_of(self.sha256)

    def read(self) -> bytes:
        """The bytes as they arrived; ``ValueError`` where the disk gives others."""
        content = self.path.read_bytes()
        if hashlib.sha256(content).hexdigest() != self.sha256:
            raise ValueError(f"the stored bytes of {self.name} are not those that arrived")
        return content


def keep(content: bytes, *, name: str, media_type: str = "application/octet-stream") -> StoredFile:
    """Store bytes and describe them; the same bytes a second time give the first description."""
    return _described(*disk.put([content]), name=name, media_type=media_type)


def keep_stream(
    file: BinaryIO | File[bytes],
    *,
    name: str,
    limit: int,
    media_type: str = "application/octet-stream",
) -> StoredFile:
    """Store an open file, such as an upload, piece by piece; ``Refused`` above ``limit`` bytes."""
    chunks: Iterable[bytes] = file.chunks(disk.CHUNK) if isinstance(file, File) else disk.chunks_of(file)
    try:
        sha256, size = disk.put(chunks, limit=limit)
    except disk.TooLarge:
        says = Phrase("The file is larger than {size}.", size=Phrase("{number} MB", number=limit // 2**20))
        raise Refused(
            Problem("W.151", says, Phrase("Give a smaller file, or several."), f"'{name[:255]}'")
        ) from None
    return _described(sha256, size, name=name, media_type=media_type)


def _described(sha256: str, size: int, *, name: str, media_type: str) -> StoredFile:
    stored, _ = StoredFile.objects.get_or_create(
        sha256=sha256, defaults={"size": size, "name": name[:255], "media_type": media_type[:120]}
    )
    return stored
