"""Which question a figure will most likely be met with at a press conference, by what can be held against it.

The order is that of weight: what is somebody else's number, what rests on few answers, what left many out,
what was seen in few places, what was not drawn at random. A plain function, so that the same sheet always
comes out of the same figures.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

MANY_LEFT_OUT = 10
"""From one in ten records without a valid answer on, they are asked about."""
FEW_PLACES = 4
"""Seen in less than a quarter of the areas: was it everywhere?"""


class Ask(StrEnum):
    """What is asked."""

    WHOSE = "whose"
    HOW_SURE = "how_sure"
    NOTHING_SEEN = "nothing_seen"
    SO_FEW = "so_few"
    LEFT_OUT = "left_out"
    WHERE = "where"
    ALL_STATIONS = "all_stations"
    OF_HOW_MANY = "of_how_many"
    WHO_COUNTED = "who_counted"


@dataclass(frozen=True, slots=True)
class Facts:
    """What is known of a figure.

    ``areas``: in how many areas the numerator was seen, of how many; None where that is not known.
    ``observations``: whether observations are counted; ``at_random``: whether their stations were drawn at
    random. ``published_by_others``: whether it is cited, or a count of an authority's table. ``estimated``:
    whether it comes from a sample. ``minimum``: below it there is no percentage.
    """

    numerator: int
    denominator: int | None
    excluded: Mapping[str, int] = field(default_factory=dict)
    areas: tuple[int, int] | None = None
    observations: bool = False
    at_random: bool = False
    published_by_others: bool = False
    estimated: bool = False
    minimum: int = 30


def likeliest(facts: Facts) -> Ask:
    """The question to be ready for.

    >>> likeliest(Facts(3, 12, observations=True))
    <Ask.SO_FEW: 'so_few'>
    >>> likeliest(Facts(712, 2237, {"missing": 43}, (27, 27), observations=True))
    <Ask.ALL_STATIONS: 'all_stations'>
    >>> likeliest(Facts(712, 2237, {"missing": 43}, (27, 27), observations=True, at_random=True))
    <Ask.WHO_COUNTED: 'who_counted'>
    """
    if facts.published_by_others:
        return Ask.WHOSE
    if facts.estimated:
        return Ask.HOW_SURE
    if facts.denominator is None:
        return Ask.OF_HOW_MANY
    return _about_a_share(facts, facts.denominator)


def _about_a_share(facts: Facts, denominator: int) -> Ask:
    if facts.numerator == 0:
        return Ask.NOTHING_SEEN
    if denominator < facts.minimum:
        return Ask.SO_FEW
    left_out = sum(facts.excluded.values())
    if left_out * MANY_LEFT_OUT >= left_out + denominator:
        return Ask.LEFT_OUT
    if facts.areas and facts.areas[0] * FEW_PLACES < facts.areas[1]:
        return Ask.WHERE
    if facts.observations and not facts.at_random:
        return Ask.ALL_STATIONS
    return Ask.WHO_COUNTED
