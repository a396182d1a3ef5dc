"""Numbers that somebody typed, and the figures they may stand for.

A typed number does not change when the data do, and nobody can follow it to what it was counted from. Dates,
years, times of day, articles of laws, ordinals and designations are no figures; neither is a number whose
source stands in a footnote right behind it, unless it is exactly what a figure of ours says.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

from baqylau.core.figure import half_up
from baqylau.reports.methods.passages import NOTE, Passage

MOST_FIGURES = 3
"""So many figures at most are named for a number."""

_MONTHS = (
    "january|february|march|april|may|june|july|august|september|october|november|december|"
    "января|февраля|марта|апреля|мая|июня|июля|августа|сентября|октября|ноября|декабря|"
    "қаңтар|ақпан|наурыз|сәуір|мамыр|маусым|шілде|тамыз|қыркүйек|қазан|қараша|желтоқсан"
)
_LAW = (
    r"articles?|arts?\.|paragraphs?|paras?\.?|sections?|chapters?|annex(?:es)?|items?|points?|no\.|form|"
    r"resolution|decree|order|law|table|figure|footnote|page|pp?\.|group|wave|"
    r"стать\w*|ст\.|пункт\w*|подпункт\w*|пп?\.|глав\w*|раздел\w*|абзац\w*|част\w*|приложени\w*|"
    r"постановлени\w*|указ\w*|форм\w*|таблиц\w*|рисун\w*|"
    r"тарау\w*|қосымша\w*|кесте\w*|сурет\w*|§|№"
)
_NOT_FIGURES = re.compile(
    rf"""(?:\b\d{{1,2}}(?:\s*[-–]\s*\d{{1,2}})?\s+(?:{_MONTHS})\w*(?:,?\s+\d{{4}})?   # 19 March 2023
    |\b(?:{_MONTHS})\w*\s+\d{{1,2}}\b(?!\s*%)(?:,?\s+\d{{4}})?                        # March 19
    |\b\d{{4}}-\d\d-\d\d\b|\b\d{{1,2}}\.\d{{1,2}}\.\d{{4}}\b                          # 2023-03-19, 19.03.2023
    |\b(?:[01]?\d|2[0-3])[:.][0-5]\d\b(?!\s*%|\d)(?=\s*(?:h|hrs|hours|a\.m|p\.m|ч|сағат|$|[\s,;)–-]))
    |(?<!\w)(?:{_LAW})\s*\d+(?:(?:[\s,]*(?:and|и|және)\s+|[\s.\-–,]*)\(?\d+\)?)* # articles 20, 41(2)
    |\b\d+(?:-\d+)?\s*[-–]\s*(?:бап|тармақ|тармақша|бөлік|тарау|қосымша|нысан|жыл|ші|шы|нші|ыншы|інші|
        й|я|е|го|му|м|х|ый|ая|ое)\w*                                                  # 41-бап, 1-й
    |\b\d+(?:st|nd|rd|th)\b                                                           # 19th
    |\b(?:1[89]|20)\d\d(?:\s*[-–/]\s*(?:(?:1[89]|20)?\d\d))?\b(?!\s*%|[.,]\d)          # 2023, 2022–23
    |[^\W\d_]+[-/.]?\d[\w/.-]*                                                        # L03, A/RES/12
    |\b\d+[^\W\d_]\w*                                                                 # 3d
    )""",
    re.IGNORECASE | re.VERBOSE,
)
_NUMBER = re.compile(
    r"(?<![\d.,])\d{1,3}(?:[ \N{NO-BREAK SPACE}\N{NARROW NO-BREAK SPACE},.]\d{3})+(?:[.,]\d+)?(?!\d)"
    r"|(?<![\d.,])\d+(?:[.,]\d+)?"
)
_PER_CENT = re.compile(r"\s*(?:%|per\s?cent|процент|пайыз)", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Value:
    """What a figure is, for finding the one that a number may stand for."""

    name: str
    numerator: int
    denominator: int | None


@dataclass(frozen=True, slots=True)
class TypedNumber:
    """A number in a text: its line, how it is written, the references it may stand for, likeliest first."""

    line: int
    text: str
    per_cent: bool
    cited: bool
    stands_for: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ByValue:
    """Figures by the numbers that they would be written as."""

    whole: Mapping[int, Sequence[str]]
    shares: Mapping[str, Sequence[str]]

    def of(self, text: str, *, per_cent: bool) -> tuple[str, ...]:
        """The references whose number would be written so."""
        if per_cent:
            return tuple(self.shares.get(_decimal(text), ()))[:MOST_FIGURES]
        number = _whole(text)
        return () if number is None else tuple(self.whole.get(number, ()))[:MOST_FIGURES]


def by_value(values: Iterable[Value]) -> ByValue:
    """An index of figures: their counts, and their shares in whole per cent and with one decimal.

    A share is found by its own name, a numerator by ``name.numerator``, a whole by ``name.denominator``.
    """
    whole: dict[int, list[str]] = {}
    shares: dict[str, list[str]] = {}
    for one in values:
        if one.denominator is None:
            whole.setdefault(one.numerator, []).insert(0, one.name)
            continue
        whole.setdefault(one.numerator, []).append(f"{one.name}.numerator")
        whole.setdefault(one.denominator, []).append(f"{one.name}.denominator")
        if one.denominator:
            exact = Fraction(100 * one.numerator, one.denominator)
            for said in dict.fromkeys((half_up(exact, 1), half_up(exact))):
                shares.setdefault(said.removesuffix(".0"), []).append(one.name)
    return ByValue(whole, shares)


def typed_numbers(passages: Iterable[Passage], figures: ByValue) -> Iterator[TypedNumber]:
    """The numbers of a text that ought to be references, or to have a source in a footnote.

    >>> seen = by_value([Value("queue", 32, 58)])
    >>> [one.stands_for for one in typed_numbers([Passage(1, "Seen in 55.2 % on 19 March 2023.", ())], seen)]
    [('queue',)]
    """
    for passage in passages:
        text = _NOT_FIGURES.sub(lambda found: "\0" * len(found.group()), passage.text)
        for found in _NUMBER.finditer(text):
            sign = _PER_CENT.match(text, found.end())
            ends = sign.end() if sign else found.end()
            line = passage.line + text.count("\n", 0, found.start())
            stands_for = figures.of(found.group(), per_cent=sign is not None)
            cited = _cited(text, ends)
            if not cited or stands_for:
                written = passage.text[found.start() : ends]
                yield TypedNumber(line, written, sign is not None, cited, stands_for)


def _cited(text: str, at: int) -> bool:
    """Whether the mark of a footnote stands behind, in the same sentence."""
    sentence = re.split(r"(?<=[.!?])\s", text[at:], maxsplit=1)[0]
    return NOTE in sentence


def _whole(text: str) -> int | None:
    """A whole number as people write it: 2,237 or 2 237 or 2.237; None for 31.8."""
    parts = re.split(r"\D", text)
    if len(parts) > 1 and not all(len(part) == 3 for part in parts[1:]):
        return None
    return int("".join(parts)) if len("".join(parts)) < 19 else None


def _decimal(text: str) -> str:
    """31,8 and 31.80 as 31.8.

    >>> [_decimal(one) for one in ("31,80", "30.0", "30")]
    ['31.8', '30', '30']
    """
    whole, _, rest = text.replace(",", ".").partition(".")
    rest = rest.rstrip("0")
    return f"{whole}.{rest}" if rest else whole
