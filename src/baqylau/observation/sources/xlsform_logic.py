"""The expressions of a form's logic: what pyxform lets through, and phones would stumble over.

pyxform (without Java) does not look into an expression. Here it is compiled as XPath by libxml2; names in
``${}`` and functions are looked up. Source of the functions: https://getodk.github.io/xforms-spec/#xpath-functions.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator

from lxml import etree

from baqylau.core.problem import Phrase
from baqylau.core.reading import Problems, short
from baqylau.observation.sources.xlsform_book import Book, Line

COLUMNS = ("relevant", "constraint", "required", "calculation", "choice_filter", "repeat_count", "readonly")
_FUNCTIONS = """
abs acos area asin atan atan2 base64-decode boolean boolean-from-string ceiling checklist coalesce
concat contains cos count count-non-empty count-selected current date date-time decimal-date-time
decimal-time digest distance ends-with exp exp10 extract-signed false floor format-date
format-date-time geofence id if indexed-repeat instance int intersects jr:choice-name jr:itext join
lang last local-name log log10 max min name namespace-uri normalize-space not now number once pi
position pow property pulldata random randomize regex round selected selected-at sin sqrt
starts-with string string-length substr substring substring-after substring-before sum tan text
today translate true uuid version weighted-checklist node comment
"""
FUNCTIONS = frozenset(_FUNCTIONS.split())
_REFERENCE = re.compile(r"\$\{\s*(?:last-saved#)?([^}\s]*)\s*\}")
_FUNCTION = re.compile(r"(?<![\w.$-])((?:jr:)?[A-Za-z_][\w.-]*)\s*\(", re.ASCII)
_TEXT = re.compile(r"'[^']*'|\"[^\"]*\"")
_NO_FUNCTION = frozenset(["and", "or", "div", "mod"])
_PLAIN = frozenset(["yes", "no", "true", "false", "y", "n"])
FROM_PHONE = frozenset(["instanceID", "instanceName"])


def check_logic(book: Book, names: Collection[str], problems: Problems) -> None:
    """Look at every expression of the survey sheet (F.106 unreadable, F.107 unknown name, F.108 function)."""
    known = frozenset(names) | FROM_PHONE
    for line in book["survey"].lines:
        for column in COLUMNS:
            text = line[column]
            if text and not (column in ("required", "readonly") and text.lower() in _PLAIN):
                _check(text, line, column, known, problems)
    for line in book["settings"].lines if "settings" in book else ():
        if line["instance_name"]:
            _check(line["instance_name"], line, "instance_name", known, problems)


def _check(text: str, line: Line, column: str, known: Collection[str], problems: Problems) -> None:
    where = line.at(column)
    wrong = list(_unbalanced(text))
    for says in wrong:
        problems.add("F.106", says, Phrase("Correct the expression."), where)
    without_texts = _TEXT.sub("''", text)
    for name in dict.fromkeys(_REFERENCE.findall(without_texts)):
        if name not in known:
            says = Phrase("There is no question '{name}'.", name=short(name))
            problems.add("F.107", says, Phrase("Name a question of the form."), where)
    for name in dict.fromkeys(_FUNCTION.findall(without_texts)):
        if name not in FUNCTIONS and name not in _NO_FUNCTION:
            says = Phrase("There is no function '{name}'.", name=short(name))
            problems.add("F.108", says, Phrase("See the functions at xlsform.org."), where)
    if not wrong and not _is_xpath(text):
        says = Phrase("'{text}' is not an expression that a phone can read.", text=short(text))
        remedy = Phrase("Look for a missing comma or sign, and for words without quotation marks.")
        problems.add("F.106", says, remedy, where)


def _unbalanced(text: str) -> Iterator[Phrase]:
    """What opens and does not close, or closes and did not open."""
    bare = _TEXT.sub("", text)
    for mark in ("'", '"'):
        if mark in bare:
            yield Phrase("A quotation mark ({mark}) is not closed.", mark=mark)
    for opening, closing in ("()", "[]"):
        missing = _missing(bare, opening, closing)
        if missing > 0:
            yield Phrase("{number} bracket(s) '{mark}' are missing.", number=missing, mark=closing)
        elif missing < 0:
            yield Phrase("A bracket '{mark}' closes what was not opened.", mark=closing)
    if bare.count("${") != len(_REFERENCE.findall(bare)):
        yield Phrase("A name that begins with '${' does not end with '}'.")


def _missing(text: str, opening: str, closing: str) -> int:
    """How many closing brackets are missing; -1 where one comes too early."""
    depth = 0
    for character in text:
        depth += (character == opening) - (character == closing)
        if depth < 0:
            return -1
    return depth


def _is_xpath(text: str) -> bool:
    try:
        etree.XPath(_REFERENCE.sub("/data/x", text))
    except (etree.XPathError, ValueError):
        return False
    return True


def references(texts: Iterable[str]) -> frozenset[str]:
    """The questions that expressions or labels name in ``${}``."""
    return frozenset(name for text in texts for name in _REFERENCE.findall(text))
