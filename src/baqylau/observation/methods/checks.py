"""The checks that every report goes through, one function each. What they find may be innocent, and says so.

A finding never refuses a report and never alters it: people look at it. ``WITHIN`` are about one record,
``ACROSS`` compare it with others of the same team or station. All are pure.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from typing import Any

from baqylau.core.problem import Phrase
from baqylau.observation.methods.expression_values import minutes_since_midnight

NOTE, WARNING, ERROR = 1, 2, 3
SEVERITIES = {"note": NOTE, "warning": WARNING, "error": ERROR}

AT_STATIONS = frozenset({"opening", "voting", "count"})
"""Kinds of form that are filled during a visit to a station."""

SHORTEST_VISIT = 5
LONGEST_VISIT = 12 * 60
FEWEST_SECONDS_AN_ANSWER = 1.5
FEWEST_ANSWERS_TIMED = 10
FARTHEST = 2_000
"""Metres from the station, beside what the phone says of its own accuracy."""
AHEAD = timedelta(minutes=15)
OPENINGS = (time(5), time(11))
VOTINGS = (time(5), time(23))
OVERLAP = timedelta(minutes=5)
FASTEST = 150
"""Kilometres an hour, as the crow flies."""
NEAREST_TRAVEL = 5_000
TWICE_WITHIN = timedelta(minutes=30)
IN_A_ROW = 3

Position = tuple[float, float]


@dataclass(frozen=True, slots=True)
class Issue:
    """What a check found. ``rows`` number repetitions from 1; ``others`` are numbers of other records."""

    code: str
    severity: int
    says: Phrase | Mapping[str, str]
    questions: tuple[str, ...] = ()
    rows: tuple[int, ...] = ()
    others: tuple[int, ...] = ()

    def as_json(self) -> dict[str, object]:
        """As a record keeps it: a built-in check also with its template, so that pages can translate it."""
        kept: dict[str, object] = {"code": self.code, "severity": self.severity}
        if isinstance(self.says, Phrase):
            kept |= {"says": {"en": str(self.says)}, "template": self.says.template}
            kept |= {"values": dict(self.says.values)}
        else:
            kept["says"] = dict(self.says)
        kept["questions"] = list(self.questions)
        more = {"rows": list(self.rows), "others": list(self.others)}
        return kept | {name: listed for name, listed in more.items() if listed}


@dataclass(frozen=True, slots=True)
class Visit:
    """What a record says of when, where and by whom, as far as checks ask.

    Moments have the offset of the place. ``area`` is the path of the area, ``station_at`` where the station
    is known to be, ``digest`` of the closed answers. ``kind`` and ``form`` are of the form.
    """

    number: int
    kind: str
    form: int
    team: int | None
    station: int | None
    observed_at: datetime | None
    left_at: datetime | None = None
    arrived_at: datetime | None = None
    wave: str = ""
    digest: str = ""
    area: str = ""
    station_at: Position | None = None
    station_code: str = ""
    election_day: date | None = None

    @property
    def until(self) -> datetime | None:
        """When the team had left; where the form does not say, when it came."""
        return self.left_at or self.observed_at


@dataclass(frozen=True, slots=True)
class Said:
    """The answers of one record with their states, and which question has which role."""

    answers: Mapping[str, Any]
    states: Mapping[str, str]
    by_role: Mapping[str, str]
    visit: Visit
    flags: Collection[str] = field(default=())

    def role(self, role: str) -> Any:
        """The answer to the question with a role; None without one."""
        return self.answers.get(self.by_role.get(role, ""))


# ------------------------------------------------------------------ one record


def departure_before_arrival(said: Said) -> Iterator[Issue]:
    """The team left before it came.

    Innocent: the times were written into each other's place; a count past midnight is no finding.
    """
    visit = said.visit
    wrong = visit.left_at is not None and visit.observed_at is not None and visit.left_at < visit.observed_at
    minutes = _minutes_there(said)
    if minutes is not None:
        wrong = minutes > LONGEST_VISIT and said.role("departure") < said.role("arrival")
    if wrong:
        says = Phrase("The team left before it came.")
        yield Issue("K.201", ERROR, says, _asked(said, "arrival", "departure"))


def visit_very_short(said: Said) -> Iterator[Issue]:
    """The team stayed only some minutes.

    Innocent: it was turned away at the door, or the station was closed; the form should say so.
    """
    minutes = _minutes_there(said)
    if minutes is not None and minutes < SHORTEST_VISIT:
        says = Phrase("The visit lasted {minutes} minutes.", minutes=minutes)
        yield Issue("K.202", WARNING, says, _asked(said, "arrival", "departure"))


def visit_very_long(said: Said) -> Iterator[Issue]:
    """The team stayed longer than half a day.

    Innocent: a count that took the night; a team that stayed at one station by its plan.
    """
    minutes = _minutes_there(said)
    if minutes is None or minutes <= LONGEST_VISIT or said.role("departure") < said.role("arrival"):
        return
    says = Phrase("The visit lasted {hours} hours.", hours=minutes // 60)
    yield Issue("K.203", NOTE, says, _asked(said, "arrival", "departure"))


def filled_very_fast(said: Said) -> Iterator[Issue]:
    """The form was filled faster than its questions can be read.

    Innocent: it was copied from paper; the form was opened again only to send it.
    """
    start, end = _moment(said.role("start")), _moment(said.role("end"))
    given = len(said.answers)
    if start is None or end is None or given < FEWEST_ANSWERS_TIMED:
        return
    seconds = (end - start).total_seconds()
    if 0 <= seconds < given * FEWEST_SECONDS_AN_ANSWER:
        says = Phrase(
            "{answers} answers were given in {seconds} seconds.", answers=given, seconds=int(seconds)
        )
        yield Issue("K.204", NOTE, says, _asked(said, "start", "end"))


def station_missing(said: Said) -> Iterator[Issue]:
    """The form asks for a polling station, and none was given.

    Innocent: the incident was in the street, the meeting in an office.
    """
    if "station_missing" in said.flags:
        yield Issue("K.205", WARNING, Phrase("No polling station is given."), _asked(said, "station"))


def station_not_known(said: Said) -> Iterator[Issue]:
    """The polling station is not among those of the election.

    Innocent: a station that was opened late, or the list here is older than the one on the phone.
    """
    if "station_not_matched" in said.flags:
        says = Phrase("Polling station {code} is not known here.", code=said.visit.station_code)
        yield Issue("K.206", WARNING, says, _asked(said, "station"))


def far_from_station(said: Said) -> Iterator[Issue]:
    """The phone was far from the station when its position was taken.

    Innocent: the form was finished in the car or in the evening; the known position of the station is that
    of its settlement; receivers are disturbed near some buildings.
    """
    here = said.role("position")
    if said.visit.station_at is None or not isinstance(here, list) or len(here) < 2:
        return
    accuracy = here[3] if len(here) > 3 else 0
    metres = distance((here[0], here[1]), said.visit.station_at)
    if metres - accuracy > FARTHEST:
        says = Phrase("The phone was {kilometres} km from the station.", kilometres=round(metres / 1000))
        yield Issue("K.207", WARNING, says, _asked(said, "position", "station"))


def observed_after_arrival(said: Said) -> Iterator[Issue]:
    """It tells of a time that had not come when it arrived.

    Innocent: the clock of the phone is wrong, or set to another zone.
    """
    visit = said.visit
    if visit.observed_at and visit.arrived_at and visit.observed_at > visit.arrived_at + AHEAD:
        says = Phrase("It was observed after it arrived here.")
        yield Issue("K.208", WARNING, says, _asked(said, "arrival", "start"))


def on_another_day(said: Said) -> Iterator[Issue]:
    """A report of election day from another day; a count goes on into the next.

    Innocent: a test or a training; the wrong form; early voting.
    """
    visit = said.visit
    if visit.kind not in AT_STATIONS or visit.observed_at is None or visit.election_day is None:
        return
    late = (visit.observed_at.date() - visit.election_day).days
    if late and not (late == 1 and visit.kind == "count"):
        says = Phrase("It was observed on {day}, not on election day.", day=f"{visit.observed_at:%d.%m.%Y}")
        yield Issue("K.209", WARNING, says, _asked(said, "day", "arrival", "start"))


def outside_hours(said: Said) -> Iterator[Issue]:
    """An opening or voting that was seen at an hour when stations do neither.

    Innocent: a military unit or a station on a ship votes early; the clock of the phone is wrong.
    """
    hours = {"opening": OPENINGS, "voting": VOTINGS}.get(said.visit.kind)
    moment = said.visit.observed_at
    if hours and moment and not hours[0] <= moment.time() < hours[1]:
        says = Phrase("It was observed at {clock}, local time.", clock=f"{moment:%H:%M}")
        yield Issue("K.210", NOTE, says, _asked(said, "arrival", "start"))


def answers_not_accepted(said: Said) -> Iterator[Issue]:
    """Answers that their questions cannot hold. The bytes keep them; they are not counted.

    Innocent: another version of the form stood on the phone; an application writes them otherwise.
    """
    names = tuple(name for name, state in said.states.items() if state == "not_accepted")
    if names:
        says = Phrase("{count} of its answers are none that the form offers.", count=len(names))
        yield Issue("K.211", WARNING, says, names)


WITHIN: tuple[Callable[[Said], Iterator[Issue]], ...] = (
    departure_before_arrival,
    visit_very_short,
    visit_very_long,
    filled_very_fast,
    station_missing,
    station_not_known,
    far_from_station,
    observed_after_arrival,
    on_another_day,
    outside_hours,
    answers_not_accepted,
)


# ------------------------------------------------------------------ against other records


def visited_by_two_teams(visit: Visit, others: Sequence[Visit], areas: Collection[str]) -> Iterator[Issue]:
    """Another team reported from the same station with the same form.

    Innocent: planned so; observers of two delegations. It is rather an error in the code of the station
    where the teams belong to different regions.
    """
    if visit.kind not in AT_STATIONS or visit.station is None:
        return
    found = _numbers(
        one
        for one in others
        if one.station == visit.station and one.form == visit.form and one.team != visit.team
    )
    if found:
        says = Phrase("Another team reported from the same station.")
        yield Issue("K.221", NOTE, says, others=found)


def reported_twice(visit: Visit, others: Sequence[Visit], areas: Collection[str]) -> Iterator[Issue]:
    """The team reported twice from the same station with the same form, of the same time or wave.

    Innocent: two visits in one wave; both members sent the form. One of them is then rejected.
    """
    if visit.kind not in AT_STATIONS or visit.station is None or visit.team is None:
        return
    found = _numbers(
        one
        for one in others
        if (one.station, one.form, one.team) == (visit.station, visit.form, visit.team) and _alike(one, visit)
    )
    if found:
        says = Phrase("The team reported the same visit more than once.")
        yield Issue("K.222", WARNING, says, others=found)


def in_two_places(visit: Visit, others: Sequence[Visit], areas: Collection[str]) -> Iterator[Issue]:
    """The team was at two stations at once.

    Innocent: a team of three parted; a time or the code of a station is wrong.
    """
    found = _numbers(one for one in _elsewhere(visit, others) if _overlap(one, visit))
    if found:
        says = Phrase("At this time the team was at another station too.")
        yield Issue("K.223", WARNING, says, others=found)


def travelled_very_fast(visit: Visit, others: Sequence[Visit], areas: Collection[str]) -> Iterator[Issue]:
    """Between two visits the team went faster than a car does.

    Innocent: the known position of a station is that of its settlement; a time is wrong.
    """
    found = _numbers(
        one for one in _elsewhere(visit, others) if not _overlap(one, visit) and _too_fast(one, visit)
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


# ------------------------------------------------------------------ what they share


def distance(one: Position, other: Position) -> float:
    """Metres between two positions (degrees, WGS 84 taken as a sphere).

    >>> round(distance((51.13, 71.43), (43.24, 76.92)) / 1000)
    970
    """
    north, south = math.radians(one[0]), math.radians(other[0])
    half = (math.radians(other[0] - one[0]) / 2, math.radians(other[1] - one[1]) / 2)
    chord = math.sin(half[0]) ** 2 + math.cos(north) * math.cos(south) * math.sin(half[1]) ** 2
    return 2 * 6_371_000 * math.asin(min(1, math.sqrt(chord)))


def _asked(said: Said, *roles: str) -> tuple[str, ...]:
    return tuple(said.by_role[role] for role in roles if role in said.by_role)


def _minutes_there(said: Said) -> int | None:
    """From arrival on to departure, past midnight where it is earlier; None where one is no time of day."""
    arrival = minutes_since_midnight(said.role("arrival"))
    departure = minutes_since_midnight(said.role("departure"))
    return None if arrival is None or departure is None else (departure - arrival) % (24 * 60)


def _moment(text: object) -> datetime | None:
    """A moment with its offset; None for anything else."""
    if not isinstance(text, str) or "T" not in text:
        return None
    moment = datetime.fromisoformat(text)
    return moment if moment.tzinfo else None


def _numbers(visits: Iterator[Visit] | Sequence[Visit]) -> tuple[int, ...]:
    return tuple(sorted(one.number for one in visits))


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
    if visit.kind not in AT_STATIONS or visit.team is None or visit.station is None:
        return []
    return [
        one
        for one in others
        if one.team == visit.team and one.station not in (None, visit.station) and one.kind in AT_STATIONS
    ]


def _overlap(one: Visit, other: Visit) -> bool:
    if one.observed_at is None or other.observed_at is None or one.until is None or other.until is None:
        return False
    if one.observed_at == other.observed_at:
        return True
    return min(one.until, other.until) - max(one.observed_at, other.observed_at) > OVERLAP


def _too_fast(one: Visit, other: Visit) -> bool:
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
