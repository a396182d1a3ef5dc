"""An interim report on Kazakhstan 2023: published figures and those of the rooms, in two PDFs."""

from __future__ import annotations

import io
import re
import tomllib
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from django.test import Client
from django.urls import reverse
from pypdf import PdfReader

from baqylau.accounts.models import User
from baqylau.campaign.indicator_agreement import agreement_of
from baqylau.campaign.indicator_rows import Counted
from baqylau.campaign.indicator_selection import MediaSelection
from baqylau.core.problem import Refused
from baqylau.disputes.actions.cases import add_case
from baqylau.disputes.actions.given import CaseData, ProceedingData
from baqylau.election.models import Election, PublishedFigure
from baqylau.mission.models import Membership, Mission
from baqylau.observation.actions.meetings import add_institution, add_meeting
from baqylau.observation.meeting_data import InstitutionData, MeetingData
from baqylau.reports.actions.publications import propose, publish_report
from baqylau.reports.actions.texts import add_chapter, start_report, take_out_chapter
from baqylau.reports.actions.texts_status import set_status
from baqylau.reports.actions.texts_writing import save_text
from baqylau.reports.figure_rooms import PUBLISHED
from baqylau.reports.models import Report, ReportPublication
from baqylau.reports.words import excluded_words
from baqylau.site import packs
from tests.campaign.media_week import Week, week

pytestmark = pytest.mark.django_db
NOW = datetime(2023, 3, 17, 12, tzinfo=UTC)
LANGUAGES = ("en", "ru")
TEXTS = Path(__file__).with_name("interim_of_kazakhstan.toml")
CHAPTERS = tomllib.loads(TEXTS.read_text(encoding="utf-8"))["chapter"]
OUTCOMES = ("satisfied", "refused", "withdrawn", "left_without_consideration")
TOLD = {"suits": 166, "nominated": 609, "registered": 435, "appeals": 451}


@pytest.fixture
def kazakhstan(aigerim: User, bolat: User) -> Mission:
    """A full mission to the election of the shipped pack, with a head and a deputy."""
    packs.load(packs.shipped("kz_2023"))
    election = Election.objects.get(code="kz_2023")
    made = Mission.objects.create(
        slug="kazakhstan", name="Mission to Kazakhstan", election=election, kind="full"
    )
    Membership.objects.create(mission=made, user=aigerim, role="head")
    Membership.objects.create(mission=made, user=bolat, role="deputy")
    return made


def test_an_interim_report_tells_what_was_published_and_what_the_mission_counted(
    kazakhstan: Mission, aigerim: User, bolat: User, client: Client
) -> None:
    coded = week(kazakhstan, first_day=date(2023, 2, 27), items=3)
    _registers(kazakhstan, aigerim)
    _coded_checked_and_charted(coded, aigerim, client)
    report = _written(kazakhstan, aigerim)
    proposal = propose(
        report=report, after=0, reason="", embargoed=False, rows_decision="", by=aigerim, now=NOW
    )
    with pytest.raises(Refused, match="another person"):
        publish_report(proposal=proposal, by=aigerim, now=NOW)
    published = publish_report(proposal=proposal, by=bolat, now=NOW)
    _names_its_sources(published, kazakhstan)
    for language in LANGUAGES:
        _says(published, language)


def test_what_is_in_no_denominator_of_a_register_is_named_in_words_not_codes() -> None:
    told = dict(excluded_words({"clarification": 1, "no length": 3, "missing": 2}))
    assert list(told.items()) == [
        ("not answered", "2"),
        ("request for clarification", "1"),
        ("no length", "3"),
    ]


def _registers(mission: Mission, by: User) -> None:
    """Two made-up complaints, an application, and two meetings."""
    for number, arrival in enumerate(("complaint", "complaint", "clarification"), start=1):
        first = ProceedingData(body="central", received_on=date(2023, 3, number))
        case = CaseData(arrival=arrival, says=f"Made up for a test, {number}")
        add_case(mission=mission, case=case, first=first, by=by, now=NOW)
    for kind in ("commission", "party"):
        given = InstitutionData(
            names={"en": f"Made-up {kind}", "ru": f"Вымышленное учреждение ({kind})"},
            kind=kind,
            in_annex=True,
        )
        met = add_institution(mission=mission, given=given, by=by, now=NOW)
        meeting = MeetingData(
            day=date(2023, 3, 2), institutions=[met], members=list(mission.memberships.all()), men=1, women=2
        )
        add_meeting(mission=mission, given=meeting, by=by, now=NOW)


def _coded_checked_and_charted(coded: Week, by: User, client: Client) -> None:
    """Six broadcasters and two others in a week; what two monitors coded is compared."""
    counted = Counted(coded.mission, MediaSelection.of({}, coded.outlets))
    measured = agreement_of(counted)
    assert measured.programmes > 10
    assert measured.by_variable["tone"].units > 50
    client.force_login(by)
    answer = client.get(reverse("campaign:indicators_svg", args=[coded.mission.slug, "time"]))
    assert b"Tulip" in answer.content


def _written(mission: Mission, by: User) -> Report:
    """The chapters of which there is something to say, in two languages, all approved."""
    titles = {"en": "Interim report", "ru": "Промежуточный отчёт"}
    report = start_report(
        mission=mission,
        kind="interim",
        slug="interim",
        titles=titles,
        languages=LANGUAGES,
        authoritative="en",
        by=by,
        now=NOW,
    )
    register = {"en": "Annex: register of figures", "ru": "Приложение: реестр показателей"}
    add_chapter(report=report, code="annex_figures", titles=register, annex=True, by=by, now=NOW)
    kept = {row["code"] for row in CHAPTERS} | {"annex_meetings"}
    for chapter in report.chapters.exclude(code__in=kept):
        chapter.texts.all().delete()
        take_out_chapter(chapter=chapter, by=by, now=NOW)
    for row in CHAPTERS:
        chapter = report.chapters.get(code=row["code"])
        for language in LANGUAGES:
            begun = chapter.texts.filter(language=language).count()
            text = row[language].strip()
            save_text(chapter=chapter, language=language, markdown=text, base=begun, by=by, now=NOW)
    for chapter in report.chapters.all():
        set_status(chapter=chapter, status="approved", by=by, now=NOW)
    return report


def _names_its_sources(published: ReportPublication, mission: Mission) -> None:
    """The register holds each cited figure with its number and where it was published."""
    entries = {one["name"]: one for one in published.figures}
    cited = [name for name in entries if name.startswith(PUBLISHED)]
    assert len(cited) > 15
    for name in cited:
        figure = PublishedFigure.objects.get(
            election=mission.election, code=name.removeprefix(PUBLISHED), withdrawn_at=None
        )
        assert str(entries[name]["numerator"]) == figure.value
        assert figure.source
        assert figure.source in entries[name]["source"]
    suits = {
        code: entries[f"published:suits:{code}"]["numerator"] for code in ("total", "considered", *OUTCOMES)
    }
    assert (suits["total"], suits["considered"]) == (166, sum(suits[code] for code in OUTCOMES))
    assert suits["total"] - suits["considered"] == 2
    satisfied = entries["published:suits:satisfied"]["wording"]
    assert satisfied["en"] == "Suits in court, satisfied, March 2023"
    assert "satisfied" not in satisfied["ru"]
    assert entries["disputes.complaints"]["numerator"] == 2
    assert entries["meetings.all"]["numerator"] == 2
    assert entries["media.share.contestants.first.tulip"]["source"].startswith("media monitoring")


def _says(published: ReportPublication, language: str) -> None:
    """The text of the PDF holds the numbers."""
    file = published.files.get(format="pdf", language=language).file
    reader = PdfReader(io.BytesIO(file.read()))
    text = re.sub(r"\s+", " ", " ".join(page.extract_text() for page in reader.pages))
    for number in (*TOLD.values(), 49, 84, 15, 16, 164, 248, 300, 111):
        assert re.search(rf"(?<!\d){number}(?!\d)", text), (language, number)
    assert "%" in text
    assert "{" not in text
