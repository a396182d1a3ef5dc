"""The Merkle tree of RFC 9162 (and RFC 6962), section 2.1, over SHA-256.

Leaves are counted from 0; every hash is 32 bytes. Verification stands in :mod:`check_proof`, which strangers
copy; it is offered here again under the tree's own words.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Sequence

from baqylau.trail.methods.check_proof import (
    ProofFails,
    check_consistency,
    leaf_hash,
    node_hash,
    root_from_inclusion,
)

__all__ = [
    "EMPTY_ROOT",
    "Frontier",
    "ProofFails",
    "Tree",
    "check_consistency",
    "leaf_hash",
    "node_hash",
    "root_from_inclusion",
    "root_of",
]

EMPTY_ROOT = hashlib.sha256(b"").digest()
"""The root of a tree without leaves."""


def _levels(leaf_hashes: Sequence[bytes]) -> list[list[bytes]]:
    """The tree from its leaves up; a node without a sibling moves up unchanged."""
    levels = [list(leaf_hashes)]
    sha256 = hashlib.sha256
    while len(levels[-1]) > 1:
        below = levels[-1]
        above = [
            sha256(b"\x01" + left + right).digest()
            for left, right in zip(below[::2], below[1::2], strict=False)
        ]
        levels.append(above + below[-1:] if len(below) % 2 else above)
    return levels


def root_of(leaf_hashes: Sequence[bytes]) -> bytes:
    """The root over leaf hashes in their order; :data:`EMPTY_ROOT` where there are none."""
    return _levels(leaf_hashes)[-1][0] if leaf_hashes else EMPTY_ROOT


class Tree:
    """A whole tree in memory (64 bytes a leaf), for making proofs."""

    def __init__(self, leaf_hashes: Sequence[bytes]) -> None:
        self.size = len(leaf_hashes)
        self._levels = _levels(leaf_hashes)

    @property
    def root(self) -> bytes:
        """The root; :data:`EMPTY_ROOT` for a tree without leaves."""
        return self._levels[-1][0] if self.size else EMPTY_ROOT

    def inclusion_path(self, index: int) -> list[bytes]:
        """The hashes that lead from the leaf at ``index`` to the root, lowest first. RFC 9162, 2.1.3.1.

        Raises ``ValueError`` where there is no such leaf.
        """
        if not 0 <= index < self.size:
            raise ValueError(f"no leaf {index} in a tree of {self.size}")
        path = []
        for level in self._levels[:-1]:
            if (sibling := index ^ 1) < len(level):
                path.append(level[sibling])
            index >>= 1
        return path

    def consistency_path(self, old_size: int) -> list[bytes]:
        """The hashes that lead from the root at ``old_size`` leaves to this one. RFC 9162, 2.1.4.1.

        Empty where the old tree had no leaf or is this one. Raises ``ValueError`` where it was larger.
        """
        if not 0 <= old_size <= self.size:
            raise ValueError(f"a tree of {self.size} leaves never had {old_size}")
        start, end, old, path = 0, self.size, old_size, []
        whole = True
        while old and old < end - start:
            split = 1 << ((end - start - 1).bit_length() - 1)
            if old <= split:
                path.append(self._subtree(start + split, end))
                end = start + split
            else:
                path.append(self._subtree(start, start + split))
                start, old, whole = start + split, old - split, False
        if old and not whole:
            path.append(self._subtree(start, end))
        return path[::-1]

    def _subtree(self, start: int, end: int) -> bytes:
        """The root over leaves from ``start`` to before ``end``, a range that the tree has as one node."""
        level = (end - start - 1).bit_length()
        return self._levels[level][start >> level]


class Frontier:
    """What must be kept of a tree to append to it: the roots of its full subtrees, largest first."""

    def __init__(self, size: int = 0, hashes: Iterable[bytes] = ()) -> None:
        self.size = size
        self._hashes = list(hashes)
        if len(self._hashes) != size.bit_count() or any(len(one) != 32 for one in self._hashes):
            raise ValueError(f"a tree of {size} leaves has {size.bit_count()} full subtrees")

    def append(self, leaf: bytes) -> None:
        """Add one leaf hash at the end."""
        self._hashes.append(leaf)
        pairs = self.size
        while pairs & 1:
            right = self._hashes.pop()
            self._hashes.append(node_hash(self._hashes.pop(), right))
            pairs >>= 1
        self.size += 1

    def extend(self, leaves: Iterable[bytes]) -> None:
        """Add leaf hashes at the end, in their order."""
        for leaf in leaves:
            self.append(leaf)

    @property
    def root(self) -> bytes:
        """The root of the whole tree so far."""
        if not self._hashes:
            return EMPTY_ROOT
        root = self._hashes[-1]
        for left in reversed(self._hashes[:-1]):
            root = node_hash(left, root)
        return root

    def to_bytes(self) -> bytes:
        """The subtree roots one after another, 32 bytes each."""
        return b"".join(self._hashes)

    @classmethod
    def from_bytes(cls, size: int, content: bytes) -> Frontier:
        """The frontier of a tree of ``size`` leaves; ``ValueError`` where the bytes are not one."""
        if len(content) % 32:
            raise ValueError("a frontier is made of hashes of 32 bytes")
        return cls(size, (content[start : start + 32] for start in range(0, len(content), 32)))
