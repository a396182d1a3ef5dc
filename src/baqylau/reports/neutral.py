"""Advice on the words of a finding, in the language of whoever writes."""

from __future__ import annotations

from collections.abc import Mapping

from django.utils.translation import get_language

from baqylau.core.problem import Phrase, Problem
from baqylau.core.text import in_language
from baqylau.reports.methods.neutral_words import Hint, hints
from baqylau.reports.sources.neutral_words import unsuited_words


def advice(texts: Mapping[str, str]) -> list[Problem]:
    """A numbered piece of advice for each word that a better one is known for, in all languages of a text."""
    return [
        _said(hint) for language, text in texts.items() for hint in hints(text, language, unsuited_words())
    ]


def _said(hint: Hint) -> Problem:
    why = in_language(hint.why, get_language() or "en")
    says = Phrase("“{word}”: {why}", word=hint.word, why=why)
    return Problem(hint.code, says, Phrase("Better: {better}.", better=hint.better), f"text_{hint.language}")
