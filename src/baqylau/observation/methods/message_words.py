"""What the words of a coded message mean, where the kind of the question leaves no doubt."""

from __future__ import annotations

import re

from baqylau.core.answer import AnswerState
from baqylau.observation.methods.check_characters import QUESTION_LETTERS, latin
from baqylau.observation.methods.message_sheet import Asked

YES = frozenset(["y", "yes", "ye", "да", "д", "da", "d", "иә", "ия", "ие", "и", "ia", "iya", "iye", "ya"])
NO = frozenset(["n", "no", "нет", "н", "net", "жоқ", "жок", "ж", "zhok", "jok", "joq", "zhoq"])
STATES = {
    **dict.fromkeys(("?", "nk", "dk", "нз", "бм", "бмн"), AnswerState.DONT_KNOW.value),
    **dict.fromkeys(("x", "х", "xx", "хх", "нн", "бқ", "бк"), AnswerState.NOT_OBSERVED.value),
    **dict.fromkeys(("na", "нп"), AnswerState.NOT_APPLICABLE.value),
}
"""``?`` for "don't know" and ``x`` for "not observed" stand on the sheet; the others are taken too."""
SKIP = frozenset(["-", "–", "—", "_", "--"])
"""The form does not ask it here."""
HERE = frozenset({"ok", "0k", "ок", "0к", "here", "hi", "тут", "здесь", "мында", "осында", "munda", "osynda"})

_DIGITS = str.maketrans("ILOSZ|", "110521")
_WORD_LETTERS = str.maketrans("01", "oi")
_SAFE_CHOICES = dict(zip("асеху", "acexy", strict=True))
"""Cyrillic small letters that can only mean the Latin one they look like: not в, which is b or the third."""


class NoAnswer(Exception):
    """The question cannot be answered with this word."""


def as_digits(word: str) -> str:
    """The word with letters that are taken for digits read as those; "" where it is no number.

    >>> as_digits("l2O"), as_digits("12a")
    ('120', '')
    """
    digits = latin(word).translate(_DIGITS)
    return digits if digits.isascii() and digits.isdigit() else ""


def code_in(word: str) -> tuple[int, str] | None:
    """Number and letter of a question's code, in either order; None where the word is none.

    A digit must be typed as a digit at least once, so that "no" is a word and not N0; neither is "n0".

    >>> code_in("12p"), code_in("P12"), code_in("l2р"), code_in("no"), code_in("n0"), code_in("120")
    ((12, 'P'), (12, 'P'), (12, 'P'), None, None, None)
    """
    if not any(letter.isdigit() for letter in word) or word.lower().translate(_WORD_LETTERS) in YES | NO:
        return None
    folded = latin(word).translate(_DIGITS)
    for letter, digits in ((folded[-1:], folded[:-1]), (folded[:1], folded[1:])):
        if letter in QUESTION_LETTERS and digits.isascii() and digits.isdigit() and len(digits) <= 3:
            return int(digits), letter
    return None


def answer_in(word: str, asked: Asked) -> tuple[str, str]:
    """Answer and state of which one is empty; ``NoAnswer`` where the question cannot hold the word."""
    folded = word.lower()
    if asked.kind not in ("integer", "time") and folded in STATES and not _is_choice(folded, asked):
        state = STATES[folded]
        if state not in asked.states:
            raise NoAnswer
        return "", state
    answer = _READERS[asked.kind](folded, asked)
    if not answer:
        raise NoAnswer
    return answer, ""


def figure_in(word: str, asked: Asked) -> int:
    """What an answer adds to the sum at the end of a message: a time counts as its four digits."""
    return int(re.sub(r"\D", "", word)) if asked.kind in ("integer", "time") else 0


def _is_choice(folded: str, asked: Asked) -> bool:
    return asked.kind == "choices" and all(letter in dict(asked.choices) for letter in folded)


def _yes_no(folded: str, asked: Asked) -> str:
    words = {folded, folded.translate(_WORD_LETTERS)}
    return "yes" if words & YES else "no" if words & NO else ""


def _choice(folded: str, asked: Asked) -> str:
    return dict(asked.choices).get(_SAFE_CHOICES.get(folded, folded), "")


def _choices(folded: str, asked: Asked) -> str:
    letters = [_SAFE_CHOICES.get(letter, letter) for letter in folded.replace("+", "")]
    names = [name for letter, name in asked.choices if letter in letters]
    return " ".join(names) if len(names) == len(letters) else ""


def _integer(folded: str, asked: Asked) -> str:
    digits = as_digits(folded)
    return str(int(digits)) if 0 < len(digits) <= 9 else ""


def _time(folded: str, asked: Asked) -> str:
    """A time as four digits or with a point or colon: 0715, 715, 7:15, 7.15."""
    parts = re.split(r"[:.]", folded)
    if len(parts) == 2:
        hours, minutes = (as_digits(part) for part in parts)
    else:
        digits = as_digits(folded)
        hours, minutes = digits[:-2], digits[-2:]
    if not 1 <= len(hours) <= 2 or len(minutes) != 2 or int(hours) > 23 or int(minutes) > 59:
        return ""
    return f"{int(hours):02d}:{minutes}"


_READERS = {
    "yes_no": _yes_no,
    "choice": _choice,
    "choices": _choices,
    "integer": _integer,
    "time": _time,
}
