"""Posts of each day as small pictures under each other, one for each network: numbers in, coordinates out."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

WIDTH, HEIGHT = 640, 84
LEFT, RIGHT, TOP, BOTTOM = 16, 12, 8, 64
"""Of each picture; below BOTTOM stand the days."""
LABEL = 20
"""Half of what the name of a day takes."""


@dataclass(frozen=True, slots=True)
class Mark:
    """Where on the scale of days, and which day."""

    at: int
    day: date


@dataclass(frozen=True, slots=True)
class Band:
    """A time that stands out: from where to where, in pixels, and what it is."""

    at: int
    width: int
    says: str


@dataclass(frozen=True, slots=True)
class Panel:
    """One network: the line of its days, and its own scale up to ``most``."""

    words: str
    total: int
    most: int
    line: str
    area: str


@dataclass(frozen=True, slots=True)
class Chart:
    """All panels have the same scale of days."""

    width: int
    height: int
    left: int
    right: int
    top: int
    bottom: int
    panels: Sequence[Panel]
    marks: Sequence[Mark]
    bands: Sequence[Band]


def chart_of(
    networks: Sequence[str],
    days: Sequence[tuple[date, Sequence[int]]],
    windows: Sequence[tuple[date, date, str]] = (),
) -> Chart | None:
    """Draw posts by day; None for fewer than two days. ``windows`` are first day, last day and words."""
    if len(days) < 2:
        return None
    first, spread = days[0][0], len(days) - 1

    def x(day: date) -> int:
        return round(LEFT + (WIDTH - LEFT - RIGHT) * (day - first).days / spread)

    panels = []
    for place, words in enumerate(networks):
        counts = [row[place] for _day, row in days]
        most = max(counts) or 1
        points = [
            f"{x(day)},{round(BOTTOM - (BOTTOM - TOP) * count / most)}"
            for (day, _row), count in zip(days, counts, strict=True)
        ]
        line = " ".join(points)
        area = f"{LEFT},{BOTTOM} {line} {WIDTH - RIGHT},{BOTTOM}"
        panels.append(Panel(words, sum(counts), most, line, area))
    step = max(1, spread // 4)
    marks = [Mark(x(day), day) for number, (day, _row) in enumerate(days) if number % step == 0]
    marks = [one for one in marks if one.at < WIDTH - RIGHT - LABEL]
    last = days[-1][0]
    bands = [
        Band(x(max(begin, first)), max(3, x(min(end, last)) - x(max(begin, first))), says)
        for begin, end, says in windows
        if begin <= last and end >= first
    ]
    return Chart(WIDTH, HEIGHT, LEFT, WIDTH - RIGHT, TOP, BOTTOM, panels, marks[:5], bands)
