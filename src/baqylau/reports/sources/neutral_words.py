"""``neutral_words.toml``: words that a finding does without, in three languages; comes with the room."""

from __future__ import annotations

from functools import cache
from pathlib import Path

from baqylau.core.reading import Problems
from baqylau.core.toml import Table, read_toml
from baqylau.reports.methods.neutral_words import Unsuited

FILE = Path(__file__).parent.parent / "neutral_words.toml"
LANGUAGES = ("en", "ru", "kk")


@cache
def unsuited_words() -> tuple[Unsuited, ...]:
    """All words of all languages."""
    problems = Problems()
    table = Table(read_toml(FILE.read_bytes(), FILE.name), FILE.name, problems)
    found: list[Unsuited] = []
    for group in table.tables("group"):
        code, said = group.text("code"), group.table("why")
        why = {language: said.text(language) for language in LANGUAGES}
        said.finish()
        for language in LANGUAGES:
            for entry in group.tables(language):
                words, better = entry.texts("words"), entry.text("better")
                found.append(Unsuited(code, language, tuple(words), better, why))
                entry.finish()
        group.finish()
    table.finish()
    problems.refuse_if_any()
    return tuple(found)
