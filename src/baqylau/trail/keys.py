"""The installation's signing key: one file that only its owner reads, made on first use."""

from __future__ import annotations

import contextlib
import hashlib
import os
import secrets
import tempfile
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from django.conf import settings

from baqylau.core.problem import Problem, Refused
from baqylau.trail.methods.note import BadNote, Signer
from baqylau.trail.models import Batch


def signer() -> Signer:
    """The installation's key; the first call of an installation's life makes it."""
    file = Path(settings.SIGNING_KEY_FILE)
    if not file.exists():
        if Batch.objects.exists():
            says, remedy = "The signing key of the trail is missing.", "Bring the file back from a backup."
            raise Refused(Problem("T.104", says, remedy, str(file)))
        _make(file)
    return read_signer(file.read_bytes(), where=str(file))


def read_signer(content: bytes, *, where: str) -> Signer:
    """The key in these bytes; ``Refused`` where they are none."""
    try:
        return Signer.parse(content.decode("ascii"))
    except (BadNote, UnicodeDecodeError) as wrong:
        says, remedy = f"The signing key cannot be read ({wrong}).", "Bring the file back from a backup."
        raise Refused(Problem("T.101", says, remedy, where)) from None


def new_signer() -> Signer:
    """A new key. Its name is made from its public half, so that no two installations share one."""
    seed = secrets.token_bytes(32)
    public = Ed25519PrivateKey.from_private_bytes(seed).public_key().public_bytes_raw()
    return Signer(f"baqylau/{hashlib.sha256(public).hexdigest()[:16]}", seed)


def _make(file: Path) -> None:
    """Make the file complete or not at all; of several processes at once, one key wins and all use it."""
    file.parent.mkdir(parents=True, exist_ok=True)
    temporary = write_aside(file, f"{new_signer().secret_text()}\n".encode())
    with contextlib.suppress(FileExistsError):
        os.link(temporary, file)
    temporary.unlink()


def write_aside(file: Path, content: bytes) -> Path:
    """A temporary file beside ``file`` with this content, safe on disk, that only its owner reads."""
    descriptor, temporary = tempfile.mkstemp(dir=file.parent, prefix=f".{file.name}-")
    with os.fdopen(descriptor, "wb") as opened:
        opened.write(content)
        opened.flush()
        os.fsync(opened.fileno())
    return Path(temporary)
