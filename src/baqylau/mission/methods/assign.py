"""Sharing out stations among the teams whose areas they lie in."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Placed:
    """A station with the areas it lies in, from the country down: ``kz/abai/semey/``."""

    code: str
    path: str


@dataclass(frozen=True, slots=True)
class Shared:
    """Team → its stations in order of place; and the stations in nobody's area."""

    by_team: Mapping[str, tuple[str, ...]]
    left_over: tuple[str, ...]


def share_out(
    stations: Sequence[Placed], areas: Mapping[str, Sequence[str]], loads: Mapping[str, int]
) -> Shared:
    """Each station goes to a team responsible for it, so that teams get as equally many as possible.

    ``areas`` gives each team the paths of its areas, ``loads`` how many stations it has already. Stations
    with the same choice of teams are taken together, those with the fewest teams first; they are cut, in the
    order given, into pieces, so that a team's stations lie beside each other. The caller gives them in the
    order of place.
    """
    groups: dict[tuple[str, ...], list[str]] = {}
    for station in stations:
        able = sorted(team for team, paths in areas.items() if any(station.path.startswith(p) for p in paths))
        groups.setdefault(tuple(able), []).append(station.code)
    left_over = tuple(groups.pop((), ()))
    given: dict[str, list[str]] = {team: [] for team in sorted(areas)}
    for teams, codes in sorted(groups.items(), key=lambda group: (len(group[0]), group[0])):
        now = {team: loads.get(team, 0) + len(given[team]) for team in teams}
        position = 0
        for team, number in _levelled(now, len(codes)).items():
            given[team] += codes[position : position + number]
            position += number
    return Shared({team: tuple(codes) for team, codes in given.items()}, left_over)


def _levelled(loads: Mapping[str, int], number: int) -> dict[str, int]:
    """How many each team gets so that the loads come out level: one at a time to whoever has least.

    >>> _levelled({"T1": 3, "T2": 0, "T3": 1}, 5)
    {'T1': 0, 'T2': 3, 'T3': 2}
    """
    given = dict.fromkeys(loads, 0)
    for _one in range(number):
        least = min(given, key=lambda team: (loads[team] + given[team], team))
        given[least] += 1
    return given
