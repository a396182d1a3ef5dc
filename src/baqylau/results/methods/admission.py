"""Which lists take part: the threshold and its base, and the minimum number of lists."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from baqylau.results.methods.rule import Counted, Rule, TieRule
from baqylau.results.methods.ties import decider


@dataclass(frozen=True, slots=True)
class Admission:
    """Indices of the lists that surely take part, of those among them that entered below the threshold,
    and of the lists level for the last ``places``.
    """

    admitted: tuple[int, ...]
    below: tuple[int, ...]
    level: tuple[int, ...] = ()
    places: int = 0


def admit(counted: Sequence[Counted], rule: Rule) -> Admission:
    """Admit the lists that reached the threshold, then the next largest up to ``minimum_lists``.

    A list with exactly the threshold has reached it. A list without a vote is never admitted, and an option
    that is not eligible neither. Of lists level for the last place the one registered earlier enters where
    the rule's tie says so; "more votes" cannot decide between level votes.
    """
    reached: list[int] = []
    below: list[int] = []
    for index, (one, needed) in enumerate(zip(counted, needed_of_each(counted, rule), strict=True)):
        if one.votes and one.option not in rule.not_eligible:
            (reached if one.votes >= needed else below).append(index)
    places = min(rule.minimum_lists - len(reached), len(below))
    if places <= 0:
        return Admission(tuple(reached), ())
    last = sorted((counted[index].votes for index in below), reverse=True)[places - 1]
    entering = [index for index in below if counted[index].votes > last]
    level = [index for index in below if counted[index].votes == last]
    places -= len(entering)
    if len(level) > places:
        decide = decider(counted, rule.tie if rule.tie is TieRule.EARLIER_REGISTERED else TieRule.REPORT)
        first, level = decide(level, places, ())
        entering += first
        places -= len(first)
    else:
        entering, level, places = entering + level, [], 0
    return Admission(tuple(sorted(reached + entering)), tuple(sorted(entering)), tuple(level), places)


def base_of(counted: Sequence[Counted], rule: Rule) -> int:
    """The votes of which the threshold is a share."""
    return sum(one.votes for one in counted) if rule.threshold_base is None else rule.threshold_base


def votes_needed(counted: Sequence[Counted], rule: Rule, option: str = "") -> int:
    """The fewest votes that reach the threshold (an option's own), without rounding it: 7 of 100 for 7 %.

    >>> from fractions import Fraction
    >>> from baqylau.results.methods.rule import Method, Quota
    >>> law = Rule(seats=1, method=Method.LARGEST_REMAINDER, quota=Quota.HARE, threshold=Fraction(5, 100))
    >>> votes_needed([Counted("Alliance of Patriots", 87_573), Counted("others", 1_663_933)], law)
    87576
    """
    share = rule.threshold_of(option)
    return -(-share.numerator * base_of(counted, rule) // share.denominator)


def needed_of_each(counted: Sequence[Counted], rule: Rule) -> tuple[int, ...]:
    """The fewest votes with which each option reaches its threshold, in the order of ``counted``."""
    usual = votes_needed(counted, rule)
    of_their_own = {option: votes_needed(counted, rule, option) for option in rule.thresholds}
    return tuple([of_their_own.get(one.option, usual) for one in counted])
