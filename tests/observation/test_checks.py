"""The checks that every report goes through, alone and against its neighbours."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta, timezone
from typing import Any

import pytest

from baqylau.election.models import Area, Station
from baqylau.mission.models import Membership, Mission
from baqylau.observation.checks import Checker, ToCheck, across, check, check_together, checker_of
from baqylau.observation.methods.checks import WITHIN
from baqylau.observation.methods.comparisons import ACROSS
from baqylau.observation.methods.visits import Visit, distance
from baqylau.observation.models import FormVersion, Record
from baqylau.observation.reading import CompiledForm
from baqylau.observation.sources.answers import Question
from tests.observation.sending import QUESTIONS, filled, in_team, published_form, send

ZONE = timezone(timedelta(hours=5))


def at(clock: str, day: int = 1) -> datetime:
    return datetime(2026, 3, day, int(clock[:2]), int(clock[3:]), tzinfo=ZONE)


VISIT = Visit(
    number=10,
    kind="voting",
    form=1,
    team=1,
    station=1,
    observed_at=at("10:00"),
    left_at=at("10:40"),
    arrived_at=at("10:45"),
    digest="d",
    area="xx/n/1/",
    station_at=(51.13, 71.43),
    station_code="01-A/7",
    election_day=date(2026, 3, 1),
)
ROLES = ("start", "end", "station", "arrival", "departure", "position", "day")
ASKED = tuple(
    Question(role, "point" if role == "position" else "time" if role[0] in "ad" else "text", role=role)
    for role in ROLES
)


def within(visit: Visit = VISIT, *, flags: tuple[str, ...] = (), **answers: Any) -> list[str]:
    return [one.code for one in Checker(ASKED, []).within(answers, {}, visit, flags)]


@pytest.mark.parametrize(
    ("answers", "codes"),
    [
        ({"arrival": "10:00", "departure": "10:40"}, []),
        ({"arrival": "10:00", "departure": "09:40"}, ["K.201"]),
        ({"arrival": "22:00", "departure": "03:00"}, []),
        ({"arrival": "10:00", "departure": "10:04"}, ["K.202"]),
        ({"arrival": "08:00", "departure": "21:00"}, ["K.203"]),
        ({"arrival": "10:00"}, []),
    ],
)
def test_a_visit_has_a_plausible_length(answers: dict[str, str], codes: list[str]) -> None:
    assert within(**answers) == codes


def test_a_departure_with_a_date_before_the_arrival_is_found() -> None:
    assert within(replace(VISIT, left_at=at("09:59"))) == ["K.201"]


def test_a_form_is_not_filled_faster_than_it_is_read() -> None:
    many = {f"q{number}": "yes" for number in range(20)}
    start, end = "2026-03-01T10:00:00+05:00", "2026-03-01T10:00:09+05:00"
    assert within(start=start, end=end, **many) == ["K.204"]
    assert within(start=start, end="2026-03-01T10:05:00+05:00", **many) == []
    assert within(start=start, end="2026-03-01T09:05:00+05:00", **many) == []


def test_a_station_that_is_missing_or_not_known_is_told() -> None:
    assert within(flags=("station_missing",)) == ["K.205"]
    assert within(flags=("station_not_matched",)) == ["K.206"]


@pytest.mark.parametrize(
    ("position", "codes"),
    [
        ([51.131, 71.431, 300.0, 5.0], []),
        ([51.2, 71.43, 300.0, 5.0], ["K.207"]),
        ([51.15, 71.43, 300.0, 500.0], []),
        ([51.15, 71.43], ["K.207"]),
    ],
)
def test_a_phone_far_from_the_station_is_told(position: list[float], codes: list[str]) -> None:
    assert within(position=position) == codes
    assert within(replace(VISIT, station_at=None), position=position) == []


def test_distance_is_in_metres() -> None:
    assert round(distance((0, 0), (0, 1))) == 111_195
    assert distance((51.13, 71.43), (51.13, 71.43)) == 0
    assert round(distance((90, 0), (-90, 0))) == 20_015_087


def test_times_that_cannot_be_are_told() -> None:
    assert within(replace(VISIT, arrived_at=at("09:30"))) == ["K.208"]
    assert within(replace(VISIT, observed_at=at("10:00", 2), left_at=None, arrived_at=at("11:00", 2))) == [
        "K.209"
    ]
    count = replace(VISIT, kind="count", observed_at=at("01:00", 2), left_at=None, arrived_at=at("05:00", 2))
    assert within(count) == []
    assert within(replace(VISIT, observed_at=at("03:00"), left_at=None)) == ["K.210"]
    assert within(replace(VISIT, kind="opening", observed_at=at("14:00"), arrived_at=at("15:00"))) != []
    assert within(replace(VISIT, kind="meeting", observed_at=at("03:00", 9), arrived_at=at("04:00", 9))) != [
        "K.209"
    ]


def test_answers_that_their_questions_cannot_hold_are_named() -> None:
    (issue,) = Checker(ASKED, []).within({}, {"a": "not_accepted", "b": "missing"}, VISIT)
    assert (issue.code, issue.questions) == ("K.211", ("a",))


# ------------------------------------------------------------------ against others


def other(**changes: Any) -> Visit:
    return replace(
        VISIT, **{"number": 5, "observed_at": at("08:00"), "left_at": at("08:30"), "digest": ""} | changes
    )


def codes(
    *others: Visit, areas: tuple[str, ...] = (), visit: Visit = VISIT
) -> list[tuple[str, tuple[int, ...]]]:
    return [(one.code, one.others) for one in across(visit, others, areas)]


def test_a_station_visited_by_two_teams_is_noted_for_the_same_form_only() -> None:
    assert codes(other(team=2)) == [("K.221", (5,))]
    assert codes(other(team=2), other(team=3, number=7)) == [("K.221", (5, 7))]
    assert codes(other(team=2, form=2)) == []
    assert codes(other(team=2, station=9)) == []


def test_the_same_visit_reported_twice_is_told_by_its_wave_or_its_time() -> None:
    assert codes(other(observed_at=at("10:10"))) == [("K.222", (5,))]
    assert codes(other()) == []
    assert codes(other(wave="morning"), visit=replace(VISIT, wave="morning")) == [("K.222", (5,))]
    assert codes(other(wave="morning", observed_at=at("10:10")), visit=replace(VISIT, wave="noon")) == []


@pytest.mark.parametrize(
    ("came", "left", "found"),
    [
        ("10:10", "10:30", True),
        ("09:00", "10:20", True),
        ("10:39", "11:20", False),
        ("09:00", "09:59", False),
        ("10:00", None, True),
        ("10:20", None, False),
    ],
)
def test_a_team_is_not_in_two_places_at_once(came: str, left: str | None, found: bool) -> None:
    there = other(station=2, station_at=None, observed_at=at(came), left_at=left and at(left))
    assert codes(there) == ([("K.223", (5,))] if found else [])
    assert codes(replace(there, team=2)) == []
    assert codes(replace(there, kind="incident")) == []


def test_a_team_does_not_go_faster_than_a_car() -> None:
    far = other(station=2, observed_at=at("09:00"), left_at=at("09:50"), station_at=(52.0, 71.43))
    assert codes(far) == [("K.224", (5,))]
    assert codes(replace(far, left_at=at("09:10"))) == []
    assert codes(replace(far, station_at=(51.16, 71.43))) == []
    later = replace(far, observed_at=at("10:45"), left_at=at("11:00"))
    assert codes(later) == [("K.224", (5,))]


def test_identical_answers_are_noted_from_the_third_in_a_row() -> None:
    row = [
        other(
            number=number,
            station=number,
            station_at=None,
            observed_at=at(f"0{number}:00"),
            left_at=None,
            digest="d",
        )
        for number in (7, 8, 9)
    ]
    assert codes(*row) == [("K.225", (8, 9))]
    assert codes(row[2]) == []
    assert codes(row[0], row[1], replace(row[2], digest="e")) == []
    assert codes(*row, visit=replace(VISIT, digest="")) == []
    assert codes(*(replace(one, form=2) for one in row)) == []


def test_a_station_outside_the_teams_areas_is_noted() -> None:
    assert codes(areas=("xx/s/",)) == [("K.226", ())]
    assert codes(areas=("xx/s/", "xx/n/")) == []
    assert codes(areas=()) == []


# ------------------------------------------------------------------ rules of the form


RULES = [
    {
        "code": "B.1",
        "severity": "error",
        "expression": "voted <= registered",
        "says": {"en": "More voted than are on the list.", "ru": "…"},
        "questions": ["voted"],
    },
    {
        "code": "B.2",
        "severity": "note",
        "expression": "not (stuffing = 'yes') or answered(comment)",
        "says": {},
    },
    {"code": "B.3", "severity": "note", "expression": "nonsense <", "says": {}},
]


def test_the_rules_of_a_form_find_what_does_not_hold() -> None:
    checker = Checker(QUESTIONS, RULES)
    found = checker.within({"voted": 10, "registered": 9, "stuffing": "yes"}, {}, VISIT)
    assert [(one.code, one.severity, one.questions) for one in found] == [
        ("B.1", 3, ("voted",)),
        ("B.2", 1, ("stuffing", "comment")),
    ]
    assert checker.within({"voted": 10, "stuffing": "no"}, {}, VISIT) == []


def test_a_rule_about_a_repeat_tells_which_repetitions() -> None:
    questions = (
        Question("limit", "integer"),
        Question("lists", "repeat"),
        Question("votes", "integer", repeat="lists"),
    )
    rule = {"code": "C.1", "severity": "error", "expression": "votes <= limit", "says": {"en": "Too many."}}
    rows = [{"answers": {"votes": votes}, "states": {}} for votes in (1, 9, 3, 8)]
    (issue,) = Checker(questions, [rule]).within({"limit": 5, "lists": rows}, {}, VISIT)
    assert issue.rows == (2, 4)
    assert issue.as_json()["rows"] == [2, 4]


def test_every_check_says_its_innocent_reasons() -> None:
    for one in (*WITHIN, *ACROSS):
        assert "Innocent:" in (one.__doc__ or ""), one.__name__


# ------------------------------------------------------------------ as records arrive


pytestmark = pytest.mark.django_db


@pytest.fixture
def observer(mission: Mission, bolat: object) -> Membership:
    mission.election.time_zone = "Asia/Almaty"
    mission.election.save()
    return in_team(Membership.objects.select_related("mission__election").get(user=bolat))


@pytest.fixture
def stations(mission: Mission) -> dict[str, Station]:
    area = Area.objects.create(
        country="xx", code="n", kind="district", path="xx/n/", valid_from=date(2000, 1, 1)
    )
    return {
        code: Station.objects.create(election=mission.election, code=code, area=area)
        for code in ("01-A/7", "02-B/1")
    }


def published(mission: Mission) -> FormVersion:
    version = published_form(mission)
    version.checks = RULES
    version.save()
    return version


def issues(number: int) -> list[str]:
    return [one["code"] for one in Record.objects.get(number=number).issues]


def test_what_checks_find_is_kept_with_the_record(observer: Membership, stations: object) -> None:
    published(observer.mission)
    number = send(observer, filled(voted="1300", departure="09:02:00.000+05:00")).record_number
    record = Record.objects.get(number=number)
    assert [one["code"] for one in record.issues] == ["B.1", "K.202"]
    assert record.severity == 3
    assert record.issues[0]["says"]["en"] == "More voted than are on the list."
    assert record.issues[1]["template"] == "The visit lasted {minutes} minutes."
    assert record.left_at == datetime(2026, 3, 1, 4, 2, tzinfo=UTC)


def test_a_second_visit_at_the_same_time_elsewhere_is_told_of_the_newer(
    observer: Membership, stations: object
) -> None:
    published(observer.mission)
    first = send(observer, filled("uuid:1")).record_number
    second = send(observer, filled("uuid:2", station="02-B/1", voted="9")).record_number
    assert issues(first or 0) == []
    assert issues(second or 0) == ["K.223"]
    assert Record.objects.get(number=second).issues[0]["others"] == [first]


def test_reports_checked_together_are_compared_with_those_before_them(
    observer: Membership, stations: object
) -> None:
    published(observer.mission)
    for place, code in enumerate(("01-A/7", "02-B/1", "02-B/1")):
        send(observer, filled(f"uuid:{place}", station=code, voted=str(9 + place)))
    records = list(Record.objects.order_by("number"))
    together = [
        ToCheck(
            record,
            CompiledForm(record.form_version),
            newest.answers,
            newest.states,
            observer.mission.election,
        )
        for record in records
        for newest in record.versions.all()
    ]
    Record.objects.update(deleted_at=datetime(2026, 3, 1, tzinfo=UTC))
    check_together(together)
    compared = [
        [(one["code"], one["others"]) for one in record.issues if "others" in one] for record in records
    ]
    first, second = records[0].number, records[1].number
    assert compared[0] == []
    assert compared[1] == [("K.223", [first])]
    assert ("K.223", [first]) in compared[2]
    assert any(second in others for _, others in compared[2])
    records[1].team_id, records[1].station_id = None, None
    check_together(together[1:2] + together[:1])
    assert [record.issues for record in records[:2]] == [[], []]


def test_an_edit_is_checked_again_and_not_against_itself(observer: Membership, stations: object) -> None:
    published(observer.mission)
    number = send(observer, filled(voted="1300")).record_number or 0
    send(observer, filled("uuid:2", deprecated="uuid:1", voted="130"))
    assert issues(number) == []
    assert Record.objects.get(number=number).severity == 0


def test_rejected_and_deleted_records_are_no_neighbours(observer: Membership, stations: object) -> None:
    published(observer.mission)
    first = send(observer, filled("uuid:1")).record_number
    Record.objects.filter(number=first).update(state="rejected")
    assert issues(send(observer, filled("uuid:2", station="02-B/1")).record_number or 0) == []


def test_a_check_that_fails_does_not_keep_a_report_out(
    observer: Membership, stations: object, monkeypatch: pytest.MonkeyPatch
) -> None:
    version = published(observer.mission)
    monkeypatch.setattr(Checker, "within", lambda *_: 1 / 0)
    assert issues(send(observer, filled()).record_number or 0) == ["K.299"]
    assert checker_of(CompiledForm(version)).rules


def test_checking_asks_the_database_at_most_twice_once_it_knows_the_mission(
    observer: Membership, stations: object, django_assert_max_num_queries: Any
) -> None:
    published(observer.mission)
    send(observer, filled("uuid:1"))
    record = Record.objects.get()
    form = CompiledForm(record.form_version)
    newest = record.versions.get()
    one = ToCheck(record, form, newest.answers, newest.states, observer.mission.election)
    check(one)
    with django_assert_max_num_queries(2):
        check(one)
