"""Kannel (https://www.kannel.org): ``get-url`` or ``post-url`` of an ``sms-service``; its reply is the body.

The secret stands in the address. With ``post-url`` the message is the body and the sender a header
(``X-Kannel-From``, sent where ``send-sender`` is on).
"""

from __future__ import annotations

import re
from datetime import datetime

from baqylau.core.charsets import known_charset
from baqylau.observation.methods.sms_text import is_gsm
from baqylau.observation.sources.gateways.incoming import (
    Answer,
    InboundMessage,
    Incoming,
    clean,
    fields_of,
    first,
    message_in,
    same,
)


def is_from(incoming: Incoming, secret: str, now: datetime) -> bool:
    """Whether the field ``secret`` is ours."""
    return same(fields_of(incoming).get("secret", ""), secret)


def parse(incoming: Incoming) -> InboundMessage:
    """The message in the fields, else in the body and the headers that begin with ``X-Kannel-``."""
    fields = fields_of(incoming)
    headers = incoming.headers
    text = fields.get("text")
    if text is None:
        text = clean(incoming.body.decode(_charset(incoming.content_type), "replace"))
    return message_in(
        fields,
        sender=first(fields, "sender", "from") or clean(headers.get("x-kannel-from", "")),
        text=text,
        id=fields.get("id", ""),
        at=first(fields, "timestamp", "time") or clean(headers.get("x-kannel-time", "")),
    )


def _charset(content_type: str) -> str:
    named = re.search(r"charset=\"?([\w.:-]+)", content_type, re.IGNORECASE)
    return known_charset(named[1] if named else "") or "utf-8"


def answer(reply: str) -> Answer:
    """The reply as text; 16 bits a character where the GSM alphabet does not have them all."""
    headers = {} if is_gsm(reply) else {"X-Kannel-Coding": "2"}
    return Answer(reply, "text/plain; charset=utf-8", carries_reply=True, headers=headers)


def sending(to: str, text: str, message_id: str) -> None:
    """The answer carries the reply."""
    return None
