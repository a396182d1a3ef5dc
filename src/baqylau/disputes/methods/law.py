"""The law as articles with editions, and what an amendment touches.

Nothing here says that an amendment answers a recommendation, or changes a rule: it says which of them rest
on the same article, so that a person reads them again.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

Names = Mapping[str, str]


@dataclass(frozen=True, slots=True, order=True)
class Reference:
    """An article of an act, and a paragraph of it where one is named: ``20-1``, ``28, paragraph 9``."""

    act: str
    article: str
    paragraph: str = ""

    def __str__(self) -> str:
        return f"{self.article}, paragraph {self.paragraph}" if self.paragraph else self.article


@dataclass(frozen=True, slots=True)
class Act:
    """A law. The first act of a pack is the one that a reference without an act means."""

    code: str
    number: str
    day: date | None
    names: Names
    source: str


@dataclass(frozen=True, slots=True)
class Edition:
    """How an article reads since a day (None: since the act), and by which amendment ("": not known)."""

    since: date | None
    amendment: str
    says: Names
    source: str


@dataclass(frozen=True, slots=True)
class Article:
    """An article with its editions, the oldest first."""

    act: str
    number: str
    names: Names
    editions: tuple[Edition, ...]
    source: str


@dataclass(frozen=True, slots=True)
class Amendment:
    """A law that changes an act. ``complete`` is whether all that it changes is listed in ``changes``."""

    code: str
    number: str
    day: date
    in_force: date | None
    changes: tuple[Reference, ...]
    complete: bool
    says: Names
    source: str


@dataclass(frozen=True, slots=True)
class Report:
    """A report with recommendations: ``count`` is how many it has, None where that is not known."""

    code: str
    title: str
    organisation: str
    election_day: date | None
    day: date | None
    count: int | None
    source: str


@dataclass(frozen=True, slots=True)
class Recommendation:
    """What an earlier mission recommended, and the articles on which it rests.

    ``report`` is the title of a report; ``chapter`` and ``addressees`` are codes of the register of
    recommendations.
    """

    code: str
    report: str
    day: date | None
    priority: bool
    basis: tuple[Reference, ...]
    inferred: bool
    """Whether the articles were named by whoever made the pack, and not by the report."""
    says: Names
    source: str
    number: str = ""
    chapter: str = ""
    addressees: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Citation:
    """Something in the pack that rests on an article: a date's rule, one for seats, a legal term."""

    about: str
    says: str
    basis: tuple[Reference, ...]


@dataclass(frozen=True, slots=True)
class Law:
    """All that a pack says about the law."""

    acts: tuple[Act, ...] = ()
    articles: tuple[Article, ...] = ()
    amendments: tuple[Amendment, ...] = ()
    recommendations: tuple[Recommendation, ...] = ()
    reports: tuple[Report, ...] = ()


@dataclass(frozen=True, slots=True)
class Touched:
    """What rests on an article that is changed. ``exact`` is whether both name the same paragraph."""

    what: Recommendation | Citation
    by: tuple[Reference, ...]
    exact: bool


def touches(changed: Reference, basis: Reference) -> bool:
    """Whether a change of the one may concern what rests on the other.

    A reference without a paragraph means the whole article. Two different paragraphs do not touch each other.

    >>> touches(Reference("", "28", "9"), Reference("", "28"))
    True
    >>> touches(Reference("", "28", "9"), Reference("", "28", "3"))
    False
    """
    if (changed.act, changed.article) != (basis.act, basis.article):
        return False
    return not changed.paragraph or not basis.paragraph or changed.paragraph == basis.paragraph


def touched(changes: Sequence[Reference], things: Iterable[Recommendation | Citation]) -> list[Touched]:
    """Of the things, those that rest on something that is changed, with the changes; in their order."""
    found = []
    for thing in things:
        by = tuple(one for one in changes if any(touches(one, basis) for basis in thing.basis))
        if by:
            exact = any(one.paragraph and one in thing.basis for one in by)
            found.append(Touched(thing, by, exact))
    return found


# ------------------------------------------------------------------ reading references

_NUMBER = r"\d{1,4}(?:-\d{1,3})?"
_AND = r"\s{0,3}(?:,|;|and|or|и|или|және|немесе)\s{0,3}"
_LIST = rf"{_NUMBER}(?:{_AND}{_NUMBER}){{0,60}}"
_PARAGRAPH = r"(?:paragraph|para|item|clause|пункт\w*|п\.|тармақ\w*|тармағы\w*)"
_ARTICLE = r"(?:articles?|art\.|стать\w+|статей|ст\.)"
_DASH = r"[-‑–]"
_CITED = re.compile(
    "|".join(
        (
            # paragraph 9 of article 28; пункт 9 статьи 28
            rf"{_PARAGRAPH}\s{{0,3}}(?P<p1>{_NUMBER})\s{{1,3}}(?:of\s{{1,3}})?{_ARTICLE}\s{{0,3}}(?P<a1>{_NUMBER})",
            # article 28, paragraph 9; статья 28, пункт 9
            rf"{_ARTICLE}\s{{0,3}}(?P<a2>{_NUMBER})\s?,?\s{{0,3}}{_PARAGRAPH}\s{{0,3}}(?P<p2>{_NUMBER})",
            # 28-баптың 9-тармағы
            rf"(?P<a3>{_NUMBER}){_DASH}?\s?бап\w*\s{{1,3}}(?P<p3>{_NUMBER}){_DASH}?\s?тарма\w+",
            # articles 4, 20-1 and 97; статьи 4, 20-1 и 97
            rf"{_ARTICLE}\s{{0,3}}(?P<l4>{_LIST})",
            # 4, 20-1 және 97-баптар
            rf"(?P<l5>{_LIST}){_DASH}\s?бап\w*",
        )
    ),
    re.IGNORECASE,
)
"""A place in a text that names articles; lists are bounded, so that no text takes long."""
_BARE = re.compile(
    rf"\s*(?P<article>{_NUMBER})(?:\s*,?\s*{_PARAGRAPH}\s*(?P<paragraph>{_NUMBER}))?\s*$", re.IGNORECASE
)
MOST = 400
"""References that are read from one text."""


def reference_from(text: str, acts: Sequence[str]) -> Reference | None:
    """``20-1``, ``28, paragraph 9`` or ``code:102``; None for what is not a reference to one of the acts."""
    act, colon, rest = text.partition(":")
    if not colon:
        act, rest = (acts[0] if acts else ""), text
    found = _BARE.fullmatch(rest)
    if found is None or (colon and act.strip() not in acts):
        return None
    return Reference(act.strip(), found["article"], found["paragraph"] or "")


def references_in(text: str, act: str) -> list[Reference]:
    """The articles that a text names in English, Russian or Kazakh, or in a bare list; each once, in order.

    >>> [str(one) for one in references_in("Article 3; paragraph 4 of article 4; articles 20-1 and 97", "x")]
    ['3', '4, paragraph 4', '20-1', '97']
    >>> [str(one) for one in references_in("20-1; 44, 97-1", "x")]
    ['20-1', '44', '97-1']
    """
    if re.fullmatch(rf"\s*{_LIST}\s*\.?\s*", text, re.IGNORECASE):
        return _once(Reference(act, number) for number in re.findall(_NUMBER, text))
    return _once(one for match in _CITED.finditer(text) for one in _references(match, act))[:MOST]


def _references(match: re.Match[str], act: str) -> list[Reference]:
    numbers = match["l4"] or match["l5"]
    if numbers:
        return [Reference(act, number) for number in re.findall(_NUMBER, numbers)]
    article = match["a1"] or match["a2"] or match["a3"]
    return [Reference(act, article, match["p1"] or match["p2"] or match["p3"])]


def _once(references: Iterable[Reference]) -> list[Reference]:
    return list(dict.fromkeys(references))


def sort_key(number: str) -> tuple[int, int]:
    """Articles in their order: 9, 20, 20-1, 97.

    >>> sorted(["97", "20-1", "9", "20"], key=sort_key)
    ['9', '20', '20-1', '97']
    """
    whole, _dash, part = number.partition("-")
    return int(whole), int(part or 0)
