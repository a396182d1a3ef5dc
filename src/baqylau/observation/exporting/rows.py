"""The rows of a form's tables, streamed: never more than one batch of records is in memory.

Records are read by number, a batch at a time, each batch in a query of its own: nothing is held open in the
database while a slow download goes on. A record is always whole, with what hangs on it.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import lru_cache
from typing import Any

from django.db.models import FilteredRelation, Func, Q, QuerySet, TextField
from django.db.models.functions import Cast
from pydantic_core import from_json

from baqylau.core.text import in_language
from baqylau.observation.exporting.ahead import ahead
from baqylau.observation.exporting.cells import Cells, Filler, Row
from baqylau.observation.exporting.columns import (
    Column,
    Options,
    Table,
    columns_of,
    question_columns,
)
from baqylau.observation.models import Record, RecordState, Severity
from baqylau.observation.words import NOT_ASKED

BATCH, KEYS = 2_000, 900
"""Records in memory at a time; where few of many were selected, as many keys as SQLite surely takes."""
LISTED = 50_000
"""Keys listed at a time."""
Batch = list[list[Row]]
"""The rows of each table, in the order of the tables."""


def exported(records: QuerySet[Record], *, with_rejected: bool = False) -> QuerySet[Record]:
    """Those that go out: none that is deleted or unread, rejected ones only where they are asked for."""
    kept = records.filter(deleted_at=None, is_unread=False)
    return kept if with_rejected else kept.exclude(state=RecordState.REJECTED)


def fetched(
    records: QuerySet[Record], after: int | None = None, *, descending: bool = False
) -> Iterator[list[tuple[Any, ...]]]:
    """Records with their newest version as tuples, by number, after one of them. JSON comes as its text.

    First the keys of many are listed, whatever the selection is; then each batch is read by its keys, so
    that no database is tempted to look through all records for each batch.
    """
    ordered = records.order_by("-number" if descending else "number")
    keys = ordered.values_list("number", "pk", "mission_id")
    later = "number__lt" if descending else "number__gt"
    while True:
        listed = list((keys if after is None else keys.filter(**{later: after}))[:LISTED])
        yield from _in_batches(listed, descending)
        if len(listed) < LISTED:
            return
        after = listed[-1][0]


def _in_batches(listed: list[tuple[int, int, int]], descending: bool) -> Iterator[list[tuple[Any, ...]]]:
    """Where most of the records between two were selected, all between them are read, else those alone."""
    if not listed:
        return
    dense = 2 * len(listed) > abs(listed[-1][0] - listed[0][0])
    step = BATCH if dense else min(KEYS, BATCH)
    for begin in range(0, len(listed), step):
        some = listed[begin : begin + step]
        numbers, keys = [one[0] for one in some], [one[1] for one in some]
        if dense:
            # The keys too: PostgreSQL knows that their order is that of the table, and reads that part alone.
            between = Q(number__range=(min(numbers), max(numbers)), pk__range=(min(keys), max(keys)))
            found = _whole(Q(mission=some[0][2]) & between, descending)
            wanted = set(numbers)
            yield [row for row in found if row[0] in wanted] if len(found) != len(some) else found
        else:
            yield _whole(Q(pk__in=keys), descending)


def _whole(which: Q, descending: bool) -> list[tuple[Any, ...]]:
    newest = FilteredRelation("versions", condition=Q(versions__is_newest=True))
    asked = Record.objects.filter(which).annotate(newest=newest).filter(newest__is_newest=True)
    values = asked.order_by("-number" if descending else "number").values_list(
        "number",
        "newest__number",
        "form_version__version",
        "state",
        "road",
        "wave",
        "station_code",
        "station__name",
        "station__latitude",
        "station__longitude",
        "area__code",
        Cast("area__names", TextField()),
        "area_text",
        "place",
        "team__code",
        Moment("observed_at"),
        "utc_offset",
        Moment("arrived_at"),
        "severity",
        Cast("issues", TextField()),
        Cast("flags", TextField()),
        Cast("critical", TextField()),
        "instance_id",
        Cast("newest__answers", TextField()),
        Cast("newest__states", TextField()),
    )
    return list(values)


class Moment(Func):
    """A moment in UTC as ``2026-03-01 07:15:00``: cheaper than to make objects and texts of them again."""

    arity = 1
    output_field = TextField()

    def as_sqlite(self, compiler: Any, connection: Any, **more: Any) -> Any:
        return self.as_sql(compiler, connection, template="SUBSTR(%(expressions)s, 1, 19)", **more)

    def as_postgresql(self, compiler: Any, connection: Any, **more: Any) -> Any:
        template = "TO_CHAR(%(expressions)s AT TIME ZONE 'UTC', 'YYYY-MM-DD HH24:MI:SS')"
        return self.as_sql(compiler, connection, template=template, **more)


@dataclass(slots=True)
class Sheet:
    """A table made ready to be filled: its columns, and what puts each answer into its cells."""

    table: Table
    cells: Cells
    columns: tuple[Column, ...]
    fillers: dict[str, Filler] = field(default_factory=dict)
    blank: Callable[[str], Row] = list
    """Text of the states → the cells of all questions where none is answered."""
    inside: list[tuple[str, int]] = field(default_factory=list)
    """Repeats whose rows hang on this one, and which sheet they go to."""

    @property
    def headings(self) -> list[str]:
        return [column.heading(self.cells.options) for column in self.columns]


def sheets_of(tables: Sequence[Table], options: Options, kind: type[Cells] = Cells) -> list[Sheet]:
    """The tables made ready; the first is that of the records."""
    cells = kind(options)
    sheets = [_sheet(table, cells) for table in tables]
    for place, sheet in enumerate(sheets):
        for parent in sheets:
            if sheet.table.parent == parent.table.name:
                parent.inside.append((sheet.table.repeat, place))
    return sheets


def _sheet(table: Table, cells: Cells) -> Sheet:
    columns, options = columns_of(table, cells.options), cells.options
    sheet = Sheet(table, cells, columns)
    ours = len(columns) - sum(len(question_columns(one, options)) for one in table.questions)
    at, spans = ours, {}
    for question in table.questions:
        sheet.fillers[question.name] = cells.filler(question, at)
        spans[question.name] = (at - ours, question)
        at += len(question_columns(question, options))
    none_asked = [cell for question in table.questions for cell in cells.state(question, NOT_ASKED)]

    @lru_cache(maxsize=4096)
    def blank(states: str) -> Row:
        row = none_asked.copy()
        for name, state in from_json(states).items():
            if name in spans:
                begin, question = spans[name]
                put = cells.state(question, state)
                row[begin : begin + len(put)] = put
        return row

    sheet.blank = blank
    return sheet


class RowMaker:
    """Makes the rows of all sheets, or of the first alone, from records as ``fetched`` gives them."""

    def __init__(self, sheets: Sequence[Sheet]) -> None:
        self.sheets = sheets
        cells = sheets[0].cells
        self._language = cells.options.language
        self._number, self._nothing = cells.number, cells.nothing
        self._careful = cells.text
        self._text = lru_cache(maxsize=8192)(lambda text: cells.text(text or ""))
        self._offset = lru_cache(maxsize=64)(
            lambda offset: offset if _OFFSET.fullmatch(offset) else cells.text(offset)
        )
        self._codes = lru_cache(maxsize=8192)(lambda listed: cells.text(_codes(listed)))
        self._area = lru_cache(maxsize=8192)(self._area_name)

    def batch(self, records: Sequence[tuple[Any, ...]]) -> Batch:
        """The rows of a batch of records, of each sheet."""
        batch: Batch = [[] for _ in self.sheets]
        root, rows = self.sheets[0], batch[0]
        filler, blank = root.fillers.get, root.blank
        for record in records:
            row = self._ours(record)
            row += blank(record[-1])
            answers = from_json(record[-2])
            for name, value in answers.items():
                fill = filler(name)
                if fill:
                    fill(row, value)
            rows.append(row)
            if root.inside and len(batch) > 1:
                self._repeats(root, answers, str(record[0]), record, batch)
        return batch

    def _repeats(
        self, parent: Sheet, answers: dict[str, Any], key: str, record: tuple[Any, ...], batch: Batch
    ) -> None:
        """The rows of repeats; the second instance of ``agents`` in record 12 has the key ``12.agents.2``."""
        for name, place in parent.inside:
            sheet, instances = self.sheets[place], answers.get(name)
            for index, instance in enumerate(instances if isinstance(instances, list) else (), 1):
                inner = f"{key}.{name}.{index}"
                row = [self._number(record[0]), self._text(record[2]), key, self._number(index), inner]
                row += sheet.blank(json.dumps(instance["states"]))
                for question, value in instance["answers"].items():
                    if question in sheet.fillers:
                        sheet.fillers[question](row, value)
                batch[place].append(row)
                if sheet.inside:
                    self._repeats(sheet, instance["answers"], inner, record, batch)

    def _ours(self, record: tuple[Any, ...]) -> Row:
        """Our columns, in the order of ``columns.OF_RECORDS``."""
        number, version, form_version, state, road, wave, station, station_name, *more = record
        latitude, longitude, area, names, area_text, place, team, observed_at, offset, arrived_at = more[:10]
        severity, issues, flags, critical, instance_id = more[10:15]
        text, cell, nothing = self._text, self._number, self._nothing
        return [
            cell(number),
            cell(version),
            text(form_version),
            state,
            road,
            text(wave),
            text(station),
            text(station_name),
            nothing if latitude is None else cell(latitude),
            nothing if longitude is None else cell(longitude),
            text(area),
            self._area(names, area_text),
            text(place),
            text(team),
            _local(observed_at, offset) if observed_at else nothing,
            self._offset(offset),
            _local(arrived_at, "") if arrived_at else nothing,
            SEVERITIES[severity],
            self._codes(issues),
            self._codes(flags),
            self._codes(critical),
            self._careful(instance_id),
            str(number),
        ]

    def _area_name(self, names: str | None, otherwise: str) -> Any:
        """The area as it is matched, else in the words of the file."""
        return self._text(in_language(from_json(names), self._language) if names else otherwise)


SEVERITIES = {severity.value: severity.name.lower() for severity in Severity}


def _codes(listed: str) -> str:
    """A list of names, or of what checks found, as words with blanks between."""
    return " ".join(str(one["code"] if isinstance(one, dict) else one) for one in from_json(listed))


def _local(moment: str, offset: str) -> str:
    """A moment in UTC as local time with its offset: ``2026-03-01T12:15:00+05:00``."""
    minute, known = _minute(moment[:16], offset)
    return f"{minute}:{moment[17:]}{known}"


@lru_cache(maxsize=8192)
def _minute(moment: str, offset: str) -> tuple[str, str]:
    """A minute of UTC in local time, and the offset; UTC itself where the record does not say."""
    found = _OFFSET.fullmatch(offset)
    if found is None:
        return moment.replace(" ", "T"), "+00:00"
    moved = timedelta(hours=int(found[2]), minutes=int(found[3]))
    local = datetime.fromisoformat(moment) + (-moved if found[1] == "-" else moved)
    return local.isoformat(timespec="minutes"), offset


_OFFSET = re.compile(r"([+-])([01]\d|2[0-3]):([0-5]\d)", re.ASCII)


def batches(records: QuerySet[Record], sheets: Sequence[Sheet]) -> Iterator[Batch]:
    """The rows of all sheets, a batch of records at a time."""
    maker = RowMaker(sheets)
    for found in ahead(fetched(records)):
        yield maker.batch(found)
