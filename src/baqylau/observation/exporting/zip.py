"""ZIP files written as they are sent: several tables of a form, or the files that came with its records."""

from __future__ import annotations

import re
import tempfile
import zipfile
from collections.abc import Iterator, Sequence
from contextlib import ExitStack
from datetime import datetime
from typing import IO

from django.db.models import QuerySet

from baqylau.observation.exporting.cells import CsvCells
from baqylau.observation.exporting.csv import head_of, lines_of
from baqylau.observation.exporting.rows import Sheet, batches
from baqylau.observation.models import Attachment, Record

PIECE = 2**18
BATCH = 200
LONGEST_NAME = 120

_UNSAFE = re.compile(r'[\x00-\x1f\x7f"*/:<>?\\|\u200e\u200f\u202a-\u202e\u2066-\u2069]')
_RESERVED = re.compile(r"(con|prn|aux|nul|com\d|lpt\d)(\.|$)", re.IGNORECASE)


class Outflow:
    """What a writer writes, to be taken away piece by piece; it cannot be sought in."""

    closed = False

    def __init__(self) -> None:
        self._pieces: list[bytes] = []

    def write(self, piece: bytes) -> int:
        self._pieces.append(bytes(piece))
        return len(self._pieces[-1])

    def flush(self) -> None:
        """There is nothing that waits to be written."""

    def taken(self) -> bytes:
        """All that was written since this was last asked."""
        pieces, self._pieces = self._pieces, []
        return b"".join(pieces)


class Archive:
    """A ZIP file on its way out."""

    def __init__(self, now: datetime, *, compressed: bool) -> None:
        self._now = now.timetuple()[:6]
        self._out = Outflow()
        self._method = zipfile.ZIP_DEFLATED if compressed else zipfile.ZIP_STORED
        self._zip = zipfile.ZipFile(self._out, "w", self._method, compresslevel=1)  # type: ignore[call-overload]

    def member(self, name: str) -> IO[bytes]:
        """A file in it, open for writing until it is closed; one at a time."""
        info = zipfile.ZipInfo(name, self._now)
        info.compress_type, info.external_attr = self._method, 0o644 << 16
        file: IO[bytes] = self._zip.open(info, "w", force_zip64=True)
        return file

    def pour(self, name: str, pieces: Iterator[bytes]) -> Iterator[bytes]:
        """A whole file in it, and what is to be sent of the archive meanwhile."""
        with self.member(name) as file:
            for piece in pieces:
                file.write(piece)
                yield self._out.taken()

    def close(self) -> bytes:
        """Write the list of files, and give what is still to be sent."""
        self._zip.close()
        return self._out.taken()


def pieces_of(file: IO[bytes]) -> Iterator[bytes]:
    """An open file's bytes from its beginning."""
    file.seek(0)
    while piece := file.read(PIECE):
        yield piece


def csv_zip_of(records: QuerySet[Record], sheets: Sequence[Sheet], now: datetime) -> Iterator[bytes]:
    """A CSV for each table. Records go out as they are read; repeats wait in files on the disk."""
    archive = Archive(now, compressed=True)
    with ExitStack() as stack:
        waiting = [stack.enter_context(tempfile.TemporaryFile()) for _ in sheets[1:]]
        for sheet, file in zip(sheets[1:], waiting, strict=True):
            file.write(head_of(sheet))

        def root() -> Iterator[bytes]:
            yield head_of(sheets[0])
            for first, *others in batches(records, sheets):
                for rows, file in zip(others, waiting, strict=True):
                    file.write(lines_of(rows).encode())
                yield lines_of(first).encode()

        yield from archive.pour(f"{sheets[0].table.name}.csv", root())
        for sheet, file in zip(sheets[1:], waiting, strict=True):
            yield from archive.pour(f"{sheet.table.name}.csv", pieces_of(file))
    yield archive.close()


# ------------------------------------------------------------------ attachments


def attachments_of(records: QuerySet[Record]) -> QuerySet[Attachment]:
    """The files that came with the records, record by record."""
    found = Attachment.objects.filter(submission__record__in=records)
    return found.order_by("submission__record__number", "pk")


def attachments_zip_of(records: QuerySet[Record], cells: CsvCells, now: datetime) -> Iterator[bytes]:
    """All files that came with the records: a folder for each record, and a table of them at the end."""
    archive, names = Archive(now, compressed=False), Names()
    with tempfile.TemporaryFile() as table:
        table.write(lines_of([["_record", "file", "name", "type", "size", "sha256", "arrived_at"]]).encode())
        for number, attachment in _in_turn(records):
            path = names.path(number, attachment.name)
            try:
                with attachment.file.whole() as file:
                    yield from archive.pour(path, pieces_of(file))
            except OSError:
                # What is on the disk is not what arrived: the table names no file, and the digest it had.
                path = ""
            table.write(lines_of([_told(cells, number, path, attachment)]).encode())
        yield from archive.pour("attachments.csv", pieces_of(table))
    yield archive.close()


def _told(cells: CsvCells, number: int, path: str, attachment: Attachment) -> list[str]:
    file = attachment.file
    named = [cells.text(text) for text in (path, attachment.name, attachment.media_type)]
    return [str(number), *named, str(file.size), file.sha256, attachment.arrived_at.isoformat()]


def _in_turn(records: QuerySet[Record]) -> Iterator[tuple[int, Attachment]]:
    """Record number and attachment, a few at a time; only their keys are all listed."""
    keys = list(attachments_of(records).values_list("pk", flat=True))
    whole = Attachment.objects.select_related("file", "submission__record")
    for begin in range(0, len(keys), BATCH):
        found = whole.filter(pk__in=keys[begin : begin + BATCH])
        for attachment in found.order_by("submission__record__number", "pk"):
            assert attachment.submission.record is not None
            yield attachment.submission.record.number, attachment


class Names:
    """Gives each file a name in the archive that no other has and that is safe on every system."""

    def __init__(self) -> None:
        self._record, self._taken = -1, set[str]()

    def path(self, record: int, name: str) -> str:
        """``12/picture.jpg``; a second file of the name ``12/picture-2.jpg``."""
        if record != self._record:
            self._record, self._taken = record, set()
        stem, dot, ending = safe(name).rpartition(".")
        stem, ending = (stem, dot + ending) if stem else (ending, "")
        place, found = 1, f"{stem}{ending}"
        while found.casefold() in self._taken:
            place += 1
            found = f"{stem}-{place}{ending}"
        self._taken.add(found.casefold())
        return f"{record}/{found}"


def safe(name: str) -> str:
    """A name without folders, signs that a system reserves, or marks that turn its direction of writing."""
    name = _UNSAFE.sub("_", name.rpartition("/")[2].rpartition("\\")[2]).strip(" .")
    stem, dot, ending = name.rpartition(".")
    if len(name) > LONGEST_NAME:
        name = f"{stem[: LONGEST_NAME - 10]}{dot}{ending[:9]}" if stem else name[:LONGEST_NAME]
    return f"_{name}" if _RESERVED.match(name) else name or "file"
