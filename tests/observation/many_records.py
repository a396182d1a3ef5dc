"""Many plausible records, made quickly: for tests of exports and of the election-day room, and for measuring.

``fill(mission, voting_form(mission), 100_000)`` makes the same records each time. They come from teams and
stations of the mission; where it has none, some are made.
"""

from __future__ import annotations

import hashlib
import json
import random
from datetime import UTC, date, datetime, timedelta
from typing import Any

from django.utils import timezone

from baqylau.accounts.models import User
from baqylau.election.models import Area, Election, Station
from baqylau.mission.models import Mission, Team
from baqylau.observation.models import Form, FormVersion, Record, RecordVersion
from baqylau.observation.sources.answers import Choice, Question
from baqylau.storage.models import StoredFile

BATCH = 2_000
RATINGS = ("very_good", "good", "bad", "very_bad")
FEATURES = ("campaign_material", "crowding", "queue", "unauthorised_persons")
WAVES = ("opening", "morning", "afternoon", "closing")
STATE_OF_ALL = ("missing", "not_observed", "dont_know", "not_applicable")
SAID = ("Quiet.", 'A long queue at the door; "order" was kept.', "=1+1", "Қаралды.\nEverything in place.")


def _choices(names: tuple[str, ...]) -> tuple[Choice, ...]:
    def labels(name: str) -> dict[str, str]:
        words = name.replace("_", " ")
        return {"en": words.capitalize(), "ru": f"{words} (ru)", "kk": f"{words} (kk)"}

    return tuple(Choice(name, labels(name)) for name in names)


def question(name: str, kind: str, **more: Any) -> Question:
    """A question with a label in three languages."""
    words = name.replace("_", " ")
    labels = {"en": f"{words.capitalize()}?", "ru": f"{words}? (ru)", "kk": f"{words}? (kk)"}
    section = more.pop("section", "voting")
    return Question(
        name, kind, section, {"en": section.capitalize()}, labels, path=f"{section}/{name}", **more
    )


YES_NO = (
    "box_sealed",
    "ballots_stamped",
    "lists_displayed",
    "secrecy_kept",
    "observers_admitted",
    "proxies_present",
    "unimpeded_view",
    "access_for_wheelchairs",
    "intimidation",
)
VOTING = (
    question("station", "choice", section="visit", role="station", list_file="stations.csv"),
    question("arrival", "time", section="visit", role="arrival"),
    question("departure", "time", section="visit", role="departure"),
    question("wave", "choice", section="visit", role="wave", choices=_choices(WAVES)),
    *(
        question(name, "yes_no", choices=_choices(("yes", "no", "dont_know", "not_observed")))
        for name in YES_NO
    ),
    question("seen_outside", "choices", choices=_choices(FEATURES)),
    question("overall", "choice", section="judgement", role="overall_rating", choices=_choices(RATINGS)),
    question("voters_on_list", "integer"),
    question("voted_so_far", "integer"),
    question("in_queue", "integer"),
    question("turnout_announced", "decimal"),
    question("position", "point", section="visit", role="position"),
    question("photograph", "file", section="judgement"),
    question("remarks", "text", section="judgement"),
)
"""Twenty-two questions, one of each kind that the forms of a mission have."""

COUNT = (
    *VOTING[:1],
    question("began", "datetime", section="count"),
    question("counted_on", "date", section="count"),
    question("candidates", "repeat", section="count"),
    question("candidate", "text", section="count", repeat="candidates"),
    question("votes", "integer", section="count", repeat="candidates"),
    question("complaints", "repeat", section="count", repeat="candidates"),
    question("complaint", "text", section="count", repeat="complaints"),
)
"""A form with a repeat in a repeat."""


def make_form(
    mission: Mission, code: str, questions: tuple[Question, ...], *, version: str = "1", kind: str = "voting"
) -> FormVersion:
    """A published version of a form with these questions; it has no workbook that could be read again."""
    form, _ = Form.objects.get_or_create(
        mission=mission, code=code, defaults={"names": {"en": code.capitalize()}, "kind": kind}
    )
    sha256 = hashlib.sha256(f"{mission.pk}/{code}/{version}".encode()).hexdigest()
    file, _ = StoredFile.objects.get_or_create(sha256=sha256, defaults={"size": 0, "name": f"{code}.xlsx"})
    return FormVersion.objects.create(
        form=form,
        version=version,
        file=file,
        questions=[one.as_json() for one in questions],
        languages=["en", "ru", "kk"],
        published_at=timezone.now(),
    )


def voting_form(mission: Mission) -> FormVersion:
    """The form ``voting``: 22 questions, no repeat."""
    return make_form(mission, "voting", VOTING)


def count_form(mission: Mission) -> FormVersion:
    """The form ``count``: a few questions, candidates, and complaints of each candidate."""
    return make_form(mission, "count", COUNT, kind="count")


def places(election: Election, areas: int = 10, stations: int = 200) -> list[Station]:
    """The stations of an election; where it has none, some in regions that are made too."""
    known = list(Station.objects.filter(election=election).select_related("area"))
    if known:
        return known
    made = [
        Area.objects.create(
            country=election.country,
            code=f"r{number:02d}",
            kind="region",
            path=f"{election.country}/r{number:02d}/",
            valid_from=date(2000, 1, 1),
            names={"en": f"Region {number}", "ru": f"Область {number}", "kk": f"{number} облысы"},
        )
        for number in range(areas)
    ]
    election.areas.add(*made)
    return Station.objects.bulk_create(
        Station(
            election=election,
            code=f"{number % areas:02d}-{number:04d}",
            name=f"School {number}",
            area=made[number % areas],
            settlement="urban" if number % 3 else "rural",
            latitude=43 + number % 10,
            longitude=52 + number % 30,
        )
        for number in range(stations)
    )


def fill(mission: Mission, form_version: FormVersion, count: int, *, seed: int = 1) -> None:
    """Make so many records of this form, each with one version; the same seed makes the same."""
    stations = places(mission.election)
    teams = list(mission.teams.all()) or Team.objects.bulk_create(
        Team(mission=mission, code=f"T{number:03d}") for number in range(50)
    )
    draw = random.Random(seed)
    number = mission.next_record_number
    mission.next_record_number += count
    mission.save(update_fields=["next_record_number"])
    for begin in range(0, count, BATCH):
        batch = range(number + begin, number + min(begin + BATCH, count))
        _save([_made(mission, form_version, one, draw, stations, teams) for one in batch])


def _save(made: list[tuple[Record, dict[str, Any], dict[str, str]]]) -> None:
    records = Record.objects.bulk_create(record for record, _, _ in made)
    RecordVersion.objects.bulk_create(
        RecordVersion(record=record, number=1, answers=answers, states=states)
        for record, (_, answers, states) in zip(records, made, strict=True)
    )


def _made(
    mission: Mission,
    form_version: FormVersion,
    number: int,
    draw: random.Random,
    stations: list[Station],
    teams: list[Team],
) -> tuple[Record, dict[str, Any], dict[str, str]]:
    station, team = draw.choice(stations), draw.choice(teams)
    day = datetime.combine(mission.election.day, datetime.min.time(), UTC)
    observed = day + timedelta(hours=2, minutes=draw.randrange(60 * 15))
    local = observed + timedelta(hours=5)
    answers, states = _answers(draw, station, local, form_version.form.code == "count")
    severity = draw.choices((0, 1, 2, 3), (90, 5, 3, 2))[0]
    issue = {"code": "C.101", "severity": severity, "says": {"en": "Look at it."}, "questions": ["arrival"]}
    record = Record(
        mission=mission,
        form_version=form_version,
        number=number,
        station=station,
        station_code=station.code,
        area_id=station.area_id,
        team=team,
        road="phone",
        instance_id=f"uuid:{draw.getrandbits(128):032x}",
        state=draw.choices(("received", "checked", "query"), (70, 28, 2))[0],
        arrived_at=observed + timedelta(minutes=draw.randrange(90)),
        observed_at=observed,
        utc_offset="+05:00",
        wave=str(answers.get("wave", "")),
        ratings={"overall": answers["overall"]} if "overall" in answers else {},
        critical=["intimidation"] if answers.get("intimidation") == "yes" else [],
        issues=[issue] if severity else [],
        severity=severity,
        answers_digest=hashlib.sha256(json.dumps(answers, sort_keys=True).encode()).hexdigest(),
    )
    return record, answers, states


def _answers(
    draw: random.Random, station: Station, local: datetime, counts: bool
) -> tuple[dict[str, Any], dict[str, str]]:
    if counts:
        return _count_answers(draw, station, local), {}
    voters = draw.randrange(200, 3000)
    answers: dict[str, Any] = {
        "station": station.code,
        "arrival": f"{local:%H:%M}",
        "departure": f"{local + timedelta(minutes=35):%H:%M}",
        "wave": WAVES[min(3, (local.hour - 7) // 4)],
        "seen_outside": draw.sample(FEATURES, draw.randrange(1, 4)),
        "overall": draw.choices(RATINGS, (30, 60, 8, 2))[0],
        "voters_on_list": voters,
        "voted_so_far": draw.randrange(voters),
        "in_queue": draw.randrange(40),
        "turnout_announced": f"{draw.randrange(1000) / 10}",
        "position": [round(43 + draw.random(), 6), round(76 + draw.random(), 6), 800.0, 12.5],
        "photograph": f"{local:%H%M%S}.jpg",
        "remarks": draw.choice(SAID),
    }
    answers |= dict(zip(YES_NO, draw.choices(("yes", "no"), (9, 1), k=len(YES_NO)), strict=True))
    answers["intimidation"] = draw.choices(("no", "yes"), (99, 1))[0]
    states = {name: draw.choice(STATE_OF_ALL) for name in draw.sample(YES_NO, 1)}
    if draw.random() < 0.7:
        states |= {"photograph": "missing", "remarks": "skipped"}
    return {name: value for name, value in answers.items() if name not in states}, states


def _count_answers(draw: random.Random, station: Station, local: datetime) -> dict[str, Any]:
    candidates: list[dict[str, Any]] = []
    for letter in "ABC":
        complaints = [
            {"answers": {"complaint": f"complaint {one}"}, "states": {}} for one in range(draw.randrange(3))
        ]
        answers: dict[str, Any] = {"candidate": letter, "votes": draw.randrange(900)}
        states = {} if complaints else {"complaints": "skipped"}
        candidates.append(
            {"answers": answers | ({"complaints": complaints} if complaints else {}), "states": states}
        )
    return {
        "station": station.code,
        "began": f"{local:%Y-%m-%dT%H:%M:%S}+05:00",
        "counted_on": f"{local:%Y-%m-%d}",
        "candidates": candidates,
    }


def all_observed_by(user: User) -> tuple[str, ...]:
    """Every record is this person's now; the words by which one would know them."""
    membership = user.memberships.get()
    membership.phone_number = "+77011234567"
    membership.save()
    Record.objects.update(observer=membership)
    RecordVersion.objects.update(by=user)
    return (user.name, user.sign_in_name, membership.phone_number.removeprefix("+"))
