"""The seats of a chamber as dots in a half circle."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

WIDTH, HEIGHT = 600, 310
OUTER, INNER = 285.0, 110.0
BOTTOM = 300.0


@dataclass(frozen=True, slots=True)
class Dot:
    """One seat: its place, and which list of the given order has it."""

    x: float
    y: float
    list_index: int


@dataclass(frozen=True, slots=True)
class Chamber:
    """All seats of a chamber, from left to right."""

    radius: float
    dots: tuple[Dot, ...]


def _rows(seats: int) -> list[int]:
    """How many seats stand in each row, inner row first: by the length of the rows, largest remainder."""
    count = max(1, min(12, round(math.sqrt(seats / 2.4))))
    radii = _radii(count)
    shares = [seats * radius / sum(radii) for radius in radii]
    rows = [int(share) for share in shares]
    by_remainder = sorted(range(count), key=lambda row: shares[row] - rows[row], reverse=True)
    for row in by_remainder[: seats - sum(rows)]:
        rows[row] += 1
    return rows


def _radii(count: int) -> list[float]:
    if count == 1:
        return [OUTER * 0.75]
    return [INNER + (OUTER - INNER) * row / (count - 1) for row in range(count)]


def chamber(seats: Sequence[int]) -> Chamber:
    """Place ``seats`` (how many each list has, in the order in which they sit from left to right)."""
    rows = _rows(sum(seats))
    places: list[tuple[float, float, float]] = []
    for radius, in_row in zip(_radii(len(rows)), rows, strict=True):
        for seat in range(in_row):
            angle = math.pi * (1 - (seat / (in_row - 1) if in_row > 1 else 0.5))
            x, y = WIDTH / 2 + (radius - 6) * math.cos(angle), BOTTOM - 6 - (radius - 6) * math.sin(angle)
            places.append((angle, round(x, 1), round(y, 1)))
    places.sort(key=lambda place: (-place[0], place[1]))
    owners = [index for index, held in enumerate(seats) for _ in range(held)]
    dots = tuple(Dot(x, y, owner) for (_, x, y), owner in zip(places, owners, strict=True))
    gap = (OUTER - INNER) / max(len(rows) - 1, 1)
    around = math.pi * OUTER / max(rows[-1], 1) if rows else OUTER
    return Chamber(round(min(gap, around, 36) * 0.42, 1), dots)
