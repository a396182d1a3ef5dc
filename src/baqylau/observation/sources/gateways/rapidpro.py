"""RapidPro's external channel: a gateway that would pass messages to RapidPro passes them to us.

``from`` or ``sender``, ``text``, ``date`` or ``time``, by GET or POST; the secret in the address or as a
bearer token. Replies go out by a form to the gateway's own address, as RapidPro sends them.
"""

from __future__ import annotations

import json
from datetime import datetime
from urllib.parse import urlencode

from baqylau.observation.sources.gateways.incoming import (
    Answer,
    InboundMessage,
    Incoming,
    Outgoing,
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
        sender=first(fields, "from", "sender"),
        text=fields.get("text", ""),
        id=first(fields, "id", "external_id"),
        at=first(fields, "date", "time"),
    )


def answer(reply: str) -> Answer:
    """Accepted, in the words of RapidPro."""
    content = json.dumps({"message": "Message Accepted"})
    return Answer(content, "application/json", carries_reply=False)


def sending(to: str, text: str, message_id: str) -> Outgoing:
    """A form with ``to``, ``text`` and ``id``."""
    content = urlencode({"to": to, "text": text, "id": message_id})
    return Outgoing(content.encode(), "application/x-www-form-urlencoded")
