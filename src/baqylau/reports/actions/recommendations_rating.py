"""What became of recommendations: rated by later missions, followed up, and made public by a decision."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction

from baqylau.accounts.models import User
from baqylau.core.problem import Phrase, Problem, Refused
from baqylau.core.reading import Problems
from baqylau.mission.history import Altered
from baqylau.mission.models import Mission
from baqylau.reports import evidence as registry
from baqylau.reports.actions.findings_writing import LONGEST_TEXT, clean, write_change
from baqylau.reports.models import (
    Assessment,
    AssessmentEvidence,
    FollowUp,
    FollowUpKind,
    Rating,
    Recommendation,
)

EARLIEST = date(1990, 1, 1)


@dataclass(frozen=True, slots=True, kw_only=True)
class AssessmentData:
    """How a mission rates what became of a recommendation."""

    rating: str
    assessed_on: date | None
    says: str = ""
    source: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class FollowUpData:
    """What was done on a recommendation after its report."""

    kind: str
    day: date | None
    until: date | None = None
    says: str = ""
    source: str = ""


@transaction.atomic
def assess(
    *, recommendation: Recommendation, mission: Mission, given: AssessmentData, by: User, now: datetime
) -> Assessment:
    """Rate what became of a recommendation. Earlier ratings stay; this one is the mission's current one.

    ``Refused`` with all that is wrong: Z.320 – Z.322, Z.325, Z.326.
    """
    found = _locked(recommendation)
    problems = Problems()
    check_assessment(given, found, mission, now.date(), problems)
    problems.refuse_if_any()
    assert given.assessed_on
    earlier = found.assessments.filter(mission=mission, is_current=True)
    before = earlier.values_list("rating", flat=True).first()
    earlier.update(is_current=False)
    made = Assessment.objects.create(
        recommendation=found,
        mission=mission,
        rating=given.rating,
        assessed_on=given.assessed_on,
        says=clean(given.says),
        source=clean(given.source),
        by=by,
        at=now,
    )
    altered = [Altered("rating", before, given.rating), Altered("says", None, made.says)]
    write_change(found, "recommendation_assessed", altered, by=by, now=now, mission=mission)
    return made


def check_assessment(
    given: AssessmentData, found: Recommendation, mission: Mission, today: date, problems: Problems
) -> None:
    """A known rating with its grounds, of a later mission in the same country, not dated back."""
    if given.rating not in Rating.values:
        says = Phrase("There is no such rating.")
        problems.add("Z.320", says, Phrase("Choose one of the scale."), "rating")
    if given.rating != Rating.NOT_YET and not clean(given.says):
        says = Phrase("A rating says on what it rests.")
        problems.add("Z.321", says, Phrase("Say what was done and what was not."), "says")
    if max(len(given.says), len(given.source)) > LONGEST_TEXT:
        says = Phrase("The text has more than {most} characters.", most=LONGEST_TEXT)
        problems.add("Z.302", says, Phrase("Shorten it."), "says")
    last = found.assessments.filter(mission=mission, is_current=True).first()
    first = max(filter(None, (EARLIEST, found.report.published_on, last.assessed_on if last else None)))
    if given.assessed_on is None or not first <= given.assessed_on <= today:
        says = Phrase("The day is missing, in the future, or before the report or the last rating.")
        problems.add("Z.322", says, Phrase("Give the day on which it was judged."), "assessed_on")
    day = found.report.election_day
    if given.rating != Rating.NOT_YET and day and mission.election.day <= day:
        says = Phrase("Only a mission to a later election rates what became of it.")
        problems.add("Z.325", says, Phrase("Enter steps taken meanwhile as a follow-up."), "rating")
    _check_country(found, mission, problems)


def _check_country(found: Recommendation, mission: Mission, problems: Problems) -> None:
    if found.report.country != mission.election.country:
        says = Phrase("The recommendation is of another country.")
        problems.add("Z.326", says, Phrase("A mission judges those of its own country."))


@transaction.atomic
def add_assessment_evidence(
    *, assessment: Assessment, kind: str, key: str, by: User, now: datetime
) -> AssessmentEvidence:
    """Let a rating that is not published rest on an entry of a register. ``Refused``: Z.327, Z.328."""
    if assessment.published_at or not assessment.is_current:
        says = Phrase("The rating is published, or a later one follows it.")
        raise Refused(Problem("Z.328", says, Phrase("Rate it anew.")))
    entry = registry.entry(by, assessment.mission, kind, key)
    if entry is None:
        says = Phrase("There is no such entry to rest on.")
        raise Refused(Problem("Z.327", says, Phrase("Search for it again and choose it from what is found.")))
    made, is_new = AssessmentEvidence.objects.get_or_create(
        assessment=assessment,
        kind=kind,
        key=entry.key,
        defaults={"label": entry.label, "digest": entry.digest, "added_by": by, "added_at": now},
    )
    if is_new:
        altered = [Altered("evidence", None, entry.label), Altered("digest", None, entry.digest)]
        write_change(
            assessment.recommendation,
            "assessment_evidence_added",
            altered,
            by=by,
            now=now,
            evidence=f"{kind}:{entry.key}",
            mission=assessment.mission,
        )
    return made


@transaction.atomic
def add_follow_up(
    *, recommendation: Recommendation, mission: Mission, given: FollowUpData, by: User, now: datetime
) -> FollowUp:
    """Enter a visit, or a step that somebody took. ``Refused``: Z.323, Z.324, Z.326."""
    found = _locked(recommendation)
    problems = Problems()
    says, source = clean(given.says), clean(given.source)
    if not says or len(says) > LONGEST_TEXT or given.kind not in FollowUpKind.values:
        told = Phrase("It is not said what was done, or in too many words.")
        problems.add("Z.323", told, Phrase("Say in some sentences what was done, and by whom."), "says")
    wrong = given.day is None or not EARLIEST <= given.day <= now.date()
    if wrong or (given.until is not None and given.day is not None and given.until < given.day):
        told = Phrase("The day is missing, in the future, or after the last day.")
        problems.add("Z.324", told, Phrase("Give the first day, and the last of several."), "day")
    _check_country(found, mission, problems)
    problems.refuse_if_any()
    assert given.day
    made = FollowUp.objects.create(
        recommendation=found,
        mission=mission,
        kind=given.kind,
        day=given.day,
        until=given.until,
        says=says,
        source=source,
        by=by,
        at=now,
    )
    altered = [Altered("kind", None, given.kind), Altered("says", None, says)]
    write_change(found, "follow_up_added", altered, by=by, now=now, mission=mission)
    return made


# ------------------------------------------------------------------ making public


@transaction.atomic
def publish_recommendation(
    *, recommendation: Recommendation, mission: Mission, by: User, now: datetime
) -> Recommendation:
    """Make a recommendation of this mission public, with the mission's ratings and follow-ups of it.

    For one that is public already, what the mission has added since. ``Refused``: Z.329 where there is
    nothing to publish; Z.311 where it is neither public nor this mission's.
    """
    found = _locked(recommendation)
    if found.published_at is None and found.mission_id != mission.pk:
        says = Phrase("This recommendation comes from a pack or from another mission.")
        raise Refused(Problem("Z.311", says, Phrase("It can be assessed and followed up, not changed.")))
    news = {"published_by": by, "published_at": now}
    ratings = found.assessments.filter(mission=mission, is_current=True, published_at=None).update(**news)
    steps = found.follow_ups.filter(mission=mission, published_at=None).update(**news)
    is_new = found.published_at is None
    if not (ratings or steps or is_new):
        says = Phrase("There is nothing here that is not public yet.")
        raise Refused(Problem("Z.329", says, Phrase("Enter a rating or a follow-up first.")))
    if is_new:
        found.published_by, found.published_at = by, now
        found.version += 1
        found.save()
    altered = [
        Altered("ratings", 0, ratings),
        Altered("follow_ups", 0, steps),
        Altered("text", not is_new, True),
    ]
    write_change(found, "recommendation_published", altered, by=by, now=now, mission=mission)
    return found


@transaction.atomic
def publish_all(*, mission: Mission, by: User, now: datetime) -> int:
    """Make public all that the mission has entered and not published; how many recommendations that was."""
    own = Recommendation.objects.filter(mission=mission, published_at=None).values("pk")
    rated = Assessment.objects.filter(mission=mission, is_current=True, published_at=None)
    followed = FollowUp.objects.filter(mission=mission, published_at=None)
    keys = {row["pk"] for row in own} | {
        *rated.values_list("recommendation", flat=True),
        *followed.values_list("recommendation", flat=True),
    }
    for one in Recommendation.objects.filter(pk__in=keys).order_by("pk"):
        publish_recommendation(recommendation=one, mission=mission, by=by, now=now)
    return len(keys)


def _locked(recommendation: Recommendation) -> Recommendation:
    found = Recommendation.objects.select_for_update(no_key=True, of=("self",))
    return found.select_related("report").get(pk=recommendation.pk)
