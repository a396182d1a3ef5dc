"""What the pages of forms show."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Any

from django.db.models import Count, Q
from django.utils.functional import Promise
from django.utils.translation import gettext

from baqylau.core.answer import AnswerState
from baqylau.core.problem import Problem, Refused, in_language
from baqylau.mission.models import Mission
from baqylau.mission.roles import Role
from baqylau.observation.actions.forms import draft_of, newest_published, questions_of
from baqylau.observation.actions.library import newer_in_library
from baqylau.observation.actions.publish import missing_files
from baqylau.observation.form_words import CHANGES, COMPARABLE, LOGIC, ROLES, SEVERITIES
from baqylau.observation.memory import Memory
from baqylau.observation.methods.comparability import (
    Change,
    Changed,
    Comparable,
    Difference,
    FormDifference,
    difference,
)
from baqylau.observation.models import Form, FormFile, FormVersion, Submission
from baqylau.observation.pages import bytes_of
from baqylau.observation.sources.answers import Question
from baqylau.observation.sources.form_files import MADE_HERE
from baqylau.observation.sources.xlsform import FormRead, read_form, read_lines
from baqylau.observation.sources.xlsform_book import read_book
from baqylau.observation.sources.xlsform_convert import needed_files
from baqylau.observation.sources.xlsform_survey import Entry
from baqylau.observation.words import KINDS, STATES, answer_in_words, label

_forms: Memory[FormRead] = Memory(600)
_remarks: Memory[tuple[Problem, ...]] = Memory(600)
TESTS_SHOWN = 20
LONG = 160
"""Characters of an expression that a page shows without being asked."""


@dataclass(frozen=True, slots=True)
class FormRow:
    """A form in the list."""

    form: Form
    name: str
    newest: FormVersion | None
    draft: FormVersion | None
    records: int
    has_newer: bool


def form_rows(mission: Mission, *, manages: bool) -> list[FormRow]:
    """The mission's forms in their order; drafts and what the library has newer for who manages them."""
    counted = Count("versions__records", filter=Q(versions__records__deleted_at=None))
    forms = mission.forms.annotate(records=counted).order_by("position", "code")
    versions: dict[int, list[FormVersion]] = {}
    for version in (
        FormVersion.objects.filter(form__mission=mission)
        .defer("xform", "checks")
        .order_by("published_at", "pk")
    ):
        versions.setdefault(version.form_id, []).append(version)
    rows = [_row(form, versions.get(form.pk, []), manages=manages) for form in forms]
    return [row for row in rows if manages or row.newest]


def _row(form: Form, versions: Sequence[FormVersion], *, manages: bool) -> FormRow:
    published = [version for version in versions if version.published_at]
    drafts = [version for version in versions if version.published_at is None and manages]
    return FormRow(
        form=form,
        name=label(form.names, form.code),
        newest=published[-1] if published else None,
        draft=drafts[0] if drafts else None,
        records=getattr(form, "records", 0),
        has_newer=manages and newer_in_library(form) is not None,
    )


def form_page(form: Form, *, manages: bool) -> dict[str, object]:
    """One form: its versions, files and settings."""
    versions = form.versions.filter(published_at__isnull=False).select_related("file", "published_by")
    published = list(versions.annotate(records_count=Count("records")).order_by("-published_at", "-pk"))
    newest = published[0] if published else None
    return {
        "form": form,
        "name": label(form.names, form.code),
        "versions": published,
        "newest": newest,
        "draft": draft_of(form) if manages else None,
        "files": files_of(newest) if newest else [],
        "missing": missing_files(newest) if newest else [],
        "given_to": [Role(role).label for role in form.roles if role in Role],
        "newer": newer_in_library(form) if manages else None,
    }


def newest_of(form: Form) -> FormVersion | None:
    """What the mission has last: its draft, else what is published."""
    return draft_of(form) or newest_published(form)


@dataclass(frozen=True, slots=True)
class NeededFile:
    """A file that a form's questions name, or that was uploaded without need."""

    name: str
    kept: FormFile | None
    is_made_here: bool
    is_used: bool


def files_of(version: FormVersion) -> list[NeededFile]:
    """The files of a version: those its questions name, and others that were uploaded."""
    kept = {file.name: file for file in version.files.select_related("file")}
    needs = needed_files(bytes(version.xform))
    names = sorted({*needs, *kept})
    return [NeededFile(name, kept.get(name), name in MADE_HERE, name in needs) for name in names]


# ------------------------------------------------------------------ the questions of a version


@dataclass(frozen=True, slots=True)
class AskedLine:
    """One line of the page of questions."""

    entry: Entry
    words: str
    hint: str
    kind: str
    choices: tuple[tuple[str, str], ...]
    role: str
    logic: tuple[tuple[str, str, bool], ...]
    """What it is, the expression, whether it is long."""
    indent: int
    is_critical: frozenset[str]


def read_again(version: FormVersion) -> FormRead | None:
    """The form as its workbook says it; None where the disk lacks it, or it would not be taken now."""
    return _forms.get(version.file.sha256, lambda: _read_lines(version))


def _read_lines(version: FormVersion) -> FormRead | None:
    content = bytes_of(version.file)
    if content is None:
        return None
    try:
        return read_lines(read_book(content, version.file.name), version.file.name)
    except Refused:
        return None


def question_sections(version: FormVersion) -> list[tuple[str, list[AskedLine]]]:
    """The questions of a version by section, with their logic where the workbook can be read."""
    read = read_again(version)
    entries = read.entries if read else [_bare_entry(question) for question in questions_of(version)]
    sections = []
    for section, group in groupby(entries, key=_section):
        inside = list(group)
        lines = [_line(entry, version) for entry in inside if not (entry.is_group and not entry.question)]
        if lines:
            sections.append((_section_name(section, inside, version), lines))
    return sections


def _section(entry: Entry) -> str:
    return entry.groups[0] if entry.groups else (entry.name if entry.is_group else "")


def _section_name(section: str, inside: Sequence[Entry], version: FormVersion) -> str:
    group = next((entry for entry in inside if entry.is_group and entry.name == section), None)
    if group is not None:
        return label(group.labels, section)
    question = next((entry.question for entry in inside if entry.question), None)
    return label(question.section_labels, section) if question and section else ""


def _bare_entry(question: Question) -> Entry:
    groups = (question.section,) if question.section else ()
    return Entry(
        row=0,
        name=question.name,
        type=question.kind,
        labels=question.labels,
        groups=groups,
        question=question,
    )


def _line(entry: Entry, version: FormVersion) -> AskedLine:
    question = entry.question
    condition = " and ".join(entry.conditions)
    logic = [(str(CHANGES[Change.ASKED_IF]), condition)] if condition else []
    logic += [(str(LOGIC[column]), text) for column, text in entry.logic.items() if column in LOGIC]
    return AskedLine(
        entry=entry,
        words=label(entry.labels, ""),
        hint=label(entry.hints, ""),
        kind=str(KINDS.get(question.kind, question.kind)) if question else "",
        choices=tuple((one.name, label(one.labels, one.name)) for one in question.choices)
        if question
        else (),
        role=str(ROLES.get(question.role, "")) if question else "",
        logic=tuple((what, text, len(text) > LONG) for what, text in logic),
        indent=max(0, len(entry.groups) - 1),
        is_critical=frozenset(question.critical) if question else frozenset(),
    )


def check_rows(version: FormVersion) -> list[tuple[dict[str, object], Promise | str, str]]:
    """The rules of a version: as kept, severity in words, what is said."""
    return [
        (check, SEVERITIES.get(check["severity"], ""), label(check["says"], "")) for check in version.checks
    ]


# ------------------------------------------------------------------ differences


@dataclass(frozen=True, slots=True)
class ComparedLine:
    """One difference in words."""

    difference: Difference
    words: str
    comparable: Promise | str
    why: tuple[str, ...]
    changes: tuple[tuple[Promise | str, Changed], ...]


@dataclass(frozen=True, slots=True)
class Compared:
    """Two versions beside each other."""

    found: FormDifference
    lines: tuple[ComparedLine, ...]
    counts: tuple[tuple[Comparable, Promise | str, int], ...]


def compared(old: FormVersion, new: FormVersion) -> Compared | None:
    """What differs; None where one of the workbooks cannot be read."""
    before, after = read_again(old), read_again(new)
    return compared_forms(before, after) if before and after else None


def compared_forms(before: FormRead, after: FormRead) -> Compared:
    """What differs between two forms that were read."""
    found = difference(before, after)
    counts = tuple((one, COMPARABLE[one], found.count(one)) for one in Comparable)
    return Compared(found, tuple(_compared(line) for line in found.lines), counts)


def _compared(line: Difference) -> ComparedLine:
    changes = tuple((CHANGES[change.what], change) for change in line.changes)
    return ComparedLine(
        difference=line,
        words=label(line.entry.labels, line.entry.name),
        comparable=COMPARABLE[line.comparable],
        why=tuple(in_language(why, gettext) for why in line.why),
        changes=changes,
    )


# ------------------------------------------------------------------ the draft


def draft_page(draft: FormVersion) -> dict[str, object]:
    """A draft: what pyxform remarks, its files, what differs from the version in use, its tests."""
    before = newest_published(draft.form)
    return {
        "form": draft.form,
        "name": label(draft.form.names, draft.form.code),
        "draft": draft,
        "before": before,
        "compared": compared(before, draft) if before else None,
        "remarks": remarks_of(draft),
        "files": files_of(draft),
        "missing": missing_files(draft),
        "tests": list(tests_of(draft)),
    }


def remarks_of(version: FormVersion) -> tuple[Problem, ...]:
    """What pyxform and we remark about a workbook that was taken."""
    return _remarks.get(version.file.sha256, lambda: _read_remarks(version)) or ()


def _read_remarks(version: FormVersion) -> tuple[Problem, ...]:
    content = bytes_of(version.file)
    try:
        return read_form(content, version.file.name).remarks if content is not None else ()
    except Refused as refused:
        return refused.problems


@dataclass(frozen=True, slots=True)
class Test:
    """A test submission: what was read of it."""

    submission: Submission
    is_of_this_draft: bool
    answers: tuple[tuple[str, str], ...]
    skipped: int
    """Questions that the logic did not ask."""
    not_accepted: tuple[str, ...]
    files: int


def tests_of(draft: FormVersion) -> Iterator[Test]:
    """The latest test submissions of a draft."""
    questions = questions_of(draft)
    sent = Submission.objects.filter(form_version=draft, record=None).select_related("observer__user")
    sent = sent.annotate(files_count=Count("attachments")).order_by("-arrived_at")
    for submission in sent[:TESTS_SHOWN]:
        reading = submission.reading or {}
        yield Test(
            submission=submission,
            is_of_this_draft=draft.made_at is None or submission.arrived_at >= draft.made_at,
            answers=tuple(_answers(questions, reading)),
            skipped=sum(state == AnswerState.SKIPPED for state in reading.get("states", {}).values()),
            not_accepted=tuple(reading.get("not_accepted", ())),
            files=getattr(submission, "files_count", 0),
        )


def _answers(
    questions: Sequence[Question], reading: Mapping[str, Mapping[str, Any]], repeat: str = ""
) -> Iterator[tuple[str, str]]:
    answers, states = reading.get("answers", {}), reading.get("states", {})
    for question in questions:
        words, value = label(question.labels, question.name), answers.get(question.name)
        if question.repeat != repeat:
            continue
        if question.kind == "repeat" and value is not None:
            for number, one in enumerate(value, start=1):
                inside = _answers(questions, one, question.name)
                yield from ((f"{words} {number}: {inner}", said) for inner, said in inside)
        elif value is not None:
            yield words, answer_in_words(question, value)
        elif states.get(question.name, AnswerState.SKIPPED) != AnswerState.SKIPPED:
            yield words, str(STATES.get(states[question.name], states[question.name]))
