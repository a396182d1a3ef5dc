"""The rows of a coding page as they were typed, read as items; everything that is wrong is said by row.

A row whose beginning is ``+`` is one more subject of the item above it. Empty rows are passed over.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace

from baqylau.campaign.methods.coding import CodedItem, CodedSubject, Measure, heard, problems_of_items
from baqylau.campaign.sources.coding_sheet_cells import (
    LARGEST_AREA,
    SAME_ITEM,
    Vocabulary,
    digits_of,
    mmss,
    whole,
)
from baqylau.core.problem import Phrase, Problem
from baqylau.core.reading import short

CHOICES = ("subject", "manner", "tone", "topic", "sex", "paid", "prime")
CELLS = (
    "start",
    "length",
    "subject",
    "own",
    "speech",
    "manner",
    "tone",
    "topic",
    "sex",
    "paid",
    "note",
    "link",
    "clip",
    "prime",
)
"""The cells of a row. In print ``start`` is the page, ``length`` and ``own`` are cm²; online has neither."""
LONGEST = {"note": 2000, "link": 500, "clip": 200}
LONGEST_PAGE = 999
_CELL_OF = {
    "X.132": "length",
    "X.133": "length",
    "X.134": "start",
    "X.137": "subject",
    "X.138": "subject",
    "X.139": "own",
    "X.140": "speech",
    "X.141": "length",
    "X.142": "tone",
    "X.143": "own",
}


@dataclass(frozen=True, slots=True)
class TypedRow:
    """A row as it stands: its key, its number for people, its texts by cell."""

    key: str
    number: int
    cells: Mapping[str, str]

    @property
    def is_empty(self) -> bool:
        return not any(text.strip() for name, text in self.cells.items() if name != "start")

    @property
    def is_more(self) -> bool:
        """Whether it is one more subject of the item above."""
        return digits_of(self.cells.get("start", "")) == SAME_ITEM


@dataclass(frozen=True, slots=True)
class RowProblem:
    """A problem with the row and the cell that it is about."""

    key: str
    cell: str
    problem: Problem


@dataclass(frozen=True, slots=True)
class Sheet:
    """What was read: the items of which nothing is wrong with their cells, and all problems."""

    items: tuple[CodedItem, ...]
    problems: tuple[RowProblem, ...]


def read_rows(
    rows: Sequence[TypedRow],
    vocabulary: Vocabulary,
    measure: Measure,
    *,
    length: int | None = None,
    area: int | None = None,
) -> Sheet:
    """The items of the rows, in order. ``length`` in seconds and ``area`` in cm² are the programme's."""
    reader = _Reader(vocabulary, measure)
    filled = [row for row in rows if not row.is_empty]
    keys: dict[str, str] = {_where(row): row.key for row in filled}
    items: list[CodedItem] = []
    for row in filled:
        if not row.is_more:
            items.append(reader.item(row))
        elif items:
            more = reader.subject(row, items[-1])
            items[-1] = replace(items[-1], subjects=(*items[-1].subjects, *more))
        else:
            says = Phrase("There is no item above to which the subject could belong.")
            reader.problem(row, "start", Problem("X.144", says, Phrase("Give a beginning."), _where(row)))
    items = [_with_own(_with_sex(item)) for item in items]
    read = set(reader.wrong)
    found = [
        RowProblem(keys.get(one.where, ""), _CELL_OF.get(one.code, ""), one)
        for one in problems_of_items(items, measure, length, area)
        if (keys.get(one.where, ""), _CELL_OF.get(one.code, "")) not in read
    ]
    return Sheet(tuple(items), (*reader.problems, *found))


def _where(row: TypedRow) -> Phrase:
    return Phrase("row {row}", row=row.number)


def _with_sex(item: CodedItem) -> CodedItem:
    return replace(item, speaker_sex=heard([item.speaker_sex, *(one.speaker_sex for one in item.subjects)]))


def _with_own(item: CodedItem) -> CodedItem:
    """An only subject has the whole item where nothing else is said."""
    if (
        len(item.subjects) != 1
        or item.subjects[0].seconds is not None
        or item.subjects[0].area_cm2 is not None
    ):
        return item
    only = replace(item.subjects[0], seconds=item.seconds, area_cm2=item.area_cm2)
    return replace(item, subjects=(_with_manner(only),))


def _with_manner(one: CodedSubject) -> CodedSubject:
    if one.manner:
        return one
    return replace(one, manner="direct" if one.direct_speech_seconds else "indirect")


class _Reader:
    """Reads cells, and keeps what is wrong."""

    def __init__(self, vocabulary: Vocabulary, measure: Measure) -> None:
        self.vocabulary, self.measure = vocabulary, measure
        self.problems: list[RowProblem] = []
        self.wrong: list[tuple[str, str]] = []

    def problem(self, row: TypedRow, cell: str, problem: Problem) -> None:
        self.problems.append(RowProblem(row.key, cell, problem))
        self.wrong.append((row.key, cell))

    def item(self, row: TypedRow) -> CodedItem:
        broadcast, print_ = self.measure is Measure.SECONDS, self.measure is Measure.AREA
        item = CodedItem(
            where=_where(row),
            begins_at=self._time(row, "start") if broadcast else None,
            seconds=self._time(row, "length") if broadcast else None,
            area_cm2=self._number(row, "length", LARGEST_AREA) if print_ else None,
            page=self._number(row, "start", LONGEST_PAGE) if print_ else None,
            topic=self._choice(row, "topic"),
            prime_time={"yes": True, "no": False}.get(self._choice(row, "prime")),
            paid=self._choice(row, "paid") == "yes",
            speaker_sex=self._choice(row, "sex"),
            note=self._text(row, "note"),
            link=self._text(row, "link"),
            clip=self._text(row, "clip"),
        )
        return replace(item, subjects=self.subject(row, item))

    def subject(self, row: TypedRow, item: CodedItem) -> tuple[CodedSubject, ...]:
        code = self._choice(row, "subject")
        tone = self._choice(row, "tone")
        if not code:
            if (row.key, "subject") not in self.wrong and (tone or row.is_more):
                says = Phrase("The row has no subject.")
                self.problem(
                    row,
                    "subject",
                    Problem("X.137", says, Phrase("Give its number, name or code."), _where(row)),
                )
            return ()
        broadcast, print_ = self.measure is Measure.SECONDS, self.measure is Measure.AREA
        made = CodedSubject(
            subject=code,
            tone=tone or ("?" if (row.key, "tone") in self.wrong else ""),
            seconds=self._time(row, "own") if broadcast else None,
            area_cm2=self._number(row, "own", LARGEST_AREA) if print_ else None,
            direct_speech_seconds=(self._time(row, "speech") or 0) if broadcast else None,
            manner=self._choice(row, "manner"),
            speaker_sex=self._choice(row, "sex"),
            where=_where(row),
        )
        return (_with_manner(made) if broadcast else made,)

    def _time(self, row: TypedRow, cell: str) -> int | None:
        remedy = Phrase("Minutes and seconds: 115 is 1:15, 6000 is 60:00.")
        return self._read(
            row, cell, mmss, "X.131", Phrase("'{text}' is not a time.", text=_short(row, cell)), remedy
        )

    def _number(self, row: TypedRow, cell: str, largest: int) -> int | None:
        says = Phrase("'{text}' is not a whole number.", text=_short(row, cell))
        remedy = Phrase("Expected: digits, from 0 to {largest}.", largest=largest)
        return self._read(row, cell, lambda text: whole(text, largest), "X.131", says, remedy)

    def _read(
        self, row: TypedRow, cell: str, how: Callable[[str], int], code: str, says: str, remedy: str
    ) -> int | None:
        text = row.cells.get(cell, "").strip()
        if not text:
            return None
        try:
            return how(text)
        except ValueError:
            self.problem(row, cell, Problem(code, says, remedy, _where(row)))
            return None

    def _choice(self, row: TypedRow, cell: str) -> str:
        text = row.cells.get(cell, "").strip()
        if not text:
            return ""
        code = self.vocabulary.meaning(cell, text)
        if code is None:
            is_subject = cell == "subject"
            says = (
                Phrase("There is no subject '{text}'.", text=short(text))
                if is_subject
                else Phrase("'{text}' is not a word known here.", text=short(text))
            )
            remedy = (
                Phrase("Give its number, name or code.") if is_subject else Phrase("Choose one of the list.")
            )
            self.problem(row, cell, Problem("X.135" if is_subject else "X.136", says, remedy, _where(row)))
        return code or ""

    def _text(self, row: TypedRow, cell: str) -> str:
        text = row.cells.get(cell, "").replace("\0", "").strip()
        if len(text) > LONGEST[cell]:
            says = Phrase("The text has more than {longest} characters.", longest=LONGEST[cell])
            self.problem(row, cell, Problem("X.145", says, Phrase("Shorten it."), _where(row)))
        return text


def _short(row: TypedRow, cell: str) -> str:
    return short(row.cells.get(cell, "").strip())
