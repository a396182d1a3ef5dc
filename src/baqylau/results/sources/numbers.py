"""What is wrong with a cell that should be a whole number: said so that the figure it may stand for is seen.

Nothing is repaired: ``1 234`` may be 1234 or two cells that ran together, ``1.234`` may be a fraction.
"""

from __future__ import annotations

import re
import unicodedata

from baqylau.core.problem import Phrase
from baqylau.core.reading import LARGEST_NUMBER, Problems, Row, short

_MINUS = "-−–—"
_GROUPED = re.compile(r"[0-9]{1,3}(?:[ \u00a0\u202f\u2009,.'’_][0-9]{3})+", re.A)
_DECIMAL = re.compile(r"[0-9]*[.,][0-9]+|[0-9]+[.,]", re.A)
_DIGITS = re.compile(r"[0-9]+", re.A)

_SAYS_A_FIGURE = ("R.243", "R.244", "R.246")
"""Their remedy is a figure, wherever the cell stands; the others' speaks of cells that may be empty."""


def is_whole(text: str, largest: int = LARGEST_NUMBER) -> bool:
    """Whether a text without blanks around it is a whole number from 0 to ``largest``.

    >>> is_whole("007"), is_whole("-7"), is_whole("٧"), is_whole("2147483648")
    (True, False, False, False)
    """
    return bool(_DIGITS.fullmatch(text)) and len(text) <= len(str(largest)) and int(text) <= largest


def whole_cell(row: Row, column: str, problems: Problems, *, largest: int = LARGEST_NUMBER) -> int | None:
    """The whole number of a cell; None where it is empty, or wrong, which goes to ``problems``."""
    text = row.values.get(column, "").strip()
    if is_whole(text, largest):
        return int(text)
    if text:
        code, says, remedy = wrong_number(text, largest)
        problems.add(code, says, remedy, row.where(column))
    return None


def needed_cell(row: Row, column: str, problems: Problems, *, largest: int = LARGEST_NUMBER) -> int:
    """The whole number of a cell that must not be empty; 0 stands for a wrong one."""
    text = row.text(column, problems)
    if is_whole(text, largest):
        return int(text)
    if text:
        code, says, remedy = wrong_number(text, largest)
        if code not in _SAYS_A_FIGURE:
            remedy = Phrase("Expected: digits, from 0 to {largest}.", largest=largest)
        problems.add(code, says, remedy, row.where(column))
    return 0


def wrong_number(text: str, largest: int = LARGEST_NUMBER) -> tuple[str, Phrase, Phrase]:
    """Number, sentence and remedy for a text that is no whole number from 0 to ``largest``.

    >>> wrong_number("1,234")[0], wrong_number("-5")[0], wrong_number("12.5")[0], wrong_number("１２")[0]
    ('R.243', 'R.241', 'R.242', 'R.244')
    """
    shown = short(text)
    if text[:1] in _MINUS and is_whole(text[1:].strip(), largest):
        return "R.241", Phrase("'{text}' is negative.", text=shown), _COUNT
    if _GROUPED.fullmatch(text):
        says = Phrase("'{text}' has a separator between its digits.", text=shown)
        return "R.243", says, Phrase("If it stands for {number}, write {number}.", number=_only_digits(text))
    if _DECIMAL.fullmatch(text):
        return "R.242", Phrase("'{text}' is a decimal number.", text=shown), _COUNT
    if _DIGITS.fullmatch(text):
        remedy = Phrase("Expected: at most {largest}.", largest=largest)
        return "R.246", Phrase("'{text}' is too large.", text=shown), remedy
    if text.isdecimal():
        says = Phrase("'{text}' is written in digits other than 0 to 9.", text=shown)
        return "R.244", says, Phrase("If it stands for {number}, write {number}.", number=_western(text))
    says = Phrase("'{text}' is not a whole number.", text=shown)
    return "R.245", says, Phrase("Write digits only; leave the cell empty where no figure is given.")


_COUNT = Phrase("Expected: a whole number from 0; leave the cell empty where no figure is given.")


def _only_digits(text: str) -> str:
    return "".join(one for one in text if one.isdigit())[:60]


def _western(text: str) -> str:
    return "".join(str(unicodedata.decimal(one)) for one in text)[:60]
