"""A report put together: its chapters as one document in one language, and what is wrong with it.

What a publication calls: :func:`document_of`, :func:`figures_of` and :func:`problems_of`.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import override

from baqylau.accounts.models import User
from baqylau.core.text import in_language
from baqylau.reports.figure_offers import Counted
from baqylau.reports.figure_registry import Registry
from baqylau.reports.methods import blocks as b
from baqylau.reports.methods.markup import read_markup
from baqylau.reports.methods.passages import Read
from baqylau.reports.models import Chapter, Report
from baqylau.reports.text_annex_figures import annex_figures
from baqylau.reports.text_resolver import ReportResolver
from baqylau.reports.text_values import Value, figures_in, live_values, newest_texts, values_for


@dataclass(frozen=True)
class ChapterRead:
    """A chapter with its text in one language, as read, and the figures it shows."""

    chapter: Chapter
    language: str
    markdown: str
    values: Mapping[str, Value]
    read: Read


class Reading:
    """One reading of a report: figures are counted once for all chapters and languages.

    ``user`` sees only what they may; None reads as whoever publishes.
    """

    def __init__(self, report: Report, *, user: User | None = None, registry: Registry | None = None) -> None:
        self.report, self.user = report, user
        self.registry = registry or Registry(report.mission)
        self.chapters = list(report.chapters.all())
        self.texts = {chapter.pk: newest_texts(chapter) for chapter in self.chapters}
        self._values: dict[int, dict[str, Value]] = {}
        self._permitted: dict[str, bool] = {}

    def markdown(self, chapter: Chapter, language: str) -> str:
        """The newest text of a chapter; "" where there is none in the language."""
        text = self.texts[chapter.pk].get(language)
        return text.markdown if text else ""

    def values(self, chapter: Chapter, *, also: str = "") -> dict[str, Value]:
        """The figures of a chapter in all its languages, and of a text that is not kept yet."""
        if also:
            return values_for(chapter, figures_in([also]), self.registry)
        if chapter.pk not in self._values:
            self._count()
        return self._values[chapter.pk]

    def _count(self) -> None:
        """Everything that any chapter refers to, counted together."""
        names = {chapter.pk: self._names(chapter) for chapter in self.chapters}
        live = self.registry.count([name for of in names.values() for name in of])
        counted = _Counted(self.registry, live)
        self._values = {
            chapter.pk: values_for(chapter, names[chapter.pk], counted) for chapter in self.chapters
        }

    def _names(self, chapter: Chapter) -> list[str]:
        texts = [text.markdown for text in self.texts[chapter.pk].values()]
        return [*figures_in(texts), *annex_figures(texts, self.report.mission)]

    def everything(self) -> dict[str, Value]:
        """The figures of the whole report in the order in which a reader meets them."""
        found: dict[str, Value] = {}
        for chapter in self.chapters:
            for name, value in self.values(chapter).items():
                found.setdefault(name, value)
        return found

    def may_see(self, value: Value) -> bool:
        """Whether the reader may see a value before it is published."""
        if self.user is None:
            return True
        if value.needs not in self._permitted:
            self._permitted[value.needs] = self.user.has_perm(value.needs, self.report.mission)
        return self._permitted[value.needs]

    def read(
        self, chapter: Chapter, language: str, *, markdown: str | None = None, first_note: int = 1
    ) -> ChapterRead:
        """A chapter as blocks, as kept or with another text in the place of the kept one."""
        text = self.markdown(chapter, language) if markdown is None else markdown
        values = self.values(chapter) if markdown is None else self.values(chapter, also=text)
        whole = "{annex:" in text
        with override(language):
            resolver = ReportResolver(
                self.report,
                language,
                values,
                may_see=self.may_see,
                everything=self.everything() if whole else None,
            )
            read = read_markup(text, resolver, prefix=chapter.code, first_note=first_note)
        return ChapterRead(chapter, language, text, values, read)


class _Counted(Registry):
    """A registry that has counted already."""

    def __init__(self, registry: Registry, live: Mapping[str, Counted]) -> None:
        super().__init__(registry.mission)
        self.__dict__["sources"] = registry.sources
        self._live = live

    def count(self, names: Iterable[str], *, at: datetime | None = None) -> dict[str, Counted]:
        if at is not None:
            return super().count(names, at=at)
        return {name: self._live[name] for name in names if name in self._live}


def document_of(report: Report, language: str, *, user: User | None = None) -> b.Document:
    """The whole report as a document in one language."""
    return document_from(Reading(report, user=user), language)


def document_from(reading: Reading, language: str) -> b.Document:
    """The same from a reading that was begun."""
    report = reading.report
    blocks: list[b.Block] = []
    notes: list[b.Footnote] = []
    for chapter in reading.chapters:
        read = reading.read(chapter, language, first_note=len(notes) + 1).read
        notes += read.notes
        title = in_language(chapter.titles, language) or chapter.code
        if chapter.annex:
            blocks.append(b.Annex(title, chapter.code, read.blocks))
        else:
            blocks += [b.Heading(1, title, chapter.code), *read.blocks]
    return b.Document(
        title=in_language(report.titles, language),
        language=language,
        blocks=tuple(blocks),
        authoritative_language=report.authoritative_language,
        mission=report.mission.name,
        election=report.mission.election.name,
        footnotes=tuple(notes),
    )


def figures_of(report: Report, document: b.Document | None = None) -> dict[str, Value]:
    """Every figure of a report by name, with what it is in it, in the order of reading.

    With a document: those that it shows, the ones that its annexes brought in as well.
    """
    reading = Reading(report)
    known = reading.everything()
    if document is None:
        return known
    names = b.figure_names(document)
    known |= live_values(reading.registry, [name for name in names if name not in known])
    return {name: known[name] for name in names if name in known}
