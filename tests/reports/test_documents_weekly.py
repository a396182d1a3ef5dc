"""The weekly report is compiled from the forms of teams, and says where each passage is from."""

from datetime import UTC, date, datetime

import pytest

from baqylau.accounts.models import User
from baqylau.core.problem import Refused
from baqylau.election.models import Area
from baqylau.mission.models import Mission
from baqylau.observation.models import Form, FormVersion, Record, RecordVersion
from baqylau.reports.actions.texts import start_report
from baqylau.reports.actions.weekly import compile_week, escaped
from baqylau.reports.methods.blocks import Quote, plain, walk
from baqylau.reports.models import ChapterText, Report
from baqylau.reports.text_document import Reading, document_of
from baqylau.reports.text_problems import behind
from baqylau.storage.models import keep

pytestmark = pytest.mark.django_db
NOW = datetime(2027, 3, 1, 9, tzinfo=UTC)
WEEK = {"first": date(2027, 2, 22), "last": date(2027, 2, 28)}


def wrote(mission: Mission, number: int, **answers: str) -> RecordVersion:
    weekly, _ = Form.objects.get_or_create(mission=mission, code="kz_weekly", kind="weekly")
    version = FormVersion.objects.filter(form=weekly).first() or FormVersion.objects.create(
        form=weekly, version="1", file=keep(b"weekly", name="weekly.xlsx"), questions=[]
    )
    area, _ = Area.objects.get_or_create(
        country="xx",
        code="north",
        kind="region",
        path="north/",
        valid_from=date(2020, 1, 1),
        defaults={"names": {"en": "North"}},
    )
    record = Record.objects.create(mission=mission, form_version=version, number=number, area=area)
    return RecordVersion.objects.create(record=record, number=1, answers=answers, states={})


@pytest.fixture
def report(mission: Mission, aigerim: User) -> Report:
    return start_report(
        mission=mission,
        kind="weekly",
        slug="week",
        titles={"en": "Week"},
        languages=["en"],
        authoritative="en",
        by=aigerim,
        now=NOW,
    )


def texts(report: Report, code: str) -> str:
    return ChapterText.objects.get(chapter__report=report, chapter__code=code, is_newest=True).markdown


def test_each_passage_is_a_quotation_that_names_its_record(report, mission, aigerim):
    wrote(mission, 7, week_ends="2027-02-28", on_campaign="Two rallies.\nNo incidents.", on_media="Quiet.")
    wrote(mission, 8, week_ends="2027-03-07", on_campaign="Of another week.")
    assert compile_week(report=report, **WEEK, by=aigerim, now=NOW) == 2
    assert texts(report, "campaign") == "> Two rallies.\n> No incidents.\n>\n> — Record 7, version 1, North"
    quotes = [node for node in walk(document_of(report, "en")) if isinstance(node, Quote)]
    assert [plain(one.source) for one in quotes] == ["Record 7, version 1, North"] * 2


def test_what_stands_in_a_chapter_stays_and_no_record_is_quoted_twice(report, mission, aigerim):
    wrote(mission, 7, week_ends="2027-02-28", on_campaign="Two rallies.")
    compile_week(report=report, **WEEK, by=aigerim, now=NOW)
    wrote(mission, 9, week_ends="2027-02-27", on_campaign="A third one.")
    assert compile_week(report=report, **WEEK, by=aigerim, now=NOW) == 1
    assert texts(report, "campaign").count("Record 7") == 1
    assert "Record 9" in texts(report, "campaign")


def test_every_language_of_the_report_gets_the_passages_and_translations_stay_behind(mission, aigerim):
    report = start_report(
        mission=mission,
        kind="weekly",
        slug="three",
        titles={"en": "Week", "ru": "Неделя", "kk": "Апта"},
        languages=["en", "ru", "kk"],
        authoritative="en",
        by=aigerim,
        now=NOW,
    )
    wrote(mission, 7, week_ends="2027-02-28", on_campaign="Two rallies.", on_media="Quiet.")
    assert compile_week(report=report, **WEEK, by=aigerim, now=NOW) == 2
    assert compile_week(report=report, **WEEK, by=aigerim, now=NOW) == 0
    newest = ChapterText.objects.filter(chapter__report=report, chapter__code="campaign", is_newest=True)
    told = dict(newest.values_list("language", "markdown"))
    assert {text.split(">\n")[0] for text in told.values()} == {"> Two rallies.\n"}
    assert "— Запись 7, версия 1, North" in told["ru"]
    assert "— 7-жазба" in told["kk"]
    reading = Reading(report)
    assert behind(reading, report.chapters.get(code="campaign")).keys() == {"ru", "kk"}


@pytest.mark.parametrize(
    ("days", "code"),
    [({"first": date(2027, 2, 28), "last": date(2027, 2, 1)}, "Z.718"), (WEEK, "Z.719")],
)
def test_days_that_make_no_sense_and_weeks_without_reports_are_refused(report, aigerim, days, code):
    with pytest.raises(Refused) as refused:
        compile_week(report=report, **days, by=aigerim, now=NOW)
    assert refused.value.problems[0].code == code


def test_only_a_weekly_report_is_compiled(mission, aigerim):
    other = start_report(
        mission=mission,
        kind="interim",
        slug="interim",
        titles={"en": "Interim"},
        languages=["en"],
        authoritative="en",
        by=aigerim,
        now=NOW,
    )
    with pytest.raises(Refused) as refused:
        compile_week(report=other, **WEEK, by=aigerim, now=NOW)
    assert refused.value.problems[0].code == "Z.717"


def test_what_an_observer_wrote_is_never_markup_or_a_reference():
    assert escaped("# {gone.figure} *x* [a](b)") == r"\# (gone.figure) \*x\* \[a\](b)"
    assert escaped("1. one\n- two") == "1\\. one\n\\- two"
