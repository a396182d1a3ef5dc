"""What the mission of the exercise makes of it: findings with evidence, recommendations, a report begun."""

from __future__ import annotations

import tomllib
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

from baqylau.campaign.models import CampaignEvent, FreedomEntry
from baqylau.mission.models import Mission
from baqylau.observation.models import Meeting, RecordVersion
from baqylau.reports.actions.findings import (
    FindingData,
    add_basis,
    add_evidence,
    confirm_finding,
    write_finding,
)
from baqylau.reports.actions.recommendations import (
    RecommendationData,
    ReportData,
    add_recommendation,
    add_report,
    tie_finding,
)
from baqylau.reports.actions.texts import start_report
from baqylau.reports.actions.texts_status import set_status
from baqylau.reports.actions.texts_writing import save_text
from baqylau.reports.models import Finding, Report
from baqylau.site.exercise.country import HERE
from baqylau.site.exercise.staff import Staff

TABLES = tomllib.loads((HERE / "writing.toml").read_text(encoding="utf-8"))
LANGUAGES = ("en", "ru")
WRITTEN = datetime(2023, 3, 20, 5, tzinfo=UTC)
CONFIRMED = datetime(2023, 3, 20, 7, tzinfo=UTC)


def write_up(staff: Staff) -> None:
    """Write findings, have one confirmed by the deputy, recommend, and begin the interim report."""
    findings = [_finding(staff, row) for row in TABLES["finding"]]
    _recommend(staff, findings)
    _report(staff)


# ------------------------------------------------------------------ findings and recommendations


def _finding(staff: Staff, row: dict[str, Any]) -> Finding:
    said: dict[str, Any] = {"by": staff.head, "now": WRITTEN}
    given = FindingData(texts=_texts(row), chapter=row["chapter"], confidence=row["confidence"])
    made = write_finding(mission=staff.mission, given=given, **said)
    for kind in row["evidence"]:
        add_evidence(finding=made, kind=kind, key=str(EVIDENCE[kind](staff.mission)), **said)
    add_basis(finding=made, kind="commitment", code=row["commitment"], relation="at_variance", **said)
    if row["confirmed"]:
        confirm_finding(finding=made, version=None, by=staff.deputy, now=CONFIRMED)
    return made


def _texts(row: dict[str, Any]) -> dict[str, str]:
    return {language: row[language] for language in LANGUAGES}


def _forced_event(mission: Mission) -> int:
    """The first event to which people were made to come."""
    found = CampaignEvent.objects.filter(mission=mission).order_by("number")
    return next(one.pk for one in found if "forced" in one.irregular)


def _pressure(mission: Mission) -> int:
    return FreedomEntry.objects.get(mission=mission, kind="employees").pk


def _talk(mission: Mission) -> int:
    return Meeting.objects.get(mission=mission, openness="confidential").pk


def _unsealed(mission: Mission) -> int:
    """The number of the first report of a ballot box that was not sealed."""
    newest = RecordVersion.objects.filter(record__mission=mission, is_newest=True).order_by("record__number")
    found = newest.filter(record__form_version__form__code="kz_b_voting").select_related("record")
    return next(one.record.number for one in found if one.answers.get("box_sealed") == "no")


EVIDENCE: dict[str, Callable[[Mission], int]] = {
    "event": _forced_event,
    "freedom": _pressure,
    "meeting": _talk,
    "record": _unsealed,
}


def _recommend(staff: Staff, findings: list[Finding]) -> None:
    said: dict[str, Any] = {"mission": staff.mission, "by": staff.head, "now": CONFIRMED}
    about = ReportData(title="Exercise: final report (made up)", country="", election=staff.mission.election)
    report = add_report(given=about, **said)
    for one in TABLES["recommendation"]:
        row = {name: value for name, value in one.items() if name not in (*LANGUAGES, "finding")}
        made = add_recommendation(given=RecommendationData(report=report, texts=_texts(one), **row), **said)
        tie_finding(recommendation=made, finding=findings[one["finding"] - 1], **said)


# ------------------------------------------------------------------ the report


def _report(staff: Staff) -> None:
    """Begun with two chapters in two languages; the first was checked, its figures kept with it."""
    report = start_report(
        mission=staff.mission,
        kind="interim",
        slug=TABLES["report"]["slug"],
        titles=TABLES["report"]["titles"],
        languages=LANGUAGES,
        authoritative=LANGUAGES[0],
        by=staff.head,
        now=CONFIRMED,
    )
    for row in TABLES["chapter"]:
        _chapter(staff, report, row)
    checked = report.chapters.get(code=TABLES["chapter"][0]["code"])
    set_status(chapter=checked, status="checked", by=staff.deputy, now=CONFIRMED)


def _chapter(staff: Staff, report: Report, row: dict[str, str]) -> None:
    """The original first, then its translation, which says of which version it is one."""
    chapter, original = report.chapters.get(code=row["code"]), None
    for language in LANGUAGES:
        newest = chapter.texts.filter(language=language, is_newest=True).first()
        saved = save_text(
            chapter=chapter,
            language=language,
            markdown=row[language].strip(),
            base=newest.number if newest else 0,
            based_on=original,
            by=staff.head,
            now=CONFIRMED,
        )
        original = original or saved.text.number
