"""The chapters that a report begins with, by its kind. A mission may add, move and rename them.

The templates are data: ``templates_of_reports/*.toml``, read by ``sources.report_templates``.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from baqylau.core.text import in_language
from baqylau.reports.languages import said
from baqylau.reports.methods.plan import Texts
from baqylau.reports.sources.report_templates import Chapter, Sentence, Template, read

FOLDER = Path(__file__).parent / "templates_of_reports"


@dataclass(frozen=True, slots=True)
class Planned:
    """A chapter of a template; an annex that the report makes itself begins with the reference to it.

    ``sentences`` are what it begins with where the mission has the figures they need.
    """

    code: str
    title: str | Promise | Texts
    annex: bool = False
    text: str = ""
    sentences: Sequence[Sentence] = field(default=())

    def titles(self) -> dict[str, str]:
        """The title in each language."""
        if not isinstance(self.title, str | Promise):
            return dict(self.title)
        return said(self.title)

    def begins_with(self, language: str, has: Callable[[str], bool]) -> str:
        """The text to begin with; ``has`` says whether the mission has a figure. "" where there is none."""
        if self.text:
            return self.text
        kept = [one for one in self.sentences if all(has(name) for name in one.figures)]
        follows = [*kept[1:], None]
        told = [
            in_language(one.texts, language)
            for one, after in zip(kept, follows, strict=False)
            if not one.is_heading or (after is not None and not after.is_heading)
        ]
        return "".join(f"{one}\n\n" for one in told)


def _annex(code: str, title: str | Promise) -> Planned:
    return Planned(f"annex_{code}", title, True, f"{{annex:{code}}}")


RESULTS = _annex("results", _("Annex: results"))
MEETINGS = _annex("meetings", _("Annex: institutions met"))
OBSERVERS = _annex("observers", _("Annex: observers"))
METHOD = _annex("method", _("Annex: method and denominators"))
FIGURES = _annex("figures", _("Annex: register of figures"))
EARLIER = _annex("earlier_recommendations", _("Annex: what became of earlier recommendations"))
ANNEXES: Mapping[str, Planned] = {
    one.code.removeprefix("annex_"): one for one in (RESULTS, MEETINGS, OBSERVERS, METHOD, FIGURES, EARLIER)
}


@lru_cache(maxsize=1)
def templates() -> dict[str, Template]:
    """All templates by kind."""
    return read({one.name: one.read_bytes() for one in FOLDER.glob("*.toml")})


def template_of(kind: str) -> Sequence[Planned]:
    """The chapters that a report of this kind begins with."""
    return [_planned(chapter) for chapter in templates()[kind].chapters]


def _planned(chapter: Chapter) -> Planned:
    if chapter.annex:
        return ANNEXES[chapter.annex]
    return Planned(chapter.code, chapter.titles, sentences=chapter.sentences)
