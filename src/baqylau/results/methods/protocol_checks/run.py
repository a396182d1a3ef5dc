"""All checks that apply to a table of stations."""

from __future__ import annotations

from collections.abc import Collection, Iterable

from baqylau.results.methods.protocol_checks.findings import (
    BELOW_ZERO,
    Findings,
    below_zero,
    check_identities,
)
from baqylau.results.methods.protocol_checks.hard import hard_checks
from baqylau.results.methods.protocol_checks.identity import Identity
from baqylau.results.methods.station_table import StationTable, with_sums


def check_table(
    table: StationTable,
    derived: Collection[str] = (),
    own: Iterable[Identity] = (),
    left_out: Collection[str] = (),
) -> list[Findings]:
    """What every check that applies found; also those that found nothing."""
    summed = with_sums(table)
    found = check_identities(summed, hard_checks(table.lines, own, left_out))
    if derived and BELOW_ZERO not in left_out:
        found.append(below_zero(table, derived))
    return found
