"""A text in its sentences, with the language of each: English, Russian, Kazakh."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

_END = re.compile(r"[.!?…]+[\"»”’)\]]*(?=\s+[\"«“(\[]?[A-ZА-ЯЁӘҒҚҢӨҰҮҺІ0-9])|\n\s*")
SHORT_LINE = 60
"""A line with fewer characters ends because its text does, and not because the page does."""
_SHORT = re.compile(
    r"(?:^|[\s(«\"“])(?:art|arts|no|nos|mr|mrs|ms|dr|st|para|pp?|ст|п|пп|ч|г|гг|ж|тыс|млн|млрд|руб|тг|им|т|д|е|[A-ZА-Я])\.$",
    re.IGNORECASE,
)
_KAZAKH = re.compile(r"[әғқңөұүһі]", re.IGNORECASE)
_CYRILLIC = re.compile(r"[а-яё]", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Sentence:
    """A sentence, where it begins in the text, and its language (en, ru, kk)."""

    text: str
    start: int
    language: str


def sentences_of(text: str) -> Iterator[Sentence]:
    """The sentences of a text in order.

    A short form ("ст.") ends none; a line does where it is short, or an empty line or a bullet follows.

    >>> [one.text for one in sentences_of("По ст. 20-1 подано 166 исков. Явка 54,19 %.")]
    ['По ст. 20-1 подано 166 исков.', 'Явка 54,19 %.']
    """
    begun = 0
    for match in _END.finditer(text):
        if _goes_on(text, begun, match):
            continue
        yield from _sentence(text, begun, match.end())
        begun = match.end()
    yield from _sentence(text, begun, len(text))


def _goes_on(text: str, begun: int, match: re.Match[str]) -> bool:
    """Whether the sentence does not end here after all."""
    if match[0].startswith("."):
        return bool(_SHORT.search(text[begun : match.start() + 1]))
    if not match[0].startswith("\n"):
        return False
    line = text[text.rfind("\n", 0, match.start()) + 1 : match.start()]
    is_separate = match[0].count("\n") > 1 or text[match.end() : match.end() + 1] in set("-–—•*·")
    return not is_separate and len(line) >= SHORT_LINE


def _sentence(text: str, start: int, end: int) -> Iterator[Sentence]:
    stripped = text[start:end].strip()
    if stripped:
        yield Sentence(stripped, start + text[start:end].index(stripped), language_of(stripped))


def language_of(sentence: str) -> str:
    """Kazakh where one of its own letters stands there, else Russian for Cyrillic, else English.

    >>> language_of("Сайлаушылар тізімі"), language_of("Список избирателей"), language_of("The list")
    ('kk', 'ru', 'en')
    """
    if _KAZAKH.search(sentence):
        return "kk"
    return "ru" if _CYRILLIC.search(sentence) else "en"
