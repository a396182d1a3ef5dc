"""Bytes that pass in pieces of a megabyte: counted, limited, and their digest taken on the way."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import IO, Protocol

PIECE = 2**20


class TooLarge(Exception):
    """More bytes came than were allowed; none were kept."""


@dataclass(frozen=True, slots=True)
class Put:
    """What was put away: the SHA-256 of the bytes, their number, whether they were not there before."""

    sha256: str
    size: int
    is_new: bool = True


class Readable(Protocol):
    """Whatever gives bytes when asked for so many."""

    def read(self, size: int = ..., /) -> bytes: ...


def pieces_of(file: Readable) -> Iterator[bytes]:
    """An open file's bytes in pieces."""
    while piece := file.read(PIECE):
        yield piece


def write_pieces(file: IO[bytes], pieces: Iterable[bytes], limit: int | None) -> Put:
    """Write them one after another; ``TooLarge`` as soon as they are more than ``limit`` bytes."""
    whole, size = hashlib.sha256(), 0
    for piece in pieces:
        size += len(piece)
        if limit is not None and size > limit:
            raise TooLarge
        whole.update(piece)
        file.write(piece)
    return Put(whole.hexdigest(), size)


def checked(pieces: Iterable[bytes], sha256: str) -> Iterator[bytes]:
    """The same pieces, the last only once all of them are known to be the bytes with this digest.

    ``ValueError`` in its place where they are not, so that nobody takes damaged bytes for whole ones.
    """
    whole, held = hashlib.sha256(), b""
    for piece in pieces:
        whole.update(piece)
        if held:
            yield held
        held = piece
    if whole.hexdigest() != sha256:
        raise ValueError("the stored bytes are not those that arrived")
    if held:
        yield held
