"""Who goes first among level lists, where the law says so."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from baqylau.results.methods.rule import Counted, TieRule

Decided = tuple[list[int], list[int]]
"""Indices of the lists that get a place, and of those that stay level for the places that are left."""

Decide = Callable[[Sequence[int], int, Sequence[int]], Decided]
"""``decide(level, places, held)``: indices of level lists, fewer places than lists, seats held so far."""


def report(level: Sequence[int], places: int, held: Sequence[int]) -> Decided:
    """Decide nothing: all stay level."""
    return [], list(level)


def decider(counted: Sequence[Counted], tie: TieRule) -> Decide:
    """The decision that a rule makes between lists, given by their index in ``counted``.

    The list registered earlier, or with more votes, goes first. Where that is level again, those lists stay
    level; where a place in the order of registration is not known, nothing is decided.
    """
    if tie is TieRule.REPORT:
        return report

    def rank(index: int) -> int | None:
        one = counted[index]
        return -one.votes if tie is TieRule.MORE_VOTES else one.registered_order

    def decide(level: Sequence[int], places: int, held: Sequence[int]) -> Decided:
        ranks = {index: known for index in level if (known := rank(index)) is not None}
        if len(ranks) < len(level):
            return [], list(level)
        last = sorted(ranks.values())[places - 1]
        first = [index for index in level if ranks[index] < last]
        still = [index for index in level if ranks[index] == last]
        return (first + still, []) if len(first) + len(still) == places else (first, still)

    return decide
