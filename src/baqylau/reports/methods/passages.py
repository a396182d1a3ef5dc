"""What the reading of a chapter's text gives, and what it asks: blocks, problems at their lines, passages."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

from baqylau.core.problem import Problem
from baqylau.reports.methods import blocks as b
from baqylau.reports.methods.references import Reference

GONE = "?"
"""Begins the name of a ``FigureRef`` that stands for nothing: what was referred to is not there."""
HERE = "\N{OBJECT REPLACEMENT CHARACTER}"
"""Stands for a reference in a passage."""
NOTE = "\N{DAGGER}"
"""Stands for the mark of a footnote in a passage."""


class Resolver(Protocol):
    """Knows what references stand for; a ``Problem`` says why one stands for nothing."""

    def inline(self, reference: Reference) -> b.Inlines | Problem:
        """What stands in the line for a reference."""

    def block(self, reference: Reference) -> b.Blocks | Problem:
        """What a reference of its own line stands for."""

    def picture(self, number: int, alt: str, caption: str) -> b.Picture | Problem:
        """A picture of the report by its number."""


@dataclass(frozen=True, slots=True)
class At:
    """A problem and the line it stands in, from 1."""

    line: int
    problem: Problem


@dataclass(frozen=True, slots=True)
class Passage:
    """Running words: ``HERE`` stands for each of ``references`` in order, ``NOTE`` for a footnote's mark."""

    line: int
    text: str
    references: tuple[Reference, ...]


@dataclass(frozen=True, slots=True)
class Read:
    """A text as read. ``notes`` are its footnotes in order; their numbers go on from ``first_note``."""

    blocks: b.Blocks
    notes: tuple[b.Footnote, ...]
    problems: tuple[At, ...]
    references: tuple[tuple[int, Reference], ...]
    passages: tuple[Passage, ...]
