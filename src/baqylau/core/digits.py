"""Slips of the pen: two adjacent digits that changed places, or one digit that is another.

Where a sum does not come out, one wrong cell would have to be a certain number to make it right. If that
number is what stands there with two adjacent digits swapped, or with one digit changed, it is worth a look
at the paper. That it fits is no proof: among many cells some number fits by chance.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum


class Kind(StrEnum):
    """What happened to the digits."""

    SWAPPED = "swapped"
    CHANGED = "changed"


@dataclass(frozen=True, slots=True)
class Slip:
    """``cell`` has ``stands`` and would fit with ``fits``."""

    cell: str
    stands: int
    fits: int
    kind: Kind


def kind_of(stands: int, fits: int) -> Kind | None:
    """How one number comes from the other by one slip; None where it does not. Both have as many digits.

    >>> kind_of(3341510, 3431510), kind_of(148, 198), kind_of(12, 21), kind_of(12, 120)
    (<Kind.SWAPPED: 'swapped'>, <Kind.CHANGED: 'changed'>, <Kind.SWAPPED: 'swapped'>, None)
    """
    one, other = str(stands), str(fits)
    if stands < 0 or fits < 0 or len(one) != len(other):
        return None
    differing = [at for at in range(len(one)) if one[at] != other[at]]
    if len(differing) == 1:
        return Kind.CHANGED
    if len(differing) == 2:
        first, second = differing
        swapped = one[first] == other[second] and one[second] == other[first]
        return Kind.SWAPPED if second == first + 1 and swapped else None
    return None


def slips(cells: Mapping[str, int], factors: Mapping[str, int], difference: int) -> list[Slip]:
    """The slips in one cell, each of which alone would bring a sum that is off by ``difference`` to 0.

    The sum is that of ``cells``, each as often as ``factors`` says (a factor of 0 takes no part).
    """
    found = []
    for cell, stands in cells.items():
        factor = factors.get(cell, 0)
        if not factor or difference % factor:
            continue
        fits = stands - difference // factor
        if kind := kind_of(stands, fits):
            found.append(Slip(cell, stands, fits, kind))
    return found


def slips_in_total(parts: Mapping[str, int], total: int, name: str = "total") -> list[Slip]:
    """The slips, in one part or in the total, that would make the parts add up to the total.

    A printed table of 2023 has 3,341,510 votes for the largest list, which is 90,000 too few for its total:

    >>> others = {"b": 693938, "c": 547154, "d": 535139, "e": 432920, "f": 331058, "g": 146431, "h": 248291}
    >>> likeliest(slips_in_total({"a": 3341510, **others}, 6366441))[0]
    Slip(cell='a', stands=3341510, fits=3431510, kind=<Kind.SWAPPED: 'swapped'>)
    """
    factors = {**dict.fromkeys(parts, 1), name: -1}
    return slips({**parts, name: total}, factors, sum(parts.values()) - total)


def likeliest(found: Iterable[Slip]) -> list[Slip]:
    """Swapped digits before changed ones, and larger numbers first: more digits fit less easily by chance."""
    return sorted(found, key=lambda one: (one.kind is not Kind.SWAPPED, -one.stands, one.cell))


def could_be_a_swap(difference: int) -> bool:
    """Whether a difference can come from two adjacent digits that changed places: 9 × 1 to 9 × a power of 10.

    >>> [could_be_a_swap(one) for one in (9, 81, 90000, 90, 99, 0)]
    [True, True, True, True, False, False]
    """
    return _times_a_power_of_ten(difference, [9 * one for one in range(1, 10)])


def could_be_a_changed_digit(difference: int) -> bool:
    """Whether a difference can come from one digit above the last place: 1 to 9 × a power of 10, from 10.

    The last place is left out: nearly every small difference fits there.
    """
    return abs(difference) >= 10 and _times_a_power_of_ten(difference, range(1, 10))


def _times_a_power_of_ten(number: int, numbers: Sequence[int]) -> bool:
    rest = abs(number)
    while rest and rest not in numbers and rest % 10 == 0:
        rest //= 10
    return rest in numbers
