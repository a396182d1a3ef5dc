"""Words of extent against numbers: "isolated", "some", "widespread", "most", in English, Russian and Kazakh.

A reader takes from "widespread" that something happened often and in many places. So the word has to agree
with the share, with the number of answers, with the areas in which it was seen, and with what the kind of
mission can say at all. The limits below are this house's own, so that two people write the same word for the
same figure; no law and no handbook gives them. What is pointed out, a person decides.

"Stations" beside a count of observations is pointed out as well: a station may have been visited twice, and
stations were not drawn at random.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction

from baqylau.core.figure import half_up
from baqylau.core.problem import Phrase, Problem
from baqylau.reports.methods.passages import HERE, NOTE, At, Passage
from baqylau.reports.methods.references import FIGURE, Reference

OBSERVATIONS = "observations"
FEW_AREAS = Fraction(1, 4)
"""What is isolated was seen in at most so many of the areas, or in one."""
HALF_OF_AREAS = Fraction(1, 2)
"""What is widespread was seen in at least so many of the areas."""


class Extent(StrEnum):
    """What a word says of how often something is."""

    ISOLATED = "isolated"
    FEW = "few"
    SOME = "some"
    MANY = "many"
    WIDESPREAD = "widespread"
    MOST = "most"
    NEARLY_ALL = "nearly_all"


LIMITS: Mapping[Extent, tuple[Fraction, Fraction]] = {
    Extent.ISOLATED: (Fraction(0), Fraction(5, 100)),
    Extent.FEW: (Fraction(0), Fraction(10, 100)),
    Extent.SOME: (Fraction(1, 100), Fraction(40, 100)),
    Extent.MANY: (Fraction(20, 100), Fraction(1)),
    Extent.WIDESPREAD: (Fraction(20, 100), Fraction(1)),
    Extent.MOST: (Fraction(50, 100), Fraction(1)),
    Extent.NEARLY_ALL: (Fraction(90, 100), Fraction(1)),
}
"""The smallest and the largest share that a word goes with; of "most" it has to be more than half."""

_WORDS: Mapping[Extent, str] = {
    Extent.ISOLATED: r"isolated|sporadic\w*|единичн\w+|разов\w+ случа\w+|бірен-саран|бірлі-жарым|жекелеген",
    Extent.FEW: r"(?<!a )few|rare(?:ly)?|немног\w+|редк\w+|редко|сирек|азын-аулақ|аздаған",
    Extent.SOME: r"some(?: of)?|several|a number of|a few|некотор\w+|отдельн\w+|ряд[еу]? |нескольк\w+|"
    r"кейбір\w*|бірқатар|бірнеше",
    Extent.MANY: r"many|numerous|often|frequent(?:ly)?|мног(?:ие|их|им|ими)|многочисленн\w+|част(?:о|ые|ых)|"
    r"нередко|көптеген|жиі|көп жағдайда",
    Extent.WIDESPREAD: r"widespread|systemic|systematic(?:ally)?|pervasive|повсемест\w+|систематическ\w+|"
    r"массов\w+|широко распростран\w+|кең таралған|кеңінен|жаппай|жүйелі",
    Extent.MOST: r"most(?: of)?|(?:the |a )?(?:vast |overwhelming )?majority|mostly|большинств\w+|в основном|"
    r"большей частью|көпшіліг\w+|басым (?:бөлі\w+|көпшіл\w+)|көбінде|негізінен",
    Extent.NEARLY_ALL: r"(?:almost|nearly|virtually) (?:all|every|everywhere|always)|дерлік|"
    r"почти (?:все\w*|всегда|везде)|практически (?:все\w*|всегда)",
}
_EXTENTS = re.compile(
    "|".join(f"(?P<{extent.value}>(?<![\\w-])(?:{pattern})(?![\\w-]))" for extent, pattern in _WORDS.items()),
    re.IGNORECASE,
)
# A committee's "majority" or "at most" says nothing of extent.
_NOT_EXTENT = re.compile(
    r"(?:at|at the|the very) most|most (?:recent|important|notabl\w+|votes)|majority (?:vote|of votes|party)|"
    r"majoritarian|simple majority|absolute majority|some \d|большинств\w+ голосов|не более|"
    r"көпшілік дауыс\w*",
    re.IGNORECASE,
)
_STATIONS = (
    r"(?:polling |voting )?stations?|precincts?|polling places?|участк\w+|избирательн\w+ участк\w+|учаске\w*"
)
_OF_STATIONS = re.compile(
    rf"{HERE}\s*(?:\([^)]*\)\s*)?(?:of |of the |of all |из |от |в |on )?(?:the |all |всех |барлық )?"
    rf"(?:visited |observed |посещ\w+ |барылған )?(?:{_STATIONS})"
    rf"|(?:{_STATIONS})\w*\s*(?:ішінде|бойынша)?\s*[:–-]?\s*{HERE}"
    rf"|(?:most|many|some|several|few|half|majority|number|per cent|%)\s+(?:of\s+)?(?:the |all )?"
    rf"(?:visited |observed )?(?:{_STATIONS})"
    r"|(?:большинств\w+|многих|многие|некотор\w+|половин\w+|ряд[еу]?|%)\s+(?:из\s+)?(?:посещ\w+ )?"
    r"(?:избирательн\w+ )?участк\w+"
    r"|(?:көптеген|кейбір|бірқатар)\s+(?:сайлау )?учаске\w*"
    r"|учаскелердің\s+(?:көпшіл\w+|басым|жартысы|бір бөлі\w+)",
    re.IGNORECASE,
)
_SENTENCE = re.compile(r"(?<=[.!?;])\s+(?=\S)")


@dataclass(frozen=True, slots=True)
class Known:
    """What a figure is, for holding words against it. ``areas``: in how many of how many it was seen."""

    numerator: int
    denominator: int | None
    unit: str = OBSERVATIONS
    areas: tuple[int, int] | None = None


@dataclass(frozen=True, slots=True)
class Ground:
    """What a mission can say: whether it observed systematically, and from how many answers on."""

    systematic: bool
    minimum: int


def check_words(
    passages: Iterable[Passage], figures: Mapping[str, Known | None], ground: Ground
) -> Iterator[At]:
    """What is pointed out in a text: Z.521 – Z.526, each at its line.

    ``figures`` are those that the text refers to, by name; None for one that the reader may not see: of its
    sentence nothing is said.
    """
    for passage in passages:
        at, used = 0, 0
        for sentence in _SENTENCE.split(passage.text):
            begins = passage.text.index(sentence, at)
            line = passage.line + passage.text.count("\n", 0, begins)
            count = sentence.count(HERE)
            held = _held(sentence, passage.references[used : used + count], figures)
            if all(one.known is not None for one in held):
                yield from (At(line, problem) for problem in _sentence(sentence, held, ground))
            at, used = begins + len(sentence), used + count


@dataclass(frozen=True, slots=True)
class _Held:
    """A figure in a sentence, and where in it."""

    at: int
    name: str
    known: Known | None


def _held(sentence: str, references: Iterable[Reference], figures: Mapping[str, Known | None]) -> list[_Held]:
    places = [found.start() for found in re.finditer(HERE, sentence)]
    return [
        _Held(at, one.name, figures[one.name])
        for at, one in zip(places, references, strict=False)
        if one.kind == FIGURE and one.name in figures
    ]


def _sentence(sentence: str, held: list[_Held], ground: Ground) -> Iterator[Problem]:
    cited = NOTE in sentence
    shares = [one for one in held if one.known is not None and one.known.denominator is not None]
    for at, extent, word in _words(sentence):
        if shares:
            nearest = min(shares, key=lambda one: _distance(sentence, at, one.at))
            assert nearest.known is not None
            yield from _against(word, extent, nearest.name, nearest.known, ground)
        elif not cited:
            yield _without_figure(word, extent, ground)
    observations = any(one.known is not None and one.known.unit == OBSERVATIONS for one in held)
    found = _OF_STATIONS.search(sentence) if observations or not (held or cited) else None
    if found:
        words = " ".join(found.group().replace(HERE, "…").split())
        says = Phrase("'{words}' speaks of polling stations where observations were counted.", words=words)
        remedy = Phrase("Say 'of observations': a station may have been visited more than once.")
        yield Problem("Z.525", says, remedy)


def _distance(sentence: str, word: int, figure: int) -> tuple[bool, bool, int]:
    """How far a figure is from a word: one between the same commas first, then one that follows."""
    between = sentence[min(word, figure) : max(word, figure)]
    return (bool(re.search("[,;]", between)), figure < word, abs(figure - word))


def words_of_extent(sentence: str) -> list[tuple[Extent, str]]:
    """The words of extent of a sentence, as they stand.

    >>> words_of_extent("Most observers saw isolated cases; at most one was serious.")
    [(<Extent.MOST: 'most'>, 'Most'), (<Extent.ISOLATED: 'isolated'>, 'isolated')]
    """
    return [(extent, word) for _at, extent, word in _words(sentence)]


def _words(sentence: str) -> Iterator[tuple[int, Extent, str]]:
    text = _NOT_EXTENT.sub(lambda found: "_" * len(found.group()), sentence)
    for found in _EXTENTS.finditer(text):
        yield found.start(), Extent(found.lastgroup or ""), found.group().strip()


def _without_figure(word: str, extent: Extent, ground: Ground) -> Problem:
    if not ground.systematic and extent in (Extent.WIDESPREAD, Extent.MOST, Extent.NEARLY_ALL):
        says = Phrase("'{word}' speaks of the whole, and this kind of mission did not observe it.", word=word)
        return Problem("Z.524", says, Phrase("Say where it was seen, and how many observers were there."))
    says = Phrase("No share stands in the sentence for '{word}'.", word=word)
    return Problem("Z.522", says, Phrase("Insert the figure it speaks of, or name the source in a footnote."))


def _against(word: str, extent: Extent, name: str, known: Known, ground: Ground) -> Iterator[Problem]:
    n = known.denominator or 0
    if not ground.systematic and extent in (Extent.WIDESPREAD, Extent.MOST, Extent.NEARLY_ALL):
        says = Phrase("'{word}' speaks of the whole, and this kind of mission did not observe it.", word=word)
        yield Problem(
            "Z.524", says, Phrase("Say where it was seen, and how many observers were there."), name
        )
        return
    if n < ground.minimum:
        says = Phrase("'{word}' rests on {n} answers only.", word=word, n=n)
        yield Problem("Z.523", says, Phrase("Give the count, or wait until more is known."), name)
        return
    share = Fraction(known.numerator, n) if n else Fraction(0)
    low, high = LIMITS[extent]
    if not (low <= share <= high) or (extent is Extent.MOST and share <= low):
        says = Phrase(
            "'{word}' does not agree with {x} of {n}; it goes with {low} to {high} %.",
            word=word,
            x=known.numerator,
            n=n,
            low=half_up(low * 100),
            high=half_up(high * 100),
        )
        yield Problem("Z.521", says, Phrase("Choose another word, or leave it out."), name)
    yield from _spread(word, extent, name, known)


def _spread(word: str, extent: Extent, name: str, known: Known) -> Iterator[Problem]:
    if known.areas is None or known.areas[1] < 2:
        return
    seen, of = known.areas
    narrow = extent is Extent.WIDESPREAD and seen < HALF_OF_AREAS * of
    broad = extent is Extent.ISOLATED and seen > 1 and seen > FEW_AREAS * of
    if narrow or broad:
        says = Phrase("'{word}' does not agree with {seen} of {of} areas.", word=word, seen=seen, of=of)
        yield Problem("Z.526", says, Phrase("Choose another word, or say where it was seen."), name)
