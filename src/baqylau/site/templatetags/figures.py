"""Numbers as the language writes them, and links to where they come from."""

from __future__ import annotations

import re
from decimal import Decimal, InvalidOperation

from django import template
from django.utils.formats import number_format
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

register = template.Library()

MISSING = "–"
_ADDRESS = re.compile(r"https?://[^\s;,]+")


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
    """A percentage as the language writes it: ``53.9 %`` becomes ``53,9 %`` in Russian and Kazakh."""
    shown = number(value)
    return shown if shown == MISSING else _("%(number)s%%") % {"number": shown}


@register.filter
def figure(published: object) -> str:
    """A published figure's value with its unit."""
    value, unit = getattr(published, "value", ""), getattr(published, "unit", "")
    return per_cent(value) if unit in {"percent", "per_cent", "pct", "%"} else number(value)


@register.filter
def sources(text: str) -> SafeString:
    """Links to the addresses in a source; the host's name is the link, what is not an address stays text."""
    addresses = _ADDRESS.findall(text or "")
    if not addresses:
        return format_html("{}", text or MISSING)
    return format_html_join(
        " · ",
        '<a class="source-link" href="{}" rel="noreferrer">{}</a>',
        ((address, _host(address)) for address in dict.fromkeys(addresses)),
    )


def _host(address: str) -> str:
    return address.split("/")[2].removeprefix("www.").rstrip(".")


@register.filter
def seats_in_words(count: int) -> str:
    """``1 seat``, ``2 seats``."""
    return ngettext("%(count)s seat", "%(count)s seats", count) % {"count": number(count)}
