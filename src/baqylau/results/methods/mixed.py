"""A whole house: seats by lists and seats of districts, added up by list.

The tiers do not compensate each other: a list's district seats change nothing about its list seats.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from baqylau.results.methods.rule import Result


@dataclass(frozen=True, slots=True)
class Tier:
    """One way into the house. ``by_list`` are the seats surely won, in the order given.

    ``open`` seats wait for a tie or a second round, ``vacant`` ones nobody can take, ``unknown`` ones have
    no source. ``sum(by_list) + open + vacant + unknown`` is ``seats``; ``ValueError`` where it is not.
    """

    name: str
    seats: int
    by_list: Mapping[str, int]
    open: int = 0
    vacant: int = 0
    unknown: int = 0

    def __post_init__(self) -> None:
        if sum(self.by_list.values()) + self.open + self.vacant + self.unknown != self.seats:
            raise ValueError(f"the seats of the tier {self.name} do not add up to {self.seats}")

    @property
    def unsettled(self) -> int:
        """Seats that are open or unknown."""
        return self.open + self.unknown


@dataclass(frozen=True, slots=True)
class District:
    """One district: the list of whoever won it, a word for no list, or None where it is not decided.

    ``is_open`` where votes are known and leave it to a tie or a second round; else its outcome is unknown.
    """

    code: str
    won_by: str | None = None
    is_open: bool = False


@dataclass(frozen=True, slots=True)
class House:
    """All tiers; ``by_list`` is their sum, those with most seats first, level ones in the tiers' order."""

    tiers: tuple[Tier, ...]
    seats: int = field(init=False)
    by_list: Mapping[str, int] = field(init=False)

    def __post_init__(self) -> None:
        total: dict[str, int] = {}
        for tier in self.tiers:
            for name, seats in tier.by_list.items():
                total[name] = total.get(name, 0) + seats
        order = sorted(total, key=lambda name: -total[name])
        object.__setattr__(self, "seats", sum(tier.seats for tier in self.tiers))
        object.__setattr__(self, "by_list", {name: total[name] for name in order})

    @property
    def unsettled(self) -> int:
        """Seats that are open or unknown."""
        return sum(tier.unsettled for tier in self.tiers)


def by_lists(name: str, result: Result) -> Tier:
    """The tier that an allocation to lists makes."""
    seats = sum(result.seats.values()) + result.open + result.vacant
    return Tier(name, seats, dict(result.seats), result.open, result.vacant)


def by_districts(
    name: str, districts: Sequence[District], published: Mapping[str, int] | None = None
) -> Tier:
    """The tier of the districts, by the lists of those who won them.

    ``published`` are the seats of the tier by list as somebody published them. They stand for the districts
    whose winner is not known, where they are a number for every district and no list has fewer than it won
    in the districts that are known; otherwise they are left aside, and :func:`differs` says so.
    """
    won: dict[str, int] = {}
    for district in districts:
        if district.won_by is not None:
            won[district.won_by] = won.get(district.won_by, 0) + 1
    open_seats = sum(one.is_open for one in districts)
    unknown = len(districts) - sum(won.values()) - open_seats
    if published and unknown and not open_seats and not differs(districts, published):
        return Tier(name, len(districts), dict(published))
    return Tier(name, len(districts), won, open=open_seats, unknown=unknown)


def differs(districts: Sequence[District], published: Mapping[str, int]) -> bool:
    """Whether published seats cannot be those of the districts, as far as their winners are known."""
    known = [one.won_by for one in districts if one.won_by is not None]
    short = any(known.count(name) > published.get(name, 0) for name in known)
    whole = sum(published.values()) != len(districts)
    return short or whole
