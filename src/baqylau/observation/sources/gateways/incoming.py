"""What a gateway sends and is told, whichever it is; bytes of any kind become text that can be kept."""

from __future__ import annotations

import hashlib
import hmac
import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any
from urllib.parse import unquote_to_bytes

from baqylau.core.charsets import known_charset

LARGEST = 64 * 1024
"""Bytes of one request; a text message has a few hundred."""
LONGEST_TEXT = 4000
LONGEST_ID = 120
MOST_FIELDS = 100


class NotReadable(Exception):
    """The request holds no message that can be made out; its text tells whoever set up the gateway why."""


@dataclass(frozen=True, slots=True)
class Incoming:
    """A request as it arrived. ``query`` is the part of the address after the question mark."""

    method: str
    query: str
    body: bytes
    content_type: str = ""
    headers: Mapping[str, str] = field(default_factory=dict)
    """By names in small letters."""


@dataclass(frozen=True, slots=True)
class InboundMessage:
    """One message: the gateway's identifier of it, who sent it, what and when, and its other fields."""

    id: str
    sender: str
    text: str
    at: datetime | None
    raw: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Answer:
    """What the gateway is told; ``carries_reply`` where that reaches the observer."""

    body: str
    content_type: str
    carries_reply: bool
    headers: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Outgoing:
    """The request by which a gateway is asked to send a reply."""

    body: bytes
    content_type: str


def same(one: str, other: str) -> bool:
    """Whether two secrets are the same, in a time that tells nothing of where they differ."""
    return bool(other) and hmac.compare_digest(one.encode(errors="replace"), other.encode(errors="replace"))


def clean(text: object, longest: int = LONGEST_TEXT) -> str:
    """Text that every database can keep: no null, no half of a pair of surrogates."""
    if not isinstance(text, str | int | float):
        return ""
    whole = str(text).encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")
    return whole.replace("\0", "")[:longest]


def fields_of(incoming: Incoming) -> dict[str, str]:
    """The fields of the address and of the body, a form or an object of JSON; ``NotReadable`` otherwise."""
    found = _form(incoming.query, _charset_in(incoming.query))
    kind = incoming.content_type.partition(";")[0].strip().lower()
    if incoming.method != "POST" or not incoming.body:
        return found
    if kind == "application/json" or incoming.body.lstrip()[:1] == b"{":
        return found | {name: clean(value) for name, value in json_of(incoming.body).items()}
    if kind in ("application/x-www-form-urlencoded", ""):
        text = incoming.body.decode("ascii", "replace")
        return found | _form(text, _charset_in(text))
    return found


def json_of(body: bytes) -> dict[str, Any]:
    """The object of a body in JSON."""
    try:
        found = json.loads(body.decode("utf-8", "replace"))
    except (ValueError, RecursionError):
        raise NotReadable("the body is no JSON") from None
    if not isinstance(found, dict):
        raise NotReadable("the body is no JSON object")
    return found


def _form(text: str, charset: str) -> dict[str, str]:
    """The fields of a form; the text of the message is in the charset that the gateway names."""
    pairs = [pair.partition("=") for pair in text.split("&") if pair]
    if len(pairs) > MOST_FIELDS:
        raise NotReadable(f"more than {MOST_FIELDS} fields")
    return {
        name: clean(_unquoted(value, charset if name == "text" else "utf-8"))
        for name, _, value in reversed(pairs)
    }


def _unquoted(value: str, charset: str) -> str:
    return unquote_to_bytes(value.replace("+", " ")).decode(charset, "replace")


def _charset_in(text: str) -> str:
    """The charset that a field of this name gives, as Kannel's ``%C`` does."""
    fields = (pair.partition("=") for pair in text.split("&"))
    return known_charset(next((value for name, _, value in fields if name == "charset"), "")) or "utf-8"


def first(fields: Mapping[str, str], *names: str) -> str:
    """The first of these fields that says something."""
    return next((fields[name] for name in names if fields.get(name)), "")


def identified(given: str, *content: str) -> str:
    """The gateway's identifier; where it gives none, or a very long one, a digest."""
    if 0 < len(given) <= LONGEST_ID:
        return given
    return "sha256:" + hashlib.sha256("\n".join([given, *content]).encode(errors="replace")).hexdigest()


def moment(text: str) -> datetime | None:
    """A time in seconds, in milliseconds, or in ISO 8601 (UTC where it has no zone); None for another."""
    try:
        if text.strip().isdigit():
            seconds = int(text)
            return datetime.fromtimestamp(seconds / 1000 if seconds > 10**11 else seconds, UTC)
        found = datetime.fromisoformat(text.strip())
        return found.astimezone(UTC) if found.tzinfo else found.replace(tzinfo=UTC)
    except (ValueError, OverflowError, OSError):
        return None


def message_in(fields: Mapping[str, str], *, sender: str, text: str, id: str, at: str) -> InboundMessage:
    """A message of these parts; ``NotReadable`` without a sender."""
    if not sender.strip():
        raise NotReadable("no sender was given")
    raw = {name: value for name, value in fields.items() if name != "secret"}
    return InboundMessage(identified(id, sender, at, text), sender.strip()[:40], text, moment(at), raw)
