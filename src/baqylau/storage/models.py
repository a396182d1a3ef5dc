"""Files that arrived: their bytes are stored unchanged, under their SHA-256, before anything is parsed."""

from __future__ import annotations

import hashlib
import os
import tempfile
from pathlib import Path

from django.conf import settings
from django.db import models


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


def path_of(sha256: str) -> Path:
    """Where the bytes with this digest lie."""
    return Path(settings.STORED_FILES) / sha256[:2] / sha256


def keep(content: bytes, *, name: str, media_type: str = "application/octet-stream") -> StoredFile:
    """Store bytes and describe them; the same bytes a second time give the first description."""
    sha256 = hashlib.sha256(content).hexdigest()
    _write(path_of(sha256), content)
    stored, _ = StoredFile.objects.get_or_create(
        sha256=sha256, defaults={"size": len(content), "name": name[:255], "media_type": media_type}
    )
    return stored


def _write(path: Path, content: bytes) -> None:
    if path.exists() and path.stat().st_size == len(content):
        return
    path.parent.mkdir(parents=True, exist_ok=True)
    descriptor, temporary = tempfile.mkstemp(dir=path.parent)
    with os.fdopen(descriptor, "wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
    Path(temporary).replace(path)
