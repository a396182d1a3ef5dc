"""Problems of a long reading, kept beside its file so that a page can say them later in any language."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from baqylau.core.problem import Phrase, Problem


def as_kept(problems: Iterable[Problem]) -> list[dict[str, Any]]:
    """As JSON keeps them."""
    return [
        {"code": one.code, "says": _text(one.says), "remedy": _text(one.remedy), "where": _text(one.where)}
        for one in problems
    ]


def again(kept: Sequence[Mapping[str, Any]]) -> list[Problem]:
    """As :func:`as_kept` wrote them."""
    return [
        Problem(one["code"], _phrase(one["says"]), _phrase(one["remedy"]), _phrase(one["where"]))
        for one in kept
    ]


def _text(text: str) -> Any:
    if not isinstance(text, Phrase):
        return str(text)
    return {
        "template": text.template,
        "values": {name: _text_or_number(one) for name, one in text.values.items()},
    }


def _text_or_number(value: str | int) -> Any:
    return value if isinstance(value, int) else _text(value)


def _phrase(kept: Any) -> str:
    if not isinstance(kept, dict):
        return str(kept)
    values = {name: one if isinstance(one, int) else _phrase(one) for name, one in kept["values"].items()}
    return Phrase.again(kept["template"], values)
