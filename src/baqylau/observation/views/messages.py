"""Text messages: the address for gateways, what came in, the gateways, the sheets, and trying a text out."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import cast

from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone, translation
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from baqylau.accounts.access import reach
from baqylau.accounts.models import LANGUAGES, User
from baqylau.accounts.permissions import Permission
from baqylau.core.problem import Problem, Refused
from baqylau.mission.models import Mission
from baqylau.observation.actions.messages import assign_number, read_again, take_message
from baqylau.observation.actions.send_reply import send_reply
from baqylau.observation.gateway_access import GatewayRefused, Passed, by_gateway
from baqylau.observation.message_forms import AssignForm, TestForm
from baqylau.observation.message_pages import (
    TAGS,
    codes_for,
    example_of,
    messages_of,
    reading_of,
    sheet_for,
    sheet_sections,
    stations_for,
)
from baqylau.observation.message_sheets import newest_sheets
from baqylau.observation.models import TextGateway, TextMessage
from baqylau.observation.sources.gateways import GATEWAYS, Answer, NotReadable
from baqylau.observation.words import label

ON_A_PAGE = 100
MAY = Permission.MANAGE_MESSAGES
View = Callable[..., HttpResponse]


# ------------------------------------------------------------------ the address for gateways


def for_gateways(view: View) -> View:
    """What is refused is told in a line of text; no cookie, no page."""

    @csrf_exempt
    @never_cache
    @require_http_methods(["GET", "POST"])
    @wraps(view)
    def answered(request: HttpRequest, code: str) -> HttpResponse:
        try:
            return view(request, code)
        except GatewayRefused as refused:
            return _line(refused.says, refused.status)
        except NotReadable as error:
            return _line(f"No message was found in the request: {error}.", 400)

    return answered


def _line(text: str, status: int) -> HttpResponse:
    return HttpResponse(f"{text}\n", content_type="text/plain; charset=utf-8", status=status)


@for_gateways
def webhook(request: HttpRequest, code: str) -> HttpResponse:
    """Take in what a gateway passes on."""
    passed = by_gateway(request, code)
    kind = GATEWAYS[passed.gateway.kind]
    inbound = kind.parse(passed.incoming)
    if inbound is None:
        return _told(kind.answer(""))
    kept = passed.incoming.body or passed.incoming.query.encode()
    message = take_message(gateway=passed.gateway, inbound=inbound, body=kept, now=timezone.now())
    answer = kind.answer(message.reply)
    _reply(message, answer, passed)
    return _told(answer)


def _reply(message: TextMessage, answer: Answer, passed: Passed) -> None:
    """Note that the answer carries the reply, or hand it to the gateway; a failure shows on the pages."""
    if not message.reply or message.replied_at is not None:
        return
    if answer.carries_reply:
        message.replied_at = timezone.now()
        message.save(update_fields=["replied_at"])
    elif passed.gateway.send_url:
        try:
            send_reply(message=message, now=timezone.now())
        except Refused:
            return


def _told(answer: Answer) -> HttpResponse:
    return HttpResponse(answer.body, content_type=answer.content_type, headers=dict(answer.headers))


# ------------------------------------------------------------------ what came in


@require_safe
def messages(request: HttpRequest, slug: str) -> HttpResponse:
    """The messages that came in, the latest first."""
    mission = reach(request, MAY, Mission, slug=slug)
    asked = {name: request.GET.get(name, "") for name in ("state", "gateway", "q")}
    found = messages_of(mission, state=asked["state"], gateway=asked["gateway"], sought=asked["q"])
    page = Paginator(found, ON_A_PAGE).get_page(request.GET.get("page"))
    gateways = list(TextGateway.objects.filter(mission=mission).order_by("pk"))
    context = {
        "mission": mission,
        "page": page,
        "rows": [(message, TAGS[TextMessage.State(message.state)]) for message in page],
        "asked": asked,
        "states": TextMessage.State.choices,
        "gateways": gateways,
        "open_gateways": [one for one in gateways if one.closed_at is None],
        "unknown": messages_of(mission, state=TextMessage.State.UNKNOWN_SENDER).count(),
    }
    return render(request, "observation/messages.html", context)


@require_safe
def message(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """One message: what came, what was understood, what was replied."""
    found = reach(request, MAY, TextMessage, pk=pk, gateway__mission__slug=slug)
    return _message_page(request, found)


def _message_page(
    request: HttpRequest, found: TextMessage, problems: tuple[Problem, ...] = (), status: int = 200
) -> HttpResponse:
    waits = found.state in (TextMessage.State.UNKNOWN_SENDER, TextMessage.State.NOT_UNDERSTOOD)
    reading = reading_of(found.mission, found.text)
    context = {
        "mission": found.mission,
        "message": found,
        "tag": TAGS[TextMessage.State(found.state)],
        "reading": reading,
        "told": [] if reading.problems else found.understood.get("problems", []),
        "form": AssignForm(mission=found.mission),
        "is_unknown": found.state == TextMessage.State.UNKNOWN_SENDER,
        "waits": waits,
        "may_send": bool(found.reply and not found.replied_at and found.gateway.send_url),
        "body": bytes(found.body).decode("utf-8", "replace"),
        "problems": problems,
    }
    return render(request, "observation/message.html", context, status=status)


@require_POST
def assign(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """Say whose number it is, and read all that came from it."""
    found = reach(request, MAY, TextMessage, pk=pk, gateway__mission__slug=slug)
    form, by = AssignForm(request.POST, mission=found.mission), cast(User, request.user)
    if not form.is_valid():
        return _message_page(request, found, status=400)
    try:
        assign_number(message=found, membership=form.cleaned_data["membership"], by=by)
    except Refused as refused:
        return _message_page(request, found, refused.problems, 400)
    waiting = messages_of(found.mission, state=TextMessage.State.UNKNOWN_SENDER).filter(sender=found.sender)
    for one in waiting.order_by("arrived_at", "pk"):
        _read_and_reply(one, by)
    return redirect("observation:message", slug, pk)


def _read_and_reply(message: TextMessage, by: User) -> None:
    read_again(message=message, by=by, now=timezone.now())
    if message.gateway.send_url and message.reply:
        try:
            send_reply(message=message, now=timezone.now())
        except Refused:
            return


@require_POST
def again(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """Read one message again."""
    found = reach(request, MAY, TextMessage, pk=pk, gateway__mission__slug=slug)
    try:
        _read_and_reply(found, cast(User, request.user))
    except Refused as refused:
        return _message_page(request, found, refused.problems, 400)
    return redirect("observation:message", slug, pk)


@require_POST
def reply_again(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """Hand the reply to the gateway again."""
    found = reach(request, MAY, TextMessage, pk=pk, gateway__mission__slug=slug)
    try:
        send_reply(message=found, now=timezone.now())
    except Refused as refused:
        return _message_page(request, found, refused.problems, 400)
    return redirect("observation:message", slug, pk)


@require_safe
def try_out(request: HttpRequest, slug: str) -> HttpResponse:
    """What would be understood of a text; nothing is kept."""
    mission = reach(request, MAY, Mission, slug=slug)
    form = TestForm(request.GET if "text" in request.GET else None)
    reading = reading_of(mission, form.cleaned_data["text"]) if form.is_valid() else None
    context = {"mission": mission, "form": form, "reading": reading}
    return render(request, "observation/message_test.html", context)


# ------------------------------------------------------------------ sheets


@require_safe
def sheets(request: HttpRequest, slug: str) -> HttpResponse:
    """The forms that can be answered in messages."""
    mission = reach(request, MAY, Mission, slug=slug)
    rows = [
        (form, label(form.version.form.names, code), len(form.sheet.questions))
        for code, form in newest_sheets(mission).items()
    ]
    return render(request, "observation/message_sheets.html", {"mission": mission, "rows": rows})


@require_safe
def sheet(request: HttpRequest, slug: str, code: str) -> HttpResponse:
    """The sheet of a form to print, for a team: what stands for what, and the codes of its stations."""
    mission = reach(request, MAY, Mission, slug=slug)
    form = sheet_for(mission, code)
    if form is None:
        raise Http404
    team = mission.teams.filter(code=request.GET.get("team", "").replace("\0", "")).first()
    stations = codes_for(form, stations_for(team))
    wanted = request.GET.get("language", "")
    language = wanted if wanted in dict(LANGUAGES) else translation.get_language() or "en"
    with translation.override(language):
        context = {
            "mission": mission,
            "form": form,
            "name": label(form.version.form.names, code),
            "sections": sheet_sections(form),
            "stations": stations,
            "team": team,
            "teams": mission.teams.all(),
            "head": stations[0][1] if stations else form.sheet.head("20" if form.sheet.has_station else ""),
            "example": example_of(form, stations[0][0].code if stations else "20"),
            "languages": LANGUAGES,
            "language": language,
        }
        return render(request, "observation/message_sheet.html", context)
