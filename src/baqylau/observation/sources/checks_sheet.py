"""The sheet ``checks`` of an XLSForm: rules that the server applies to what was received.

Columns: ``code`` (of the form's own), ``severity`` (note, warning, error), ``expression`` (what must hold),
``message`` in the form's languages, ``questions`` (those that it is about, set apart by commas).
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from baqylau.core.problem import Phrase
from baqylau.core.reading import Problems, short
from baqylau.observation.methods.expression_text import BadExpression
from baqylau.observation.methods.expressions import parse
from baqylau.observation.sources.answers import Question
from baqylau.observation.sources.xlsform_book import Line, Sheet

SEVERITIES = ("note", "warning", "error")
COLUMNS = ("code", "severity", "expression", "message", "questions")
_CODE = re.compile(r"[A-Za-z][\w.-]{0,19}", re.ASCII)


@dataclass(frozen=True, slots=True)
class CheckLine:
    """One rule of the form: what must hold, how much it matters, what is said where it does not."""

    code: str
    severity: str
    expression: str
    says: dict[str, str]
    questions: tuple[str, ...]

    def as_json(self) -> dict[str, Any]:
        """The rule as a form version keeps it."""
        return {
            "code": self.code,
            "severity": self.severity,
            "expression": self.expression,
            "says": self.says,
            "questions": list(self.questions),
        }


def read_checks(
    sheet: Sheet | None, questions: Sequence[Question], language: str, problems: Problems
) -> tuple[CheckLine, ...]:
    """The rules; what is wrong goes to ``problems`` (F.120 to F.125)."""
    if sheet is None:
        return ()
    _check_header(sheet, problems)
    found: list[CheckLine] = []
    for line in sheet.lines:
        check = _check(line, questions, language, problems)
        if any(check.code == other.code for other in found):
            says = Phrase("The check '{code}' stands twice.", code=check.code)
            problems.add("F.121", says, Phrase("Give each check its own code."), line.at("code"))
        found.append(check)
    return tuple(found)


def _check_header(sheet: Sheet, problems: Problems) -> None:
    for column in sheet.columns:
        if column.partition("::")[0] not in COLUMNS:
            says = Phrase("Column '{column}' is not known here.", column=short(sheet.columns[column]))
            remedy = Phrase("Expected columns: {columns}.", columns=", ".join(COLUMNS))
            problems.add(
                "F.120", says, remedy, Phrase("Sheet '{sheet}', row {number}", sheet="checks", number=1)
            )


def _check(line: Line, questions: Sequence[Question], language: str, problems: Problems) -> CheckLine:
    code, severity = line["code"], line["severity"].lower()
    if not _CODE.fullmatch(code):
        says = Phrase("'{text}' is not a code of a check.", text=short(code))
        problems.add(
            "F.121",
            says,
            Phrase("Write one such as V1: at most 20 Latin letters and digits."),
            line.at("code"),
        )
    if severity not in SEVERITIES:
        says = Phrase("'{text}' is not a word known here.", text=short(severity))
        remedy = Phrase("Expected: {expected}.", expected=", ".join(SEVERITIES))
        problems.add("F.122", says, remedy, line.at("severity"))
    says_by_language = line.texts("message", language)
    if not says_by_language:
        says = Phrase("The check does not say what it found.")
        problems.add("F.124", says, Phrase("Fill in the column 'message'."), line.at("message"))
    _check_expression(line, questions, problems)
    return CheckLine(code, severity, line["expression"], says_by_language, _about(line, questions, problems))


def _check_expression(line: Line, questions: Sequence[Question], problems: Problems) -> None:
    try:
        parse(line["expression"], questions)
    except BadExpression as error:
        says = Phrase(
            "The expression cannot be read at character {position}: {reason}",
            position=error.position + 1,
            reason=error.reason,
        )
        remedy = Phrase("Correct the expression; docs/checking.md says what it may hold.")
        problems.add("F.123", says, remedy, line.at("expression"))


def _about(line: Line, questions: Sequence[Question], problems: Problems) -> tuple[str, ...]:
    names = tuple(part for part in re.split(r"[\s,;]+", line["questions"]) if part)
    known = {question.name for question in questions}
    for name in names:
        if name not in known:
            says = Phrase("The form has no question '{name}'.", name=short(name))
            problems.add("F.125", says, Phrase("Name questions of the form."), line.at("questions"))
    return names
