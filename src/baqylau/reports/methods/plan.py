"""What a statement says: chapters, sentences that refer to figures by name, and the figures as data."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from fractions import Fraction
from typing import Any, Literal

LANGUAGES = ("en", "ru", "kk")
Texts = Mapping[str, str]
"""A text by language."""

Kind = Literal["share", "records", "areas", "published"]
KINDS: tuple[Kind, ...] = ("share", "records", "areas", "published")
PARTS = ("numerator", "denominator")
"""What may follow a figure's name in braces: ``{family_voting.denominator}``."""

_REFERENCE = re.compile(r"\{([^{}]*)\}")


@dataclass(frozen=True, slots=True)
class PlannedFigure:
    """A figure to be counted.

    A ``share`` counts the answers ``counts`` to ``question`` out of the valid answers; ``records`` and
    ``areas`` are plain counts. ``compared`` asks for a comparison of each area with the rest. A ``published``
    figure is what somebody else said: the entry of the register whose code is in ``published``.
    """

    name: str
    kind: Kind
    wording: Texts
    question: str = ""
    counts: tuple[str, ...] = ()
    compared: bool = False
    published: str = ""


@dataclass(frozen=True, slots=True)
class Chapter:
    """A chapter: its sentences, and the figures of its chart and its table."""

    code: str
    title: Texts
    sentences: tuple[Texts, ...] = ()
    chart: tuple[str, ...] = ()
    table: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Plan:
    """A whole statement as planned. ``level`` is the largest adjusted p that is reported, as a fraction."""

    form: str
    areas: str
    level: str
    title: Texts
    chapters: tuple[Chapter, ...]
    figures: tuple[PlannedFigure, ...]
    notes: tuple[Texts, ...] = field(default=())

    @property
    def significance(self) -> Fraction:
        """The level as an exact fraction."""
        return Fraction(self.level)

    def figure(self, name: str) -> PlannedFigure:
        """The planned figure of that name; ``KeyError`` where there is none."""
        return next(iter(one for one in self.figures if one.name == name), None) or _unknown(name)

    def cited(self) -> list[str]:
        """The names of all figures in the order in which a reader meets them."""
        names: list[str] = []
        for chapter in self.chapters:
            for texts in chapter.sentences:
                found = pieces(next(iter(texts.values())))
                names += [piece.figure for piece in found if isinstance(piece, Reference)]
            names += [*chapter.chart, *chapter.table]
        return list(dict.fromkeys([*names, *(figure.name for figure in self.figures)]))

    def to_data(self) -> dict[str, Any]:
        """The plan as plain data for a JSON column."""
        return asdict(self)

    @classmethod
    def from_data(cls, data: Mapping[str, Any]) -> Plan:
        """The plan that :meth:`to_data` wrote."""
        chapters = tuple(
            Chapter(
                one["code"],
                one["title"],
                tuple(one["sentences"]),
                tuple(one["chart"]),
                tuple(one["table"]),
            )
            for one in data["chapters"]
        )
        figures = tuple(PlannedFigure(**{**one, "counts": tuple(one["counts"])}) for one in data["figures"])
        return cls(
            data["form"],
            data["areas"],
            data["level"],
            data["title"],
            chapters,
            figures,
            tuple(data["notes"]),
        )


def _unknown(name: str) -> PlannedFigure:
    raise KeyError(name)


@dataclass(frozen=True, slots=True)
class Words:
    """A piece of a sentence that is only words."""

    text: str


@dataclass(frozen=True, slots=True)
class Reference:
    """A piece of a sentence that stands for a figure, or for a part of it."""

    figure: str
    part: str = ""


def pieces(sentence: str) -> Iterator[Words | Reference]:
    """A sentence as words and references, in order.

    >>> list(pieces("Seen in {family_voting}."))
    [Words(text='Seen in '), Reference(figure='family_voting', part=''), Words(text='.')]
    """
    for index, piece in enumerate(_REFERENCE.split(sentence)):
        if index % 2:
            name, _, part = piece.partition(".")
            yield Reference(name, part)
        elif piece:
            yield Words(piece)


def references(sentences: Sequence[Texts]) -> set[str]:
    """The names of all figures that sentences refer to, in any language."""
    return {
        piece.figure
        for texts in sentences
        for text in texts.values()
        for piece in pieces(text)
        if isinstance(piece, Reference)
    }
