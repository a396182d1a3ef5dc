"""Recommendations as a table: the columns of the export, and reading such a table.

Several values in a cell are parted by semicolons. A text that a spreadsheet would take for a formula has an
apostrophe in front of it; :func:`protected` and :func:`plain` undo each other, so that a table that is
exported and read again is the same. Those of a pack stand in its ``law.toml`` (``disputes.sources.law``).
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from baqylau.core.cells import FORMULA
from baqylau.core.problem import Phrase
from baqylau.core.reading import Problems, Row
from baqylau.core.workbook import read_table

LANGUAGES = ("en", "ru", "kk")
NEEDED = ("code", "report", "language")
REPORT_COLUMNS = (
    "report_title",
    "organisation",
    "country",
    "election",
    "election_day",
    "report_day",
    "report_count",
    "report_source",
)
OTHERS = (
    *REPORT_COLUMNS,
    "number",
    "priority",
    "chapter",
    "change",
    "addressees",
    "addressee_names",
    "text_en",
    "text_ru",
    "text_kk",
    "commitments",
    "articles",
    "inferred",
    "source",
    "follows",
    "rating",
    "assessed_on",
    "assessment",
    "assessment_source",
)
COLUMNS = ("code", "report", *OTHERS[: len(REPORT_COLUMNS)], "language", *OTHERS[len(REPORT_COLUMNS) :])
"""In the order of the export."""
MOST_ROWS = 2000
RESERVED = frozenset({"new", "reports", "import", "publish", "figures"})
"""Words that stand in addresses where the code of a recommendation does."""
_CODE = re.compile(r"[-a-zA-Z0-9_]{1,80}")
_PROTECTED = re.compile(rf"'+[{re.escape(''.join(sorted(FORMULA)))}]", re.DOTALL)


def protected(text: str) -> str:
    """A text as it is handed to a table: one that begins like a protected text gets one more apostrophe.

    >>> [protected(text) for text in ("plain", "=1", "'=1")]
    ['plain', '=1', "''=1"]
    """
    return f"'{text}" if _PROTECTED.match(text) else text


def plain(text: str) -> str:
    """The text of a cell: the apostrophe taken away that a table put in front of it.

    >>> [plain(text) for text in ("plain", "'=1", "''=1", "'plain")]
    ['plain', '=1', "'=1", "'plain"]
    """
    return text[1:] if _PROTECTED.match(text) else text


@dataclass(frozen=True, slots=True, kw_only=True)
class ReportRow:
    """What a row says of its report."""

    code: str
    title: str
    organisation: str
    country: str
    election: str
    election_day: date | None
    published_on: date | None
    count: int | None
    source: str


@dataclass(frozen=True, slots=True, kw_only=True)
class RecommendationRow:
    """A row of the table. ``where`` says which, for problems; days are None where they are not known."""

    where: str
    code: str
    report: ReportRow
    language: str
    texts: dict[str, str]
    number: str
    priority: bool
    chapter: str
    change: str
    addressees: tuple[str, ...]
    addressee_names: str
    commitments: tuple[str, ...]
    articles: tuple[str, ...]
    inferred: bool
    source: str
    follows: tuple[str, ...]
    rating: str
    assessed_on: date | None
    assessment: str
    assessment_source: str


def read_recommendations(content: bytes, name: str) -> list[RecommendationRow]:
    """The rows of a CSV file or a workbook; ``Refused`` with all that is wrong in it.

    Z.350 more than :data:`MOST_ROWS` rows, Z.351 a code that is none, Z.352 a code that stands twice; else as
    :func:`~baqylau.core.workbook.read_table`.
    """
    problems = Problems()
    rows = read_table(content, name, required=NEEDED, optional=OTHERS, most_rows=MOST_ROWS + 1)
    if len(rows) > MOST_ROWS:
        says = Phrase("The table has more than {most} rows.", most=MOST_ROWS)
        problems.add("Z.350", says, Phrase("Give several tables."), f"'{name}'")
    read = [_row(row, problems) for row in rows[:MOST_ROWS]]
    seen: set[str] = set()
    for one in read:
        if one.code in seen:
            says = Phrase("The code '{code}' stands more than once.", code=one.code)
            problems.add("Z.352", says, Phrase("Use each code once."), one.where)
        seen.add(one.code)
    problems.refuse_if_any()
    return read


def _row(row: Row, problems: Problems) -> RecommendationRow:
    def said(column: str, longest: int = 10_000, needed: bool = False) -> str:
        return plain(row.text(column, problems, longest=longest + 1, needed=needed))

    return RecommendationRow(
        where=row.where(),
        code=_code(row, "code", problems),
        report=ReportRow(
            code=_code(row, "report", problems, 60),
            title=said("report_title", 300),
            organisation=said("organisation", 120),
            country=said("country", 2).lower(),
            election=said("election", 60),
            election_day=row.day("election_day", problems),
            published_on=row.day("report_day", problems),
            count=row.whole("report_count", problems, largest=2000),
            source=said("report_source", 2000),
        ),
        language=row.choice("language", LANGUAGES, problems),
        texts={language: text for language in LANGUAGES if (text := said(f"text_{language}"))},
        number=said("number", 20),
        priority=_yes(row, "priority", problems),
        chapter=said("chapter", 24),
        change=said("change", 10),
        addressees=_several(said("addressees")),
        addressee_names=said("addressee_names", 300),
        commitments=_several(said("commitments")),
        articles=_several(said("articles")),
        inferred=_yes(row, "inferred", problems),
        source=said("source", 2000),
        follows=_several(said("follows")),
        rating=said("rating", 10),
        assessed_on=row.day("assessed_on", problems),
        assessment=said("assessment"),
        assessment_source=said("assessment_source"),
    )


def _code(row: Row, column: str, problems: Problems, longest: int = 80) -> str:
    code = row.text(column, problems)
    if code and (not _CODE.fullmatch(code) or len(code) > longest or code in RESERVED):
        says = Phrase("'{code}' is not a code.", code=code[:60])
        remedy = Phrase("Expected: Latin letters, digits, - and _, such as odihr-2021-1.")
        problems.add("Z.351", says, remedy, row.where(column))
    return code


def _yes(row: Row, column: str, problems: Problems) -> bool:
    return row.choice(column, ("yes", "no"), problems, needed=False) == "yes"


def _several(text: str) -> tuple[str, ...]:
    return tuple(part.strip() for part in text.split(";") if part.strip())


def several(values: Iterable[str]) -> str:
    """Several values as a cell has them."""
    return "; ".join(values)
