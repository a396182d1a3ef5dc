"""``baqylau quickcount SAMPLE.csv``: shares and turnout from a sample of stations, with no database."""

from __future__ import annotations

import argparse
import sys
from itertools import pairwise
from typing import TYPE_CHECKING

from baqylau.core.problem import Problem, Refused
from baqylau.core.reading import Problems, read_path
from baqylau.site.commands.answers import print_json, read_table, share

if TYPE_CHECKING:
    from baqylau.results.methods.estimates import Estimates
    from baqylau.results.methods.quick_count import QuickCount
    from baqylau.results.methods.station_table import StationTable
    from baqylau.results.sources.columns import Columns
    from baqylau.results.sources.strata import LaidOut, Strata

LARGEST_STRATA = 5 * 2**20
LEVEL = 0.95


def arguments(parser: argparse.ArgumentParser) -> None:
    """The sample, what its columns are, its strata, and what else is asked."""
    parser.add_argument("sample", metavar="SAMPLE.csv", help="a row for each station; CSV, Parquet or XLSX")
    parser.add_argument("--columns", required=True, metavar="COLUMNS.toml", help="see docs/quick-count.md")
    parser.add_argument("--strata", required=True, metavar="STRATA.csv", help="stratum,stations")
    parser.add_argument("--clusters", metavar="LEVEL", help="whole areas of this level were drawn")
    parser.add_argument("--threshold", type=share, metavar="SHARE", help="how sure an option is above it")
    parser.add_argument("--second-round", action="store_true", help="how sure it is that nobody has half")
    parser.add_argument("--leads", action="store_true", help="the lead of each option over the next")
    parser.add_argument("--missing", action="store_true", help="what missing stations could change")
    parser.add_argument("--json", action="store_true", help="answer in JSON")


def run(args: argparse.Namespace) -> int:
    """Estimate and print; strata that were put together are named on standard error."""
    from baqylau.results.methods.quick_count import only

    sample, columns, strata = _read(args)
    from baqylau.results.sources.strata import lay_out

    laid = lay_out(sample, strata, file=args.sample, column=columns.stratum)
    counted = _count(args, sample, only(sample, laid.reported), columns, strata, laid)
    answer = _answer(args, counted, strata, laid)
    if args.json:
        print_json(answer)
    else:
        print(_as_table(counted, answer))
    for remark in _remarks(counted, strata, laid):
        print(remark, file=sys.stderr)
    return 0


def _read(args: argparse.Namespace) -> tuple[StationTable, Columns, Strata]:
    """All three files; ``Refused`` with what is wrong in any of them."""
    from baqylau.results.sources.strata import read_strata

    problems = Problems()
    strata = table = None
    try:
        strata = read_strata(read_path(args.strata, limit=LARGEST_STRATA), args.strata)
    except Refused as refused:
        problems.gather(refused)
    try:
        table = read_table(args.sample, args.columns)
    except Refused as refused:
        problems.gather(refused)
    if strata is None or table is None:
        raise Refused(problems.found)
    return *table, strata


def _count(
    args: argparse.Namespace,
    sample: StationTable,
    reported: StationTable,
    columns: Columns,
    strata: Strata,
    laid: LaidOut,
) -> QuickCount:
    from baqylau.results.methods.collapse import Impossible
    from baqylau.results.methods.quick_count import quick_count

    _refuse_without_base(args, reported, columns)
    sizes, cluster_of = strata.stations, None
    if args.clusters:
        level = next((one for one in sample.levels if one.name == args.clusters), None)
        if level is None:
            remedy = f"Levels: {', '.join(one.name for one in sample.levels) or 'none'}."
            raise Refused(Problem("Q.121", f"The file has no level '{args.clusters}'.", remedy))
        if strata.clusters is None:
            says = "STRATA.csv does not say how many clusters a stratum has."
            raise Refused(Problem("Q.122", says, "Add a column 'clusters'.", f"'{args.strata}'"))
        sizes, cluster_of = strata.clusters, level.area_of[laid.reported].astype("int64")
    try:
        return quick_count(
            reported,
            laid.stratum_of[laid.reported],
            sizes,
            base=columns.base,
            cluster_of=cluster_of,
            level=LEVEL,
        )
    except Impossible as impossible:
        raise Refused(_why(str(impossible), args)) from None


def _refuse_without_base(args: argparse.Namespace, reported: StationTable, columns: Columns) -> None:
    from baqylau.core.reading import in_row

    absent = reported.absent_lines.get(columns.base)
    if absent is None or not absent.any():
        return
    problems = Problems()
    for row in reported.row_of[absent].tolist():
        says = f"The station has votes but no '{columns.base}', of which shares are taken."
        remedy = "Fill it in, or leave 'base' out of COLUMNS.toml: then shares are of all votes."
        problems.add("Q.117", says, remedy, in_row(args.sample, row))
    problems.refuse_if_any()


def _why(reason: str, args: argparse.Namespace) -> Problem:
    if reason == "no_base":
        says, remedy = "The votes of the sample add up to 0.", "There is nothing to take shares of."
        return Problem("Q.118", says, remedy, f"'{args.sample}'")
    if reason == "more_than_there_are":
        says = "A stratum has fewer clusters than the sample."
        return Problem("Q.120", says, "Correct the column 'clusters'.", f"'{args.strata}'")
    says = "One unit alone does not show how much stations differ."
    remedy = "An estimate needs two stations (with --clusters: two clusters) that are not the whole stratum."
    return Problem("Q.119", says, remedy, f"'{args.sample}'")


def _numbers(estimates: Estimates, place: int) -> dict[str, float]:
    return {
        "estimate": float(estimates.estimate[place]),
        "se": float(estimates.se[place]),
        "low": float(estimates.low[place]),
        "high": float(estimates.high[place]),
    }


def _answer(
    args: argparse.Namespace, counted: QuickCount, strata: Strata, laid: LaidOut
) -> dict[str, object]:
    from baqylau.results.methods.estimates import chance_above, chance_of_second_round

    design, votes, base = counted.design, counted.votes, counted.base
    answer: dict[str, object] = {
        "n": counted.stations,
        "strata": len(design.groups),
        "options": {option: _numbers(counted.shares, place) for place, option in enumerate(counted.options)},
        "turnout": None if counted.turnout is None else _numbers(counted.turnout, 0),
    }
    if args.threshold is not None:
        chances = chance_above(design, votes, base, float(args.threshold))
        answer["above"] = dict(zip(counted.options, chances.tolist(), strict=True))
    if args.second_round:
        answer["second_round"] = chance_of_second_round(design, votes, base)
    if args.leads:
        answer["leads"] = _leads(counted)
    if args.missing:
        answer["missing"] = _missing(counted, strata, laid)
    return answer


def _leads(counted: QuickCount) -> list[dict[str, object]]:
    from baqylau.results.methods.estimates import chance_of_lead, leads

    order = (-counted.shares.estimate).argsort(kind="stable").tolist()
    pairs = list(pairwise(order))
    if not pairs:
        return []
    found = leads(counted.design, counted.votes, counted.base, pairs, LEVEL)
    return [
        {
            "first": counted.options[first],
            "second": counted.options[second],
            **_numbers(found, place),
            "chance": chance_of_lead(counted.design, counted.votes, first, second),
        }
        for place, (first, second) in enumerate(pairs)
    ]


def _missing(counted: QuickCount, strata: Strata, laid: LaidOut) -> dict[str, object]:
    from baqylau.results.methods.missing_stations import bounds, break_even_lead, with_missing

    if counted.stations != counted.design.n:
        says = "What is missing is counted in stations, the sample in clusters."
        raise Refused(Problem("Q.123", says, "Leave out --missing or --clusters."))
    sample = with_missing(counted.stratum_of, laid.planned, strata.stations, counted.votes, counted.base)
    low, high = bounds(sample)
    order = (-counted.shares.estimate).argsort(kind="stable").tolist()
    return {
        "planned": int(sample.planned.sum()),
        "received": int(sample.received.sum()),
        "by_stratum": {
            name: {"planned": planned, "received": received}
            for name, planned, received in zip(
                strata.names, sample.planned.tolist(), sample.received.tolist(), strict=True
            )
        },
        "options": {
            option: {"low": float(low[place]), "high": float(high[place])}
            for place, option in enumerate(counted.options)
        },
        "break_even_lead": break_even_lead(sample, order[0], order[1]) if len(order) > 1 else None,
    }


def _as_table(counted: QuickCount, answer: dict[str, object]) -> str:
    width = max(len("Turnout"), *(len(option) for option in counted.options))
    lines = [f"{'':<{width}} {'Estimate':>9} {'Low':>8} {'High':>8}   95 % intervals"]

    def line(name: str, of: Estimates, place: int) -> str:
        cells = (of.estimate[place], max(of.low[place], 0.0), min(of.high[place], 1.0))
        return f"{name:<{width}} {cells[0]:>8.2%} {cells[1]:>7.2%} {cells[2]:>7.2%}"

    lines += [line(option, counted.shares, place) for place, option in enumerate(counted.options)]
    if counted.turnout is not None:
        lines.append(line("Turnout", counted.turnout, 0))
    lines.append(f"{counted.stations} stations, {answer['strata']} strata")
    return "\n".join(lines + _more_lines(answer))


def _more_lines(answer: dict[str, object]) -> list[str]:
    said = []
    above, leads, missing = answer.get("above"), answer.get("leads"), answer.get("missing")
    if isinstance(above, dict):
        said += [f"Above the threshold: {option} {chance:.1%}" for option, chance in above.items()]
    if "second_round" in answer:
        said.append(f"Nobody has more than half: {answer['second_round']:.1%}")
    if isinstance(leads, list):
        said += [
            f"{one['first']} leads {one['second']} by {100 * one['estimate']:.2f} points"
            f" ({100 * one['low']:.2f} to {100 * one['high']:.2f})"
            for one in leads
        ]
    if isinstance(missing, dict):
        said.append(f"{missing['received']} of {missing['planned']} planned stations have reported.")
        said += [
            f"Whatever the missing ones hold: {option} {one['low']:.2%} to {one['high']:.2%}"
            for option, one in missing["options"].items()
        ]
    return said


def _remarks(counted: QuickCount, strata: Strata, laid: LaidOut) -> list[str]:
    """What one should know: strata that were put together, stations that have not reported, no turnout."""
    said = []
    for places in counted.design.groups:
        if len(places) > 1:
            names = ", ".join(strata.names[place] for place in places)
            said.append(f"Too few stations in one of them, so these strata were put together: {names}.")
    missing = int(laid.planned.sum()) - counted.stations
    if missing:
        said.append(f"{missing} stations have not reported; --missing says what they could change.")
    if counted.turnout is None:
        said.append("No turnout: it needs on_list, and in_box, cast, issued, or valid and invalid.")
    return said
