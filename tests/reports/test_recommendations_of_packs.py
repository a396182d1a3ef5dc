"""Recommendations that stand in the law file of a pack: register, desk of the law, and gone again."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from baqylau.accounts.models import User
from baqylau.core.problem import Refused
from baqylau.disputes.methods.law import Law
from baqylau.disputes.sources.law import law_from
from baqylau.election.models import Election
from baqylau.mission.models import Mission
from baqylau.reports.actions.recommendations import (
    RecommendationData,
    ReportData,
    add_recommendation,
    add_report,
)
from baqylau.reports.actions.recommendations_load import check_law, load_recommendations
from baqylau.reports.actions.recommendations_rating import AssessmentData, assess
from baqylau.reports.models import Recommendation, RecommendingReport
from baqylau.reports.recommendations_of_law import recommendations_of_law

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 3, 5, 12, tzinfo=UTC)


def codes(refused: pytest.ExceptionInfo[Refused]) -> list[str]:
    return [problem.code for problem in refused.value.problems]


LAW = """
[[act]]
code = "e"
number = "1"
source = "made up"
names = { en = "Law" }
[[report]]
code = "odihr-2021"
title = "Report on 2021"
election_day = 2021-01-10
day = 2021-03-26
count = 25
source = "its page"
[[recommendation]]
code = "odihr-2021-1"
report = "Report on 2021"
articles = ["20-1", "28, paragraph 9"]
inferred = true
chapter = "observation"
addressees = ["central"]
source = "its page, 3"
says = { en = "Let citizens observe.", ru = "Допустить наблюдателей." }
"""


def load(election: Election, text: str, before: Law | None = None) -> Law:
    law = law_from(text.encode())
    check_law(law)
    load_recommendations(law, before or Law(), election=election, by=None)
    return law


def test_recommendations_of_a_pack_stand_in_the_register_and_on_the_desk_of_the_law(
    election: Election,
) -> None:
    law = load(election, LAW)
    load(election, LAW, law)
    one = Recommendation.objects.get()
    assert (one.version, one.report.count, one.report.year, one.chapter) == (1, 25, 2021, "observation")
    assert [basis.code for basis in one.bases.all()] == ["e:20-1", "e:28, paragraph 9"]
    (of_law,) = recommendations_of_law(election)
    assert of_law.basis == law.recommendations[0].basis
    assert (of_law.report, of_law.inferred, of_law.source) == ("Report on 2021", True, "its page, 3")


def test_what_a_pack_no_longer_has_goes_unless_somebody_rated_it(
    election: Election, mission: Mission, dana: User
) -> None:
    law = load(election, LAW)
    load(election, LAW.split("[[report]]")[0], law)
    assert not Recommendation.objects.exists()
    assert not RecommendingReport.objects.exists()
    load(election, LAW)
    given = AssessmentData(rating="not", assessed_on=date(2026, 3, 1), says="Nobody was let in.")
    assess(recommendation=Recommendation.objects.get(), mission=mission, given=given, by=dana, now=NOW)
    load(election, LAW.split("[[report]]")[0], law)
    assert Recommendation.objects.get().assessments.exists()


def test_a_pack_with_an_unknown_chapter_is_refused() -> None:
    wrong = LAW.replace('"observation"', '"weather"').replace('["central"]', '["the moon"]')
    with pytest.raises(Refused) as refused:
        check_law(law_from(wrong.encode()))
    assert codes(refused) == ["Z.361", "Z.362"]


def test_a_pack_does_not_take_a_code_of_a_mission(election: Election, mission: Mission, dana: User) -> None:
    by = {"mission": mission, "by": dana, "now": NOW}
    report = add_report(given=ReportData(title="Ours", country="", election=election), **by)
    given = RecommendationData(report=report, texts={"en": "Ours."})
    add_recommendation(given=given, code="odihr-2021-1", **by)
    with pytest.raises(Refused) as refused:
        load(election, LAW)
    assert codes(refused) == ["Z.360"]
