"""Telerivet (https://telerivet.com/api/webhook): a form with its secret; its answer lists replies."""

from __future__ import annotations

import json
from datetime import datetime

from baqylau.observation.sources.gateways.incoming import (
    Answer,
    InboundMessage,
    Incoming,
    fields_of,
    message_in,
    same,
)


def is_from(incoming: Incoming, secret: str, now: datetime) -> bool:
    """Whether the field ``secret`` is ours."""
    return same(fields_of(incoming).get("secret", ""), secret)


def parse(incoming: Incoming) -> InboundMessage | None:
    """The message; None for other events."""
    fields = fields_of(incoming)
    if fields.get("event", "incoming_message") != "incoming_message":
        return None
    return message_in(
        fields,
        sender=fields.get("from_number", ""),
        text=fields.get("content", ""),
        id=fields.get("id", ""),
        at=fields.get("time_created", ""),
    )


def answer(reply: str) -> Answer:
    """The messages that are to be sent back."""
    content = {"messages": [{"content": reply}] if reply else []}
    return Answer(json.dumps(content, ensure_ascii=False), "application/json", carries_reply=True)


def sending(to: str, text: str, message_id: str) -> None:
    """The answer carries the reply."""
    return None
