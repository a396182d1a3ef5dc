"""One answer: a text against what its question can hold."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from baqylau.core.answer import AnswerState
from baqylau.core.problem import Phrase
from baqylau.core.reading import LARGEST_NUMBER

KINDS = (
    "yes_no",
    "integer",
    "time",
    "text",
    "choice",
    "choices",
    "ranking",
    "decimal",
    "date",
    "datetime",
    "point",
    "shape",
    "file",
    "repeat",
)
"""``choices`` and ``ranking`` are lists of names; ``decimal`` the text of an exact decimal; ``date`` ISO
8601; ``datetime`` ISO 8601 with its offset; ``point`` ``[latitude, longitude, altitude, accuracy]`` in
degrees and metres; ``shape`` a list of points; ``file`` the name of an attachment; ``repeat`` a list of
``{"answers", "states"}``."""
ROLES = (
    "station",
    "area",
    "place",
    "arrival",
    "departure",
    "day",
    "wave",
    "position",
    "rating",
    "overall_rating",
    "start",
    "end",
)
"""What a question is besides its answer (column ``role`` of the survey sheet)."""
YES_NO = ("yes", "no")
LONGEST_TEXT = 10_000

STATES_IN_CODES = (
    AnswerState.MISSING,
    AnswerState.NOT_OBSERVED,
    AnswerState.DONT_KNOW,
    AnswerState.NOT_APPLICABLE,
)
"""What a code, or a person who corrects, may say in place of an answer."""

Single = str | int
Value = Single | list[Any]
Bound = str | int | None

_TIME = re.compile(r"([01]?\d|2[0-3]):([0-5]\d)(?::00)?", re.ASCII)


class NotAcceptable(Exception):
    """The question cannot hold this text; ``code`` and ``reason`` say why."""

    def __init__(self, code: str, reason: str) -> None:
        self.code = code
        self.reason = reason
        super().__init__(f"{code} {reason}")


@dataclass(frozen=True, slots=True)
class Choice:
    """One answer that a question offers, with its labels by language."""

    name: str
    labels: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Question:
    """One question of a form: ``labels`` and ``section_labels`` by language, ``choices`` where it has any.

    ``path`` is where its answer stands in a filled form, below the root: ``group/name``. ``repeat`` names the
    repeat that it is in (its path is below an instance of that), "" for none. ``critical`` are the answers
    that somebody should see at once. ``list_file`` names the file its choices come from.
    """

    name: str
    kind: str
    section: str = ""
    section_labels: Mapping[str, str] = field(default_factory=dict)
    labels: Mapping[str, str] = field(default_factory=dict)
    choices: Sequence[Choice] = ()
    path: str = ""
    repeat: str = ""
    role: str = ""
    critical: Sequence[str] = ()
    required: bool = False
    list_file: str = ""

    @property
    def is_rating(self) -> bool:
        """Whether it is a judgement of the observer, which nobody else may alter."""
        return self.role in ("rating", "overall_rating")

    def as_json(self) -> dict[str, object]:
        """The question as a form version keeps it."""
        return {
            "name": self.name,
            "kind": self.kind,
            "section": self.section,
            "section_labels": dict(self.section_labels),
            "labels": dict(self.labels),
            "choices": [{"name": choice.name, "labels": dict(choice.labels)} for choice in self.choices],
            **{key: value for key, value in self._more().items() if value},
        }

    def _more(self) -> dict[str, object]:
        """What only some questions have."""
        return {
            "path": self.path,
            "repeat": self.repeat,
            "role": self.role,
            "critical": list(self.critical),
            "required": self.required,
            "list_file": self.list_file,
        }

    def offers(self) -> tuple[str, ...]:
        """The answers that may be chosen, without those that are states (``dont_know`` …)."""
        if self.kind == "yes_no":
            return YES_NO
        return tuple(choice.name for choice in self.choices if choice.name not in STATES_IN_CODES)


def question_from_json(kept: Mapping[str, object]) -> Question:
    """The question that ``as_json`` gave; keys it does not know are passed over."""
    choices = kept.get("choices") or []
    return Question(
        name=str(kept["name"]),
        kind=str(kept["kind"]),
        section=str(kept.get("section", "")),
        section_labels=_texts(kept.get("section_labels")),
        labels=_texts(kept.get("labels")),
        choices=tuple(Choice(str(one["name"]), _texts(one.get("labels"))) for one in _mappings(choices)),
        path=str(kept.get("path", "")),
        repeat=str(kept.get("repeat", "")),
        role=str(kept.get("role", "")),
        critical=tuple(str(one) for one in _list(kept.get("critical"))),
        required=bool(kept.get("required")),
        list_file=str(kept.get("list_file", "")),
    )


def _list(value: object) -> list[object]:
    return value if isinstance(value, list) else []


def _mappings(value: object) -> list[Mapping[str, object]]:
    return [one for one in value if isinstance(one, Mapping)] if isinstance(value, list) else []


def _texts(value: object) -> dict[str, str]:
    return {str(key): str(text) for key, text in value.items()} if isinstance(value, Mapping) else {}


def read_value(
    text: str, kind: str, *, offers: Collection[str] = (), minimum: Bound = None, maximum: Bound = None
) -> Single:
    """The value of a text that is not empty: yes/no and choices as their name, a time as ``HH:MM``.

    Whole numbers are not negative. Raises ``NotAcceptable`` (I.201 to I.206).
    """
    if kind in ("yes_no", "choice"):
        if text not in offers:
            raise NotAcceptable("I.201", Phrase("not one of {choices}", choices=", ".join(offers)))
        return text
    value: Single = text
    if kind == "integer":
        value = _whole(text)
    elif kind == "time":
        value = _time(text)
    elif len(text) > LONGEST_TEXT or "\0" in text:
        raise NotAcceptable(
            "I.206",
            Phrase("a text of more than {longest} characters, or with null in it", longest=LONGEST_TEXT),
        )
    _check_bounds(value, minimum, maximum)
    return value


def _whole(text: str) -> int:
    if text.isascii() and text.isdigit() and len(text) <= 10 and int(text) <= LARGEST_NUMBER:
        return int(text)
    raise NotAcceptable("I.202", Phrase("not a whole number"))


def _time(text: str) -> str:
    found = _TIME.fullmatch(text)
    if not found:
        raise NotAcceptable("I.205", Phrase("not a time of day (hours:minutes)"))
    return f"{int(found[1]):02d}:{found[2]}"


def _check_bounds(value: Single, minimum: Bound, maximum: Bound) -> None:
    if minimum is not None and _less(value, minimum):
        raise NotAcceptable("I.204", Phrase("below the smallest possible value ({minimum})", minimum=minimum))
    if maximum is not None and _less(maximum, value):
        raise NotAcceptable("I.203", Phrase("above the largest possible value ({maximum})", maximum=maximum))


def _less(one: Single, other: Single) -> bool:
    if isinstance(one, int) and isinstance(other, int):
        return one < other
    return str(one) < str(other)
