"""Phrases and figures of protocols, as templates show them."""

from __future__ import annotations

from django import template
from django.utils.translation import gettext

from baqylau.core.problem import in_language
from baqylau.results.line_words import line_in_words
from baqylau.results.models import Protocol

register = template.Library()


@register.filter
def in_words(says: str) -> str:
    """What a check found, in the reader's language."""
    return in_language(says, gettext)


@register.filter
def all_figures(protocol: Protocol) -> str:
    """Every figure of a protocol in one line."""
    lines = [f"{line_in_words(code)} {number}" for code, number in protocol.lines.items()]
    return "; ".join([*lines, *(f"{code} {number}" for code, number in protocol.votes.items())])
