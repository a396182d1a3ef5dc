"""The records of Kosovo 2014 become a whole statement: three languages, three formats, two people."""

from __future__ import annotations

import io
import json
from datetime import UTC, datetime

import pytest
from docx import Document
from pypdf import PdfReader

from baqylau.accounts.models import User
from baqylau.core.problem import Refused
from baqylau.mission.models import Membership, Mission
from baqylau.reports.actions.publications import propose, publish_report
from baqylau.reports.actions.texts_from_plan import begin_from_plan, waits_to_be_begun
from baqylau.reports.actions.texts_status import set_status
from baqylau.reports.models import Report
from baqylau.reports.press_sheet import press_sheet
from baqylau.reports.text_problems import problems_of
from baqylau.site import packs

pytestmark = pytest.mark.django_db
NOW = datetime(2014, 6, 9, 9, tzinfo=UTC)
LANGUAGES = ("en", "ru", "kk")


@pytest.fixture
def head(db: None) -> User:
    return User.objects.create_user("head", name="Head")


@pytest.fixture
def deputy(db: None) -> User:
    return User.objects.create_user("deputy", name="Deputy")


@pytest.fixture
def kosovo(head: User, deputy: User) -> Mission:
    packs.load(packs.shipped("xk_2014"))
    mission = Mission.objects.get(slug="xk-2014")
    Membership.objects.create(mission=mission, user=head, role="head")
    Membership.objects.create(mission=mission, user=deputy, role="deputy")
    return mission


def test_a_mission_without_a_plan_is_told_so(mission: Mission, aigerim: User) -> None:
    with pytest.raises(Refused) as refused:
        begin_from_plan(mission=mission, by=aigerim, now=NOW)
    assert refused.value.problems[0].code == "Z.536"


def test_the_records_of_a_pack_become_a_statement_in_every_language_and_format(
    kosovo: Mission, head: User, deputy: User
) -> None:
    assert waits_to_be_begun(kosovo)
    report = begin_from_plan(mission=kosovo, by=head, now=NOW)
    assert not waits_to_be_begun(kosovo)
    with pytest.raises(Refused) as refused:
        begin_from_plan(mission=kosovo, by=head, now=NOW)
    assert refused.value.problems[0].code == "Z.536"
    for chapter in report.chapters.all():
        set_status(chapter=chapter, status="approved", by=head, now=NOW)
    assert problems_of(report) == []
    kept = {one.name: (one.numerator, one.denominator) for one in report.figures.all()}
    assert kept["family_voting"] == (712, 2237)
    assert press_sheet(report, "kk", user=head).blocks
    _published_whole(report, head, deputy)


def _published_whole(report: Report, head: User, deputy: User) -> None:
    """Another person publishes it; each language has its page, its PDF and its Word file."""
    proposal = propose(report=report, after=0, reason="", embargoed=False, rows_decision="", by=head, now=NOW)
    published = publish_report(proposal=proposal, by=deputy, now=NOW)
    files = {one.name: one for one in published.files.all()}
    for language in LANGUAGES:
        of_it = {name.rsplit(".", 1)[1]: _content(one) for name, one in files.items() if language in name}
        assert {"html", "pdf", "docx"} <= of_it.keys(), sorted(files)
        pages = PdfReader(io.BytesIO(of_it["pdf"])).pages
        assert "712" in "".join(page.extract_text() for page in pages)
        assert Document(io.BytesIO(of_it["docx"])).tables
        assert b"<h1" in of_it["html"]
    (register,) = [one for name, one in files.items() if name.endswith(".json")]
    assert "family_voting" in json.dumps(json.loads(_content(register)))


def _content(file: object) -> bytes:
    with file.file.whole() as opened:  # type: ignore[attr-defined]
        return bytes(opened.read())
