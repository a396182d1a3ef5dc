"""Counting answers over records. Only a valid answer is in a denominator; every other state stands apart."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

from baqylau.core.figure import Figure, digest_of_rows

NOT_ASKED = "not_asked"
"""The form version of the record does not hold the question."""

Value = str | int | bool | float | None
_PLAIN = (str, int, bool, float)


@dataclass(frozen=True, slots=True)
class Seen:
    """What one version of a record says.

    ``number`` is the record's running number in its mission, ``version`` the number of the version.
    ``answers`` maps a question to its valid answer, ``states`` every other question of the form to the
    reason why it has none. ``area`` is the code of the area the record is counted in, "" where unknown.
    """

    number: int
    version: int
    form: str
    area: str
    answers: Mapping[str, object]
    states: Mapping[str, str]

    def state(self, question: str) -> str:
        """``answered``, or why there is no valid answer."""
        return "answered" if question in self.answers else self.states.get(question, NOT_ASKED)

    def content(self, question: str) -> str:
        """What the record says to the question as canonical text: the valid answer or its state."""
        if question not in self.answers:
            return _canonical_state(self.states.get(question, NOT_ASKED))
        answer = self.answers[question]
        if answer is None or isinstance(answer, _PLAIN):
            return _canonical(answer)
        return _json({"answer": answer})


@lru_cache(maxsize=4096)
def _of_area(area: str) -> str:
    """What a digest says of a record's area; areas are few and records many."""
    return _json({"area": area})


def _json(value: object) -> str:
    return json.dumps(value, sort_keys=True, ensure_ascii=False, separators=(",", ":"))


@lru_cache(maxsize=4096, typed=True)
def _canonical(answer: Value) -> str:
    return _json({"answer": answer})


@lru_cache(maxsize=64)
def _canonical_state(state: str) -> str:
    return _json({"state": state})


def count_share(
    records: Iterable[Seen], *, name: str, question: str, counts: Sequence[Value], source: str
) -> Figure:
    """In how many of the valid answers to a question one of the values ``counts`` was given.

    The numerator is the records with such an answer, the denominator the records with a valid answer.
    ``excluded`` gives the other records by state (``missing``, ``not_observed``, ``dont_know``,
    ``not_applicable``, ``not_accepted``, ``not_asked``; a state without records is left out), so that
    denominator plus excluded is all records. The digest is over (record number, canonical content) of *all*
    these records, excluded ones with their state: it commits to numerator, denominator and exclusions alike,
    and does not change when an answer to another question is corrected.

    A value must be equal in type as well: ``1`` does not count ``True`` or ``"1"``.
    """
    wanted = {_canonical(value) for value in counts}
    contents: list[tuple[int, str]] = []
    rows: list[int] = []
    base: list[int] = []
    excluded: Counter[str] = Counter()
    for record in records:
        content = record.content(question)
        contents.append((record.number, content))
        if question not in record.answers:
            excluded[record.state(question)] += 1
            continue
        base.append(record.number)
        if content in wanted:
            rows.append(record.number)
    return Figure(
        name=name,
        numerator=len(rows),
        denominator=len(base),
        source=source,
        digest=digest_of_rows(contents),
        excluded=dict(sorted(excluded.items())),
        rows=tuple(sorted(rows)),
        base_rows=tuple(sorted(base)),
    )


def count_records(records: Iterable[Seen], *, name: str, source: str) -> Figure:
    """How many records there are. The digest is over their numbers and the areas they are counted in."""
    contents = [(record.number, _of_area(record.area)) for record in records]
    numbers = tuple(sorted(number for number, _ in contents))
    return Figure(name, len(numbers), None, source, digest_of_rows(contents), {}, numbers, numbers)


def count_areas(records: Iterable[Seen], *, name: str, source: str) -> Figure:
    """How many different areas the records come from; records of an unknown area are excluded as missing."""
    contents: list[tuple[int, str]] = []
    areas: set[str] = set()
    rows: list[int] = []
    for record in records:
        contents.append((record.number, _of_area(record.area)))
        if record.area:
            areas.add(record.area)
            rows.append(record.number)
    excluded = {"missing": len(contents) - len(rows)} if len(contents) > len(rows) else {}
    numbers = tuple(sorted(rows))
    return Figure(name, len(areas), None, source, digest_of_rows(contents), excluded, numbers, numbers)


def by_area(records: Iterable[Seen]) -> dict[str, list[Seen]]:
    """The records of each area, in the order of the areas' codes; records of an unknown area are left out."""
    areas: dict[str, list[Seen]] = {}
    for record in records:
        if record.area:
            areas.setdefault(record.area, []).append(record)
    return dict(sorted(areas.items()))
