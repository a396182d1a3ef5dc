"""The two ZIP files between the server and the machine that has the private key.

Down go encrypted reports: ``<SHA-256 of the envelope>/submission.xml`` and ``…/files/<SHA-256>/<name>``.
Back come opened ones: ``<SHA-256 of the envelope>/submission.xml`` and ``…/files/<name>``. What a ZIP says
about its sizes is not believed.
"""

from __future__ import annotations

import hashlib
import re
import zipfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import IO

from baqylau.core.problem import Phrase, Problem, Refused
from baqylau.observation.sources.encrypted import SUBMISSION, Opened
from baqylau.observation.sources.instance import LARGEST_BODY

MOST_ENTRIES = 200_000
FILES = "files"

_NAME = re.compile(r"(?P<envelope>[0-9a-f]{64})/(?:submission\.xml|files/(?P<file>.+))", re.DOTALL)


@dataclass(slots=True)
class Folder:
    """What a ZIP holds of one report: where its XML stands, and its files by name."""

    sha256: str
    submission: str = ""
    files: dict[str, list[str]] = field(default_factory=dict)


class Reports:
    """A ZIP of reports, read one by one. ``largest`` is how many bytes one file may unpack to."""

    def __init__(self, file: IO[bytes], *, largest: int) -> None:
        self._largest = largest
        try:
            self._zip = zipfile.ZipFile(file)
            self.folders = _folders(self._zip.namelist())
        except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError):
            says = Phrase("This is no ZIP file of reports.")
            raise Refused(Problem("O.205", says, Phrase("Give the file as it was made."))) from None

    def submission(self, folder: Folder) -> bytes:
        """The XML of a report."""
        return self._read(folder.submission, LARGEST_BODY)

    def encrypted_files(self, folder: Folder) -> dict[str, list[bytes]]:
        """All that came under each name."""
        return {name: [self._read(one, self._largest) for one in held] for name, held in folder.files.items()}

    def opened_files(self, folder: Folder) -> dict[str, bytes]:
        """The one file of each name."""
        return {name: self._read(held[-1], self._largest) for name, held in folder.files.items()}

    def _read(self, entry: str, largest: int) -> bytes:
        try:
            with self._zip.open(entry) as file:
                content = file.read(largest + 1)
        except (
            zipfile.BadZipFile,
            KeyError,
            OSError,
            EOFError,
            ValueError,
            RuntimeError,
            NotImplementedError,
        ):
            says = Phrase("'{name}' in the ZIP file is damaged.", name=entry[:120])
            raise Refused(Problem("O.206", says, Phrase("Make the file again."))) from None
        if len(content) > largest:
            size = Phrase("{number} MB", number=largest // 2**20)
            says = Phrase("'{name}' in the ZIP file is larger than {size}.", name=entry[:120], size=size)
            raise Refused(Problem("O.206", says, Phrase("Make the file again.")))
        return content


def _folders(names: Sequence[str]) -> list[Folder]:
    if len(names) > MOST_ENTRIES:
        raise ValueError(f"more than {MOST_ENTRIES} entries")
    folders: dict[str, Folder] = {}
    for name in names:
        found = _NAME.fullmatch(name)
        if found is None or name.endswith("/"):
            continue
        folder = folders.setdefault(found["envelope"], Folder(found["envelope"]))
        if found["file"]:
            folder.files.setdefault(found["file"].rpartition("/")[2], []).append(name)
        else:
            folder.submission = name
    return [folder for folder in folders.values() if folder.submission]


def entry_of(sha256: str, digest: str, name: str) -> str:
    """Where a file of an encrypted report stands."""
    return f"{sha256}/{FILES}/{digest}/{name}"


def write_opened(archive: zipfile.ZipFile, sha256: str, opened: Opened) -> None:
    """Put an opened report where it is looked for afterwards."""
    _write(archive, f"{sha256}/{SUBMISSION}", opened.xml)
    for name, content in named(opened.files).items():
        _write(archive, f"{sha256}/{FILES}/{name}", content)


def named(files: Mapping[str, bytes]) -> Mapping[str, bytes]:
    """The same files; ``Refused`` (O.204) where a name is a path."""
    for name in files:
        if not name or name in (".", "..") or set(name) & set("/\\\0"):
            says = Phrase("A file has a name that cannot be kept: '{name}'.", name=repr(name[:60]))
            raise Refused(Problem("O.204", says, Phrase("Keep it as it is, and call the observer.")))
    return files


def _write(archive: zipfile.ZipFile, name: str, content: bytes) -> None:
    archive.writestr(zipfile.ZipInfo(name), content, zipfile.ZIP_DEFLATED)


def digest_of(content: bytes) -> str:
    """By which a report is found again."""
    return hashlib.sha256(content).hexdigest()
