"""Drawing stations for a mission, so that anyone can draw the same again from the same list.

Nothing here depends on a language's random numbers. A redraw needs the list of stations, the design and
SHA-256:

1. **Frame.** The stations in the order of their codes' UTF-8 bytes. Its digest is the SHA-256 of the lines
   ``code TAB region TAB settlement TAB voters LF`` (unknown voters are empty).
2. **Strata.** All stations are one stratum, or those of one region, one settlement type, or both.
3. **Allocation.** The number of stations is divided among the strata in proportion to their stations or
   voters, with at least the design's minimum and at most what a stratum has; whole numbers by largest
   remainder. Equal remainders: the stratum whose key comes first by its UTF-8 bytes.
4. **Order.** Within a stratum stations are put in the order of ``SHA-256(seed + "|" + code)`` as
   hexadecimal text. The first ones are drawn; those that follow are the reserve, in that order.

Given a seed that nobody could choose to their liking (a public throw of dice, the digits of a lottery), each
set of stations of a stratum is equally likely to be drawn. Whoever draws more of a stratum with the same seed
keeps those drawn before.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction


class Strata(StrEnum):
    """By what stations are grouped before they are drawn."""

    NONE = "none"
    REGION = "region"
    SETTLEMENT = "settlement"
    BOTH = "both"


class Share(StrEnum):
    """In proportion to what the number is divided among the strata."""

    STATIONS = "stations"
    VOTERS = "voters"


@dataclass(frozen=True, slots=True)
class Drawable:
    """A station as far as a draw knows it: codes, never names. ``settlement`` is urban, rural or empty."""

    code: str
    region: str = ""
    settlement: str = ""
    voters: int | None = None


@dataclass(frozen=True, slots=True)
class Design:
    """How many stations, how they are spread, and the seed."""

    size: int
    seed: str
    strata: Strata = Strata.NONE
    share: Share = Share.STATIONS
    minimum: int = 0


@dataclass(frozen=True, slots=True)
class Stratum:
    """One group: its key, how much there is, and what was drawn, in the order of drawing."""

    key: tuple[str, str]
    stations: int
    voters: int | None
    """None where the voters of a station are not known."""
    drawn: tuple[str, ...]
    reserve: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Draw:
    """The outcome: strata by key, and the digest of the list it was drawn from."""

    strata: tuple[Stratum, ...]
    frame_sha256: str

    @property
    def codes(self) -> tuple[str, ...]:
        """All drawn codes, by stratum and in the order of drawing."""
        return tuple(code for stratum in self.strata for code in stratum.drawn)


class Impossible(ValueError):
    """The design cannot be met by this list of stations; says why in one word (``too_many`` …)."""


def draw(stations: Iterable[Drawable], design: Design) -> Draw:
    """Draw by the four steps above. ``Impossible``: ``too_many``, ``too_few``, ``no_voters``.

    >>> few = [Drawable("1", "n"), Drawable("2", "n"), Drawable("3", "s")]
    >>> [stratum.drawn for stratum in draw(few, Design(2, "7", Strata.REGION)).strata]
    [('1',), ('3',)]
    """
    frame = in_order(stations)
    groups: dict[tuple[str, str], list[Drawable]] = {}
    for station in frame:
        groups.setdefault(stratum_of(station, design.strata), []).append(station)
    sizes = {key: len(groups[key]) for key in sorted(groups, key=_as_bytes)}
    numbers = allocate(design.size, _weights(groups, design.share), sizes, design.minimum)
    strata = tuple(_stratum(key, groups[key], numbers[key], design.seed) for key in sizes)
    return Draw(strata, frame_sha256(frame))


def in_order(stations: Iterable[Drawable]) -> list[Drawable]:
    """The frame: stations in the order of their codes' bytes."""
    return sorted(stations, key=lambda station: station.code.encode())


def frame_sha256(frame: Sequence[Drawable]) -> str:
    """The digest of a frame in its order."""
    digest = hashlib.sha256()
    for one in frame:
        voters = "" if one.voters is None else one.voters
        digest.update(f"{one.code}\t{one.region}\t{one.settlement}\t{voters}\n".encode())
    return digest.hexdigest()


def lot(seed: str, code: str) -> str:
    """The lot of a station: the lower, the earlier it is drawn.

    >>> lot("7", "01-A/7")[:16]
    'cd8360b5203ab4f7'
    """
    return hashlib.sha256(f"{seed}|{code}".encode()).hexdigest()


def stratum_of(station: Drawable, strata: Strata) -> tuple[str, str]:
    """The key of a station's stratum: region and settlement, each empty where it does not count."""
    by_region = strata in (Strata.REGION, Strata.BOTH)
    by_settlement = strata in (Strata.SETTLEMENT, Strata.BOTH)
    return station.region if by_region else "", station.settlement if by_settlement else ""


def allocate(
    size: int,
    weights: Mapping[tuple[str, str], int],
    rooms: Mapping[tuple[str, str], int],
    minimum: int = 0,
) -> dict[tuple[str, str], int]:
    """Divide ``size`` in proportion to the weights, within minimum and room of each, by largest remainder.

    The quotas are those of the one factor f for which all ``min(max(f × weight, minimum), room)`` sum to the
    size; strata that stand at a bound keep it, the others are rounded. Exact fractions throughout.

    >>> a, b, c = ("a", ""), ("b", ""), ("c", "")
    >>> allocate(10, {a: 70, b: 29, c: 1}, {a: 5, b: 9, c: 9}, minimum=1)
    {('a', ''): 5, ('b', ''): 4, ('c', ''): 1}
    """
    least = {key: min(minimum, room) for key, room in rooms.items()}
    if size > sum(rooms.values()):
        raise Impossible("too_many")
    if size < sum(least.values()):
        raise Impossible("too_few")
    quotas = _quotas(size, weights, rooms, least)
    given = {key: int(quota) for key, quota in quotas.items()}
    by_remainder = sorted(quotas, key=lambda key: (given[key] - quotas[key], _as_bytes(key)))
    for key in by_remainder[: size - sum(given.values())]:
        given[key] += 1
    return {key: given[key] for key in rooms}


def _quotas(
    size: int,
    weights: Mapping[tuple[str, str], int],
    rooms: Mapping[tuple[str, str], int],
    least: Mapping[tuple[str, str], int],
) -> dict[tuple[str, str], Fraction]:
    """Exact quotas between the bounds.

    Strata beyond a bound are set to it, on the side where more is beyond; what is left is divided among the
    others again. (Setting the heavier side first never has to be taken back: the factor moves away from it.)
    """
    quotas: dict[tuple[str, str], Fraction] = {}
    free, left = list(rooms), size
    while free:
        total = sum(weights[key] for key in free)
        share = {
            key: Fraction(left * weights[key], total) if total else Fraction(left, len(free)) for key in free
        }
        above = {key: share[key] - rooms[key] for key in free if share[key] > rooms[key]}
        below = {key: least[key] - share[key] for key in free if share[key] < least[key]}
        if not above and not below:
            return quotas | share
        bound = rooms if sum(above.values()) >= sum(below.values()) else least
        for key in above if bound is rooms else below:
            quotas[key] = Fraction(bound[key])
            left -= bound[key]
            free.remove(key)
    return quotas


def _weights(
    groups: Mapping[tuple[str, str], Sequence[Drawable]], share: Share
) -> dict[tuple[str, str], int]:
    if share == Share.STATIONS:
        return {key: len(stations) for key, stations in groups.items()}
    weights = {}
    for key, stations in groups.items():
        voters = _voters(stations)
        if voters is None:
            raise Impossible("no_voters")
        weights[key] = voters
    return weights


def _voters(stations: Iterable[Drawable]) -> int | None:
    total = 0
    for station in stations:
        if station.voters is None:
            return None
        total += station.voters
    return total


def _stratum(key: tuple[str, str], stations: Sequence[Drawable], number: int, seed: str) -> Stratum:
    order = sorted((lot(seed, station.code), station.code) for station in stations)
    codes = [code for _lot, code in order]
    return Stratum(key, len(stations), _voters(stations), tuple(codes[:number]), tuple(codes[number:]))


def _as_bytes(key: tuple[str, str]) -> tuple[bytes, bytes]:
    return key[0].encode(), key[1].encode()
