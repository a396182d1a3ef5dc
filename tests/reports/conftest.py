"""A small mission that observed forty stations in the north and twenty in the south."""

from __future__ import annotations

from datetime import UTC, date, datetime
from pathlib import Path

import pytest

import baqylau
from baqylau.accounts.models import User
from baqylau.election.models import Area, Election
from baqylau.mission.models import Mission
from baqylau.observation.models import Form, FormVersion, Record, RecordVersion
from baqylau.reports.actions import recommendations as actions
from baqylau.reports.actions.load import load
from baqylau.reports.actions.texts import start_report
from baqylau.reports.models import Recommendation, RecommendingReport, Report
from baqylau.reports.sources.pack import FILE, read
from baqylau.storage.models import keep
from tests.reports.recommended import BEFORE, NOW, add

PACK = Path(baqylau.__file__).parent / "packs" / "xk_2014"

STATEMENT = """
mission = "steppe"
form = "day"
areas = "region"

[title]
en = "Statement on the day"
ru = "Заявление о дне"
kk = "Күн туралы мәлімдеме"

[[notes]]
en = "Of observations, not of stations."
ru = "О наблюдениях, а не об участках."
kk = "Учаскелер емес, бақылаулар туралы."

[[chapters]]
code = "voting"
chart = ["queue", "noise"]
table = ["queue", "noise"]
[chapters.title]
en = "Voting"
ru = "Голосование"
kk = "Дауыс беру"
[[chapters.sentences]]
en = "Of {records} records, a queue was seen in {queue} and noise in {noise}; {queue.denominator} say."
ru = "Записей: {records}; очередь отмечена в {queue}, шум – в {noise}; ответов: {queue.denominator}."
kk = "Жазба саны: {records}; кезек байқалды: {queue}; шу: {noise}; жауаптар: {queue.denominator}."

[[figures]]
name = "records"
kind = "records"
wording = { en = "Records", ru = "Записи", kk = "Жазбалар" }

[[figures]]
name = "queue"
question = "queue"
counts = "yes"
compared = true
wording = { en = "Queue", ru = "Очередь", kk = "Кезек" }

[[figures]]
name = "noise"
question = "noise"
counts = "yes"
wording = { en = "Noise (Әуен)", ru = "Шум", kk = "Шу" }
"""


def _area(code: str, name: str) -> Area:
    return Area.objects.create(
        country="xx",
        code=code,
        kind="region",
        path=f"{code}/",
        valid_from=date(2020, 1, 1),
        names={"en": name},
    )


def _answers(number: int) -> tuple[dict[str, str], dict[str, str]]:
    """Queue: yes in 30 of the north's 40, in 2 of the south's 18 answers. Noise: 3 of 12 answers."""
    answers: dict[str, str] = {}
    states: dict[str, str] = {}
    if number in {41, 42}:
        states["queue"] = "not_observed"
    else:
        answers["queue"] = "yes" if number <= 30 or number in {43, 44} else "no"
    if number <= 12:
        answers["noise"] = "yes" if number <= 3 else "no"
    else:
        states["noise"] = ("missing", "dont_know", "not_applicable", "not_accepted")[number % 4]
    return answers, states


QUESTIONS = [
    {"name": "queue", "kind": "yes_no", "labels": {"en": "Was there a queue?"}},
    {"name": "noise", "kind": "yes_no", "labels": {"en": "Was there noise?"}},
]


@pytest.fixture
def form(mission: Mission) -> FormVersion:
    """The form of the day, and the two regions."""
    _area("north", "North")
    _area("south", "South")
    day = Form.objects.create(mission=mission, code="day")
    file = keep(b"form", name="form.xlsx")
    return FormVersion.objects.create(form=day, version="1", file=file, questions=QUESTIONS)


@pytest.fixture
def observed(mission: Mission, election: Election, form: FormVersion) -> Mission:
    """The mission with its plan and its sixty records."""
    load(read({FILE: STATEMENT.encode()}), election=election, by=None)
    north, south = Area.objects.get(code="north"), Area.objects.get(code="south")
    for number in range(1, 61):
        area = north if number <= 40 else south
        record = Record.objects.create(mission=mission, form_version=form, number=number, area=area)
        answers, states = _answers(number)
        RecordVersion.objects.create(record=record, number=1, answers=answers, states=states)
    return mission


def correct(mission: Mission, number: int, question: str, answer: str) -> None:
    """A new version of a record, as a correction writes it; the old one stays."""
    old = RecordVersion.objects.get(record__mission=mission, record__number=number, is_newest=True)
    RecordVersion.objects.filter(pk=old.pk).update(is_newest=False)
    RecordVersion.objects.create(
        record=old.record,
        number=old.number + 1,
        answers={**old.answers, question: answer},
        states={name: state for name, state in old.states.items() if name != question},
        reason="checked with the team",
    )


@pytest.fixture
def final_report(mission: Mission, dana: User) -> Report:
    """A final report in English that has just been begun from its template."""
    return start_report(
        mission=mission,
        kind="final",
        slug="final",
        titles={"en": "Final"},
        languages=["en"],
        authoritative="en",
        by=dana,
        now=datetime(2023, 3, 20, 9, tzinfo=UTC),
    )


@pytest.fixture
def old_report(mission: Mission, dana: User) -> RecommendingReport:
    """Of an earlier election, with four recommendations of which not all are entered."""
    given = actions.ReportData(
        title="Final report on 2021", country="xx", election_day=BEFORE, count=4, source="Its page"
    )
    return actions.add_report(mission=mission, given=given, by=dana, now=NOW)


@pytest.fixture
def own_report(mission: Mission, dana: User) -> RecommendingReport:
    """The mission's own."""
    given = actions.ReportData(title="Final report", country="", election=mission.election)
    return actions.add_report(mission=mission, given=given, by=dana, now=NOW)


@pytest.fixture
def old(old_report: RecommendingReport, dana: User) -> Recommendation:
    return add(old_report, dana, chapter="media", addressees=["media", "regulator"])
