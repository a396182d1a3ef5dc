"""The API: what programs get, page by page, and that its description tells the truth."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
import schemathesis
from django.core.signals import request_finished, request_started
from django.core.wsgi import get_wsgi_application
from django.db import close_old_connections
from django.test import Client
from django.utils import timezone
from schemathesis import Case, GenerationMode

from baqylau.accounts.models import User
from baqylau.mission.models import Mission
from baqylau.observation.api_operations import OPERATIONS, document
from baqylau.observation.models import (
    Attachment,
    Expected,
    Obstruction,
    Record,
    RecordVersion,
    Submission,
)
from baqylau.storage.models import keep
from tests.observation.many_records import fill, voting_form
from tests.observation.programs import Program

pytestmark = pytest.mark.django_db
ROOT = "/api/missions/steppe"


@pytest.fixture
def program(mission: Mission, aigerim: User) -> Program:
    """A program with Aigerim's token and thirty records."""
    fill(mission, voting_form(mission), 30)
    return Program(mission, aigerim)


@pytest.fixture
def sent_in(program: Program, mission: Mission) -> Record:
    """A record that came from a phone with a photograph."""
    record = Record.objects.select_related("form_version").get(mission=mission, number=3)
    submission = Submission.objects.create(
        mission=mission,
        form=record.form_version.form,
        form_version=record.form_version,
        record=record,
        road="phone",
        instance_id=record.instance_id,
        body=b"<data/>",
        sha256="a" * 64,
        arrived_at=timezone.now(),
    )
    record.versions.update(submission=submission)
    Attachment.objects.create(
        submission=submission,
        name="door.jpg",
        file=keep(b"\xff\xd8picture", name="door.jpg"),
        media_type="image/jpeg",
        arrived_at=timezone.now(),
    )
    return record


def all_records(program: Program, question: str = "") -> list[dict[str, Any]]:
    found, cursor = [], ""
    while cursor is not None:
        page = program.json(f"{ROOT}/records?{question}&cursor={cursor}".replace("?&", "?"))
        found += page["records"]
        cursor = page["next"]
    return found


# ------------------------------------------------------------------ what is given


def test_a_token_tells_which_mission_it_is_for(program: Program) -> None:
    assert program.json(ROOT) == {
        "slug": "steppe",
        "name": "Steppe mission",
        "kind": "full",
        "election": "made-up",
        "day": "2026-03-01",
    }


def test_forms_lead_to_their_questions(program: Program) -> None:
    (form,) = program.json(f"{ROOT}/forms")["forms"]
    (version,) = form["versions"]
    questions = program.json(version["url"])["questions"]
    assert len(questions) == 22
    overall = next(one for one in questions if one["name"] == "overall")
    assert [choice["name"] for choice in overall["choices"]] == ["very_good", "good", "bad", "very_bad"]


def test_pages_give_every_record_once(program: Program) -> None:
    found = all_records(program, "limit=7")
    assert [one["number"] for one in found] == list(range(1, 31))


def test_an_answer_and_a_state_stay_apart(program: Program) -> None:
    for one in all_records(program):
        assert not set(one["answers"]) & set(one["states"])
        assert len(one["answers"]) + len(one["states"]) == 22


def test_a_record_says_local_time_with_its_offset(program: Program) -> None:
    one = program.json(f"{ROOT}/records/1")
    assert one["observed_at"].endswith("+05:00")
    record = Record.objects.get(number=1)
    assert datetime.fromisoformat(one["observed_at"]) == record.observed_at


@pytest.mark.parametrize(
    ("question", "kept"),
    [
        ("form=voting", lambda one: True),
        ("form=no-such", lambda one: False),
        ("state=checked", lambda one: one["state"] == "checked"),
        ("severity=1", lambda one: one["severity"] >= 1),
        ("severity=0", lambda one: one["severity"] == 0),
        ("wave=closing", lambda one: one["wave"] == "closing"),
        ("issue=C.101", lambda one: bool(one["issues"])),
        ("question=overall&is=good", lambda one: one["answers"].get("overall") == "good"),
        ("question=photograph&is=missing", lambda one: one["states"].get("photograph") == "missing"),
        ("question=no_such", lambda one: False),
    ],
)
def test_records_are_selected_as_on_the_page(program: Program, question: str, kept: Any) -> None:
    whole = all_records(program)
    found = all_records(program, question)
    assert [one["number"] for one in found] == [one["number"] for one in whole if kept(one)]


def test_records_that_came_since_a_moment(program: Program) -> None:
    moment = datetime(2026, 3, 1, 9, 0, tzinfo=UTC)
    expected = Record.objects.filter(arrived_at__gte=moment).order_by("number")
    assert 0 < len(expected) < 30
    for said in ("2026-03-01T09:00:00Z", "2026-03-01T14:00:00%2B05:00"):
        found = all_records(program, f"since={said}")
        assert [one["number"] for one in found] == [one.number for one in expected]


def test_rejected_records_are_given_only_where_they_are_asked_for(program: Program) -> None:
    Record.objects.filter(number=5).update(state="rejected")
    Record.objects.filter(number=6).update(deleted_at=timezone.now())
    numbers = [one["number"] for one in all_records(program)]
    assert 5 not in numbers
    assert 6 not in numbers
    assert [one["number"] for one in all_records(program, "state=rejected")] == [5]
    assert program.get(f"{ROOT}/records/6").status_code == 404


def test_a_record_brings_its_versions_and_what_came_with_it(program: Program, sent_in: Record) -> None:
    sent_in.versions.update(is_newest=False)
    RecordVersion.objects.create(
        record=sent_in, number=2, answers={"overall": "bad"}, states={}, reason="asked"
    )
    one = program.json(f"{ROOT}/records/3")
    assert (one["version"], one["answers"]) == (2, {"overall": "bad"})
    assert [(v["number"], v["came_as"], v["reason"]) for v in one["versions"]] == [
        (1, "submission", ""),
        (2, "correction", "asked"),
    ]
    (submission,), (attachment,) = one["submissions"], one["attachments"]
    xml = program.get(submission["url"])
    assert xml.content == b"<data/>"
    assert xml["Content-Disposition"].startswith("attachment")
    picture = program.get(attachment["url"])
    assert b"".join(picture.streaming_content) == b"\xff\xd8picture"
    assert picture["Content-Disposition"] == 'attachment; filename="door.jpg"'
    assert picture["Content-Type"] == "application/octet-stream"


def test_a_damaged_file_is_said_to_be_damaged(program: Program, sent_in: Record, stored_files: Any) -> None:
    one = program.json(f"{ROOT}/records/3")["attachments"][0]
    (path,) = (stored_files / "files").rglob(one["sha256"])
    path.chmod(0o600)
    path.write_bytes(b"something else")
    response = program.get(one["url"])
    assert (response.status_code, response.json()["problems"][0]["code"]) == (503, "E.131")


def test_what_is_expected_and_how_it_stands(program: Program, mission: Mission) -> None:
    form = mission.forms.get()
    record = Record.objects.get(number=1)
    now = timezone.now()
    for place, team in enumerate([record.team, *mission.teams.exclude(pk=record.team_id)[:2]]):
        assert team is not None
        Expected.objects.create(
            mission=mission, form=form, team=team, due_at=now - timedelta(hours=1), place=place + 1
        )
    answer = program.json(f"{ROOT}/expected?limit=2")
    assert (answer["total"]["expected"], len(answer["expected"]), answer["next"]) == (3, 2, "2")
    assert answer["by_form"]["voting"]["expected"] == 3
    rest = program.json(f"{ROOT}/expected?limit=2&cursor=2")
    assert (len(rest["expected"]), rest["next"]) == (1, None)
    numbers = [one["record"] for one in answer["expected"] + rest["expected"]]
    assert any(numbers)


def test_obstructions_do_not_say_who_wrote_them(program: Program, mission: Mission, aigerim: User) -> None:
    Obstruction.objects.create(
        mission=mission,
        number=1,
        kind="expelled",
        stage="count",
        whose="ours",
        says="Sent out.",
        by=aigerim,
        at=timezone.now(),
    )
    (one,) = program.json(f"{ROOT}/obstructions")["obstructions"]
    assert (one["kind"], one["says"], one["record"]) == ("expelled", "Sent out.", None)
    assert "Aigerim" not in str(one)


# ------------------------------------------------------------------ what is refused


def test_a_word_that_is_not_asked_is_refused_and_not_passed_over(program: Program) -> None:
    response = program.get(f"{ROOT}/records?from=voting")
    assert response.status_code == 400
    (problem,) = response.json()["problems"]
    assert (problem["code"], problem["where"]) == ("E.130", "from")


@pytest.mark.parametrize(
    "question", ["limit=0", "limit=1001", "cursor=x", "state=good", "severity=9", "since=now", "q=a&q=b"]
)
def test_what_cannot_be_read_is_refused(program: Program, question: str) -> None:
    response = program.get(f"{ROOT}/records?{question}")
    assert (response.status_code, response.json()["problems"][0]["code"]) == (400, "E.130")


def test_problems_are_said_in_the_language_that_is_asked_for(program: Program) -> None:
    response = program.get(f"{ROOT}/records/999")
    assert response.status_code == 404
    assert response.json()["problems"][0]["code"] == "E.132"


# ------------------------------------------------------------------ the description


def test_every_address_of_the_api_is_described_and_no_other() -> None:
    from baqylau.observation.export_urls import urlpatterns

    named = {one.name for one in urlpatterns if str(one.pattern).startswith("api/missions")}
    assert named == {f"api_{one.name}" for one in OPERATIONS}


def test_the_page_of_the_api_asks_for_nothing_from_elsewhere(client: Client) -> None:
    page = client.get("/api/").content.decode()
    for one in OPERATIONS:
        assert one.path in page
    assert "//" not in page.replace("http://testserver", "").replace("https://testserver", "")
    assert client.get("/api/openapi.json").json()["openapi"] == "3.1.0"


schema = schemathesis.openapi.from_dict(document("http://localhost"))


@pytest.fixture
def known(program: Program, sent_in: Record) -> Iterator[dict[str, Any]]:
    """What there is, so that not every made-up question ends at "not found".

    Requests go through the whole program in this thread, and must leave the test's connection open.
    """
    key = Attachment.objects.get().submission_id
    for signal in (request_started, request_finished):
        signal.disconnect(close_old_connections)
    yield {"mission": "steppe", "code": "voting", "version": "1", "number": 3, "key": key}
    for signal in (request_started, request_finished):
        signal.connect(close_old_connections)


@pytest.mark.parametrize("path", [one.path for one in OPERATIONS])
@pytest.mark.parametrize("mode", [GenerationMode.POSITIVE, GenerationMode.NEGATIVE])
def test_answers_to_made_up_questions_are_as_described(
    path: str, mode: GenerationMode, program: Program, known: dict[str, Any]
) -> None:
    from hypothesis import HealthCheck, given, settings
    from hypothesis.errors import Unsatisfiable

    schema.app = get_wsgi_application()
    operation = schema[path]["GET"]
    headers = {**program.headers, "Accept-Encoding": "identity"}

    @given(case=operation.as_strategy(generation_mode=mode))
    @settings(
        max_examples=40,
        deadline=None,
        derandomize=True,
        database=None,
        suppress_health_check=list(HealthCheck),
    )
    def asks(case: Case) -> None:
        if mode is GenerationMode.POSITIVE:
            case.path_parameters = {**case.path_parameters, **{k: known[k] for k in case.path_parameters}}
        case.call_and_validate(headers=headers)

    try:
        asks()
    except Unsatisfiable:
        pytest.skip("nothing can be asked wrongly here")
