"""Whether a text keeps to neutral words: a fact, never a motive, a charge or a size without a number."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Unsuited:
    """Words of one language that say more than a finding can, and what says it better.

    Each of ``words`` is the beginning of a word, or several words; ``code`` numbers the reason in ``why``
    (language → sentence).
    """

    code: str
    language: str
    words: tuple[str, ...]
    better: str
    why: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Hint:
    """A word of a text with a better one. It is advice: nothing is refused for it."""

    code: str
    language: str
    word: str
    better: str
    why: Mapping[str, str]


_QUOTED = re.compile(r"«[^»]*»|“[^”]*”|„[^“”]*[“”]|\"[^\"]*\"")


def hints(text: str, language: str, unsuited: Iterable[Unsuited]) -> list[Hint]:
    """The words of ``text`` that a better one is known for, each once, in the order of the text.

    What stands in quotation marks is somebody else's and is passed over. Capitals do not count.

    Innocent reasons: an authority's own word ("the prosecutor found three violations"), a name of an article.
    Source: the project's own list, ``neutral_words.toml``.

    >>> words = [Unsuited("Z.151", "en", ("violat",), "may be at variance with", {})]
    >>> [one.word for one in hints("The law was violated; he said “it violates”.", "en", words)]
    ['violated']
    """
    plain = _QUOTED.sub(lambda found: " " * len(found[0]), text)
    made: dict[tuple[str, str], tuple[int, Hint]] = {}
    for group in unsuited:
        if group.language != language:
            continue
        for found in _pattern(group.words).finditer(plain):
            key = (group.code, found[0].casefold())
            made.setdefault(
                key, (found.start(), Hint(group.code, language, found[0], group.better, group.why))
            )
    return [hint for _place, hint in sorted(made.values(), key=lambda one: (one[0], one[1].code))]


def _pattern(words: tuple[str, ...]) -> re.Pattern[str]:
    """Each beginning at the start of a word, and the rest of the word."""
    beginnings = "|".join(re.escape(word).replace(r"\ ", r"\s+") for word in words)
    return re.compile(rf"(?<!\w)(?:{beginnings})\w*", re.IGNORECASE)
