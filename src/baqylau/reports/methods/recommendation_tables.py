"""Recommendations counted by report, chapter and rating, with what is missing as a row of its own."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Rated:
    """One recommendation as tables take it: "" is a chapter that is not known."""

    report: str
    chapter: str
    rating: str
    priority: bool = False


@dataclass(frozen=True, slots=True)
class Line:
    """A row of a table: how many have each rating, in the order of the scale.

    ``entered`` is their sum. ``expected`` is how many the report has, None where that is not known;
    ``missing`` how many of those are not entered here, None where it is not known, never below 0: where more
    are entered than the report has, ``surplus`` says how many.
    """

    key: str
    counts: tuple[int, ...]
    expected: int | None = None

    @property
    def entered(self) -> int:
        return sum(self.counts)

    @property
    def missing(self) -> int | None:
        return None if self.expected is None else max(0, self.expected - self.entered)

    @property
    def surplus(self) -> int:
        return 0 if self.expected is None else max(0, self.entered - self.expected)


def by_report(rows: Iterable[Rated], scale: Sequence[str], expected: Mapping[str, int | None]) -> list[Line]:
    """A line for each report that has a row or an expected number, in the order of ``expected``.

    ``scale`` are the ratings in their order; a rating outside it is a ``ValueError``. The last line, with the
    key "", is of all; its ``expected`` is known only where that of every report is.

    >>> rows = [Rated("a", "media", "fully"), Rated("a", "media", "not")]
    >>> [(one.key, one.counts, one.missing) for one in by_report(rows, ["fully", "not"], {"a": 25})]
    [('a', (1, 1), 23), ('', (1, 1), 23)]
    """
    gathered = list(rows)
    lines = _lines(gathered, scale, lambda row: row.report, expected)
    known = [line.expected for line in lines]
    whole = None if None in known else sum(number or 0 for number in known)
    return [*lines, Line("", _counts(gathered, scale), whole)]


def by_chapter(rows: Iterable[Rated], scale: Sequence[str], chapters: Sequence[str]) -> list[Line]:
    """A line for each chapter that has a row, in the order of ``chapters``, and the last, "", of all.

    A chapter that is not known is the line with the key "-".
    """
    gathered = list(rows)
    order: dict[str, int | None] = dict.fromkeys([*chapters, "-"])
    lines = _lines(gathered, scale, lambda row: row.chapter or "-", order)
    return [*(line for line in lines if line.entered), Line("", _counts(gathered, scale))]


def _lines(
    rows: Sequence[Rated],
    scale: Sequence[str],
    key: Callable[[Rated], str],
    expected: Mapping[str, int | None],
) -> list[Line]:
    of_key: dict[str, list[Rated]] = {one: [] for one in expected}
    for row in rows:
        of_key.setdefault(key(row), []).append(row)
    return [Line(one, _counts(some, scale), expected.get(one)) for one, some in of_key.items()]


def _counts(rows: Iterable[Rated], scale: Sequence[str]) -> tuple[int, ...]:
    found = dict.fromkeys(scale, 0)
    for row in rows:
        if row.rating not in found:
            raise ValueError(f"no rating of the scale: {row.rating}")
        found[row.rating] += 1
    return tuple(found.values())
