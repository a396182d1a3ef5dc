"""The notes on designations that all documents carry: the remarks of the pack about names."""

from __future__ import annotations

from baqylau.core.text import in_language
from baqylau.election.models import Election
from baqylau.reports.methods.blocks import Inlines, Text

ABOUT_NAMES = "name of"
"""How the ``about`` of such a remark begins: "name of the territory"."""


def designations_of(election: Election, language: str) -> tuple[Inlines, ...]:
    """The notes in a language, in their order."""
    return tuple(
        (Text(in_language(note["says"], language)),)
        for note in election.notes
        if str(note.get("about", "")).startswith(ABOUT_NAMES)
    )
