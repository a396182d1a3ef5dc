"""An XLSForm (.xlsx) into questions. The outermost group of a question is its section.

Only kinds of question that records can hold are taken: yes/no and other choices, whole numbers, times, texts.
Notes and what a phone fills in by itself are passed over; anything else is refused by name. Whether a phone
would take the form is asked of pyxform, which converts it (without Java). Source: https://xlsform.org.
"""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from openpyxl import load_workbook
from pyxform.xls2xform import convert

from baqylau.core.problem import Phrase, Problem, Refused
from baqylau.core.reading import Problems
from baqylau.observation.sources.answers import STATES_IN_CODES, YES_NO, Choice, Question

LARGEST_UNPACKED = 50 * 2**20
MOST_ROWS = 20_000
LONGEST_NAME = 120

PLAIN_KINDS = {"integer": "integer", "int": "integer", "time": "time", "text": "text", "string": "text"}
PASSED_OVER = frozenset(
    [
        "note",
        "start",
        "end",
        "today",
        "deviceid",
        "username",
        "phonenumber",
        "email",
        "audit",
        "calculate",
        "hidden",
        "start-geopoint",
    ]
)
_LABEL = re.compile(r"label(?:::?(?P<language>.+))?$")
_CODE = re.compile(r"\(([a-z]{2,3})\)\s*$")
_NAME = re.compile(r"[A-Za-z_][\w.-]*", re.ASCII)


@dataclass(frozen=True, slots=True)
class FormRead:
    """What an XLSForm says: its identifier, version and title, and its questions in order."""

    code: str
    version: str
    title: str
    questions: tuple[Question, ...]
    source_columns: Mapping[str, str]
    """Question → the name its column has at the source (column ``source_column`` of the survey sheet)."""


@dataclass(frozen=True, slots=True)
class _Line:
    sheet: str
    number: int
    cells: Mapping[str, str]

    def __getitem__(self, column: str) -> str:
        return self.cells.get(column, "")

    @property
    def where(self) -> str:
        return Phrase("Sheet '{sheet}', row {number}", sheet=self.sheet, number=self.number)


def read_form(content: bytes, name: str) -> FormRead:
    """The form; ``Refused`` with all that is wrong (I.301 to I.312)."""
    sheets = _sheets(content, name)
    problems = Problems()
    if "survey" not in sheets:
        problems.add("I.302", Phrase("There is no sheet 'survey'."), Phrase("Give an XLSForm."), f"'{name}'")
        problems.refuse_if_any()
    lists = _choices(sheets.get("choices", []), problems)
    settings = next(iter(sheets.get("settings", [])), _Line("settings", 2, {}))
    questions, source_columns = _questions(sheets["survey"], lists, problems)
    if not questions and not problems.found:
        problems.add(
            "I.303",
            Phrase("The form asks nothing."),
            Phrase("Add questions to the sheet 'survey'."),
            f"'{name}'",
        )
    problems.refuse_if_any()
    _convert(content, name)
    return FormRead(
        settings["form_id"], settings["version"], settings["form_title"], questions, source_columns
    )


def _sheets(content: bytes, name: str) -> dict[str, list[_Line]]:
    remedy = Phrase("Save the form as an Excel workbook (.xlsx).")
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            unpacked = sum(entry.file_size for entry in archive.infolist())
        if unpacked > LARGEST_UNPACKED:
            says = Phrase(
                "The workbook unpacks to more than {size}.",
                size=Phrase("{number} MB", number=LARGEST_UNPACKED // 2**20),
            )
            raise Refused(Problem("I.311", says, Phrase("Give a smaller one."), f"'{name}'"))
        workbook = load_workbook(io.BytesIO(content), read_only=True, data_only=True)
        return {sheet.title: list(_lines(sheet.title, sheet.values)) for sheet in workbook.worksheets}
    except Refused:
        raise
    except Exception:  # a damaged workbook raises nearly anything
        raise Refused(
            Problem("I.301", Phrase("This is not an Excel workbook."), remedy, f"'{name}'")
        ) from None


def _lines(sheet: str, rows: Iterator[tuple[object, ...]]) -> Iterator[_Line]:
    header = [_text(cell) for cell in next(rows, ())]
    for number, row in enumerate(rows, start=2):
        if number > MOST_ROWS:
            says = Phrase("Sheet '{sheet}' has more than {most} rows.", sheet=sheet, most=MOST_ROWS)
            raise Refused(
                Problem("I.311", says, Phrase("Give a smaller one."), Phrase("Sheet '{sheet}'", sheet=sheet))
            )
        cells = {column: _text(cell) for column, cell in zip(header, row, strict=False) if column}
        if any(cells.values()):
            yield _Line(sheet, number, cells)


def _text(cell: object) -> str:
    return "" if cell is None else str(cell).strip()


def _labels(line: _Line) -> dict[str, str]:
    labels: dict[str, str] = {}
    for column, text in line.cells.items():
        found = _LABEL.fullmatch(column)
        if found and text:
            language = found["language"] or "en"
            code = _CODE.search(language)
            labels[code[1] if code else language.strip()] = text
    return labels


def _choices(lines: Sequence[_Line], problems: Problems) -> dict[str, list[Choice]]:
    lists: dict[str, list[Choice]] = {}
    for line in lines:
        known = lists.setdefault(line["list_name"] or line["list name"], [])
        if not line["name"] or any(choice.name == line["name"] for choice in known):
            says = Phrase("The choice '{name}' has no name, or stands twice in its list.", name=line["name"])
            problems.add("I.304", says, Phrase("Give each choice its own name."), line.where)
        known.append(Choice(line["name"], _labels(line)))
    return lists


def _questions(
    lines: Sequence[_Line], lists: Mapping[str, list[Choice]], problems: Problems
) -> tuple[tuple[Question, ...], dict[str, str]]:
    questions: list[Question] = []
    source_columns: dict[str, str] = {}
    groups: list[_Line] = []
    for line in lines:
        kind = re.sub(r"^(begin|end) group", r"\1_group", line["type"])
        if kind == "begin_group":
            groups.append(line)
        elif kind == "end_group":
            if not groups:
                problems.add(
                    "I.306",
                    Phrase("A group ends that did not begin."),
                    Phrase("Remove the line."),
                    line.where,
                )
            groups = groups[:-1]
        elif kind and kind.split()[0] not in PASSED_OVER:
            question = _question(line, kind, groups, lists, problems)
            if any(other.name == question.name for other in questions):
                says = Phrase("Question '{name}' stands twice.", name=question.name)
                problems.add("I.307", says, Phrase("Give each question its own name."), line.where)
            questions.append(question)
            if line["source_column"]:
                source_columns[question.name] = line["source_column"]
    if groups:
        problems.add(
            "I.306", Phrase("A group does not end."), Phrase("Add a line end_group."), groups[-1].where
        )
    return tuple(questions), source_columns


def _question(
    line: _Line, kind: str, groups: Sequence[_Line], lists: Mapping[str, list[Choice]], problems: Problems
) -> Question:
    word, _, rest = kind.partition(" ")
    choices: Sequence[Choice] = ()
    if word in ("select_one", "select1"):
        choices = lists.get(rest.split(" ")[0], [])
        if not choices:
            says = Phrase("There is no list '{name}' in the sheet 'choices'.", name=rest)
            problems.add("I.308", says, Phrase("Add it."), line.where)
    elif kind not in PLAIN_KINDS:
        remedy = Phrase(
            "Known here: select_one, {kinds}, note, groups.", kinds=", ".join(sorted(set(PLAIN_KINDS)))
        )
        problems.add(
            "I.305", Phrase("Questions of type '{kind}' are not known here.", kind=kind), remedy, line.where
        )
    if not _NAME.fullmatch(line["name"]) or len(line["name"]) > LONGEST_NAME:
        says = Phrase("'{name}' is not a question's name.", name=line["name"])
        problems.add("I.309", says, Phrase("Use Latin letters, digits and _, a letter first."), line.where)
    return Question(
        name=line["name"],
        kind=PLAIN_KINDS.get(kind) or _kind_of(choices),
        section=groups[0]["name"] if groups else "",
        section_labels=_labels(groups[0]) if groups else {},
        labels=_labels(line),
        choices=tuple(choices),
    )


def _kind_of(choices: Sequence[Choice]) -> str:
    names = {choice.name for choice in choices if choice.name not in STATES_IN_CODES}
    return "yes_no" if names == set(YES_NO) else "choice"


def _convert(content: bytes, name: str) -> None:
    try:
        convert(content, validate=False, file_type=".xlsx")
    except Exception as error:  # pyxform says what is wrong by many kinds of exception
        says = Phrase("pyxform cannot convert the form: {error}", error=" ".join(str(error).split())[:400])
        raise Refused(
            Problem("I.312", says, Phrase("Correct the form at that place."), f"'{name}'")
        ) from None
