"""Files that arrived: their bytes are stored unchanged, under their SHA-256, before anything is parsed."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from typing import IO, BinaryIO

from django.core.files.base import File
from django.db import models

from baqylau.core.problem import Phrase, Problem, Refused
from baqylau.storage.media_types import UNKNOWN, media_type_of
from baqylau.storage.pieces import PIECE, TooLarge, checked, pieces_of
from baqylau.storage.places import place


class StoredFile(models.Model):
    """The description of bytes kept under their digest, on disk or in a bucket."""

    sha256 = models.CharField(max_length=64, unique=True)
    size = models.PositiveBigIntegerField()
    name = models.CharField(max_length=255)
    media_type = models.CharField(max_length=120, default=UNKNOWN)
    arrived_at = models.DateTimeField(auto_now_add=True)

    def __str__(self) -> str:
        return f"{self.name} ({self.sha256[:12]})"

    def read(self) -> bytes:
        """The bytes as they arrived; ``ValueError`` where others are there, ``OSError`` where none are."""
        return b"".join(self.pieces())

    def pieces(self) -> Iterator[bytes]:
        """The same in pieces of a megabyte. The last is held back until all are known to be whole."""
        with place().reading(self.sha256) as file:
            try:
                yield from checked(pieces_of(file), self.sha256)
            except ValueError as error:
                raise ValueError(f"{error}: {self.name}") from None

    def whole(self) -> AbstractContextManager[IO[bytes]]:
        """An open file that can be read in any order, found whole; ``OSError`` where it is not."""
        return place().whole(self.sha256)


@dataclass(frozen=True, slots=True)
class Kept:
    """Bytes that are safe, and that no row describes yet."""

    sha256: str
    size: int
    name: str
    media_type: str
    is_new: bool = True
    """Whether the bytes were not there before; then no row need be looked for."""


def keep(content: bytes, *, name: str, media_type: str = "") -> StoredFile:
    """Store bytes and describe them; the same bytes a second time give the first description."""
    put = place().put([content])
    media_type = media_type or media_type_of(content[:PIECE], name)
    return describe([Kept(put.sha256, put.size, name, media_type, put.is_new)])[0]


def keep_stream(file: BinaryIO | File[bytes], *, name: str, limit: int, media_type: str = "") -> StoredFile:
    """Store an open file, such as an upload, piece by piece; ``Refused`` above ``limit`` bytes.

    Its media type is what its content says, unless it is given.
    """
    return describe([keep_bytes(file, name=name, limit=limit, media_type=media_type)])[0]


def keep_bytes(file: BinaryIO | File[bytes], *, name: str, limit: int, media_type: str = "") -> Kept:
    """Store an open file's bytes only; ``describe`` them in the transaction that refers to them."""
    pieces = _Looked(file.chunks(PIECE) if isinstance(file, File) else pieces_of(file), name)
    try:
        put = place().put(pieces, limit=limit)
    except TooLarge:
        says = Phrase("The file is larger than {size}.", size=Phrase("{number} MB", number=limit // 2**20))
        raise Refused(
            Problem("W.151", says, Phrase("Give a smaller file, or several."), f"'{name[:255]}'")
        ) from None
    return Kept(put.sha256, put.size, name, media_type or pieces.media_type, put.is_new)


class _Looked:
    """Pieces that pass, and what the first says they are."""

    def __init__(self, pieces: Iterable[bytes], name: str) -> None:
        self._pieces, self._name = pieces, name
        self.media_type = UNKNOWN

    def __iter__(self) -> Iterator[bytes]:
        for number, piece in enumerate(self._pieces):
            if number == 0:
                self.media_type = media_type_of(piece, self._name)
            yield piece


def describe(kept: Sequence[Kept]) -> list[StoredFile]:
    """The rows of bytes that were kept, in their order; bytes that have a row already keep it."""
    known = {one.sha256 for one in kept if not one.is_new}
    rows = {row.sha256: row for row in StoredFile.objects.filter(sha256__in=known)} if known else {}
    new = {one.sha256: one for one in kept if one.sha256 not in rows}
    if new:
        # Always in the same order, so that two who describe the same files never wait for each other.
        made = StoredFile.objects.bulk_create(
            (_row(new[sha256]) for sha256 in sorted(new)),
            update_conflicts=True,
            unique_fields=["sha256"],
            update_fields=["size"],
        )
        rows |= {row.sha256: row for row in made}
    return [rows[one.sha256] for one in kept]


def _row(kept: Kept) -> StoredFile:
    return StoredFile(
        sha256=kept.sha256, size=kept.size, name=kept.name[:255], media_type=kept.media_type[:120]
    )
