"""What a check finds in a table of stations, and the hard checks on a whole table at once."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from baqylau.core.problem import Phrase
from baqylau.results.methods.lines import LINE_CODES
from baqylau.results.methods.protocol_checks.hard import HardCheck
from baqylau.results.methods.protocol_checks.identity import Relation
from baqylau.results.methods.station_table import Mask, StationTable, Whole, value_of

Places = NDArray[np.intp]

BELOW_ZERO = "V.160"


@dataclass(frozen=True, slots=True)
class Findings:
    """What one check found: ``places`` of the stations in the table, ascending, and a sentence for each.

    ``unchecked`` is the number of stations where a figure that the check needs is absent.
    """

    code: str
    title: str
    places: Places
    says: Callable[[int], Phrase]
    unchecked: int = 0

    def __len__(self) -> int:
        return len(self.places)


@dataclass(frozen=True, slots=True)
class Issue:
    """One finding at one station."""

    code: str
    station: str
    says: Phrase


def issues(table: StationTable, found: Iterable[Findings]) -> Iterator[Issue]:
    """Every finding with its station, check by check in the order of the file."""
    for one in found:
        for place in one.places.tolist():
            yield Issue(one.code, table.stations[place], one.says(place))


def check_identities(table: StationTable, checks: Iterable[HardCheck]) -> list[Findings]:
    """The stations in which an identity does not hold, for each of the checks."""
    return [_check(table, check) for check in checks]


def _check(table: StationTable, check: HardCheck) -> Findings:
    left, absent_left = value_of(table, check.identity.left)
    right, absent_right = value_of(table, check.identity.right)
    wrong = not_holding(left, check.identity.relation, right)
    unchecked = 0
    for absent in (absent_left, absent_right):
        if absent is not None:
            wrong &= ~absent
    if absent_left is not None or absent_right is not None:
        unchecked = int(np.count_nonzero(_either(absent_left, absent_right)))
    return Findings(
        check.code,
        check.title,
        np.flatnonzero(wrong),
        lambda place: check.says(int(left[place]), int(right[place])),
        unchecked,
    )


def not_holding(left: Whole, relation: Relation, right: Whole) -> Mask:
    """Where two sides do not stand as they must."""
    wrong: Mask
    if relation is Relation.EQUAL:
        wrong = left != right
    elif relation is Relation.AT_MOST:
        wrong = left > right
    else:
        wrong = left < right
    return wrong


def _either(one: Mask | None, other: Mask | None) -> Mask:
    if one is None:
        assert other is not None
        return other
    return one if other is None else one | other


def below_zero(table: StationTable, derived: Iterable[str]) -> Findings:
    """A line that a formula gives comes to less than 0.

    Innocent reasons: the formula does not fit this kind of station.
    Source: openpkw, rule 5 (numbers from 0).
    """
    below = {code: table.lines[code] < 0 for code in derived}
    wrong = np.zeros(len(table.stations), dtype=bool)
    for mask in below.values():
        wrong |= mask

    def says(place: int) -> Phrase:
        code = next(code for code, mask in below.items() if mask[place])
        return Phrase(
            "The line {line} comes to {number} by its formula.",
            line=code if code in LINE_CODES else f"'{code}'",
            number=int(table.lines[code][place]),
        )

    return Findings(BELOW_ZERO, (below_zero.__doc__ or "").partition("\n")[0], np.flatnonzero(wrong), says)
