"""Problems in the language of the page."""

from __future__ import annotations

from collections.abc import Iterable

from django import template
from django.utils.translation import gettext

from baqylau.core.problem import Problem, in_language

register = template.Library()


@register.filter
def translated(problems: Iterable[Problem]) -> list[Problem]:
    """The problems as the page's language says them; the template escapes what they quote."""
    return [problem.translated(gettext) for problem in problems]


@register.filter
def phrase(text: str) -> str:
    """A text of a check as the page's language says it."""
    return in_language(text, gettext)
