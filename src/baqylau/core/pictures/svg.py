"""Pieces of a chart as SVG, with fills that are told apart without colour: by pattern, outline and label.

Only presentation attributes are written, no styles, so that a strict content security policy lets the picture
stand in a page; the same text is a file, an image in a PDF, or pixels.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from xml.sax.saxutils import escape, quoteattr

INK, PAPER, PALE = "#14212b", "#ffffff", "#c9d3da"
ON_SCREEN = "system-ui, 'Noto Sans', 'Liberation Sans', 'DejaVu Sans', Arial, sans-serif"
WIDTH = 640
"""Of charts in a column of text."""

PALETTE = ("#56b4e9", "#e69f00", "#009e73", "#f0e442", "#cc79a7", "#0072b2", "#d55e00", "#b9c2c9")
"""Okabe and Ito's colours, told apart by readers who see colours differently; the last is a grey."""

_LINES = (
    "",
    "M0 8L8 0M-2 2L2 -2M6 10L10 6",
    "M0 4H8",
    "M0 0L8 8M-2 6L2 10M6 -2L10 2",
    "M4 0V8",
    "M0 8L8 0M0 0L8 8",
    "M0 4H8M4 0V8",
    "dots",
)
PATTERNS = len(_LINES)
_TILE = 8


@dataclass
class Drawing:
    """A picture of ``width`` by ``height`` to which pieces are added. ``name`` keeps its patterns its own."""

    name: str
    width: int = WIDTH
    height: int = 0
    font: str = ON_SCREEN
    _fills: dict[tuple[int, str], str] = field(default_factory=dict)
    _pieces: list[str] = field(default_factory=list)

    def fill(self, pattern: int, colour: str) -> str:
        """What to fill with: the colour with the lines of a pattern; 0 is the plain colour."""
        pattern %= PATTERNS
        if not _LINES[pattern]:
            return colour
        name = self._fills.setdefault((pattern, colour), f"{self.name}-{len(self._fills)}")
        return f"url(#{name})"

    def box(self, x: float, y: float, width: float, height: float, fill: str, line: str = INK) -> None:
        """A rectangle with an outline; ``line`` may be ``none``."""
        self._pieces.append(
            f'<rect x="{_n(x)}" y="{_n(y)}" width="{_n(width)}" height="{_n(height)}"'
            f' fill="{fill}" stroke="{line}"/>'
        )

    def line(self, x: float, y: float, to_x: float, to_y: float, colour: str = PALE) -> None:
        """A thin line."""
        self._pieces.append(f'<path d="M{_n(x)} {_n(y)}L{_n(to_x)} {_n(to_y)}" stroke="{colour}"/>')

    def text(
        self, x: float, y: float, says: str, *, size: int = 14, anchor: str = "start", bold: bool = False
    ) -> None:
        """Words whose middle line is at ``y``."""
        weight = ' font-weight="bold"' if bold else ""
        self._pieces.append(
            f'<text x="{_n(x)}" y="{_n(y + size * 0.35)}" font-size="{size}" text-anchor="{anchor}"'
            f"{weight}>{escape(says)}</text>"
        )

    def label(self, x: float, y: float, says: str, *, size: int = 12) -> None:
        """Words on a light ground, centred: they can be read upon any pattern."""
        width = wide(says, size) + 6
        self._pieces.append(
            f'<rect x="{_n(x - width / 2)}" y="{_n(y - size * 0.7)}" width="{_n(width)}"'
            f' height="{_n(size * 1.4)}" rx="2" fill="{PAPER}"/>'
        )
        self.text(x, y, says, size=size, anchor="middle")

    def svg(self, says: str) -> str:
        """The whole picture; ``says`` is what it shows, for whoever does not see it."""
        patterns = "".join(_pattern(name, *what) for what, name in self._fills.items())
        return (
            f'<svg xmlns="http://www.w3.org/2000/svg" width="{self.width}" height="{self.height}"'
            f' viewBox="0 0 {self.width} {self.height}" role="img" aria-label={quoteattr(says)}'
            f' font-family="{self.font}" fill="{INK}">'
            f"<defs>{patterns}</defs>"
            f'<rect width="{self.width}" height="{self.height}" fill="{PAPER}"/>{"".join(self._pieces)}</svg>'
        )


def wide(says: str, size: int) -> float:
    """About how wide words are, on the safe side."""
    return len(says) * size * 0.58


@dataclass(frozen=True, slots=True)
class Key:
    """An entry of a legend: a short ``mark`` that also stands in the picture, its words and its fill."""

    mark: str
    says: str
    colour: str
    pattern: int


def legend(drawing: Drawing, keys: Sequence[Key], top: float) -> float:
    """The legend in rows from ``top``; where it ends."""
    x, y = 0.0, top
    for key in keys:
        said = f"{key.mark} {key.says}" if key.mark else key.says
        width = 30 + wide(said, 13) + 14
        if x and x + width > drawing.width:
            x, y = 0.0, y + 24
        drawing.box(x + 1, y + 1, 22, 16, drawing.fill(key.pattern, key.colour))
        drawing.text(x + 29, y + 9, said, size=13)
        x += width
    return y + 30 if keys else top


def png(svg: str, scale: float = 2) -> bytes:
    """The picture as pixels, drawn in this process: no browser and no network."""
    # Imported late: the library is large, and most pages need no pixels.
    import vl_convert

    return bytes(vl_convert.svg_to_png(svg, scale=scale))


def _pattern(name: str, pattern: int, colour: str) -> str:
    seen = PAPER if is_dark(colour) else INK
    lines = _LINES[pattern]
    drawn = (
        f'<circle cx="4" cy="4" r="1.3" fill="{seen}"/>'
        if lines == "dots"
        else f'<path d="{lines}" stroke="{seen}" stroke-width="1.1" fill="none"/>'
    )
    return (
        f'<pattern id="{name}" width="{_TILE}" height="{_TILE}" patternUnits="userSpaceOnUse">'
        f'<rect width="{_TILE}" height="{_TILE}" fill="{colour}"/>{drawn}</pattern>'
    )


def is_dark(colour: str) -> bool:
    """Whether dark lines would not be seen upon it: its relative luminance after WCAG 2.2 is below 0.12.

    >>> is_dark("#14212b"), is_dark("#0072b2"), is_dark("none")
    (True, False, False)
    """
    if not colour.startswith("#"):
        return False
    parts = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    red, green, blue = (
        part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts
    )
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue < 0.12


def _n(value: float) -> str:
    return f"{value:.2f}".rstrip("0").rstrip(".")
