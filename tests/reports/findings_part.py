"""One of each of findings, recommendations, commitments; their addresses, for all tests of addresses."""

from __future__ import annotations

from datetime import date, timedelta

from django.utils import timezone

from baqylau.accounts.models import User
from baqylau.accounts.permissions import Permission
from baqylau.election.register import figures_seen_by
from baqylau.mission.models import Mission
from baqylau.reports.actions.commitments import CommitmentData, add_commitment
from baqylau.reports.actions.findings import FindingData, add_basis, add_evidence, write_finding
from baqylau.reports.actions.recommendations import (
    RecommendationData,
    ReportData,
    add_recommendation,
    add_report,
    follow_on,
    tie_finding,
)
from baqylau.reports.actions.recommendations_rating import (
    AssessmentData,
    FollowUpData,
    add_follow_up,
    assess,
    publish_recommendation,
)
from baqylau.reports.models import Recommendation
from tests.site.address import Address, Door, in_mission

EARLIER = date(2019, 6, 9)


def make(mission: Mission, user: User) -> dict[str, object]:
    """One of each in the mission, made by this person; what a test may look at, by name."""
    now = timezone.now()
    texts = {
        "en": "In 12 of 40 stations the list was not posted.",
        "ru": "Списка не было на 12 из 40.",
    }
    given = FindingData(texts=texts, chapter="administration", confidence="supported")
    finding = write_finding(mission=mission, given=given, by=user, now=now)
    figure = figures_seen_by(mission).order_by("pk").first()
    assert figure
    evidence = add_evidence(finding=finding, kind="published", key=str(figure.pk), by=user, now=now)
    said = {"kind": "commitment", "code": "osce-1990-7.4", "relation": "at_variance"}
    basis = add_basis(finding=finding, **said, by=user, now=now)
    earlier, later = _recommendations(mission, user)
    tie_finding(recommendation=later, finding=finding, mission=mission, by=user, now=now)
    follow_on(recommendation=later, earlier=earlier, mission=mission, by=user, now=now)
    commitment = CommitmentData(instrument="A charter", says={"en": "Lists are open."}, source="The charter")
    add_commitment(mission=mission, given=commitment, by=user, now=now)
    return {
        "finding": finding,
        "finding_evidence": evidence,
        "finding_basis": basis,
        "recommendation": later,
        "earlier_recommendation": earlier,
    }


def _recommendations(mission: Mission, user: User) -> tuple[Recommendation, Recommendation]:
    """One of an earlier election, public, rated twice and followed up; one of this mission's own report."""
    now = timezone.now()
    by = {"mission": mission, "by": user, "now": now}
    of = {"organisation": "A group", "source": "Its report", "country": mission.election.country}
    old = add_report(given=ReportData(title="Report on 2019", election_day=EARLIER, count=4, **of), **by)
    own = add_report(given=ReportData(title="Final report", country="", election=mission.election), **by)
    earlier = add_recommendation(given=_data(old, "1", "Post voter lists in time."), **by)
    later = add_recommendation(given=_data(own, "1", "Post voter lists before the campaign."), **by)
    for days, rating in ((9, "not"), (1, "partially")):
        said = {"rating": rating, "says": "Lists were posted in 28 of 40 stations.", "source": "Our records"}
        day = now.date() - timedelta(days=days)
        assess(recommendation=earlier, given=AssessmentData(assessed_on=day, **said), **by)
        publish_recommendation(recommendation=earlier, **by)
    visit = FollowUpData(kind="visit", day=now.date(), says="The commission was visited.")
    add_follow_up(recommendation=earlier, given=visit, **by)
    assess(
        recommendation=earlier,
        given=AssessmentData(rating="mostly", assessed_on=now.date(), says="Most lists were posted."),
        **by,
    )
    return earlier, later


def _data(report: object, number: str, text: str) -> RecommendationData:
    return RecommendationData(
        report=report,  # type: ignore[arg-type]
        texts={"en": text},
        number=number,
        priority=number == "1",
        chapter="administration",
        addressees=["central", "commissions"],
        commitments=["osce-1990-7.4"],
    )


def finding(*more: str) -> object:
    return in_mission(
        lambda things: things.made["finding"].number,  # type: ignore[attr-defined]
        *(_key(name) for name in more),
    )


def _key(name: str) -> object:
    return lambda things: things.made[name].pk


def recommendation(name: str = "recommendation") -> object:
    return in_mission(lambda things: things.made[name].code)  # type: ignore[attr-defined]


SEE, WRITE = Permission.SEE_FINDINGS, Permission.WRITE_REPORTS
KEEP, APPROVE = Permission.KEEP_RECOMMENDATIONS, Permission.APPROVE_REPORTS
GET_POST = "GET POST"
EARLIER_ONE = "earlier_recommendation"

ADDRESSES: dict[str, Address] = {
    "reports:findings": Address(SEE, in_mission()),
    "reports:findings_csv": Address(SEE, in_mission()),
    "reports:findings_xlsx": Address(SEE, in_mission()),
    "reports:new_finding": Address(WRITE, in_mission(), methods=GET_POST, posted=(400,)),
    "reports:finding": Address(SEE, finding()),
    "reports:edit_finding": Address(WRITE, finding(), methods=GET_POST, posted=(400,)),
    "reports:decide_finding": Address(WRITE, finding(), methods="POST"),
    "reports:evidence": Address(WRITE, finding(), methods=GET_POST),
    "reports:change_evidence": Address(WRITE, finding("finding_evidence"), methods="POST"),
    "reports:add_basis": Address(WRITE, finding(), methods="POST"),
    "reports:remove_basis": Address(WRITE, finding("finding_basis"), methods="POST"),
    "reports:recommendations": Address(SEE, in_mission()),
    "reports:recommendations_csv": Address(SEE, in_mission()),
    "reports:recommendations_xlsx": Address(SEE, in_mission()),
    "reports:recommendation_figures": Address(SEE, in_mission()),
    "reports:ratings_csv": Address(SEE, in_mission()),
    "reports:new_recommendation": Address(KEEP, in_mission(), methods=GET_POST, posted=(400,)),
    "reports:new_recommending_report": Address(KEEP, in_mission(), methods=GET_POST, posted=(400,)),
    "reports:import_recommendations": Address(KEEP, in_mission(), methods=GET_POST, posted=(400,)),
    "reports:publish_recommendations": Address(APPROVE, in_mission(), methods="POST"),
    "reports:recommendation": Address(SEE, recommendation()),
    "reports:edit_recommendation": Address(KEEP, recommendation(), methods=GET_POST, posted=(400,)),
    "reports:tie_recommendation": Address(KEEP, recommendation(), methods="POST"),
    "reports:assess_recommendation": Address(
        KEEP, recommendation(EARLIER_ONE), methods=GET_POST, posted=(400,)
    ),
    "reports:assessment_evidence": Address(KEEP, recommendation(EARLIER_ONE), methods=GET_POST),
    "reports:follow_up": Address(KEEP, recommendation(EARLIER_ONE), methods=GET_POST, posted=(400,)),
    "reports:publish_recommendation": Address(APPROVE, recommendation(EARLIER_ONE), methods="POST"),
    "reports:commitments": Address(SEE, in_mission()),
    "reports:new_commitment": Address(KEEP, in_mission(), methods=GET_POST, posted=(400,)),
    "reports:public_recommendations": Address(Door.ANYONE),
    "reports:public_recommendations_csv": Address(Door.ANYONE),
    "reports:public_recommendation_figures": Address(Door.ANYONE),
    "reports:public_ratings_csv": Address(Door.ANYONE),
    "reports:public_recommendation": Address(Door.ANYONE, lambda things: [things.made[EARLIER_ONE].code]),
}
NOT_PAGES: set[str] = {
    "reports:findings_csv",
    "reports:findings_xlsx",
    "reports:decide_finding",
    "reports:change_evidence",
    "reports:add_basis",
    "reports:remove_basis",
    "reports:recommendations_csv",
    "reports:recommendations_xlsx",
    "reports:ratings_csv",
    "reports:publish_recommendations",
    "reports:tie_recommendation",
    "reports:publish_recommendation",
    # Pages without a mission in their address; they stand in MORE.
    "reports:public_recommendations",
    "reports:public_recommendations_csv",
    "reports:public_recommendation_figures",
    "reports:public_ratings_csv",
    "reports:public_recommendation",
}
"""Addresses that answer with a file or with a redirect after a change."""
OLD, OWN = "joint-1", "joint-2"
IN_THE_BROWSER: dict[str, list[object]] = {
    "reports:findings": [],
    "reports:new_finding": [],
    "reports:finding": [1],
    "reports:edit_finding": [1],
    "reports:evidence": [1],
    "reports:recommendations": [],
    "reports:recommendation_figures": [],
    "reports:new_recommendation": [],
    "reports:new_recommending_report": [],
    "reports:import_recommendations": [],
    "reports:recommendation": [OLD],
    "reports:edit_recommendation": [OWN],
    "reports:assess_recommendation": [OLD],
    "reports:assessment_evidence": [OLD],
    "reports:follow_up": [OLD],
    "reports:commitments": [],
    "reports:new_commitment": [],
}
"""What else stands in the address of a page, after the mission's short name."""
MORE: dict[str, str] = {
    "evidence that was searched for": "/missions/joint/findings/1/evidence/?q=article",
    "recommendations of a year": "/missions/joint/recommendations/?year=2019&rating=partially",
    "recommendations for everybody": "/recommendations/",
    "recommendations in numbers for everybody": "/recommendations/figures/?country=kz",
    "a recommendation for everybody": f"/recommendations/{OLD}/",
}
"""Pages that look different with other parameters: what they are, and their address."""
