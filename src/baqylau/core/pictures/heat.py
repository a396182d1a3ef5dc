"""Hours of the day across, one row for each thing: how much of what was planned was done, number and shade.

A darker cell is more; what was planned and not done is hatched from below: print in grey shows it too.
"""

from __future__ import annotations

import textwrap
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from baqylau.core.figure import percent
from baqylau.core.pictures.svg import ON_SCREEN, PALE, PAPER, Drawing, Key, legend

STEPS = ("#f3f6f8", "#dcebf4", "#a9cfe5", "#6babd0", "#2f7fae")
CELL, LABEL, GAP = 30, 19, 10
MISSED = 1
"""The pattern of what was not done."""


@dataclass(frozen=True, slots=True)
class Cell:
    """``done`` of ``planned``."""

    planned: int
    done: int


def heat(
    name: str,
    rows: Sequence[tuple[str, Mapping[int, Cell]]],
    keys: Sequence[Key],
    says: str,
    *,
    font: str = ON_SCREEN,
) -> str:
    """The picture, from the first hour in which anything was planned to the last; none of them left out."""
    hours = sorted({hour for _words, cells in rows for hour in cells})
    across = range(hours[0], hours[-1] + 1) if hours else range(0)
    drawing = Drawing(name, font=font)
    step = (drawing.width - 2) / max(len(across), 1)
    y = legend(drawing, keys, 2)
    for words, cells in rows:
        for line in textwrap.wrap(words, 74):
            drawing.text(0, y + LABEL / 2, line)
            y += LABEL
        for place, hour in enumerate(across):
            _cell(drawing, 1 + place * step, y, step, cells.get(hour))
        y += CELL + GAP
    for place, hour in enumerate(across):
        drawing.text(1 + (place + 0.5) * step, y + 2, f"{hour:02}", size=12, anchor="middle")
    drawing.height = round(y + 14)
    return drawing.svg(says)


def _cell(drawing: Drawing, x: float, y: float, step: float, cell: Cell | None) -> None:
    if cell is None or not cell.planned:
        drawing.box(x, y, step, CELL, PAPER, PALE)
        return
    shade = STEPS[min(cell.done * len(STEPS) // cell.planned, len(STEPS) - 1)]
    drawing.box(x, y, step, CELL, shade)
    missed = CELL * (cell.planned - cell.done) / cell.planned
    if missed > 0:
        drawing.box(x, y + CELL - missed, step, missed, drawing.fill(MISSED, PAPER))
    drawing.label(x + step / 2, y + CELL / 2, percent(cell.done, cell.planned, 0), size=11)


def keys_of(done: str, missed: str, nothing: str) -> list[Key]:
    """The legend in the words of a language."""
    return [Key("", done, STEPS[-1], 0), Key("", missed, PAPER, MISSED), Key("", nothing, PAPER, 0)]
