"""``baqylau backup``."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from baqylau.core.problem import Problem
from baqylau.site.commands import django_ready


def arguments(parser: argparse.ArgumentParser) -> None:
    """Where to."""
    parser.add_argument("file", type=Path, metavar="FILE", help="an earlier backup there is replaced")


def run(args: argparse.Namespace) -> int:
    """0 all is in the file, 1 stored bytes were missing on the disk (the rest is in it), 2 refused."""
    django_ready()
    from django.utils import timezone

    from baqylau.site.backups import back_up

    manifest = back_up(args.file, now=timezone.now())
    size = args.file.stat().st_size / 2**20
    print(f"{args.file}: {manifest.rows} rows, {len(manifest.files)} stored files, {size:.1f} MB.")
    if manifest.signing_key:
        print("It holds the key that signs the trail: keep it as safe as the installation itself.")
    for sha256 in manifest.missing:
        says, remedy = f"The stored bytes {sha256} are missing or damaged.", "Bring them from a backup."
        print(Problem("B.105", says, remedy), file=sys.stderr)
    return 1 if manifest.missing else 0
