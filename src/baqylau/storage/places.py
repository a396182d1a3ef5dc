"""Where stored bytes lie: on this machine's disk, or in a bucket where the settings name one."""

from __future__ import annotations

from collections.abc import Iterable
from contextlib import AbstractContextManager
from typing import IO, Protocol

from django.conf import settings

from baqylau.storage.disk import Disk
from baqylau.storage.pieces import Put


class Place(Protocol):
    """What a place for stored bytes must be able to do. Whatever goes wrong in it is an ``OSError``."""

    def put(self, pieces: Iterable[bytes], *, limit: int | None = None) -> Put:
        """Store bytes so that they are safe; ``TooLarge``, with nothing kept, above ``limit``."""
        ...

    def reading(self, sha256: str) -> AbstractContextManager[IO[bytes]]:
        """The bytes under this digest, to be read from first to last."""
        ...

    def whole(self, sha256: str) -> AbstractContextManager[IO[bytes]]:
        """A file that can be read in any order, found to be the bytes that arrived."""
        ...


def place() -> Place:
    """The place of this installation."""
    if settings.BUCKET:
        from baqylau.storage.bucket import Bucket  # only then: its library takes long to load

        return Bucket()
    return Disk()
