"""The weekly report of long-term observers, compiled from their forms: each passage says where it is from."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from datetime import date, datetime

from django.db import transaction
from django.utils.translation import gettext, override

from baqylau.accounts.models import User
from baqylau.core.problem import Phrase, Problem, Refused
from baqylau.observation.models import FormKind, RecordState, RecordVersion
from baqylau.reports.actions.texts_writing import save_text
from baqylau.reports.models import Chapter, ChapterStatus, Report
from baqylau.reports.sources.report_templates import Template
from baqylau.reports.text_templates import templates
from baqylau.reports.text_values import newest_texts
from baqylau.trail.record import record

LONGEST_WEEK = 31
MOST_REPORTS = 500
_MARKS = re.compile(r"([\\`*_\[\]<>|^])")
_AT_THE_BEGINNING = re.compile(r"^([#+\-=~]|\d+(?=[.)]))")


@transaction.atomic
def compile_week(*, report: Report, first: date, last: date, by: User, now: datetime) -> int:
    """Put what long-term teams wrote for these days into the chapters, in every language of the report.

    Each passage is a quotation, in the words of the team, that names its record in the language of the text;
    what stands in a chapter already stays above them. A text that quotes a record already does not quote it
    again. A translation stays behind its original, so that the translation view shows what to translate.
    Returns how many passages were added, each once for all languages;
    ``Refused`` where the report is of another kind (Z.717), the days make no sense (Z.718), or nobody
    reported (Z.719).
    """
    template = templates().get(report.kind)
    if template is None or not template.form:
        says = Phrase("Only a weekly report is compiled from forms.")
        raise Refused(Problem("Z.717", says, Phrase("Begin a weekly report.")))
    if not 0 <= (last - first).days < LONGEST_WEEK:
        says = Phrase("The last day lies before the first, or more than a month after it.")
        raise Refused(Problem("Z.718", says, Phrase("Choose the days of one week.")))
    versions = reports_of(report, template, first, last)
    if not versions:
        says = Phrase("No weekly report of a team ends in these days.")
        raise Refused(Problem("Z.719", says, Phrase("Choose other days, or ask the teams.")))
    fields = {chapter.code: chapter.fields for chapter in template.chapters if chapter.fields}
    chapters = report.chapters.filter(code__in=fields).exclude(status=ChapterStatus.APPROVED)
    languages = [report.authoritative_language]
    languages += [code for code in report.languages if code not in languages]
    added = 0
    for chapter in chapters:
        new = [_add(chapter, code, fields[chapter.code], versions, by, now) for code in languages]
        added += len(set().union(*new))
    change = {
        "from": first.isoformat(),
        "to": last.isoformat(),
        "records": [version.record.number for version in versions],
        "passages": added,
    }
    record("reports.week_compiled", about=report, by=by, change=change)
    return added


def reports_of(report: Report, template: Template, first: date, last: date) -> list[RecordVersion]:
    """The newest versions of the weekly reports whose week ends in these days, by area and number."""
    newest = RecordVersion.objects.filter(record__mission=report.mission, is_newest=True)
    weekly = newest.filter(record__form_version__form__kind=FormKind.WEEKLY, record__deleted_at=None)
    found = weekly.exclude(record__state=RecordState.REJECTED).select_related("record__area")
    begin, end = first.isoformat(), last.isoformat()
    ordered = found.order_by("record__number")
    chosen = [one for one in ordered if begin <= str(one.answers.get(template.day, ""))[:10] <= end]
    return sorted(chosen[:MOST_REPORTS], key=lambda one: (str(one.record.area or ""), one.record.number))


def _add(
    chapter: Chapter,
    language: str,
    fields: Sequence[str],
    versions: Iterable[RecordVersion],
    by: User,
    now: datetime,
) -> set[int]:
    """The records that a text in one language quotes now and did not before."""
    held = newest_texts(chapter).get(language)
    text = held.markdown if held else ""
    passages: dict[int, str] = {}
    with override(language):
        for version in versions:
            source = _source(version)
            said = [str(version.answers.get(field) or "").strip() for field in fields]
            said = [one for one in said if one]
            if said and source not in text:
                passages[version.record.number] = quotation("\n\n".join(said), source)
    if passages:
        whole = "\n\n".join([text.rstrip(), *passages.values()]).lstrip() + "\n"
        save_text(
            chapter=chapter,
            language=language,
            markdown=whole,
            base=held.number if held else 0,
            by=by,
            now=now,
        )
    return set(passages)


def _source(version: RecordVersion) -> str:
    """ "Record 812, version 1, Karaganda region": enough to find it, and nobody's name."""
    words = {"number": version.record.number, "version": version.number}
    told = [gettext("Record %(number)s, version %(version)s") % words]
    if version.record.area:
        told.append(version.record.area.name)
    return escaped(", ".join(told))


def quotation(words: str, source: str) -> str:
    """A passage as a quotation of Markdown; its last line, behind a dash, says where it is from."""
    lines = [*escaped(words).splitlines(), "", f"— {source}"]
    return "\n".join(f"> {line}".rstrip() for line in lines)


def escaped(text: str) -> str:
    """What an observer wrote, so that none of it is read as Markdown or as a reference.

    >>> escaped("*All* {calm}")
    '\\\\*All\\\\* (calm)'
    """
    text = text.replace("\0", "").replace("{", "(").replace("}", ")")
    return "\n".join(_line(line.strip()) for line in text.splitlines())


def _line(text: str) -> str:
    text = _MARKS.sub(r"\\\1", text)
    begins = _AT_THE_BEGINNING.match(text)
    if begins is None:
        return text
    mark, rest = begins.group(), text[begins.end() :]
    return f"{mark}\\{rest}" if mark.isdecimal() else f"\\{mark}{rest}"
