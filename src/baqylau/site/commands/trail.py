"""``baqylau trail``: verify the trail, prove something with it, and keep it sequenced."""

from __future__ import annotations

import argparse
import json
import os
import sys
import time
from pathlib import Path

from baqylau.core.reading import read_path, read_text
from baqylau.site.commands import at_least_one, django_ready

LARGEST_DOCUMENT = 50 * 2**20


def arguments(parser: argparse.ArgumentParser) -> None:
    """The five things one can do."""
    actions = parser.add_subparsers(dest="action", required=True, metavar="ACTION")
    verify = actions.add_parser("verify", help="find what was altered, removed, moved or inserted")
    verify.add_argument(
        "--checkpoint", type=Path, metavar="FILE", help="an old checkpoint, or a document that prints one"
    )
    prove = actions.add_parser("prove", help="print a proof that check_proof.py checks without Baqylau")
    what = prove.add_mutually_exclusive_group(required=True)
    what.add_argument("--entry", type=int, metavar="ID", help="that this entry stands in the log")
    what.add_argument(
        "--from", dest="old", type=Path, metavar="FILE", help="that the log continues that of this checkpoint"
    )
    prove.add_argument(
        "--checkpoint", type=Path, metavar="FILE", help="with --entry: in the log of this checkpoint"
    )
    sequence = actions.add_parser("sequence", help="give positions to the entries that have none")
    sequence.add_argument(
        "--every",
        type=at_least_one,
        metavar="SECONDS",
        help="go on doing so until stopped, as 'baqylau serve' does",
    )
    actions.add_parser("checkpoint", help="sequence, and print the newest signed checkpoint")
    actions.add_parser("key", help="print the public key that checks the checkpoints")


def run(args: argparse.Namespace) -> int:
    """0 done and intact, 1 the trail was tampered with, 2 refused."""
    django_ready()
    from django.utils import timezone

    from baqylau.site.schema import refuse_other_version
    from baqylau.trail import actions
    from baqylau.trail.keys import signer

    refuse_other_version()
    if args.action == "verify":
        return _verify(args.checkpoint)
    if args.action == "prove":
        return _prove(args)
    if args.action == "sequence" and args.every:
        _sequence_every(args.every)
    elif args.action == "sequence":
        print(f"{actions.sequence(now=timezone.now())} entries sequenced.")
    elif args.action == "checkpoint":
        print(actions.checkpoint_for_publishing(now=timezone.now()), end="")
    else:
        print(signer().verifier)
    return 0


def _sequence_every(seconds: int) -> None:
    """Sequence now and then until the process that started this one is gone."""
    from django.db import DatabaseError, close_old_connections
    from django.utils import timezone

    from baqylau.trail import actions

    started_by = os.getppid()
    while os.getppid() == started_by:
        close_old_connections()
        try:
            actions.sequence(now=timezone.now())
        except DatabaseError as error:
            print(f"Not sequenced this time: {error}", file=sys.stderr)
        time.sleep(seconds)


def _text(path: Path | None) -> str | None:
    return None if path is None else read_text(read_path(path, limit=LARGEST_DOCUMENT), path.name)


def _verify(checkpoint: Path | None) -> int:
    from baqylau.trail.verify import verify

    report = verify(_text(checkpoint))
    for problem in report.problems:
        print(problem)
    if report.found > len(report.problems):
        print(f"… and {report.found - len(report.problems)} more.")
    state = "is intact" if report.intact else "was TAMPERED WITH"
    print(f"The trail of {report.size} entries {state}; {report.unsequenced} are not yet sequenced.")
    if report.intact and report.checkpoint:
        print(f"It continues the log of {report.checkpoint.size} entries that the checkpoint was signed for.")
    return 0 if report.intact else 1


def _prove(args: argparse.Namespace) -> int:
    from baqylau.core.problem import Problem, Refused
    from baqylau.trail.proofs import Tampered, prove_consistency, prove_inclusion

    if args.old and args.checkpoint:
        says = "--checkpoint goes with --entry only."
        raise Refused(Problem("T.305", says, "Leave it out: --from compares with the newest checkpoint."))
    try:
        if args.old:
            proof = prove_consistency(old=_text(args.old) or "")
        else:
            proof = prove_inclusion(entry=args.entry, checkpoint=_text(args.checkpoint))
    except Tampered as tampered:
        for problem in tampered.problems:
            print(problem, file=sys.stderr)
        return 1
    print(json.dumps(proof, ensure_ascii=False, indent=1))
    return 0
