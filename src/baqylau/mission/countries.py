"""Countries by their two letters (ISO 3166-1), named in the language of the page."""

from __future__ import annotations

from functools import lru_cache

from babel import Locale
from django.utils.translation import get_language

from baqylau.core.text import order_key

NO_COUNTRIES = frozenset({"EU", "EZ", "QO", "UN", "XA", "XB", "ZZ"})


def countries() -> list[tuple[str, str]]:
    """Code and name of each, in alphabetical order."""
    return _countries((get_language() or "en")[:2])


@lru_cache(maxsize=8)
def _countries(language: str) -> list[tuple[str, str]]:
    names = Locale(language).territories
    found = [
        (str(code), str(name))
        for code, name in names.items()
        if len(code) == 2 and code.isalpha() and code not in NO_COUNTRIES
    ]
    return sorted(found, key=lambda one: order_key(one[1]))


def country_name(code: str) -> str:
    """The name of a country, else its code."""
    return dict(countries()).get(code, code)
