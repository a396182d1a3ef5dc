"""What the pages of a record show."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import groupby, pairwise

from django.forms import BoundField
from django.utils.translation import gettext as _

from baqylau.observation.actions.forms import questions_of
from baqylau.observation.models import FormVersion, Import, Record, RecordVersion
from baqylau.observation.page_forms import CorrectionForm
from baqylau.observation.sources.answers import Question
from baqylau.observation.sources.columns import Column, column_from_json
from baqylau.observation.sources.records import raw_cells
from baqylau.observation.words import FLAGS, KINDS, REASONS, label, said
from baqylau.storage.models import StoredFile


@dataclass(frozen=True, slots=True)
class Line:
    """One question of a record: what stands in the file, how it was read, what it says now."""

    name: str
    label: str
    column: str
    raw: str | None
    read: str
    now: str
    state: str
    """The state now; "answered" where there is an answer."""
    why: str
    corrected: bool


@dataclass(frozen=True, slots=True)
class Source:
    """Where a version was read from: the file, the row, its bytes as text and by columns."""

    imported: Import
    row: int
    begins_at: int
    ends_at: int
    text: str | None
    """None where the bytes on the disk are not those that arrived."""
    cells: dict[str, str]
    columns: tuple[Column, ...]


@dataclass(frozen=True, slots=True)
class Told:
    """One version, and what it changed: (question, before, after)."""

    version: RecordVersion
    changes: tuple[tuple[str, str, str], ...]


def bytes_of(file: StoredFile) -> bytes | None:
    """The file as it arrived; None where the disk does not give those bytes."""
    try:
        return file.read()
    except (OSError, ValueError):
        return None


def source_of(versions: Iterable[RecordVersion]) -> Source | None:
    """The row of a file that the newest version read from a file came from."""
    read = [version for version in versions if version.imported_id is not None]
    if not read or read[-1].imported is None:
        return None
    version, imported = read[-1], read[-1].imported
    columns = tuple(column_from_json(kept) for kept in imported.columns)
    begins_at, ends_at = version.begins_at or 0, version.ends_at or 0
    content = bytes_of(imported.file)
    if content is None:
        return Source(imported, version.row or 0, begins_at, ends_at, None, {}, columns)
    row = content[begins_at:ends_at]
    cells = raw_cells(content, row, columns)
    return Source(imported, version.row or 0, begins_at, ends_at, row.decode("utf-8-sig"), cells, columns)


def record_page(record: Record) -> dict[str, object]:
    """All that the page of a record shows."""
    versions = list(record.versions.select_related("imported__file", "by").order_by("number"))
    source = source_of(versions)
    questions = questions_of(record.form_version)
    return {
        "record": record,
        "newest": versions[-1],
        "source": source,
        "sections": _sections(record, questions, versions, source),
        "others": _other_cells(source),
        "history": [*_history(versions, questions)][::-1],
        "flags": [FLAGS.get(flag, flag) for flag in record.flags],
    }


def _sections(
    record: Record, questions: Sequence[Question], versions: Sequence[RecordVersion], source: Source | None
) -> list[tuple[str, list[Line]]]:
    as_read = [version for version in versions if version.imported_id is not None][-1:]
    cells = record.rejected_cells.filter(imported=source.imported) if source else []
    rejected = {cell.column: cell.code for cell in cells}
    columns = {column.question: column for column in source.columns} if source else {}
    sections = []
    for _section, group in groupby(questions, key=lambda question: question.section):
        inside = list(group)
        lines = [
            _line(question, as_read, versions[-1], columns.get(question.name), source, rejected)
            for question in inside
        ]
        sections.append((label(inside[0].section_labels, inside[0].section), lines))
    return sections


def _line(
    question: Question,
    as_read: Sequence[RecordVersion],
    newest: RecordVersion,
    column: Column | None,
    source: Source | None,
    rejected: dict[str, str],
) -> Line:
    name = column.name if column else ""
    first = said(as_read[0], question) if as_read else ""
    corrected = bool(as_read) and _content(as_read[0], question) != _content(newest, question)
    return Line(
        name=question.name,
        label=label(question.labels, question.name),
        column=name,
        raw=source.cells.get(name) if source and name else None,
        read=first,
        now=said(newest, question),
        state="answered" if question.name in newest.answers else newest.states.get(question.name, ""),
        why=str(REASONS.get(rejected.get(name, ""), "")),
        corrected=corrected,
    )


def form_sections(version: FormVersion) -> list[tuple[str, list[tuple[Question, str, str, list[str]]]]]:
    """The questions of a form by section, each with its wording, kind and choices in words."""
    sections = []
    for section, group in groupby(questions_of(version), key=lambda question: question.section):
        inside = list(group)
        lines = [
            (
                question,
                label(question.labels, question.name),
                str(KINDS.get(question.kind, question.kind)),
                [label(choice.labels, choice.name) for choice in question.choices],
            )
            for question in inside
        ]
        sections.append((label(inside[0].section_labels, section), lines))
    return sections


def _content(version: RecordVersion, question: Question) -> tuple[object, object]:
    return version.answers.get(question.name), version.states.get(question.name)


def _other_cells(source: Source | None) -> list[tuple[str, str]]:
    """The cells of the row that answer no question."""
    if source is None:
        return []
    asked = {column.name for column in source.columns if column.question}
    return [(name, text) for name, text in source.cells.items() if name not in asked]


def _history(versions: Sequence[RecordVersion], questions: Sequence[Question]) -> Iterable[Told]:
    yield Told(versions[0], ())
    for old, new in pairwise(versions):
        changed = [one for one in questions if _content(old, one) != _content(new, one)]
        changes = ((label(one.labels, one.name), said(old, one), said(new, one)) for one in changed)
        yield Told(new, tuple(changes))


@dataclass(frozen=True, slots=True)
class Control:
    """A line of the page of correction: the question, what it says now, its controls."""

    name: str
    label: str
    now: str
    value: BoundField | None
    choice: BoundField
    says: str


def correction_rows(
    form: CorrectionForm, newest: RecordVersion, wrong: dict[str, str]
) -> list[tuple[str, list[Control]]]:
    """The controls by section; ``wrong`` gives what is wrong with a question."""
    sections = []
    for section, group in groupby(form.questions, key=lambda question: question.section):
        controls = []
        for question in group:
            name, value = question.name, f"value_{question.name}"
            controls.append(
                Control(
                    name=name,
                    label=label(question.labels, name),
                    now=said(newest, question),
                    value=form[value] if value in form.fields else None,
                    choice=form[f"choice_{name}"],
                    says=wrong.get(name, ""),
                )
            )
        first = next(question for question in form.questions if question.section == section)
        sections.append((label(first.section_labels, section) or _("Questions"), controls))
    return sections
