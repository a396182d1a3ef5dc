"""``baqylau campaign import-posts`` and ``group-posts``."""

from __future__ import annotations

import argparse
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from baqylau.core.problem import Problem, Refused
from baqylau.site.commands import django_ready

if TYPE_CHECKING:
    from baqylau.campaign.models import PostFile
    from baqylau.mission.models import Mission

BAR = 30


def arguments(parser: argparse.ArgumentParser) -> None:
    """What to do, for which mission."""
    actions = parser.add_subparsers(dest="action", required=True, metavar="ACTION")
    posts = actions.add_parser("import-posts", help="take a file of posts or of an advertising library in")
    posts.add_argument("mission", help="the mission's short name")
    posts.add_argument("file", type=Path, metavar="FILE", help="CSV, or JSON lines")
    posts.add_argument("--as", dest="reading", default="", metavar="NAME", help="the name of a kept mapping")
    posts.add_argument("--advertisements", action="store_true", help="the rows are of an advertising library")
    posts.add_argument("--platform", default="", help="the network of all rows, where no column says it")
    posts.add_argument(
        "--new-accounts", action="store_true", help="enter accounts that nobody entered, to be classified"
    )
    posts.add_argument(
        "--dates", choices=["iso", "dmy", "mdy", "epoch"], default="iso", help="how dates are written (iso)"
    )
    posts.add_argument("--charset", default="", help="the character set (UTF-8)")
    group = actions.add_parser("group-posts", help="compare the texts of all posts anew")
    group.add_argument("mission", help="the mission's short name")
    group.add_argument("--least", type=int, default=80, help="how alike of 100 texts must be (80)")


def run(args: argparse.Namespace) -> int:
    """0 done, 2 refused."""
    django_ready()
    mission = _mission(args.mission)
    return _import(args, mission) if args.action == "import-posts" else _group(args, mission)


def _mission(slug: str) -> Mission:
    from baqylau.mission.models import Mission

    found = Mission.objects.select_related("election").filter(slug=slug).first()
    if found is None:
        raise Refused(Problem("X.570", f"There is no mission '{slug[:60]}'.", "Give its short name."))
    return found


def _import(args: argparse.Namespace, mission: Mission) -> int:
    from django.utils import timezone

    from baqylau.campaign.actions.files_read import begin_reading
    from baqylau.campaign.actions.social_files import take_file_in

    began = time.monotonic()
    file = _kept(args, mission)
    bar = progress_bar()
    begun = begin_reading(file=file, now=timezone.now())
    done = take_file_in(file=begun, by=None, clock=timezone.now, progress=bar)
    counts = f"{done.new} new, {done.counted_again} with other counts, {done.unchanged} unchanged"
    seconds = time.monotonic() - began
    print(f"{done.rows} rows: {counts}; {done.new_accounts} new accounts. {seconds:.1f} s.")
    return 0


def _kept(args: argparse.Namespace, mission: Mission) -> PostFile:
    """Keep the file, and say how it is read: as before, or as its columns are called."""
    from django.utils import timezone

    from baqylau.campaign.actions.social_files import keep_posts, reading_named, set_post_reading
    from baqylau.campaign.models import FileKind
    from baqylau.campaign.social_file_page import with_guesses
    from baqylau.campaign.sources.posts import Reading

    known = reading_named(mission, args.reading) if args.reading else None
    if args.reading and known is None:
        says = f"No mapping is kept under '{args.reading[:60]}'."
        raise Refused(Problem("X.571", says, "Read a file of this kind on the pages first."))
    try:
        with args.file.open("rb") as opened:
            kept = keep_posts(
                mission=mission,
                file=opened,
                name=args.file.name,
                source=args.reading,
                reading=known,
                kind=FileKind.ADVERTISEMENTS if args.advertisements else FileKind.POSTS,
                by=None,
                now=timezone.now(),
            )
    except OSError as error:
        says = f"The file cannot be read ({error.strerror})."
        raise Refused(Problem("C.101", says, "Check its name.", f"'{args.file}'")) from None
    if known is None:
        data = {
            **Reading({}).to_data(),
            "charset": args.charset,
            "date_format": args.dates,
            "new_accounts": args.new_accounts,
            "fixed": {"platform": args.platform} if args.platform else {},
        }
        kept = set_post_reading(file=kept, reading=Reading.from_data(data), by=None)
        kept = set_post_reading(file=kept, reading=with_guesses(kept), by=None)
    return kept


def _group(args: argparse.Namespace, mission: Mission) -> int:
    from django.utils import timezone

    from baqylau.campaign.actions.social_grouping import group_posts

    began = time.monotonic()
    made = group_posts(
        mission=mission, by=None, now=timezone.now(), least=args.least, progress=progress_bar()
    )
    print(
        f"{made.compared} of {made.posts} posts compared: {made.groups.count()} groups of several accounts."
        f" {time.monotonic() - began:.1f} s."
    )
    return 0


def progress_bar() -> Callable[[float], None]:
    """A bar on the terminal; nothing where the output goes elsewhere."""
    shown = -1

    def show(share: float) -> None:
        nonlocal shown
        part = int(100 * share)
        if part == shown or not sys.stderr.isatty():
            return
        shown = part
        full = BAR * part // 100
        end = "\n" if part >= 100 else ""
        print(f"\r[{'#' * full}{'.' * (BAR - full)}] {part:3} %", end=end, file=sys.stderr, flush=True)

    return show
