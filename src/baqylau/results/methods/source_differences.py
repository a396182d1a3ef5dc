"""Two protocols of one station from two sources, compared figure by figure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from baqylau.core.digits import Kind, kind_of
from baqylau.results.methods.layout import Figures


@dataclass(frozen=True, slots=True)
class Difference:
    """A figure that both give and that is not the same; ``slip`` says where one slip of the pen would do it.

    ``name`` is a field's, as in ``methods.layout``.
    """

    name: str
    one: int
    other: int
    slip: Kind | None = None

    @property
    def size(self) -> int:
        return abs(self.one - self.other)


def differences(one: Figures, other: Figures) -> tuple[Difference, ...]:
    """The figures that both sources give and that differ, the largest difference first.

    A figure that only one source gives is no difference: many copies have fewer lines than the table.

    >>> differences({"l-valid": 580, "v-a": 148, "v-b": 3}, {"l-valid": 508, "v-a": 148})
    (Difference(name='l-valid', one=580, other=508, slip=<Kind.SWAPPED: 'swapped'>),)
    """
    found = [
        Difference(name, number, other[name], kind_of(number, other[name]))
        for name, number in one.items()
        if name in other and other[name] != number
    ]
    return tuple(sorted(found, key=lambda found: (-found.size, found.name)))


def largest(found: Sequence[Difference]) -> int:
    """The largest difference in one figure; 0 where there is none."""
    return max((one.size for one in found), default=0)
