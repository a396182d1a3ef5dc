"""The API: JSON for programs that read by a token; its description as OpenAPI, and as a page for people."""

from __future__ import annotations

import functools
from collections.abc import Callable, Iterator
from itertools import chain
from typing import Any, TypeVar

from django.core.exceptions import PermissionDenied
from django.http import (
    Http404,
    HttpRequest,
    HttpResponse,
    HttpResponseBase,
    JsonResponse,
    StreamingHttpResponse,
)
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe
from pydantic import BaseModel, ValidationError

from baqylau.accounts.access import anyone
from baqylau.accounts.permissions import Permission
from baqylau.core.problem import Phrase, Problem, Refused
from baqylau.observation import api
from baqylau.observation.access import KeyRefused, by_token
from baqylau.observation.addresses import site_address
from baqylau.observation.api_operations import OPERATIONS, document, query_parameters
from baqylau.observation.api_schemas import Nothing, Page, RecordsAsked
from baqylau.observation.exporting.zip import pieces_of
from baqylau.observation.models import ApiToken, Attachment, FormVersion, Record, Submission

View = Callable[..., HttpResponseBase]
A = TypeVar("A", bound=BaseModel)
STATUS = {"E.130": 400, "E.131": 503}


def speaks_json(view: View) -> View:
    """Answers what is refused with its numbered problems, as JSON."""

    @functools.wraps(view)
    def answered(request: HttpRequest, *args: Any, **named: Any) -> HttpResponseBase:
        try:
            return view(request, *args, **named)
        except KeyRefused as refused:
            response = _problems([refused.problem], refused.status)
            for name, value in refused.headers.items():
                response[name] = value
            return response
        except Refused as refused:
            return _problems(refused.problems, STATUS.get(refused.problems[0].code, 400))
        except Http404:
            says = Phrase("There is no such thing in this mission.")
            return _problems([Problem("E.132", says, Phrase("Look at its lists."))], 404)
        except PermissionDenied:
            says = Phrase("Whoever made this token may not see this.")
            return _problems([Problem("E.107", says, Phrase("Ask the head of mission."))], 403)

    return answered


def _problems(problems: Any, status: int) -> HttpResponse:
    told = [problem.translated(_) for problem in problems]
    return JsonResponse(
        {
            "problems": [
                {"code": one.code, "says": one.says, "remedy": one.remedy, "where": one.where} for one in told
            ]
        },
        status=status,
    )


def _asked(request: HttpRequest, kind: type[A]) -> A:
    """What stands after the question mark; ``Refused`` (E.130) where it is not what may be asked."""
    twice = [name for name, values in request.GET.lists() if len(values) > 1]
    try:
        if twice:
            raise _not_readable(twice[0], "given twice")
        return kind.model_validate(request.GET.dict())
    except ValidationError as error:
        raise Refused(
            [
                problem
                for one in error.errors()
                for problem in _not_readable(".".join(map(str, one["loc"])), one["msg"]).problems
            ]
        ) from None


def _not_readable(name: str, why: str) -> Refused:
    says = Phrase("'{name}' cannot be read: {why}.", name=name[:100], why=why)
    return Refused(Problem("E.130", says, Phrase("Look at the description of the API."), name[:100]))


def _given(answer: BaseModel) -> HttpResponse:
    return HttpResponse(answer.model_dump_json(), content_type="application/json")


# ------------------------------------------------------------------ the description


@require_safe
def listing(request: HttpRequest) -> HttpResponse:
    """What the API offers, for people."""
    anyone(request)
    operations = [(one, list(query_parameters(one))) for one in OPERATIONS]
    return render(request, "observation/api.html", {"operations": operations, "site": site_address(request)})


@require_safe
def openapi(request: HttpRequest) -> HttpResponse:
    """What the API offers, for programs."""
    anyone(request)
    return JsonResponse(document(site_address(request)))


@speaks_json
@require_safe
def elsewhere(request: HttpRequest, rest: str) -> HttpResponse:
    """An address that the API does not have, told in JSON."""
    anyone(request)
    raise Http404(rest)


# ------------------------------------------------------------------ what it gives


@speaks_json
@require_safe
def mission(request: HttpRequest, slug: str) -> HttpResponse:
    """The mission itself."""
    token = by_token(request, slug, Permission.SEE_MISSION)
    _asked(request, Nothing)
    return _given(api.the_mission(token.mission))


@speaks_json
@require_safe
def forms(request: HttpRequest, slug: str) -> HttpResponse:
    """The mission's forms."""
    token = by_token(request, slug, Permission.SEE_MISSION)
    _asked(request, Nothing)
    return _given(api.forms(token.mission))


@speaks_json
@require_safe
def form_version(request: HttpRequest, slug: str, code: str, version: str) -> HttpResponse:
    """The questions of a published version."""
    token = by_token(request, slug, Permission.SEE_MISSION)
    _asked(request, Nothing)
    published = FormVersion.objects.filter(form__mission=token.mission).exclude(published_at=None)
    found = get_object_or_404(published.select_related("form"), form__code=code, version=version)
    return _given(api.form_version(found))


@speaks_json
@require_safe
def records(request: HttpRequest, slug: str) -> HttpResponse:
    """Records that are asked for."""
    token = by_token(request, slug, Permission.SEE_RECORDS)
    return _given(api.records(token.user, token.mission, _asked(request, RecordsAsked)))


@speaks_json
@require_safe
def record(request: HttpRequest, slug: str, number: int) -> HttpResponse:
    """One record."""
    token = by_token(request, slug, Permission.SEE_RECORDS)
    _asked(request, Nothing)
    return _given(api.record(_record(token, number), token.mission))


def _record(token: ApiToken, number: int) -> Record:
    return get_object_or_404(api.reachable(token.user, token.mission, with_rejected=True), number=number)


@speaks_json
@require_safe
def submission(request: HttpRequest, slug: str, number: int, key: int) -> HttpResponse:
    """The XML as it arrived; a program gets it to keep, a browser to save, never to show."""
    token = by_token(request, slug, Permission.SEE_RECORDS)
    _asked(request, Nothing)
    found = get_object_or_404(Submission, record=_record(token, number), pk=key)
    response = HttpResponse(bytes(found.body), content_type="application/xml")
    response["Content-Disposition"] = f'attachment; filename="{number}-{key}.xml"'
    return response


@speaks_json
@require_safe
def attachment(request: HttpRequest, slug: str, number: int, key: int) -> HttpResponseBase:
    """A file as it arrived, to save."""
    token = by_token(request, slug, Permission.SEE_RECORDS)
    _asked(request, Nothing)
    attachments = Attachment.objects.select_related("file")
    found = get_object_or_404(attachments, submission__record=_record(token, number), pk=key)
    pieces = _pieces(found)
    try:
        # Opening it reads it through: what is damaged is found before the answer begins.
        begin = next(pieces, b"")
    except OSError:
        says = Phrase("The stored bytes of this file are damaged.")
        raise Refused(Problem("E.131", says, Phrase("Bring them back from a backup."))) from None
    response = StreamingHttpResponse(chain([begin], pieces), content_type="application/octet-stream")
    response["Content-Disposition"] = content_disposition_header(True, found.name) or "attachment"
    return response


def _pieces(attachment: Attachment) -> Iterator[bytes]:
    with attachment.file.whole() as opened:
        yield from pieces_of(opened)


@speaks_json
@require_safe
def expected(request: HttpRequest, slug: str) -> HttpResponse:
    """What is expected, and how complete it is."""
    token = by_token(request, slug, Permission.SEE_RECORDS)
    return _given(api.expected(token.mission, _asked(request, Page), timezone.now()))


@speaks_json
@require_safe
def obstructions(request: HttpRequest, slug: str) -> HttpResponse:
    """The register of obstructions."""
    token = by_token(request, slug, Permission.SEE_RECORDS)
    _asked(request, Nothing)
    return _given(api.obstructions(token.mission))
