"""Recommendations in the texts of reports: lists, references, what became of earlier ones."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.test import Client

from baqylau.accounts.models import User
from baqylau.core.problem import Problem
from baqylau.mission.models import Mission
from baqylau.reports.actions import recommendations as actions
from baqylau.reports.actions.texts_status import set_status
from baqylau.reports.methods import blocks as b
from baqylau.reports.methods.references import read_reference
from baqylau.reports.models import Recommendation, RecommendingReport, Report
from baqylau.reports.text_document import Reading, document_of
from baqylau.reports.text_insertions import insertions_of
from baqylau.reports.text_moved import moved
from baqylau.reports.text_recommendations import recommendation_blocks
from baqylau.reports.text_resolver import ReportResolver
from tests.reports.recommended import NOW, add, rate

pytestmark = pytest.mark.django_db


def told(mission: Mission, which: str) -> tuple[list[str], list[list[str]]]:
    """Paragraphs, and the rows of all tables, that a report makes of recommendations."""
    made = list(recommendation_blocks(which, mission, "en"))
    lines = [b.plain(one.inlines) for one in made if isinstance(one, b.Paragraph)]
    tables = [one for one in made if isinstance(one, b.Table)]
    return lines, [[b.plain(cell) for cell in row] for table in tables for row in table.rows]


def test_a_report_lists_priority_and_other_recommendations_by_their_numbers(
    mission: Mission, own_report: RecommendingReport, old_report: RecommendingReport, dana: User
) -> None:
    assert told(mission, "priority_recommendations")[0] == ["No priority recommendation is entered yet."]
    add(own_report, dana, "Train commissions.", number="10")
    add(
        own_report,
        dana,
        "Post protocols.",
        number="2",
        priority=True,
        addressees=["courts"],
        change_asked="law",
    )
    add(own_report, dana, "Open the count.", number="9")
    add(old_report, dana, "Of another election.", number="1", priority=True)
    assert told(mission, "priority_recommendations")[0] == [
        "2. Post protocols.",
        "Addressed to: Courts. What has to change: law.",
    ]
    assert told(mission, "other_recommendations")[0] == ["9. Open the count.", "10. Train commissions."]


def test_a_report_says_what_became_of_earlier_recommendations(
    mission: Mission, old: Recommendation, dana: User
) -> None:
    lines, rows = told(mission, "earlier_recommendations")
    assert lines == []
    assert rows[0] == ["Final report on 2021", "0", "0", "0", "0", "1", "0", "3"]
    rate(old, mission, dana, "partially")
    _lines, rows = told(mission, "earlier_recommendations")
    assert rows[0] == ["Final report on 2021", "0", "0", "1", "0", "0", "0", "3"]
    assert rows[-1] == ["Post voter lists.", "2021", "Partially implemented"]


def test_a_number_in_a_text_is_that_of_the_missions_own_recommendation(
    final_report: Report, own_report: RecommendingReport, old_report: RecommendingReport, dana: User
) -> None:
    add(old_report, dana, "Of another election.", number="4")
    asked = read_reference("recommendation:4")
    assert asked is not None
    resolver = ReportResolver(final_report, "en", {})
    found = resolver.inline(asked)
    assert isinstance(found, Problem)
    assert found.code == "Z.510"
    assert insertions_of(final_report, "recommendation", "", dana, 10) == []
    add(own_report, dana, "Our own.", number="4")
    assert resolver.inline(asked) == (b.Text("Our own."),)
    assert [one.words for one in insertions_of(final_report, "recommendation", "", dana, 10)] == ["Our own."]
    chapter = final_report.chapters.get(code="priority_recommendations")
    assert chapter.texts.get().markdown.strip() == "{annex:priority_recommendations}"
    assert "Our own." in str(document_of(final_report, "en"))


def test_a_recommendation_reworded_after_its_chapter_was_approved_is_pointed_out(
    mission: Mission,
    final_report: Report,
    own_report: RecommendingReport,
    aigerim: User,
    dana: User,
    client: Client,
) -> None:
    ours = add(own_report, dana, "Open the count.", number="4", priority=True)
    chapter = final_report.chapters.get(code="priority_recommendations")
    set_status(chapter=chapter, status="approved", by=aigerim, now=NOW)
    chapter.refresh_from_db()
    assert moved(Reading(final_report), chapter) == []
    given = actions.RecommendationData(
        report=own_report, texts={"en": "Open the count to all."}, number="4", priority=True
    )
    later = NOW + timedelta(hours=1)
    actions.change_recommendation(
        recommendation=ours, mission=mission, given=given, version=ours.version, by=dana, now=later
    )
    told = moved(Reading(final_report), chapter)
    assert [(one.code, str(one.says)) for one in told] == [("Z.537", "Recommendation 4 changed since.")]
    other = final_report.chapters.get(code="other_recommendations")
    set_status(chapter=other, status="approved", by=aigerim, now=NOW)
    other.refresh_from_db()
    assert moved(Reading(final_report), other) == []
    client.force_login(aigerim)
    page = client.get(f"/missions/{mission.slug}/reports/final/checks/").content.decode()
    assert "Z.537" in page
