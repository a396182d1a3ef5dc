"""What is wrong with a report, and what is only pointed out.

:func:`problems_of` is what a publication refuses by: all have to go first. :func:`remarks_on` is for whoever
checks a chapter, and decides.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace

from baqylau.core.problem import Phrase, Problem
from baqylau.core.text import in_language
from baqylau.reports.figure_registry import Registry
from baqylau.reports.methods import blocks as b
from baqylau.reports.methods.markup import references_of
from baqylau.reports.methods.passages import At
from baqylau.reports.methods.typed_numbers import ByValue, TypedNumber, by_value, typed_numbers
from baqylau.reports.methods.typed_numbers import Value as Typed
from baqylau.reports.methods.word_checks import Ground, check_words
from baqylau.reports.models import Chapter, ChapterStatus, Report
from baqylau.reports.text_document import ChapterRead, Reading, document_from
from baqylau.reports.text_values import Value, live_values

LANGUAGE_NAMES = {"en": Phrase("English"), "ru": Phrase("Russian"), "kk": Phrase("Kazakh")}


def place(chapter: Chapter, language: str, line: int = 0) -> Phrase:
    """Where something stands."""
    title = in_language(chapter.titles, language) or chapter.code
    named = LANGUAGE_NAMES[language]
    if not line:
        return Phrase("'{chapter}', {language}", chapter=title, language=named)
    return Phrase("'{chapter}', {language}, line {line}", chapter=title, language=named, line=line)


def problems_of(report: Report, *, reading: Reading | None = None) -> list[Problem]:
    """Everything for which a report cannot be published, each problem with its place."""
    reading = reading or Reading(report)
    found = [*_titles(report)]
    for chapter in reading.chapters:
        found += _status(chapter)
        for language in report.languages:
            found += problems_in(reading, chapter, language)
    found += _values_that_differ(reading)
    for language in report.languages:
        found += _lost_anchors(reading, language)
    return found


def _titles(report: Report) -> Iterator[Problem]:
    for language in report.languages:
        if not report.titles.get(language):
            says = Phrase("The report has no title in {language}.", language=LANGUAGE_NAMES[language])
            yield Problem("Z.517", says, Phrase("Give it one."))


def _status(chapter: Chapter) -> Iterator[Problem]:
    if chapter.status != ChapterStatus.APPROVED:
        says = Phrase("The chapter is not approved.")
        where = Phrase("'{chapter}'", chapter=in_language(chapter.titles, "en") or chapter.code)
        yield Problem("Z.518", says, Phrase("Check it, and have it approved."), where)


def problems_in(reading: Reading, chapter: Chapter, language: str) -> Iterator[Problem]:
    """What is wrong with a chapter in one language."""
    if not reading.markdown(chapter, language).strip():
        says = Phrase("The chapter has no text in this language.")
        yield Problem("Z.517", says, Phrase("Write it, or take the chapter out."), place(chapter, language))
        return
    for at in reading.read(chapter, language).read.problems:
        yield replace(at.problem, where=place(chapter, language, at.line))


def _values_that_differ(reading: Reading) -> Iterator[Problem]:
    """Two chapters that were accepted at different times may say different things of one figure."""
    first: dict[str, tuple[Chapter, Value]] = {}
    for chapter in reading.chapters:
        for name, value in reading.values(chapter).items():
            if name not in first:
                first[name] = (chapter, value)
            elif first[name][1].state != value.state:
                says = Phrase(
                    "Figure '{name}' is another in '{chapter}'.",
                    name=name,
                    chapter=in_language(first[name][0].titles, "en") or first[name][0].code,
                )
                remedy = Phrase("Accept the figures of both chapters as they are now.")
                yield Problem("Z.519", says, remedy, place(chapter, reading.report.authoritative_language))


def _lost_anchors(reading: Reading, language: str) -> Iterator[Problem]:
    document = document_from(reading, language)
    anchors = {node.anchor for node in b.walk(document) if isinstance(node, b.Heading | b.Annex)}
    lost = dict.fromkeys(
        node.anchor
        for node in b.walk(document)
        if isinstance(node, b.CrossRef) and node.anchor not in anchors
    )
    for anchor in lost:
        says = Phrase("The document has no place '{anchor}'.", anchor=anchor)
        remedy = Phrase("Refer to a heading by the anchor that the preview shows.")
        yield Problem("Z.515", says, remedy, LANGUAGE_NAMES[language])


# ------------------------------------------------------------------------------------ pointed out only


def remarks_on(reading: Reading, read: ChapterRead, figures: ByValue) -> list[At]:
    """Numbers that were typed, and words that do not agree with their numbers, in the order of the lines."""
    numbers = (At(one.line, typed_problem(one)) for one in typed_numbers(read.read.passages, figures))
    found = [*numbers, *word_remarks(reading, read)]
    return sorted(found, key=lambda at: at.line)


def word_remarks(reading: Reading, read: ChapterRead) -> Iterator[At]:
    """Words of extent held against their figures."""
    mission = reading.report.mission
    ground = Ground(mission.allows.percentages, mission.minimum_denominator)
    known = {name: value.known if reading.may_see(value) else None for name, value in read.values.items()}
    return check_words(read.read.passages, known, ground)


def typed_problem(one: TypedNumber) -> Problem:
    """A typed number, and the figure it may stand for."""
    code = "Z.512" if one.per_cent else "Z.511"
    says = Phrase("'{number}' is typed.", number=one.text)
    if one.stands_for:
        names = ", ".join(f"{{{name}}}" for name in one.stands_for)
        return Problem(code, says, Phrase("It may stand for {names}: insert that.", names=names))
    return Problem(code, says, Phrase("Insert the figure, or name the source in a footnote."))


def index_of(values: Iterable[Value], reading: Reading) -> ByValue:
    """Figures by the numbers they would be written as, those that the reader may see."""
    return by_value(Typed(one.name, one.numerator, one.denominator) for one in values if reading.may_see(one))


def every_figure(reading: Reading) -> ByValue:
    """The index of everything that the registry offers."""
    registry: Registry = reading.registry
    offers = [offer.name for offer in registry.offers()]
    return index_of(live_values(registry, offers).values(), reading)


def languages_that_differ(reading: Reading, chapter: Chapter) -> list[Problem]:
    """Translations that do not refer to the same figures as the text that counts."""
    report = reading.report
    original = _figures(reading.markdown(chapter, report.authoritative_language))
    found = []
    for language in report.languages:
        text = reading.markdown(chapter, language)
        if language == report.authoritative_language or not text:
            continue
        there = _figures(text)
        if there != original:
            names = ", ".join(f"{{{name}}}" for name in sorted(there ^ original))
            says = Phrase("The translation does not refer to the same figures: {names}.", names=names)
            remedy = Phrase("Refer to each figure in every language.")
            found.append(Problem("Z.532", says, remedy, place(chapter, language)))
    return found


def _figures(text: str) -> set[str]:
    return {name for _line, one in references_of(text) for name in one.figures}


def behind(reading: Reading, chapter: Chapter) -> Mapping[str, tuple[int, int]]:
    """Language → the version that its translation is of, and the newest one, where they differ."""
    texts, original = reading.texts[chapter.pk], reading.report.authoritative_language
    if original not in texts:
        return {}
    newest = texts[original].number
    return {
        language: (text.based_on or 0, newest)
        for language, text in texts.items()
        if language != original and (text.based_on or 0) < newest
    }
