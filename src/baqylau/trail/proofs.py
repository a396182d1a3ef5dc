"""Proofs for people outside: an entry stands in the log; the log of today continues the log of then.

Each is a JSON object that ``methods/check_proof.py`` checks alone.
"""

from __future__ import annotations

import base64
from itertools import islice

from baqylau.core.problem import Problem, Refused
from baqylau.storage.snapshot import snapshot
from baqylau.trail.keys import signer
from baqylau.trail.methods.check_proof import NotAProof, ProofFails, check
from baqylau.trail.methods.merkle import Tree
from baqylau.trail.methods.note import BadNote, Checkpoint, Verifier, find_checkpoint
from baqylau.trail.models import Batch, Entry
from baqylau.trail.reading import LogReader
from baqylau.trail.verify import RESTORE, read_checkpoint

Proof = dict[str, str | int | list[str]]


class Tampered(Refused):
    """The log itself is not what was signed, so there is nothing to prove with it."""


def prove_inclusion(*, entry: int, checkpoint: str | None = None) -> Proof:
    """That an entry stands in the log of a checkpoint (the newest where none is given)."""
    if checkpoint is not None:
        read_checkpoint(checkpoint)
    with snapshot():
        note = find_checkpoint(checkpoint) if checkpoint is not None else _newest()
        signed = Checkpoint.parse(note)
        found = Entry.objects.filter(pk=entry).first()
        if found is None:
            says = f"There is no entry {entry}."
            raise Refused(Problem("T.302", says, "Take its number from the object's history."))
        if found.position is None or found.position >= signed.size:
            says = f"Entry {entry} was not yet in the log of {signed.size} entries."
            remedy = "Run 'baqylau trail sequence', or give a newer checkpoint."
            raise Refused(Problem("T.303", says, remedy))
        tree = _tree(signed.size)
    body = bytes(found.body)
    return _checked(
        {
            "proves": "inclusion",
            "entry": entry,
            "position": found.position,
            "body": body.decode(errors="replace"),
            "checkpoint": note,
            "path": _text(tree.inclusion_path(found.position)),
        }
    )


def prove_consistency(*, old: str) -> Proof:
    """That the newest log begins with the whole log of an old checkpoint."""
    before = read_checkpoint(old)
    with snapshot():
        note = _newest()
        signed = Checkpoint.parse(note)
        if before.size > signed.size:
            says = f"The log holds {signed.size} entries, fewer than the checkpoint's {before.size}."
            raise Tampered(Problem("T.211", says, RESTORE))
        tree = _tree(signed.size)
    path = _text(tree.consistency_path(before.size))
    return _checked({"proves": "consistency", "old": find_checkpoint(old), "new": note, "path": path})


def _newest() -> str:
    last = Batch.objects.order_by("-first").first()
    if last is None:
        says = "The trail has no checkpoint yet."
        raise Refused(Problem("T.304", says, "Run 'baqylau trail sequence' after something was done."))
    try:
        Checkpoint.parse(last.checkpoint)
    except BadNote:
        says = "The trail's newest checkpoint was altered."
        raise Tampered(Problem("T.210", says, RESTORE)) from None
    return last.checkpoint


def _tree(size: int) -> Tree:
    leaves = [leaf.hash for leaf in islice(LogReader(signer()).leaves(), size)]
    if len(leaves) < size:
        says = f"The log holds {len(leaves)} entries, fewer than the checkpoint's {size}."
        raise Tampered(Problem("T.211", says, RESTORE))
    return Tree(leaves)


def _text(hashes: list[bytes]) -> list[str]:
    return [base64.b64encode(one).decode() for one in hashes]


def _checked(proof: Proof) -> Proof:
    """The proof with our verifier key, after checking it as a stranger would."""
    verifier: Verifier = signer().verifier
    whole = {**proof, "key": str(verifier)}
    try:
        check(whole, str(verifier))
    except (ProofFails, NotAProof) as fails:
        says = f"The proof does not hold: {fails}."
        raise Tampered(Problem("T.212", says, "Run 'baqylau trail verify'.")) from None
    return whole
