"""The files that go with a form: pictures, sounds, tables. What may be one, and what a table must hold."""

from __future__ import annotations

import re

from baqylau.core.problem import Phrase, Problem, Refused
from baqylau.core.reading import read_csv, short

LARGEST_FILE = 20 * 2**20
MOST_FILES = 100
MADE_HERE = frozenset({"stations.csv", "regions.csv", "districts.csv"})
"""Tables that the server makes for each observer; they need not be uploaded."""

_NAME = re.compile(r"[^\x00-\x1f/\\<>:\"|?*]{1,120}")
_BY_END = {
    "csv": ("text/csv", "text/plain"),
    "geojson": ("application/geo+json", "application/json", "text/plain", "application/octet-stream"),
    "xml": ("text/xml", "application/xml"),
    "jpg": ("image/jpeg",),
    "jpeg": ("image/jpeg",),
    "png": ("image/png",),
    "webp": ("image/webp",),
    "mp3": ("audio/",),
    "m4a": ("audio/", "video/mp4"),
    "ogg": ("audio/", "video/ogg", "application/ogg"),
    "wav": ("audio/",),
    "mp4": ("video/",),
    "webm": ("video/", "audio/"),
    "pdf": ("application/pdf",),
}


def check_name(name: str) -> str:
    """The name by which questions use a file; ``Refused`` (F.135) where it can be none."""
    if not _NAME.fullmatch(name) or name.startswith(".") or name.strip() != name:
        says = Phrase("'{name}' cannot be the name of a form's file.", name=short(name) or "–")
        raise Refused(
            Problem("F.135", says, Phrase("Use letters, digits, - and _, and an ending such as .csv."))
        )
    return name


def check_content(name: str, media_type: str, head: bytes) -> None:
    """``Refused`` (F.136) where a file is not what its name says, or of no kind that forms use."""
    ending = name.rpartition(".")[2].lower()
    allowed = _BY_END.get(ending)
    if allowed is None:
        says = Phrase("Forms have no use for files that end in '{ending}'.", ending=short(ending))
        remedy = Phrase("Give one of: {endings}.", endings=", ".join(sorted(_BY_END)))
        raise Refused(Problem("F.136", says, remedy, f"'{short(name)}'"))
    is_text = ending in ("csv", "geojson", "xml") and b"\0" not in head
    if not media_type.startswith(allowed) and not is_text:
        says = Phrase("The file's content is not what its name says: it is {kind}.", kind=media_type)
        raise Refused(
            Problem("F.136", says, Phrase("Save it again in the right format."), f"'{short(name)}'")
        )


def check_table(name: str, content: bytes, columns: tuple[str, ...]) -> None:
    """``Refused`` (C.1xx) where a table that questions choose from cannot be read, or lacks a column."""
    read_csv(content, name, required=columns, others=True)
