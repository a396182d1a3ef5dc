"""One answer into the cells of its columns."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from typing import Any

from django.utils import translation
from django.utils.translation import gettext as _

from baqylau.core.answer import AnswerState
from baqylau.core.cells import FORMULA
from baqylau.core.text import in_language
from baqylau.observation.exporting.columns import Options, question_columns
from baqylau.observation.sources.answers import Question
from baqylau.observation.words import NOT_ASKED, STATES

Row = list[Any]
Filler = Callable[[Row, Any], None]
"""Puts an answer where it belongs in a row."""
ToCell = Callable[[Any], Any]

WATCHED = FORMULA | {"("}
_DECIMAL = re.compile(r"-?\d+(\.\d+)?", re.ASCII)
_STATES_IN_CELLS = frozenset(f"({state})" for state in (*AnswerState, NOT_ASKED))


def words_of_states(options: Options) -> dict[str, str]:
    """Each state as a cell says it: ``missing``, or as people read it."""
    if not options.labels:
        return {str(state): str(state) for state in (*AnswerState, NOT_ASKED)}
    with translation.override(options.language):
        words = {str(state): str(said) for state, said in STATES.items()}
        return {**words, NOT_ASKED: _("not asked")}


class Known(dict[Any, Any]):
    """Answers whose cells are remembered, since they come again and again."""

    def __init__(self, to_cell: ToCell) -> None:
        super().__init__()
        self._to_cell = to_cell

    def __missing__(self, answer: Any) -> Any:
        cell = self._to_cell(answer)
        if len(self) < MOST_KNOWN:
            self[answer] = cell
        return cell


MOST_KNOWN = 20_000


class Cells:
    """Turns the answers to questions into cells, in the way the options say."""

    nothing: Any = None
    """The cell where there is nothing to say."""
    number: ToCell = staticmethod(lambda number: number)
    """The cell of a number."""

    def __init__(self, options: Options) -> None:
        self.options = options
        self.states = words_of_states(options)
        self._taken = _STATES_IN_CELLS | {f"({words})" for words in self.states.values()}

    def plain(self, value: Any) -> Any:
        """A text, a number, true, false or nothing, where a text needs no care."""
        return value

    def text(self, value: Any) -> Any:
        """A text; one that would be read as a formula, or as a state, is told apart by an apostrophe."""
        return self.plain(self.careful(value) if value[:1] in WATCHED else value)

    def careful(self, value: str) -> str:
        """The text with an apostrophe in front, where it needs one."""
        formula = self.options.defused and value[:1] in FORMULA and value
        is_state = value in self._taken and not self.options.state_columns
        return f"'{value}" if formula or is_state else value

    def any(self, value: Any) -> Any:
        """Whatever the answer is, as a text: for a question that changed its kind."""
        if isinstance(value, str):
            return self.text(value)
        if isinstance(value, list) and all(isinstance(one, str) for one in value):
            return self.text(" ".join(value))
        return self.text(json.dumps(value, ensure_ascii=False))

    def state(self, question: Question, state: str) -> Row:
        """The cells of a question that has no valid answer."""
        words = self.states.get(state, state)
        width = len(question_columns(question, self.options))
        if self.options.state_columns:
            return [self.nothing] * (width - 1) + [self.plain(words)]
        return [self.plain(f"({words})")] * width

    def filler(self, question: Question, at: int) -> Filler:
        """What puts an answer into a row; ``at`` is where the question's first column is."""
        fill = self._filler(question, at)
        if not self.options.state_columns:
            return fill
        last = at + len(question_columns(question, self.options)) - 1
        answered = self.plain(self.states[AnswerState.ANSWERED])

        def fill_and_say(row: Row, value: Any) -> None:
            fill(row, value)
            row[last] = answered

        return fill_and_say

    def _filler(self, question: Question, at: int) -> Filler:
        if question.kind == "point":
            return self._point(at)
        if question.kind in ("choices", "ranking"):
            return self._choices(at, question)
        if question.kind in ("yes_no", "choice"):
            return self._known(at, self._choice(question))
        if question.kind in ("time", "date"):
            return self._known(at, Known(self.any))
        if question.kind == "decimal":
            return self._known(at, Known(self._decimal))
        if question.kind == "text":
            return self._free(at)
        to_cell = self._to_cell(question)

        def fill(row: Row, value: Any) -> None:
            row[at] = to_cell(value)

        return fill

    def _known(self, at: int, known: Known) -> Filler:
        def fill(row: Row, value: Any) -> None:
            row[at] = known[value] if isinstance(value, str) else self.any(value)

        return fill

    def _free(self, at: int) -> Filler:
        text = self.text

        def fill(row: Row, value: Any) -> None:
            row[at] = text(value) if isinstance(value, str) else self.any(value)

        return fill

    def _choice(self, question: Question) -> Known:
        known = Known(self.any)
        known.update({name: self.text(label) for name, label in self._labels(question).items()})
        return known

    def _decimal(self, value: str) -> Any:
        return value if _DECIMAL.fullmatch(value) else self.any(value)

    def _point(self, at: int) -> Filler:
        def fill(row: Row, value: Any) -> None:
            numbers = map(self.number, value)
            row[at : at + 4] = [*numbers, self.nothing, self.nothing][:4]

        return fill

    def _choices(self, at: int, question: Question) -> Filler:
        """All choices in the first cell; where they are split, true or false for each offer behind it."""
        labels, between = self._labels(question), "; " if self.options.labels else " "
        split = question.kind == "choices" and self.options.split_choices
        offers = question.offers() if split else ()
        end = at + 1 + len(offers)

        def cells(chosen: tuple[str, ...]) -> Row:
            text = self.text(between.join([labels.get(one) or one for one in chosen]))
            return [text, *(self.plain(offer in chosen) for offer in offers)]

        known = Known(cells)

        def fill(row: Row, value: Any) -> None:
            row[at:end] = known[tuple(value)]

        return fill

    def _to_cell(self, question: Question) -> ToCell:
        if question.kind == "integer":
            return self.number
        if question.kind == "shape":
            return lambda value: self.plain(_shape(value))
        return self.text

    def _labels(self, question: Question) -> dict[str, str]:
        """Each choice as it is said."""
        names = dict.fromkeys((*question.offers(), *(choice.name for choice in question.choices)))
        if not self.options.labels:
            return {name: name for name in names}
        with translation.override(self.options.language):
            otherwise = {"yes": _("yes"), "no": _("no")}
        labels = {choice.name: choice.labels for choice in question.choices}
        return {
            name: in_language(labels.get(name, {}), self.options.language) or otherwise.get(name, name)
            for name in names
        }


def _shape(value: Any) -> str:
    """As phones write it: ``latitude longitude altitude accuracy; …``."""
    return "; ".join(" ".join(str(number) for number in point) for point in value)


class CsvCells(Cells):
    """Cells as they stand in a CSV file: texts, quoted where it is needed."""

    nothing = ""
    number = staticmethod(str)

    def text(self, value: Any) -> str:
        if value[:1] in WATCHED:
            value = self.careful(value)
        return f'"{value.replace(DOUBLE, DOUBLE * 2)}"' if _QUOTED.search(value) else value

    def plain(self, value: Any) -> str:
        """A value as CSV has it; true and false as 1 and 0."""
        if isinstance(value, str):
            return f'"{value.replace(DOUBLE, DOUBLE * 2)}"' if _QUOTED.search(value) else value
        if value is None:
            return ""
        return str(int(value)) if isinstance(value, bool) else str(value)


DOUBLE = '"'
_QUOTED = re.compile(r'[",\r\n]')
