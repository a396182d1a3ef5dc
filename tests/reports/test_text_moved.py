"""What changed after a chapter was accepted is pointed out: annexes that are read anew each time."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from django.test import Client

from baqylau.accounts.models import User
from baqylau.mission.models import Mission
from baqylau.reports.actions.texts_status import accept_figures, set_status
from baqylau.reports.models import Chapter, Report
from baqylau.reports.text_document import Reading
from baqylau.reports.text_moved import ANNEXES, annexes_of, moved
from tests.observation import meetings_part

pytestmark = pytest.mark.django_db
NOW = datetime(2023, 3, 20, 9, tzinfo=UTC)


def _told(report: Report, chapter: Chapter) -> list[tuple[str, str]]:
    chapter.refresh_from_db()
    return [(one.code, str(one.says)) for one in moved(Reading(report), chapter)]


def test_an_annex_that_says_something_else_than_when_it_was_accepted_is_pointed_out(
    final_report: Report, mission: Mission, aigerim: User, client: Client
) -> None:
    chapter = final_report.chapters.get(code="annex_meetings")
    assert _told(final_report, chapter) == []
    set_status(chapter=chapter, status="checked", by=aigerim, now=NOW)
    assert _told(final_report, chapter) == []
    meetings_part.make(mission, aigerim)
    set_status(chapter=chapter, status="approved", by=aigerim, now=NOW + timedelta(hours=1))
    assert _told(final_report, chapter) == [("Z.537", "The annex on meetings changed since.")]
    client.force_login(aigerim)
    checks = client.get(f"/missions/{mission.slug}/reports/final/checks/").content.decode()
    assert "The annex on meetings changed since." in checks
    accept_figures(chapter=chapter, by=aigerim, now=NOW + timedelta(hours=2))
    assert _told(final_report, chapter) == []
    set_status(chapter=chapter, status="draft", by=aigerim, now=NOW + timedelta(hours=3))
    chapter.refresh_from_db()
    assert chapter.annexes == {}


def test_an_annex_says_the_same_as_long_as_nothing_changes(final_report: Report) -> None:
    shown = {name for chapter in final_report.chapters.all() for name in annexes_of(chapter)}
    assert {"meetings", "observers", "earlier_recommendations"} <= shown <= set(ANNEXES)
    assert [annexes_of(one) for one in final_report.chapters.all()] == [
        annexes_of(one) for one in final_report.chapters.all()
    ]
