"""The lines of a protocol in the order of the paper, and two fillings of them compared."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

Figures = Mapping[str, int]
"""Field name to whole number from 0; a field that was left empty is no key, never 0."""

LINE, OPTION = "l-", "v-"
"""A field's name begins with one of these: ``l-on_list``, ``v-amanat``."""


@dataclass(frozen=True, slots=True)
class Field:
    """One number of a protocol. ``labels`` by language; ``question`` is its name in observers' forms."""

    name: str
    number: str = ""
    labels: Mapping[str, str] = field(default_factory=dict)
    question: str = ""

    @property
    def is_option(self) -> bool:
        """Whether it counts votes for an option."""
        return self.name.startswith(OPTION)

    @property
    def code(self) -> str:
        """The code of the line or option."""
        return self.name[len(LINE) :]


@dataclass(frozen=True, slots=True)
class Option:
    """An option of the contest, as its votes stand in a protocol."""

    code: str
    labels: Mapping[str, str]


def fields_of(items: Iterable[Mapping[str, object]], options: Sequence[Option]) -> tuple[Field, ...]:
    """The fields of a protocol in order; ``items`` as ``ProtocolLayout`` keeps them.

    Options that the layout does not name follow those that it does, in their own order; so no vote is without
    a field.
    """
    return tuple(_fields(items, options))


def _fields(items: Iterable[Mapping[str, object]], options: Sequence[Option]) -> Iterator[Field]:
    for item in items:
        if "line" in item:
            code = str(item["line"])
            yield Field(
                LINE + code,
                str(item.get("number") or ""),
                _texts(item.get("labels")),
                str(item.get("question") or code),
            )
        else:
            yield from _of_options(item, options)


def _of_options(item: Mapping[str, object], options: Sequence[Option]) -> Iterator[Field]:
    wanted = item.get("options")
    order = {str(code): place for place, code in enumerate(wanted if isinstance(wanted, list) else [])}
    questions = _texts(item.get("questions"))
    for option in sorted(options, key=lambda one: order.get(one.code, len(order))):
        question = questions.get(option.code, f"votes_{option.code}")
        yield Field(OPTION + option.code, "", option.labels, question)


def _texts(value: object) -> dict[str, str]:
    return {str(key): str(text) for key, text in value.items()} if isinstance(value, dict) else {}


def lines_and_votes(figures: Figures) -> tuple[dict[str, int], dict[str, int]]:
    """What a protocol keeps as lines, and as votes."""
    lines = {name[len(LINE) :]: number for name, number in figures.items() if name.startswith(LINE)}
    votes = {name[len(OPTION) :]: number for name, number in figures.items() if name.startswith(OPTION)}
    return lines, votes


def figures_of(lines: Mapping[str, int], votes: Mapping[str, int]) -> dict[str, int]:
    """The opposite."""
    return {
        **{LINE + code: number for code, number in lines.items()},
        **{OPTION + code: number for code, number in votes.items()},
    }


def differing(one: Figures, other: Figures) -> tuple[str, ...]:
    """The fields in which two fillings differ; an empty field differs from 0.

    >>> differing({"l-valid": 0}, {})
    ('l-valid',)
    """
    names = dict.fromkeys([*one, *other])
    return tuple(name for name in names if one.get(name) != other.get(name))
