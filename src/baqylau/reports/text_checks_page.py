"""The page of checks of a report, and the page of one of its figures."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from baqylau.accounts.models import User
from baqylau.accounts.permissions import Permission
from baqylau.observation.models import Record
from baqylau.reports.figure_origins import origin_of
from baqylau.reports.figure_registry import Registry
from baqylau.reports.models import Chapter, Report
from baqylau.reports.source_words import source_in_words
from baqylau.reports.text_document import Reading
from baqylau.reports.text_moved import moved
from baqylau.reports.text_pages import changed_figures, language, title_of
from baqylau.reports.text_problems import behind, every_figure, languages_that_differ, problems_of, remarks_on
from baqylau.reports.text_values import Value, changes_of, value_of
from baqylau.reports.text_writing_page import AtLine, by_line
from baqylau.reports.words import excluded_words

MOST_ROWS = 100


@dataclass(frozen=True, slots=True)
class Checked:
    """A chapter in one language with what is pointed out in it."""

    chapter: Chapter
    title: str
    language: str
    remarks: Sequence[AtLine]


def checks_page(report: Report, user: User) -> dict[str, Any]:
    """What a publication would refuse, and what is for a person to decide."""
    reading = Reading(report, user=user)
    index = every_figure(reading)
    checked, differ, late, changed, reworded = [], [], [], [], []
    for chapter in reading.chapters:
        chapter.report = report
        differ += languages_that_differ(reading, chapter)
        reworded += moved(reading, chapter)
        late += [(chapter, title_of(chapter), code) for code in behind(reading, chapter)]
        found = changed_figures(reading, changes_of(chapter, reading.registry), reading.values(chapter))
        changed += [(chapter, title_of(chapter), one) for one in found]
        for code in report.languages:
            if remarks := by_line(remarks_on(reading, reading.read(chapter, code), index)):
                checked.append(Checked(chapter, title_of(chapter), code, remarks))
    return {
        "problems": problems_of(report, reading=reading),
        "checked": checked,
        "differ": differ,
        "late": late,
        "changed": changed,
        "reworded": reworded,
        "number": sum(len(one.remarks) for one in checked)
        + len(differ)
        + len(late)
        + len(changed)
        + len(reworded),
    }


# --------------------------------------------------------------------------------------- one figure


@dataclass(frozen=True, slots=True)
class InChapter:
    """A figure as one chapter has it."""

    chapter: Chapter
    title: str
    value: str
    kept: bool
    same: bool


def figure_page(report: Report, name: str, user: User) -> dict[str, Any] | None:
    """A figure: what it is now, in each chapter, and behind it; None where there is none of that name."""
    reading = Reading(report, user=user)
    counted = reading.registry.count([name]).get(name)
    live = value_of(counted) if counted else None
    places = [(one, value) for one in reading.chapters if (value := reading.values(one).get(name))]
    value = live or (places[0][1] if places else None)
    if value is None:
        return None
    visible = reading.may_see(value)
    rows = counted.figure.rows if counted and visible and value.unit == "observations" else ()
    return {
        "value": value,
        "wording": value.words(language()),
        "source": source_in_words(value.source),
        "is_gone": live is None,
        "visible": visible,
        "now": _shown(reading.registry, live) if live and visible else "",
        "origin": origin_of(report.mission, value.name) if user.has_perm(value.needs, report.mission) else "",
        "excluded": excluded_words(value.excluded) if visible else [],
        "spread": value.areas if visible else None,
        "places": [_in(reading, one, held, live) for one, held in places] if visible else [],
        "records": _records(report, rows[:MOST_ROWS]),
        "more": max(0, len(rows) - MOST_ROWS),
        "may_see_records": user.has_perm(Permission.SEE_RECORDS, report.mission),
    }


def _in(reading: Reading, chapter: Chapter, value: Value, live: Value | None) -> InChapter:
    same = live is not None and live.state == value.state
    shown = _shown(reading.registry, value)
    return InChapter(chapter, title_of(chapter), shown, value.kept_at is not None, same)


def _shown(registry: Registry, value: Value) -> str:
    return value.brief(registry.terms)


def _records(report: Report, numbers: Sequence[int]) -> list[Record]:
    found = Record.objects.filter(mission=report.mission_id, number__in=list(numbers))
    return list(found.select_related("station", "area").order_by("number"))
