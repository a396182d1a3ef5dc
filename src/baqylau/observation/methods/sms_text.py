"""How long a text message is: 160 characters of the GSM alphabet, or 70 of any other."""

from __future__ import annotations

from collections.abc import Sequence

_BASIC = (
    "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?"
    "¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà"
)
_EXTENDED = "\f^{}\\[~]|€"
_PLAIN = str.maketrans(
    {"“": '"', "”": '"', "«": '"', "»": '"', "‘": "'", "’": "'", "–": "-", "—": "-", "…": "..."}
)
ONE_GSM, EACH_GSM = 160, 153
ONE_UCS2, EACH_UCS2 = 70, 67
LONGEST_UCS2 = 2 * EACH_UCS2


def is_gsm(text: str) -> bool:
    """Whether the GSM alphabet (3GPP TS 23.038) has every character.

    >>> is_gsm("All 12 answers kept."), is_gsm("Рахмет")
    (True, False)
    """
    return all(letter in _BASIC or letter in _EXTENDED for letter in text)


def length(text: str) -> int:
    """In units of a message: extended characters of the GSM alphabet and those beyond UTF-16 count twice."""
    if is_gsm(text):
        return len(text) + sum(letter in _EXTENDED for letter in text)
    return len(text.encode("utf-16-be")) // 2


def parts(text: str) -> int:
    """How many messages a text is sent as.

    >>> parts("a" * 160), parts("a" * 161), parts("ә" * 70), parts("ә" * 71)
    (1, 2, 1, 2)
    """
    one, each = (ONE_GSM, EACH_GSM) if is_gsm(text) else (ONE_UCS2, EACH_UCS2)
    return 1 if length(text) <= one else -(-length(text) // each)


def compose(pieces: Sequence[str]) -> str:
    """As many of the pieces as fit, the most important first: one message of the GSM alphabet, or two others.

    Typographic quotes and dashes become plain ones, which cost no other alphabet.

    >>> compose(["Kept: 5 of 12.", "Open: “6G”.", "x" * 150, "Thank you."])
    'Kept: 5 of 12. Open: "6G". Thank you.'
    """
    said = ""
    for piece in (piece.translate(_PLAIN) for piece in pieces if piece):
        longer = f"{said} {piece}".strip()
        if length(longer) <= (ONE_GSM if is_gsm(longer) else LONGEST_UCS2):
            said = longer
        elif not said:
            said = piece[: ONE_GSM if is_gsm(piece) else LONGEST_UCS2]
    return said
