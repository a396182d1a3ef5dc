"""Election night: the chapters that rest on forms still coming in, their n, what the last hour changed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db.models import Max

from baqylau.accounts.models import User
from baqylau.accounts.permissions import Permission
from baqylau.core.text import in_language
from baqylau.reports.figure_answers import Answers, read_name
from baqylau.reports.figure_columns import counted_versions
from baqylau.reports.figure_rooms import Planned
from baqylau.reports.models import Chapter, Report, StatementPlan
from baqylau.reports.text_document import Reading
from baqylau.reports.text_pages import language, title_of
from baqylau.reports.text_values import Value, live_values

HOUR = timedelta(hours=1)


@dataclass(frozen=True, slots=True)
class FormNow:
    """A form: how many records there are, how many there were an hour ago, when the last came."""

    code: str
    name: str
    now: int
    before: int
    last: datetime | None

    @property
    def more(self) -> int:
        return self.now - self.before


@dataclass(frozen=True, slots=True)
class FigureNow:
    """A figure of a chapter: now, an hour ago, and as it was accepted with the chapter."""

    name: str
    words: str
    now: str
    before: str
    kept: str
    n: int | None
    changed: bool
    differs: bool


@dataclass(frozen=True, slots=True)
class ChapterNow:
    """A chapter with the figures of forms that it shows."""

    chapter: Chapter
    title: str
    smallest: int | None
    """The smallest denominator among its shares."""
    figures: Sequence[FigureNow]
    changed: int


def night_page(report: Report, user: User, now: datetime) -> dict[str, Any]:
    """The context of the page."""
    reading = Reading(report, user=user)
    chapters = {chapter.pk: reading.values(chapter) for chapter in reading.chapters}
    names = [
        name for values in chapters.values() for name, value in values.items() if _of_forms(reading, value)
    ]
    live = live_values(reading.registry, names)
    before = live_values(reading.registry, names, at=now - HOUR)
    rows = [
        _chapter(reading, chapter, chapters[chapter.pk], live, before)
        for chapter in reading.chapters
        if any(name in live for name in chapters[chapter.pk])
    ]
    mission = report.mission
    return {
        "chapters": rows,
        "forms": _forms(reading, names, now),
        "now": now,
        "changed": sum(row.changed for row in rows),
        "may_run": user.has_perm(Permission.RUN_STATEMENT, mission)
        and StatementPlan.objects.filter(mission=mission).exists(),
    }


def _of_forms(reading: Reading, value: Value) -> bool:
    return reading.may_see(value) and value.needs == Permission.SEE_FIGURES


def _chapter(
    reading: Reading,
    chapter: Chapter,
    values: Mapping[str, Value],
    live: Mapping[str, Value],
    before: Mapping[str, Value],
) -> ChapterNow:
    figures = [
        _figure(reading, values[name], live[name], before.get(name)) for name in values if name in live
    ]
    shares = [one.n for one in figures if one.n is not None]
    changed = sum(one.changed for one in figures)
    return ChapterNow(chapter, title_of(chapter), min(shares, default=None), figures, changed)


def _figure(reading: Reading, held: Value, live: Value, before: Value | None) -> FigureNow:
    return FigureNow(
        name=live.name,
        words=live.words(language()),
        now=_shown(reading, live),
        before=_shown(reading, before) if before else "–",
        kept=_shown(reading, held) if held.kept_at else "",
        n=live.denominator,
        changed=before is None or before.state != live.state,
        differs=held.kept_at is not None and held.state != live.state,
    )


def _shown(reading: Reading, value: Value) -> str:
    return value.brief(reading.registry.terms)


def _forms(reading: Reading, names: Sequence[str], now: datetime) -> list[FormNow]:
    """The forms behind the figures."""
    codes = dict.fromkeys(code for name in names if (code := _form_of(reading, name)))
    mission = reading.report.mission
    answers = next(one for one in reading.registry.sources if isinstance(one, Answers))
    found = []
    for code in codes:
        versions = counted_versions(mission, code)
        last = versions.aggregate(last=Max("record__arrived_at"))["last"]
        before = versions.filter(record__versions__number=1, record__versions__at__lte=now - HOUR)
        name = in_language(answers.forms[code].names, language()) or code
        found.append(FormNow(code, name, versions.count(), before.count(), last))
    return found


def _form_of(reading: Reading, name: str) -> str:
    planned = next(one for one in reading.registry.sources if isinstance(one, Planned))
    if name in planned.figures and planned.plan is not None:
        return planned.plan.form if planned.figures[name].kind != "published" else ""
    asked = read_name(name)
    answers = next(one for one in reading.registry.sources if isinstance(one, Answers))
    return asked.form if asked and asked.form in answers.forms else ""
