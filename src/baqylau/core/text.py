"""Searching and ordering text alike on every database: Cyrillic case, Kazakh letters, Latin letters.

A database's own collation differs between SQLite, PostgreSQL and the machine's locale, so both keys are
computed here and stored beside the text. They hold nothing but what every collation orders and compares
in the same way.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Mapping

KAZAKH_ALPHABET = "аәбвгғдеёжзийкқлмнңоөпрстуұүфхһцчшщъыіьэюя"
"""The 42 letters in their official order; Russian is ordered rightly by the same sequence."""

_RANK = {letter: f"{0x8000 + index:04x}" for index, letter in enumerate(KAZAKH_ALPHABET)}


def search_key(text: str) -> str:
    """Text as it is searched: compatibility forms and case folded, blanks single, without NUL.

    >>> search_key("  ҚЫЗЫЛОРДА   облысы ")
    'қызылорда облысы'
    """
    return " ".join(unicodedata.normalize("NFKC", text.replace("\0", "")).casefold().split())


def has_words(query: str, texts: Iterable[str]) -> bool:
    """Whether each word of what is searched for stands somewhere in the texts.

    >>> has_words("шағым АЛМАТЫ", ["Алматы қаласы", "Шағымдар"])
    True
    """
    whole = search_key("\n".join(texts))
    return all(word in whole for word in search_key(query).split())


def order_key(text: str) -> str:
    """A key of hexadecimal digits that puts texts into alphabetical order wherever it is compared.

    Digits come before Latin letters, Latin before Cyrillic; a Latin letter's accent counts only as far as
    its code point; numbers are ordered by value, so that "2" stands before "10".

    >>> sorted(["Шымкент", "Әйтеке", "Астана", "Бурабай"], key=order_key)
    ['Астана', 'Әйтеке', 'Бурабай', 'Шымкент']
    >>> sorted(["10", "9", "9а"], key=order_key)
    ['9', '9а', '10']
    """
    folded = search_key(text)
    parts: list[str] = []
    position = 0
    while position < len(folded):
        end = position
        while end < len(folded) and folded[end] in "0123456789":
            end += 1
        if end > position:
            digits = folded[position:end].lstrip("0")
            parts.append(f"0030{len(digits):04x}" + "".join(f"{ord(digit):04x}" for digit in digits))
            position = end
        else:
            letter = folded[position]
            parts.append(
                _RANK.get(letter) or f"{min(ord(letter), 0x7FFF) if ord(letter) < 0x400 else 0xF000:04x}"
            )
            position += 1
    return "".join(parts)


def in_language(names: Mapping[str, str], language: str) -> str:
    """The name in a language, else in English, Russian or Kazakh, else whatever there is."""
    for choice in (language, "en", "ru", "kk", *names):
        if names.get(choice):
            return names[choice]
    return ""
