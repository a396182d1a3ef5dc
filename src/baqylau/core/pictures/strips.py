"""Days across, a strip for each thing that is followed, on one scale, with spans of time shaded behind."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from baqylau.core.pictures.svg import INK, ON_SCREEN, PALE, Drawing, Key, legend, wide

HEIGHT, LABEL, GAP, BAND = 40, 18, 10, 20
COLOUR = "#2f7fae"


@dataclass(frozen=True, slots=True)
class Strip:
    """What is followed, and its amount on each day; None is a day of which nothing is known."""

    says: str
    amounts: Sequence[int | None]


@dataclass(frozen=True, slots=True)
class Shade:
    """A span in days from the beginning of the first: 1.5 is noon of the second."""

    begins: float
    ends: float
    key: Key


def strips(
    name: str,
    rows: Sequence[Strip],
    days: Sequence[str],
    shades: Sequence[Shade],
    says: str,
    *,
    most: str = "",
    font: str = ON_SCREEN,
) -> str:
    """The picture. ``days`` are short words for each day; ``most`` says how much the highest column is."""
    drawing = Drawing(name, font=font)
    y = legend(drawing, [shade.key for shade in shades], 2)
    step = (drawing.width - 2) / max(len(days), 1)
    bottom = y + len(rows) * (LABEL + HEIGHT + GAP)
    for place, shade in enumerate(shades):
        _shade(drawing, shade, len(days), step, (y, bottom, bottom + 12 + place * BAND))
    highest = max((amount or 0 for row in rows for amount in row.amounts), default=0) or 1
    for place, row in enumerate(rows):
        _strip(drawing, row, y, step, highest, most if place == 0 else "")
        y += LABEL + HEIGHT + GAP
    below = bottom + 10 + len(shades) * BAND
    _days(drawing, days, below, step)
    drawing.height = round(below + 12)
    return drawing.svg(says)


def _shade(drawing: Drawing, shade: Shade, days: int, step: float, at: tuple[float, float, float]) -> None:
    """Behind the strips, and a bracket with the mark below them, where spans that overlap stay apart."""
    top, bottom, below = at
    begins, ends = max(shade.begins, 0.0), min(shade.ends, float(days))
    if ends <= begins:
        return
    left, right = 1 + begins * step, 1 + ends * step
    drawing.box(
        left, top, right - left, bottom - top, drawing.fill(shade.key.pattern, shade.key.colour), PALE
    )
    drawing.line(left, below, right, below, INK)
    for x in (left, right):
        drawing.line(x, below - 4, x, below + 4, INK)
    drawing.label((left + right) / 2, below, shade.key.mark)


def _strip(drawing: Drawing, row: Strip, y: float, step: float, highest: int, most: str) -> None:
    drawing.box(0, y, wide(row.says, 13) + 8, LABEL, "#ffffff", "none")
    drawing.text(3, y + LABEL / 2, row.says, size=13)
    if most:
        drawing.box(drawing.width - wide(most, 12) - 4, y, wide(most, 12) + 4, LABEL, "#ffffff", "none")
        drawing.text(drawing.width - 2, y + LABEL / 2, most, size=12, anchor="end")
    floor = y + LABEL + HEIGHT
    for day, amount in enumerate(row.amounts):
        x = 1 + day * step
        if amount is None:
            drawing.text(x + step / 2, floor - 8, "?", size=11, anchor="middle")
        elif amount:
            tall = max(HEIGHT * amount / highest, 1.0)
            drawing.box(x + step * 0.15, floor - tall, step * 0.7, tall, COLOUR)
    drawing.line(1, floor, drawing.width - 1, floor, INK)


def _days(drawing: Drawing, days: Sequence[str], y: float, step: float) -> None:
    """As many days as have room, the first always."""
    room = max((wide(day, 12) for day in days), default=0) + 8
    every = max(1, -(-int(room) // max(int(step), 1)))
    for place in range(0, len(days), every):
        middle = 1 + (place + 0.5) * step
        half = wide(days[place], 12) / 2
        x = min(max(middle, half), drawing.width - half)
        drawing.text(x, y, days[place], size=12, anchor="middle")
