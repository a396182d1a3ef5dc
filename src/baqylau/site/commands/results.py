"""``baqylau results check`` and ``baqylau results tabulate``: plain files of stations, with no database."""

from __future__ import annotations

import argparse
import io
import json
import sys
from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

from baqylau.core.problem import Problem, Refused
from baqylau.core.reading import Problems, read_path

if TYPE_CHECKING:
    from baqylau.results.methods.protocol_checks.findings import Findings
    from baqylau.results.methods.station_table import StationTable
    from baqylau.results.methods.tabulation import Totals
    from baqylau.results.sources.columns import Columns

LARGEST_FILE = 500 * 2**20
LARGEST_COLUMNS = 2**20

LINES = ("on_list", "in_box", "invalid", "valid")


def arguments(parser: argparse.ArgumentParser) -> None:
    """What to do, with which file, and what its columns are."""
    actions = parser.add_subparsers(dest="action", required=True, metavar="ACTION")
    check = actions.add_parser("check", help="check every station's figures against each other")
    tabulate = actions.add_parser("tabulate", help="add the stations up")
    for one in (check, tabulate):
        one.add_argument("file", metavar="FILE", help="stations: .csv, .parquet or .xlsx")
        one.add_argument(
            "--columns",
            required=True,
            metavar="COLUMNS.toml",
            help="what is which; see docs/results-files.md",
        )
        one.add_argument("--json", action="store_true", help="answer in JSON")
    tabulate.add_argument("--by", default="all", metavar="LEVEL", help="a level, or 'all' for the whole file")


def run(args: argparse.Namespace) -> int:
    """Check or tabulate."""
    table, columns = _read(args.file, args.columns)
    if isinstance(sys.stdout, io.TextIOWrapper):
        sys.stdout.reconfigure(errors="backslashreplace")
    if args.action == "tabulate":
        return _tabulate(table, args.by, args.json)
    return _check(table, columns, args.json)


def _read(file: str, columns_file: str) -> tuple[StationTable, Columns]:
    """Both files; ``Refused`` with what is wrong in them."""
    from baqylau.results.sources.columns import read_columns
    from baqylau.results.sources.station_file import read_station_file

    problems = Problems()
    content = b""
    try:
        content = read_path(file, limit=LARGEST_FILE)
    except Refused as refused:
        problems.gather(refused)
    try:
        columns = read_columns(read_path(columns_file, limit=LARGEST_COLUMNS), columns_file)
    except Refused as refused:
        problems.gather(refused)
    problems.refuse_if_any()
    return read_station_file(content, file, columns), columns


def _check(table: StationTable, columns: Columns, as_json: bool) -> int:
    from baqylau.results.methods.protocol_checks.findings import issues
    from baqylau.results.methods.protocol_checks.run import check_table

    found = check_table(table, derived=columns.formulas, own=columns.identities, left_out=columns.left_out)
    if as_json:
        answer = {
            "counts": {one.code: len(one) for one in found},
            "issues": [
                {"code": one.code, "station": one.station, "says": one.says} for one in issues(table, found)
            ],
        }
        _print_json(answer)
    else:
        print("\n".join(_checks_in_words(table, found)))
    return 0


def _print_json(answer: object) -> None:
    utf8 = (sys.stdout.encoding or "").lower().replace("-", "") == "utf8"
    print(json.dumps(answer, ensure_ascii=not utf8, indent=1))


def _checks_in_words(table: StationTable, found: Iterable[Findings]) -> Iterator[str]:
    from baqylau.results.methods.protocol_checks.findings import issues

    yield f"{len(table.stations):,} stations."
    for one in found:
        unchecked = f" ({one.unchecked:,} not checked: a figure is absent)" if one.unchecked else ""
        yield f"{one.code} {len(one):>8,}  {one.title}{unchecked}"
    for issue in issues(table, found):
        yield f"{issue.code} {issue.station}: {issue.says}"


def _tabulate(table: StationTable, by: str, as_json: bool) -> int:
    from baqylau.results.methods.tabulation import tabulate

    levels = tabulate(table).by_name
    if by not in levels:
        says = f"The file has no level '{by}'."
        raise Refused(Problem("R.261", says, f"Expected: {', '.join(levels)}."))
    totals = levels[by]
    if as_json:
        _print_json({"rows": list(_rows(totals, table.options))})
    else:
        print("\n".join(_totals_in_words(totals, table.options)))
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


def _totals_in_words(totals: Totals, options: Iterable[str]) -> Iterator[str]:
    for row in _rows(totals, options):
        yield json.dumps(row, ensure_ascii=False)
