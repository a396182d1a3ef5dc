"""The checks that compare a report with others of its team or station, one function each. All are pure."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Sequence
from datetime import datetime, timedelta

from baqylau.core.problem import Phrase
from baqylau.observation.methods.visits import AT_STATIONS, NOTE, WARNING, Issue, Visit, distance

OVERLAP = timedelta(minutes=5)
FASTEST = 150
"""Kilometres an hour, as the crow flies."""
NEAREST_TRAVEL = 5_000
TWICE_WITHIN = timedelta(minutes=30)
IN_A_ROW = 3


def visited_by_two_teams(visit: Visit, others: Sequence[Visit], areas: Collection[str]) -> Iterator[Issue]:
    """Another team reported from the same station with the same form.

    Innocent: planned so; observers of two delegations. It is rather an error in the code of the station
    where the teams belong to different regions.
    """
    station = visit.station
    if visit.kind not in AT_STATIONS or station is None:
        return
    found = _numbers(
        [
            one
            for one in others
            if one.station == station and one.form == visit.form and one.team != visit.team
        ]
    )
    if found:
        says = Phrase("Another team reported from the same station.")
        yield Issue("K.221", NOTE, says, others=found)


def reported_twice(visit: Visit, others: Sequence[Visit], areas: Collection[str]) -> Iterator[Issue]:
    """The team reported twice from the same station with the same form, of the same time or wave.

    Innocent: two visits in one wave; both members sent the form. One of them is then rejected.
    """
    station, team = visit.station, visit.team
    if visit.kind not in AT_STATIONS or station is None or team is None:
        return
    found = _numbers(
        [
            one
            for one in others
            if one.station == station and one.team == team and one.form == visit.form and _alike(one, visit)
        ]
    )
    if found:
        says = Phrase("The team reported the same visit more than once.")
        yield Issue("K.222", WARNING, says, others=found)


def in_two_places(visit: Visit, others: Sequence[Visit], areas: Collection[str]) -> Iterator[Issue]:
    """The team was at two stations at once.

    Innocent: a team of three parted; a time or the code of a station is wrong.
    """
    found = _numbers([one for one in _elsewhere(visit, others) if _overlap(one, visit)])
    if found:
        says = Phrase("At this time the team was at another station too.")
        yield Issue("K.223", WARNING, says, others=found)


def travelled_very_fast(visit: Visit, others: Sequence[Visit], areas: Collection[str]) -> Iterator[Issue]:
    """Between two visits the team went faster than a car does.

    Innocent: the known position of a station is that of its settlement; a time is wrong.
    """
    if visit.station_at is None:
        return
    found = _numbers(
        [one for one in _elsewhere(visit, others) if not _overlap(one, visit) and _too_fast(one, visit)]
    )
    if found:
        says = Phrase("Between two visits the team would have gone faster than {speed} km/h.", speed=FASTEST)
        yield Issue("K.224", WARNING, says, others=found)


def identical_in_a_row(visit: Visit, others: Sequence[Visit], areas: Collection[str]) -> Iterator[Issue]:
    """The team's closed answers are the same, visit after visit.

    Innocent: quiet stations are alike; where nothing was wrong, much is the same.
    """
    if not visit.digest or visit.team is None or visit.observed_at is None or visit.kind not in AT_STATIONS:
        return
    before = [
        one
        for one in others
        if one.team == visit.team and one.form == visit.form and _before(one.observed_at, visit.observed_at)
    ]
    before.sort(key=lambda one: (one.observed_at, one.number), reverse=True)
    last = before[: IN_A_ROW - 1]
    if len(last) == IN_A_ROW - 1 and all(one.digest == visit.digest for one in last):
        says = Phrase("{count} reports of the team in a row have the same answers.", count=IN_A_ROW)
        yield Issue("K.225", NOTE, says, others=_numbers(last))


def outside_area(visit: Visit, others: Sequence[Visit], areas: Collection[str]) -> Iterator[Issue]:
    """The station is in none of the areas of the team.

    Innocent: the team helped out next door; the plan was changed by telephone.
    """
    if areas and visit.area and visit.station and not any(visit.area.startswith(area) for area in areas):
        yield Issue("K.226", NOTE, Phrase("The station lies outside the area of the team."))


ACROSS: tuple[Callable[[Visit, Sequence[Visit], Collection[str]], Iterator[Issue]], ...] = (
    visited_by_two_teams,
    reported_twice,
    in_two_places,
    travelled_very_fast,
    identical_in_a_row,
    outside_area,
)


def _numbers(visits: Sequence[Visit]) -> tuple[int, ...]:
    return tuple(sorted([one.number for one in visits]))


def _before(one: datetime | None, other: datetime) -> bool:
    return one is not None and one <= other


def _alike(one: Visit, other: Visit) -> bool:
    """Whether two reports tell of the same visit: the same wave, or about the same time."""
    if one.wave or other.wave:
        return one.wave == other.wave
    if one.observed_at is None or other.observed_at is None:
        return False
    return abs(one.observed_at - other.observed_at) < TWICE_WITHIN


def _elsewhere(visit: Visit, others: Sequence[Visit]) -> list[Visit]:
    """Visits of the same team to other stations."""
    station, team = visit.station, visit.team
    if visit.kind not in AT_STATIONS or team is None or station is None:
        return []
    return [
        one
        for one in others
        if one.team == team and one.station not in (None, station) and one.kind in AT_STATIONS
    ]


def _overlap(one: Visit, other: Visit) -> bool:
    came, other_came = one.observed_at, other.observed_at
    if came is None or other_came is None:
        return False
    left, other_left = one.left_at or came, other.left_at or other_came
    if came == other_came:
        return True
    return min(left, other_left) - max(came, other_came) > OVERLAP


def _too_fast(one: Visit, other: Visit) -> bool:
    """Whether somebody who was at one had to go faster than a car to be at the other."""
    if one.station_at is None or other.station_at is None:
        return False
    if one.observed_at is None or other.observed_at is None:
        return False
    first, then = sorted((one, other), key=lambda visit: visit.observed_at or datetime.max)
    if first.until is None or then.observed_at is None:
        return False
    hours = max((then.observed_at - first.until).total_seconds(), 60) / 3600
    metres = distance(one.station_at, other.station_at)
    return metres > NEAREST_TRAVEL and metres / 1000 / hours > FASTEST
