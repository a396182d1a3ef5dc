"""What may be published of a form's records: figures, or rows that lead to no station and no person.

Which of the two is decided by the kind of mission. A mission publishes figures: for each question that offers
answers, how often each was given, out of how many valid answers, with the digest of the rows behind them. A
citizen group may publish rows as well: closed answers only, in an order drawn by lot, with the area where
enough records come from it. No station, place, time, team, observer, number, free text or file is in either,
and no selection is heeded, since the difference of two selections tells of one station.
"""

from __future__ import annotations

import hashlib
import json
import random
from array import array
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.db.models import Count, QuerySet
from django.utils import translation
from django.utils.translation import gettext as _
from pydantic_core import from_json

from baqylau.core.answer import AnswerState
from baqylau.core.figure import percent
from baqylau.core.problem import Phrase, Problem, Refused
from baqylau.core.text import in_language
from baqylau.mission.models import Mission
from baqylau.observation.exporting.cells import CsvCells, Row
from baqylau.observation.exporting.columns import Options, tables_of
from baqylau.observation.exporting.csv import MARK, lines_of
from baqylau.observation.exporting.rows import exported, fetched
from baqylau.observation.models import Form, Record
from baqylau.observation.sources.answers import Question
from baqylau.observation.words import NOT_ASKED

CLOSED = ("yes_no", "choice", "choices", "ranking")
WHERE_AND_WHEN = (
    "station",
    "area",
    "place",
    "arrival",
    "departure",
    "day",
    "wave",
    "position",
    "start",
    "end",
)
"""Roles of questions that would lead to a station."""
BATCH = 500
STATES = (*(state for state in AnswerState if state != AnswerState.ANSWERED), NOT_ASKED)


def published_questions(form: Form) -> list[Question]:
    """The questions of which something may be published: they offer answers, and none of them is a place."""
    return [
        question
        for question in tables_of(form)[0].questions
        if question.kind in CLOSED
        and question.role not in WHERE_AND_WHEN
        and not question.list_file
        and question.offers()
    ]


def publication(mission: Mission, form: Form, options: Options) -> Iterator[bytes]:
    """The file for publication, CSV. ``Refused``: E.112 where there are too few records."""
    records = exported(Record.objects.filter(mission=mission, form_version__form=form))
    if records.count() < mission.minimum_denominator:
        says = Phrase("There are fewer than {least} records of this form.", least=mission.minimum_denominator)
        remedy = Phrase("So few are not published: they would tell of single stations.")
        raise Refused(Problem("E.112", says, remedy))
    if mission.allows.rows:
        return _rows(mission, records, published_questions(form), options)
    return _figures(mission, form.code, records, options, published_questions(form))


# ------------------------------------------------------------------ figures


@dataclass(slots=True)
class _Tally:
    """How often each answer to a question was given, and why there was none; its digest grows with it."""

    question: Question
    answers: Counter[str] = field(default_factory=Counter)
    states: Counter[str] = field(default_factory=Counter)
    valid: int = 0
    digest: Any = field(default_factory=hashlib.sha256)

    def add(self, number: int, answers: dict[str, Any], states: dict[str, str]) -> None:
        """Count one record; the content is written as ``core.figure.digest_of_rows`` writes it."""
        name = self.question.name
        if name in answers:
            given = answers[name]
            self.valid += 1
            self.answers.update(given if isinstance(given, list) else [given])
            content: dict[str, Any] = {"answer": given}
        else:
            state = states.get(name, NOT_ASKED)
            self.states[state] += 1
            content = {"state": state}
        text = json.dumps(content, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
        self.digest.update(f"{number}\t{text}\n".encode())


HEADINGS = ("form", "question", "wording", "answer", "answer_wording", "given", "valid_answers", "percent")


def _figures(
    mission: Mission, form: str, records: QuerySet[Record], options: Options, questions: Sequence[Question]
) -> Iterator[bytes]:
    """A line for each answer to each question, and how many records had none, by reason."""
    tallies = [_Tally(question) for question in questions]
    for batch in fetched(records):
        for record in batch:
            answers, states = from_json(record[-2]), from_json(record[-1])
            for tally in tallies:
                tally.add(record[0], answers, states)
    cells = CsvCells(Options(defused=True))
    yield (MARK + lines_of([[*HEADINGS, *STATES, "digest"]])).encode()
    for tally in tallies:
        yield lines_of(list(_lines(mission, form, tally, options, cells))).encode()


def _lines(mission: Mission, form: str, tally: _Tally, options: Options, cells: CsvCells) -> Iterator[Row]:
    question, base = tally.question, tally.valid
    labels = {choice.name: choice.labels for choice in question.choices}
    may_share = mission.allows.percentages and base >= mission.minimum_denominator
    reasons = [str(tally.states[state]) for state in STATES]
    wording = cells.text(in_language(question.labels, options.language))
    with translation.override(options.language):
        otherwise = {"yes": _("yes"), "no": _("no")}
    for answer in question.offers():
        given = tally.answers[answer]
        said = in_language(labels.get(answer, {}), options.language) or otherwise.get(answer, answer)
        share = percent(given, base) if may_share and base else ""
        yield [
            *map(cells.text, (form, question.name)),
            wording,
            *map(cells.text, (answer, said)),
            *map(str, (given, base, share)),
            *reasons,
            tally.digest.hexdigest(),
        ]


# ------------------------------------------------------------------ rows


def _rows(
    mission: Mission, records: QuerySet[Record], questions: Sequence[Question], options: Options
) -> Iterator[bytes]:
    """A line for each record, in an order drawn by lot, so that it does not tell when they came."""
    cells = CsvCells(Options(labels=options.labels, language=options.language, defused=True))
    numbers = array("q", records.values_list("number", flat=True).iterator())
    draw = random.SystemRandom()
    draw.shuffle(numbers)
    regions = _large_areas(records, mission.minimum_denominator)
    fillers = [(question, cells.filler(question, place)) for place, question in enumerate(questions, 1)]
    yield (MARK + lines_of([["area", *(cells.text(question.name) for question in questions)]])).encode()
    for begin in range(0, len(numbers), BATCH):
        some = records.filter(number__in=numbers[begin : begin + BATCH].tolist())
        rows = []
        for batch in fetched(some):
            for record in batch:
                rows.append(_row(record, regions, fillers, cells))
        draw.shuffle(rows)
        yield lines_of(rows).encode()


def _row(record: tuple[Any, ...], regions: set[str], fillers: Sequence[Any], cells: CsvCells) -> Row:
    answers, states = from_json(record[-2]), from_json(record[-1])
    area = record[AREA]
    row: Row = [cells.text(area) if area in regions else ""]
    for question, fill in fillers:
        row.append("")
        if question.name in answers:
            fill(row, answers[question.name])
        else:
            row[-1] = cells.state(question, states.get(question.name, NOT_ASKED))[0]
    return row


AREA = 10
"""Where the area's code stands in what ``rows.fetched`` gives."""


def _large_areas(records: QuerySet[Record], least: int) -> set[str]:
    """The areas from which enough records come that naming them does not lead to a station."""
    counted = records.order_by().values("area__code").annotate(count=Count("pk"))
    return {one["area__code"] for one in counted if one["area__code"] and one["count"] >= least}
