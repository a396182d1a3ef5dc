"""Telephone numbers in one form: ``+77011234567``."""

from __future__ import annotations

import re

CALLED = {"kz": ("7", "8", 10), "ru": ("7", "8", 10), "ge": ("995", "0", 9), "am": ("374", "0", 8)}
CALLED |= {"xk": ("383", "0", 8), "kg": ("996", "0", 9), "ua": ("380", "0", 9), "md": ("373", "0", 8)}
"""Country → its code, what is dialled before a number inside it, and how many digits such a number has."""
FEWEST = 7


def normal_number(text: str, country: str = "") -> str:
    """The number with its country's code; of what is no number (a name, a short code) its letters and digits.

    >>> normal_number("8 (701) 123-45-67", "kz"), normal_number("7011234567", "kz")
    ('+77011234567', '+77011234567')
    >>> normal_number("0077011234567"), normal_number("+7 701 1234567"), normal_number("7111", "kz")
    ('+77011234567', '+77011234567', '7111')
    """
    plain = text.strip()
    if re.search(r"[^\d\s()+.\-]", plain):
        return re.sub(r"[^\w+.@-]", "", plain)[:40]
    digits = re.sub(r"[^0-9]", "", plain)
    if plain.startswith("+"):
        return f"+{digits}"
    if digits.startswith("00") and len(digits) > FEWEST + 4:
        return f"+{digits[2:]}"
    code, trunk, size = CALLED.get(country, ("", "", 0))
    if size and len(digits) == size:
        return f"+{code}{digits}"
    if size and len(digits) == size + len(trunk) and digits.startswith(trunk):
        return f"+{code}{digits[len(trunk) :]}"
    return f"+{digits}" if len(digits) >= FEWEST + 3 else digits


def is_number(text: str) -> bool:
    """Whether a person may be answered there: not a short code, not a name.

    >>> is_number("+77011234567"), is_number("7111"), is_number("Beeline")
    (True, False, False)
    """
    return text.startswith("+") and text[1:].isdigit() and len(text) > FEWEST
