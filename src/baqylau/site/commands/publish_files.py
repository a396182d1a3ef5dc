"""``baqylau results publish`` and ``results pack``: a plain file as files for others, or as a pack."""

from __future__ import annotations

import argparse
import re
import sys
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from baqylau.core.reading import Problems

if TYPE_CHECKING:
    from baqylau.results.methods.station_table import StationTable
    from baqylau.results.publishing.from_file import About
    from baqylau.results.sources.columns import Columns

KINDS = ("party_list", "single_mandate", "president", "council", "referendum")
CODE = re.compile(r"[A-Za-z0-9_-]{1,60}", re.A)


def arguments(parser: argparse.ArgumentParser) -> None:
    """What the file does not say of itself."""
    _about_arguments(parser)
    parser.add_argument("--publisher", required=True, metavar="NAME", help="who publishes the files")


def pack_arguments(parser: argparse.ArgumentParser) -> None:
    """The same for a pack."""
    _about_arguments(parser)
    parser.add_argument("--rule", metavar="RULE.toml", help="how seats are won; see docs/seats.md")
    parser.add_argument("--time-zone", default="UTC", metavar="ZONE", help="such as Asia/Almaty (UTC)")
    parser.add_argument("--language", default="en", metavar="XX", help="of the names in the file (en)")
    parser.add_argument("--against-all", default="", metavar="OPTION", help="the option that is against all")


def _about_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--out", required=True, metavar="FOLDER", help="a folder that is new or empty")
    parser.add_argument("--election", required=True, metavar="CODE", help="such as ge_2016")
    parser.add_argument("--contest", default="list", metavar="CODE", help="what was voted on (list)")
    parser.add_argument("--kind", default="party_list", choices=KINDS, help="how (party_list)")
    parser.add_argument("--country", required=True, metavar="XX", help="two letters")
    parser.add_argument("--day", required=True, metavar="YYYY-MM-DD", help="election day")
    parser.add_argument("--source", required=True, metavar="TEXT", help="where the figures are from")


def run(table: StationTable, columns: Columns, args: argparse.Namespace) -> int:
    """Write every file, and say its name and size."""
    from baqylau.results.publishing.files import files
    from baqylau.results.publishing.from_file import edition_of_file

    about, folder = _about(args)
    about = replace(about, formulas={code: one.text for code, one in columns.formulas.items()})
    edition = edition_of_file(table, about, datetime.now(UTC))
    folder.mkdir(parents=True, exist_ok=True)
    for file in files(edition):
        path = folder / file.name
        with path.open("xb") as opened:
            file.write(opened)
        print(f"{path.stat().st_size:>12,}  {file.name}")
    return 0


def write_pack(table: StationTable, columns: Columns, args: argparse.Namespace) -> int:
    """Write the files of a pack, and say what is not in it and what comes next."""
    from baqylau.core.reading import read_path
    from baqylau.core.toml import read_toml
    from baqylau.results.publishing.as_pack import Country, left_out_of, pack_of_file
    from baqylau.results.sources.contest_rules import contest_rule_from

    about, folder = _about(args)
    rule: dict[str, object] = {}
    if args.rule:
        rule = read_toml(read_path(args.rule, limit=2**20), args.rule)
        contest_rule_from(rule, args.rule)
    country = Country(args.time_zone, args.language, args.against_all, rule)
    for name, content in pack_of_file(table, columns, about, country, file=args.file).items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)
        print(f"{len(content):>12,}  {name}")
    for code in left_out_of(columns):
        print(f"'{code}' is a line of the file's own, which a pack's table does not have.", file=sys.stderr)
    print(f"Next: baqylau pack check {folder}; baqylau pack load {folder}", file=sys.stderr)
    return 0


def _about(args: argparse.Namespace) -> tuple[About, Path]:
    """``Refused`` with everything that is wrong in what was typed."""
    from baqylau.results.publishing.from_file import About

    problems = Problems()
    for name in ("election", "contest"):
        if not CODE.fullmatch(getattr(args, name)):
            says = f"'{getattr(args, name)[:60]}' is no code."
            remedy = "Use Latin letters, digits, _ and -; it stands in the names of files."
            problems.add("R.621", says, remedy, f"--{name}")
    if not re.fullmatch(r"[A-Za-z]{2}", args.country, re.A):
        says = f"'{args.country[:20]}' is no country's code."
        problems.add("R.622", says, "Give the two letters of ISO 3166-1.", "--country")
    for name in ("source", "publisher"):
        if not getattr(args, name, "-").strip():
            problems.add(
                "R.627", "The text is empty.", "Say where the figures are from, and who says so.", f"--{name}"
            )
    day = date(1, 1, 1)
    try:
        day = date.fromisoformat(args.day)
    except ValueError:
        problems.add("R.623", f"'{args.day[:20]}' is no day.", "Write it as 2016-10-08.", "--day")
    folder = Path(args.out)
    if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        says = f"'{args.out}' is not a new or empty folder."
        problems.add("R.624", says, "Name another: nothing that was published is overwritten.", "--out")
    problems.refuse_if_any()
    given = {"election": args.election, "contest": args.contest, "kind": args.kind, "day": day}
    about = About(
        **given, country=args.country.lower(), publisher=getattr(args, "publisher", ""), source=args.source
    )
    return about, folder
