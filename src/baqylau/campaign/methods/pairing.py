"""Which items of two codings of one programme are the same item.

Two monitors need not cut a programme at the same second. Items with a beginning and a length are one where
they overlap by at least half of the shorter; the pair with the longest overlap is made first. Items without
times are one where they have the same number.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Place:
    """Where an item stands: its number, and from which second to which, where that is known."""

    number: int
    begins: int | None = None
    length: int | None = None

    @property
    def ends(self) -> int:
        return (self.begins or 0) + (self.length or 0)

    @property
    def is_timed(self) -> bool:
        return self.begins is not None and bool(self.length)


def pairs(one: Sequence[Place], other: Sequence[Place]) -> list[tuple[int, int]]:
    """Positions in the one and in the other of what is the same item, each used at most once.

    >>> pairs([Place(1, 0, 60), Place(2, 60, 30)], [Place(1, 0, 55), Place(2, 58, 40), Place(3, 100, 9)])
    [(0, 0), (1, 1)]
    """
    found = []
    in_order = sorted(range(len(other)), key=lambda there: other[there].begins or 0)
    begins = [other[there].begins or 0 for there in in_order]
    longest = max((b.length or 0 for b in other), default=0)
    of_number: dict[int, list[int]] = {}
    for there, b in enumerate(other):
        of_number.setdefault(b.number, []).append(there)
    for here, a in enumerate(one):
        near = (
            in_order[bisect_left(begins, (a.begins or 0) - longest) : bisect_left(begins, a.ends)]
            if a.is_timed
            else of_number.get(a.number, [])
        )
        found += [(-weight, here, there) for there in near if (weight := _sameness(a, other[there]))]
    left, right, made = set(), set(), []
    for _weight, here, there in sorted(found):
        if here not in left and there not in right:
            left.add(here)
            right.add(there)
            made.append((here, there))
    return sorted(made)


def _sameness(one: Place, other: Place) -> int:
    """Seconds in common where they are enough; 1 for the same number without times; 0 for others."""
    if not (one.is_timed and other.is_timed):
        return int(one.number == other.number and one.is_timed == other.is_timed)
    common = min(one.ends, other.ends) - max(one.begins or 0, other.begins or 0)
    shorter = min(one.length or 0, other.length or 0)
    return common if common > 0 and 2 * common >= shorter else 0
