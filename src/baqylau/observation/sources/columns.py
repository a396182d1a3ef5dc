"""The declared table of columns: what each column of a file of records means.

Each column of a file is used or named as ignored. A row of the table has

- ``column``: the column's name in the file; ``column_in_source``: its name at the source, for the reader;
- ``role``: ``question``; ``number`` (the record's running number); ``area``, ``station`` (several columns are
  joined by "/"), ``place``, ``team``: where and by whom it was observed; ``ignored``;
- ``question``: the question of the form that it answers (also for area, station, place and team, if the form
  asks for them); ``kind``: the question's kind;
- ``codes``: ``1=yes;2=no;0=missing``: an answer of the question, or a state (``missing``, ``not_observed``,
  ``dont_know``, ``not_applicable``). An empty cell is always missing;
- ``minimum``, ``maximum``: what lies beyond is not accepted;
- ``zero_is_missing_when``: ``COLUMN is empty``: then 0 in this cell was not keyed;
- ``note``: why.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from baqylau.core.problem import Phrase
from baqylau.core.reading import Problems, Row, read_csv
from baqylau.observation.sources.answers import (
    STATES_IN_CODES,
    Bound,
    NotAcceptable,
    Question,
    read_value,
)

ROLES = ("question", "number", "area", "station", "place", "team", "ignored")
ONCE = ("number", "area", "place", "team")
REQUIRED = ("column", "role", "question", "kind", "codes")
OPTIONAL = ("column_in_source", "minimum", "maximum", "zero_is_missing_when", "note")
LONGEST_NAME = 120
KINDS_IN_FILES = ("yes_no", "integer", "time", "text", "choice")
"""What a cell can hold. Questions of other kinds are answered on phones and in browsers only."""


@dataclass(frozen=True, slots=True)
class Column:
    """What one column of a file means. ``zero_is_missing_when`` names the column that is empty then."""

    name: str
    role: str
    question: str = ""
    kind: str = ""
    codes: Mapping[str, str] = field(default_factory=dict)
    minimum: Bound = None
    maximum: Bound = None
    zero_is_missing_when: str = ""
    in_source: str = ""
    note: str = ""

    def as_json(self) -> dict[str, object]:
        """The column as an import keeps it."""
        return {
            "name": self.name,
            "role": self.role,
            "question": self.question,
            "kind": self.kind,
            "codes": dict(self.codes),
            "minimum": self.minimum,
            "maximum": self.maximum,
            "zero_is_missing_when": self.zero_is_missing_when,
            "in_source": self.in_source,
            "note": self.note,
        }


def column_from_json(kept: Mapping[str, object]) -> Column:
    """The column that ``as_json`` gave."""
    codes = kept.get("codes")
    return Column(
        name=str(kept["name"]),
        role=str(kept["role"]),
        question=str(kept.get("question", "")),
        kind=str(kept.get("kind", "")),
        codes={str(code): str(says) for code, says in codes.items()} if isinstance(codes, Mapping) else {},
        minimum=_kept_bound(kept.get("minimum")),
        maximum=_kept_bound(kept.get("maximum")),
        zero_is_missing_when=str(kept.get("zero_is_missing_when", "")),
        in_source=str(kept.get("in_source", "")),
        note=str(kept.get("note", "")),
    )


def _kept_bound(value: object) -> Bound:
    return value if isinstance(value, str | int) else None


def read_columns(content: bytes, name: str) -> tuple[Column, ...]:
    """The table of columns from a CSV file; ``Refused`` with all that is wrong (I.101 to I.109, C.1xx)."""
    problems = Problems()
    rows = read_csv(content, name, required=REQUIRED, optional=OPTIONAL)
    columns = [_column(row, problems) for row in rows]
    _check_together(columns, rows, problems)
    if not columns:
        problems.add(
            "I.101", Phrase("The table names no column."), Phrase("Add a row for each column."), f"'{name}'"
        )
    problems.refuse_if_any()
    return tuple(columns)


def _column(row: Row, problems: Problems) -> Column:
    role = row.choice("role", ROLES, problems)
    question = row.text("question", problems, needed=role == "question", longest=LONGEST_NAME)
    kind = row.choice("kind", KINDS_IN_FILES, problems, needed=bool(question))
    if question and role in ("number", "ignored"):
        problems.add(
            "I.102",
            Phrase("A column that is '{role}' answers no question.", role=role),
            Phrase("Empty the cell."),
            row.where("question"),
        )
    codes = _codes(row, problems)
    if kind in ("yes_no", "choice") and not any(says not in STATES_IN_CODES for says in codes.values()):
        problems.add(
            "I.103",
            Phrase("The codes name no answer."),
            Phrase("Write them such as 1=yes;2=no;0=missing."),
            row.where("codes"),
        )
    return Column(
        name=row.text("column", problems, longest=LONGEST_NAME),
        role=role,
        question=question,
        kind=kind,
        codes=codes,
        minimum=_bound(row, "minimum", kind, problems),
        maximum=_bound(row, "maximum", kind, problems),
        zero_is_missing_when=_condition(row, problems),
        in_source=row.text("column_in_source", problems, needed=False),
        note=row.text("note", problems, needed=False),
    )


def _codes(row: Row, problems: Problems) -> dict[str, str]:
    codes: dict[str, str] = {}
    for part in row.text("codes", problems, needed=False).split(";"):
        code, mark, says = (one.strip() for one in part.partition("="))
        if not part.strip():
            continue
        if not mark or not code or not says or code in codes:
            remedy = Phrase("Write each code once, such as 1=yes;2=no;0=missing.")
            problems.add(
                "I.104", Phrase("'{code}' is not a code.", code=part.strip()), remedy, row.where("codes")
            )
        codes[code] = says
    return codes


def _bound(row: Row, column: str, kind: str, problems: Problems) -> Bound:
    text = row.text(column, problems, needed=False)
    if not text:
        return None
    try:
        if kind not in ("integer", "time"):
            raise NotAcceptable("I.105", Phrase("only numbers and times have one"))
        return read_value(text, kind)
    except NotAcceptable as error:
        remedy = Phrase("Give a whole number, or a time such as 07:00, or leave the cell empty.")
        problems.add(
            "I.105",
            Phrase("'{value}': {reason}.", value=text, reason=error.reason),
            remedy,
            row.where(column),
        )
        return None


def _condition(row: Row, problems: Problems) -> str:
    text = row.text("zero_is_missing_when", problems, needed=False)
    column, mark, rest = text.partition(" is empty")
    if text and (not mark or rest or not column.strip()):
        problems.add(
            "I.106",
            Phrase("'{text}' is not a condition known here.", text=text),
            Phrase("Write: COLUMN is empty."),
            row.where("zero_is_missing_when"),
        )
        return ""
    return column.strip()


def _check_together(columns: Sequence[Column], rows: Sequence[Row], problems: Problems) -> None:
    names = [column.name for column in columns]
    questions = [column.question for column in columns if column.question]
    for column, row in zip(columns, rows, strict=True):
        if names.count(column.name) > 1:
            problems.add(
                "I.107",
                Phrase("Column '{name}' is declared more than once.", name=column.name),
                Phrase("Keep one."),
                row.where("column"),
            )
        if column.question and questions.count(column.question) > 1:
            problems.add(
                "I.107",
                Phrase("Question '{question}' has more than one column.", question=column.question),
                Phrase("Keep one."),
                row.where("question"),
            )
        if column.role in ONCE and sum(other.role == column.role for other in columns) > 1:
            problems.add(
                "I.107",
                Phrase("More than one column is '{role}'.", role=column.role),
                Phrase("Keep one."),
                row.where("role"),
            )
        if column.zero_is_missing_when and column.zero_is_missing_when not in names:
            says = Phrase("There is no column '{column}'.", column=column.zero_is_missing_when)
            problems.add(
                "I.106", says, Phrase("Name a column of this table."), row.where("zero_is_missing_when")
            )


def check_columns(columns: Sequence[Column], questions: Sequence[Question], name: str) -> None:
    """``Refused`` where the table does not fit the form: unknown question, other kind, unknown answer."""
    problems = Problems()
    by_name = {question.name: question for question in questions}
    for column in columns:
        where = Phrase("{place}, column '{column}'", place=f"'{name}'", column=column.name)
        question = by_name.get(column.question)
        if column.question and question is None:
            remedy = Phrase("Name a question of the form, or mark the column as ignored.")
            problems.add(
                "I.108", Phrase("The form has no question '{name}'.", name=column.question), remedy, where
            )
        elif question and (question.kind not in KINDS_IN_FILES or question.repeat):
            says = Phrase("Question '{name}' cannot be answered from a file.", name=question.name)
            problems.add("I.109", says, Phrase("Mark the column as ignored."), where)
        elif question and question.kind != column.kind:
            says = Phrase(
                "Question '{name}' is {kind} in the form, {other} here.",
                name=question.name,
                kind=question.kind,
                other=column.kind,
            )
            problems.add("I.109", says, Phrase("Write {kind}.", kind=question.kind), where)
        elif question:
            _check_codes(column, question, where, problems)
    problems.refuse_if_any()


def _check_codes(column: Column, question: Question, where: str, problems: Problems) -> None:
    possible = (*question.offers(), *STATES_IN_CODES)
    for code, says in column.codes.items():
        if says not in possible:
            remedy = Phrase("Expected: {expected}.", expected=", ".join(possible))
            problems.add(
                "I.104",
                Phrase("Code '{code}' means '{meaning}', which is no answer.", code=code, meaning=says),
                remedy,
                where,
            )
