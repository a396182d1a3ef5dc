"""An XLSForm into the XForm that phones download, by pyxform; its messages as numbered problems.

pyxform stops at the first thing it cannot convert, and says it in English with ``[row : 7]`` and the sheet's
name. We take place and message apart, and add what to do.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from lxml import etree
from pyxform.errors import PyXFormError
from pyxform.xls2xform import convert

from baqylau.core.problem import Phrase, Problem, Refused
from baqylau.observation.sources.xlsform_book import Book, Sheet, row_of

OURS = frozenset(["role", "critical", "source_column"])
"""Columns of the survey sheet that pyxform need not see."""
GIVEN = ("survey", "choices", "settings", "entities", "external_choices", "osm")
SUBMISSION = "{http://www.w3.org/2002/xforms}submission"
MODEL = "{http://www.w3.org/2002/xforms}model"
INSTANCE = "{http://www.w3.org/2002/xforms}instance"

_ROW = re.compile(r"\[row : (?P<row>\d+)\]\s*")
_SHEET = re.compile(r"(?:On the |sheet: )'(?P<sheet>\w+)'")
_JR = re.compile(r"jr://(?:images|audio|video|file|file-csv)/([^\s\"'<>]+)")
LONGEST = 400

_REMEDIES: Sequence[tuple[str, Phrase]] = (
    ("Could not find the name", Phrase("Check the spelling of the name in ${}, or add the question.")),
    ("appears more than once", Phrase("Give each question its own name in the whole form.")),
    ("Reference variable", Phrase("Write a reference as ${name}, with both braces.")),
    ("'range' question type", Phrase("Write the parameters as start=0 end=10 step=1, all numbers.")),
    ("max-pixels", Phrase("Write max-pixels=1600 in the column 'parameters'.")),
    ("'name' value", Phrase("Give another name: Latin letters, digits and _, a letter first, each once.")),
    (
        "Names must begin",
        Phrase("Give another name: Latin letters, digits and _, a letter first, each once."),
    ),
    ("eaders", Phrase("Look at the first row of the sheet: each column once, under its usual name.")),
    ("Choices should have a label", Phrase("Give the choice a label.")),
    ("Unmatched 'end", Phrase("Remove the line, or begin the group.")),
    ("Unmatched 'begin", Phrase("Add the line that ends the group.")),
    ("save_to", Phrase("Compare the sheet 'entities' with the column 'save_to'.")),
    ("'entities' sheet", Phrase("Compare the sheet 'entities' with the column 'save_to'.")),
    ("Missing calculation", Phrase("Fill in the column 'calculation'.")),
    ("List name not in", Phrase("Add the list to the sheet 'choices'.")),
    ("no type", Phrase("Fill in the column 'type'.")),
    ("no name", Phrase("Fill in the column 'name'.")),
    ("Unknown question type", Phrase("Use a type of xlsform.org.")),
    ("hoice filter", Phrase("Look at the column 'choice_filter' of that row.")),
    ("trigger", Phrase("Name a question of the form in the column 'trigger'.")),
    ("translations", Phrase("Fill in the column in each language.")),
    ("similar names", Phrase("Check how the sheet is called.")),
    ("has no label", Phrase("Give it a label.")),
    ("arameter", Phrase("Look at the column 'parameters' of that row.")),
)
"""What to do about a message of pyxform that has these words; the first that fits."""


@dataclass(frozen=True, slots=True)
class Converted:
    """The XForm as it will be stored and served, what files it needs, and what pyxform remarks."""

    xform: bytes
    needs: tuple[str, ...]
    paths: frozenset[str]
    """Where something can stand in a filled form, below the root, groups and repeats included."""
    remarks: tuple[Problem, ...]


def convert_book(book: Book, name: str) -> Converted:
    """The XForm of a form's sheets; ``Refused`` (I.312) with pyxform's message where it cannot."""
    warnings: list[str] = []
    try:
        made = convert(_as_pyxform_wants(book, name), validate=False, warnings=warnings)
    except PyXFormError as error:
        raise Refused(_problem("I.312", str(error), name)) from None
    except Exception as error:  # pyxform says what is wrong by many kinds of exception
        raise Refused(_problem("I.312", f"{type(error).__name__}: {error}", name)) from None
    xform = made.xform.encode()
    try:
        root = etree.fromstring(xform)
    except etree.XMLSyntaxError as error:
        raise Refused(_problem("I.312", str(error), name)) from None
    remarks = tuple(_problem("F.190", warning, name) for warning in warnings)
    return Converted(xform, tuple(sorted(set(_needed(root)))), frozenset(_paths(root)), remarks)


def _as_pyxform_wants(book: Book, name: str) -> dict[str, object]:
    """Our lines as pyxform's own reader would give them: empty rows stay, so that row numbers are right."""
    given: dict[str, object] = {"sheet_names": list(book), "fallback_form_name": "data"}
    for title in GIVEN:
        if title in book:
            sheet = book[title]
            given[title] = list(_rows(sheet))
            hidden = OURS if title == "survey" else frozenset()
            header = {theirs: None for ours, theirs in sheet.columns.items() if ours not in hidden}
            given[f"{title}_header"] = [header] if header else []
    return given


def _rows(sheet: Sheet) -> Iterator[dict[str, str]]:
    hidden = {theirs for ours, theirs in sheet.columns.items() if sheet.title == "survey" and ours in OURS}
    number = 2
    for line in sheet.lines:
        while number < line.number:
            yield {}
            number += 1
        yield {theirs: text for theirs, text in line.raw.items() if theirs not in hidden}
        number += 1


def _problem(code: str, message: str, name: str) -> Problem:
    text = " ".join(message.split())
    row, sheet = _ROW.search(text), _SHEET.search(text)
    title = sheet["sheet"] if sheet else "survey"
    where = (
        row_of(title, int(row["row"])) if row else Phrase("'{name}', sheet '{sheet}'", name=name, sheet=title)
    )
    if not row and not sheet:
        where = Phrase("'{name}'", name=name)
    says = _ROW.sub("", text)[:LONGEST]
    if code == "I.312":
        says = Phrase("pyxform cannot convert the form: {error}", error=says)
    else:
        says = Phrase("pyxform remarks: {remark}", remark=says)
    return Problem(code, says, _remedy(text), where)


def _remedy(text: str) -> Phrase:
    found = (remedy for words, remedy in _REMEDIES if words in text)
    return next(found, Phrase("Correct the form at that place."))


def needed_files(xform: bytes) -> list[str]:
    """The names of the files that an XForm uses, in order."""
    return sorted(set(_needed(etree.fromstring(xform)))) if xform else []


def _needed(root: etree._Element) -> Iterator[str]:
    """The names of the files that the form shows or reads from."""
    for element in root.iter():
        if isinstance(element.tag, str):
            for text in (element.text or "", *element.attrib.values()):
                yield from _JR.findall(text)


def _paths(root: etree._Element) -> Iterator[str]:
    instance = root.find(f".//{MODEL}/{INSTANCE}")
    top = instance[0] if instance is not None and len(instance) else None
    if top is not None:
        for child in top:
            yield from _paths_below(child, "")


def _paths_below(element: etree._Element, prefix: str) -> Iterator[str]:
    path = prefix + etree.QName(element).localname
    yield path
    for child in element:
        yield from _paths_below(child, f"{path}/")


def with_public_key(xform: bytes, key: str) -> bytes:
    """The XForm with the mission's RSA key, with which phones encrypt; with an empty key, without one."""
    root = etree.fromstring(xform)
    model = root.find(f".//{MODEL}")
    if model is None:
        return xform
    submission = model.find(SUBMISSION)
    if submission is None and key:
        submission = etree.Element(SUBMISSION)
        model.insert(len(model.findall("{*}itext")), submission)
    if submission is not None:
        submission.attrib.pop("base64RsaPublicKey", None)
        if key:
            submission.set("base64RsaPublicKey", key)
        elif not submission.attrib:
            model.remove(submission)
    return bytes(etree.tostring(root.getroottree(), encoding="UTF-8", xml_declaration=True))


def naming_workbook(xform: bytes, sha256: str) -> bytes:
    """The XForm with its workbook's digest behind it.

    Where a workbook is replaced, roles or checks may change that stand in no XForm. Whoever remembers a form
    by the MD5 of its bytes must see that it is another.
    """
    return xform.rstrip() + f"\n<!-- XLSForm SHA-256 {sha256} -->\n".encode()
