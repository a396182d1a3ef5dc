"""The day of each team of the exercise: which reports it sends, of where, filled and arrived when."""

from __future__ import annotations

import random
import tomllib
import uuid
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta, timezone

from baqylau.site.exercise.answers import Answers, Said, count, opening, protocol, tabulation, voting, weekly
from baqylau.site.exercise.country import HERE, InventedStation
from baqylau.site.exercise.people import InventedTeam

DAY = date(2023, 3, 19)
VISITS = ("08:20", "10:35", "14:10", "15:50", "17:35")
"""When voting is to be seen: twice before 13:00, three times after 14:00."""
NIGHT_ENDS = datetime(2023, 3, 20, 5, tzinfo=timezone(timedelta(hours=6)))
"""Until then the reports of the count are to be there."""
OPENING_AT, COUNT_AT = "06:20", "19:25"
SILENT_FROM = {"11": 12, "24": 16, "33": 18}
"""Teams that are not heard of any more, and from which hour on."""
LOST = {
    "kz_a_opening": 0.05,
    "kz_b_voting": 0.06,
    "kz_c_count": 0.08,
    "kz_c2_protocol": 0.12,
    "kz_weekly": 0.1,
}
"""Which part of the reports never came."""
PHOTO = "protocol.jpg"
TURNED_AWAY = {("09", 2), ("30", 3)}
"""Teams and stops of their route at which they were not let in."""


@dataclass(frozen=True, slots=True)
class Report:
    """A filled form on its way: whose, of which form, what it says, when it arrives."""

    team: str
    member: int
    form: str
    answers: Answers
    arrived_at: datetime
    instance_id: str
    photo: str = ""


@dataclass(slots=True)
class Day:
    """A team's day, as it goes on."""

    team: InventedTeam
    chance: random.Random

    def at(self, clock: str | int, *, later: int = 0) -> datetime:
        """The moment, by a clock where the team is; ``clock`` as 08:20 or in minutes of the day."""
        minutes = clock if isinstance(clock, int) else int(clock[:2]) * 60 + int(clock[3:])
        zone = timezone(timedelta(hours=self.team.offset))
        return datetime(DAY.year, DAY.month, DAY.day, tzinfo=zone) + timedelta(minutes=minutes + later)

    def about(self, clock: str, spread: int) -> datetime:
        return self.at(clock, later=self.chance.randint(0, spread))

    def said(self, begun: datetime, ended: datetime, **answers: str) -> Said:
        times = {
            "start": begun.isoformat(timespec="milliseconds"),
            "end": ended.isoformat(timespec="milliseconds"),
        }
        return Said(self.chance, {**times, **answers})

    def sent(self, form: str, said: Said, ended: datetime, photo: str = "") -> Report:
        """Most reports arrive within minutes; where there is no signal, hours later."""
        wait = self.chance.randint(60, 260) if self.chance.random() < 0.12 else self.chance.randint(1, 25)
        identifier = uuid.UUID(int=self.chance.getrandbits(128), version=4)
        member = self.chance.randrange(2)
        arrived = ended + timedelta(minutes=wait)
        return Report(self.team.code, member, form, said.answers, arrived, f"uuid:{identifier}", photo)


def clock(moment: datetime) -> str:
    """A time of day as a phone writes it."""
    return f"{moment:%H:%M}:00.000{moment:%z}"[:-2] + ":00"


def at_station(station: InventedStation) -> Answers:
    """A station of the plan, chosen from the list."""
    return {"station_how": "planned", "station_planned": station.code, "station": station.code, "area": ""}


def reports(teams: list[InventedTeam]) -> list[Report]:
    """Every report of the exercise, in the order in which they arrive; the same each time."""
    made: list[Report] = []
    for team in teams:
        day = Day(team, random.Random(f"day of {team.code}"))  # noqa: S311
        of_team = _weeks(day) if team.is_long_term else _of_day(day)
        made += [one for one in of_team if not _is_lost(one, day)]
    made += _twice(made)
    return sorted(made, key=lambda one: (one.arrived_at, one.instance_id))


def _is_lost(report: Report, day: Day) -> bool:
    hour = SILENT_FROM.get(report.team)
    is_silent = hour is not None and report.arrived_at >= day.at(60 * hour)
    return is_silent or day.chance.random() < LOST.get(report.form, 0)


def _of_day(day: Day) -> Iterator[Report]:
    route = day.team.route
    yield _opening(day, route[0])
    for number, planned in enumerate(VISITS, start=1):
        yield _voting(day, route[number], planned, number)
    counted = _count(day, route[-1])
    yield counted
    left = datetime.fromisoformat(counted.answers["end"])
    yield _protocol(day, route[-1], left)
    yield from _incidents(day)
    if int(day.team.code) % 4 == 0:
        yield _tabulation(day, left)


def _opening(day: Day, station: InventedStation) -> Report:
    arrival = day.about(OPENING_AT, 15)
    left = day.about("07:12", 18)
    said = day.said(arrival, left, **at_station(station), arrival=clock(arrival), admitted="yes", position="")
    opening(said, station)
    said.answers |= {"comments": "", "departure": clock(left)}
    return day.sent("kz_a_opening", said, left)


def _voting(day: Day, station: InventedStation, planned: str, number: int) -> Report:
    arrival, stay = day.about(planned, 20), day.chance.randint(22, 48)
    is_let_in = (day.team.code, number) not in TURNED_AWAY
    left = arrival + timedelta(minutes=stay if is_let_in else 6)
    said = day.said(arrival, left, **at_station(station), arrival=clock(arrival), position="")
    if not is_let_in:
        said.answers |= {
            "admitted": "no",
            "not_admitted_why": "The chair, who did not know our accreditation.",
        }
        return day.sent("kz_b_voting", said, left)
    said.answers["admitted"] = "yes"
    voting(said, station, arrival.hour * 60 + arrival.minute, stay)
    _slip(said)
    said.answers["departure"] = clock(left)
    return day.sent("kz_b_voting", said, left)


def _slip(said: Said) -> None:
    """What people write by mistake, or leave unsaid."""
    answers = said.answers
    if said.chance.random() < 0.02:
        answers["voted_arrival"], answers["voted_departure"] = (
            answers["voted_departure"],
            answers["voted_arrival"],
        )
    if said.chance.random() < 0.02:
        answers["voted_departure"] = str(int(answers["on_list"]) + 37)
    is_bad = said.says("overall", "bad", "very_bad")
    remark = "The commission was short of people and did not follow the order of the law."
    answers["comments"] = remark if is_bad and said.chance.random() < 0.8 else ""


def _count(day: Day, station: InventedStation) -> Report:
    arrival, ended = day.about(COUNT_AT, 20), day.about("22:40", 170)
    left = ended + timedelta(minutes=day.chance.randint(12, 40))
    said = day.said(arrival, left, **at_station(station), arrival=clock(arrival), admitted="yes", position="")
    count(said, station, clock(ended))
    is_bad = said.says("overall", "bad", "very_bad")
    said.answers["comments"] = "The marks were not shown to observers." if is_bad else ""
    said.answers["departure"] = clock(left)
    return day.sent("kz_c_count", said, left)


def _protocol(day: Day, station: InventedStation, left: datetime) -> Report:
    ended = left + timedelta(minutes=14)
    said = day.said(left + timedelta(minutes=3), ended, **at_station(station))
    protocol(said, station)
    has_photo = not said.says("taken_from", "read_aloud") and day.chance.random() < 0.7
    said.answers |= {"photo": PHOTO if has_photo else "", "comments": ""}
    return day.sent("kz_c2_protocol", said, ended, PHOTO if has_photo else "")


def _tabulation(day: Day, left: datetime) -> Report:
    arrival = left + timedelta(minutes=day.chance.randint(35, 60))
    ended = arrival + timedelta(minutes=day.chance.randint(50, 140))
    place = day.team.places[0].code
    where = {"region": place, "district": "", "area": place}
    said = day.said(arrival, ended, **where, arrival=clock(arrival), admitted="yes", position="")
    tabulation(said, f"District commission No. {day.chance.randint(1, 9)}")
    bad = said.says("overall", "bad", "very_bad")
    said.answers |= {
        "comments": "Observers could not see the screens." if bad else "",
        "departure": clock(ended),
    }
    return day.sent("kz_d_tabulation", said, ended)


WEEKS = (date(2023, 2, 20), date(2023, 2, 27), date(2023, 3, 6))
"""The Mondays of the weeks of which long-term observers report."""


def _weeks(day: Day) -> Iterator[Report]:
    for week, begins in enumerate(WEEKS):
        ends = begins + timedelta(days=6)
        begun = day.at("18:00") - (DAY - ends)
        place = day.team.places[week % len(day.team.places)].code
        span = {"week_begins": f"{begins}", "week_ends": f"{ends}"}
        ended = begun + timedelta(minutes=35)
        said = day.said(begun, ended, region=place, district="", area=place, **span)
        weekly(said)
        yield day.sent("kz_weekly", said, ended)


INCIDENTS = tomllib.loads((HERE / "incidents.toml").read_text(encoding="utf-8"))["incident"]


def _incidents(day: Day) -> Iterator[Report]:
    for one in INCIDENTS:
        if one["team"] == day.team.code:
            happened = day.at(one["at"])
            begun, ended = happened + timedelta(minutes=12), happened + timedelta(minutes=21)
            answers = {name: text for name, text in one.items() if name not in ("team", "at")}
            left_empty = ("witnesses", "reaction", "photo", "position")
            answers = dict.fromkeys(left_empty, "") | answers
            if "obstruction_kind" in answers:
                answers["obstruction_article"] = ""
            station = day.team.route[-1 if one["stage"] == "count" else 1]
            said = day.said(begun, ended, **answers, **at_station(station))
            said.answers |= {"happened_at": happened.isoformat(timespec="milliseconds")}
            yield day.sent("kz_incident", said, ended)


def _twice(made: list[Report]) -> Iterator[Report]:
    """Both members of one team sent the same visit."""
    first = next(one for one in made if one.team == "05" and one.form == "kz_b_voting")
    later = first.arrived_at + timedelta(minutes=4)
    identifier = uuid.uuid5(uuid.NAMESPACE_OID, first.instance_id)
    yield replace(first, member=1 - first.member, arrived_at=later, instance_id=f"uuid:{identifier}")
