"""Amounts of money as the language writes them."""

from __future__ import annotations

from django import template

from baqylau.campaign.register_words import money as written

register = template.Library()


@register.filter
def money(value: object, currency: str = "") -> str:
    """An amount without decimals where they are 00, with its currency; a dash where it is not known."""
    if value in (None, ""):
        return "–"
    return f"{written(value)} {currency}".strip()
