"""Round class breaks for a map that is coloured by a number."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from decimal import ROUND_CEILING, ROUND_FLOOR, Decimal

MOST = 5
"""More steps of one hue than this can not be told apart."""


@dataclass(frozen=True, slots=True)
class Classes:
    """Classes of one width: ``lowest``, ``lowest + width`` … ; the lower bound belongs to the class."""

    lowest: Decimal
    width: Decimal
    count: int

    def of(self, value: Decimal) -> int:
        """Which class a value falls into, from 0; the highest value closes the last class."""
        return min(int((value - self.lowest) // self.width), self.count - 1)

    def bounds(self) -> list[tuple[Decimal, Decimal]]:
        return [
            (self.lowest + self.width * index, self.lowest + self.width * (index + 1))
            for index in range(self.count)
        ]

    def steps(self) -> list[int]:
        """Which of the five shades each class takes, the darkest for the highest."""
        if self.count == 1:
            return [2]
        return [round(index * (MOST - 1) / (self.count - 1)) for index in range(self.count)]


def _round_widths() -> Iterator[Decimal]:
    for exponent in range(-4, 13):
        for digit in (1, 2, 5):
            yield Decimal(digit).scaleb(exponent)


def classes_of(values: Iterable[Decimal]) -> Classes | None:
    """At most five classes between round numbers; None where there are no values.

    >>> [str(low) for low, high in classes_of([Decimal("25.82"), Decimal("67.21")]).bounds()]
    ['20', '30', '40', '50', '60']
    """
    given = list(values)
    if not given:
        return None
    for width in _round_widths():
        first = (min(given) / width).to_integral_value(ROUND_FLOOR)
        last = (max(given) / width).to_integral_value(ROUND_CEILING)
        count = max(int(last - first), 1)
        if count <= MOST:
            return Classes(first * width, width, count)
    raise ValueError("values too large for a map")
