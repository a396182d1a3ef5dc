"""Characters that catch mistyping: one wrong character, or two neighbours swapped.

Both rest on a prime number. The code at the head of a message is a number written in 31 symbols; it is made
divisible by 31 with weights that are powers of 3 (a primitive root of 31, so that neighbouring places never
weigh alike). A question's letter follows from its number modulo 19: one wrong digit changes the number by at
most 9 times a power of ten, a swap by 9 times a difference of at most 9, and 19 divides neither.
"""

from __future__ import annotations

SYMBOLS = "0123456789ABCDEFGHJKMNPQRTUVWXY"
"""What a code is written in: no I, L, O, S, Z, which are taken for 1, 1, 0, 5, 2 and read as those."""
QUESTION_LETTERS = "ABCDEFGHJKMNPQRTUVW"

_WEIGHT = 3
_LIKE_LATIN = dict(zip("АВЕЗКМНОРСТУХІҮӨҚҒ", "ABE3KMHOPCTYXIYOKF", strict=True))
_SOUNDS_LIKE = dict(zip("БГДЖИЙЛПФЦЧЭЮЯӘҢҰҺЫЁШЩ", "BGDJIJLPFCCEUAANUHYECC", strict=True))
_LOOKS_LIKE = dict(zip("ILOSZ", "11052", strict=True))
_FOLDED = str.maketrans(_LIKE_LATIN | _SOUNDS_LIKE)
_AS_SYMBOLS = str.maketrans(_LOOKS_LIKE)


def latin(text: str) -> str:
    """Capital Latin letters for what was typed: Cyrillic letters that look like them, else sound like them.

    >>> latin("сһар")
    'CHAP'
    """
    return text.upper().translate(_FOLDED)


def symbols(text: str) -> str:
    """A code as it is compared: capital symbols only, without blanks and punctuation.

    >>> symbols(" 01-a/7"), symbols("Ol-А/7")
    ('01A7', '01A7')
    """
    return "".join(letter for letter in latin(text).translate(_AS_SYMBOLS) if letter in SYMBOLS)


def check_character(code: str) -> str:
    """The symbol that goes after a code of symbols; up to 30 of them are told apart.

    >>> check_character("A120")
    'D'
    """
    return SYMBOLS[-_weighed(code) % len(SYMBOLS)]


def _weighed(code: str) -> int:
    total = 0
    for symbol in code:
        total = (total + SYMBOLS.index(symbol)) * _WEIGHT % len(SYMBOLS)
    return total


def is_right(code: str) -> bool:
    """Whether the last symbol of a code is the check character of those before.

    >>> is_right("A120" + check_character("A120")), is_right("A210" + check_character("A120"))
    (True, False)
    """
    return len(code) > 1 and check_character(code[:-1]) == code[-1]


def question_code(number: int) -> str:
    """The code of a question on the sheet: its number and the letter that belongs to it.

    >>> [question_code(number) for number in (1, 12, 21)]
    ['1B', '12P', '21C']
    """
    return f"{number}{QUESTION_LETTERS[number % len(QUESTION_LETTERS)]}"
