"""Reading the log back from its batches, each checked against what was signed under it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from baqylau.trail.methods.merkle import Frontier
from baqylau.trail.methods.note import BadNote, Checkpoint, Signer
from baqylau.trail.models import Batch


@dataclass(frozen=True, slots=True)
class Leaf:
    """The hash that was signed for a position."""

    position: int
    hash: bytes


class LogReader:
    """Gives the leaf hashes in their order and checks each batch on the way.

    When :meth:`leaves` has come to its end, ``size`` and ``root`` are the log's, ``root_then`` is the root it
    had at ``stop_at`` entries (None where it never had so many), and ``problems`` lists codes and sentences.
    """

    def __init__(self, key: Signer, *, stop_at: int | None = None) -> None:
        self._key = key
        self._stop_at = stop_at
        self._frontier = Frontier()
        self.problems: list[tuple[str, str]] = []
        self.root_then: bytes | None = self._frontier.root if stop_at == 0 else None

    @property
    def size(self) -> int:
        return self._frontier.size

    @property
    def root(self) -> bytes:
        return self._frontier.root

    def leaves(self) -> Iterator[Leaf]:
        """Every position that a batch gives, from 0 up."""
        for batch in Batch.objects.defer("sequenced_at").order_by("first").iterator(chunk_size=10):
            if not isinstance(batch.first, int):
                self.problems.append(("T.207", f"Batch {batch.pk} was altered: it has no position."))
                continue
            if batch.first < self.size:
                self.problems.append(("T.209", f"{_name(batch)} was inserted: its positions are taken."))
                continue
            hashes = bytes(batch.leaf_hashes)
            leaves = [hashes[start : start + 32] for start in range(0, len(hashes), 32)]
            yield from (Leaf(batch.first + place, leaf) for place, leaf in enumerate(leaves))
            self._continue(batch, leaves)

    def _continue(self, batch: Batch, leaves: list[bytes]) -> None:
        """Add a batch's leaves, and compare with what was signed after them."""
        signed = self._signed_checkpoint(batch)
        if batch.first > self.size:
            says = f"The batch with positions {self.size} to {batch.first - 1} was removed."
            self.problems.append(("T.208", says))
        else:
            self._add(leaves)
        if signed is None:
            return
        fits = (self.size, self.root) == (signed.size, signed.root) and len(leaves) == batch.count
        if fits and bytes(batch.frontier) == self._frontier.to_bytes():
            return
        if fits:
            self.problems.append(("T.207", f"{_name(batch)} was altered: its frontier is another."))
        elif batch.first <= self.size:
            says = f"{_name(batch)} was altered: its hashes do not give the root that was signed."
            self.problems.append(("T.207", says))
        self._resume(batch, signed)

    def _add(self, leaves: list[bytes]) -> None:
        before = self.size
        if self._stop_at is not None and before < self._stop_at <= before + len(leaves):
            self._frontier.extend(leaves[: self._stop_at - before])
            self.root_then = self.root
            leaves = leaves[self._stop_at - before :]
        self._frontier.extend(leaves)

    def _signed_checkpoint(self, batch: Batch) -> Checkpoint | None:
        try:
            if self._key.verifier.signed(str(batch.checkpoint)):
                return Checkpoint.parse(batch.checkpoint)
            says = f"{_name(batch)}: its checkpoint was not signed by this installation's key."
        except BadNote as bad:
            says = f"{_name(batch)}: its checkpoint was altered ({bad})."
        self.problems.append(("T.210", says))
        return None

    def _resume(self, batch: Batch, signed: Checkpoint) -> None:
        """Go on from the frontier kept with the batch, where it leads to the signed root.

        So a batch that was altered does not make those after it look altered too.
        """
        try:
            kept = Frontier.from_bytes(signed.size, bytes(batch.frontier))
        except ValueError:
            return
        if kept.root == signed.root:
            self._frontier = kept


def _name(batch: Batch) -> str:
    last = batch.first + batch.count - 1 if isinstance(batch.count, int) else "?"
    return f"The batch with positions {batch.first} to {last}"
