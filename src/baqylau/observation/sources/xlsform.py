"""An XLSForm (.xlsx) into a form: its questions, logic and checks, and the XForm that phones download.

Every type of question of https://xlsform.org is taken, except a few old ways that have better ones. What a
phone would tell of its owner is passed over. What is wrong is said with sheet and row, all at once as far as
it can be seen; then pyxform converts the form (without Java) and says what else is wrong.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from baqylau.core.problem import Phrase, Problem
from baqylau.core.reading import Problems
from baqylau.observation.sources.answers import Question
from baqylau.observation.sources.checks_sheet import CheckLine, read_checks
from baqylau.observation.sources.xlsform_book import Book, Line, language_code, read_book, row_of
from baqylau.observation.sources.xlsform_convert import Converted, convert_book
from baqylau.observation.sources.xlsform_logic import check_logic
from baqylau.observation.sources.xlsform_survey import Entry, Survey

MOST_FILES = 200
_KNOWN_COLUMNS = """
type name label hint guidance_hint relevant constraint constraint_message required required_message
default readonly calculation appearance parameters choice_filter repeat_count image big-image audio
video autoplay trigger save_to intent rows role critical source_column disabled note notes comment
comments max-pixels query geopoint accuracythreshold instance bind body
"""
KNOWN_COLUMNS = frozenset(_KNOWN_COLUMNS.split())


@dataclass(frozen=True, slots=True)
class FormRead:
    """What an XLSForm says: its identifier, version and title, and its questions in order."""

    code: str
    version: str
    title: str
    questions: tuple[Question, ...]
    source_columns: Mapping[str, str]
    """Question → the name its column has at the source (column ``source_column`` of the survey sheet)."""
    entries: Sequence[Entry] = ()
    """Every line of the survey sheet that asks, says or groups something, with its logic."""
    checks: tuple[CheckLine, ...] = ()
    languages: tuple[str, ...] = ()
    xform: bytes = b""
    """The bytes for phones, without a key."""
    needs: tuple[str, ...] = ()
    """Names of the pictures, sounds and tables that the form uses."""
    remarks: tuple[Problem, ...] = ()
    """What is allowed, and worth a look."""

    @property
    def xform_md5(self) -> str:
        return md5_of(self.xform)


def md5_of(content: bytes) -> str:
    """The digest by which phones see that a file changed."""
    return hashlib.md5(content, usedforsecurity=False).hexdigest()


def read_form(content: bytes, name: str) -> FormRead:
    """The form; ``Refused`` with all that is wrong (I.301 to I.312, F.101 to F.125)."""
    book = read_book(content, name)
    form = read_lines(book, name)
    converted = convert_book(book, name)
    _check_paths(form.questions, converted, name)
    remarks = (*converted.remarks, *_unknown_columns(book))
    return replace(form, xform=converted.xform, needs=converted.needs, remarks=remarks)


def read_lines(book: Book, name: str) -> FormRead:
    """The form without its XForm; for looking again at one that was taken."""
    problems = Problems()
    if "survey" not in book:
        problems.add("I.302", Phrase("There is no sheet 'survey'."), Phrase("Give an XLSForm."), f"'{name}'")
        problems.refuse_if_any()
    settings = _settings(book)
    languages = _languages(book, settings)
    survey = Survey(book, languages[0], problems)
    _check_header(book, problems)
    survey.read()
    if not survey.questions and not problems.found:
        says, remedy = Phrase("The form asks nothing."), Phrase("Add questions to the sheet 'survey'.")
        problems.add("I.303", says, remedy, f"'{name}'")
    check_logic(book, [entry.name for entry in survey.entries], problems)
    checks = read_checks(book.get("checks"), survey.questions, languages[0], problems)
    problems.refuse_if_any()
    return FormRead(
        code=settings["form_id"],
        version=settings["version"],
        title=settings["form_title"],
        questions=survey.questions,
        source_columns=survey.source_columns,
        entries=tuple(survey.entries),
        checks=checks,
        languages=tuple(languages),
    )


def _settings(book: Book) -> Line:
    sheet = book.get("settings")
    return next(iter(sheet.lines if sheet else ()), Line("settings", 2, {}))


def _languages(book: Book, settings: Line) -> list[str]:
    """The codes of the form's languages, its default first; a column without a language is of the default."""
    found = [
        language for title in ("survey", "choices") if title in book for language in book[title].languages()
    ]
    default = settings["default_language"]
    first = [language_code(default)] if default and default != "default" else found[:1] or ["en"]
    return list(dict.fromkeys([*first, *found]))


def _check_header(book: Book, problems: Problems) -> None:
    for title, columns in (("survey", ("type", "name")), ("choices", ("list_name", "name"))):
        missing = [column for column in columns if title in book and column not in book[title].columns]
        if missing and book[title].lines:
            says = Phrase("Column '{column}' is missing.", column=missing[0])
            remedy = Phrase("Expected columns: {columns}.", columns=", ".join([*columns, "label"]))
            problems.add("F.109", says, remedy, row_of(title, 1))
    problems.refuse_if_any()


def _unknown_columns(book: Book) -> list[Problem]:
    """Columns that nobody reads, so that ``relevent`` is seen."""
    remarks = []
    for column, theirs in book["survey"].columns.items():
        base = column.partition("::")[0]
        if base not in KNOWN_COLUMNS and not base.startswith(("_", "#", "sms_")):
            says = Phrase("Column '{column}' is not known, and is passed over.", column=theirs[:60])
            remedy = Phrase("Check its spelling, or begin its name with _.")
            remarks.append(Problem("F.191", says, remedy, row_of("survey", 1)))
    return remarks


def _check_paths(questions: Sequence[Question], converted: Converted, name: str) -> None:
    """What we look for must stand where pyxform puts it."""
    repeats = {question.name: question for question in questions if question.kind == "repeat"}
    problems = Problems()
    for question in questions:
        path, repeat = question.path, question.repeat
        while repeat:
            path, repeat = f"{repeats[repeat].path}/{path}", repeats[repeat].repeat
        if path not in converted.paths:
            says = Phrase("The form for phones has no place for the question '{name}'.", name=question.name)
            problems.add(
                "F.110", says, Phrase("Do not use the setting or column that moves it."), f"'{name}'"
            )
    problems.refuse_if_any()
