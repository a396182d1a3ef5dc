"""Seats by highest averages: each seat goes to the list with the most votes per divisor of its next seat.

Divisors of a list's first, second, third … seat:

``d_hondt``
    1, 2, 3 …
``sainte_lague``
    1, 3, 5 …
``modified_sainte_lague``
    1.4, 3, 5 … (kept as 7, 15, 25 …, so that all are whole numbers)

The first seats need not be dealt one by one: every list may be given the seats whose averages are at least
V / S (d'Hondt) or V / (S - n/2) (Sainte-Laguë, n lists), because together these are never more than S seats
and are the first that the slow way would deal too. Fewer than n seats (d'Hondt), at most n (Sainte-Laguë) are
then left; a cap or the modified first divisor may leave more.
"""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from heapq import heapify, heappop, heappush

from baqylau.results.methods.largest_remainder import Shares
from baqylau.results.methods.rule import Divisor
from baqylau.results.methods.ties import Decide, report


def divisor_of(divisor: Divisor, held: int) -> int:
    """The divisor for the seat after ``held`` seats.

    >>> [divisor_of(Divisor.MODIFIED_SAINTE_LAGUE, held) for held in range(3)]
    [7, 15, 25]
    """
    if divisor is Divisor.D_HONDT:
        return held + 1
    if divisor is Divisor.SAINTE_LAGUE:
        return 2 * held + 1
    return 5 * (2 * held + 1) if held else 7


def highest_averages(
    votes: Sequence[int],
    seats: int,
    divisor: Divisor,
    caps: Sequence[int | None] | None = None,
    decide: Decide = report,
) -> Shares:
    """Deal ``seats`` to lists with ``votes`` (whole numbers from 0), none above its cap.

    Seats that nobody may take any more are neither in ``seats`` nor ``open``. A list without votes gets none.

    >>> highest_averages([3431510, 693938, 547154, 535139, 432920, 331058], 69, Divisor.D_HONDT).seats
    [41, 8, 6, 6, 5, 3]
    """
    limits = [seats if cap is None else min(cap, seats) for cap in caps or [None] * len(votes)]
    held = [min(sure, limit) for sure, limit in zip(_first_seats(votes, seats, divisor), limits, strict=True)]
    left = seats - sum(held)
    averages = [
        (-Fraction(own, divisor_of(divisor, held[index])), index)
        for index, own in enumerate(votes)
        if own and held[index] < limits[index]
    ]
    heapify(averages)
    while left and averages:
        best = averages[0][0]
        level = []
        while averages and averages[0][0] == best:
            level.append(heappop(averages)[1])
        if len(level) > left:
            first, still = decide(level, left, held)
            for index in first:
                held[index] += 1
            return Shares(held, still, left - len(first))
        for index in level:
            held[index] += 1
            if held[index] < limits[index]:
                heappush(averages, (-Fraction(votes[index], divisor_of(divisor, held[index])), index))
        left -= len(level)
    return Shares(held, [], 0)


def _first_seats(votes: Sequence[int], seats: int, divisor: Divisor) -> list[int]:
    """Seats that surely belong to each list, never more than ``seats`` together."""
    whole = sum(votes)
    if not whole:
        return [0] * len(votes)
    if divisor is Divisor.D_HONDT:
        return [own * seats // whole for own in votes]
    scale = 2 * seats - len(votes)
    if scale <= 0:
        return [0] * len(votes)
    # own / (V / (S - n/2)), rounded to the nearest whole number, halves up.
    sure = [(own * scale + whole) // (2 * whole) for own in votes]
    if divisor is Divisor.SAINTE_LAGUE:
        return sure
    # The first seat costs 1.4 instead of 1 (0.7 instead of 1/2 on this scale); later ones cost the same.
    return [
        held if held != 1 or 10 * own * scale >= 14 * whole else 0
        for held, own in zip(sure, votes, strict=True)
    ]
