"""``baqylau sample``: how many stations a quick count needs, and which ones the dice have drawn."""

from __future__ import annotations

import argparse
import csv
import sys
from collections import Counter
from collections.abc import Mapping
from typing import TYPE_CHECKING

from baqylau.core.problem import Problem, Refused
from baqylau.core.reading import Problems, read_csv, read_path
from baqylau.site.commands import at_least_one
from baqylau.site.commands.answers import LARGEST_TABLE, print_json, read_earlier, seed, share

if TYPE_CHECKING:
    from baqylau.results.methods.sample_draw import Place
    from baqylau.results.methods.sample_size import Needed

ALLOCATIONS = ("proportional", "optimal", "fixed")


def arguments(parser: argparse.ArgumentParser) -> None:
    """What to do, and with which files."""
    actions = parser.add_subparsers(dest="action", required=True, metavar="ACTION")
    size = actions.add_parser("size", help="how many stations, by the results of an earlier election")
    _earlier(size, "earlier", needed=True)
    size.add_argument("--within", required=True, type=share, metavar="SHARE", help="± so much, such as 1%%")
    size.add_argument("--json", action="store_true", help="answer in JSON")
    draw = actions.add_parser("draw", help="draw stations, as anyone can do again")
    draw.add_argument("frame", metavar="FRAME.csv", help="station,stratum of every station")
    draw.add_argument("--seed", required=True, type=seed, metavar="DIGITS", help="20 digits of dice or more")
    draw.add_argument("--size", required=True, type=at_least_one, metavar="N", help="fixed: in each stratum")
    draw.add_argument("--allocation", choices=ALLOCATIONS, default="proportional")
    draw.add_argument("--add", action="append", default=[], metavar="STRATUM=N", help="so many more there")
    _earlier(draw, "--earlier", needed=False)
    draw.add_argument("--reserve", action="store_true", help="list the stations that follow, too")
    draw.add_argument("--json", action="store_true", help="answer in JSON")


def _earlier(parser: argparse.ArgumentParser, name: str, *, needed: bool) -> None:
    says = "results of an earlier election by station, with strata"
    parser.add_argument(name, metavar="EARLIER.csv", help=says)
    parser.add_argument("--columns", required=needed, metavar="COLUMNS.toml", help="of the earlier results")
    parser.add_argument("--option", required=needed, metavar="OPTION", help="whose share is of interest")


def run(args: argparse.Namespace) -> int:
    """Compute the size, or draw."""
    return _size(args) if args.action == "size" else _draw(args)


def _size(args: argparse.Namespace) -> int:
    from baqylau.results.methods.collapse import Impossible
    from baqylau.results.methods.sample_size import Allocation, stations_needed

    earlier = read_earlier(args.earlier, args.columns, args.option)
    answer = {}
    for name in ALLOCATIONS:
        try:
            found = stations_needed(
                earlier.votes, earlier.base, earlier.stratum_of, float(args.within), Allocation(name)
            )
        except Impossible:
            says = "The earlier results have no votes, or fewer than two stations; or the width is 0."
            raise Refused(Problem("Q.131", says, "Give others.", f"'{args.earlier}'")) from None
        answer[name] = found
    if args.json:
        print_json({name: _as_json(found) for name, found in answer.items()})
        return 0
    first = answer["proportional"]
    print(f"{args.option}: {first.share:.2%} at {first.of:,} stations; ± {float(args.within):.2%} needs")
    for name, found in answer.items():
        in_each = f", {found.per_stratum} in each stratum" if found.per_stratum else ""
        print(f"  {name:<13} {found.stations:>7,} stations{in_each}")
    print(
        f"As if voters were drawn singly it would be {first.as_if_voters:,}; the real variance is"
        f" {first.design_effect:.1f} times as large."
    )
    return 0


def _as_json(found: Needed) -> dict[str, object]:
    return {
        "stations": found.stations,
        "of": found.of,
        "per_stratum": found.per_stratum,
        "share": found.share,
        "as_if_voters": found.as_if_voters,
        "design_effect": found.design_effect,
    }


def _draw(args: argparse.Namespace) -> int:
    from baqylau.mission.methods.draw import Impossible
    from baqylau.results.methods.sample_draw import draw, numbers
    from baqylau.results.methods.sample_size import Allocation

    frame = _frame(args.frame)
    sizes = dict(sorted(Counter(one.stratum for one in frame).items(), key=lambda one: one[0].encode()))
    try:
        number_of = numbers(
            sizes, args.size, Allocation(args.allocation), _weights(args, sizes), _added(args.add, sizes)
        )
    except Impossible as impossible:
        few = str(impossible) == "too_few"
        says = f"{args.size} stations are {'too few' if few else 'more than there are'}."
        remedy = "Draw two in each stratum at least." if few else f"The frame has {len(frame)}."
        raise Refused(Problem("Q.132", says, remedy, f"'{args.frame}'")) from None
    drawn = draw(frame, args.seed, number_of)
    if args.json:
        strata = [
            {
                "stratum": one.stratum,
                "stations": one.stations,
                "drawn": [ticket.code for ticket in one.drawn],
                **({"reserve": [ticket.code for ticket in one.reserve]} if args.reserve else {}),
            }
            for one in drawn
        ]
        print_json({"seed": args.seed, "n": sum(number_of.values()), "strata": strata})
        return 0
    writer = csv.writer(sys.stdout, lineterminator="\n")
    writer.writerow(("stratum", "station", "ticket", "drawn"))
    for one in drawn:
        writer.writerows((one.stratum, ticket.code, ticket.ticket, "yes") for ticket in one.drawn)
        if args.reserve:
            writer.writerows((one.stratum, ticket.code, ticket.ticket, "no") for ticket in one.reserve)
    return 0


def _frame(path: str) -> list[Place]:
    from baqylau.results.methods.sample_draw import Place

    problems = Problems()
    first: dict[str, int] = {}
    frame = []
    for row in read_csv(
        read_path(path, limit=LARGEST_TABLE), path, required=("station", "stratum"), others=True
    ):
        code, stratum = row.text("station", problems), row.text("stratum", problems)
        if code and code in first:
            says = f"Station '{code}' stands in row {first[code]} already."
            problems.add("Q.133", says, "Keep one of the rows.", row.where("station"))
        first.setdefault(code, row.number)
        frame.append(Place(code, stratum))
    if not frame:
        problems.add("Q.134", "The frame has no station.", "Give a row for each.", f"'{path}'")
    problems.refuse_if_any()
    return frame


def _weights(args: argparse.Namespace, sizes: Mapping[str, int]) -> dict[str, int] | None:
    """N_h S_h for the optimal allocation."""
    from baqylau.results.methods.sample_draw import Earlier, optimal_weights

    if args.allocation != "optimal":
        return None
    if not (args.earlier and args.columns and args.option):
        says = "The optimal allocation needs the results of an earlier election."
        raise Refused(Problem("Q.135", says, "Give --earlier, --columns and --option."))
    earlier = read_earlier(args.earlier, args.columns, args.option)
    weights = optimal_weights(
        Earlier(stratum, votes, base)
        for stratum, votes, base in zip(
            earlier.strata, earlier.votes.astype(int).tolist(), earlier.base.astype(int).tolist(), strict=True
        )
    )
    if unknown := [stratum for stratum in sizes if stratum not in weights]:
        says = f"The earlier results have no stratum '{unknown[0]}'."
        raise Refused(Problem("Q.136", says, "Name strata alike in both files.", f"'{args.earlier}'"))
    return weights


def _added(given: list[str], sizes: Mapping[str, int]) -> dict[str, int]:
    added = {}
    for one in given:
        stratum, _, number = one.rpartition("=")
        if stratum not in sizes or not (number.isascii() and number.isdigit()):
            says = f"'{one}' does not say how many more to draw in which stratum."
            raise Refused(Problem("Q.137", says, "Expected: STRATUM=N, with a stratum of the frame."))
        added[stratum] = int(number[:9])
    return added
