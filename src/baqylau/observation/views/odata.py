"""The OData feed: its list of tables, its description, the rows of a table. Programs read it by a token."""

from __future__ import annotations

import functools
import re
from collections.abc import Callable, Iterable, Iterator
from itertools import islice
from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import (
    Http404,
    HttpRequest,
    HttpResponse,
    HttpResponseBase,
    JsonResponse,
    StreamingHttpResponse,
)
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from baqylau.accounts.permissions import Permission
from baqylau.core.problem import Phrase, Problem, Refused
from baqylau.observation.access import KeyRefused, by_token
from baqylau.observation.addresses import site_address
from baqylau.observation.odata import EntitySet, feed_of
from baqylau.observation.odata_documents import metadata, service_document
from baqylau.observation.odata_questions import (
    PAGE,
    Asked,
    asked,
    check_options,
    context,
    count_of,
    entities,
    no_such,
    page_of,
    row_with_key,
)

VERSION = "4.0"
JSON, XML = "application/json", "application/xml"
STATUS = {"E.120": 400, "E.121": 501, "E.122": 404, "E.123": 406}
IN_A_PIECE = 500

View = Callable[..., HttpResponseBase]


def speaks_odata(view: View) -> View:
    """Answers what is refused as OData's errors, and says in each answer which version is spoken."""

    @functools.wraps(view)
    def answered(request: HttpRequest, *args: Any, **named: Any) -> HttpResponseBase:
        try:
            response = view(request, *args, **named)
        except KeyRefused as refused:
            response = _error(refused.problem, refused.status)
            for name, value in refused.headers.items():
                response[name] = value
        except Refused as refused:
            response = _error(refused.problems[0], STATUS.get(refused.problems[0].code, 400))
        except Http404:
            response = _error(no_such(request.path).problems[0], 404)
        except PermissionDenied:
            says = Phrase("Whoever made this token may not see this.")
            response = _error(Problem("E.107", says, Phrase("Ask the head of mission.")), 403)
        response["OData-Version"] = VERSION
        return response

    return answered


def _error(problem: Problem, status: int) -> HttpResponse:
    told = problem.translated(_)
    error = {"code": told.code, "message": f"{told.says} {told.remedy}".strip()}
    return JsonResponse({"error": error}, status=status)


@speaks_odata
@require_safe
def service(request: HttpRequest, slug: str) -> HttpResponse:
    """The service document: which tables there are."""
    token = by_token(request, slug, Permission.SEE_RECORDS)
    check_options(request.GET.dict(), ("$format",))
    sets = feed_of(token.mission)
    return JsonResponse(
        service_document(sets.values(), _root(request, slug)), content_type=_json_type(request)
    )


@speaks_odata
@require_safe
def description(request: HttpRequest, slug: str) -> HttpResponse:
    """``$metadata``: the types of all tables."""
    token = by_token(request, slug, Permission.SEE_RECORDS)
    check_options(request.GET.dict(), ("$format",))
    if request.GET.get("$format", XML) not in ("xml", XML):
        raise _not_acceptable(request.GET["$format"])
    return HttpResponse(metadata(feed_of(token.mission)), content_type=XML)


@speaks_odata
@require_safe
def table(request: HttpRequest, slug: str, table: str) -> HttpResponseBase:
    """The rows of a table, or the one with a key: ``voting``, ``voting(12)``."""
    token = by_token(request, slug, Permission.SEE_RECORDS)
    name, bracket, key = table.partition("(")
    one = _entity_set(feed_of(token.mission), name)
    content_type = _json_type(request)
    question = _question(request, one, content_type)
    if bracket:
        return _one(request, slug, one, question, key)
    answer = _in_pieces(page_of(one, question, _root(request, slug)))
    response = StreamingHttpResponse(answer, content_type=content_type)
    if question.page != PAGE:
        response["Preference-Applied"] = f"odata.maxpagesize={question.page}"
    return response


@speaks_odata
@require_safe
def count(request: HttpRequest, slug: str, table: str) -> HttpResponse:
    """How many rows a table has."""
    token = by_token(request, slug, Permission.SEE_RECORDS)
    check_options(request.GET.dict(), ("$filter",))
    one = _entity_set(feed_of(token.mission), table)
    return HttpResponse(str(count_of(one, asked(one, request.GET.dict()))), content_type="text/plain")


def _one(request: HttpRequest, slug: str, one: EntitySet, question: Asked, key: str) -> HttpResponse:
    check_options(question.options, ("$select", "$format"))
    row = row_with_key(one, key.removesuffix(")")) if key.endswith(")") else None
    if row is None:
        raise no_such(f"{one.name}({key}")
    where = context(one, question, _root(request, slug), single=True)
    text = f'{{"@odata.context":"{where}",{entities(question)(row)[1:]}'
    return HttpResponse(text, content_type=_json_type(request))


def _entity_set(sets: dict[str, EntitySet], name: str) -> EntitySet:
    if name not in sets:
        raise no_such(name)
    return sets[name]


def _root(request: HttpRequest, slug: str) -> str:
    return site_address(request) + reverse("observation:odata", args=[slug])


def _question(request: HttpRequest, one: EntitySet, content_type: str) -> Asked:
    wished = re.search(r"maxpagesize\s*=\s*\"?(\d{1,9})", request.headers.get("Prefer", ""))
    page = int(wished[1]) if wished else PAGE
    return asked(one, request.GET.dict(), page=page, numbers_as_text="IEEE754" in content_type)


def _in_pieces(texts: Iterable[str]) -> Iterator[bytes]:
    """Larger pieces, so that each row is not sent by itself."""
    texts = iter(texts)
    while piece := "".join(islice(texts, IN_A_PIECE)):
        yield piece.encode()


# ------------------------------------------------------------------ the format


def _json_type(request: HttpRequest) -> str:
    """What is answered where JSON is acceptable; 406 elsewhere. Metadata are always minimal, or none."""
    wished = request.GET.get("$format")
    accepted = wished if wished is not None else request.headers.get("Accept", "*/*") or "*/*"
    parts = ["".join(part.split()).lower() for part in accepted.split(",")]
    types = [part for part in parts if part.partition(";")[0] in ("json", JSON, "*/*", "application/*")]
    if not types:
        raise _not_acceptable(accepted)
    chosen = next((part for part in types if part.startswith((JSON, "json"))), types[0])
    exact = ";IEEE754Compatible=true" if "ieee754compatible=true" in chosen else ""
    return f"{JSON};odata.metadata=minimal{exact};charset=utf-8"


def _not_acceptable(what: str) -> Refused:
    says = Phrase("The feed cannot answer as {format}.", format=what[:100])
    return Refused(Problem("E.123", says, Phrase("Ask for application/json.")))
