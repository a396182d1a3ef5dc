"""``baqylau seats`` with the rule of a district: who wins each, by plurality or in two rounds."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from baqylau.core.problem import Problem, Refused
from baqylau.results.methods.districts import Decided, DistrictRule, decide
from baqylau.results.methods.rule import Counted
from baqylau.site.commands.answers import print_json

if TYPE_CHECKING:
    from baqylau.results.methods.station_table import StationTable

District = tuple[tuple[str, ...], Decided]
"""The path of its area, and what came out."""


def run(
    args: argparse.Namespace, rule: DistrictRule, counted: Sequence[Counted], table: StationTable | None
) -> int:
    """Decide every district and print who won; what is open is said on standard error."""
    if args.margin:
        says = "The smallest transfer is one between lists, and this is the rule of a district."
        raise Refused(Problem("S.124", says, "Leave --margin out."))
    districts = list(_decided(args, rule, counted, table))
    seats = {one.option: 0 for one in counted if one.option not in rule.not_eligible}
    for _, decided in districts:
        if decided.winner is not None:
            seats[decided.winner] += 1
    if args.json:
        named = [
            {
                "area": list(area),
                "winner": one.winner,
                "second_round": list(one.second_round),
                "level": list(one.level),
            }
            for area, one in districts
        ]
        print_json({"seats": seats, "districts": named})
    else:
        print("\n".join(_in_words(area, one) for area, one in districts))
        won = ", ".join(f"{option} {number}" for option, number in seats.items() if number)
        print(f"Won: {won or 'none'}")
    not_won = len(districts) - sum(seats.values())
    if not_won:
        print(f"Seats without a winner so far: {not_won}.", file=sys.stderr)
    return 0


def _decided(
    args: argparse.Namespace, rule: DistrictRule, counted: Sequence[Counted], table: StationTable | None
) -> Iterator[District]:
    if table is None or args.by == "all":
        yield (), decide(counted, rule)
        return
    from baqylau.results.methods.tabulation import tabulate

    levels = tabulate(table).by_name
    if args.by not in levels:
        says = f"The file has no level '{args.by}'."
        raise Refused(Problem("R.261", says, f"Expected: {', '.join(levels)}."))
    totals = levels[args.by]
    for area, votes in zip(totals.areas, totals.votes.tolist(), strict=True):
        yield area, decide([Counted(*one) for one in zip(table.options, votes, strict=True)], rule)


def _in_words(area: tuple[str, ...], one: Decided) -> str:
    name = " / ".join(area) or "the whole file"
    if one.winner is not None:
        return f"{name}: {one.winner}"
    if one.level:
        surely = f"{', '.join(one.second_round)} and one of " if one.second_round else ""
        return f"{name}: {surely}{', '.join(one.level)}, who stand level for {one.places}"
    return (
        f"{name}: second round, {' and '.join(one.second_round)}" if one.second_round else f"{name}: no votes"
    )
