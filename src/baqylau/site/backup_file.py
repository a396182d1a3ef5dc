"""The file of a backup: a zip that ends with the SHA-256 of everything before, so that any change is found.

Inside: ``tables/NAME.jsonl`` (one row a line, a JSON list in the order of the manifest's columns),
``files/SHA-256`` (stored bytes), ``signing_key``, and ``manifest.json``, which gives the digest of each.
"""

from __future__ import annotations

import contextlib
import hashlib
import json
import os
import re
import tempfile
import zipfile
import zlib
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any, BinaryIO

from baqylau.core.problem import Problem, Refused
from baqylau.storage.disk import sync_folder
from baqylau.storage.pieces import PIECE, pieces_of

FORMAT = 1
MANIFEST = "manifest.json"
SIGNING_KEY = "signing_key"
_SEAL = b"baqylau-backup sha256:"
_SEALED = len(_SEAL) + 64
_DAMAGE = (zipfile.BadZipFile, zlib.error, EOFError, KeyError, NotImplementedError, RuntimeError, OSError)


@dataclass(frozen=True, slots=True)
class Table:
    """One table of the database as it was backed up."""

    name: str
    columns: list[str]
    rows: int
    sha256: str

    @property
    def member(self) -> str:
        return f"tables/{self.name}.jsonl"


@dataclass(frozen=True, slots=True)
class Manifest:
    """What a backup holds. ``files`` are digests of stored bytes, ``missing`` those the disk did not give."""

    program: str
    made_at: str
    database: str
    migrations: list[list[str]]
    tables: list[Table] = field(default_factory=list)
    files: list[str] = field(default_factory=list)
    missing: list[str] = field(default_factory=list)
    signing_key: str | None = None
    format: int = FORMAT

    @property
    def rows(self) -> int:
        return sum(table.rows for table in self.tables)

    def digests(self) -> dict[str, str]:
        """The SHA-256 that each member must have."""
        wanted = {table.member: table.sha256 for table in self.tables}
        wanted |= {f"files/{sha256}": sha256 for sha256 in self.files}
        return wanted | ({SIGNING_KEY: self.signing_key} if self.signing_key else {})


def refuse(code: str, says: str, remedy: str, path: Path) -> Refused:
    """The one way in which this file's readers and writers say no."""
    return Refused(Problem(code, says, remedy, f"'{path}'"))


class BackupWriter:
    """Members are written one after another, each piece by piece."""

    def __init__(self, archive: zipfile.ZipFile) -> None:
        self._archive = archive

    def add(self, member: str, pieces: Iterable[bytes]) -> str:
        """Write a member; its SHA-256."""
        whole = hashlib.sha256()
        with self._archive.open(member, "w", force_zip64=True) as file:
            for piece in pieces:
                whole.update(piece)
                file.write(piece)
        return whole.hexdigest()

    def finish(self, manifest: Manifest) -> None:
        content = json.dumps(asdict(manifest), ensure_ascii=False, indent=1).encode()
        self._archive.writestr(MANIFEST, content)


@contextmanager
def new_backup(path: Path) -> Iterator[BackupWriter]:
    """Write a backup that is there complete and safe on disk, or not at all. Only its owner reads it."""
    _refuse_bad_target(path)
    temporary: Path | None = None
    try:
        descriptor, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}-")
        temporary = Path(name)
        with os.fdopen(descriptor, "w+b") as file:
            with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as archive:
                archive.comment = _SEAL + b"0" * 64
                yield BackupWriter(archive)
            _seal(file)
        temporary.replace(path)
        sync_folder(path.parent)
    except OSError as error:
        says = f"The backup could not be written ({error.strerror or error})."
        raise refuse("B.103", says, "Check the folder, its permissions and its free space.", path) from None
    finally:
        if temporary is not None:
            temporary.unlink(missing_ok=True)


def _refuse_bad_target(path: Path) -> None:
    if path.is_dir():
        raise refuse("B.101", "This is a folder.", "Name a file in it.", path)
    if not path.parent.is_dir():
        raise refuse("B.101", "Its folder does not exist.", "Make the folder, or name another.", path)
    if path.exists():
        with contextlib.suppress(OSError), path.open("rb") as file:
            if _sealed_as(file):
                return
        raise refuse(
            "B.102", "This file exists and is not a backup, so it is left alone.", "Name another.", path
        )


def _seal(file: BinaryIO) -> None:
    """Put the digest of everything before it at the very end, into the zip's comment."""
    file.flush()
    end = file.seek(0, os.SEEK_END) - 64
    digest = _digest_until(file, end)
    file.seek(end)
    file.write(digest.encode())
    file.flush()
    os.fsync(file.fileno())


def _digest_until(file: BinaryIO, end: int) -> str:
    file.seek(0)
    whole = hashlib.sha256()
    while end > 0 and (piece := file.read(min(PIECE, end))):
        whole.update(piece)
        end -= len(piece)
    return whole.hexdigest()


def _sealed_as(file: BinaryIO) -> str | None:
    """The digest that an open file says it has; None where it is not a complete backup."""
    size = file.seek(0, os.SEEK_END)
    if size <= _SEALED:
        return None
    file.seek(size - _SEALED)
    seal = file.read(_SEALED)
    digest = seal.removeprefix(_SEAL).decode("ascii", errors="replace")
    return digest if seal.startswith(_SEAL) and re.fullmatch("[0-9a-f]{64}", digest) else None


class Backup:
    """A backup that was opened and found whole."""

    def __init__(self, archive: zipfile.ZipFile, manifest: Manifest) -> None:
        self._archive = archive
        self.manifest = manifest

    def pieces(self, member: str) -> Iterator[bytes]:
        """A member's bytes in pieces."""
        with self._archive.open(member) as file:
            yield from pieces_of(file)

    def lines(self, member: str) -> Iterator[bytes]:
        """A member's lines."""
        with self._archive.open(member) as file:
            yield from file


@contextmanager
def open_backup(path: Path) -> Iterator[Backup]:
    """Open a backup and check every digest in it before anything is read from it."""
    with _open(path) as file:
        sealed = _sealed_as(file)
        if sealed is None:
            says = "This is not a complete backup: it is another kind of file, or it was cut off."
            raise refuse("B.202", says, "Give a file that 'baqylau backup' wrote, copied whole.", path)
        if _digest_until(file, file.seek(0, os.SEEK_END) - 64) != sealed:
            says = "The backup was damaged or altered since it was written."
            raise refuse("B.203", says, "Take another copy, or an earlier backup.", path)
        with _archive(file, path) as archive:
            manifest = _manifest(archive, path)
            _check_members(archive, manifest, path)
            yield Backup(archive, manifest)


@contextmanager
def _open(path: Path) -> Iterator[BinaryIO]:
    if path.is_dir():
        raise refuse("B.201", "This is a folder, not a file.", "Name the backup's file.", path)
    try:
        file = path.open("rb")
    except FileNotFoundError:
        raise refuse("B.201", "There is no such file.", "Check the name.", path) from None
    except (OSError, ValueError) as error:
        says = f"The file cannot be read ({getattr(error, 'strerror', None) or error})."
        raise refuse("B.201", says, "Check its name and its permissions.", path) from None
    with file:
        yield file


@contextmanager
def _archive(file: BinaryIO, path: Path) -> Iterator[zipfile.ZipFile]:
    try:
        archive = zipfile.ZipFile(file)
    except _DAMAGE:
        raise _not_ours(path) from None
    with archive:
        yield archive


def _not_ours(path: Path) -> Refused:
    says = "The backup's parts do not fit its list of parts."
    return refuse("B.204", says, "Give a file that 'baqylau backup' wrote.", path)


def _manifest(archive: zipfile.ZipFile, path: Path) -> Manifest:
    try:
        read: dict[str, Any] = json.loads(archive.read(MANIFEST))
        version = read["format"]
        if version == FORMAT:
            return Manifest(**{**read, "tables": [Table(**table) for table in read["tables"]]})
    except (*_DAMAGE, ValueError, TypeError):
        raise _not_ours(path) from None
    says = f"The backup has format {version}, and this version of Baqylau reads format {FORMAT}."
    raise refuse("B.205", says, "Restore it with the version that wrote it.", path)


def _check_members(archive: zipfile.ZipFile, manifest: Manifest, path: Path) -> None:
    wanted = manifest.digests()
    if sorted(archive.namelist()) != sorted([*wanted, MANIFEST]):
        raise _not_ours(path)
    for member, sha256 in wanted.items():
        try:
            with archive.open(member) as file:
                found = hashlib.file_digest(file, "sha256").hexdigest()  # type: ignore[arg-type]
        except _DAMAGE:
            raise _not_ours(path) from None
        if found != sha256:
            raise refuse("B.204", f"The digest of {member} is another.", "Take another copy.", path)
