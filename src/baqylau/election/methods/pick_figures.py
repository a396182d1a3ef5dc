"""Numbers picked from a pasted text, each with its sentence: proposals, from which a person chooses.

English, Russian and Kazakh. Thousands may be set apart by blanks, points, commas or apostrophes, decimals by
a point or a comma; where both readings are possible, the language of the sentence decides and the number is
marked as unsure. Dates, times, articles of law and numbers of things are found too, and marked: they are no
figures, but a person may know better. Numbers written as words are not found.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from decimal import Decimal
from enum import StrEnum

from baqylau.election.methods.figures import Qualifier
from baqylau.election.methods.sentences import Sentence, sentences_of


class Likely(StrEnum):
    """What a number in a text most likely is."""

    FIGURE = "figure"
    DATE = "date"
    YEAR = "year"
    TIME = "time"
    ARTICLE = "article"
    NUMBER = "number"
    """Of a thing: District No. 11, 5th edition, a telephone."""


@dataclass(frozen=True, slots=True)
class Picked:
    """A number of a text: where it stands, what is printed, its value, and what it may be.

    ``value`` is the text of a decimal, multiplied out ("12.4 million" is 12400000). ``start`` and ``end``
    are places in the text. ``indicator`` is a guess from the words around, or empty.
    """

    start: int
    end: int
    as_printed: str
    value: str
    unit: str
    qualifier: Qualifier
    likely: Likely
    sentence: str
    sentence_start: int
    language: str
    indicator: str = ""
    is_unsure: bool = False


_BLANK = " \N{NO-BREAK SPACE}\N{NARROW NO-BREAK SPACE}\N{THIN SPACE}"
_GROUPED = rf"\d{{1,3}}(?:[{_BLANK}.,'’]\d{{3}})+(?!\d)(?:[.,]\d+(?!\d))?"
_NUMBER = re.compile(rf"(?<![\w.,/-])(?<!\d[{_BLANK}])(?:{_GROUPED}|\d+(?:[.,]\d+)?)(?![\d])")
_PERCENT = re.compile(rf"[{_BLANK}-]?(?:%|‰|per\s?cent\b|pct\b|percent\b|процент\w*|пайыз\w*)", re.IGNORECASE)
_TIMES = (
    (3, re.compile(rf"[{_BLANK}-]?(?:thousand\b|тыс(?:\.|яч\w*)|мың\w*)", re.IGNORECASE)),
    (6, re.compile(rf"[{_BLANK}-]?(?:million\w*|mln\b\.?|млн\b\.?|миллион\w*|m\b)", re.IGNORECASE)),
    (9, re.compile(rf"[{_BLANK}-]?(?:billion\w*|bn\b\.?|млрд\b\.?|миллиард\w*)", re.IGNORECASE)),
)
_BEFORE = {
    Qualifier.AT_LEAST: re.compile(
        r"(?:more than|over|at least|above|no fewer than|no less than|более чем|более|свыше|больше|не менее|"
        r"как минимум|кемінде)\W*$",
        re.IGNORECASE,
    ),
    Qualifier.AT_MOST: re.compile(
        r"(?:fewer than|less than|up to|at most|no more than|менее|меньше|не более|не больше|ең көбі)\W*$",
        re.IGNORECASE,
    ),
    Qualifier.ABOUT: re.compile(
        r"(?:about|around|approximately|roughly|nearly|almost|some|circa|около|примерно|порядка|почти|"
        r"приблизительно|шамамен|≈|~)\W*$",
        re.IGNORECASE,
    ),
}
_AFTER = {
    Qualifier.AT_LEAST: re.compile(r"^[\s-]*[дтн][ае]н\s+(?:астам|артық|көп)|^\s+астам", re.IGNORECASE),
    Qualifier.AT_MOST: re.compile(r"^[\s-]*[дтн][ае]н\s+(?:кем|аз)", re.IGNORECASE),
    Qualifier.ABOUT: re.compile(r"^[\s-]*[гқк][ае]\s+жуық|^\s+шамасында", re.IGNORECASE),
}
_MONTHS = (
    r"jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?|oct(?:ober)?|"
    r"nov(?:ember)?|dec(?:ember)?|январ[яьею]\w*|феврал[яьею]\w*|марта?|апрел[яьею]\w*|ма[яйе]|ию[нл][яьею]\w*|"
    r"августа?|сентябр[яьею]\w*|октябр[яьею]\w*|ноябр[яьею]\w*|декабр[яьею]\w*|қаңтар\w*|ақпан\w*|наурыз\w*|"
    r"сәуір\w*|мамыр\w*|маусым\w*|шілде\w*|тамыз\w*|қыркүйек\w*|қазан\w*|қараша\w*|желтоқсан\w*"
)
_YEAR_WORD = r"(?:год(?:а|у|ов|ах)?\b|гг?\.|жыл\w*|ж\.)"
_NO_FIGURES: tuple[tuple[Likely, re.Pattern[str]], ...] = tuple(
    (likely, re.compile(pattern, re.IGNORECASE))
    for likely, pattern in (
        (Likely.NUMBER, r"(?:https?://|www\.)\S+|\S+@\S+"),
        (Likely.NUMBER, r"\+\d[\d ()-]{8,}\d"),
        (Likely.DATE, r"\b\d{4}-\d{2}-\d{2}\b|\b\d{1,2}\.\d{1,2}\.(?:\d{4}|\d{2})\b"),
        (Likely.DATE, r"\b\d{1,2}/\d{1,2}/\d{4}\b"),
        (Likely.DATE, rf"\b\d{{4}}\s+{_YEAR_WORD}\s+\d{{1,2}}\s+(?:{_MONTHS})\b"),
        (
            Likely.DATE,
            rf"\b\d{{1,2}}(?:st|nd|rd|th)?(?:\s*[-–и]\s*\d{{1,2}})?(?:\s+of)?\s+(?:{_MONTHS})\b\.?"
            rf"(?:,?\s+\d{{4}}\b(?:\s+{_YEAR_WORD})?)?",
        ),
        (Likely.DATE, rf"\b(?:{_MONTHS})\.?\s+\d{{1,2}}(?:st|nd|rd|th)?\b(?!\s*[%])(?:,?\s+\d{{4}}\b)?"),
        (Likely.DATE, rf"\b(?:{_MONTHS})\.?\s+\d{{4}}\b"),
        (Likely.TIME, r"\b[0-2]?\d:[0-5]\d(?::[0-5]\d)?\b|\b[0-2]?\d\s*(?:a\.?m\.?|p\.?m\.?)\b"),
        (
            Likely.ARTICLE,
            r"\b(?:articles?|art\.|sections?|paragraphs?|para\.?|clauses?|chapters?|стать\w+|ст\.|пункт\w*|пп?\.|"
            r"част[ьи]\w*|глав\w+|подпункт\w*)\s*№?\s*\d+(?:[-–.]\d+)*(?:\s*(?:,|and|и|және)\s*\d+(?:-\d+)?)*",
        ),
        (Likely.ARTICLE, r"\b\d+(?:[-–]\d+)?[-\s]?(?:бап\w*|баб\w*|тармақ\w*|тарма[ғқ]\w*|тарау\w*)"),
        (Likely.NUMBER, r"(?:№|\bNos?\.|\bnumber\s|\bнөмірі\s)\s*\d+(?:[-–/]\w+)*"),
        (Likely.NUMBER, r"\b\d+(?:st|nd|rd|th)\b|\b\d+-(?:й|го|му|м|я|е|х|ші|шы|інші|ыншы|нші|ншы)\b"),
        (Likely.YEAR, rf"\b(?:19|20)\d{{2}}(?:\s*[-–]\s*(?:(?:19|20)\d{{2}}|\d{{2}}))?\s+{_YEAR_WORD}"),
    )
)
_BARE_YEAR = re.compile(r"(?:19|20)\d{2}")
_INDICATORS: tuple[tuple[str, re.Pattern[str]], ...] = tuple(
    (indicator, re.compile(pattern, re.IGNORECASE))
    for indicator, pattern in (
        ("turnout", r"turnout|явк[аиеу]|белсенділі|қатысу\w* көрсеткіш"),
        ("observers_requested", r"\brequest(?:ed|s)?\b|запро[сш]\w*|сұрат\w*"),
        ("observers_deployed", r"\bdeploy\w*|развер\w*|направ\w*|жібер\w*"),
        ("foreign_observers", r"accredit\w*|аккредит\w*"),
        ("foreign_observers", r"observers?\b|наблюдател|байқаушы"),
        ("stations", r"polling stations?|precincts?|избирательн\w* участ|участк|учаске"),
        ("suits", r"\bsuits?\b|lawsuits?|\bиск(?:а|ов|и|ам)?\b|талап қою|\bталап арыз"),
        ("violations_reported", r"violations?|нарушени|бұзушылық"),
        ("appeals", r"appeals?|applications?|complaints?|обращени|жалоб|өтініш|шағым"),
        ("nominated", r"nominat|выдвинут|выдвинул|ұсын(?:ыл|ды)"),
        ("registered_candidates", r"candidates?|кандидат"),
        ("mean_share", r"\b(?:average|mean|median)\b|средн\w+ дол|медиан|орташа үлес"),
        ("media_items", r"materials|items|публикаци|материал"),
        ("registered", r"registered voters|voters? (?:on|in) the lists?|voter lists?|включен\w* в списк"),
        ("registered", r"сайлаушылар тізім"),
        ("received_ballot", r"received (?:a )?ballots?|получил\w* бюллетен|бюллетень алды"),
        ("votes", r"\bvotes?\b|голос(?:ов|а)?\b|дауыс"),
        ("seats", r"\bseats?\b|mandates?|мандат"),
        ("commissions", r"commissions?|комисси"),
    )
)


_OF_OBSERVERS = frozenset({"observers_requested", "observers_deployed", "foreign_observers"})
_OBSERVERS = re.compile(r"observers?\b|наблюдател|байқаушы", re.IGNORECASE)


def pick(text: str, language: str = "") -> list[Picked]:
    """Every number of a text in its order, with what it may be.

    ``language`` is that of all sentences; empty, it is found out of each.

    >>> [(one.value, one.unit) for one in pick("Явка составила 54,19 %, проголосовали 6 521 860 человек.")]
    [('54.19', 'percent'), ('6521860', 'count')]
    >>> [one.likely.value for one in pick("On 19 March 2023 (article 20-1) 166 suits were filed.")]
    ['date', 'article', 'figure']
    """
    sentences = sentences_of(text)
    if language:
        sentences = (replace(sentence, language=language) for sentence in sentences)
    return [picked for sentence in sentences for picked in _in_sentence(sentence)]


def _in_sentence(sentence: Sentence) -> Iterator[Picked]:
    text = sentence.text
    found: list[tuple[int, int, Likely, re.Match[str] | None]] = []
    taken: list[tuple[int, int]] = []
    for likely, pattern in _NO_FIGURES:
        for match in pattern.finditer(text):
            if not _overlaps(match.span(), taken):
                taken.append(match.span())
                found.append((*match.span(), likely, None))
    for match in _NUMBER.finditer(text):
        if not _overlaps(match.span(), taken):
            found.append((*match.span(), _likely(text, match), match))
    for start, end, likely, number in sorted(found, key=lambda one: one[:2]):
        yield _figure(sentence, number, likely) if number else _marked(sentence, start, end, likely)


def _overlaps(span: tuple[int, int], taken: list[tuple[int, int]]) -> bool:
    return any(span[0] < end and start < span[1] for start, end in taken)


def _likely(text: str, match: re.Match[str]) -> Likely:
    """A number of four digits that reads as a year is one, unless a unit follows."""
    after = text[match.end() :]
    is_year = bool(_BARE_YEAR.fullmatch(match[0])) and not _PERCENT.match(after) and not _multiplied(after)[0]
    return Likely.YEAR if is_year else Likely.FIGURE


def _marked(sentence: Sentence, start: int, end: int, likely: Likely) -> Picked:
    printed = sentence.text[start:end].strip()
    return Picked(
        start=sentence.start + start,
        end=sentence.start + end,
        as_printed=printed,
        value="",
        unit="",
        qualifier=Qualifier.EXACT,
        likely=likely,
        sentence=sentence.text,
        sentence_start=sentence.start,
        language=sentence.language,
    )


def _figure(sentence: Sentence, match: re.Match[str], likely: Likely) -> Picked:
    text, end = sentence.text, match.end()
    value, is_unsure = read_number(match[0], sentence.language)
    power, length = _multiplied(text[end:])
    end += length
    percent = _PERCENT.match(text[end:]) if not power else None
    end += len(percent[0]) if percent else 0
    qualifier = _qualifier(text[: match.start()], text[end:])
    if power:
        value = f"{Decimal(value).scaleb(power):f}"
        value = value.rstrip("0").rstrip(".") if "." in value else value
        qualifier = qualifier or Qualifier.ABOUT
    return Picked(
        start=sentence.start + match.start(),
        end=sentence.start + end,
        as_printed=text[match.start() : end].strip(),
        value=value,
        unit="percent" if percent else "count",
        qualifier=qualifier,
        likely=likely,
        sentence=text,
        sentence_start=sentence.start,
        language=sentence.language,
        indicator=_guess(text, match.start()),
        is_unsure=is_unsure,
    )


def read_number(printed: str, language: str) -> tuple[str, bool]:
    """The decimal text of a number as printed, and whether it could be read otherwise.

    One separator before exactly three digits is the doubtful case. In English a comma there sets thousands
    apart; a point is read as a decimal point, and is unsure. In Russian and Kazakh a comma is read as that of
    a decimal and a point as that of thousands, and both are unsure, since English figures are quoted there.

    >>> read_number("6,366", "en"), read_number("6.366", "en"), read_number("6,366", "ru")
    (('6366', False), ('6.366', True), ('6.366', True))
    >>> read_number("12,035,578", "ru"), read_number("54,19", "en"), read_number("1.050.000", "kk")
    (('12035578', False), ('54.19', False), ('1050000', False))
    """
    marks = [mark for mark in printed if not mark.isdigit()]
    if not marks:
        return printed, False
    last = printed.rindex(marks[-1])
    whole, rest = re.sub(r"\D", "", printed[:last]), printed[last + 1 :]
    if marks[-1] not in ".,":
        return whole + rest, False
    if len(set(marks)) > 1:
        return f"{whole}.{rest}", False
    if len(marks) > 1 or len(rest) != 3:
        return (whole + rest, False) if len(marks) > 1 else (f"{whole}.{rest}", False)
    thousands = "," if language == "en" else "."
    if marks[-1] == thousands:
        return whole + rest, language != "en"
    return f"{whole}.{rest}", True


def _multiplied(after: str) -> tuple[int, int]:
    """The power of ten that follows a number, and how long its word is."""
    for power, pattern in _TIMES:
        if match := pattern.match(after):
            return power, len(match[0])
    return 0, 0


def _qualifier(before: str, after: str) -> Qualifier:
    for qualifier, pattern in _BEFORE.items():
        if pattern.search(before[-40:]):
            return qualifier
    for qualifier, pattern in _AFTER.items():
        if pattern.search(after[:40]):
            return qualifier
    return Qualifier.EXACT


def _guess(sentence: str, at: int) -> str:
    """The indicator whose words stand nearest to the number; the first of those named at one place."""
    nearest: tuple[int, int] | None = None
    name = ""
    of_observers = bool(_OBSERVERS.search(sentence))
    for rank, (indicator, pattern) in enumerate(_INDICATORS):
        if indicator in _OF_OBSERVERS and not of_observers:
            continue
        for match in pattern.finditer(sentence):
            distance = min(abs(match.start() - at), abs(match.end() - at))
            if nearest is None or (distance, rank) < nearest:
                nearest, name = (distance, rank), indicator
    return name
