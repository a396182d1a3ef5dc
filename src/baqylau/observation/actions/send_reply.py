"""Handing a reply to a gateway whose answer does not carry it."""

from __future__ import annotations

import base64
import http.client
import logging
import urllib.error
import urllib.request
from datetime import datetime
from typing import Any

from baqylau.core.problem import Phrase, Problem, Refused
from baqylau.observation.methods.phone_numbers import is_number
from baqylau.observation.models import TextMessage
from baqylau.observation.sources.gateways import GATEWAYS, Outgoing

SECONDS = 10
log = logging.getLogger(__name__)


class _NoRedirects(urllib.request.HTTPRedirectHandler):
    """A gateway's password goes to the address that was given, and to no other."""

    def redirect_request(self, *args: Any, **kwargs: Any) -> None:
        return None


_opener = urllib.request.build_opener(_NoRedirects)


def send_reply(*, message: TextMessage, now: datetime) -> None:
    """Have the reply sent. ``Refused``: G.134 (nowhere to send it), G.135 (the gateway did not take it)."""
    gateway = message.gateway
    outgoing = GATEWAYS[gateway.kind].sending(message.sender, message.reply, message.outside_id)
    if outgoing is None or not gateway.send_url or not message.reply or not is_number(message.sender):
        says = Phrase("There is nothing to send, or no address to send it to.")
        raise Refused(Problem("G.134", says, Phrase("Give the gateway's page the address for replies.")))
    try:
        _post(gateway.send_url, outgoing, gateway.send_name, gateway.send_password)
    except (OSError, http.client.HTTPException, ValueError) as error:
        log.warning("A reply could not be handed to gateway %s: %s", gateway.code, error)
        says = Phrase("The gateway did not take the reply.")
        raise Refused(
            Problem("G.135", says, Phrase("Check its address for replies, then send it again."))
        ) from None
    message.replied_at = now
    message.save(update_fields=["replied_at"])


def _post(url: str, outgoing: Outgoing, name: str, password: str) -> None:
    """``ValueError`` or ``OSError`` where it was not taken."""
    if not url.startswith(("https://", "http://")):
        raise ValueError("no web address")
    request = urllib.request.Request(url, outgoing.body, {"Content-Type": outgoing.content_type})  # noqa: S310
    if name or password:
        credentials = base64.b64encode(f"{name}:{password}".encode()).decode()
        request.add_header("Authorization", f"Basic {credentials}")
    with _opener.open(request, timeout=SECONDS) as answer:
        answer.read(1024)
