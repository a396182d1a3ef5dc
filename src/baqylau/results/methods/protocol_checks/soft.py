"""Soft checks, V.2xx: what is unusual in a station, one documented function each.

A warning is an indicator, not proof of anything: every one has innocent reasons, and among thousands of
stations some are unusual by chance. It says where to look first.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from baqylau.core.problem import Phrase
from baqylau.results.methods.lines import formula
from baqylau.results.methods.protocol_checks.findings import Findings, Places
from baqylau.results.methods.protocol_checks.outliers import Floats, robust_z
from baqylau.results.methods.station_table import Mask, StationTable, Whole, line_of, sum_of_votes, value_of

FAR = 3.5
"""A robust z beyond this is far from the neighbours."""

FEWEST_VOTERS = 50
"""Shares of smaller stations jump by themselves."""

POINTS = 0.10
"""Differences in turnout or in a share below ten percentage points are not reported."""

INVALID_POINTS = 0.05
"""The same for the share of invalid ballots."""

FEWEST_VOTES_ALIKE = 20
"""Two stations with fewer votes than this may have the same ones by chance."""


FEWEST_COPIED = 5
"""With fewer votes than this two options have the same ones by chance."""


@dataclass(frozen=True, slots=True)
class Beside:
    """What a table is compared with: an earlier election, and another contest on the same day."""

    previous: StationTable | None = None
    other_contest: StationTable | None = None


Find = Callable[[StationTable, Beside], Findings | None]
"""None where the check does not apply, because the table lacks what it needs."""

SOFT: dict[str, Find] = {}
"""By code, in the order in which they are reported."""


def soft(code: str) -> Callable[[Find], Find]:
    """Register a check under its number."""

    def register(find: Find) -> Find:
        SOFT[code] = find
        return find

    return register


def title_of(find: Find) -> str:
    """What a check finds, in words."""
    return (find.__doc__ or "").partition("\n")[0]


def voters_of(table: StationTable) -> tuple[Whole, Mask | None] | None:
    """Voters: on the list and added on the day."""
    if "on_list" not in table.lines:
        return None
    return value_of(table, formula("on_list + added_on_day?"))


def ballots_of(table: StationTable) -> tuple[Whole, Mask | None] | None:
    """What turnout is counted by: ballots in the boxes; where that has no line, cast; else issued."""
    for code in ("in_box", "cast", "issued"):
        if code in table.lines:
            return line_of(table, code)
    return None


def turnout_of(table: StationTable) -> Floats | None:
    """Turnout of each station; nan where a figure is absent or the station is small."""
    voters, ballots = voters_of(table), ballots_of(table)
    return _share(ballots, voters) if voters and ballots else None


def _share(part: tuple[Whole, Mask | None], whole: tuple[Whole, Mask | None]) -> Floats:
    """nan where a figure is absent, and where the whole is below ``FEWEST_VOTERS``."""
    known = whole[0] >= FEWEST_VOTERS
    for _, absent in (part, whole):
        if absent is not None:
            known &= ~absent
    shares = np.full(len(known), np.nan)
    shares[known] = part[0][known] / whole[0][known]
    return shares


def percent(share: float) -> str:
    """A share in per cent with one decimal."""
    return f"{100 * share:.1f}"


@soft("V.201")
def turnout_of_100_percent(table: StationTable, beside: Beside) -> Findings | None:
    """Every voter on the list voted.

    Innocent reasons: a hospital, a ship, a military unit, a place of detention, where the list is made of
    those who vote; a very small village.
    Source: common practice; no single source.
    """
    voters, ballots = voters_of(table), ballots_of(table)
    if voters is None or ballots is None:
        return None
    every = (voters[0] == ballots[0]) & (voters[0] > 0)
    for _, absent in (voters, ballots):
        if absent is not None:
            every &= ~absent

    def says(place: int) -> Phrase:
        return Phrase("All {voters} voters on the list voted.", voters=int(voters[0][place]))

    return Findings("V.201", title_of(turnout_of_100_percent), np.flatnonzero(every), says)


@soft("V.202")
def turnout_far_from_neighbours(table: StationTable, beside: Beside) -> Findings | None:
    """Turnout is far from that of the other stations of the area.

    Robust z beyond 3.5 and at least ten percentage points from the median.
    Innocent reasons: another kind of station (hospital, barracks, station for voters from elsewhere); a list
    out of date.
    Source: Iglewicz and Hoaglin 1993; bg-elections-data compares stations with their neighbours likewise.
    """
    turnout = turnout_of(table)
    if turnout is None:
        return None
    far, middle = _far(turnout, table, POINTS)

    def says(place: int) -> Phrase:
        return Phrase(
            "Turnout is {share} %; in the middle of its area it is {middle} %.",
            share=percent(turnout[place]),
            middle=percent(middle[place]),
        )

    return Findings("V.202", title_of(turnout_far_from_neighbours), far, says)


@soft("V.203")
def leading_share_far_from_neighbours(table: StationTable, beside: Beside) -> Findings | None:
    """The share of the option that leads in the file is far from that in the other stations of the area.

    Robust z beyond 3.5 and at least ten percentage points from the median.
    Innocent reasons: the candidate's own village; a neighbourhood of other people than around it.
    Source: Iglewicz and Hoaglin 1993; bg-elections-data compares stations with their neighbours likewise.
    """
    if not table.options:
        return None
    leading = int(np.argmax(table.votes.sum(axis=0)))
    absent = None if table.absent_votes is None else table.absent_votes[:, leading]
    shares = _share((table.votes[:, leading], absent), sum_of_votes(table))
    far, middle = _far(shares, table, POINTS)

    def says(place: int) -> Phrase:
        return Phrase(
            "{option} has {share} % of the votes; in the middle of its area {middle} %.",
            option=table.options[leading],
            share=percent(shares[place]),
            middle=percent(middle[place]),
        )

    return Findings("V.203", title_of(leading_share_far_from_neighbours), far, says)


@soft("V.204")
def invalid_share_far_from_neighbours(table: StationTable, beside: Beside) -> Findings | None:
    """The share of invalid ballots is far from that in the other stations of the area.

    Robust z beyond 3.5 and at least five percentage points from the median.
    Innocent reasons: a protest; a commission stricter than others about unclear marks.
    Source: Iglewicz and Hoaglin 1993; bg-elections-data compares stations with their neighbours likewise.
    """
    ballots = ballots_of(table)
    if ballots is None or "invalid" not in table.lines:
        return None
    shares = _share(line_of(table, "invalid"), ballots)
    far, middle = _far(shares, table, INVALID_POINTS)

    def says(place: int) -> Phrase:
        return Phrase(
            "{share} % of the ballots are invalid; in the middle of its area {middle} %.",
            share=percent(shares[place]),
            middle=percent(middle[place]),
        )

    return Findings("V.204", title_of(invalid_share_far_from_neighbours), far, says)


def _far(shares: Floats, table: StationTable, points: float) -> tuple[Places, Floats]:
    """The stations that stand far from their neighbours, and the median of these."""
    z, middle = robust_z(shares, table.levels)
    with np.errstate(invalid="ignore"):
        far = (np.abs(z) > FAR) & (np.abs(shares - middle) >= points)
    return np.flatnonzero(far), middle


@soft("V.205")
def same_votes_as_the_row_before(table: StationTable, beside: Beside) -> Findings | None:
    """Every option has the votes that it has in the row before: a line may have been copied twice.

    Only rows with at least 20 votes, for two options or more, all of them given.
    Innocent reasons: none are common; with few options and small stations it happens by chance.
    Source: common practice; no single source.
    """
    if len(table.stations) < 2 or len(table.options) < 2:
        return None
    alike = np.ones(len(table.stations) - 1, dtype=bool)
    with_votes = np.zeros(len(table.stations), dtype=np.int64)
    for option in range(len(table.options)):
        votes = table.votes[:, option]
        alike &= votes[1:] == votes[:-1]
        with_votes += votes > 0
    total, absent = sum_of_votes(table)
    alike &= (total[1:] >= FEWEST_VOTES_ALIKE) & (with_votes[1:] >= 2)
    if absent is not None:
        alike &= ~(absent[1:] | absent[:-1])

    def says(place: int) -> Phrase:
        return Phrase(
            "All its votes are those of '{station}', the row before it (row {row}).",
            station=table.stations[place - 1],
            row=int(table.row_of[place - 1]),
        )

    return Findings("V.205", title_of(same_votes_as_the_row_before), np.flatnonzero(alike) + 1, says)


@soft("V.206")
def votes_of_one_line_copied_twice(table: StationTable, beside: Beside) -> Findings | None:
    """Two options in a row have the same votes, just as many as are too many: a line may be copied twice.

    The votes for all options are more than the valid ballots by the votes of one of the two, 5 at least.
    Innocent reasons: the two do have the same votes, and the valid ballots are wrong.
    Source: common practice; no single source.
    """
    if "valid" not in table.lines or len(table.options) < 2:
        return None
    total, absent = sum_of_votes(table)
    valid, valid_absent = line_of(table, "valid")
    too_many = np.where(total - valid >= FEWEST_COPIED, total - valid, -1)
    for mask in (absent, valid_absent):
        if mask is not None:
            too_many[mask] = -1
    first = np.full(len(table.stations), -1)
    for option in range(len(table.options) - 1):
        same = (table.votes[:, option] == too_many) & (table.votes[:, option + 1] == too_many)
        first[same & (first < 0)] = option

    def says(place: int) -> Phrase:
        return Phrase(
            "{first} and {second}, one after the other, have {votes} votes each; "
            "without one of them there would be as many votes as valid ballots.",
            first=table.options[first[place]],
            second=table.options[first[place] + 1],
            votes=int(too_many[place]),
        )

    return Findings("V.206", title_of(votes_of_one_line_copied_twice), np.flatnonzero(first >= 0), says)


@soft("V.211")
def turnout_far_from_previous_election(table: StationTable, beside: Beside) -> Findings | None:
    """Turnout changed since the previous election otherwise than in the other stations of the area.

    Robust z of the change beyond 3.5, and at least ten percentage points from the median change.
    Innocent reasons: the station's boundary was moved; a new building or a new unit; people moved.
    Source: Iglewicz and Hoaglin 1993; bg-elections-data compares stations with their neighbours likewise.
    """
    if beside.previous is None:
        return None
    now, before = turnout_of(table), turnout_of(beside.previous)
    if now is None or before is None:
        return None
    then = _joined(before, table, beside.previous)
    change = now - then
    far, middle = _far(change, table, POINTS)

    def says(place: int) -> Phrase:
        return Phrase(
            "Turnout is {now} %, it was {then} %; in the middle of its area it changed by {middle} points.",
            now=percent(now[place]),
            then=percent(then[place]),
            middle=f"{100 * middle[place]:+.1f}",
        )

    return Findings("V.211", title_of(turnout_far_from_previous_election), far, says)


@soft("V.212")
def voters_far_from_previous_election(table: StationTable, beside: Beside) -> Findings | None:
    """The number of voters on the list changed otherwise than in the other stations of the area.

    Robust z of the relative change beyond 3.5, and at least ten per cent from the median change.
    Innocent reasons: the station's boundary was moved; a new building; a station was split or merged.
    Source: Iglewicz and Hoaglin 1993; bg-elections-data compares stations with their neighbours likewise.
    """
    if beside.previous is None:
        return None
    now, before = voters_of(table), voters_of(beside.previous)
    if now is None or before is None:
        return None
    then = _joined(_share(before, (before[0], before[1])) * before[0], table, beside.previous)
    with np.errstate(invalid="ignore"):
        change = now[0] / then - 1
    if now[1] is not None:
        change[now[1]] = np.nan
    far, middle = _far(change, table, POINTS)

    def says(place: int) -> Phrase:
        return Phrase(
            "{now} voters on the list, {then} before; in the middle of its area it changed by {middle} %.",
            now=int(now[0][place]),
            then=int(then[place]),
            middle=f"{100 * middle[place]:+.1f}",
        )

    return Findings("V.212", title_of(voters_far_from_previous_election), far, says)


def _joined(values: Floats, table: StationTable, other: StationTable) -> Floats:
    """The values of another table's stations, for the stations of this one with the same name; else nan."""
    place = {station: at for at, station in enumerate(other.stations)}
    places = np.array([place.get(station, -1) for station in table.stations], dtype=np.intp)
    return np.where(places >= 0, values[places], np.nan)


@soft("V.221")
def other_turnout_in_another_contest(table: StationTable, beside: Beside) -> Findings | None:
    """The station counted another number of ballots in another contest of the same day.

    Innocent reasons: voters with the right to vote in one contest only (voters from elsewhere, citizens of
    the district only); a ballot put into the box of the other contest.
    Source: common practice; no single source.
    """
    if beside.other_contest is None:
        return None
    ours, theirs = ballots_of(table), ballots_of(beside.other_contest)
    if ours is None or theirs is None:
        return None
    as_floats = theirs[0].astype(np.float64)
    if theirs[1] is not None:
        as_floats[theirs[1]] = np.nan
    other = _joined(as_floats, table, beside.other_contest)
    differs = ~np.isnan(other) & (other != ours[0])
    if ours[1] is not None:
        differs &= ~ours[1]

    def says(place: int) -> Phrase:
        return Phrase(
            "{ballots} ballots in this contest, {others} in the other one.",
            ballots=int(ours[0][place]),
            others=int(other[place]),
        )

    return Findings("V.221", title_of(other_turnout_in_another_contest), np.flatnonzero(differs), says)
