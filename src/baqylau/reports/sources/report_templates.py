"""Templates of reports: files of TOML to lists of chapters with sentences to begin with.

``chapters.toml`` holds every chapter once; a template lists those it has. A sentence is refused where it
holds a number, lacks a language, or refers to other figures in one language than in another.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from baqylau.core.problem import Phrase
from baqylau.core.reading import Problems
from baqylau.core.toml import Table, read_toml
from baqylau.reports.methods.plan import LANGUAGES
from baqylau.reports.methods.references import ANNEXES, Reference, read_reference

CHAPTERS = "chapters.toml"
_BRACES = re.compile(r"\{([^{}]*)\}")
_DIGIT = re.compile(r"\d")
HEADING = "## "

Texts = Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Sentence:
    """A paragraph to begin with, in three languages, and the figures it needs."""

    texts: Texts
    figures: tuple[str, ...]

    @property
    def is_heading(self) -> bool:
        """Whether it is a heading, which stands only before something else."""
        return next(iter(self.texts.values())).startswith(HEADING)


@dataclass(frozen=True, slots=True)
class Chapter:
    """A chapter of a template. ``fields`` are questions of a form that it is compiled from.

    ``annex`` is what the report makes itself ("results"); such a chapter has no titles of its own.
    """

    code: str
    titles: Texts
    sentences: tuple[Sentence, ...]
    annex: str = ""
    fields: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Template:
    """A template; ``form`` and ``day`` only where it is compiled from the records of a form."""

    kind: str
    chapters: tuple[Chapter, ...]
    form: str = ""
    day: str = ""


def read(files: Mapping[str, bytes]) -> dict[str, Template]:
    """The templates by kind; ``Refused`` with all that is wrong in the files (Z.721 to Z.725)."""
    problems = Problems()
    chapters = _chapters(Table(read_toml(files[CHAPTERS], CHAPTERS), CHAPTERS, problems))
    found = {}
    for name in sorted(files.keys() - {CHAPTERS}):
        template = _template(Table(read_toml(files[name], name), name, problems), chapters)
        found[template.kind] = template
    problems.refuse_if_any()
    return found


def _chapters(table: Table) -> dict[str, Chapter]:
    found = {}
    for code in table.keys():  # noqa: SIM118 a table of TOML is no dict
        inner = table.table(code)
        titles = _texts(inner.table("title"))
        sentences = [_sentence(one) for one in inner.tables("sentences")] if inner.has("sentences") else []
        inner.finish()
        found[code] = Chapter(code, titles, tuple(sentences))
    return found


def _texts(table: Table) -> dict[str, str]:
    texts = {language: table.text(language) for language in LANGUAGES}
    table.finish()
    return texts


def _sentence(table: Table) -> Sentence:
    texts = _texts(table)
    figures = {language: list(_figures(text, table)) for language, text in texts.items()}
    first = figures[LANGUAGES[0]]
    if any(sorted(found) != sorted(first) for found in figures.values()):
        says = Phrase("The languages of a sentence do not refer to the same figures.")
        table.problems.add("Z.723", says, Phrase("Refer to the same ones in each."), table.where())
    for language, text in texts.items():
        if _DIGIT.search(_BRACES.sub("", text)):
            says = Phrase("A number is typed into a sentence.")
            table.problems.add("Z.722", says, Phrase("Refer to a figure."), table.where(language))
    return Sentence(texts, tuple(dict.fromkeys(first)))


def _figures(text: str, table: Table) -> Iterable[str]:
    for inside in _BRACES.findall(text):
        reference: Reference | None = read_reference(inside)
        if reference is None:
            says = Phrase("'{text}' is no reference.", text=inside[:80])
            table.problems.add("Z.725", says, Phrase("Write the name of a figure in braces."), table.where())
        else:
            yield from reference.figures


def _template(table: Table, chapters: Mapping[str, Chapter]) -> Template:
    template = Template(
        kind=table.text("kind", longest=12),
        form=table.text("form", or_else=""),
        day=table.text("day", or_else=""),
        chapters=tuple(_chapter(one, chapters) for one in table.tables("chapters")),
    )
    table.finish()
    return template


def _chapter(table: Table, chapters: Mapping[str, Chapter]) -> Chapter:
    annex = table.text("annex", or_else="")
    code = table.text("code", or_else="")
    fields, bare = tuple(table.texts("fields", or_else=())), table.flag("without_sentences", or_else=False)
    table.finish()
    if annex in ANNEXES:
        return Chapter(f"annex_{annex}", {}, (), annex)
    found = chapters.get(code)
    if found is None:
        says = Phrase("There is no chapter '{code}'.", code=code or annex)
        remedy = Phrase("Write it into chapters.toml, or name one that stands there.")
        table.problems.add("Z.724", says, remedy, table.where())
        return Chapter(code, dict.fromkeys(LANGUAGES, code), ())
    return Chapter(code, found.titles, () if bare else found.sentences, "", fields)
