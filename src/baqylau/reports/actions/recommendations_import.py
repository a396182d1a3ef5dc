"""A table of recommendations taken in: every row, or none; and those of a pack."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from baqylau.accounts.models import User
from baqylau.core.problem import Phrase, Problem, Refused
from baqylau.core.reading import Problems
from baqylau.election.models import Election
from baqylau.mission.models import Mission
from baqylau.reports.actions.recommendations import (
    RecommendationData,
    ReportData,
    add_recommendation,
    add_report,
    change_recommendation,
    follow_on,
)
from baqylau.reports.actions.recommendations_rating import AssessmentData, assess
from baqylau.reports.models import BasisKind, Recommendation, RecommendingReport
from baqylau.reports.recommendation_queries import seen_by
from baqylau.reports.recommendation_tables import current_assessments
from baqylau.reports.sources.recommendations import RecommendationRow, ReportRow


@dataclass(frozen=True, slots=True)
class TakenIn:
    """What became of the rows of a table."""

    added: int
    changed: int
    unchanged: int
    rated: int


@transaction.atomic
def import_recommendations(
    *, mission: Mission, rows: Sequence[RecommendationRow], by: User, now: datetime
) -> TakenIn:
    """Take a table in. A code that is here already is compared and changed; nothing is deleted.

    ``Refused`` with all that is wrong, each at its row, and nothing kept: Z.301 – Z.329 of the actions;
    Z.353 a row of a pack or another mission that says something else; Z.354 the same of a report; Z.355 a
    predecessor that there is not.
    """
    problems, told = Problems(), {"added": 0, "changed": 0, "unchanged": 0, "rated": 0}
    reports = _reports(rows, mission, by, now, problems)
    problems.refuse_if_any()
    codes = [row.code for row in rows]
    here = {one.code: one for one in seen_by(mission).filter(code__in=codes)}
    # A code that is taken by something that the mission may not see is refused like any other.
    taken = set(Recommendation.objects.filter(code__in=codes).values_list("code", flat=True))
    for row in rows:
        try:
            with transaction.atomic():
                found, done = _take(row, here.get(row.code), row.code in taken, reports, mission, by, now)
                here[row.code] = found
                told[done] += 1
        except Refused as refused:
            _gather(refused, row, problems)
    problems.refuse_if_any()
    for row in rows:
        _tie_and_rate(row, here, mission, by, now, problems, told)
    problems.refuse_if_any()
    return TakenIn(**told)


def _gather(refused: Refused, row: RecommendationRow, problems: Problems) -> None:
    for one in refused.problems:
        place = Phrase("{place}, column '{column}'", place=row.where, column=one.where)
        problems.add(one.code, one.says, one.remedy, place if one.where else row.where)


def _take(
    row: RecommendationRow,
    found: Recommendation | None,
    is_taken: bool,
    reports: Mapping[str, RecommendingReport],
    mission: Mission,
    by: User,
    now: datetime,
) -> tuple[Recommendation, str]:
    given = _data(row, reports[row.report.code])
    if found is None and is_taken:
        raise _not_ours("Z.353", row.code)
    if found is None:
        made = add_recommendation(mission=mission, given=given, code=row.code, by=by, now=now)
        return made, "added"
    if found.mission_id != mission.pk:
        if not _is_same(found, given):
            raise _not_ours("Z.353", row.code)
        return found, "unchanged"
    changed = change_recommendation(
        recommendation=found, given=given, version=None, mission=mission, by=by, now=now
    )
    return changed, "unchanged" if changed.version == found.version else "changed"


def _not_ours(code: str, name: str) -> Refused:
    says = Phrase("'{name}' comes from a pack or from another mission, and says something else.", name=name)
    return Refused(Problem(code, says, Phrase("Leave the row out, or give it a code of its own.")))


def _data(row: RecommendationRow, report: RecommendingReport) -> RecommendationData:
    return RecommendationData(
        report=report,
        texts=row.texts,
        language=row.language,
        number=row.number,
        priority=row.priority,
        chapter=row.chapter,
        change_asked=row.change,
        addressees=row.addressees,
        addressee_names=row.addressee_names,
        commitments=row.commitments,
        articles=row.articles,
        inferred=row.inferred,
        source=row.source,
    )


def _is_same(found: Recommendation, given: RecommendationData) -> bool:
    bases = list(found.bases.all())
    there = RecommendationData(
        report=found.report,
        texts=found.texts,
        language=found.language,
        number=found.number,
        priority=found.priority,
        chapter=found.chapter,
        change_asked=found.change_asked,
        addressees=tuple(one.who for one in found.addressees.all()),
        addressee_names=found.addressee_names,
        commitments=tuple(one.code for one in bases if one.kind == BasisKind.COMMITMENT),
        articles=tuple(one.code for one in bases if one.kind == BasisKind.ARTICLE),
        inferred=found.inferred,
        source=found.source,
    )
    return there == given


def _reports(
    rows: Iterable[RecommendationRow], mission: Mission, by: User, now: datetime, problems: Problems
) -> dict[str, RecommendingReport]:
    """The reports that the rows name; new ones are entered."""
    made = {
        one.code: one for one in RecommendingReport.objects.filter(code__in=[row.report.code for row in rows])
    }
    elections = {one.code: one for one in Election.objects.filter(code__in=[r.report.election for r in rows])}
    said: dict[str, ReportRow] = {}
    for row in rows:
        one = row.report
        there = made.get(one.code)
        if said.setdefault(one.code, one) != one or (there and not _is_report(there, one)):
            says = Phrase("The report '{code}' is said to be something else elsewhere.", code=one.code)
            problems.add("Z.354", says, Phrase("Say the same of a report in each row."), row.where)
            continue
        if one.code in made:
            continue
        try:
            given = _report_data(one, elections.get(one.election))
            made[one.code] = add_report(mission=mission, given=given, code=one.code, by=by, now=now)
        except Refused as refused:
            _gather(refused, row, problems)
    return made


def _report_data(one: ReportRow, election: Election | None) -> ReportData:
    return ReportData(
        title=one.title,
        country=one.country,
        organisation=one.organisation,
        election=election,
        election_day=one.election_day,
        published_on=one.published_on,
        count=one.count,
        source=one.source,
    )


def _is_report(there: RecommendingReport, one: ReportRow) -> bool:
    return (there.title, there.country, there.election_day, there.published_on, there.count) == (
        one.title,
        one.country,
        one.election_day,
        one.published_on,
        one.count,
    )


def _tie_and_rate(
    row: RecommendationRow,
    here: Mapping[str, Recommendation],
    mission: Mission,
    by: User,
    now: datetime,
    problems: Problems,
    told: dict[str, int],
) -> None:
    """What a row says of other rows, and of its rating."""
    found = here[row.code]
    there = set(found.predecessors.values_list("earlier__code", flat=True))
    for code in row.follows:
        earlier = here.get(code) or seen_by(mission).filter(code=code).first()
        if earlier is None:
            says = Phrase("There is no recommendation '{code}'.", code=code[:60])
            problems.add("Z.355", says, Phrase("Add it to the table, or leave it out."), row.where)
        elif code not in there:
            try:
                follow_on(recommendation=found, earlier=earlier, mission=mission, by=by, now=now)
            except Refused as refused:
                _gather(refused, row, problems)
    if row.rating and not _stands(row, found, mission):
        given = AssessmentData(
            rating=row.rating,
            assessed_on=row.assessed_on,
            says=row.assessment,
            source=row.assessment_source,
        )
        try:
            assess(recommendation=found, mission=mission, given=given, by=by, now=now)
            told["rated"] += 1
        except Refused as refused:
            _gather(refused, row, problems)


def _stands(row: RecommendationRow, found: Recommendation, mission: Mission) -> bool:
    """Whether the rating of the row is the one that stands."""
    one = current_assessments([found], mission).get(found.pk)
    said = (row.rating, row.assessed_on, row.assessment, row.assessment_source)
    return one is not None and (one.rating, one.assessed_on, one.says, one.source) == said
