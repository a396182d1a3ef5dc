"""Observers' figures come over from their reports: each once, a newer version as a correction."""

from __future__ import annotations

import io
import tomllib
from importlib.resources import files
from pathlib import Path

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from PIL import Image
from tests.observation.sending import send
from tests.results.entry_cast import NOW, Desk, make_desk

from baqylau.election.models import Contest, Election, Option, Station
from baqylau.mission.models import Membership
from baqylau.observation.actions.check import open_again, reject_record
from baqylau.observation.models import Form, FormVersion, Record
from baqylau.observation.sources.answers import Choice, Question
from baqylau.observation.sources.instance_writing import write_instance
from baqylau.results.actions.entry import begin
from baqylau.results.actions.from_records import take_over
from baqylau.results.entry_queue import Asked, begin_next, papers_of
from baqylau.results.methods.layout import Option as Listed
from baqylau.results.methods.layout import fields_of
from baqylau.results.models import Paper, Protocol
from baqylau.results.sources.pack import read
from baqylau.storage.models import keep
from baqylau.trail.models import Entry

pytestmark = pytest.mark.django_db

NAMES = ("on_list", "issued", "in_box", "invalid", "valid", "votes_one", "votes_two")
QUESTIONS = (
    Question("station", "text", path="station", role="station"),
    Question("contest", "text", path="contest"),
    Question("taken_from", "choice", path="taken_from", choices=[Choice("posted"), Choice("read_aloud")]),
    *(Question(name, "integer", path=name) for name in NAMES),
    Question("photo", "file", path="photo"),
)
ANSWERS = {
    "station": "01-A/7",
    "contest": "list",
    "taken_from": "posted",
    **dict(zip(NAMES, ("1000", "600", "600", "20", "580", "400", "180"), strict=True)),
}


@pytest.fixture
def desk(election: Election) -> Desk:
    return make_desk(election)


@pytest.fixture
def form(desk: Desk) -> FormVersion:
    made = Form.objects.create(mission=desk.mission, code="c2", kind="protocol", names={"en": "C2"})
    return FormVersion.objects.create(
        form=made,
        version="1",
        file=keep(b"c2", name="c2.xlsx"),
        questions=[one.as_json() for one in QUESTIONS],
        xform_md5="0" * 32,
        published_at=NOW,
    )


@pytest.fixture
def observer(desk: Desk) -> Membership:
    return Membership.objects.create(mission=desk.mission, user=desk.saule, role="sto")


def reported(observer: Membership, instance: str = "uuid:1", photo: bool = False, **changed: str) -> Record:
    """What an observer sends of a protocol; an empty text leaves a question out."""
    answers = {name: text for name, text in {**ANSWERS, **changed}.items() if text}
    attached = {}
    if photo:
        answers["photo"] = f"{instance[-1]}.jpg"
        picture = io.BytesIO()
        Image.new("RGB", (20, 30), (len(instance), ord(instance[-1]), 0)).save(picture, "JPEG")
        attached = {answers["photo"]: io.BytesIO(picture.getvalue())}
    send(observer, write_instance("c2", "1", QUESTIONS, answers, instance_id=instance), **attached)
    return Record.objects.latest("pk")


def test_the_figures_of_a_report_become_a_protocol_once(
    desk: Desk, form: FormVersion, observer: Membership
) -> None:
    record = reported(observer)
    assert take_over(mission=desk.mission, now=NOW).protocols == 1
    protocol = Protocol.objects.get()
    assert protocol.lines == {"on_list": 1000, "issued": 600, "in_box": 600, "invalid": 20, "valid": 580}
    assert protocol.votes == {"one": 400, "two": 180}
    assert (protocol.source_kind, protocol.record, protocol.record_version) == ("observer_copy", record, 1)
    assert Entry.objects.filter(action="results.observer_copy_taken").count() == 1
    assert take_over(mission=desk.mission, now=NOW).protocols == 0
    assert Protocol.objects.count() == 1


def test_where_nothing_is_new_nothing_is_written(desk: Desk, form: FormVersion, observer: Membership) -> None:
    reported(observer, photo=True)
    take_over(mission=desk.mission, now=NOW)
    with CaptureQueriesContext(
        connection,
    ) as asked:
        take_over(mission=desk.mission, now=NOW)
    assert {query["sql"].split()[0] for query in asked.captured_queries} == {"SELECT"}
    assert len(asked) < 12


def test_a_question_that_was_not_answered_gives_no_line(
    desk: Desk, form: FormVersion, observer: Membership
) -> None:
    reported(observer, invalid="", votes_two="0")
    take_over(mission=desk.mission, now=NOW)
    protocol = Protocol.objects.get()
    assert "invalid" not in protocol.lines
    assert protocol.votes["two"] == 0


def test_figures_that_were_read_aloud_say_so(desk: Desk, form: FormVersion, observer: Membership) -> None:
    reported(observer, taken_from="read_aloud")
    take_over(mission=desk.mission, now=NOW)
    assert Protocol.objects.get().source_kind == "read_out"


def test_a_newer_version_of_a_report_corrects_the_older_one(
    desk: Desk, form: FormVersion, observer: Membership
) -> None:
    record = reported(observer)
    take_over(mission=desk.mission, now=NOW)
    again = {**ANSWERS, "votes_one": "390"}
    body = write_instance("c2", "1", QUESTIONS, again, instance_id="uuid:2")
    edit = b"<deprecatedID>uuid:1</deprecatedID></meta>"
    assert b"</meta>" in body
    send(observer, body.replace(b"</meta>", edit))
    take_over(mission=desk.mission, now=NOW)
    old, new = Protocol.objects.order_by("version")
    assert (old.is_current, new.is_current, new.corrects, new.record_version) == (False, True, old, 2)
    assert (old.votes["one"], new.votes["one"]) == (400, 390)
    assert new.record == record


def test_a_rejected_report_counts_no_more_and_comes_back_with_its_record(
    desk: Desk, form: FormVersion, observer: Membership
) -> None:
    record = reported(observer)
    take_over(mission=desk.mission, now=NOW)
    reject_record(record=record, reason="Another station.", by=desk.aigerim, now=NOW)
    take_over(mission=desk.mission, now=NOW)
    assert not Protocol.objects.filter(is_current=True).exists()
    open_again(record=record, reason="It was right.", by=desk.aigerim, now=NOW)
    take_over(mission=desk.mission, now=NOW)
    assert Protocol.objects.get().is_current
    assert Entry.objects.filter(action="results.observer_copies_followed").count() == 2


@pytest.mark.parametrize(
    ("changed", "says"),
    [
        ({"station": "77"}, "Its station “77” is not on the list."),
        ({"contest": "council"}, "Its station has no contest that is called “council”."),
    ],
)
def test_a_report_that_cannot_be_placed_is_named_with_the_reason(
    desk: Desk, form: FormVersion, observer: Membership, changed: dict[str, str], says: str
) -> None:
    record = reported(observer, **changed)
    [untaken] = take_over(mission=desk.mission, now=NOW).not_taken
    assert (untaken.record, untaken.says) == (record.number, says)
    assert not Protocol.objects.exists()


def test_a_contest_is_known_by_what_the_pack_says_forms_call_it(
    desk: Desk, form: FormVersion, observer: Membership
) -> None:
    second = Contest.objects.create(election=desk.mission.election, code="district_7", kind="single_mandate")
    desk.station.contests.add(second)
    desk.contest.protocol_layout.answers = ["party_lists"]
    desk.contest.protocol_layout.save()
    reported(observer, contest="party_lists")
    take_over(mission=desk.mission, now=NOW)
    assert Protocol.objects.get().contest == desk.contest


def test_a_photograph_becomes_a_paper_that_two_people_enter(
    desk: Desk, form: FormVersion, observer: Membership
) -> None:
    record = reported(observer, photo=True)
    assert take_over(mission=desk.mission, now=NOW).photographs == 1
    paper = Paper.objects.get()
    assert (paper.record, paper.source_kind, paper.state) == (record, "photograph", "empty")
    assert paper.photographs.get().attachment is not None
    assert take_over(mission=desk.mission, now=NOW).photographs == 0
    assert begin(paper=paper, by=desk.timur, now=NOW).typed == {}


def test_the_photograph_of_a_rejected_report_waits_for_nobody(
    desk: Desk, form: FormVersion, observer: Membership
) -> None:
    record = reported(observer, photo=True)
    take_over(mission=desk.mission, now=NOW)
    assert papers_of(desk.mission).count() == 1
    reject_record(record=record, reason="Another station.", by=desk.aigerim, now=NOW)
    assert papers_of(desk.mission).count() == 0
    assert begin_next(mission=desk.mission, asked=Asked(), by=desk.timur, now=NOW) is None
    open_again(record=record, reason="It was right.", by=desk.aigerim, now=NOW)
    assert begin_next(mission=desk.mission, asked=Asked(), by=desk.timur, now=NOW) is not None


def test_only_the_station_that_is_asked_for_is_taken_over(
    desk: Desk, form: FormVersion, observer: Membership
) -> None:
    other = Station.objects.create(election=desk.mission.election, code="02-B/1")
    other.contests.add(desk.contest)
    reported(observer, photo=True)
    reported(observer, "uuid:2", photo=True, station="02-B/1")
    assert take_over(mission=desk.mission, now=NOW, station=other).protocols == 1
    assert Protocol.objects.get().station == other
    assert Paper.objects.get().station == other


def test_the_packs_lines_are_those_that_the_standard_form_asks_for() -> None:
    form = tomllib.loads((Path(__file__).parents[2] / "forms/kz/kz_c2_protocol.toml").read_text())
    asked = {question["name"] for page in form["page"] for question in page.get("ask", ())}
    packs = files("baqylau") / "packs"
    for pack in ("kz_2021", "kz_2023", "kz_2026"):
        part = read({"results.toml": (packs / pack / "results" / "results.toml").read_bytes()})
        assert part is not None
        [layout] = part.layouts
        lines = [field.question for field in fields_of(layout.items, ()) if not field.is_option]
        assert set(lines) <= asked, pack
        assert layout.article == "43"
        assert all(
            set(item["labels"]) == {"en", "ru", "kk"}  # type: ignore[call-overload]
            for item in layout.items
            if "line" in item
        )
    [layout] = read({"results.toml": (packs / "kz_2023/results/results.toml").read_bytes()}).layouts  # type: ignore[union-attr]
    listed = [Listed(code, {}) for code in layout.options]
    votes = [field.question for field in fields_of(layout.items, listed) if field.is_option]
    assert set(votes) <= asked


def test_options_that_a_layout_does_not_name_follow_those_that_it_does(desk: Desk) -> None:
    Option.objects.create(contest=desk.contest, code="zero", kind="party", position=9, names={})
    items = [{"options": ["two"]}]
    listed = [Listed(one.code, {}) for one in desk.contest.options.all()]
    assert [field.code for field in fields_of(items, listed)] == ["two", "one", "zero"]
