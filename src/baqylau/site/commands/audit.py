"""``baqylau audit OFFICIAL.csv``: what to check of the official table, and how sure the copies make it."""

from __future__ import annotations

import argparse
import csv
import sys
from collections.abc import Mapping
from fractions import Fraction
from itertools import accumulate
from typing import TYPE_CHECKING

from baqylau.core.problem import Problem, Refused
from baqylau.core.reading import Problems, read_csv, read_path, short
from baqylau.site.commands import at_least_one
from baqylau.site.commands.answers import print_json, read_stations, seed, share

if TYPE_CHECKING:
    from baqylau.results.methods.assertions import Assertion
    from baqylau.results.methods.batch_audit import Plan, Progress, Ticket
    from baqylau.results.methods.station_table import StationTable

LARGEST_SMALL = 5 * 2**20
MOST_TICKETS = 1_000_000


def arguments(parser: argparse.ArgumentParser) -> None:
    """The official table, what was decided by it, the seed, and the copies as far as they are in."""
    parser.add_argument("official", metavar="OFFICIAL.csv", help="a row for each station")
    parser.add_argument("--columns", required=True, metavar="COLUMNS.toml", help="see docs/audit.md")
    parser.add_argument(
        "--seed", required=True, type=seed, metavar="DIGITS", help="20 digits of dice or more"
    )
    outcome = parser.add_mutually_exclusive_group()
    outcome.add_argument("--winners", type=at_least_one, metavar="N", help="how many are elected (1)")
    outcome.add_argument("--majority", action="store_true", help="the first has more than half")
    outcome.add_argument("--second-round", action="store_true", help="nobody has half, two go on")
    outcome.add_argument("--rule", metavar="RULE.toml", help="seats by this rule; see docs/seats.md")
    parser.add_argument("--risk", type=share, default=Fraction(1, 20), metavar="SHARE", help="limit (5%%)")
    parser.add_argument("--bound", metavar="LINE", help="the line with the most ballots of a station")
    parser.add_argument("--unaudited", metavar="STATIONS.csv", help="stations of which there is no copy")
    parser.add_argument("--tickets", type=_tickets, metavar="N", help="draw so many, not as planned")
    parser.add_argument("--copies", metavar="COPIES.csv", help="the copies of drawn stations")
    parser.add_argument("--copies-columns", metavar="COLUMNS.toml", help="of the copies, if others")
    parser.add_argument(
        "--bounds", action="store_true", help="print each station's error bound as CSV instead"
    )
    parser.add_argument("--json", action="store_true", help="answer in JSON")


def _tickets(text: str) -> int:
    number = at_least_one(text)
    if number > MOST_TICKETS:
        raise argparse.ArgumentTypeError(f"at most {MOST_TICKETS}")
    return number


def run(args: argparse.Namespace) -> int:
    """Plan, draw, compare and print."""
    from baqylau.results.methods.batch_audit import BeyondAudit, draw, draws_needed, plan, progress
    from baqylau.results.sources.audit_files import batches_of, copies_of

    if not 0 < args.risk < 1:
        raise Refused(Problem("Q.140", "The risk limit is 0 or 1.", "Give a share between, such as 5%."))
    official = read_stations(args.official, args.columns)
    found = batches_of(official, file=args.official, line=args.bound)
    assertions = _assertions(args, official)
    unaudited = _unaudited(args.unaudited, official)
    try:
        planned = plan(found.batches, assertions, unaudited)
    except BeyondAudit as beyond:
        says = f"Stations without a copy could alone undo this: {in_words(beyond.assertion)}."
        raise Refused(
            Problem("Q.147", says, "No audit can confirm it without copies of more stations.")
        ) from None
    if args.bounds:
        _print_bounds(planned)
        return 0
    needed = draws_needed(planned, args.risk)
    everything = needed > len(planned.batches)
    tickets = draw(planned, args.seed, args.tickets or (0 if everything else needed))
    copies: Mapping[str, Mapping[str, int] | None] = {}
    if args.copies:
        table = read_stations(args.copies, args.copies_columns or args.columns)
        copies = copies_of(table, found.batches, file=args.copies)
    at = progress(planned, tickets, copies, args.risk)
    answer = _answer(args, planned, needed, tickets, at, len(unaudited))
    if args.json:
        print_json(answer)
    else:
        print("\n".join(_in_lines(args, planned, needed, tickets, at)))
    for remark in found.remarks:
        print(remark, file=sys.stderr)
    if everything:
        print(f"{needed:,} draws are more than there are stations: compare every one.", file=sys.stderr)
    return 0


def _assertions(args: argparse.Namespace, official: StationTable) -> list[Assertion]:
    from baqylau.results.methods import assertions
    from baqylau.results.methods.rule import Counted
    from baqylau.results.sources.seat_files import read_rule

    totals = dict(zip(official.options, official.votes.sum(axis=0).tolist(), strict=True))
    try:
        if args.rule:
            rule = read_rule(read_path(args.rule, limit=LARGEST_SMALL), args.rule)
            return assertions.seats([Counted(*one) for one in totals.items()], rule)
        if args.majority:
            return assertions.majority(totals)
        if args.second_round:
            return assertions.second_round(totals)
        return assertions.plurality(totals, args.winners or 1)
    except assertions.NotCovered as reason:
        says, remedy = NOT_COVERED[str(reason)]
        raise Refused(Problem("Q.146", says, remedy)) from None


NOT_COVERED = {
    "level": ("Options stand level, or there are not so many.", "Without a winner nothing can be confirmed."),
    "no_majority": ("Nobody has more than half of the votes.", "Use --second-round or --winners."),
    "majority": ("One option has more than half of the votes.", "Use --majority."),
    "nobody": ("The rule admits no list.", "There are no seats to confirm."),
    "caps": ("The rule has caps on seats.", "Audits do not express them; see docs/audit.md."),
    "minimum_lists": (
        "A list entered below the threshold.",
        "Audits do not express that; see docs/audit.md.",
    ),
    "threshold_base": (
        "The threshold is a share of a number that is not in the table.",
        'Audits need threshold_base = "all"; see docs/audit.md.',
    ),
    "quota": ("Only the exact quota of Hare is expressed.", "See docs/audit.md."),
}
"""Why an outcome has no assertions, in words."""


def _unaudited(path: str | None, official: StationTable) -> set[str]:
    if path is None:
        return set()
    problems, known = Problems(), set(official.stations)
    named = set()
    for row in read_csv(read_path(path, limit=LARGEST_SMALL), path, required=("station",), others=True):
        code = row.text("station", problems)
        if code and code not in known:
            says = f"Station '{short(code)}' is not in the official table."
            problems.add("Q.141", says, "Write it as there.", row.where("station"))
        named.add(code)
    problems.refuse_if_any()
    return named


def in_words(one: Assertion) -> str:
    """An assertion as a sentence without its full stop."""
    if not one.second:
        return f"{one.first} {'has a majority' if one.about == 'majority' else 'reaches the threshold'}"
    if not one.first:
        return (
            f"{one.second} {'has no majority' if one.about == 'no_majority' else 'stays below the threshold'}"
        )
    return f"{one.first} {'keeps its last seat against' if one.about == 'seat' else 'leads'} {one.second}"


def _print_bounds(planned: Plan) -> None:
    """What a ticket falls on: bounds in millionths of a millionth, with their running sum."""
    writer = csv.writer(sys.stdout, lineterminator="\n")
    writer.writerow(("station", "most", "bound", "running_sum"))
    for batch, bound, upto in zip(planned.batches, planned.bounds, accumulate(planned.bounds), strict=True):
        writer.writerow((batch.code, batch.most, bound, upto))


def _answer(
    args: argparse.Namespace,
    planned: Plan,
    needed: int,
    tickets: list[Ticket],
    at: Progress,
    unaudited: int,
) -> dict[str, object]:
    return {
        "batches": len(planned.batches),
        "unaudited": unaudited,
        "assertions": [
            {
                "about": str(one.about),
                "first": one.first,
                "second": one.second,
                "margin": margin,
                "says": in_words(one),
            }
            for one, margin in zip(planned.assertions, planned.margins, strict=True)
        ],
        "total_error_bound": float(planned.total_bound),
        "risk_limit": float(args.risk),
        "draws_needed": needed,
        "compare_every_station": needed > len(planned.batches),
        "tickets": [{"ticket": one.number, "station": one.code, "sha256": one.sha256} for one in tickets],
        "stations": len({one.code for one in tickets}),
        "checked": len(at.p_values),
        "awaited": list(at.awaited),
        "p_value": at.p_value,
        "confirmed_at": 0 if needed == 0 else at.confirmed_at,
        "confirmed": needed == 0 or at.confirmed_at is not None,
        "differences": [
            {
                "station": one.code,
                "has_copy": one.has_copy,
                "official_less_copy": dict(one.differences),
                "taint": float(one.taint),
            }
            for one in at.compared.values()
            if one.taint or any(one.differences.values())
        ],
    }


def _in_lines(
    args: argparse.Namespace, planned: Plan, needed: int, tickets: list[Ticket], at: Progress
) -> list[str]:
    lines = [f"{len(planned.batches):,} stations; U = {float(planned.total_bound):.4f}"]
    lines += [
        f"  {in_words(one)} (margin {margin:,})"
        for one, margin in zip(planned.assertions, planned.margins, strict=True)
    ]
    lines.append(
        f"Risk limit {float(args.risk):.1%}: {needed:,} draws if nothing differs;"
        f" {len(tickets)} drawn, {len({one.code for one in tickets})} different stations:"
    )
    lines += [f"  {one.number:>5}  {one.code}" for one in tickets]
    lines += [
        f"Differs: {one.code}, taint {float(one.taint):.4f}" + ("" if one.has_copy else " (no copy)")
        for one in at.compared.values()
        if one.taint or any(one.differences.values())
    ]
    lines.append(f"Compared up to ticket {len(at.p_values)}: p = {at.p_value:.4f}")
    if needed == 0 or at.confirmed_at is not None:
        lines.append("The outcome is confirmed at this risk limit.")
    elif at.awaited:
        lines.append(f"Copies awaited: {len(at.awaited)}.")
    else:
        lines.append("Not confirmed: draw more with --tickets, or count everything again.")
    return lines
