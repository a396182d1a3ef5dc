"""Stored files as answers to a browser: streamed, and never run.

Only the kinds in ``media_types.SHOWN`` are shown, in a sandbox and under the kind that their content has;
everything else is downloaded as bytes. Nothing is compressed on the way, so that the length that was
announced tells a browser whether the file came whole: where stored bytes are damaged, the last piece is
withheld.
"""

from __future__ import annotations

from collections.abc import Iterator

from django.http import HttpResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.utils.http import content_disposition_header

from baqylau.storage.media_types import SHOWN, UNKNOWN
from baqylau.storage.models import StoredFile
from baqylau.storage.pieces import PIECE

SANDBOX = "default-src 'none'; sandbox"


def file_response(
    file: StoredFile, *, name: str, media_type: str = UNKNOWN, may_show: bool = False
) -> HttpResponseBase:
    """The bytes as they arrived.

    ``OSError`` or ``ValueError``, before anything is sent, where they are not there or, if they are no longer
    than a piece, damaged.
    """
    shown = may_show and media_type in SHOWN
    pieces, kind = _begun(file.pieces()), media_type if shown else UNKNOWN
    response: HttpResponseBase = StreamingHttpResponse(pieces, content_type=kind)
    if file.size <= PIECE:
        response = HttpResponse(b"".join(pieces), content_type=kind)
    response["Content-Disposition"] = content_disposition_header(not shown, name) or "attachment"
    response["Content-Length"] = str(file.size)
    response["Content-Security-Policy"] = SANDBOX
    response["X-Content-Type-Options"] = "nosniff"
    response["Content-Encoding"] = "identity"
    return response


def _begun(pieces: Iterator[bytes]) -> Iterator[bytes]:
    """The same pieces, the first of them read already."""
    first = next(pieces, b"")
    return _going_on(first, pieces)


def _going_on(first: bytes, pieces: Iterator[bytes]) -> Iterator[bytes]:
    if first:
        yield first
    yield from pieces
