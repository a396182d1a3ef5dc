"""Seats by largest remainder: each list gets its whole quotas, the rest goes to the largest remainders.

What each quota does (V votes of the admitted lists, S seats):

``hare``
    V / S, not rounded. Whole quotas never award more than S.
``droop``
    floor(V / (S + 1)) + 1, a whole number by definition. It is above V / (S + 1), so whole quotas never
    award more than S.
``hagenbach_bischoff``
    V / (S + 1), not rounded. Whole quotas award S + 1 where every list holds an exact multiple (50 and 50
    votes for one seat): one seat too many.
``imperiali``
    V / (S + 2), not rounded. Whole quotas may award one or two seats too many.

A rounded quota (``quota_rounded``) is the nearest whole number, halves up, and at least 1; it may be too low
and award too many.

Seats awarded in excess are taken back one by one from the smallest remainders, each list giving one before
any gives a second: the last seat goes to the weakest claim, which is the idea of the method turned round,
and the way of the Slovak law for its rounded quota. (Italy, which used Imperiali until 1993, divided again
by S + 1; a law of that kind is written with ``hagenbach_bischoff``.) Level remainders are a tie there too.

Where more seats are left than lists (a correction factor, a quota rounded up, a handful of votes), each list
gets one in turn and the largest remainders come first in the last turn.
"""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from typing import NamedTuple

from baqylau.results.methods.rule import Quota
from baqylau.results.methods.ties import Decide, report


class Shares(NamedTuple):
    """Seats by index of the list; ``open`` seats are level among the indices ``level``."""

    seats: list[int]
    level: list[int]
    open: int


def quota_of(quota: Quota, votes: int, seats: int, rounded: bool = False) -> Fraction | None:
    """How many votes one seat costs; None where there are no votes, or Hare's quota of no seats."""
    if not votes or (quota is Quota.HARE and not seats):
        return None
    exact = {
        Quota.HARE: lambda: Fraction(votes, seats),
        Quota.DROOP: lambda: Fraction(votes // (seats + 1) + 1),
        Quota.HAGENBACH_BISCHOFF: lambda: Fraction(votes, seats + 1),
        Quota.IMPERIALI: lambda: Fraction(votes, seats + 2),
    }[quota]()
    return Fraction(max(1, int(exact + Fraction(1, 2)))) if rounded else exact


def hare(votes: Sequence[int], seats: int) -> Shares:
    """Largest remainder with the exact Hare quota; ties are reported.

    >>> hare([5148074, 792828, 659019], 98).seats
    [76, 12, 10]
    >>> hare([1, 1], 1)
    Shares(seats=[0, 0], level=[0, 1], open=1)
    """
    return largest_remainder([number * seats for number in votes], sum(votes), seats)


def largest_remainder(claims: Sequence[int], unit: int, seats: int, decide: Decide = report) -> Shares:
    """Deal ``seats`` to lists whose votes are ``claims[i] / unit`` quotas.

    ``claims`` are whole numbers from 0 on one scale with ``unit``, so that remainders are compared as whole
    numbers: for Hare's quota votes times seats, and ``unit`` the sum of the votes. No claims at all, or a
    ``unit`` of 0, give no seats to anybody.
    """
    if not unit or not claims:
        return Shares([0] * len(claims), [], 0)
    whole = [claim // unit for claim in claims]
    rest = [claim % unit for claim in claims]
    left = seats - sum(whole)
    if left < 0:
        return _taken_back(whole, rest, -left, decide)
    if left >= len(claims):
        turns, left = divmod(left, len(claims))
        whole = [held + turns for held in whole]
    if not left:
        return Shares(whole, [], 0)
    order = sorted(rest)
    cut = order[-left]
    if order[-left - 1] < cut:
        return Shares(
            [held + 1 if own >= cut else held for held, own in zip(whole, rest, strict=True)], [], 0
        )
    sure = [held + (own > cut) for held, own in zip(whole, rest, strict=True)]
    level = [index for index, own in enumerate(rest) if own == cut]
    return _decided(sure, level, left - sum(own > cut for own in rest), decide)


def _taken_back(held: list[int], rest: Sequence[int], excess: int, decide: Decide) -> Shares:
    """Seats in excess leave the smallest remainders; each list with seats gives one in turn."""
    holders = [index for index, seats in enumerate(held) if seats]
    while excess >= len(holders):
        for index in holders:
            held[index] -= 1
        excess -= len(holders)
        holders = [index for index in holders if held[index]]
        if not excess:
            return Shares(held, [], 0)
    cut = sorted(rest[index] for index in holders)[excess - 1]
    giving = [index for index in holders if rest[index] <= cut]
    level = [index for index in giving if rest[index] == cut]
    for index in giving:
        held[index] -= 1
    return _decided(held, level, len(giving) - excess, decide)


def _decided(sure: list[int], level: list[int], places: int, decide: Decide) -> Shares:
    """Give ``places`` seats to the level lists as far as ``decide`` decides."""
    if not places:
        return Shares(sure, [], 0)
    first, still = decide(level, places, sure)
    for index in first:
        sure[index] += 1
    return Shares(sure, still, places - len(first))
