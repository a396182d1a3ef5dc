"""What an observer's report says a protocol says: from the names of questions to lines and votes."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from baqylau.core.reading import LARGEST_NUMBER
from baqylau.results.methods.layout import Field

CONTEST_QUESTION = "contest"
"""Which vote the protocol is of; what it may answer stands in the pack's layout."""
WHERE_FROM_QUESTION = "taken_from"
"""Where the figures are from."""
READ_OUT_ANSWER = "read_aloud"
"""The answer to it that makes the figures those that were read out."""


def figures_in(answers: Mapping[str, object], fields: Sequence[Field]) -> dict[str, int]:
    """The figures that a report gives for the fields of a protocol; a question without an answer, none."""
    found = ((field.name, answers.get(field.question)) for field in fields)
    return {name: number for name, value in found if (number := _whole(value)) is not None}


def _whole(value: object) -> int | None:
    text = str(value) if isinstance(value, int | str) and not isinstance(value, bool) else ""
    if not (text.isascii() and text.isdigit()) or len(text) > len(str(LARGEST_NUMBER)):
        return None
    return int(text) if int(text) <= LARGEST_NUMBER else None


def was_read_out(answers: Mapping[str, object]) -> bool:
    """Whether the figures were read out, and nothing was seen on paper."""
    return answers.get(WHERE_FROM_QUESTION) == READ_OUT_ANSWER
