"""``baqylau restore``."""

from __future__ import annotations

import argparse
from pathlib import Path

from baqylau.site.commands import django_ready


def arguments(parser: argparse.ArgumentParser) -> None:
    """What, and whether it may replace what is there."""
    parser.add_argument("file", type=Path, metavar="FILE", help="what 'baqylau backup' wrote")
    parser.add_argument("--replace", action="store_true", help="lose what is in the database now")


def run(args: argparse.Namespace) -> int:
    """0 restored and the trail is intact, 1 restored but the backup's trail or files are not, 2 refused."""
    django_ready()
    from baqylau.site.backups import restore

    restored = restore(args.file, replace=args.replace)
    manifest, trail = restored.manifest, restored.trail
    print(f"Restored the backup of {manifest.made_at} (Baqylau {manifest.program}, {manifest.database}).")
    counted = f"{manifest.rows} rows in {len(manifest.tables)} tables and {len(manifest.files)} stored files"
    print(f"{counted} came back with the digests they had.")
    for problem in trail.problems:
        print(problem)
    state = "is intact" if trail.intact else "was TAMPERED WITH before the backup was made"
    print(f"The trail of {trail.size} entries {state}; {trail.unsequenced} are not yet sequenced.")
    if manifest.missing:
        print(f"{len(manifest.missing)} stored files were missing when the backup was made.")
    return 0 if trail.intact and not manifest.missing else 1
