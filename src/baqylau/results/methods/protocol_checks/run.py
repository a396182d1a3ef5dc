"""All checks that apply to a table of stations."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping

from baqylau.results.methods.lines import Formula
from baqylau.results.methods.protocol_checks.findings import (
    BELOW_ZERO,
    Findings,
    below_zero,
    check_identities,
)
from baqylau.results.methods.protocol_checks.hard import STANDARD, hard_checks
from baqylau.results.methods.protocol_checks.identity import Identity
from baqylau.results.methods.protocol_checks.slips import changed_digit, slips_by_station, swapped_digits
from baqylau.results.methods.protocol_checks.soft import SOFT, Beside
from baqylau.results.methods.station_table import StationTable, with_sums

NOTHING_BESIDE = Beside()

SLIPS = {"V.231": swapped_digits, "V.232": changed_digit}

CODES = frozenset({*STANDARD, BELOW_ZERO, *SOFT, *SLIPS})
"""The numbers of all checks that come with Baqylau."""


def check_table(
    table: StationTable,
    *,
    derived: Mapping[str, Formula] | None = None,
    own: Iterable[Identity] = (),
    left_out: Collection[str] = (),
    beside: Beside = NOTHING_BESIDE,
) -> list[Findings]:
    """What every check that applies found, by code; also those that found nothing.

    ``derived`` are the lines of the table that formulas gave, ``own`` and ``left_out`` as for
    :func:`~baqylau.results.methods.protocol_checks.hard.hard_checks`.
    """
    summed = with_sums(table)
    formulas = derived or {}
    checks = hard_checks(table.lines, own, left_out)
    found = check_identities(summed, checks)
    if checks and not SLIPS.keys() <= set(left_out):
        fitting = slips_by_station(summed, checks, formulas)
        found += [find(fitting) for code, find in SLIPS.items() if code not in left_out]
    if formulas and BELOW_ZERO not in left_out:
        found.append(below_zero(summed, formulas))
    warnings = [find(summed, beside) for code, find in SOFT.items() if code not in left_out]
    found += [one for one in warnings if one is not None]
    return sorted(found, key=lambda one: one.code)
