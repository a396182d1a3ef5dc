"""``baqylau pack check``, ``load`` and ``list``."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from baqylau.site.commands import django_ready

HELP = "the folder of a pack, or the name of one that comes with Baqylau"


def arguments(parser: argparse.ArgumentParser) -> None:
    """What to do, and with which pack."""
    actions = parser.add_subparsers(dest="action", required=True, metavar="ACTION")
    actions.add_parser("check", help="say all that is wrong with a pack").add_argument("pack", help=HELP)
    actions.add_parser("load", help="bring the database to what a pack says").add_argument("pack", help=HELP)
    actions.add_parser("list", help="name the packs that come with Baqylau")


def run(args: argparse.Namespace) -> int:
    """Check, load or list."""
    django_ready()
    from baqylau.site import packs

    if args.action == "list":
        print("\n".join(packs.shipped_names()))
        return 0
    folder = _folder(args.pack)
    return _load(folder) if args.action == "load" else _check(folder)


def _check(folder: Path) -> int:
    from baqylau.site import packs

    problems = packs.check(folder)
    for problem in problems:
        print(problem, file=sys.stderr)
    if not problems:
        print(f"{folder.name}: nothing is wrong.")
    return 2 if problems else 0


def _load(folder: Path) -> int:
    """Load the pack into a database that is there and of this version."""
    from baqylau.site import packs
    from baqylau.site.schema import make_ready

    make_ready()
    election = packs.load(folder)
    print(f"{election.code}: {election.areas.count()} areas, {election.stations.count()} stations.")
    return 0


def _folder(name: str) -> Path:
    """The folder named; the name of a shipped pack where there is no such folder."""
    from baqylau.site import packs

    folder = Path(name)
    try:
        is_here = folder.exists()
    except (OSError, ValueError):
        is_here = False
    return packs.shipped(name) if not is_here and name in packs.shipped_names() else folder
