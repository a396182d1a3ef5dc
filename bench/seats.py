"""Seat allocation beside ``votelib`` and ``apportionment``, with the same votes and the same answers."""

from __future__ import annotations

import random
from collections.abc import Callable

from apportionment.methods import compute
from votelib.evaluate.proportional import HighestAverages, LargestRemainder

from baqylau.results.methods.highest_averages import highest_averages
from baqylau.results.methods.largest_remainder import hare
from baqylau.results.methods.rule import Counted, Divisor, Method, Quota, Rule
from baqylau.results.methods.seats import allocate
from bench.row import Row, best_of

CASES = 10_000
CALLS = 200
"""d'Hondt is measured per call, over so many."""


def run() -> list[Row]:
    """Largest remainder for a house of 98, d'Hondt for houses of 98 and 450; ten parties."""
    draw = random.Random(2023)  # noqa: S311
    votes = [[draw.randrange(1_000, 4_000_000) for _ in range(10)] for _ in range(CASES)]
    return [*_largest_remainder(votes, 98), *_d_hondt(votes[:CALLS], 98), *_d_hondt(votes[:CALLS], 450)]


def _largest_remainder(votes: list[list[int]], seats: int) -> list[Row]:
    name = f"{CASES:,} largest-remainder allocations (Hare), 10 parties, {seats} seats"
    library = LargestRemainder("hare")
    named = [dict(enumerate(one)) for one in votes]
    rule = Rule(seats=seats, method=Method.LARGEST_REMAINDER, quota=Quota.HARE)
    counted = [[Counted(str(index), number) for index, number in enumerate(one)] for one in votes]
    assert [hare(one, seats).seats for one in votes[:CALLS]] == [
        compute("hamilton", one, seats, fractions=True, verbose=False) for one in votes[:CALLS]
    ]
    ours = best_of(3, lambda: [hare(one, seats) for one in votes])
    peers: dict[str, Callable[[], object]] = {
        "votelib": lambda: [library.evaluate(one, seats) for one in named],
        "apportionment, floats": lambda: [compute("hamilton", one, seats, verbose=False) for one in votes],
        "apportionment, fractions": lambda: [
            compute("hamilton", one, seats, fractions=True, verbose=False) for one in votes
        ],
    }
    rows = [Row(name, ours, 0.05, peer, best_of(3, work)) for peer, work in peers.items()]
    whole = best_of(3, lambda: [allocate(one, rule) for one in counted])
    return [*rows, Row(f"{CASES:,} times the whole way from admission to ties", whole)]


def _d_hondt(votes: list[list[int]], seats: int) -> list[Row]:
    name = f"one allocation by d'Hondt, 10 parties, {seats} seats"
    library = HighestAverages("d_hondt")
    named = [dict(enumerate(one)) for one in votes]
    assert [highest_averages(one, seats, Divisor.D_HONDT).seats for one in votes] == [
        compute("dhondt", one, seats, fractions=True, verbose=False) for one in votes
    ]
    ours = best_of(3, lambda: [highest_averages(one, seats, Divisor.D_HONDT) for one in votes])
    peers: dict[str, Callable[[], object]] = {
        "votelib": lambda: [library.evaluate(one, seats) for one in named],
        "apportionment, floats": lambda: [compute("dhondt", one, seats, verbose=False) for one in votes],
    }
    return [
        Row(name, ours / len(votes), 0.0002, peer, best_of(3, work) / len(votes))
        for peer, work in peers.items()
    ]
