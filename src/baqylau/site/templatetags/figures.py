"""Numbers as the language writes them, and links to where they come from."""

from __future__ import annotations

import re
from decimal import Decimal, InvalidOperation
from urllib.parse import unquote

from django import template
from django.utils.formats import number_format
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from baqylau.election.indicators import PERCENT, indicator_name, moment_words, note_words, status_name

register = template.Library()

MISSING = "–"
NO_BREAK = "\N{NO-BREAK SPACE}"
LONGEST_END = 40
_ADDRESS = re.compile(r"(https?://[^\s;,]+)")


@register.filter
def number(value: object, places: int | None = None) -> str:
    """An exact decimal as the language writes it, digits as given; a dash where there is none.

    >>> number("6521860")
    '6,521,860'
    """
    if value in (None, ""):
        return MISSING
    try:
        exact = Decimal(str(value))
    except InvalidOperation:
        return str(value)
    return number_format(exact, decimal_pos=places, use_l10n=True, force_grouping=True)


@register.filter
def per_cent(value: object) -> str:
    """A percentage as the language writes it: "53.9 %" becomes "53,9 %" in Russian and Kazakh."""
    shown = number(value)
    return shown if shown == MISSING else f"{shown}{NO_BREAK}%"


@register.filter
def figure(published: object) -> str:
    """A published figure's value with its unit."""
    value, unit = getattr(published, "value", ""), getattr(published, "unit", "")
    return per_cent(value) if unit in PERCENT else number(value)


@register.filter
def indicator(code: str) -> str:
    """The name of an indicator in words."""
    return indicator_name(code)


@register.filter
def status(code: str) -> str:
    """The standing of a figure in words."""
    return status_name(code)


@register.filter
def moment(as_of: str) -> str:
    """When a figure stood so, in words."""
    return moment_words(as_of)


@register.filter
def note(text: str) -> str:
    """A note of a pack, in the language in use where it is a known one."""
    return note_words(text)


@register.filter
def cite(source_number: int | None) -> SafeString | str:
    """A small link to a source in the list at the end of the page."""
    if not source_number:
        return ""
    return format_html(
        '<sup class="cite"><a href="#source-{}"><span class="visually-hidden">{} </span>{}</a></sup>',
        source_number,
        _("source"),
        source_number,
    )


@register.filter
def sources(text: str) -> SafeString:
    """The words of a source, each address in it a link that bears the name of its host."""
    parts = _ADDRESS.split(text or "")
    return format_html_join(
        "", "{}", ((_link(part) if _ADDRESS.fullmatch(part) else part,) for part in parts)
    )


def _link(address: str) -> SafeString:
    return format_html('<a href="{}" rel="noreferrer">{}</a>', address, _short(address))


def _short(address: str) -> str:
    """An address as people name it: the host, and the end of the path."""
    host, _slash, path = address.split("://", 1)[1].partition("/")
    end = unquote(path.rstrip("/").rsplit("/", 1)[-1].split("?")[0])
    shown = end if len(end) <= LONGEST_END else f"{end[:LONGEST_END]}…"
    return f"{host.removeprefix('www.').rstrip('.')}{f' … {shown}' if shown else ''}"
