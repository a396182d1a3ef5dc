"""Reports begin, get chapters, and put them in order."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from datetime import datetime
from functools import cache

from django.db import transaction
from django.db.models import Max

from baqylau.accounts.models import User
from baqylau.core.problem import Phrase, Problem, Refused
from baqylau.core.reading import Problems
from baqylau.mission.models import Mission
from baqylau.reports.actions.texts_writing import first_text
from baqylau.reports.figure_registry import Registry
from baqylau.reports.methods.plan import LANGUAGES
from baqylau.reports.models import Chapter, ChapterStatus, Report, ReportKind, ReportState
from baqylau.reports.text_templates import template_of
from baqylau.trail.record import record

MOST_CHAPTERS = 80
LONGEST_TITLE = 200
_SLUG = re.compile(r"[a-z0-9]+(?:[-_][a-z0-9]+)*")


@transaction.atomic
def start_report(
    *,
    mission: Mission,
    kind: str,
    slug: str,
    titles: Mapping[str, str],
    languages: Sequence[str],
    authoritative: str,
    by: User | None,
    now: datetime,
) -> Report:
    """Begin a report with the chapters of its kind. ``Refused`` (Z.528) for what cannot be."""
    mission = Mission.objects.select_for_update(no_key=True, of=("self",)).get(pk=mission.pk)
    chosen = [language for language in LANGUAGES if language in languages]
    _check(mission, kind, slug, titles, chosen, authoritative)
    last = mission.reports.aggregate(last=Max("number"))["last"] or 0
    made = Report.objects.create(
        mission=mission,
        number=last + 1,
        kind=kind,
        slug=slug,
        titles=clean_titles(titles),
        languages=chosen,
        authoritative_language=authoritative,
        template=kind,
        started_by=by,
        started_at=now,
    )
    record("reports.report_begun", about=made, by=by, change={"number": made.number, "kind": kind})
    registry = Registry(mission)

    @cache
    def has(name: str) -> bool:
        return registry.offer(name) is not None

    for place, planned in enumerate(template_of(kind), start=1):
        chapter = Chapter.objects.create(
            report=made, position=place, code=planned.code, titles=planned.titles(), annex=planned.annex
        )
        for language in _first(authoritative, chosen):
            if text := planned.begins_with(language, has):
                first_text(chapter, language, text, by=by, now=now)
    return made


def _first(language: str, languages: Sequence[str]) -> list[str]:
    return [language, *(one for one in languages if one != language)]


def _check(
    mission: Mission,
    kind: str,
    slug: str,
    titles: Mapping[str, str],
    languages: Sequence[str],
    authoritative: str,
) -> None:
    problems = Problems()
    if kind not in ReportKind.values:
        problems.add("Z.528", Phrase("There is no such kind of report."), Phrase("Choose one."), "kind")
    if not _SLUG.fullmatch(slug) or len(slug) > 60:
        says = Phrase("The short name '{name}' cannot stand in an address.", name=slug[:60])
        problems.add("Z.528", says, Phrase("Use small Latin letters, digits and dashes."), "slug")
    elif mission.reports.filter(slug=slug).exists():
        says = Phrase("The mission has a report called '{name}'.", name=slug)
        problems.add("Z.528", says, Phrase("Choose another short name."), "slug")
    if authoritative not in languages:
        says = Phrase("The language that counts is not among the languages of the report.")
        problems.add("Z.528", says, Phrase("Choose it among them."), "authoritative")
    if not (titles.get(authoritative) or "").strip():
        says = Phrase("The report has no title in the language that counts.")
        problems.add("Z.528", says, Phrase("Give it one."), "titles")
    problems.refuse_if_any()


def clean_titles(titles: Mapping[str, str]) -> dict[str, str]:
    """Titles as they are kept; empty ones are left out."""
    kept = {
        language: " ".join(text.replace("\0", "").split())[:LONGEST_TITLE]
        for language, text in titles.items()
        if language in LANGUAGES
    }
    return {language: text for language, text in kept.items() if text}


@transaction.atomic
def change_report(
    *, report: Report, titles: Mapping[str, str], languages: Sequence[str], by: User, now: datetime
) -> Report:
    """Other titles and languages; the one that counts stays. ``Refused`` (Z.528)."""
    found = Report.objects.select_for_update(no_key=True, of=("self",)).get(pk=report.pk)
    chosen = [language for language in LANGUAGES if language in languages]
    problems = Problems()
    if found.authoritative_language not in chosen:
        says = Phrase("The language that counts is not among the languages of the report.")
        problems.add("Z.528", says, Phrase("Choose it among them."), "languages")
    kept = clean_titles(titles)
    if not kept.get(found.authoritative_language):
        says = Phrase("The report has no title in the language that counts.")
        problems.add("Z.528", says, Phrase("Give it one."), "titles")
    problems.refuse_if_any()
    found.titles, found.languages = kept, chosen
    found.save(update_fields=["titles", "languages"])
    record("reports.report_changed", about=found, by=by, change={"languages": chosen, "titles": kept})
    return found


@transaction.atomic
def add_chapter(
    *,
    report: Report,
    code: str,
    titles: Mapping[str, str],
    annex: bool,
    by: User,
    now: datetime,
) -> Chapter:
    """Another chapter, at the end of the chapters or of the annexes. ``Refused`` (Z.529)."""
    report = open_report(report)
    problems = Problems()
    kept = clean_titles(titles)
    if not _SLUG.fullmatch(code) or len(code) > 40:
        says = Phrase("The short name '{name}' cannot stand in an address.", name=code[:60])
        problems.add("Z.529", says, Phrase("Use small Latin letters, digits and dashes."), "code")
    elif report.chapters.filter(code=code).exists():
        says = Phrase("The report has a chapter called '{name}'.", name=code)
        problems.add("Z.529", says, Phrase("Choose another short name."), "code")
    if not kept.get(report.authoritative_language):
        says = Phrase("The chapter has no title in the language that counts.")
        problems.add("Z.529", says, Phrase("Give it one."), "titles")
    if report.chapters.count() >= MOST_CHAPTERS:
        says = Phrase("A report has at most {most} chapters.", most=MOST_CHAPTERS)
        problems.add("Z.529", says, Phrase("Put two together."))
    problems.refuse_if_any()
    made = Chapter.objects.create(report=report, position=10_000, code=code, titles=kept, annex=annex)
    _number(report)
    record("reports.chapter_added", about=made, by=by, change={"report": report.number, "code": code})
    made.refresh_from_db(fields=["position"])
    return made


@transaction.atomic
def rename_chapter(*, chapter: Chapter, titles: Mapping[str, str], by: User, now: datetime) -> Chapter:
    """Other titles of a chapter. ``Refused``: Z.516 where it is approved, Z.529."""
    found = Chapter.objects.select_for_update(no_key=True, of=("self",)).get(pk=chapter.pk)
    if found.status == ChapterStatus.APPROVED:
        raise Refused(is_approved())
    kept = clean_titles(titles)
    if not kept.get(found.report.authoritative_language):
        says = Phrase("The chapter has no title in the language that counts.")
        raise Refused(Problem("Z.529", says, Phrase("Give it one."), "titles"))
    found.titles = kept
    found.save(update_fields=["titles"])
    record("reports.chapter_renamed", about=found, by=by, change={"code": found.code, "titles": kept})
    return found


@transaction.atomic
def move_chapter(*, chapter: Chapter, up: bool, by: User, now: datetime) -> None:
    """Change places with the chapter above or below; annexes stay behind the chapters."""
    report = open_report(chapter.report)
    ordered = list(report.chapters.order_by("annex", "position", "pk"))
    here = next(at for at, one in enumerate(ordered) if one.pk == chapter.pk)
    there = here - 1 if up else here + 1
    if not 0 <= there < len(ordered) or ordered[there].annex != ordered[here].annex:
        return
    ordered[here], ordered[there] = ordered[there], ordered[here]
    _number(report, ordered)
    record("reports.chapter_moved", about=chapter, by=by, change={"code": chapter.code, "up": up})


@transaction.atomic
def take_out_chapter(*, chapter: Chapter, by: User, now: datetime) -> None:
    """Take a chapter out that nobody has written. ``Refused`` (Z.529) where it has, or had, a text."""
    report = open_report(chapter.report)
    found = report.chapters.get(pk=chapter.pk)
    written = found.texts.exclude(markdown="").exclude(markdown__startswith="{annex:")
    if found.status != ChapterStatus.DRAFT or written.exists():
        says = Phrase("The chapter has a text, or had one; nothing that was written is taken out.")
        raise Refused(Problem("Z.529", says, Phrase("Write it, or move it to the end.")))
    record("reports.chapter_taken_out", about=found, by=by, change={"code": found.code})
    found.delete()
    _number(report)


def _number(report: Report, ordered: Sequence[Chapter] | None = None) -> None:
    """Chapters first, annexes after them, numbered from 1."""
    chapters = list(report.chapters.order_by("annex", "position", "pk")) if ordered is None else ordered
    for place, chapter in enumerate(chapters, start=1):
        if chapter.position != place:
            Chapter.objects.filter(pk=chapter.pk).update(position=place)


def open_report(report: Report) -> Report:
    """The report, locked; ``Refused`` (Z.534) where it was withdrawn."""
    found = Report.objects.select_for_update(no_key=True, of=("self",)).get(pk=report.pk)
    if found.state == ReportState.WITHDRAWN:
        says = Phrase("The report was withdrawn.")
        raise Refused(Problem("Z.534", says, Phrase("Begin another one.")))
    return found


def is_approved() -> Problem:
    """That an approved chapter changes only when somebody opens it again."""
    says = Phrase("The chapter is approved.")
    return Problem("Z.516", says, Phrase("Whoever may approve it can open it again."))
