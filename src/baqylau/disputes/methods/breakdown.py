"""A total and the parts it is given in. What the parts leave over is a row of its own, never spread out."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Share:
    """One part of a total: its code and how many."""

    code: str
    count: int


@dataclass(frozen=True, slots=True)
class Breakdown:
    """``whole`` = the parts + ``residual``. A residual below 0 says that the parts are more than the whole.

    ``elsewhere`` is what another source gives for the residual, None where none does.

    >>> found = breakdown(23, [("silence", 12), ("damage", 2), ("poll", 3), ("anonymous", 4)])
    >>> found.residual, found.as_equation()
    (2, '23 = 12 + 2 + 3 + 4 + 2 not accounted for')
    """

    whole: int
    parts: tuple[Share, ...]
    elsewhere: Share | None = None

    @property
    def residual(self) -> int:
        return self.whole - sum(part.count for part in self.parts)

    @property
    def is_explained(self) -> bool:
        """Whether another source gives exactly what is left over."""
        return self.elsewhere is not None and self.elsewhere.count == self.residual != 0

    def as_equation(self) -> str:
        """The sum as one line, in English."""
        said = f"{self.whole} = " + " + ".join(str(part.count) for part in self.parts)
        if not self.residual:
            return said
        sign = "+" if self.residual > 0 else "−"
        return f"{said} {sign} {abs(self.residual)} not accounted for"


def breakdown(
    whole: int, parts: Iterable[tuple[str, int]], elsewhere: tuple[str, int] | None = None
) -> Breakdown:
    """A total, its parts by code, and what another source gives for the rest."""
    shares = tuple(Share(code, count) for code, count in parts)
    return Breakdown(whole, shares, Share(*elsewhere) if elsewhere else None)


@dataclass(frozen=True, slots=True)
class CrossTable:
    """Counts by two things. Each row and column is summed; an empty code is what is not known."""

    rows: tuple[str, ...]
    columns: tuple[str, ...]
    counts: dict[tuple[str, str], int]

    def row_total(self, row: str) -> int:
        return sum(self.counts.get((row, column), 0) for column in self.columns)

    def column_total(self, column: str) -> int:
        return sum(self.counts.get((row, column), 0) for row in self.rows)

    @property
    def total(self) -> int:
        return sum(self.counts.values())


def cross(
    counted: Iterable[tuple[str, str, int]], *, rows: Sequence[str] = (), columns: Sequence[str] = ()
) -> CrossTable:
    """A table of ``(row, column, count)``; those named keep their order, others follow, the unknown last.

    Of the named ones only those with a count are kept.
    """
    counts: dict[tuple[str, str], int] = {}
    for row, column, count in counted:
        counts[row, column] = counts.get((row, column), 0) + count
    return CrossTable(
        _ordered((row for row, _column in counts), rows),
        _ordered((column for _row, column in counts), columns),
        counts,
    )


def _ordered(found: Iterable[str], named: Sequence[str]) -> tuple[str, ...]:
    there = set(found)
    known = [code for code in named if code in there]
    others = sorted(there - set(known) - {""})
    unknown = [""] if "" in there and "" not in known else []
    return (*known, *others, *unknown)
