"""Which tables and columns the records of a form make.

One table for the records, one for each repeat. The columns are the questions of all published versions of the
form, in the order of the newest; a question that only an older version has stands after the one it followed
there. Columns of ours begin with an underscore, so that they are not taken for questions.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from enum import StrEnum

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from baqylau.observation.actions.forms import questions_of
from baqylau.observation.models import Form
from baqylau.observation.sources.answers import Question


class Type(StrEnum):
    """What the cells of a column hold. A date, a time and a moment are texts in ISO 8601."""

    TEXT = "text"
    INTEGER = "integer"
    DECIMAL = "decimal"
    """The text of an exact decimal."""
    NUMBER = "number"
    BOOLEAN = "boolean"
    DATE = "date"
    TIME = "time"
    DATETIME = "datetime"


@dataclass(frozen=True, slots=True)
class Options:
    """How answers are written.

    ``labels``: as people read them in ``language``, else as the form's codes. ``state_columns``: the state of
    an answer in a column of its own, else in the cell as ``(missing)``. ``split_choices``: a column for each
    choice of a question with several. ``defused``: texts that a spreadsheet would take for a formula get an
    apostrophe.
    """

    labels: bool = False
    language: str = "en"
    state_columns: bool = False
    split_choices: bool = False
    defused: bool = False


@dataclass(frozen=True, slots=True)
class Column:
    """One column: of ours, or of a question (then ``part`` says which of several it is)."""

    name: str
    type: Type
    labels: Mapping[str, str | Promise] = field(default_factory=dict)
    question: str = ""
    part: str = ""

    def heading(self, options: Options) -> str:
        """What stands above it: its name, or the question as people read it."""
        if not options.labels:
            return self.name
        words = self.labels.get(options.language) or next(iter(self.labels.values()), "") or self.name
        return f"{words} [{self.part}]" if self.part else str(words)


@dataclass(frozen=True, slots=True)
class Table:
    """The records of a form, or what stands in one of its repeats; ``parent`` is the table it hangs on."""

    name: str
    repeat: str
    parent: str | None
    questions: tuple[Question, ...]


def _ours(*columns: tuple[str, Type, Promise | str]) -> tuple[Column, ...]:
    return tuple(Column(f"_{name}", type_, {"en": words}) for name, type_, words in columns)


OF_RECORDS = _ours(
    ("record", Type.INTEGER, _("Record")),
    ("version", Type.INTEGER, _("Version of the record")),
    ("form_version", Type.TEXT, _("Version of the form")),
    ("state", Type.TEXT, _("State")),
    ("road", Type.TEXT, _("Road")),
    ("wave", Type.TEXT, _("Wave")),
    ("station", Type.TEXT, _("Station")),
    ("station_name", Type.TEXT, _("Name of the station")),
    ("station_latitude", Type.NUMBER, _("Latitude of the station")),
    ("station_longitude", Type.NUMBER, _("Longitude of the station")),
    ("area", Type.TEXT, _("Code of the area")),
    ("area_name", Type.TEXT, _("Area")),
    ("place", Type.TEXT, _("Place")),
    ("team", Type.TEXT, _("Team")),
    ("observed_at", Type.DATETIME, _("Observed at (local time)")),
    ("utc_offset", Type.TEXT, _("Offset from UTC")),
    ("arrived_at", Type.DATETIME, _("Arrived at")),
    ("severity", Type.TEXT, _("Severity")),
    ("issues", Type.TEXT, _("Checks")),
    ("flags", Type.TEXT, _("Flags")),
    ("critical", Type.TEXT, _("Critical answers")),
    ("instance", Type.TEXT, _("Identifier of the submission")),
    ("key", Type.TEXT, _("Key")),
)
"""Our columns of the table of records; ``rows`` fills them in this order."""

OF_REPEATS = _ours(
    ("record", Type.INTEGER, _("Record")),
    ("form_version", Type.TEXT, _("Version of the form")),
    ("parent_key", Type.TEXT, _("Key of the row it belongs to")),
    ("place", Type.INTEGER, _("Which in order")),
    ("key", Type.TEXT, _("Key")),
)
"""Our columns of the table of a repeat."""

TYPES = {
    "integer": Type.INTEGER,
    "decimal": Type.DECIMAL,
    "date": Type.DATE,
    "time": Type.TIME,
    "datetime": Type.DATETIME,
}
"""Kind of question → type of its column; every other is text."""

POINT = ("latitude", "longitude", "altitude", "accuracy")
STATE = "state"
_CHOICES = {"yes_no", "choice"}


def tables_of(form: Form) -> tuple[Table, ...]:
    """The table of records and the tables of repeats, a parent before its children."""
    published = form.versions.exclude(published_at=None).order_by("published_at", "pk")
    questions = merged([questions_of(version) for version in published])
    return tuple(_tables(form.code, "", None, questions))


def _tables(name: str, repeat: str, parent: str | None, questions: Sequence[Question]) -> Iterator[Table]:
    inside = [question for question in questions if question.repeat == repeat]
    yield Table(name, repeat, parent, tuple(one for one in inside if one.kind != "repeat"))
    for question in inside:
        if question.kind == "repeat" and question.name != repeat:
            yield from _tables(f"{name}.{question.name}", question.name, name, questions)


def merged(versions: Sequence[Sequence[Question]]) -> list[Question]:
    """The questions of several versions, the newest last, each once.

    Choices of all versions are offered. A question that changed its kind is a text, unless both kinds offer
    choices.
    """
    found: list[Question] = []
    for questions in reversed(versions):
        known = {_key(question): place for place, question in enumerate(found)}
        after = -1
        for question in questions:
            if _key(question) in known:
                after = known[_key(question)]
                found[after] = _together(found[after], question)
            else:
                after += 1
                found.insert(after, question)
                known = {_key(one): place for place, one in enumerate(found)}
    return found


def _key(question: Question) -> tuple[str, str, bool]:
    return question.repeat, question.name, question.kind == "repeat"


def _together(newer: Question, older: Question) -> Question:
    known = {choice.name for choice in newer.choices}
    choices = (*newer.choices, *(choice for choice in older.choices if choice.name not in known))
    kind = newer.kind
    if older.kind != kind:
        kind = "choice" if {older.kind, kind} <= _CHOICES else "text"
    return replace(newer, kind=kind, choices=choices)


def columns_of(table: Table, options: Options) -> tuple[Column, ...]:
    """The columns of a table: ours, then those of its questions, each with a name of its own."""
    taken: dict[str, int] = {}
    columns = [*(OF_RECORDS if table.parent is None else OF_REPEATS)]
    columns += [column for question in table.questions for column in question_columns(question, options)]
    return tuple(replace(column, name=_unused(column.name, taken)) for column in columns)


def _unused(name: str, taken: dict[str, int]) -> str:
    """A name that no earlier column has, upper and lower case taken for the same."""
    wanted = name
    while name.casefold() in taken:
        taken[wanted.casefold()] += 1
        name = f"{wanted}_{taken[wanted.casefold()]}"
    taken[name.casefold()] = 1
    return name


def question_columns(question: Question, options: Options) -> tuple[Column, ...]:
    """The columns of one question; the last is its state where states have columns."""
    columns = _answer_columns(question, options)
    if options.state_columns:
        name = f"{question.name}_{STATE}"
        columns = (*columns, Column(name, Type.TEXT, question.labels, question.name, STATE))
    return columns


def _answer_columns(question: Question, options: Options) -> tuple[Column, ...]:
    name, labels = question.name, question.labels
    if question.kind == "point":
        return tuple(Column(f"{name}_{part}", Type.NUMBER, labels, name, part) for part in POINT)
    one = Column(name, TYPES.get(question.kind, Type.TEXT), labels, name)
    if question.kind == "choices" and options.split_choices and question.offers():
        split = (
            Column(f"{name}/{choice}", Type.BOOLEAN, labels, name, choice) for choice in question.offers()
        )
        return one, *split
    return (one,)
