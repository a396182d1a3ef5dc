"""The parts of a multipart/form-data request, read once from a stream.

Source: RFC 7578, https://html.spec.whatwg.org/multipage/form-control-infrastructure.html (how names are
quoted). Stricter than Django's own reader, which takes a request that was cut off for a whole one, and
keeps only a tidied file name: here the last boundary must have come, and a part is known by its field's
name, unchanged.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from tempfile import SpooledTemporaryFile
from typing import IO, BinaryIO, cast

from baqylau.core.problem import Phrase, Problem, Refused

CHUNK = 2**16
IN_MEMORY = 2**20
"""Bytes of a part; a larger one goes to the disk."""
LONGEST_HEAD = 2**14
LONGEST_BOUNDARY = 200

_BOUNDARY = re.compile(r';\s*boundary=(?:"([^"]+)"|([^\s;"]+))', re.IGNORECASE)
_NAME = re.compile(r';\s*name="((?:\\"|[^"])*)"', re.IGNORECASE)
_BARE_NAME = re.compile(r';\s*name=([^\s;"]+)', re.IGNORECASE)
_QUOTED = {'\\"': '"', "%22": '"', "%0D": "\r", "%0d": "\r", "%0A": "\n", "%0a": "\n"}


@dataclass(frozen=True, slots=True)
class Part:
    """One part: the name of its field, and its bytes in an open file that stands at its beginning."""

    name: str
    file: BinaryIO


def boundary_of(content_type: str) -> bytes:
    """What stands between the parts; ``Refused`` (O.160) where it is no such request."""
    found = _BOUNDARY.search(content_type)
    if not found or content_type.split(";")[0].strip().lower() != "multipart/form-data":
        raise _refused("O.160", Phrase("This is no report with its files (multipart/form-data)."))
    boundary = (found[1] or found[2]).encode("latin-1", errors="replace")
    if len(boundary) > LONGEST_BOUNDARY:
        raise _refused("O.160", Phrase("This is no report with its files (multipart/form-data)."))
    return boundary


def read_parts(read: Callable[[int], bytes], boundary: bytes, *, most: int) -> Iterator[Part]:
    """Each part in turn, until the last boundary.

    ``Refused`` where the request was cut off or is damaged (O.161), or has more than ``most`` parts (O.162).
    """
    stream = _Stream(read, b"\r\n--" + boundary)
    stream.skip_to_boundary()
    number = 0
    while stream.another_follows():
        number += 1
        if number > most:
            says = Phrase("More than {most} files came at once.", most=most)
            raise Refused(Problem("O.162", says, Phrase("Send them in several reports.")))
        name = _name(stream.head())
        file = SpooledTemporaryFile(IN_MEMORY)  # noqa: SIM115, it is the caller's to close
        stream.copy_body(file)
        file.seek(0)
        yield Part(name, cast(BinaryIO, file))


def _refused(code: str, says: str) -> Refused:
    return Refused(Problem(code, says, Phrase("Send it again.")))


def _cut() -> Refused:
    return _refused("O.161", Phrase("The report did not arrive whole."))


def _name(head: bytes) -> str:
    """The name of the part's field. Bytes that are no UTF-8 are read one by one, so that names stay apart."""
    try:
        text = head.decode()
    except UnicodeDecodeError:
        text = head.decode("latin-1")
    lines = (line.partition(":") for line in text.split("\r\n"))
    fields = {field.strip().lower(): value.strip() for field, _, value in lines}
    if fields.get("content-transfer-encoding", "binary").lower() not in _AS_IS:
        raise _cut()
    return _unquoted(f"; {fields.get('content-disposition', '')}")


_AS_IS = ("binary", "8bit", "7bit")


def _unquoted(value: str) -> str:
    found = _NAME.search(value) or _BARE_NAME.search(value)
    if found is None:
        raise _cut()
    return re.sub(r'\\"|%22|%0[DdAa]', lambda quoted: _QUOTED[quoted[0]], found[1])


class _Stream:
    """The bytes of a request, piece by piece; it may begin with its boundary, without a line before."""

    def __init__(self, read: Callable[[int], bytes], delimiter: bytes) -> None:
        self._read = read
        self._delimiter = delimiter
        self._held = bytearray(b"\r\n")

    def _more(self) -> None:
        piece = self._read(CHUNK)
        if not piece:
            raise _cut()
        self._held += piece

    def skip_to_boundary(self) -> None:
        """Pass over what stands before the first boundary."""
        with SpooledTemporaryFile(LONGEST_HEAD) as before:
            self.copy_body(before)

    def copy_body(self, to: IO[bytes]) -> None:
        """Write all up to the next boundary, and pass over that."""
        while (end := self._held.find(self._delimiter)) < 0:
            safe = len(self._held) - len(self._delimiter) + 1
            if safe > 0:
                to.write(self._held[:safe])
                del self._held[:safe]
            self._more()
        to.write(self._held[:end])
        del self._held[: end + len(self._delimiter)]

    def another_follows(self) -> bool:
        """After a boundary: whether a part follows; else it was the last one."""
        while len(self._held) < 2:
            self._more()
        if self._held.startswith(b"--"):
            return False
        while (end := self._held.find(b"\r\n")) < 0:
            if len(self._held) > LONGEST_HEAD:
                raise _cut()
            self._more()
        if self._held[:end].strip(b" \t"):
            raise _cut()
        del self._held[:end]
        return True

    def head(self) -> bytes:
        """The lines before a part's bytes; what begins the first of them belongs to the boundary's line."""
        while (end := self._held.find(b"\r\n\r\n")) < 0:
            if len(self._held) > LONGEST_HEAD:
                raise _cut()
            self._more()
        head = bytes(self._held[:end])
        del self._held[: end + 4]
        if len(head) > LONGEST_HEAD:
            raise _cut()
        return head
