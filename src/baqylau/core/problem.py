"""What a user can get wrong: numbered, said in a sentence, with a remedy.

Its sentences are ``Phrase``s: English, put together from a template and values, so that a page can say them
in another language.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace

Translate = Callable[[str], str]
"""From a text of the source, with its ``{names}``, to the same in a reader's language."""


class Phrase(str):
    """An English text that remembers what it was put together from, so that other languages can say it.

    The template is written out where it stands, since the catalogues are gathered from there. Values that
    are phrases themselves are translated too. Everywhere else it is just the English text.

    >>> Phrase("There is no sheet '{sheet}'.", sheet="survey")
    "There is no sheet 'survey'."
    """

    template: str
    values: Mapping[str, str | int]

    def __new__(cls, template: str, /, **values: str | int) -> Phrase:
        phrase = super().__new__(cls, _filled(template, values))
        phrase.template = template
        phrase.values = values
        return phrase

    @classmethod
    def again(cls, template: str, values: Mapping[str, str | int]) -> Phrase:
        """A phrase that was kept as its template and values; it was written out where it came from."""
        return cls(template, **values)

    def translated(self, translate: Translate) -> str:
        """The text in the language that ``translate`` knows."""
        values = {
            name: value if isinstance(value, int) else in_language(value, translate)
            for name, value in self.values.items()
        }
        return _filled(translate(self.template), values)


def _filled(template: str, values: Mapping[str, str | int]) -> str:
    # Without values a text is taken as it stands, braces included.
    return template.format(**values) if values else template


def in_language(text: str, translate: Translate) -> str:
    """A ``Phrase`` in the language that ``translate`` knows; any other text as it is."""
    return text.translated(translate) if isinstance(text, Phrase) else text


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing that is wrong with what a user gave us.

    ``code`` is stable ("P.102"); ``where`` names file, row and column as far as they are known. What pages
    show are ``Phrase``s; what only the command line says may be plain English.
    """

    code: str
    says: str
    remedy: str
    where: str = ""

    def __str__(self) -> str:
        place = f"{self.where}: " if self.where else ""
        return f"{self.code} {place}{self.says} {self.remedy}".strip()

    def translated(self, translate: Translate) -> Problem:
        """The problem in the language that ``translate`` knows, such as Django's ``gettext``."""
        return replace(
            self,
            says=in_language(self.says, translate),
            remedy=in_language(self.remedy, translate),
            where=in_language(self.where, translate),
        )


class Refused(Exception):
    """Input was refused, whole, for the problems it carries. Nothing of it was kept."""

    def __init__(self, problems: Problem | Iterable[Problem]) -> None:
        self.problems: tuple[Problem, ...] = (problems,) if isinstance(problems, Problem) else tuple(problems)
        super().__init__("\n".join(str(problem) for problem in self.problems))
