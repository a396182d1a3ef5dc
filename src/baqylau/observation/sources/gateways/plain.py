"""Any other gateway: a form or JSON with ``sender``, ``text``, ``id``, ``at`` and ``secret``.

The secret may also stand in the address or come as a bearer token. The answer carries the reply as JSON.
"""

from __future__ import annotations

import json
from datetime import datetime

from baqylau.observation.sources.gateways.incoming import (
    Answer,
    InboundMessage,
    Incoming,
    fields_of,
    first,
    message_in,
    same,
)


def is_from(incoming: Incoming, secret: str, now: datetime) -> bool:
    """Whether the field ``secret`` or the token is ours."""
    given = fields_of(incoming).get("secret") or incoming.headers.get("authorization", "").rpartition(" ")[2]
    return same(given, secret)


def parse(incoming: Incoming) -> InboundMessage:
    """The message in the fields."""
    fields = fields_of(incoming)
    return message_in(
        fields,
        sender=first(fields, "sender", "from", "number"),
        text=first(fields, "text", "message"),
        id=fields.get("id", ""),
        at=first(fields, "at", "time", "date"),
    )


def answer(reply: str) -> Answer:
    """The reply, for the gateway to send."""
    return Answer(json.dumps({"reply": reply}, ensure_ascii=False), "application/json", carries_reply=True)


def sending(to: str, text: str, message_id: str) -> None:
    """The answer carries the reply."""
    return None
