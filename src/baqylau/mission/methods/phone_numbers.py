"""Telephone numbers as they are kept: the country's code and digits only."""

from __future__ import annotations

import re

KEPT = re.compile(r"\+[1-9]\d{6,14}", re.ASCII)
"""As ITU-T E.164 has it: at most fifteen digits."""


def normalised(text: str) -> str | None:
    """A number as it is kept, "" for an empty text, None for what is none. The country is not guessed.

    >>> normalised("+7 (701) 123-45-67"), normalised("00 7 701 1234567"), normalised("8 701 1234567")
    ('+77011234567', '+77011234567', None)
    """
    bare = re.sub(r"[\s().\u00a0\u2010-\u2015/-]", "", text)
    if not bare:
        return ""
    if bare.startswith("00"):
        bare = "+" + bare[2:]
    return bare if KEPT.fullmatch(bare) else None
