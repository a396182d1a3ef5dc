"""V.231 and V.232: which slip of the pen would make the sums of a station right."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import reduce

import numpy as np

from baqylau.core.digits import (
    Kind,
    Slip,
    could_be_a_changed_digit,
    could_be_a_swap,
    likeliest,
    slips,
)
from baqylau.core.problem import Phrase
from baqylau.results.methods.lines import VOTES, Formula
from baqylau.results.methods.protocol_checks.findings import Findings, not_holding
from baqylau.results.methods.protocol_checks.hard import HardCheck
from baqylau.results.methods.station_table import StationTable, value_of

MOST_SHOWN = 3
"""So many slips are named; where more would fit, how many."""

Station = Mapping[str, int]
"""Cells of one station: lines by code, votes as ``votes of`` and the option's name."""

_OF = "votes of "

_POSSIBLE = np.array(
    [
        sign * times * 10**power
        for sign in (1, -1)
        for power in range(11)
        for times in [*range(1, 10), *range(9, 82, 9)]
        if could_be_a_swap(times * 10**power) or could_be_a_changed_digit(times * 10**power)
    ],
    dtype=np.int64,
)
"""Every difference that one slip can make."""


def swapped_digits(fitting: Mapping[int, Sequence[Slip]]) -> Findings:
    """Two adjacent digits in one cell, swapped, would make a sum of the station right and none wrong.

    Innocent reasons: by itself a slip of the pen is innocent. Where many cells would fit, or the numbers are
    short, it fits by chance.
    Source: a table printed by inform.kz in 2023 with 3,341,510 for 3,431,510.
    """
    return _findings("V.231", swapped_digits, fitting, Kind.SWAPPED)


def changed_digit(fitting: Mapping[int, Sequence[Slip]]) -> Findings:
    """One other digit in one cell, not in its last place, would make a sum right and none wrong.

    Innocent reasons: as for swapped digits. The last place is left out, since every small difference fits it.
    Source: as for swapped digits.
    """
    return _findings("V.232", changed_digit, fitting, Kind.CHANGED)


def slips_by_station(
    table: StationTable, checks: Sequence[HardCheck], derived: Mapping[str, Formula]
) -> dict[int, list[Slip]]:
    """For the place of each station where a sum is wrong, the slips that would make it right, if any."""
    worth = np.zeros(len(table.stations), dtype=bool)
    for check in checks:
        left, _ = value_of(table, check.identity.left)
        right, _ = value_of(table, check.identity.right)
        worth |= not_holding(left, check.identity.relation, right) & np.isin(left - right, _POSSIBLE)
    found = {place: slips_at(table, place, checks, derived) for place in np.flatnonzero(worth).tolist()}
    return {place: fitting for place, fitting in found.items() if fitting}


def _findings(
    code: str, check: Callable[..., Findings], fitting: Mapping[int, Sequence[Slip]], kind: Kind
) -> Findings:
    of_kind = {place: [one for one in slips if one.kind is kind] for place, slips in fitting.items()}
    found = {place: slips for place, slips in of_kind.items() if slips}
    title = (check.__doc__ or "").partition("\n")[0]
    return Findings(
        code, title, np.array(list(found), dtype=np.intp), lambda place: _says(found[place], kind)
    )


def _says(fitting: Sequence[Slip], kind: Kind) -> Phrase:
    shown = reduce(_and, (_one(slip) for slip in fitting[:MOST_SHOWN]))
    more = len(fitting) - MOST_SHOWN
    if kind is Kind.SWAPPED and more > 0:
        return Phrase(
            "With two digits swapped the sum would be right: {shown}; {more} more.", shown=shown, more=more
        )
    if kind is Kind.SWAPPED:
        return Phrase("With two digits swapped the sum would be right: {shown}.", shown=shown)
    if more > 0:
        return Phrase(
            "With one other digit the sum would be right: {shown}; {more} more.", shown=shown, more=more
        )
    return Phrase("With one other digit the sum would be right: {shown}.", shown=shown)


def _one(slip: Slip) -> Phrase:
    if slip.cell.startswith(_OF):
        return Phrase(
            "votes of {option} {fits} (not {stands})",
            option=slip.cell.removeprefix(_OF),
            fits=slip.fits,
            stands=slip.stands,
        )
    return Phrase("{line} {fits} (not {stands})", line=slip.cell, fits=slip.fits, stands=slip.stands)


def _and(one: Phrase, other: Phrase) -> Phrase:
    return Phrase("{one}, {other}", one=one, other=other)


def slips_at(
    table: StationTable, place: int, checks: Sequence[HardCheck], derived: Mapping[str, Formula]
) -> list[Slip]:
    """The slips in one cell of a station that make a sum right and none wrong; the likeliest first."""
    cells = {
        code: int(line[place])
        for code, line in table.lines.items()
        if code not in derived and code != VOTES and not _absent(table.absent_lines.get(code), place)
    }
    votes = table.votes[place].tolist()
    if table.absent_votes is None or not table.absent_votes[place].any():
        cells |= {_OF + option: number for option, number in zip(table.options, votes, strict=True)}
    return likeliest(slips_in(cells, checks, derived))


def _absent(mask: object, place: int) -> bool:
    return mask is not None and bool(mask[place])  # type: ignore[index]


def slips_in(cells: Station, checks: Sequence[HardCheck], derived: Mapping[str, Formula]) -> list[Slip]:
    """The slips in one cell that make a sum right and no other one wrong."""
    numbers = _numbers(cells, derived)
    holding = [check for check in checks if _holds(check, numbers)]
    found: list[Slip] = []
    for check in checks:
        if check in holding:
            continue
        for slip in _candidates(check, cells, numbers, derived):
            corrected = _numbers({**cells, slip.cell: slip.fits}, derived)
            if slip not in found and all(_holds(one, corrected) for one in (*holding, check)):
                found.append(slip)
    return found


def _candidates(
    check: HardCheck, cells: Station, numbers: Mapping[str, int], derived: Mapping[str, Formula]
) -> list[Slip]:
    """The slips in one cell that would make both sides of a check equal."""
    sides = check.identity.sides(numbers)
    assert sides is not None
    difference = sides[0] - sides[1]
    possible = {Kind.SWAPPED: could_be_a_swap(difference), Kind.CHANGED: could_be_a_changed_digit(difference)}
    if not any(possible.values()):
        return []
    return [one for one in slips(cells, _factors(check, cells, derived), difference) if possible[one.kind]]


def _holds(check: HardCheck, numbers: Mapping[str, int]) -> bool:
    sides = check.identity.sides(numbers)
    return sides is None or check.identity.relation.holds(*sides)


def _numbers(cells: Station, derived: Mapping[str, Formula]) -> dict[str, int]:
    """The lines of a station, with those that follow from its cells."""
    numbers = {cell: number for cell, number in cells.items() if not cell.startswith(_OF)}
    votes = [number for cell, number in cells.items() if cell.startswith(_OF)]
    if votes:
        numbers[VOTES] = sum(votes)
    for code, one in derived.items():
        value = one.value(numbers)
        if value is not None:
            numbers[code] = value
    return numbers


def _factors(check: HardCheck, cells: Station, derived: Mapping[str, Formula]) -> dict[str, int]:
    """How often each cell counts in the left side less the right side."""
    factors: dict[str, int] = {}
    for side, sign in ((check.identity.left, 1), (check.identity.right, -1)):
        for code, factor in side.terms.items():
            inner = derived[code].terms if code in derived else {code: 1}
            for part, times in inner.items():
                for cell in _cells_of(part, cells):
                    factors[cell] = factors.get(cell, 0) + sign * factor * times
    return factors


def _cells_of(code: str, cells: Station) -> list[str]:
    return [cell for cell in cells if cell.startswith(_OF)] if code == VOTES else [code]
