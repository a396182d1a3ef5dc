"""What is given for a meeting, a person or an institution, and what must be true of it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, fields
from datetime import date, time, timedelta
from typing import Any

from baqylau.core.problem import Phrase
from baqylau.core.reading import Problems
from baqylau.election.models import Area
from baqylau.mission.models import Membership, Mission, Sex, Team
from baqylau.observation.models import (
    Consent,
    Institution,
    InstitutionKind,
    Interlocutor,
    Meeting,
    Openness,
    Quotable,
    Reliability,
    Topic,
)

LONGEST_TEXT = 20_000
LONGEST_NAME = 200
MOST_PEOPLE = 2_000
MOST_PERSONS = 60
EARLIEST = date(1990, 1, 1)


@dataclass(frozen=True, slots=True, kw_only=True)
class MeetingData:
    """What somebody says of a meeting."""

    day: date | None = None
    begins: time | None = None
    place: str = ""
    area: Area | None = None
    team: Team | None = None
    members: Sequence[Membership] = ()
    institutions: Sequence[Institution] = ()
    men: int | None = None
    women: int | None = None
    topics: Sequence[str] = ()
    key_points: str = ""
    follow_up: str = ""
    reliability: str = ""
    quotable: str = Quotable.NOTHING
    openness: str = Openness.PRIVATE


@dataclass(frozen=True, slots=True, kw_only=True)
class PersonData:
    """What somebody says of a person who was met."""

    name: str = ""
    function: str = ""
    sex: str = ""
    consent: str = Consent.CORE
    consent_on: date | None = None
    consent_how: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class InstitutionData:
    """What somebody says of an institution."""

    names: Mapping[str, str] = field(default_factory=dict)
    kind: str = ""
    area: Area | None = None
    in_annex: bool = False


CHOICES: Mapping[str, type[Any]] = {
    "kind": InstitutionKind,
    "openness": Openness,
    "reliability": Reliability,
    "quotable": Quotable,
    "consent": Consent,
    "sex": Sex,
}
NEEDED = frozenset({"kind", "openness", "quotable", "consent"})


def clean(text: str) -> str:
    """A text as it is kept: without NUL and without blanks around it."""
    return text.replace("\0", "").strip()


def as_fields(data: MeetingData | PersonData | InstitutionData) -> dict[str, Any]:
    """The values by field, texts cleaned; topics in the order of their list."""
    values = {one.name: getattr(data, one.name) for one in fields(data)}
    values = {name: clean(value) if isinstance(value, str) else value for name, value in values.items()}
    if "names" in values:
        values["names"] = {language: clean(name) for language, name in values["names"].items() if clean(name)}
    if "topics" in values:
        order = list(Topic.values)
        values["topics"] = sorted(
            dict.fromkeys(values["topics"]), key=lambda one: order.index(one) if one in order else len(order)
        )
    return values


def check_meeting(given: Mapping[str, Any], mission: Mission, today: date, problems: Problems) -> None:
    """Y.101 – Y.106, Y.110: each problem names its field. ``today`` is the last day that may be entered."""
    _check_choices(given, problems)
    _check_texts(Meeting, given, problems)
    _check_day(given["day"], "day", today, problems, needed=True)
    if unknown := [one for one in given["topics"] if one not in Topic.values]:
        says = Phrase("'{value}' is none of the choices.", value=str(unknown[0])[:40])
        problems.add("Y.101", says, Phrase("Choose one of them."), "topics")
    if not given["institutions"]:
        says = Phrase("It is not said whom the mission met.")
        problems.add("Y.103", says, Phrase("Choose an institution, or enter a new one."), "institutions")
    if given["team"] is None and not given["members"]:
        says = Phrase("It is not said who of the mission was there.")
        problems.add("Y.104", says, Phrase("Choose a team or members."), "team")
    for name in ("men", "women"):
        if given[name] is not None and not 0 <= given[name] <= MOST_PEOPLE:
            says = Phrase("The number must lie between 0 and {most}.", most=MOST_PEOPLE)
            problems.add("Y.105", says, Phrase("Correct it; leave it empty if nobody counted."), name)
    _check_belongings(given, mission, problems)


def _check_belongings(given: Mapping[str, Any], mission: Mission, problems: Problems) -> None:
    _check_area(given["area"], mission, problems)
    team = [given["team"]] if given["team"] else []
    rows = (("team", team), ("members", given["members"]), ("institutions", given["institutions"]))
    for name, of_field in rows:
        if any(one.mission_id != mission.pk for one in of_field):
            says = Phrase("This belongs to another mission.")
            problems.add("Y.102", says, Phrase("Choose one of this mission."), name)


def check_people(given: Mapping[str, Any], listed: Mapping[str, int], problems: Problems) -> None:
    """No more persons are listed than were counted (Y.106); ``listed`` is how many of each sex are."""
    for sex, name in (("f", "women"), ("m", "men")):
        counted = given[name]
        if counted is not None and counted < listed.get(sex, 0):
            says = Phrase(
                "{listed} are listed below, more than {counted}.", listed=listed[sex], counted=counted
            )
            problems.add("Y.106", says, Phrase("Correct the number, or the persons."), name)


def check_person(given: Mapping[str, Any], today: date, problems: Problems) -> None:
    """Y.101, Y.107 – Y.110."""
    _check_choices(given, problems)
    _check_texts(Interlocutor, given, problems)
    if not any(given[name] for name in ("name", "function", "sex")):
        says = Phrase("Nothing is said about this person.")
        problems.add("Y.107", says, Phrase("Give at least the function."), "function")
    if given["consent"] == Consent.NONE and given["name"]:
        says = Phrase("The person did not agree to be named, not even in our notes.")
        problems.add("Y.108", says, Phrase("Leave the name out; the function is enough."), "name")
    if given["consent"] == Consent.REPORT:
        for name in ("consent_on", "consent_how"):
            if not given[name]:
                says = Phrase("A consent to be named must be recorded: when and how it was given.")
                problems.add("Y.109", says, Phrase("Fill it in, or choose “Core team only”."), name)
    _check_day(given["consent_on"], "consent_on", today, problems)


def check_institution(given: Mapping[str, Any], mission: Mission, problems: Problems) -> None:
    """Y.101, Y.102, Y.110, Y.111."""
    _check_choices(given, problems)
    _check_area(given["area"], mission, problems)
    if not given["names"]:
        says = Phrase("The institution has no name.")
        problems.add("Y.111", says, Phrase("Give its name in one language at least."), "name_en")
    for language, name in given["names"].items():
        if len(name) > LONGEST_NAME:
            says = Phrase("The text has more than {longest} characters.", longest=LONGEST_NAME)
            problems.add("Y.110", says, Phrase("Shorten it."), f"name_{language}")


def _check_choices(given: Mapping[str, Any], problems: Problems) -> None:
    for name, choices in CHOICES.items():
        if name not in given or (not given[name] and name not in NEEDED):
            continue
        if given[name] not in choices.values:
            says = Phrase("'{value}' is none of the choices.", value=str(given[name])[:40])
            problems.add("Y.101", says, Phrase("Choose one of them."), name)


def _check_texts(model: type[Any], given: Mapping[str, Any], problems: Problems) -> None:
    for name, value in given.items():
        longest = getattr(model._meta.get_field(name), "max_length", None) or LONGEST_TEXT
        if isinstance(value, str) and len(value) > longest:
            says = Phrase("The text has more than {longest} characters.", longest=longest)
            problems.add("Y.110", says, Phrase("Shorten it."), name)


def _check_day(day: date | None, name: str, today: date, problems: Problems, *, needed: bool = False) -> None:
    if day is None:
        if needed:
            problems.add("Y.112", Phrase("The day is missing."), Phrase("Fill it in."), name)
    elif day > today + timedelta(days=1):  # somewhere east of here it may be tomorrow
        problems.add("Y.112", Phrase("This day has not come yet."), Phrase("Correct the date."), name)
    elif day < EARLIEST:
        says = Phrase("The year {year} is too long ago.", year=day.year)
        problems.add("Y.112", says, Phrase("Correct the date."), name)


def _check_area(area: Area | None, mission: Mission, problems: Problems) -> None:
    if area is not None and area.country != mission.election.country:
        says = Phrase("This area lies in another country.")
        problems.add("Y.102", says, Phrase("Choose one of this election."), "area")
