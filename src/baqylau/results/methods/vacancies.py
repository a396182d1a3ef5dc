"""Who fills a seat that falls vacant, by the rule of the pack."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum


class FilledBy(StrEnum):
    """How a vacant seat is filled."""

    NEXT_ON_LIST = "next_on_list"
    """The next candidate of the same list."""
    LIST_DECIDES = "list_decides"
    """Whom the list, or its leadership, names from among its candidates."""
    VACANT = "vacant"
    """Nobody until the next election."""
    BY_ELECTION = "by_election"
    """A new election in the district."""


@dataclass(frozen=True, slots=True, kw_only=True)
class VacancyRule:
    """How a seat is filled, and how where its list has nobody left (then never from the list again).

    ``within_months`` is the time the law gives, None where it gives none. ``ValueError`` where the second
    way is from the list as well.
    """

    filled_by: FilledBy
    list_exhausted: FilledBy = FilledBy.VACANT
    within_months: int | None = None
    article: str = ""
    source: str = ""

    def __post_init__(self) -> None:
        if self.list_exhausted in FROM_THE_LIST:
            raise ValueError("a list without candidates fills no seat")


FROM_THE_LIST = frozenset({FilledBy.NEXT_ON_LIST, FilledBy.LIST_DECIDES})


@dataclass(frozen=True, slots=True)
class Filling:
    """By what a seat is filled: the ``candidate`` whom the rule names, or the ``choices`` that it leaves."""

    filled_by: FilledBy
    candidate: str | None = None
    choices: tuple[str, ...] = ()


def fill(rule: VacancyRule, waiting: Sequence[str] = ()) -> Filling:
    """How one vacant seat is filled; ``waiting`` are the list's candidates without a seat, in its order.

    >>> fill(VacancyRule(filled_by=FilledBy.NEXT_ON_LIST), ["Aliya", "Berik"]).candidate
    'Aliya'
    >>> fill(VacancyRule(filled_by=FilledBy.NEXT_ON_LIST)).filled_by
    <FilledBy.VACANT: 'vacant'>
    """
    if rule.filled_by in FROM_THE_LIST and not waiting:
        return Filling(rule.list_exhausted)
    if rule.filled_by is FilledBy.NEXT_ON_LIST:
        return Filling(rule.filled_by, waiting[0])
    choices = tuple(waiting) if rule.filled_by is FilledBy.LIST_DECIDES else ()
    return Filling(rule.filled_by, choices=choices)
