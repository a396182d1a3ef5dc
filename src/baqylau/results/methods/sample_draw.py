"""A stratified random sample of stations that anyone can draw again with SHA-256.

1. **Numbers.** How many stations of each stratum are drawn: in proportion to its stations, in proportion to
   N_h S_h of an earlier election (optimal, Neyman), or a fixed number; then what is drawn in addition in
   some strata. Whole numbers by largest remainder; equal remainders: the stratum whose name comes first by
   its UTF-8 bytes. Exact whole numbers and fractions throughout.
2. **Tickets.** A station's ticket is ``SHA-256(seed + "|" + code)`` in hexadecimal; the seed is digits of
   dice thrown in public. In each stratum the lowest tickets are drawn; the next ones are its reserve.

It is the draw of :mod:`baqylau.mission.methods.draw`, with strata given by name.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from math import isqrt

from baqylau.mission.methods.draw import allocate, lot
from baqylau.results.methods.sample_size import Allocation

FEWEST_DIGITS, MOST_DIGITS = 20, 100
"""Twenty throws of a ten-sided die: more outcomes than anybody can try out."""

LEAST_IN_A_STRATUM = 2
"""Fewer show no variance."""


@dataclass(frozen=True, slots=True)
class Place:
    """A station of the frame and its stratum."""

    code: str
    stratum: str


@dataclass(frozen=True, slots=True)
class Earlier:
    """A station of an earlier election: its stratum, the votes of the option of interest, and the base."""

    stratum: str
    votes: int
    base: int


@dataclass(frozen=True, slots=True)
class Ticket:
    """A station's ticket: the lower, the earlier it is drawn."""

    ticket: str
    code: str


@dataclass(frozen=True, slots=True)
class Drawn:
    """One stratum: how many stations it has, those drawn and those in reserve, by rising ticket."""

    stratum: str
    stations: int
    drawn: tuple[Ticket, ...]
    reserve: tuple[Ticket, ...]


def seed_of(text: str) -> str | None:
    """The digits of a seed, blanks and commas between them left out; None for anything but 20 to 100 digits.

    >>> seed_of("31415 92653 58979 32384")
    '31415926535897932384'
    >>> seed_of("aaaaaaaaaaaaaaaaaaaa") is None
    True
    """
    digits = "".join(text.replace(",", " ").split())
    long_enough = FEWEST_DIGITS <= len(digits) <= MOST_DIGITS
    return digits if long_enough and digits.isascii() and digits.isdigit() else None


def numbers(
    sizes: Mapping[str, int],
    size: int,
    allocation: Allocation = Allocation.PROPORTIONAL,
    weights: Mapping[str, int] | None = None,
    in_addition: Mapping[str, int] | None = None,
) -> dict[str, int]:
    """How many stations of each stratum are drawn.

    ``size`` is the whole sample, or the number in each stratum where it is fixed; a stratum gives all it has
    where that is less. ``weights`` are N_h S_h for the optimal one. At least two in each stratum, one where
    it has no more. ``mission.methods.draw.Impossible`` (``too_many``, ``too_few``) where that cannot be.

    >>> numbers({"a": 100, "b": 50, "c": 1}, 16)
    {'a': 10, 'b': 5, 'c': 1}
    """
    if allocation is Allocation.FIXED:
        given = {stratum: min(size, there) for stratum, there in sizes.items()}
    else:
        shares = weights if allocation is Allocation.OPTIMAL and weights else sizes
        by_key = allocate(
            size,
            {(stratum, ""): shares.get(stratum, 0) for stratum in sizes},
            {(stratum, ""): there for stratum, there in sizes.items()},
            LEAST_IN_A_STRATUM,
        )
        given = {stratum: number for (stratum, _), number in by_key.items()}
    more = in_addition or {}
    return {stratum: min(sizes[stratum], number + more.get(stratum, 0)) for stratum, number in given.items()}


def optimal_weights(earlier: Iterable[Earlier]) -> dict[str, int]:
    """N_h S_h of each stratum, in whole numbers on one scale, exactly the same on every machine.

    With totals Y and X, z = y X − x Y is the residual y − R x times X. The weight is the whole part of the
    root of N_h² Σ (z − mean)² / (N_h − 1), that is of N_h (N_h Σ z² − (Σ z)²) / (N_h − 1).
    """
    stations = list(earlier)
    votes, base = sum(one.votes for one in stations), sum(one.base for one in stations)
    of_stratum: dict[str, list[int]] = {}
    for one in stations:
        of_stratum.setdefault(one.stratum, []).append(one.votes * base - one.base * votes)
    return {
        stratum: isqrt(len(z) * (len(z) * sum(one * one for one in z) - sum(z) ** 2) // max(len(z) - 1, 1))
        for stratum, z in of_stratum.items()
    }


def draw(frame: Iterable[Place], seed: str, number_of: Mapping[str, int]) -> list[Drawn]:
    """Draw ``number_of`` stations in each stratum; strata by their names' bytes.

    >>> [one.code for one in draw([Place("1", "n"), Place("2", "n")], "7", {"n": 1})[0].drawn]
    ['1']
    """
    strata: dict[str, list[Ticket]] = {}
    for one in frame:
        strata.setdefault(one.stratum, []).append(Ticket(lot(seed, one.code), one.code))
    return [
        _drawn(stratum, sorted(strata[stratum], key=lambda one: (one.ticket, one.code)), number_of)
        for stratum in sorted(strata, key=str.encode)
    ]


def _drawn(stratum: str, tickets: Sequence[Ticket], number_of: Mapping[str, int]) -> Drawn:
    number = number_of.get(stratum, 0)
    return Drawn(stratum, len(tickets), tuple(tickets[:number]), tuple(tickets[number:]))


def frame_sha256(frame: Iterable[Place]) -> str:
    """The digest of a frame: SHA-256 of the lines ``stratum TAB code LF`` by the bytes of the codes."""
    digest = hashlib.sha256()
    for one in sorted(frame, key=lambda one: one.code.encode()):
        digest.update(f"{one.stratum}\t{one.code}\n".encode())
    return digest.hexdigest()
