"""The checks of one report, one function each. What they find may be innocent, and says so.

A finding never refuses a report and never alters it: people look at it. What compares reports with each other
stands in ``comparisons``. All are pure.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import datetime, time, timedelta

from baqylau.core.problem import Phrase
from baqylau.observation.methods.expression_values import minutes_since_midnight
from baqylau.observation.methods.visits import AT_STATIONS, ERROR, NOTE, WARNING, Issue, Said, distance

SHORTEST_VISIT = 5
LONGEST_VISIT = 12 * 60
FEWEST_SECONDS_AN_ANSWER = 1.5
FEWEST_ANSWERS_TIMED = 10
FARTHEST = 2_000
"""Metres from the station, beside what the phone says of its own accuracy."""
AHEAD = timedelta(minutes=15)
OPENINGS = (time(5), time(11))
VOTINGS = (time(5), time(23))


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
