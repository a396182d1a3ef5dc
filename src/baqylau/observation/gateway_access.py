"""The question that the address of gateways asks in its first line: is it one of ours?

An address that does not exist, a secret that is wrong, a gateway that was closed and a mission that takes no
text messages are all answered 403 with the same few words.
"""

from __future__ import annotations

from dataclasses import dataclass

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, UnreadablePostError
from django.utils import timezone

from baqylau.observation.models import TextGateway
from baqylau.observation.sources.gateways import GATEWAYS, Incoming, NotReadable
from baqylau.observation.sources.gateways.incoming import LARGEST


class GatewayRefused(PermissionDenied):
    """The request is of no gateway of ours (403), or too large to be a message (413)."""

    def __init__(self, says: str, status: int = 403) -> None:
        self.says, self.status = says, status
        super().__init__(says)


@dataclass(frozen=True, slots=True)
class Passed:
    """A gateway that proved who it is, and what it passes on."""

    gateway: TextGateway
    incoming: Incoming


def by_gateway(request: HttpRequest, code: str) -> Passed:
    """The gateway with this code, where the request carries its secret or its signature."""
    incoming = _incoming(request)
    found = TextGateway.objects.select_related("mission__election").filter(code=code, closed_at=None).first()
    if found is None or not _is_from(found, incoming) or not found.mission.takes_text_messages:
        raise GatewayRefused("No gateway of ours, or its secret is wrong, or text messages are turned off.")
    return Passed(found, incoming)


def _is_from(gateway: TextGateway, incoming: Incoming) -> bool:
    try:
        return GATEWAYS[gateway.kind].is_from(incoming, gateway.secret, timezone.now())
    except NotReadable:
        return False


def _incoming(request: HttpRequest) -> Incoming:
    try:
        body = request.read(LARGEST + 1)
    except UnreadablePostError:
        raise GatewayRefused("The request did not arrive whole.", 400) from None
    if len(body) > LARGEST:
        raise GatewayRefused("The request is larger than any text message.", 413)
    return Incoming(
        method=request.method or "",
        query=request.META.get("QUERY_STRING", ""),
        body=body,
        content_type=request.META.get("CONTENT_TYPE", ""),
        headers={name.lower(): value for name, value in request.headers.items()},
    )
