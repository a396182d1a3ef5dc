"""All files of an edition, one after another."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import IO

from baqylau.results.publishing import nist, nist_writing, openelections, package, parquet
from baqylau.results.publishing.edition import Edition


@dataclass(frozen=True, slots=True)
class File:
    """One file: its format, its name, its media type, and what writes it to an open file."""

    format: str
    name: str
    media_type: str
    write: Callable[[IO[bytes]], None]


def files(edition: Edition) -> Iterator[File]:
    """The files of an edition. Those with single stations only where they are published."""
    stem = edition.file_stem
    yield File("package", f"{stem}.zip", "application/zip", lambda file: package.write(edition, file))
    for level, pieces in openelections.areas(edition):
        yield File(
            f"openelections:{level}",
            openelections.file_name(edition, level),
            "text/csv",
            _poured(pieces),
        )
    if edition.with_stations:
        name = openelections.file_name(edition, "precinct")
        pieces = openelections.stations(edition)
        yield File("openelections:precinct", name, "text/csv", _poured(pieces))
        kind = "application/vnd.apache.parquet"
        yield File("parquet", f"{stem}.parquet", kind, lambda file: parquet.write(edition, file))
    report = nist.report(edition)
    as_json, as_xml = nist_writing.as_json(report), nist_writing.as_xml(nist.report(edition))
    yield File("nist_json", f"{stem}__nist.json", "application/json", _poured(as_json))
    yield File("nist_xml", f"{stem}__nist.xml", "application/xml", _poured(as_xml))


def _poured(pieces: Iterator[bytes]) -> Callable[[IO[bytes]], None]:
    def write(file: IO[bytes]) -> None:
        for piece in pieces:
            file.write(piece)

    return write
