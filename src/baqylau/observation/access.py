"""The question that views for phones ask in their first line: whose key is it?

A key stands in the address (``/key/<token>/``) or is sent as the password of Basic authentication
(``/basic/<mission>/``). Every request looks into the database, so that a revoked phone is out at once.
"""

from __future__ import annotations

import base64
import binascii
import ipaddress
import secrets
import time
from datetime import datetime, timedelta

from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import Http404, HttpRequest
from django.utils import timezone, translation

from baqylau.accounts.permissions import Permission
from baqylau.core.problem import Phrase, Problem
from baqylau.mission.models import Mission
from baqylau.mission.roles import MAY
from baqylau.observation.keys import digest_of
from baqylau.observation.limits import Limit
from baqylau.observation.memory import Memory
from baqylau.observation.models import ApiToken, Phone
from baqylau.storage.prepared import Fetch, FetchEach, open_number
from baqylau.storage.together import AskedTogether

SEEN_EVERY = timedelta(minutes=1)
LONGEST_APPLICATION = 200
LOCALHOST = "localhost"

_phones_by_digest = FetchEach(lambda: _with_owner(), "digest")
_phone_by_digest: AskedTogether[str, Phone | None] = AskedTogether(_phones_by_digest.each)
_mission_by_pk = Fetch(lambda: Mission.objects.select_related("election").filter(pk=open_number(0)))
_missions: Memory[Mission] = Memory(2)
"""A change of a mission is seen by every process within two seconds; a phone is looked up each time."""

requests_by_key, requests_by_token = Limit(), Limit()
TOKEN_REQUESTS_A_MINUTE = 600


class KeyRefused(PermissionDenied):
    """The key opens nothing (now); the problem says why, for whoever holds the phone."""

    def __init__(self, problem: Problem, status: int = 403, headers: dict[str, str] | None = None) -> None:
        self.problem = problem
        self.status = status
        self.headers = headers or {}
        super().__init__(str(problem))


def by_key(request: HttpRequest, token: str) -> Phone:
    """The phone whose token stands in the address, with its owner's membership; else 403, never 401."""
    phone = _phone_by_digest(digest_of(token))
    if phone is None:
        says = Phrase("This address is of no phone of a mission.")
        raise KeyRefused(Problem("O.150", says, Phrase("Ask your co-ordinator for a new code.")))
    return _let_in(request, phone)


def by_basic(request: HttpRequest, slug: str) -> Phone:
    """The phone whose user name and token were sent (401 where none were), over TLS only."""
    _refuse_in_the_clear(request)
    name, password = _credentials(request)
    phone = _with_owner().filter(basic_name=name, mission__slug=slug).first()
    digest = phone.digest if phone else ""
    if phone is None or not secrets.compare_digest(digest, digest_of(password)):
        says = Phrase("The user name or the password is wrong.")
        raise _asking(Problem("O.153", says, Phrase("Scan your code again, or ask for a new one.")))
    return _let_in(request, phone)


def _with_owner() -> QuerySet[Phone]:
    """Phones with what is asked of their owners at each request."""
    return Phone.objects.select_related("membership__user").only(
        *("digest", "nonce", "basic_name", "mission", "draft", "revoked_at", "last_seen_at", "application"),
        *(f"membership__{name}" for name in ("mission", "team", "role", "ended_at")),
        *(f"membership__user__{name}" for name in ("is_active", "language")),
    )


def _mission(pk: int) -> Mission:
    found = _missions.get(pk, lambda: _mission_by_pk.first(pk))
    assert found is not None
    return found


def _let_in(request: HttpRequest, phone: Phone) -> Phone:
    _speak_to(request, phone)
    membership = phone.membership
    membership.mission = _mission(membership.mission_id)
    if phone.revoked_at is not None:
        says = Phrase("The access of this phone was taken away.")
        raise KeyRefused(Problem("O.151", says, Phrase("Ask your co-ordinator for a new code.")))
    needed = Permission.SEND_REPORTS if phone.draft_id is None else Permission.SEE_MISSION
    if membership.ended_at or not membership.user.is_active or membership.role not in MAY[needed]:
        says = Phrase("You no longer send reports in this mission.")
        raise KeyRefused(Problem("O.152", says, Phrase("Call your co-ordinator.")))
    _refuse_too_many(phone)
    _remember(request, phone)
    return phone


def _speak_to(request: HttpRequest, phone: Phone) -> None:
    """Answer in the language that the phone asks for; one that asks for none gets its owner's."""
    if "HTTP_ACCEPT_LANGUAGE" not in request.META:
        translation.activate(phone.membership.user.language)


def _refuse_too_many(phone: Phone) -> None:
    wait = requests_by_key.seconds_to_wait(
        phone.pk, a_minute=settings.PHONE_REQUESTS_A_MINUTE, now=time.monotonic()
    )
    if wait:
        says = Phrase("This phone asks too often.")
        remedy = Phrase("It may go on in {seconds} seconds.", seconds=wait)
        raise KeyRefused(Problem("O.155", says, remedy), 429, {"Retry-After": str(wait)})


def _remember(request: HttpRequest, phone: Phone) -> None:
    """Note, at most once a minute, when a phone was here and what it called itself.

    What a phone sends is written in a transaction, and its visit in the same one.
    """
    now = timezone.now()
    application = request.META.get("HTTP_USER_AGENT", "").replace("\0", "")[:LONGEST_APPLICATION]
    if phone.last_seen_at and now - phone.last_seen_at < SEEN_EVERY and phone.application == application:
        return
    phone.last_seen_at, phone.application = now, application
    if request.method == "POST":
        phone.visit = (now, application)
    else:
        Phone.objects.filter(pk=phone.pk).update(last_seen_at=now, application=application)


# ------------------------------------------------------------------ Basic authentication


def _refuse_in_the_clear(request: HttpRequest) -> None:
    if not (settings.TLS or request.is_secure() or _is_this_machine(request.get_host())):
        says = Phrase("A password is not sent over a connection that others can read.")
        raise KeyRefused(Problem("O.154", says, Phrase("Use the address that begins with https.")))


def _is_this_machine(host: str) -> bool:
    name = host.rpartition(":")[0] if host.rpartition(":")[2].isdigit() else host
    if name.lower() == LOCALHOST:
        return True
    try:
        return ipaddress.ip_address(name.strip("[]")).is_loopback
    except ValueError:
        return False


def _credentials(request: HttpRequest) -> tuple[str, str]:
    scheme, _, sent = request.headers.get("Authorization", "").partition(" ")
    try:
        name, colon, password = base64.b64decode(sent.strip(), validate=True).decode().partition(":")
    except (binascii.Error, ValueError):
        name, colon, password = "", "", ""
    if scheme.lower() != "basic" or not colon or "\0" in name:
        says = Phrase("Your user name and password are needed.")
        raise _asking(Problem("O.153", says, Phrase("Scan your code again, or ask for a new one.")))
    return name, password


def _asking(problem: Problem) -> KeyRefused:
    return KeyRefused(problem, 401, {"WWW-Authenticate": 'Basic realm="Baqylau", charset="UTF-8"'})


# ------------------------------------------------------------------ programs that read


def by_token(request: HttpRequest, slug: str, permission: Permission) -> ApiToken:
    """The token of a program that asks, where its owner holds the permission in this mission.

    It is sent as ``Authorization: Bearer …``, or as the password of Basic authentication with any user name,
    as Excel and Power BI do. 401 without one that works, 404 in another mission, 403 without the permission.
    """
    _refuse_in_the_clear(request)
    related = ApiToken.objects.select_related("mission__election", "user")
    token = related.filter(digest=digest_of(_sent_token(request))).first()
    if token is None:
        says = Phrase("This token is not known here.")
        raise _asking(Problem("E.101", says, Phrase("Send a token of this mission as the password.")))
    now = timezone.now()
    if token.revoked_at or token.expires_at <= now or not token.user.is_active:
        says = Phrase("This token has expired, or was taken away.")
        raise _asking(Problem("E.102", says, Phrase("Make a new token on the mission's pages.")))
    if token.mission.slug != slug or not token.user.has_perm(Permission.SEE_MISSION, token.mission):
        raise Http404
    if not token.user.has_perm(permission, token.mission):
        raise PermissionDenied(str(permission))
    _use(token, now)
    return token


def _sent_token(request: HttpRequest) -> str:
    scheme, _, sent = request.headers.get("Authorization", "").partition(" ")
    if scheme.lower() == "bearer":
        return sent.strip()
    try:
        return _credentials(request)[1]
    except KeyRefused:
        return ""


def _use(token: ApiToken, now: datetime) -> None:
    """Refuse too many requests; note, at most once a minute, when a token was used last."""
    wait = requests_by_token.seconds_to_wait(token.pk, a_minute=TOKEN_REQUESTS_A_MINUTE, now=time.monotonic())
    if wait:
        says = Phrase("This token asks too often.")
        remedy = Phrase("It may go on in {seconds} seconds.", seconds=wait)
        raise KeyRefused(Problem("E.103", says, remedy), 429, {"Retry-After": str(wait)})
    if token.last_used_at is None or now - token.last_used_at >= SEEN_EVERY:
        ApiToken.objects.filter(pk=token.pk).update(last_used_at=now)
