"""Phrases as the database keeps them: template and values, so that any reader's language can say them."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from baqylau.core.problem import Phrase
from baqylau.results.line_words import line_in_words

LINE, OPTION, FORMULAS = "line", "option", ("left", "right")
"""Values of these names are codes that a page says in words."""
_CODE = re.compile(r"[a-z][a-z0-9_]*")


def stored(says: Phrase) -> dict[str, Any]:
    """What is kept of a phrase."""
    values = {name: stored(one) if isinstance(one, Phrase) else one for name, one in says.values.items()}
    return {"says": says.template, "values": values}


def phrase_of(kept: Mapping[str, Any], options: Mapping[str, str] | None = None) -> Phrase:
    """The phrase again; with ``options`` (name by code), the codes in it in words."""
    values = {name: _value(name, one, options) for name, one in kept["values"].items()}
    return Phrase.again(kept["says"], values)


def _value(name: str, kept: Any, options: Mapping[str, str] | None) -> str | int:
    if isinstance(kept, dict):
        return phrase_of(kept, options)
    if options is None or not isinstance(kept, str):
        return kept  # type: ignore[no-any-return]
    if name == OPTION:
        return options.get(kept, kept)
    if name == LINE:
        return line_in_words(kept)
    return _CODE.sub(lambda code: line_in_words(code[0]), kept) if name in FORMULAS else kept
