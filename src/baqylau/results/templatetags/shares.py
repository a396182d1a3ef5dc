"""Estimated shares, differences and chances, as the language writes them."""

from __future__ import annotations

from django import template
from django.utils.formats import number_format
from django.utils.translation import gettext as _

register = template.Library()

NO_BREAK = "\N{NO-BREAK SPACE}"
SURE = 0.999


@register.filter
def share(value: float) -> str:
    """A share of 1 in per cent: 0.5391 is "53.91 %"."""
    return f"{_written(100 * value, 2)}{NO_BREAK}%"


@register.filter
def points(value: float) -> str:
    """A difference of shares in percentage points, with its sign."""
    sign = "+" if round(100 * value, 2) > 0 else ""
    return _("%(number)s points") % {"number": f"{sign}{_written(100 * value, 2)}"}


@register.filter
def chance(value: float) -> str:
    """A chance in per cent; nothing is certain, so at the ends it is "above 99.9 %" and "below 0.1 %"."""
    if value > SURE:
        return _("above %(number)s") % {"number": f"{_written(100 * SURE, 1)}{NO_BREAK}%"}
    if value < 1 - SURE:
        return _("below %(number)s") % {"number": f"{_written(100 * (1 - SURE), 1)}{NO_BREAK}%"}
    return f"{_written(100 * value, 1)}{NO_BREAK}%"


@register.filter
def per_thousand(value: int) -> str:
    """Thousandths in per cent: 50 is "5 %"."""
    return f"{_written(value / 10, 0 if value % 10 == 0 else 1)}{NO_BREAK}%"


def _written(value: float, places: int) -> str:
    rounded = round(value, places) or 0.0  # never "-0.00"
    return str(number_format(rounded, decimal_pos=places, use_l10n=True))
