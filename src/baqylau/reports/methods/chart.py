"""The chart of a chapter as SVG: horizontal bars, each with its words and its value."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from baqylau.core.pictures.svg import Drawing

WIDTH = 460
"""Of the picture on a screen, in pixels, without its padding: readable on a telephone."""
ON_PAPER = 596
"""The same where the picture takes the whole width of the text of a page."""

PADDING = 4
BAR = 16
LINE = 18
GAP = 10
SIZE = 14
"""Of the letters, in pixels."""
SERIF = 0.86
"""How wide the face of documents is, where the widest face of a screen is 1."""
_LETTERS = {
    0.3: "ijlIіІ'",
    0.35: " .,:;’/",
    0.4: "ft()-",
    0.45: "r!",
    0.55: "cszJгзсэ“”",
    0.6: "kvxyLвтухчьғұү?–",
    0.65: "abdeghnopquFTабеийклоряГЗТУәқөһҰҮ0123456789«»",
    0.7: "ABEKPSVXYZднпцАБВЕРХЧЬңҒҺ",
    0.75: "CNRUъИЙКСЭЯҚ",
    0.8: "DGHOQмыДЛНОПЦӘҢӨ",
    0.85: "wюЪ",
    0.95: "MфМФЫжшщ",
    1.1: "mW—%ЖШЩЮ",
}
"""How wide letters are at most, as parts of their size: in DejaVu Sans, the widest of the faces used."""
_WIDE = {letter: width for width, letters in _LETTERS.items() for letter in letters}
OTHER = 1.0
"""Of a letter of another alphabet."""

COLOUR = "#0b4f78"
"""One dark blue: readers who see colours differently lose nothing, nor does a print in grey."""


@dataclass(frozen=True, slots=True)
class Bar:
    """One bar: its words, the length (None: too few answers for a bar), and the value as text."""

    label: str
    length: float | None
    value: str


def bars(rows: Sequence[Bar], *, font: str, width: int = WIDTH, face: float = 1.0) -> str:
    """The chart as SVG. The longest bar takes two thirds of the width; all begin at nothing.

    The words stand above their bar and are broken into lines, so that long ones (Kazakh, Russian) are never
    cut and the picture stays readable on a telephone. ``font`` is a CSS list of families that have Kazakh
    letters, and ``face`` how wide it is (1: the widest that a screen may have). ``width`` in pixels.
    """
    drawing = Drawing("bars", width=width + 2 * PADDING, font=font)
    longest = max((row.length or 0.0 for row in rows), default=0.0) or 1.0
    top = PADDING
    for row in rows:
        for line in lines_of(row.label, width / SIZE / face):
            drawing.text(PADDING, top + LINE // 2, line, size=SIZE)
            top += LINE
        long = (row.length or 0.0) / longest * width * 2 / 3
        drawing.box(PADDING, top, long, BAR, COLOUR, "none")
        drawing.text(PADDING + long + 6, top + BAR // 2, row.value, size=SIZE, bold=True)
        top += BAR + GAP
    drawing.height = top + PADDING
    return drawing.svg("; ".join(f"{row.label}: {row.value}" for row in rows))


def lines_of(text: str, width: float) -> Iterator[str]:
    """The words of a text in lines at most so wide, in sizes of the letters; a longer word stands alone.

    >>> list(lines_of("ballots were counted", 8.0))
    ['ballots were', 'counted']
    """
    line, taken = "", 0.0
    for word in text.split():
        wide = sum(_WIDE.get(letter, OTHER) for letter in word)
        if line and taken + _WIDE[" "] + wide > width:
            yield line
            line, taken = "", 0.0
        taken += wide + (_WIDE[" "] if line else 0.0)
        line = f"{line} {word}" if line else word
    if line:
        yield line
