"""The types of the survey sheet, and the kind of question that each makes. Source: https://xlsform.org."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

KINDS_BY_TYPE = {
    "text": "text",
    "string": "text",
    "barcode": "text",
    "calculate": "text",
    "hidden": "text",
    "integer": "integer",
    "int": "integer",
    "percentage": "integer",
    "decimal": "decimal",
    "range": "integer",
    "date": "date",
    "time": "time",
    "dateTime": "datetime",
    "datetime": "datetime",
    "acknowledge": "choice",
    "trigger": "choice",
    "geopoint": "point",
    "gps": "point",
    "location": "point",
    "start-geopoint": "point",
    "background-geopoint": "point",
    "geotrace": "shape",
    "geoshape": "shape",
    "image": "file",
    "photo": "file",
    "audio": "file",
    "background-audio": "file",
    "video": "file",
    "file": "file",
    "audit": "file",
    "start": "datetime",
    "end": "datetime",
    "today": "date",
}
"""A range whose steps are not whole is ``decimal``. An acknowledgement is a choice of ``OK``."""

ROLES_BY_TYPE = {"start": "start", "end": "end", "start-geopoint": "position"}
"""The role that a type has where no question is given it."""

PERSONAL = frozenset(
    ["deviceid", "username", "phonenumber", "email", "simserial", "subscriberid", "imei", "device id"]
)
"""What a phone would tell of its owner: whose report it is we know from the key; these are passed over."""

NO_QUESTION = PERSONAL | {"note", "csv-external", "xml-external"}

UNSUPPORTED = frozenset(["osm", "select_one_external", "begin_loop", "end_loop", "cascading_select"])
"""Known to pyxform, and not taken here: old ways for which there are better ones."""

_SELECTS: Mapping[str, str] = {
    "select_one": "choice",
    "select1": "choice",
    "select_multiple": "choices",
    "rank": "ranking",
    "select_one_from_file": "choice",
    "select_multiple_from_file": "choices",
}
_SELECT = re.compile(
    rf"(?P<word>{'|'.join(sorted(_SELECTS, key=len, reverse=True))})\s+(?P<list>\S+)"
    r"(?:\s+(?P<other>or_other|or other|or specify other))?"
)
_SPACED = (
    (re.compile(r"^(begin|end)[ _](group|repeat|loop)\b"), r"\1_\2"),
    (re.compile(r"^select one from file\b"), "select_one_from_file"),
    (re.compile(r"^select multiple from file\b"), "select_multiple_from_file"),
    (re.compile(r"^select one(?: from)?\b"), "select_one"),
    (re.compile(r"^select all that apply(?: from)?\b"), "select_multiple"),
    (re.compile(r"^(osm)\b.*"), r"\1"),
    (re.compile(r"^(select_one_external|cascading_select|begin_loop|end_loop)\b.*"), r"\1"),
)


@dataclass(frozen=True, slots=True)
class Type:
    """A type of the survey sheet taken apart. ``list_name`` is a list of the sheet ``choices`` or a file."""

    word: str
    kind: str = ""
    list_name: str = ""
    is_from_file: bool = False
    has_other: bool = False


def type_of(text: str) -> Type | None:
    """The type that a cell of the column ``type`` names; None where it is not known here."""
    word = re.sub(r"\s+", " ", text.strip())
    for pattern, instead in _SPACED:
        word = pattern.sub(instead, word)
    if word in ("begin_group", "end_group", "begin_repeat", "end_repeat") or word in NO_QUESTION:
        return Type(word)
    if found := _SELECT.fullmatch(word):
        return Type(
            word=found["word"],
            kind=_SELECTS[found["word"]],
            list_name=found["list"],
            is_from_file=found["word"].endswith("_from_file"),
            has_other=found["other"] is not None,
        )
    return Type(word, KINDS_BY_TYPE[word]) if word in KINDS_BY_TYPE else None


def known_types() -> str:
    """The types in a sentence, for a remedy."""
    return ", ".join(sorted({*_SELECTS, *KINDS_BY_TYPE, "note", "begin_group", "begin_repeat"}))
