"""Gateways for text messages: one file for each, all with the same few functions.

``is_from(incoming, secret, now)`` whether the gateway sent it; ``parse`` the message in it, None for another
event; ``answer`` what the gateway is told; ``sending`` the request that has a reply sent, None where the
answer carries it.
"""

from __future__ import annotations

from datetime import datetime
from typing import Protocol

from baqylau.observation.sources.gateways import android, kannel, plain, rapidpro, telerivet
from baqylau.observation.sources.gateways.incoming import (
    Answer,
    InboundMessage,
    Incoming,
    NotReadable,
    Outgoing,
)

__all__ = ["GATEWAYS", "Answer", "Gateway", "InboundMessage", "Incoming", "NotReadable", "Outgoing"]


class Gateway(Protocol):
    """What every one of the files offers."""

    def is_from(self, incoming: Incoming, secret: str, now: datetime) -> bool: ...

    def parse(self, incoming: Incoming) -> InboundMessage | None: ...

    def answer(self, reply: str) -> Answer: ...

    def sending(self, to: str, text: str, message_id: str) -> Outgoing | None: ...


GATEWAYS: dict[str, Gateway] = {
    "android": android,
    "kannel": kannel,
    "telerivet": telerivet,
    "rapidpro": rapidpro,
    "plain": plain,
}
"""By ``TextGateway.kind``."""
