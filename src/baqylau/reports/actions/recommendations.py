"""Recommendations: entered, changed, tied to findings and to each other."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from django.db import transaction

from baqylau.accounts.models import User
from baqylau.core.problem import Phrase, Problem, Refused
from baqylau.core.reading import Problems
from baqylau.election.models import Election
from baqylau.mission.countries import countries
from baqylau.mission.history import Altered, kept
from baqylau.mission.models import Mission
from baqylau.reports.actions.findings_writing import (
    check_texts,
    check_version,
    clean,
    clean_texts,
    lock,
    set_worded,
    write_change,
)
from baqylau.reports.basis import commitments_of, reference_of
from baqylau.reports.models import (
    AddressedTo,
    BasisKind,
    ChangeAsked,
    Finding,
    Recommendation,
    RecommendationAddressee,
    RecommendationBasis,
    RecommendingReport,
    Subject,
    Succession,
)
from baqylau.trail.record import personal
from baqylau.trail.record import record as write_trail


@dataclass(frozen=True, slots=True, kw_only=True)
class ReportData:
    """What is said of a report with recommendations. ``election`` is one that is here."""

    title: str
    country: str
    organisation: str = ""
    election: Election | None = None
    election_day: date | None = None
    published_on: date | None = None
    count: int | None = None
    source: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class RecommendationData:
    """What is said of a recommendation. ``commitments`` and ``articles`` are codes of what it rests on."""

    report: RecommendingReport
    texts: Mapping[str, str] = field(default_factory=dict)
    language: str = "en"
    number: str = ""
    priority: bool = False
    chapter: str = ""
    change_asked: str = ""
    addressees: Sequence[str] = ()
    addressee_names: str = ""
    commitments: Sequence[str] = ()
    articles: Sequence[str] = ()
    inferred: bool = False
    source: str = ""


PLAIN = ("number", "priority", "chapter", "change_asked", "addressee_names", "inferred", "source")
FROZEN = frozenset({"texts", "language", "report", "number", "priority"})
"""What stands in a published report and therefore stays as it is."""


@transaction.atomic
def add_report(
    *, mission: Mission, given: ReportData, code: str = "", by: User | None, now: datetime
) -> RecommendingReport:
    """Enter a report that has recommendations. ``Refused``: Z.330 – Z.333."""
    problems = Problems()
    values = check_report(given, problems)
    problems.refuse_if_any()
    lock(mission)
    taken = RecommendingReport.objects.filter(mission=mission).count()
    named = code or f"{mission.slug}-report-{taken + 1}"
    if RecommendingReport.objects.filter(code=named).exists():
        says = Phrase("There is a report with this code already.")
        raise Refused(Problem("Z.333", says, Phrase("Choose it from the list, or use another code.")))
    made = RecommendingReport.objects.create(mission=mission, code=named, **values)
    change = {"code": named, "title": personal(made.title), "count": made.count}
    write_trail("reports.recommending_report_added", about=made, by=by, change=change)
    return made


def check_report(given: ReportData, problems: Problems) -> dict[str, Any]:
    """What is kept of a report; the day is that of the election where there is one here."""
    election = given.election
    title, source = clean(given.title)[:300], clean(given.source)[:2000]
    if not title:
        problems.add("Z.330", Phrase("The report has no title."), Phrase("Write its title."), "title")
    country = election.country if election else given.country.strip().lower()
    if not election and not _is_country(country):
        says = Phrase("The country is not known.")
        problems.add("Z.331", says, Phrase("Choose one, such as kz."), "country")
    if given.count is not None and not 0 < given.count <= 2000:
        says = Phrase("A report has from 1 to 2,000 recommendations.")
        problems.add("Z.332", says, Phrase("Leave it empty where it is not known."), "count")
    return {
        "title": title,
        "organisation": clean(given.organisation)[:120],
        "election": election,
        "country": country,
        "election_day": election.day if election else given.election_day,
        "published_on": given.published_on,
        "count": given.count,
        "source": source,
    }


def _is_country(code: str) -> bool:
    known = {one.lower() for one, _name in countries()}
    return code in known or (bool(code) and Election.objects.filter(country=code).exists())


@transaction.atomic
def add_recommendation(
    *, mission: Mission, given: RecommendationData, code: str = "", by: User | None, now: datetime
) -> Recommendation:
    """Enter a recommendation of a report. It is public only once the mission publishes it.

    ``Refused`` with all that is wrong (Z.301 – Z.307).
    """
    problems = Problems()
    texts = check_recommendation(given, mission, None, problems)
    problems.refuse_if_any()
    lock(mission)
    made = Recommendation(
        mission=mission,
        code=code or _next_code(mission),
        report=given.report,
        added_by=by,
        added_at=now,
    )
    altered = _set(made, given, texts)
    made.save()
    altered += set_rows(made, given)
    write_change(made, "recommendation_added", altered, by=by, now=now, mission=mission)
    return made


@transaction.atomic
def change_recommendation(
    *,
    recommendation: Recommendation,
    given: RecommendationData,
    version: int | None,
    mission: Mission,
    by: User | None,
    now: datetime,
) -> Recommendation:
    """Change what is said of a recommendation; what is published of it stays.

    ``Refused``: Z.301 – Z.307; Z.310 where somebody else changed it meanwhile; Z.311 of another mission or a
    pack; Z.312 where its text, number or report would change after it was published.
    """
    found = own(recommendation, mission)
    check_version(found, version, "Z.310")
    problems = Problems()
    texts = check_recommendation(given, mission, found, problems)
    problems.refuse_if_any()
    altered = _set(found, given, texts)
    if found.published_at and any(one.field in FROZEN for one in altered):
        says = Phrase("It is published: its text, number, report and priority stay as they are.")
        raise Refused(Problem("Z.312", says, Phrase("Enter a new one that follows it.")))
    altered += set_rows(found, given)
    if altered:
        found.version += 1
        found.save()
        write_change(found, "recommendation_changed", altered, by=by, now=now, mission=mission)
    return found


def own(recommendation: Recommendation, mission: Mission) -> Recommendation:
    """The recommendation, locked; ``Refused`` (Z.311) where it is not this mission's to change."""
    found = Recommendation.objects.select_for_update(no_key=True, of=("self",)).get(pk=recommendation.pk)
    if found.mission_id != mission.pk:
        says = Phrase("This recommendation comes from a pack or from another mission.")
        raise Refused(Problem("Z.311", says, Phrase("It can be assessed and followed up, not changed.")))
    return found


def _next_code(mission: Mission) -> str:
    number = Recommendation.objects.filter(mission=mission).count() + 1
    while Recommendation.objects.filter(code=f"{mission.slug}-{number}").exists():
        number += 1
    return f"{mission.slug}-{number}"


# ------------------------------------------------------------------ what it is tied to


@transaction.atomic
def tie_finding(
    *, recommendation: Recommendation, finding: Finding, mission: Mission, by: User, now: datetime
) -> None:
    """Say that a recommendation rests on a finding. ``Refused``: Z.311, Z.314."""
    found = own(recommendation, mission)
    if finding.mission_id != mission.pk or finding.set_aside_at:
        says = Phrase("There is no such finding, or it was set aside.")
        raise Refused(Problem("Z.314", says, Phrase("Choose a finding of this mission."), "finding"))
    if not found.findings.filter(pk=finding.pk).exists():
        found.findings.add(finding)
        _count_up(found, "finding_tied", [Altered("finding", None, finding.number)], mission, by, now)


@transaction.atomic
def untie_finding(
    *, recommendation: Recommendation, finding: Finding, mission: Mission, by: User, now: datetime
) -> None:
    """Take that away again. ``Refused``: Z.311."""
    found = own(recommendation, mission)
    if found.findings.filter(pk=finding.pk).exists():
        found.findings.remove(finding)
        _count_up(found, "finding_untied", [Altered("finding", finding.number, None)], mission, by, now)


@transaction.atomic
def follow_on(
    *,
    recommendation: Recommendation,
    earlier: Recommendation,
    mission: Mission,
    by: User | None,
    now: datetime,
) -> Succession:
    """Say that a recommendation goes on from one of an earlier election. ``Refused``: Z.311, Z.313."""
    found = own(recommendation, mission)
    check_order(found, earlier)
    made, is_new = Succession.objects.get_or_create(earlier=earlier, later=found)
    if is_new:
        _count_up(found, "succession_added", [Altered("follows", None, earlier.code)], mission, by, now)
    return made


def check_order(later: Recommendation, earlier: Recommendation) -> None:
    """``Refused`` (Z.313) unless the one is of the same country and of an earlier election."""
    days = earlier.report.election_day, later.report.election_day
    is_before = None not in days and days[0] < days[1]  # type: ignore[operator]
    if earlier.pk == later.pk or earlier.report.country != later.report.country or not is_before:
        says = Phrase("The other is not of an earlier election of the same country.")
        raise Refused(
            Problem("Z.313", says, Phrase("Choose a recommendation of an earlier report."), "earlier")
        )


@transaction.atomic
def stop_following(*, succession: Succession, mission: Mission, by: User, now: datetime) -> None:
    """Take a tie to an earlier recommendation away. ``Refused``: Z.311."""
    found = own(succession.later, mission)
    altered = [Altered("follows", succession.earlier.code, None)]
    succession.delete()
    _count_up(found, "succession_removed", altered, mission, by, now)


def _count_up(
    found: Recommendation,
    done: str,
    altered: Sequence[Altered],
    mission: Mission,
    by: User | None,
    now: datetime,
) -> None:
    found.version += 1
    found.save()
    write_change(found, done, altered, by=by, now=now, mission=mission)


# ------------------------------------------------------------------ fields


def _set(row: Recommendation, given: RecommendationData, texts: Mapping[str, str]) -> list[Altered]:
    altered = set_worded(row, texts, given.language)
    for name in PLAIN:
        before, after = getattr(row, name), getattr(given, name)
        after = clean(after) if isinstance(after, str) else after
        if before != after:
            setattr(row, name, after)
            altered.append(Altered(name, kept(before), kept(after)))
    if row.report_id != given.report.pk:
        altered.append(Altered("report", row.report_id, given.report.pk))
        row.report = given.report
    return altered


def set_rows(row: Recommendation, given: RecommendationData) -> list[Altered]:
    """Write addressees and what it rests on; what differs."""
    altered = []
    before = list(row.addressees.values_list("who", flat=True))
    after = list(dict.fromkeys(given.addressees))
    if before != after:
        row.addressees.all().delete()
        RecommendationAddressee.objects.bulk_create(
            RecommendationAddressee(recommendation=row, who=who) for who in after
        )
        altered.append(Altered("addressees", before, after))
    for kind, codes in ((BasisKind.COMMITMENT, given.commitments), (BasisKind.ARTICLE, given.articles)):
        there = list(row.bases.filter(kind=kind).values_list("code", flat=True))
        wanted = list(dict.fromkeys(codes))
        if there != wanted:
            row.bases.filter(kind=kind).delete()
            RecommendationBasis.objects.bulk_create(
                RecommendationBasis(recommendation=row, kind=kind, code=code) for code in wanted
            )
            altered.append(Altered(f"{kind}s", there, wanted))
    return altered


def check_recommendation(
    given: RecommendationData, mission: Mission, found: Recommendation | None, problems: Problems
) -> dict[str, str]:
    """All that is wrong with what is given, each at its field; the texts as they are kept."""
    texts = clean_texts(given.texts)
    check_texts(texts, given.language, ("Z.301", "Z.302"), problems)
    chosen: Iterable[tuple[str, Iterable[str], type[Any]]] = (
        ("chapter", [given.chapter] if given.chapter else [], Subject),
        ("change_asked", [given.change_asked] if given.change_asked else [], ChangeAsked),
        ("addressees", given.addressees, AddressedTo),
    )
    for name, values, choices in chosen:
        if not set(values) <= set(choices.values):
            says = Phrase("There is no such choice.")
            problems.add("Z.303", says, Phrase("Choose one of the list."), name)
    number = clean(given.number)
    if len(number) > 20 or len(clean(given.addressee_names)) > 300:
        says = Phrase("The number or the names are too long.")
        problems.add(
            "Z.302", says, Phrase("Shorten it."), "number" if len(number) > 20 else "addressee_names"
        )
    same = Recommendation.objects.filter(report=given.report, number=number).exclude(number="")
    if (same.exclude(pk=found.pk) if found else same).exists():
        says = Phrase("The report has a recommendation with this number already.")
        problems.add("Z.305", says, Phrase("Give it the number that it has in the report."), "number")
    known = {one.code for one in commitments_of(mission)}
    if not set(given.commitments) <= known:
        says = Phrase("There is no such commitment.")
        problems.add("Z.306", says, Phrase("Choose one of the register of commitments."), "commitments")
    if any(reference_of(code) is None for code in given.articles):
        says = Phrase("This is not a reference to an article.")
        problems.add("Z.307", says, Phrase("Write it such as 20-1 or 28, paragraph 9."), "articles")
    return texts
