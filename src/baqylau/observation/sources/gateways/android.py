"""Android SMS Gateway (https://docs.sms-gate.app): a telephone with a SIM card that passes messages on.

Each request is signed: ``X-Signature`` is the HMAC-SHA256, in hexadecimal, of the body followed by the text
of ``X-Timestamp`` (seconds). An older one is refused, so that nobody who overheard one can send it again
later; within the five minutes the identifier of the event makes it the same message. A reply is sent by a
request to the gateway.
"""

from __future__ import annotations

import hashlib
import hmac
import json
from datetime import datetime

from baqylau.observation.sources.gateways.incoming import (
    Answer,
    InboundMessage,
    Incoming,
    NotReadable,
    Outgoing,
    clean,
    first,
    json_of,
    message_in,
    same,
)

STALE = 300
"""Seconds."""
RECEIVED = "sms:received"


def is_from(incoming: Incoming, secret: str, now: datetime) -> bool:
    """Whether the signature is of this body with this time, and the time is now."""
    stamp = incoming.headers.get("x-timestamp", "")
    if not (stamp.isascii() and stamp.isdigit() and len(stamp) < 12):
        return False
    due = hmac.new(secret.encode(), incoming.body + stamp.encode(), hashlib.sha256).hexdigest()
    return (
        same(due, incoming.headers.get("x-signature", "").lower())
        and abs(now.timestamp() - int(stamp)) <= STALE
    )


def parse(incoming: Incoming) -> InboundMessage | None:
    """The message; None for events that are none, such as "sent" and "delivered"."""
    event = json_of(incoming.body)
    if event.get("event") != RECEIVED:
        return None
    payload = event.get("payload")
    if not isinstance(payload, dict):
        raise NotReadable("the event has no payload")
    fields = {name: clean(value) for name, value in payload.items()}
    return message_in(
        fields,
        sender=first(fields, "sender", "phoneNumber"),
        text=fields.get("message", ""),
        id=clean(event.get("id")) or fields.get("messageId", ""),
        at=fields.get("receivedAt", ""),
    )


def answer(reply: str) -> Answer:
    """The gateway only wants to know that the event arrived."""
    return Answer('{"received": true}', "application/json", carries_reply=False)


def sending(to: str, text: str, message_id: str) -> Outgoing:
    """A request to the gateway's address for messages, with its own user name and password."""
    content = {"textMessage": {"text": text}, "phoneNumbers": [to]}
    return Outgoing(json.dumps(content).encode(), "application/json")
