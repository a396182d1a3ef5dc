"""``baqylau results check``, ``tabulate``, ``compare``, ``publish``, ``pack``: plain files, no database."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from baqylau.core.problem import Problem, Refused
from baqylau.core.reading import read_path
from baqylau.site.commands import publish_files
from baqylau.site.commands.answers import LARGEST_TABLE, print_json, read_table

if TYPE_CHECKING:
    from baqylau.results.methods.protocol_checks.findings import Findings
    from baqylau.results.methods.protocol_checks.soft import Beside
    from baqylau.results.methods.reconcile import Comparison
    from baqylau.results.methods.station_table import StationTable
    from baqylau.results.methods.tabulation import Totals
    from baqylau.results.sources.columns import Columns

LINES = ("on_list", "in_box", "invalid", "valid")

MOST_SHOWN = 10
"""Of each check, where the answer is for people."""


def arguments(parser: argparse.ArgumentParser) -> None:
    """What to do, with which file, and what its columns are."""
    actions = parser.add_subparsers(dest="action", required=True, metavar="ACTION")
    check = actions.add_parser("check", help="check every station's figures against each other")
    tabulate = actions.add_parser("tabulate", help="add the stations up")
    compare = actions.add_parser("compare", help="put official totals beside the sums of the stations")
    publish = actions.add_parser("publish", help="write the files that others can compute it again from")
    publish_files.arguments(publish)
    pack = actions.add_parser("pack", help="write a pack, with which a mission can work")
    publish_files.pack_arguments(pack)
    for one in (check, tabulate, compare, publish, pack):
        one.add_argument("file", metavar="FILE", help="stations: .csv, .parquet or .xlsx")
        one.add_argument(
            "--columns",
            required=True,
            metavar="COLUMNS.toml",
            help="what is which; see docs/results-files.md",
        )
        if one not in (publish, pack):
            one.add_argument("--json", action="store_true", help="answer in JSON")
    for one in (tabulate, compare):
        one.add_argument("--by", default="all", metavar="LEVEL", help="a level; 'all' is the whole file")
    compare.add_argument(
        "--official", required=True, metavar="TOTALS.csv", help="a row for each area of LEVEL"
    )
    for name, says in (("previous", "an earlier election"), ("other-contest", "another contest of that day")):
        check.add_argument(f"--{name}", metavar="FILE", help=f"{says}, to compare turnout with")
        check.add_argument(
            f"--{name}-columns", metavar="COLUMNS.toml", help="its columns, where they are others"
        )


def run(args: argparse.Namespace) -> int:
    """Check, add up or compare."""
    table, columns = read_table(args.file, args.columns)
    if args.action == "tabulate":
        return _tabulate(table, args.by, args.json)
    if args.action == "publish":
        return publish_files.run(table, columns, args)
    if args.action == "pack":
        return publish_files.write_pack(table, columns, args)
    if args.action == "compare":
        return _compare(table, columns, args)
    return _check(table, columns, _beside(args), args.json)


def _beside(args: argparse.Namespace) -> Beside:
    from baqylau.results.methods.protocol_checks.soft import Beside

    previous = other = None
    if args.previous:
        previous, _ = read_table(args.previous, args.previous_columns or args.columns)
    if args.other_contest:
        other, _ = read_table(args.other_contest, args.other_contest_columns or args.columns)
    return Beside(previous, other)


def _check(table: StationTable, columns: Columns, beside: Beside, as_json: bool) -> int:
    from baqylau.results.methods.protocol_checks.findings import issues
    from baqylau.results.methods.protocol_checks.run import check_table

    found = check_table(
        table, derived=columns.formulas, own=columns.identities, left_out=columns.left_out, beside=beside
    )
    if as_json:
        named = [{"code": one.code, "station": one.station, "says": one.says} for one in issues(table, found)]
        print_json({"counts": {one.code: len(one) for one in found}, "issues": named})
    else:
        _print(_checks_in_words(table, found))
    return 0


def _print(lines: Iterable[str]) -> None:
    if reconfigure := getattr(sys.stdout, "reconfigure", None):
        reconfigure(errors="backslashreplace")
    print("\n".join(lines))


def _checks_in_words(table: StationTable, found: Iterable[Findings]) -> Iterator[str]:
    """What was checked and how often it was found; then the first stations of each."""
    found = list(found)
    yield f"{len(table.stations):,} stations."
    yield ""
    for one in found:
        unchecked = f" Not checked: {one.unchecked:,}, where a figure is absent." if one.unchecked else ""
        yield f"{one.code} {len(one):>9,}  {one.title}{unchecked}"
    for one in found:
        if not len(one):
            continue
        yield ""
        yield f"{one.code} {one.title}"
        for place in one.places[:MOST_SHOWN].tolist():
            yield f"  row {table.row_of[place]}, {table.stations[place]}: {one.says(place)}"
        if len(one) > MOST_SHOWN:
            yield f"  … and {len(one) - MOST_SHOWN:,} more; all of them with --json."


def _level(table: StationTable, by: str) -> Totals:
    from baqylau.results.methods.tabulation import tabulate

    levels = tabulate(table).by_name
    if by not in levels:
        says = f"The file has no level '{by}'."
        raise Refused(Problem("R.261", says, f"Expected: {', '.join(levels)}."))
    return levels[by]


def _tabulate(table: StationTable, by: str, as_json: bool) -> int:
    totals = _level(table, by)
    if as_json:
        print_json({"rows": list(_rows(totals, table.options))})
    else:
        _print(_totals_in_words(totals, table.options))
    lacking = {code: int(counts.sum()) for code, counts in totals.lacking.items() if counts.any()}
    if totals.lacking_votes is not None:
        lacking |= dict(zip(table.options, totals.lacking_votes.sum(axis=0).tolist(), strict=True))
    for name, count in lacking.items():
        if count:
            print(f"Stations without '{name}': {count:,}. Its sums are of the others.", file=sys.stderr)
    return 0


def _rows(totals: Totals, options: Iterable[str]) -> Iterator[dict[str, object]]:
    names = list(options)
    for at, area in enumerate(totals.areas):
        yield {
            "area": list(area),
            "stations": int(totals.stations[at]),
            **{code: totals.line(code, at) for code in LINES},
            "options": dict(zip(names, totals.votes[at].tolist(), strict=True)),
        }


def _totals_in_words(totals: Totals, options: tuple[str, ...]) -> Iterator[str]:
    """A row for each area; for a single one also its options."""
    names = [" / ".join(area) or "the whole file" for area in totals.areas]
    width = max(len("Area"), *(len(name) for name in names))
    heads = f"{'On list':>12} {'In box':>12} {'Invalid':>10} {'Valid':>12}  Leading"
    yield f"{'Area':<{width}} {'Stations':>9} {heads}"
    shares = totals.shares()
    for at, name in enumerate(names):
        numbers = [totals.line(code, at) for code in LINES]
        cells = [f"{_shown(number):>{wide}}" for number, wide in zip(numbers, (12, 12, 10, 12), strict=True)]
        leading = int(totals.votes[at].argmax()) if options and totals.votes[at].any() else None
        who = "" if leading is None else f"{options[leading]} {100 * shares[at, leading]:.2f} %"
        yield f"{name:<{width}} {totals.stations[at]:>9,} {' '.join(cells)}  {who}"
    if len(totals.areas) == 1:
        yield ""
        for option, votes, share in zip(options, totals.votes[0], shares[0], strict=True):
            yield f"{votes:>14,} {100 * share:>8.4f} %  {option}"


def _shown(number: int | None) -> str:
    return "–" if number is None else f"{number:,}"


def _compare(table: StationTable, columns: Columns, args: argparse.Namespace) -> int:
    from baqylau.results.methods.reconcile import compare, not_published
    from baqylau.results.methods.tabulation import tabulate
    from baqylau.results.sources.official_totals import read_totals

    _level(table, args.by)
    content = read_path(args.official, limit=LARGEST_TABLE)
    official = read_totals(content, args.official, columns, args.by)
    tabulated = tabulate(table)
    compared = compare(table, tabulated, args.by, official)
    unpublished = not_published(tabulated, args.by, official)
    if args.json:
        print_json(
            {
                "rows": [_compared(one) for one in compared],
                "not_published": [list(area) for area in unpublished],
            }
        )
    else:
        _print(_compared_in_words(compared, Path(args.official).name))
    return 0


def _compared(one: Comparison) -> dict[str, object]:
    return {
        "area": list(one.area),
        "stations": one.stations,
        "agrees": one.agrees,
        "differences": {
            cell.name: {"official": cell.official, "ours": cell.ours}
            for cell in one.cells
            if cell.difference != 0
        },
        "explanations": [
            {"why": found.why, "cells": list(found.cells), "station": found.station or None}
            for found in one.explanations
        ],
    }


def _compared_in_words(compared: Iterable[Comparison], name: str) -> Iterator[str]:
    for one in compared:
        area = " / ".join(one.area) or "the whole file"
        if one.agrees:
            yield f"{area}: agrees with '{name}' ({one.stations:,} stations)."
            continue
        yield f"{area}: differs from '{name}' ({one.stations:,} stations)."
        for cell in one.cells:
            if cell.difference != 0:
                yield f"  {cell.name}: official {cell.official:,}, ours {_shown(cell.ours)}"
        for found in one.explanations:
            where = f" (station {found.station})" if found.station else ""
            yield f"  would be explained by: {found.why.replace('_', ' ')}{where}: {', '.join(found.cells)}"
