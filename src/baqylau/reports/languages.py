"""What figures and titles say, in each language of a report."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

from django.utils.translation import override

from baqylau.reports.methods.plan import LANGUAGES

Said = TypeVar("Said")


def in_each_language(say: Callable[[str], Said]) -> dict[str, Said]:
    """Language → what ``say`` answers, which is given the language and is asked while it is in use."""
    found = {}
    for language in LANGUAGES:
        with override(language):
            found[language] = say(language)
    return found


def said(text: object) -> dict[str, str]:
    """A lazy text in each language."""
    return in_each_language(lambda _language: str(text))
