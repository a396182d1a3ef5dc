"""Signed notes and checkpoints, as C2SP writes them (``signed-note`` and ``tlog-checkpoint``).

A note is text that ends with a line break, an empty line, and lines "— name base64(key id, signature)". A
checkpoint is a note whose text is three lines or more: the log's origin, its size, its root in base64, and
lines that extend it. Only Ed25519 signatures are made and checked here.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import re
from dataclasses import dataclass

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

_ED25519 = b"\x01"
_LARGEST_SIZE = 2**63 - 1
_MARK = "— "


class BadNote(ValueError):
    """The text is not a note, a checkpoint or a key; or it is not signed as it says."""


@dataclass(frozen=True, slots=True)
class Verifier:
    """The public half of a signing key, and the name it signs under."""

    name: str
    public: bytes

    @property
    def key_id(self) -> bytes:
        """Four bytes that tell keys of the same name apart."""
        return hashlib.sha256(self.name.encode() + b"\n" + _ED25519 + self.public).digest()[:4]

    def __str__(self) -> str:
        return f"{self.name}+{self.key_id.hex()}+{_to_base64(_ED25519 + self.public)}"

    @classmethod
    def parse(cls, text: str) -> Verifier:
        """Read "name+id+base64"; :class:`BadNote` where it is not one or its id does not fit."""
        parts = text.strip().split("+", 2)
        if len(parts) != 3 or not _is_name(parts[0]):
            raise BadNote("a verifier key is name+id+base64")
        key = _from_base64(parts[2])
        if key[:1] != _ED25519 or len(key) != 33:
            raise BadNote("the verifier key is not an Ed25519 key")
        verifier = cls(parts[0], key[1:])
        if verifier.key_id.hex() != parts[1]:
            raise BadNote("the verifier key's id does not fit its name and key")
        return verifier

    def signed(self, note: str) -> bool:
        """Whether the note carries a signature by this key; :class:`BadNote` where it carries a bad one."""
        text, signatures = _split(note)
        for name, content in signatures:
            if name == self.name and content[:4] == self.key_id:
                try:
                    Ed25519PublicKey.from_public_bytes(self.public).verify(content[4:], text.encode())
                except (InvalidSignature, ValueError):
                    raise BadNote(f"the signature of {self.name} does not fit the text") from None
                return True
        return False


@dataclass(frozen=True, slots=True)
class Signer:
    """A signing key and the name it signs under."""

    name: str
    seed: bytes

    def __post_init__(self) -> None:
        if not _is_name(self.name) or len(self.seed) != 32:
            raise BadNote("a signing key has a name without spaces or plus signs, and 32 bytes")

    @property
    def verifier(self) -> Verifier:
        """The public half."""
        return Verifier(
            self.name, Ed25519PrivateKey.from_private_bytes(self.seed).public_key().public_bytes_raw()
        )

    def sign(self, text: str) -> str:
        """The signed note of a text; the text ends with a line break."""
        if not text.endswith("\n") or _has_control_characters(text):
            raise BadNote("a note's text ends with a line break and has no control characters")
        signature = Ed25519PrivateKey.from_private_bytes(self.seed).sign(text.encode())
        return f"{text}\n{_MARK}{self.name} {_to_base64(self.verifier.key_id + signature)}\n"

    def secret_text(self) -> str:
        """The key as one line, to be kept secret: "PRIVATE+KEY+name+id+base64"."""
        key_id = self.verifier.key_id.hex()
        return f"PRIVATE+KEY+{self.name}+{key_id}+{_to_base64(_ED25519 + self.seed)}"

    @classmethod
    def parse(cls, text: str) -> Signer:
        """Read what :meth:`secret_text` wrote; :class:`BadNote` where it is not that."""
        parts = text.strip().split("+", 4)
        if len(parts) != 5 or parts[:2] != ["PRIVATE", "KEY"]:
            raise BadNote("a signing key is PRIVATE+KEY+name+id+base64")
        key = _from_base64(parts[4])
        if key[:1] != _ED25519 or len(key) != 33:
            raise BadNote("the signing key is not an Ed25519 key")
        signer = cls(parts[2], key[1:])
        if signer.verifier.key_id.hex() != parts[3]:
            raise BadNote("the signing key's id does not fit its name and key")
        return signer


@dataclass(frozen=True, slots=True)
class Checkpoint:
    """How long a log was and what its root was: the promise that a signature is put under."""

    origin: str
    size: int
    root: bytes
    extensions: tuple[str, ...] = ()

    def text(self) -> str:
        """The lines that are signed."""
        lines = (self.origin, str(self.size), _to_base64(self.root), *self.extensions)
        return "".join(f"{line}\n" for line in lines)

    @classmethod
    def parse(cls, note: str) -> Checkpoint:
        """Read a signed note without checking who signed; :class:`BadNote` if it is no checkpoint."""
        text, _ = _split(note)
        lines = text.split("\n")[:-1]
        if len(lines) < 3 or not all(lines):
            raise BadNote("a checkpoint has an origin, a size and a root on three lines")
        size = lines[1]
        if not re.fullmatch(r"0|[1-9][0-9]{0,18}", size) or int(size) > _LARGEST_SIZE:
            raise BadNote(f"the size of a checkpoint is a whole number, not '{size[:40]}'")
        root = _from_base64(lines[2])
        if len(root) != 32:
            raise BadNote("the root of a checkpoint has 32 bytes")
        return cls(lines[0], int(size), root, tuple(lines[3:]))


_CHECKPOINT_SOMEWHERE = re.compile(
    r"(?P<origin>[^\s+<>\"]+)\n(?P<size>[0-9]+)\n(?P<root>[A-Za-z0-9+/]{43}=)\n"
    r"(?P<more>(?:[^\n]+\n)*?)\n+(?P<signatures>(?:— [^\s+]+ [A-Za-z0-9+/]+={0,2}\n?)+)"
)


def find_checkpoint(text: str) -> str:
    """The first checkpoint in a text: a file that holds one, or a document that prints it between others.

    Spaces around lines and foreign line ends are forgiven. :class:`BadNote` where there is none.
    """
    lines = "\n".join(line.strip() for line in text.replace("\r\n", "\n").replace("\r", "\n").split("\n"))
    found = _CHECKPOINT_SOMEWHERE.search(lines + "\n")
    if found is None:
        raise BadNote("no checkpoint was found: a name, a size, a root, an empty line and a signature")
    head = f"{found['origin']}\n{found['size']}\n{found['root']}\n{found['more']}"
    note = f"{head}\n{found['signatures'].rstrip()}\n"
    Checkpoint.parse(note)
    return note


def _split(note: str) -> tuple[str, list[tuple[str, bytes]]]:
    """The signed text, and name with decoded signature of each signature line."""
    if _has_control_characters(note):
        raise BadNote("a note has no control characters")
    text, empty_line, rest = note.rpartition("\n\n")
    if not empty_line or not rest.endswith("\n"):
        raise BadNote("a note ends with an empty line and signatures")
    signatures = []
    for line in rest[:-1].split("\n"):
        name, space, encoded = line.removeprefix(_MARK).partition(" ")
        if not line.startswith(_MARK) or not space or not _is_name(name):
            raise BadNote("a signature line is '— name base64'")
        content = _from_base64(encoded)
        if len(content) < 5:
            raise BadNote("a signature is too short")
        signatures.append((name, content))
    return f"{text}\n", signatures


def _has_control_characters(text: str) -> bool:
    return any(character < " " and character != "\n" for character in text)


def _is_name(name: str) -> bool:
    return bool(name) and "+" not in name and not any(character.isspace() for character in name)


def _to_base64(content: bytes) -> str:
    return base64.b64encode(content).decode()


def _from_base64(text: str) -> bytes:
    try:
        return base64.b64decode(text, validate=True)
    except (binascii.Error, ValueError):
        raise BadNote(f"'{text[:40]}' is not base64") from None
