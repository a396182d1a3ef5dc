"""Recommendations as tests enter and rate them."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any

from baqylau.accounts.models import User
from baqylau.mission.models import Mission
from baqylau.reports.actions import recommendations as actions
from baqylau.reports.actions import recommendations_rating as rating
from baqylau.reports.models import Assessment, Recommendation, RecommendingReport

NOW = datetime(2026, 3, 5, 12, tzinfo=UTC)
BEFORE = date(2021, 1, 10)


def add(report: RecommendingReport, by: User, text: str = "Post voter lists.", **more: Any) -> Recommendation:
    assert report.mission
    given = actions.RecommendationData(report=report, texts={"en": text}, **more)
    return actions.add_recommendation(mission=report.mission, given=given, by=by, now=NOW)


def rate(
    one: Recommendation, mission: Mission, by: User, to: str, day: date = date(2026, 3, 1)
) -> Assessment:
    given = rating.AssessmentData(rating=to, assessed_on=day, says="Lists were posted in half of them.")
    return rating.assess(recommendation=one, mission=mission, given=given, by=by, now=NOW)
