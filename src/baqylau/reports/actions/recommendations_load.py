"""Recommendations of earlier missions that stand in the law file of a pack, brought into the register."""

from __future__ import annotations

from collections.abc import Mapping

from django.db import transaction
from django.db.models import ProtectedError
from django.utils import timezone

from baqylau.accounts.models import User
from baqylau.core.problem import Problem, Refused
from baqylau.core.reading import Problems
from baqylau.disputes.methods.law import Law, Report
from baqylau.disputes.methods.law import Recommendation as Read
from baqylau.disputes.sources.law import FILE
from baqylau.election.models import Election
from baqylau.mission.history import Altered, kept
from baqylau.reports.actions.findings_writing import clean_texts, set_worded, write_change
from baqylau.reports.actions.recommendations import RecommendationData, set_rows
from baqylau.reports.basis import code_of
from baqylau.reports.models import AddressedTo, Recommendation, RecommendingReport, Subject
from baqylau.trail.record import record as write_trail


def check_law(law: Law) -> None:
    """Chapters and addressees are those of the register. ``Refused``: Z.361, Z.362."""
    problems = Problems()
    for one in law.recommendations:
        where = f"'{FILE}', recommendation '{one.code}'"
        if one.chapter and one.chapter not in Subject.values:
            says = f"There is no chapter '{one.chapter[:60]}'."
            problems.add("Z.361", says, f"Expected: {', '.join(Subject.values)}.", where)
        for who in one.addressees:
            if who not in AddressedTo.values:
                says = f"There is no addressee '{who[:60]}'."
                problems.add("Z.362", says, f"Expected: {', '.join(AddressedTo.values)}.", where)
    problems.refuse_if_any()


@transaction.atomic
def load_recommendations(law: Law, before: Law, *, election: Election, by: User | None) -> None:
    """Bring the register to what the law file says; ``before`` is what it said last.

    What the file no longer has goes, unless somebody rated it or followed it up. ``Refused`` (Z.360) where a
    code belongs to a mission.
    """
    reports = {one.title: _report(one, election, by) for one in _all_reports(law)}
    for one in law.recommendations:
        _load(one, reports[one.report], by)
    _remove({one.code for one in before.recommendations} - {one.code for one in law.recommendations})


def _all_reports(law: Law) -> list[Report]:
    """Those of the file, and those that only a recommendation names."""
    titles = {one.title for one in law.reports}
    named: dict[str, Read] = {}
    for one in law.recommendations:
        if one.report not in titles:
            named.setdefault(one.report, one)
    return [
        *law.reports,
        *(
            Report(f"of-{one.code}"[:60], title, "", None, one.day, None, one.source)
            for title, one in named.items()
        ),
    ]


def _only_named(title: str, one: Read) -> Report:
    return Report(f"of-{one.code}"[:60], title, "", None, one.day, None, one.source)


def _report(one: Report, election: Election, by: User | None) -> RecommendingReport:
    day = one.election_day
    on_that_day = Election.objects.filter(country=election.country, day=day).first() if day else None
    values = {
        "title": one.title,
        "organisation": one.organisation,
        "country": election.country,
        "election": on_that_day,
        "election_day": one.election_day,
        "published_on": one.day,
        "count": one.count,
        "source": one.source,
    }
    found = RecommendingReport.objects.filter(code=one.code).first()
    if found and found.mission_id:
        raise _taken(one.code)
    if found and all(getattr(found, name) == value for name, value in values.items()):
        return found
    made, _is_new = RecommendingReport.objects.update_or_create(code=one.code, defaults=values)
    write_trail("reports.recommending_report_loaded", about=made, by=by, change={"code": one.code})
    return made


def _load(one: Read, report: RecommendingReport, by: User | None) -> None:
    found = Recommendation.objects.filter(code=one.code).first()
    if found and found.mission_id:
        raise _taken(one.code)
    now = timezone.now()
    row = found or Recommendation(code=one.code, report=report, added_at=now, published_at=now)
    language = next(language for language in ("en", "ru", "kk") if one.says.get(language))
    altered = set_worded(row, clean_texts(one.says), language)
    plain: Mapping[str, object] = {
        "number": one.number,
        "priority": one.priority,
        "chapter": one.chapter,
        "inferred": one.inferred,
        "source": one.source,
    }
    for name, value in plain.items():
        if getattr(row, name) != value:
            altered.append(Altered(name, kept(getattr(row, name)), value))
            setattr(row, name, value)
    if row.report_id != report.pk:
        altered.append(Altered("report", row.report_id, report.pk))
    row.report = report
    row.version += 1 if found and altered else 0
    row.save()
    codes = [code_of(reference) for reference in one.basis]
    altered += set_rows(row, RecommendationData(report=report, addressees=one.addressees, articles=codes))
    if altered or not found:
        write_change(row, "recommendation_loaded", altered, by=by, now=now)


def _taken(code: str) -> Refused:
    says = f"The code '{code}' belongs to a mission."
    return Refused(Problem("Z.360", says, "Use another code.", f"'{FILE}'"))


def _remove(codes: set[str]) -> None:
    for one in Recommendation.objects.filter(code__in=codes, mission=None):
        try:
            with transaction.atomic():
                report = one.report
                one.delete()
                if not report.mission_id and not report.recommendations.exists():
                    report.delete()
        except ProtectedError:
            # Rated or followed up: it stays, as it was.
            continue
