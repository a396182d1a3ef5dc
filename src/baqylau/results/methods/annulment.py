"""What annulling stations does: votes, admission and seats before and after.

All votes of a station go, and with them its part of the base of the threshold: a list just below it may
enter, one just above may fall out. A base that the rule gives as a number stays as it is.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace

import numpy as np

from baqylau.results.methods.rule import Counted, Result, Rule
from baqylau.results.methods.seats import allocate
from baqylau.results.methods.station_table import Mask, StationTable, Whole


@dataclass(frozen=True, slots=True)
class Annulment:
    """Votes and result with all stations, and without those annulled. Options stand in the table's order."""

    stations: tuple[str, ...]
    votes_before: tuple[Counted, ...]
    votes_after: tuple[Counted, ...]
    before: Result
    after: Result

    @property
    def entering(self) -> tuple[str, ...]:
        """Lists that take part only after."""
        return tuple(option for option in self.after.admitted if option not in self.before.admitted)

    @property
    def leaving(self) -> tuple[str, ...]:
        """Lists that took part only before."""
        return tuple(option for option in self.before.admitted if option not in self.after.admitted)

    @property
    def changes(self) -> dict[str, int]:
        """Seats won or lost by option, where they differ."""
        return {
            option: seats - self.before.seats[option]
            for option, seats in self.after.seats.items()
            if seats != self.before.seats[option]
        }


def counted_in(
    table: StationTable,
    registered: Mapping[str, int | None] | None = None,
    without: Collection[str] = (),
) -> list[Counted]:
    """The options with the votes of all stations but those ``without``.

    ``registered`` is the order of registration by option.
    """
    votes = table.votes.sum(axis=0)
    if without:
        votes -= table.votes[_rows_of(table, without)].sum(axis=0)
    return _counted(table, votes, registered or {})


def without_stations(table: StationTable, stations: Collection[str]) -> StationTable:
    """The table in which the ``stations`` have no votes, so that they add nothing to any sum of votes."""
    if not stations:
        return table
    return replace(table, votes=table.votes * ~_rows_of(table, stations)[:, None])


def _rows_of(table: StationTable, stations: Collection[str]) -> Mask:
    """Which rows of the table are of these stations."""
    return np.fromiter((code in stations for code in table.stations), np.bool_, len(table.stations))


def annul(
    table: StationTable,
    stations: Collection[str],
    rule: Rule,
    registered: Mapping[str, int | None] | None = None,
) -> Annulment:
    """Admission and seats with and without the ``stations`` (codes); ``ValueError`` for an unknown one.

    Where a code stands for several rows of the table, all of them go.
    """
    unknown = sorted(set(stations) - set(table.stations))
    if unknown:
        raise ValueError(f"the table has no station {', '.join(unknown)}")
    going = _rows_of(table, stations)
    votes_before = counted_in(table, registered)
    votes_after = counted_in(table, registered, stations)
    return Annulment(
        stations=tuple(code for code, goes in zip(table.stations, going, strict=True) if goes),
        votes_before=tuple(votes_before),
        votes_after=tuple(votes_after),
        before=allocate(votes_before, rule),
        after=allocate(votes_after, rule),
    )


def fewest_stations(table: StationTable, rule: Rule, option: str) -> tuple[str, ...] | None:
    """The fewest stations whose annulment puts a list on the other side of the threshold.

    The list reaches it if votes x denominator - numerator x base is not negative. That number is a sum over
    stations, so the fewest are those that weigh most in the right direction; of equal ones the first in the
    table. None where no annulment does it. What ``minimum_lists`` lets in is left aside.
    """
    own = table.votes[:, table.options.index(option)]
    base = table.votes.sum(axis=1) if rule.threshold_base is None else np.zeros_like(own)
    share, largest = rule.threshold_of(option), int(table.votes.sum())
    if (share.denominator + share.numerator) * largest >= 2**62:
        own, base = own.astype(object), base.astype(object)  # whole numbers of any size
    weight = own * share.denominator - share.numerator * base
    standing = int(weight.sum()) - share.numerator * (rule.threshold_base or 0)
    has_reached = standing >= 0 and int(own.sum()) > 0
    order = np.argsort(-weight if has_reached else weight, kind="stable")
    reached = (np.cumsum(weight[order]) <= standing) & (np.cumsum(own[order]) < own.sum())
    (others,) = np.nonzero(reached != has_reached)
    if not len(others):
        return None
    taken = np.sort(order[: others[0] + 1])
    return tuple(table.stations[row] for row in taken.tolist())


def _counted(table: StationTable, votes: Whole, registered: Mapping[str, int | None]) -> list[Counted]:
    return [
        Counted(option, own, registered.get(option))
        for option, own in zip(table.options, votes.tolist(), strict=True)
    ]
