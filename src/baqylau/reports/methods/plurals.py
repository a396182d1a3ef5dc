"""The form of a noun that a number asks for, by the rules of Unicode CLDR as babel carries them.

English has two forms (one, other), Russian three (one, few, many), Kazakh one: after a number a Kazakh noun
does not change, though CLDR knows two.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache

from babel import Locale

FORMS = {"en": ("one", "other"), "ru": ("one", "few", "many"), "kk": ("other",)}
"""Which forms a text gives, in this order."""


def form_for(number: int, forms: Sequence[str], language: str) -> str | None:
    """The form that goes with a number; None where the language wants another number of forms.

    One form alone goes with every number.

    >>> [form_for(n, ("жалоба", "жалобы", "жалоб"), "ru") for n in (1, 3, 5, 11, 21, 712)]
    ['жалоба', 'жалобы', 'жалоб', 'жалоб', 'жалоба', 'жалоб']
    >>> form_for(0, ("complaint", "complaints"), "en"), form_for(1, ("шағым",), "kk")
    ('complaints', 'шағым')
    >>> form_for(2, ("a", "b"), "ru") is None
    True
    """
    if len(forms) == 1:
        return forms[0]
    wanted = FORMS.get(language, FORMS["en"])
    if len(forms) != len(wanted):
        return None
    return dict(zip(wanted, forms, strict=True)).get(_rule(language)(number), forms[-1])


@lru_cache(maxsize=8)
def _rule(language: str):  # type: ignore[no-untyped-def]  # babel is untyped
    return Locale(language if language in FORMS else "en").plural_form
