"""The press sheet: a page for each figure and finding, with the question most likely to be asked."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from django.test import Client

from baqylau.accounts.models import User
from baqylau.mission.actions.observer_numbers import state_observers
from baqylau.mission.models import Mission
from baqylau.reports.actions.findings import FindingData, write_finding
from baqylau.reports.methods import blocks as b
from baqylau.reports.methods.press_questions import Ask, Facts, likeliest
from baqylau.reports.press_sheet import press_sheet
from tests.reports.publication import make_report

NOW = datetime(2027, 3, 1, 9, tzinfo=UTC)


@pytest.mark.parametrize(
    ("facts", "ask"),
    [
        (Facts(166, None, published_by_others=True), Ask.WHOSE),
        (Facts(166, None), Ask.OF_HOW_MANY),
        (Facts(0, 40), Ask.NOTHING_SEEN),
        (Facts(3, 29), Ask.SO_FEW),
        (Facts(3, 90, {"missing": 10}), Ask.LEFT_OUT),
        (Facts(3, 90, {"missing": 9}), Ask.WHO_COUNTED),
        (Facts(3, 90, areas=(1, 5)), Ask.WHERE),
        (Facts(3, 90, areas=(2, 8)), Ask.WHO_COUNTED),
        (Facts(3, 90, observations=True), Ask.ALL_STATIONS),
        (Facts(3, 90, observations=True, at_random=True), Ask.WHO_COUNTED),
    ],
)
def test_the_weightiest_question_comes_first(facts: Facts, ask: Ask) -> None:
    assert likeliest(facts) == ask


def words(document: b.Document) -> str:
    return "\n".join(
        node.text for node in b.walk(document) if isinstance(node, b.Text | b.Heading | b.FigureRef)
    )


@pytest.mark.django_db
class TestSheet:
    def test_each_figure_has_a_page_with_its_count_and_a_question(
        self, observed: Mission, aigerim: User
    ) -> None:
        report = make_report(observed, aigerim)
        sheet = press_sheet(report, "en", user=aigerim)
        said = words(sheet)
        assert [node.name for node in b.walk(sheet) if isinstance(node, b.FigureRef)] == ["queue", "noise"]
        assert sum(isinstance(block, b.PageBreak) for block in sheet.blocks) == 1
        assert "The question most likely to be asked" in said
        assert "Does this hold for all polling stations?" in said
        assert "it is not recorded who chose them" in said

    def test_stations_drawn_at_random_change_the_question(self, observed: Mission, aigerim: User) -> None:
        report = make_report(observed, aigerim)
        state_observers(mission=observed, numbers={}, chosen_by="random", how="", by=aigerim)
        assert "Does this hold for all polling stations?" not in words(
            press_sheet(report, "en", user=aigerim)
        )

    def test_the_numbers_on_a_page_are_those_of_the_report(self, observed: Mission, aigerim: User) -> None:
        report = make_report(observed, aigerim)
        kept = report.figures.get(name="queue")
        assert f"{kept.numerator} of {kept.denominator}" in words(
            press_sheet(report, "en", user=aigerim)
        ).replace("\xa0", " ")
        assert kept.digest in words(press_sheet(report, "en", user=aigerim))

    def test_it_is_written_in_the_languages_of_the_report(self, observed: Mission, aigerim: User) -> None:
        report = make_report(observed, aigerim)
        assert press_sheet(report, "ru", user=aigerim).language == "ru"
        assert "Очередь" in words(press_sheet(report, "ru", user=aigerim))

    def test_the_page_and_the_pdf_open_for_whoever_may_see_figures(
        self, client: Client, observed: Mission, aigerim: User, bolat: User
    ) -> None:
        make_report(observed, aigerim)
        address = f"/missions/{observed.slug}/reports/statement-1/press-sheet"
        client.force_login(aigerim)
        assert "most likely to be asked" in client.get(f"{address}/").content.decode()
        answer = client.get(f"{address}.pdf?language=kk")
        assert answer.content.startswith(b"%PDF")
        assert client.get(f"{address}/?language=fr").status_code == 404
        client.force_login(bolat)
        assert client.get(f"{address}/").status_code in (403, 404)

    def test_a_finding_that_the_text_refers_to_has_a_page(self, observed: Mission, aigerim: User) -> None:
        texts = {"en": "A queue stood at many doors."}
        given = FindingData(texts=texts, chapter="election_day", confidence="supported")
        write_finding(mission=observed, given=given, by=aigerim, now=NOW)
        texts = {"en": "It was crowded ({finding:1}); a queue was seen in {queue}.\n"}
        said = words(press_sheet(make_report(observed, aigerim, texts=texts), "en", user=aigerim))
        assert "A queue stood at many doors." in said
        assert "no: it may not be published so" in said
        assert "The finding states what was seen, and nothing about why." in said
