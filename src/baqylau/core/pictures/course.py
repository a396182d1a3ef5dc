"""An estimate with its interval along the arrival of stations: numbers in, coordinates of an SVG out."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from baqylau.core.pictures.classes import classes_of

WIDTH, HEIGHT = 640, 240
LEFT, RIGHT, TOP, BOTTOM = 56, 12, 12, 28


@dataclass(frozen=True, slots=True)
class Point:
    """The estimate when so many had arrived, in per cent."""

    arrived: int
    estimate: float
    low: float
    high: float


@dataclass(frozen=True, slots=True)
class Tick:
    """A line of the scale: where, and what is written at it."""

    at: int
    says: str


@dataclass(frozen=True, slots=True)
class Course:
    """A line, the band of its interval, and the two scales."""

    width: int
    height: int
    left: int
    right: int
    bottom: int
    line: str
    band: str
    end: tuple[int, int]
    across: tuple[Tick, ...]
    up: tuple[Tick, ...]


def course_of(points: Sequence[Point]) -> Course | None:
    """Draw points in the order of arrival; None for fewer than two.

    The scale holds every estimate and the intervals of the second half, when they are narrow enough to see
    something; wider ones are cut off at its edge.
    """
    if len(points) < 2:
        return None
    later = points[len(points) // 2 :]
    values = [one.estimate for one in points] + [one.low for one in later] + [one.high for one in later]
    scale = classes_of(Decimal(str(round(value, 2))) for value in values)
    assert scale is not None
    lowest = float(scale.lowest)
    highest = lowest + float(scale.width) * scale.count
    most = points[-1].arrived

    def x(arrived: int) -> int:
        return round(LEFT + (WIDTH - LEFT - RIGHT) * arrived / most)

    def y(value: float) -> int:
        inside = min(max(value, lowest), highest)
        return round(HEIGHT - BOTTOM - (HEIGHT - TOP - BOTTOM) * (inside - lowest) / (highest - lowest))

    line = " ".join(f"{x(one.arrived)},{y(one.estimate)}" for one in points)
    there = [f"{x(one.arrived)},{y(one.high)}" for one in points]
    back = [f"{x(one.arrived)},{y(one.low)}" for one in reversed(points)]
    ups = [scale.lowest + scale.width * place for place in range(scale.count + 1)]
    return Course(
        width=WIDTH,
        height=HEIGHT,
        left=LEFT,
        right=WIDTH - RIGHT,
        bottom=HEIGHT - BOTTOM,
        line=line,
        band=" ".join([*there, *back]),
        end=(x(most), y(points[-1].estimate)),
        across=tuple(Tick(x(arrived), str(arrived)) for arrived in _across(most)),
        up=tuple(Tick(y(float(value)), format(value.normalize(), "f")) for value in ups),
    )


def _across(most: int) -> list[int]:
    """Round numbers of arrivals, some four of them.

    >>> _across(300)
    [0, 100, 200, 300]
    """
    widths = (digits * 10**places for places in range(12) for digits in (1, 2, 5))
    width = next(one for one in widths if most <= 5 * one)
    return list(range(0, most + 1, width))
