"""Who wins a district with one seat: by plurality, or by a majority with a second round."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction

from baqylau.results.methods.rule import Counted, TieRule
from baqylau.results.methods.ties import decider


class DistrictMethod(StrEnum):
    """``PLURALITY``: most votes win. ``TWO_ROUNDS``: a majority wins, else the two first vote again."""

    PLURALITY = "plurality"
    TWO_ROUNDS = "two_rounds"


@dataclass(frozen=True, slots=True, kw_only=True)
class DistrictRule:
    """How the seat of a district is won. ``ValueError`` for a majority outside 0 to 1.

    ``majority`` is the share of all votes given that the winner of a first round must exceed; options that
    are ``not_eligible`` count among them and win nothing. ``tie`` is what the law says of level candidates.
    """

    method: DistrictMethod
    majority: Fraction = Fraction(1, 2)
    not_eligible: frozenset[str] = frozenset()
    tie: TieRule = TieRule.REPORT

    def __post_init__(self) -> None:
        if not 0 <= self.majority < 1:
            raise ValueError("the majority is a share from 0 to below 1")


@dataclass(frozen=True, slots=True)
class Decided:
    """Who won, or who meets in a second round, or who stands level; two of the three are empty.

    ``level`` are candidates with as many votes for fewer ``places``, with nothing in the rule to decide.
    Those in ``second_round`` are in it surely, also where others are level for its last place.
    """

    winner: str | None = None
    second_round: tuple[str, ...] = ()
    level: tuple[str, ...] = ()
    places: int = 0


def decide(counted: Sequence[Counted], rule: DistrictRule, second: Sequence[Counted] = ()) -> Decided:
    """The outcome of a first round, and of the ``second`` one where its votes are given.

    A candidate without a vote wins nothing.

    >>> two_rounds = DistrictRule(method=DistrictMethod.TWO_ROUNDS)
    >>> decide([Counted("a", 40), Counted("b", 35), Counted("c", 25)], two_rounds).second_round
    ('a', 'b')
    >>> decide([Counted("a", 40), Counted("b", 35)], DistrictRule(method=DistrictMethod.PLURALITY)).winner
    'a'
    """
    if rule.method is DistrictMethod.PLURALITY or second:
        return _most_votes(second or counted, rule)
    votes = sum(one.votes for one in counted)
    ahead, level, places = _first(counted, rule, 2)
    best = max(_standing(counted, rule), key=lambda one: one.votes, default=None)
    if best and best.votes > rule.majority * votes:
        return _most_votes(counted, rule)
    if not ahead and not level:
        return Decided()
    if len(ahead) == 1 and not level:
        return Decided(second_round=ahead)
    return Decided(second_round=ahead, level=level, places=places)


def _most_votes(counted: Sequence[Counted], rule: DistrictRule) -> Decided:
    ahead, level, places = _first(counted, rule, 1)
    return Decided(winner=ahead[0]) if ahead else Decided(level=level, places=places)


def _standing(counted: Sequence[Counted], rule: DistrictRule) -> list[Counted]:
    return [one for one in counted if one.votes and one.option not in rule.not_eligible]


def _first(
    counted: Sequence[Counted], rule: DistrictRule, places: int
) -> tuple[tuple[str, ...], tuple[str, ...], int]:
    """The ``places`` candidates with most votes; those level for the last ones, and for how many."""
    order = sorted(_standing(counted, rule), key=lambda one: -one.votes)
    if len(order) <= places:
        return tuple(one.option for one in order), (), 0
    last = order[places - 1].votes
    ahead = [one.option for one in order if one.votes > last]
    level = [one for one in order if one.votes == last]
    left = places - len(ahead)
    if len(level) == left:
        return (*ahead, *(one.option for one in level)), (), 0
    tie = TieRule.REPORT if rule.tie is TieRule.MORE_VOTES else rule.tie
    first, still = decider(level, tie)(range(len(level)), left, ())
    ahead += [level[index].option for index in first]
    return tuple(ahead), tuple(level[index].option for index in still), left - len(first)
