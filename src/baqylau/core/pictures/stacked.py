"""Bars of parts: each a whole, its parts side by side, told apart by pattern, outline and a mark in it."""

from __future__ import annotations

import textwrap
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from baqylau.core.figure import percent
from baqylau.core.pictures.svg import ON_SCREEN, PALE, Drawing, Key, legend, wide

BAR, LINE, GAP, LONGEST_LINE = 28, 19, 12, 74


@dataclass(frozen=True, slots=True)
class Bar:
    """``parts`` of a whole by the mark of their key. Marks without a part need not be there."""

    says: str
    parts: Mapping[str, int]

    @property
    def whole(self) -> int:
        return sum(self.parts.values())


def stacked(name: str, bars: Sequence[Bar], keys: Sequence[Key], says: str, *, font: str = ON_SCREEN) -> str:
    """One bar below the other, each as wide as the picture; a bar of nothing is an empty outline."""
    drawing = Drawing(name, font=font)
    y = legend(drawing, keys, 2)
    inner = drawing.width - 2
    for bar in bars:
        for line in textwrap.wrap(bar.says, LONGEST_LINE) or [""]:
            drawing.text(0, y + LINE / 2, line)
            y += LINE
        _bar(drawing, bar, keys, y, inner)
        y += BAR + GAP
    _scale(drawing, y - GAP / 2, inner)
    drawing.height = round(y + 18)
    return drawing.svg(says)


def _bar(drawing: Drawing, bar: Bar, keys: Sequence[Key], y: float, inner: float) -> None:
    if not bar.whole:
        drawing.box(1, y, inner, BAR, "none", PALE)
        return
    x = 1.0
    for key in keys:
        count = bar.parts.get(key.mark, 0)
        width = inner * count / bar.whole
        if not count:
            continue
        drawing.box(x, y, width, BAR, drawing.fill(key.pattern, key.colour))
        if said := _fitting(key.mark, percent(count, bar.whole, 0), width):
            drawing.label(x + width / 2, y + BAR / 2, said)
        x += width


def _fitting(mark: str, per_cent: str, width: float) -> str:
    """What has room in a part: mark and share, the mark, or nothing."""
    for said in (f"{mark} {per_cent}\N{NO-BREAK SPACE}%", mark):
        if wide(said, 12) + 8 <= width:
            return said
    return ""


def _scale(drawing: Drawing, y: float, inner: float) -> None:
    for step in range(5):
        x = 1 + inner * step / 4
        anchor = "start" if step == 0 else "end" if step == 4 else "middle"
        drawing.line(x, y - 4, x, y + 2)
        drawing.text(x, y + 11, f"{step * 25}\N{NO-BREAK SPACE}%", size=12, anchor=anchor)
