"""A station's number as somebody types it, and as it is compared."""

from __future__ import annotations

LIKE_LATIN = str.maketrans("АВЕКМНОРСТХІ", "ABEKMHOPCTXI")
"""Cyrillic capitals that look like Latin ones are written as those."""
LONGEST_NUMBER = 9


def key_of(number: str) -> str:
    """What a typed number is compared with: without blanks and signs, in capitals, without leading zeros.

    >>> key_of("№ 0012"), key_of("01-а/7")
    ('12', '01-A/7')
    """
    key = "".join(number.split()).replace("№", "").replace("#", "").upper().translate(LIKE_LATIN)
    if key.isascii() and key.isdigit() and len(key) <= LONGEST_NUMBER:
        return key.lstrip("0") or "0"
    return key
