"""Whole numbers as clerks type them: what is plainly meant is taken, anything else is refused in words."""

from __future__ import annotations

import re

from baqylau.core.problem import Phrase
from baqylau.core.reading import LARGEST_NUMBER, short

BLANKS = "\u00a0\u2009\u202f\u2007\t"
"""Blanks that stand between thousands, besides the ordinary one."""

_GROUPED = re.compile(r"[0-9]{1,3}(?: [0-9]{3})+", re.ASCII)
_SEPARATED = re.compile(r"[0-9]{1,3}(?:[.,'’][0-9]{3})+", re.ASCII)
_DECIMAL = re.compile(r"[0-9]+[.,][0-9]+", re.ASCII)
_KEYS_OF_DIGITS = frozenset('"әіңғүұқөһ!№;%:?*()')
"""What the row of digits gives on Kazakh and Russian keyboards."""


class NotANumber(ValueError):
    """The text is no whole number; ``says`` and ``remedy`` are for whoever typed it."""

    def __init__(self, says: Phrase, remedy: Phrase) -> None:
        self.says, self.remedy = says, remedy
        super().__init__(f"{says} {remedy}")


def typed_number(text: str) -> int | None:
    """The number; None for an empty field, which is not 0. Blanks between thousands are forgiven.

    Points and commas are not: ``1.234`` is a fraction to some and a thousand to others.

    >>> typed_number(" 1 234 "), typed_number("0012"), typed_number(" ")
    (1234, 12, None)
    """
    for blank in BLANKS:
        text = text.replace(blank, " ")
    text = text.strip()
    if not text:
        return None
    digits = text.replace(" ", "") if _GROUPED.fullmatch(text) else text
    if not (digits.isascii() and digits.isdigit()):
        raise _why(text)
    digits = digits.lstrip("0") or "0"
    if len(digits) > len(str(LARGEST_NUMBER)) or int(digits) > LARGEST_NUMBER:
        raise NotANumber(
            Phrase("“{text}” is too large.", text=short(text)), Phrase("Compare it with the paper.")
        )
    return int(digits)


def _why(text: str) -> NotANumber:
    shown = short(text)
    if text[0] in "-−–" and (text[1:].strip() or "0").isdigit():
        says = Phrase("“{text}” is no number of ballots or voters.", text=shown)
        return NotANumber(says, Phrase("Leave the field empty where the paper has a dash."))
    if _SEPARATED.fullmatch(text):
        whole = "".join(mark for mark in text if mark.isdigit())
        says = Phrase("“{text}” may mean {whole} or a fraction.", text=shown, whole=whole)
        return NotANumber(says, Phrase("Type only digits: {whole}.", whole=whole))
    if _DECIMAL.fullmatch(text):
        return NotANumber(
            Phrase("“{text}” is a fraction.", text=shown), Phrase("Ballots and voters are whole.")
        )
    if all(mark.isdigit() or mark == " " for mark in text) and text.replace(" ", "").isascii():
        says = Phrase("The blanks in “{text}” do not part thousands.", text=shown)
        return NotANumber(says, Phrase("Type only digits."))
    if all(mark.isdigit() or mark == " " for mark in text):
        says = Phrase("The digits of “{text}” are those of another script.", text=shown)
        return NotANumber(says, Phrase("Type 0 to 9."))
    if set(text.casefold()) <= _KEYS_OF_DIGITS | set("0123456789 .,-="):
        says = Phrase("“{text}” is what the keys of the digits give on another keyboard.", text=shown)
        return NotANumber(says, Phrase("Switch the keyboard, or use the keys at its right."))
    return NotANumber(
        Phrase("“{text}” is not a whole number.", text=shown), Phrase("Type digits, or leave it empty.")
    )
