"""Check a proof that ``baqylau trail prove`` wrote, without Baqylau.

This one file needs Python 3.11 and nothing else: copy it, read it, run it::

    python3 check_proof.py proof.json [VERIFIER_KEY]

It recomputes the hashes of RFC 9162 (section 2.1) from the proof to the roots in the signed checkpoints. The
signatures are checked where the package ``cryptography`` is installed; get the verifier key from the
installation itself (``baqylau trail key``), not from whoever hands you the proof.
Exit code: 0 the proof holds, 1 it does not, 2 the file is no proof.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import json
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path


class ProofFails(Exception):
    """The proof was understood and does not hold."""


class NotAProof(Exception):
    """The text is not a proof at all."""


def leaf_hash(entry: bytes) -> bytes:
    """The 32-byte hash of one entry's bytes: SHA-256 of 0x00 and the entry. RFC 9162, 2.1.1."""
    return hashlib.sha256(b"\x00" + entry).digest()


def node_hash(left: bytes, right: bytes) -> bytes:
    """The 32-byte hash of two subtrees: SHA-256 of 0x01, left and right. RFC 9162, 2.1.1."""
    return hashlib.sha256(b"\x01" + left + right).digest()


def root_from_inclusion(leaf: bytes, index: int, size: int, path: Sequence[bytes]) -> bytes:
    """The root of the tree of ``size`` leaves in which ``leaf`` stands at ``index`` (from 0).

    Raises :class:`ProofFails` where the path has not the length such a tree asks for. RFC 9162, 2.1.3.2.
    """
    if not 0 <= index < size:
        raise ProofFails(f"position {index} is not in a log of {size} entries")
    number, last, root = index, size - 1, leaf
    for sibling in path:
        if last == 0:
            raise ProofFails("the path is too long")
        if number % 2 or number == last:
            root = node_hash(sibling, root)
            while number % 2 == 0 and number:
                number, last = number >> 1, last >> 1
        else:
            root = node_hash(root, sibling)
        number, last = number >> 1, last >> 1
    if last:
        raise ProofFails("the path is too short")
    return root


def roots_from_consistency(
    old_size: int, new_size: int, old_root: bytes, path: Sequence[bytes]
) -> tuple[bytes, bytes]:
    """The old and the new root that the path leads to; 0 < ``old_size`` < ``new_size``. RFC 9162, 2.1.4.2."""
    whole = [old_root, *path] if old_size & (old_size - 1) == 0 else list(path)
    if not path:
        raise ProofFails("the path is empty")
    number, last = old_size - 1, new_size - 1
    while number % 2:
        number, last = number >> 1, last >> 1
    old = new = whole[0]
    for sibling in whole[1:]:
        if last == 0:
            raise ProofFails("the path is too long")
        if number % 2 or number == last:
            old, new = node_hash(sibling, old), node_hash(sibling, new)
            while number % 2 == 0 and number:
                number, last = number >> 1, last >> 1
        else:
            new = node_hash(new, sibling)
        number, last = number >> 1, last >> 1
    if last:
        raise ProofFails("the path is too short")
    return old, new


def check_consistency(
    old_size: int, new_size: int, old_root: bytes, new_root: bytes, path: Sequence[bytes]
) -> None:
    """Raise :class:`ProofFails` unless the tree of the new root begins with the whole tree of the old one."""
    if old_size > new_size:
        raise ProofFails(f"the newer log holds {new_size} entries, fewer than the older with {old_size}")
    if old_size in (0, new_size):
        if path:
            raise ProofFails("the path is too long")
        if old_size and old_root != new_root:
            raise ProofFails("two logs of the same length have different roots")
        return
    if roots_from_consistency(old_size, new_size, old_root, path) != (old_root, new_root):
        raise ProofFails("the path does not lead from the old root to the new one")


def check(proof: Mapping[str, object], key: str = "") -> str:
    """Check a proof read from JSON and say in a sentence what it proves.

    ``key`` is the verifier key ("name+id+base64"); where it is empty, the one that the proof names is used.
    Raises :class:`ProofFails` or :class:`NotAProof`.
    """
    kind = _text(proof, "proves")
    signed = _signatures(proof, key)
    if kind == "inclusion":
        size, root = read_checkpoint(_text(proof, "checkpoint"))
        leaf, position = leaf_hash(_text(proof, "body").encode()), _number(proof, "position")
        if root_from_inclusion(leaf, position, size, _path(proof)) != root:
            raise ProofFails("the entry's path does not lead to the checkpoint's root")
        return f"The entry stands at position {position} of the log of {size} entries. {signed}"
    if kind == "consistency":
        old_size, old_root = read_checkpoint(_text(proof, "old"))
        new_size, new_root = read_checkpoint(_text(proof, "new"))
        check_consistency(old_size, new_size, old_root, new_root, _path(proof))
        return f"The log of {new_size} entries begins with all {old_size} of the older one. {signed}"
    raise NotAProof(f"'{kind}' is neither inclusion nor consistency")


def read_checkpoint(note: str) -> tuple[int, bytes]:
    """Size and 32-byte root of a checkpoint: the second and third line. C2SP tlog-checkpoint."""
    lines = note.split("\n")
    if len(lines) < 3 or not (lines[1].isascii() and lines[1].isdigit()):
        raise NotAProof("a checkpoint has a name, a size and a root on three lines")
    root = _base64(lines[2])
    if len(root) != 32:
        raise NotAProof("the root of a checkpoint has 32 bytes")
    return int(lines[1]), root


def signature_holds(note: str, key: str) -> bool:
    """Whether the note carries a good Ed25519 signature by the verifier key. C2SP signed-note.

    Raises ``ImportError`` where the package ``cryptography`` is not installed.
    """
    from cryptography.exceptions import InvalidSignature
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

    try:
        name, identifier, encoded = key.split("+", 2)
    except ValueError:
        raise NotAProof("a verifier key is name+id+base64") from None
    public = _base64(encoded)
    text, _, signatures = note.rpartition("\n\n")
    for line in signatures.splitlines():
        if line.startswith(f"— {name} "):
            signature = _base64(line.removeprefix(f"— {name} "))
            if signature[:4].hex() == identifier and public[:1] == b"\x01" and len(public) == 33:
                try:
                    Ed25519PublicKey.from_public_bytes(public[1:]).verify(signature[4:], f"{text}\n".encode())
                except InvalidSignature:
                    return False
                return True
    return False


def _signatures(proof: Mapping[str, object], key: str) -> str:
    used = key or _text(proof, "key")
    notes = [_text(proof, name) for name in ("checkpoint", "old", "new") if name in proof]
    try:
        for note in notes:
            if not signature_holds(note, used):
                raise ProofFails(f"a checkpoint is not signed by {used}")
    except ImportError:
        return "Signatures were NOT checked: install the package cryptography."
    return f"Signed by {used}." if key else f"Signed by {used}, a key that only the proof itself names."


def _text(proof: Mapping[str, object], name: str) -> str:
    value = proof.get(name)
    if not isinstance(value, str):
        raise NotAProof(f"'{name}' is missing or is not text")
    return value


def _number(proof: Mapping[str, object], name: str) -> int:
    value = proof.get(name)
    if not isinstance(value, int) or isinstance(value, bool):
        raise NotAProof(f"'{name}' is missing or is not a whole number")
    return value


def _path(proof: Mapping[str, object]) -> list[bytes]:
    value = proof.get("path")
    if not isinstance(value, list) or not all(isinstance(part, str) for part in value):
        raise NotAProof("'path' is missing or is not a list of hashes")
    hashes = [_base64(part) for part in value]
    if any(len(part) != 32 for part in hashes):
        raise NotAProof("a hash of the path has not 32 bytes")
    return hashes


def _base64(text: str) -> bytes:
    try:
        return base64.b64decode(text, validate=True)
    except (binascii.Error, ValueError):
        raise NotAProof("a hash or a signature is not base64") from None


def main(arguments: Sequence[str]) -> int:
    """Check the proof in a file, with a verifier key where one is given."""
    if len(arguments) not in (1, 2):
        print("usage: check_proof.py PROOF.json [VERIFIER_KEY]", file=sys.stderr)
        return 2
    try:
        proof = json.loads(Path(arguments[0]).read_text(encoding="utf-8"))
        if not isinstance(proof, dict):
            raise NotAProof("the file holds no JSON object")
        print(check(proof, *arguments[1:]))
    except ProofFails as fails:
        print(f"The proof does not hold: {fails}.")
        return 1
    except (NotAProof, OSError, ValueError) as wrong:
        print(f"This is no proof: {wrong}.", file=sys.stderr)
        return 2
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
