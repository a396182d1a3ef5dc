"""Answers to phones: the headers that applications look for, and messages that their owners understand."""

from __future__ import annotations

import gzip
import logging
from collections.abc import Callable
from functools import wraps
from typing import Any

from django.conf import settings
from django.core.exceptions import SuspiciousOperation
from django.http import Http404, HttpRequest, HttpResponse
from django.utils.cache import get_conditional_response
from django.utils.http import http_date
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from baqylau.core.problem import Phrase, Problem, Refused
from baqylau.observation.access import KeyRefused
from baqylau.observation.sources import openrosa

VERSION = "1.0"
TEXT_XML = "text/xml; charset=utf-8"
WORTH_PACKING = 400
"""Bytes; gzip makes less than this no smaller."""
REVALIDATE = "private, no-cache"
"""Phones may keep what they fetched, and ask each time whether it is still so."""

NOTHING_RUNS = "default-src 'none'; sandbox"
"""What a phone is given is read by its application; opened in a browser, nothing in it is run."""

STATUS = {
    "O.101": 400,
    "O.102": 400,
    "O.103": 413,
    "O.104": 400,
    "O.105": 400,
    "O.110": 404,
    "O.111": 404,
    "O.112": 409,
    "O.113": 409,
    "O.120": 409,
    "O.121": 404,
    "O.122": 403,
    "O.123": 409,
    "O.156": 400,
    "O.157": 404,
    "O.158": 404,
    "O.160": 400,
    "O.161": 400,
    "O.162": 413,
    "O.163": 413,
    "O.164": 400,
    "O.165": 400,
    "O.166": 400,
    "O.167": 405,
    "O.168": 503,
    "O.169": 411,
    "W.151": 413,
}
"""The status of each problem; any other is 400."""

View = Callable[..., HttpResponse]
logger = logging.getLogger(__name__)


def for_phones(*methods: str) -> Callable[[View], View]:
    """A view that phones ask: whatever is wrong is said as they show it.

    Its first statement asks whose key it is; no session and no cookie counts, so that nothing sent from
    another site is sent in anybody's name. :mod:`.straight` brings requests to it.
    """

    def decorated(view: View) -> View:
        @wraps(view)
        def answered(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
            return _with_headers(_answered(view, methods, request, *args, **kwargs))

        _views.add(answered)
        return answered

    return decorated


_views: set[View] = set()


def is_for_phones(view: View) -> bool:
    """Whether a view was made by :func:`for_phones`."""
    return view in _views


def _answered(
    view: View, methods: tuple[str, ...], request: HttpRequest, *args: Any, **kwargs: Any
) -> HttpResponse:
    try:
        if request.method not in methods:
            response = refusal(_problem("O.167", Phrase("This address does not take that sort of request.")))
            response["Allow"] = ", ".join(methods)
            return response
        _check_version(request)
        return view(request, *args, **kwargs)
    except KeyRefused as refused:
        response = said(str(refused.problem.translated(_)), refused.status, nature="error")
        for name, value in refused.headers.items():
            response[name] = value
        return response
    except Refused as refused:
        return refusal(refused.problems[0])
    except Http404:
        return refusal(_problem("O.157", Phrase("This form is not given to you, or no longer.")))
    except SuspiciousOperation:
        return refusal(_problem("O.160", Phrase("This is no request of an application for forms.")))
    except Exception:
        logger.exception("A request of a phone could not be answered")
        says = Phrase("The server cannot take this now. Nothing is lost: it stays on the phone.")
        response = refusal(Problem("O.168", says, Phrase("Send it again in a few minutes.")))
        response["Retry-After"] = "60"
        return response


def _problem(code: str, says: str) -> Problem:
    return Problem(code, says, Phrase("Get the list of forms anew."))


def _check_version(request: HttpRequest) -> None:
    """An application that names another version of the protocol is refused; one that names none is not."""
    if request.META.get("HTTP_X_OPENROSA_VERSION", VERSION).strip() != VERSION:
        says = Phrase("The application speaks another version of the protocol.")
        raise Refused(Problem("O.156", says, Phrase("Bring the application up to date.")))


def _with_headers(response: HttpResponse) -> HttpResponse:
    response.headers.setdefault("Cache-Control", "private, no-store")
    response["Content-Security-Policy"] = NOTHING_RUNS
    response["X-Frame-Options"] = "DENY"
    response["Content-Length"] = str(len(response.content))
    response["X-OpenRosa-Version"] = VERSION
    response["X-OpenRosa-Accept-Content-Length"] = str(settings.PHONE_REQUEST_SIZE)
    response["Content-Language"] = get_language() or "en"
    response["Date"] = http_date()
    return response


def refusal(problem: Problem) -> HttpResponse:
    """A problem, in the reader's language, with its status."""
    return said(str(problem.translated(_)), STATUS.get(problem.code, 400), nature="error")


def said(text: str, status: int, *, nature: str) -> HttpResponse:
    """A message that the phone shows."""
    return HttpResponse(openrosa.message(text, nature=nature), status=status, content_type=TEXT_XML)


def document(request: HttpRequest, content: bytes, content_type: str = TEXT_XML) -> HttpResponse:
    """Something to fetch, which need not be fetched again while it stays the same."""
    packed = gzip.compress(content, mtime=0) if len(content) >= WORTH_PACKING else b""
    return kept_bytes(request, content, openrosa.md5_of(content), content_type, packed)


def kept_bytes(
    request: HttpRequest, content: bytes, md5: str, content_type: str, packed: bytes = b""
) -> HttpResponse:
    """Bytes with this MD5; ``packed`` (gzip) instead where the phone can unpack. 304 where it has them."""
    response = HttpResponse(content, content_type=content_type)
    if packed and "gzip" in request.headers.get("Accept-Encoding", ""):
        response = HttpResponse(packed, content_type=content_type, headers={"Content-Encoding": "gzip"})
    etag = f'W/"{md5}"'
    response["ETag"], response["Cache-Control"] = etag, REVALIDATE
    response["Vary"] = "Accept-Encoding, Accept-Language"
    return get_conditional_response(request, etag=etag, response=response) or response
