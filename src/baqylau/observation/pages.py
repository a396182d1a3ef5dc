"""What the pages of a record show."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import groupby, pairwise

from django.forms import BoundField
from django.utils.translation import gettext as _

from baqylau.observation.actions.forms import questions_of
from baqylau.observation.methods.differences import Pair, differences, repetitions, said_to
from baqylau.observation.models import Attachment, Import, Record, RecordVersion
from baqylau.observation.page_forms import CorrectionForm
from baqylau.observation.sources.answers import Question
from baqylau.observation.sources.columns import Column, column_from_json
from baqylau.observation.sources.records import raw_cells
from baqylau.observation.words import FLAGS, REASONS, in_words, label
from baqylau.storage.models import StoredFile

SKIPPED = "skipped"
NOTED_BY_THE_PHONE = ("start", "end")


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
    row: int = 0
    """Which repetition of a repeat it stands in; 0 outside of one."""
    is_head: bool = False
    """Of a repeat as a whole: its repetitions follow."""
    is_critical: bool = False
    is_rating: bool = False
    codes: tuple[str, ...] = ()
    """Of the checks that name the question."""
    is_file: bool = False
    attachments: tuple[Attachment, ...] = ()


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
    """All that the page of a record shows of what it says and where it comes from."""
    versions = list(
        record.versions.select_related("imported__file", "by", "submission__observer__user").order_by(
            "number"
        )
    )
    source = source_of(versions)
    questions = questions_of(record.form_version)
    sections = _sections(record, questions, versions, source)
    return {
        "record": record,
        "newest": versions[-1],
        "source": source,
        "sections": [section for section in sections if section.lines],
        "skipped": [section for section in sections if section.skipped],
        "skipped_count": sum(len(section.skipped) for section in sections),
        "is_changed": any(line.corrected for section in sections for line in section.lines),
        "others": _other_cells(source),
        "history": [*_history(versions, questions)][::-1],
        "flags": [FLAGS.get(flag, flag) for flag in record.flags],
    }


@dataclass(frozen=True, slots=True)
class Section:
    """A section of the form; ``skipped`` are the questions that its logic did not ask here."""

    title: str
    lines: list[Line]
    skipped: list[Line]


def _sections(
    record: Record, questions: Sequence[Question], versions: Sequence[RecordVersion], source: Source | None
) -> list[Section]:
    lines = _Lines(record, questions, versions, source)
    sections = []
    # What the phone notes by itself comes last: people read what the observer said.
    outer = sorted(
        (one for one in questions if not one.repeat), key=lambda one: one.role in NOTED_BY_THE_PHONE
    )
    for _key, group in groupby(outer, key=lambda one: (one.section, one.role in NOTED_BY_THE_PHONE)):
        inside = list(group)
        told = [line for question in inside for line in lines.of(question)]
        skipped = [line for line in told if line.state == SKIPPED and not line.corrected and source is None]
        shown = [line for line in told if line not in skipped]
        title = label(inside[0].section_labels, inside[0].section)
        if inside[0].role in NOTED_BY_THE_PHONE:
            title = _("Noted by the phone")
        sections.append(Section(title, shown, skipped))
    return sections


class _Lines:
    """Makes the lines of a record's questions."""

    def __init__(
        self,
        record: Record,
        questions: Sequence[Question],
        versions: Sequence[RecordVersion],
        source: Source | None,
    ) -> None:
        read = [version for version in versions if version.imported_id is not None][-1:]
        self._first, self._newest = (read or versions)[0], versions[-1]
        self._questions, self._source = questions, source
        self._columns = {column.question: column for column in source.columns} if source else {}
        cells = record.rejected_cells.filter(imported=source.imported) if source else []
        self._rejected = {cell.column: cell.code for cell in cells}
        self._critical = frozenset(record.critical)
        self._codes: dict[str, list[str]] = {}
        for issue in record.issues:
            for name in issue.get("questions", ()):
                self._codes.setdefault(name, []).append(str(issue.get("code", "")))
        self._attachments: dict[str, list[Attachment]] = {}
        for one in Attachment.objects.filter(submission__record=record).select_related("file"):
            self._attachments.setdefault(one.name, []).append(one)

    def of(self, question: Question) -> list[Line]:
        """The line of a question; of a repeat its head and the lines of each repetition."""
        old, new = (self._first.answers, self._first.states), (self._newest.answers, self._newest.states)
        return list(self._line(question, old, new, 0))

    def _line(self, question: Question, old: Pair, new: Pair, row: int) -> Iterable[Line]:
        name = question.name
        column = self._columns.get(name)
        before, after = said_to(name, old), said_to(name, new)
        file = str(after[0]) if question.kind == "file" else ""
        yield Line(
            name=name,
            label=label(question.labels, name),
            column=column.name if column else "",
            raw=self._source.cells.get(column.name) if self._source and column else None,
            read=in_words(question, before),
            now=in_words(question, after),
            state="answered" if after[0] is not None else after[1],
            why=str(REASONS.get(self._rejected.get(column.name if column else "", ""), "")),
            corrected=before != after and question.kind != "repeat",
            row=row,
            is_head=question.kind == "repeat",
            is_critical=name in self._critical,
            is_rating=question.is_rating,
            codes=tuple(self._codes.get(name, ())),
            is_file=question.kind == "file",
            attachments=tuple(self._attachments.get(file, ())),
        )
        if question.kind == "repeat":
            yield from self._repetitions(question, old, new)

    def _repetitions(self, repeat: Question, old: Pair, new: Pair) -> Iterable[Line]:
        before, after = repetitions(repeat.name, old), repetitions(repeat.name, new)
        nothing: Pair = ({}, {})
        for place in range(max(len(before), len(after))):
            was = before[place] if place < len(before) else nothing
            now = after[place] if place < len(after) else nothing
            for question in self._questions:
                if question.repeat == repeat.name:
                    yield from self._line(question, was, now, place + 1)


def _other_cells(source: Source | None) -> list[tuple[str, str]]:
    """The cells of the row that answer no question."""
    if source is None:
        return []
    asked = {column.name for column in source.columns if column.question}
    return [(name, text) for name, text in source.cells.items() if name not in asked]


def _history(versions: Sequence[RecordVersion], questions: Sequence[Question]) -> Iterable[Told]:
    yield Told(versions[0], ())
    for old, new in pairwise(versions):
        changes = (
            (_label_in_repeat(name, question), in_words(question, before), in_words(question, after))
            for name, question, before, after in differences(questions, old, new)
        )
        yield Told(new, tuple(changes))


def _label_in_repeat(name: str, question: Question) -> str:
    """The wording of a question, with the place of its repetition (``votes#2``)."""
    row = name.partition("#")[2].replace("#", ".")
    words = label(question.labels, question.name)
    return f"{words} ({row})" if row else words


@dataclass(frozen=True, slots=True)
class Control:
    """A line of the page of correction: the question, what it says now, its controls."""

    name: str
    label: str
    now: str
    value: BoundField | None
    choice: BoundField | None
    """None for a rating, which only its observer alters."""
    says: str


def correction_rows(form: CorrectionForm, wrong: dict[str, str]) -> list[tuple[str, list[Control]]]:
    """The controls by section; ``wrong`` gives what is wrong with a question."""
    sections = []
    for section, group in groupby(form.asked, key=lambda one: one.question.section):
        inside = list(group)
        controls = [
            _control(form, one.name, one.question, one.now, wrong.get(one.name, "")) for one in inside
        ]
        title = label(inside[0].question.section_labels, section) or _("Questions")
        sections.append((title, controls))
    return sections


def _control(form: CorrectionForm, name: str, question: Question, now: str, says: str) -> Control:
    value, choice = f"value_{name}", f"choice_{name}"
    return Control(
        name=name,
        label=_label_in_repeat(name, question),
        now=now,
        value=form[value] if value in form.fields else None,
        choice=form[choice] if choice in form.fields else None,
        says=says,
    )
