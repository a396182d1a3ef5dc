"""``baqylau seats FILE --rule RULE.toml``: seats from plain files, with no database."""

from __future__ import annotations

import argparse
import io
import json
import sys
from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING

from baqylau.core.figure import half_up
from baqylau.core.problem import Problem, Refused
from baqylau.core.reading import Problems, read_path
from baqylau.core.toml import read_toml
from baqylau.results.methods.districts import DistrictRule
from baqylau.results.methods.margin import Transfer, smallest_transfer
from baqylau.results.methods.rule import Counted, Result, Rule
from baqylau.results.methods.seats import allocate
from baqylau.results.sources.contest_rules import contest_rule_from
from baqylau.results.sources.seat_files import read_votes
from baqylau.site.commands import districts
from baqylau.site.commands.answers import read_stations

if TYPE_CHECKING:
    from baqylau.results.methods.station_table import StationTable

LARGEST_VOTES = 5 * 2**20
LARGEST_RULE = 2**20


def arguments(parser: argparse.ArgumentParser) -> None:
    """The file of votes, the file with the rule, and the form of the answer."""
    parser.add_argument(
        "votes",
        metavar="VOTES.csv",
        help="option,votes and optionally registered_order; with --columns a file of polling stations",
    )
    parser.add_argument(
        "--columns",
        metavar="COLUMNS.toml",
        help="what is which in a file of polling stations; see docs/results-files.md",
    )
    parser.add_argument(
        "--without", action="append", default=[], metavar="STATION", help="a station that is annulled"
    )
    parser.add_argument(
        "--by", default="all", metavar="LEVEL", help="with the rule of a district: the level of the districts"
    )
    parser.add_argument("--rule", required=True, metavar="RULE.toml", help="the rule; see docs/seats.md")
    parser.add_argument(
        "--margin",
        action="store_true",
        help="add the fewest votes that change a seat when moved between lists",
    )
    parser.add_argument("--json", action="store_true", help="answer in JSON")


def run(args: argparse.Namespace) -> int:
    """Allocate the seats and print them; what was left open is said on standard error."""
    counted, rule, table = _read(args)
    if isinstance(rule, DistrictRule):
        return districts.run(args, rule, counted, table)
    if args.by != "all":
        raise Refused(Problem("S.125", "The rule is one of lists, not of districts.", "Leave --by out."))
    result = allocate(counted, rule)
    if isinstance(sys.stdout, io.TextIOWrapper):
        sys.stdout.reconfigure(errors="backslashreplace")
    transfer = smallest_transfer(counted, rule) if args.margin else None
    if args.json:
        print(_as_json(result, {"smallest_transfer": _as_record(transfer)} if args.margin else {}))
    else:
        print(_as_table(counted, rule, result))
        if args.margin:
            print(_in_words(transfer))
    for remark in remarks(result):
        print(remark, file=sys.stderr)
    return 0


def _read(args: argparse.Namespace) -> tuple[list[Counted], Rule | DistrictRule, StationTable | None]:
    """Both files; ``Refused`` with what is wrong in either, and with options that only the rule names."""
    problems = Problems()
    counted: list[Counted] | None = None
    table: StationTable | None = None
    rule: Rule | DistrictRule | None = None
    try:
        counted, table = _votes(args)
    except Refused as refused:
        problems.gather(refused)
    try:
        values = read_toml(read_path(args.rule, limit=LARGEST_RULE), args.rule)
        rule = contest_rule_from(values, args.rule).seats
    except Refused as refused:
        problems.gather(refused)
    if counted is None or rule is None:
        raise Refused(problems.found)
    options = {one.option for one in counted}
    parts: dict[str, Iterable[str]] = {"not_eligible": rule.not_eligible}
    if isinstance(rule, Rule):
        parts |= {"thresholds": rule.thresholds, "caps": rule.caps}
    for key, named in parts.items():
        for option in sorted(set(named) - options):
            says = f"The rule names '{option}', which is not among the options of '{args.votes}'."
            problems.add("S.121", says, "Write it as in the votes.", f"'{args.rule}', key '{key}'")
    problems.refuse_if_any()
    return counted, rule, table


def _votes(args: argparse.Namespace) -> tuple[list[Counted], StationTable | None]:
    """The options with their votes: a row for each, or the sums of polling stations, and these."""
    if args.columns is None:
        if args.without:
            says = "--without names a station, and the file has none."
            raise Refused(Problem("S.122", says, _WITH_STATIONS))
        if args.by != "all":
            raise Refused(Problem("S.122", "--by names a level, and the file has none.", _WITH_STATIONS))
        return read_votes(read_path(args.votes, limit=LARGEST_VOTES), args.votes), None
    from baqylau.results.methods.annulment import counted_in, without_stations

    table = read_stations(args.votes, args.columns)
    problems = Problems()
    for station in sorted(set(args.without) - set(table.stations)):
        says = f"'{args.votes}' has no station '{station}'."
        problems.add("S.123", says, "Write it as in the file.", "--without")
    problems.refuse_if_any()
    table = without_stations(table, frozenset(args.without))
    return counted_in(table), table


_WITH_STATIONS = "Give a file of polling stations, with --columns."


def _as_record(transfer: Transfer | None) -> dict[str, object] | None:
    if transfer is None:
        return None
    return {"votes": transfer.votes, "from": transfer.giver, "to": transfer.taker}


def _in_words(transfer: Transfer | None) -> str:
    if transfer is None:
        return "No transfer of votes between two admitted lists changes a seat."
    votes = f"{transfer.votes:,} {'vote' if transfer.votes == 1 else 'votes'}"
    return f"Smallest transfer that changes a seat: {votes} from {transfer.giver} to {transfer.taker}"


def _as_json(result: Result, more: Mapping[str, object]) -> str:
    quota = result.quota
    answer = {
        "seats": dict(result.seats),
        "admitted": list(result.admitted),
        "ties": [list(tie.options) for tie in result.ties],
        "quota": None if quota is None else f"{quota.numerator}/{quota.denominator}",
        **more,
    }
    utf8 = (sys.stdout.encoding or "").lower().replace("-", "") == "utf8"
    return json.dumps(answer, ensure_ascii=not utf8, indent=2)


def _as_table(counted: Sequence[Counted], rule: Rule, result: Result) -> str:
    width = max(len("Option"), *(len(one.option) for one in counted))
    taking_part = set(result.admitted) | rule.not_eligible
    lines = [f"{'Option':<{width}} {'Votes':>13} {'Seats':>6}"]
    for one in counted:
        seats = str(result.seats[one.option]) if one.option in result.seats else "–"
        mark = "" if one.option in taking_part else "  not admitted"
        lines.append(f"{one.option:<{width}} {one.votes:>13,} {seats:>6}{mark}")
    lines.append(
        f"{'Total':<{width}} {sum(one.votes for one in counted):>13,} {sum(result.seats.values()):>6}"
    )
    if result.quota is not None:
        lines.append(f"Quota: {result.quota} = {half_up(result.quota, 2)} votes for a seat")
    return "\n".join(lines)


def remarks(result: Result) -> list[str]:
    """Sentences on what was left open."""
    said = []
    for tie in result.ties:
        over = "taking part" if tie.for_admission else "a seat"
        said.append(f"Tie over {over}: {', '.join(tie.options)} stand level for {tie.places}.")
    if result.open:
        said.append(f"Seats left open by ties: {result.open}.")
    if result.vacant:
        said.append(f"Seats that nobody can take, and that stay vacant: {result.vacant}.")
    return said
