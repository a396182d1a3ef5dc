"""The rooms of the exercise: made up, filled by the actions that people use, open to whoever is shown it."""

from __future__ import annotations

import csv
import io
import random
from decimal import Decimal

from django.test import Client
from django.urls import reverse

from baqylau.campaign.indicator_agreement import agreement_of
from baqylau.campaign.indicator_rows import Counted
from baqylau.campaign.indicator_selection import MediaSelection
from baqylau.campaign.models import MediaItem, Outlet, Programme, SocialPost
from baqylau.campaign.models.finance import RECEIPTS
from baqylau.mission.models import Mission
from baqylau.observation.models import Meeting
from baqylau.reports.models import Finding, Report, ReportFigure
from baqylau.reports.text_document import Reading
from baqylau.reports.text_problems import problems_in
from baqylau.site.commands.demo import demo_user
from baqylau.site.exercise import networks, newsroom
from baqylau.site.exercise.campaign import TABLES
from baqylau.site.exercise.prepare import prepare_exercise

PAGES: tuple[tuple[object, ...], ...] = (
    *(("observation:meetings",), ("observation:meeting", 1), ("observation:meeting", "C1")),
    *(("campaign:outlets",), ("campaign:schedule",), ("campaign:programmes",), ("campaign:programme", 1)),
    *(("campaign:coding", 1), ("campaign:media_imports",), ("campaign:media_import", 1)),
    *(("campaign:indicators",), ("campaign:indicators_agreement",), ("campaign:indicators_monitored",)),
    *(("campaign:indicators_svg", "time"), ("campaign:events",), ("campaign:event", 1)),
    *(("campaign:freedoms",), ("campaign:freedom", 1), ("campaign:freedom", "C1")),
    *(("campaign:funds",), ("campaign:fund", 1), ("campaign:social",), ("campaign:social_posts",)),
    *(("campaign:social_accounts",), ("campaign:social_groups",)),
    *(("reports:findings",), ("reports:finding", 1), ("reports:recommendations",)),
    *(("reports:recommendation", "exercise-1"), ("reports:texts",), ("reports:text_report", "interim")),
    *(("reports:chapter", "interim", "campaign", "en"), ("reports:chapter", "interim", "media", "ru")),
)


ANSWERS = {"campaign:coding": (200, 302)}
"""The coding page of a finished programme leads to the programme."""


def test_the_same_spreadsheets_are_made_each_time() -> None:
    sheets = [newsroom.sheet("monitor", random.Random(1)) for _time in range(2)]
    assert sheets[0] == sheets[1]
    assert networks.posts() == networks.posts()
    rows = list(csv.DictReader(io.StringIO(sheets[0].decode())))
    assert {row["Outlet"] for row in rows} == {name for _code, name, *_more in newsroom.OUTLETS}


def test_every_room_is_filled_and_opens_to_whoever_is_shown_the_exercise(db: None, client: Client) -> None:
    mission = prepare_exercise(by=demo_user())
    assert mission
    _is_filled(mission)
    client.force_login(demo_user())
    for name, *more in PAGES:
        address = reverse(str(name), args=["exercise", *more])
        assert client.get(address).status_code in ANSWERS.get(str(name), (200,)), address


def _is_filled(mission: Mission) -> None:
    assert Meeting.objects.filter(mission=mission).count() == 4
    firsts = Programme.objects.filter(mission=mission, second_coding_of=None, state="finished")
    assert firsts.count() == len(newsroom.OUTLETS) * newsroom.DAYS * len(newsroom.PROGRAMMES)
    outlets = list(Outlet.objects.filter(mission=mission))
    measured = agreement_of(Counted(mission, MediaSelection.of({}, outlets)))
    assert measured.programmes == firsts.count() // newsroom.TWICE
    assert MediaItem.objects.filter(mission=mission, is_second=True).exists()
    assert SocialPost.objects.filter(mission=mission).count() == networks.POSTS
    confirmed, waits = Finding.objects.filter(mission=mission).order_by("number")
    assert confirmed.confirmed_by not in (None, confirmed.written_by)
    assert waits.confirmed_at is None
    assert mission.recommendations.count() == 2
    _report_reads_well(mission.reports.get(slug="interim"))


def _report_reads_well(report: Report) -> None:
    """Both chapters, in both languages, refer to figures that there are."""
    reading = Reading(report)
    for code in ("campaign", "media"):
        chapter = report.chapters.get(code=code)
        original, translation = (chapter.texts.get(language=one, is_newest=True) for one in ("en", "ru"))
        assert translation.based_on == original.number
        for language in report.languages:
            assert list(problems_in(reading, chapter, language)) == []
    assert ReportFigure.objects.filter(chapter__report=report, chapter__code="campaign").count() > 2


def test_the_account_of_the_fund_adds_up() -> None:
    received = [row for row in TABLES["line"] if row["category"] in RECEIPTS]
    spent = [row for row in TABLES["line"] if row["category"] not in RECEIPTS]
    for rows, name in ((received, "receipts"), (spent, "spending")):
        assert sum(Decimal(row["amount"]) for row in rows) == Decimal(TABLES["fund"][name])
