"""The OData 4.0 feed of a mission, which Excel and Power BI read: its tables, and the rows of one.

Each form is a table, each repeat another; ``_questions`` and ``_choices`` give their wording.
Sources: OData 4.0 part 1 (protocol), part 3 (CSDL), JSON format 4.0.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from decimal import Decimal
from functools import partial
from json.encoder import encode_basestring
from typing import Any

from django.db.models import Q, QuerySet

from baqylau.mission.models import Mission
from baqylau.observation.exporting.cells import Row
from baqylau.observation.exporting.columns import STATE, Column, Options, Type, tables_of
from baqylau.observation.exporting.rows import RowMaker, Sheet, exported, fetched, sheets_of
from baqylau.observation.models import Form, Record
from baqylau.observation.sources.odata_filter import Comparison, Filter, moment_with_zone

LONGEST_NAME = 120
EDM = {
    Type.TEXT: "Edm.String",
    Type.INTEGER: "Edm.Int64",
    Type.DECIMAL: "Edm.Decimal",
    Type.NUMBER: "Edm.Double",
    Type.BOOLEAN: "Edm.Boolean",
    Type.DATE: "Edm.Date",
    Type.TIME: "Edm.TimeOfDay",
    Type.DATETIME: "Edm.DateTimeOffset",
}
KINDS = {
    Type.TEXT: "text",
    Type.INTEGER: "number",
    Type.DECIMAL: "number",
    Type.NUMBER: "number",
    Type.BOOLEAN: "boolean",
    Type.DATE: "date",
    Type.TIME: "time",
    Type.DATETIME: "moment",
}
"""What a column is to a filter."""


@dataclass(frozen=True, slots=True)
class Property:
    """One column of the feed: its name there, and where it stands in a row."""

    name: str
    type: Type
    place: int
    label: str = ""


ToText = Callable[[Any], str]
Stream = Callable[[int | None, bool, Filter | None], Iterator[Row]]
"""Rows after a place, backwards or not; those that a filter surely does not keep may be left out."""


@dataclass(frozen=True, slots=True)
class EntitySet:
    """A table of the feed. The first cell of its rows says where a row stands, so that reading can go on."""

    name: str
    key: str
    properties: tuple[Property, ...]
    rows: Stream

    @property
    def kinds(self) -> dict[str, str]:
        return {one.name: KINDS[one.type] for one in self.properties}

    @property
    def order(self) -> str:
        """The property by which rows stand."""
        return self.properties[0].name


def identifier(name: str) -> str:
    """A name as OData allows it: letters, digits and ``_``, no digit first."""
    name = re.sub(r"\W", "_", name)[:LONGEST_NAME]
    return name if name[:1].isalpha() or name[:1] == "_" else f"_{name}"


def _unlike(name: str, taken: set[str]) -> str:
    """The name, with a number where another has it already."""
    found, place = name, 1
    while found.casefold() in taken:
        place += 1
        found = f"{name}_{place}"
    taken.add(found.casefold())
    return found


def feed_of(mission: Mission) -> dict[str, EntitySet]:
    """The tables of a mission by name."""
    taken: set[str] = {"_questions", "_choices"}
    sets: dict[str, EntitySet] = {}
    questions: list[Row] = []
    choices: list[Row] = []
    for form in mission.forms.order_by("position", "code"):
        sheets = sheets_of(tables_of(form), Options(state_columns=True))
        for place, sheet in enumerate(sheets):
            made = _entity_set(form, sheets, place, _unlike(identifier(sheet.table.name), taken))
            sets[made.name] = made
            _describe(made, sheet, questions, choices)
    wordings = (("_questions", QUESTIONS, questions), ("_choices", CHOICES, choices))
    return sets | {name: _table(name, columns, rows) for name, columns, rows in wordings}


def _entity_set(form: Form, sheets: Sequence[Sheet], place: int, name: str) -> EntitySet:
    taken: set[str] = set()
    properties = tuple(
        Property(_unlike(identifier(column.name), taken), column.type, at, _words(column))
        for at, column in enumerate(sheets[place].columns)
    )
    key = "_record" if place == 0 else "_key"
    return EntitySet(name, key, properties, partial(_rows, form, sheets, place))


def _words(column: Column) -> str:
    words = str(next(iter(column.labels.values()), ""))
    return f"{words} [{column.part}]" if column.part and words else words


def _rows(
    form: Form, sheets: Sequence[Sheet], place: int, after: int | None, descending: bool, kept: Filter | None
) -> Iterator[Row]:
    records = records_of(form)
    if kept:
        records = records.filter(loosely(kept.surely))
    maker = RowMaker(sheets if place else sheets[:1])
    for found in fetched(records, after, descending=descending):
        yield from maker.batch(found)[place]


def records_of(form: Form) -> QuerySet[Record]:
    """The records of a form that go out."""
    return exported(Record.objects.filter(mission=form.mission_id, form_version__form=form))


# ------------------------------------------------------------------ what the database can leave out

_COLUMNS = {
    "_state": "state",
    "_road": "road",
    "_wave": "wave",
    "_station": "station_code",
    "_area": "area__code",
    "_team": "team__code",
    "_form_version": "form_version__version",
}
_MOMENTS = {"_observed_at": "observed_at", "_arrived_at": "arrived_at"}
_LOOKUPS = {"eq": "exact", "gt": "gt", "ge": "gte", "lt": "lt", "le": "lte"}
LARGEST = 2**31 - 1


def loosely(comparisons: Sequence[Comparison]) -> Q:
    """A condition for the database that each row which is kept fulfils; what it lets through is looked at."""
    condition = Q()
    for one in comparisons:
        if one.property in _COLUMNS and one.operator == "eq" and one.value:
            condition &= Q(**{_COLUMNS[one.property]: one.value})
        elif one.property in _MOMENTS and one.operator != "ne":
            condition &= _near(_MOMENTS[one.property], one)
        elif one.property == "_record" and one.operator != "ne":
            condition &= _numbered(one)
    return condition


def _near(column: str, one: Comparison) -> Q:
    """Rows give moments to the second, the database to the microsecond."""
    after = Q(**{f"{column}__gte": one.value - timedelta(seconds=1)})
    before = Q(**{f"{column}__lt": one.value + timedelta(seconds=1)})
    return {"eq": after & before, "gt": after, "ge": after, "lt": before, "le": before}[one.operator]


def _numbered(one: Comparison) -> Q:
    if one.value != one.value.to_integral_value() or abs(one.value) > LARGEST:
        return Q()
    return Q(**{f"number__{_LOOKUPS[one.operator]}": int(one.value)})


# ------------------------------------------------------------------ values

_DECIMAL = re.compile(r"-?\d+(\.\d+)?", re.ASCII)
_DATE = re.compile(r"\d{4}-\d\d-\d\d", re.ASCII)
_TIME = re.compile(r"\d\d:\d\d", re.ASCII)


def _decimal(value: str) -> str:
    if not _DECIMAL.fullmatch(value):
        return "null"
    sign, digits = ("-", value[1:]) if value[0] == "-" else ("", value)
    return sign + re.sub(r"^0+(?=\d)", "", digits)


def _date(value: str) -> str:
    return f'"{value}"' if _DATE.fullmatch(value) else "null"


def _time(value: str) -> str:
    return f'"{value}:00"' if _TIME.fullmatch(value) else "null"


def _moment(value: str) -> str:
    return f'"{value}"' if moment_with_zone(value) else "null"


def _quoted(write: ToText) -> ToText:
    """A number as a text, for clients whose numbers are not exact."""

    def quoted(value: Any) -> str:
        text = write(value)
        return text if text == "null" else f'"{text}"'

    return quoted


_WRITERS: dict[Type, ToText] = {
    Type.TEXT: encode_basestring,
    Type.INTEGER: str,
    Type.DECIMAL: _decimal,
    Type.NUMBER: json.dumps,
    Type.BOOLEAN: json.dumps,
    Type.DATE: _date,
    Type.TIME: _time,
    Type.DATETIME: _moment,
}


def writer_of(type_: Type, *, numbers_as_text: bool = False) -> ToText:
    """What writes a cell (never None) as JSON: null where the column's type cannot hold it."""
    write = _WRITERS[type_]
    return _quoted(write) if numbers_as_text and type_ in (Type.INTEGER, Type.DECIMAL) else write


def comparable(type_: Type, value: Any) -> Any:
    """A cell as a filter compares it."""
    if value is None or type_ in (Type.TEXT, Type.INTEGER, Type.BOOLEAN):
        return value
    if type_ == Type.DECIMAL:
        return Decimal(value) if _DECIMAL.fullmatch(value) else None
    if type_ == Type.NUMBER:
        return Decimal(repr(value))
    if type_ == Type.TIME:
        return f"{value}:00"
    return moment_with_zone(value) if type_ == Type.DATETIME else value


# ------------------------------------------------------------------ the wording as tables

LANGUAGES = ("en", "ru", "kk")
QUESTIONS: tuple[tuple[str, Type], ...] = (
    ("_order", Type.INTEGER),
    ("_key", Type.TEXT),
    ("_table", Type.TEXT),
    ("_column", Type.TEXT),
    ("type", Type.TEXT),
    *((f"label_{language}", Type.TEXT) for language in LANGUAGES),
)
CHOICES: tuple[tuple[str, Type], ...] = (
    ("_order", Type.INTEGER),
    ("_key", Type.TEXT),
    ("_table", Type.TEXT),
    ("_column", Type.TEXT),
    ("choice", Type.TEXT),
    *((f"label_{language}", Type.TEXT) for language in LANGUAGES),
)


def _describe(made: EntitySet, sheet: Sheet, questions: list[Row], choices: list[Row]) -> None:
    """Add the wording of a table's questions and of their choices."""
    asked = {question.name: question for question in sheet.table.questions}
    for one, column in zip(made.properties, sheet.columns, strict=True):
        question = asked.get(column.question)
        if question is None or column.part == STATE:
            continue
        key = f"{made.name}.{one.name}"
        questions.append([len(questions) + 1, key, made.name, one.name, question.kind, *_in(question.labels)])
        for choice in question.choices:
            row = [f"{key}.{choice.name}", made.name, one.name, choice.name, *_in(choice.labels)]
            choices.append([len(choices) + 1, *row])


def _in(labels: Mapping[str, str]) -> list[str | None]:
    return [labels.get(language) for language in LANGUAGES]


def _table(name: str, columns: Sequence[tuple[str, Type]], rows: Sequence[Row]) -> EntitySet:
    """A table that is small enough to be in memory."""

    def stream(after: int | None, descending: bool, kept: Filter | None) -> Iterator[Row]:
        ordered = reversed(rows) if descending else iter(rows)
        return (row for row in ordered if after is None or (row[0] < after if descending else row[0] > after))

    properties = tuple(Property(one, type_, place) for place, (one, type_) in enumerate(columns))
    return EntitySet(name, "_order", properties, stream)
