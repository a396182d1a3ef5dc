"""What a phone sent in one request: the filled form and its files, read from the stream once."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, BinaryIO

from django.conf import settings
from django.http import HttpRequest, UnreadablePostError

from baqylau.core.problem import Phrase, Problem, Refused
from baqylau.observation.sources.instance import LARGEST_BODY
from baqylau.observation.sources.multipart import CHUNK, Part, boundary_of, read_parts

if TYPE_CHECKING:
    from hashlib import _Hash as Hash

FORM = "xml_submission_file"
NOT_ALL = "*isIncomplete*"
MOST_PARTS = 250
"""Applications put at most about a hundred files into one request."""
ENVELOPE = 2**20
"""Bytes beside the form and one file: what stands between parts, and small files."""
SOON_HERE = 64 * 1024
"""Bytes of a request that a phone sends in one go, more or less."""
LONGEST_NAME = 255
NOT_IN_NAMES = frozenset("/\\") | {chr(code) for code in (*range(32), 127)}


@dataclass(slots=True)
class Sent:
    """The form's bytes, and the open files by the names of their fields."""

    body: bytes = b""
    form_sha256: str = ""
    came: Hash = field(default_factory=hashlib.sha256)
    """Over the bytes of the request, as long as the form has not come whole."""
    files: dict[str, BinaryIO] = field(default_factory=dict)
    has_form: bool = False
    is_incomplete: bool = False
    """The phone says that more files will follow."""

    @property
    def sha256(self) -> str:
        """Of the form; where none came whole, of all that came."""
        return self.form_sha256 or self.came.hexdigest()

    def close(self) -> None:
        for file in self.files.values():
            file.close()


def largest_request() -> int:
    """Bytes that one request may have: a form and one file of the largest size, which is never split."""
    return max(settings.PHONE_REQUEST_SIZE, settings.LARGEST_ATTACHMENT) + LARGEST_BODY + ENVELOPE


@contextmanager
def closing(sent: Sent) -> Iterator[Sent]:
    """Close the files at the end; what is on the disk of them goes by that."""
    try:
        yield sent
    finally:
        sent.close()


def is_soon_here(request: HttpRequest) -> bool:
    """Whether a request is as small as a form without files, so that its bytes come in at once."""
    length = _length(request)
    return length is not None and length <= SOON_HERE


def _length(request: HttpRequest) -> int | None:
    """How many bytes a request says it has; None where it does not say."""
    length = request.META.get("CONTENT_LENGTH") or ""
    return int(length[:20]) if length.isascii() and length.isdigit() else None


def read_sent(request: HttpRequest, sent: Sent) -> None:
    """Fill ``sent`` with what the request holds.

    ``Refused`` where the request is none of that sort (O.160), was cut off (O.161), has too many parts
    (O.162) or bytes (O.163, O.103), no form (O.164), two files of one name (O.165), a name that is a path
    (O.166), or does not say how long it is (O.169).
    """
    boundary = boundary_of(request.META.get("CONTENT_TYPE", ""))
    read = _noted(request, sent)
    _refuse_by_length(request, read)
    try:
        for part in read_parts(read, boundary, most=MOST_PARTS):
            _take(part, sent)
    except UnreadablePostError:
        says = Phrase("The report did not arrive whole.")
        raise Refused(Problem("O.161", says, Phrase("Send it again."))) from None
    if not sent.has_form:
        says = Phrase("The request holds no filled form.")
        raise Refused(Problem("O.164", says, Phrase("Send it from the application, unchanged.")))


def _noted(request: HttpRequest, sent: Sent) -> Callable[[int], bytes]:
    """Reads on, and notes what came before the form."""

    def read(size: int) -> bytes:
        piece: bytes = request.read(size)
        if not sent.has_form:
            sent.came.update(piece)
        return piece

    return read


def _refuse_by_length(request: HttpRequest, read: Callable[[int], bytes]) -> None:
    length = _length(request)
    if length is None:
        says = Phrase("The request does not say how long it is.")
        raise Refused(Problem("O.169", says, Phrase("Send it from the application, unchanged.")))
    if length > largest_request():
        _pass_over(read)
        size = Phrase("{number} MB", number=largest_request() // 2**20)
        says = Phrase("The report with its files is larger than {size}.", size=size)
        raise Refused(Problem("O.163", says, Phrase("Send smaller photographs, or fewer at a time.")))


def _pass_over(read: Callable[[int], bytes]) -> None:
    """Read on for a while: a phone that is still sending does not listen to the answer."""
    left = 2 * largest_request()
    try:
        while left > 0 and (piece := read(CHUNK)):
            left -= len(piece)
    except UnreadablePostError:
        return


def _take(part: Part, sent: Sent) -> None:
    if part.name == NOT_ALL:
        part.file.close()
        sent.is_incomplete = True
    elif part.name == FORM:
        with part.file:
            _take_form(part.file, sent)
    else:
        _take_file(part, sent)


def _take_form(file: BinaryIO, sent: Sent) -> None:
    if sent.has_form:
        raise _twice(FORM)
    sent.body, sent.has_form = file.read(LARGEST_BODY + 1), True
    whole = hashlib.sha256(sent.body)
    while piece := file.read(CHUNK):
        whole.update(piece)
    sent.form_sha256 = whole.hexdigest()
    if len(sent.body) > LARGEST_BODY:
        size = Phrase("{number} MB", number=LARGEST_BODY // 2**20)
        says = Phrase("The report is larger than {size}.", size=size)
        raise Refused(Problem("O.103", says, Phrase("Send photographs as files beside it.")))


def _take_file(part: Part, sent: Sent) -> None:
    """Keep a file under its field's name. A name that could be taken for a path is refused."""
    name = part.name
    if name in sent.files:
        part.file.close()
        raise _twice(name)
    sent.files[name] = part.file
    if not 0 < len(name) <= LONGEST_NAME or name in (".", "..") or set(name) & NOT_IN_NAMES:
        says = Phrase("A file has a name that cannot be kept: '{name}'.", name=_shown(name))
        raise Refused(Problem("O.166", says, Phrase("Send it from the application, unchanged.")))


def _twice(name: str) -> Refused:
    says = Phrase("Two files came under one name: '{name}'.", name=_shown(name))
    return Refused(Problem("O.165", says, Phrase("Send it from the application, unchanged.")))


def _shown(name: str) -> str:
    return "".join(letter if letter.isprintable() else "�" for letter in name)[:60]
