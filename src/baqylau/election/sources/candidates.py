"""A table of candidates: CSV or XLSX, one row for each, with the decision about them where it is known.

Columns: ``contest``, ``name``, ``nominated_by`` (self, party, association), ``source``; and as far as they
are known ``option`` (the code of the list or party), ``nominator``, ``position``, ``nominated_on``, ``sex``
(f, m), ``born``, ``birth_year``, ``occupation``, ``disability``, ``resident_years``, ``member``, ``deposit``,
``note``; ``decision``, ``decided_on``, ``commission``, ``body``, ``reference``, ``ground``, ``article``. An
empty cell is not known, which is not a no. ``number`` and ``standing`` of a download are passed over.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from baqylau.core.problem import Phrase
from baqylau.core.reading import Problems, Row, in_row
from baqylau.core.workbook import read_table

REQUIRED = ("contest", "name", "nominated_by", "source")
KNOWN = (
    *("option", "nominator", "position", "nominated_on", "sex", "born", "birth_year", "occupation"),
    *("disability", "resident_years", "member", "deposit", "note"),
)
OF_DECISION = ("decision", "decided_on", "commission", "body", "reference", "ground", "article")
PASSED_OVER = ("number", "standing")
COLUMNS = ("number", "contest", "name", "nominated_by", *KNOWN, "standing", *OF_DECISION, "source")
"""As a download has them."""
NOMINATORS = ("self", "party", "association")
DECISIONS = ("registered", "refused", "cancelled", "restored", "withdrawn")
SAYS = {"yes": True, "no": False, "": None}
OLDEST = date(1900, 1, 1)
MOST_ROWS = 20_000


@dataclass(frozen=True, slots=True)
class CandidateRow:
    """A row of the table, as far as it says something; ``where`` is its place, for problems found later."""

    where: str
    contest: str
    option: str
    name: str
    nominated_by: str
    nominator: str
    position: int | None
    nominated_on: date | None
    sex: str
    born: date | None
    birth_year: int | None
    occupation: str
    has_disability: bool | None
    resident_years: int | None
    is_member: bool | None
    deposit: int | None
    note: str
    source: str
    decision: str
    decided_on: date | None
    commission: str
    body: str
    reference: str
    ground: str
    article: str


def read_candidates(content: bytes, name: str) -> list[CandidateRow]:
    """The rows in their order; ``Refused`` with everything that is wrong in the table.

    Beside what is wrong with any table: no row (N.401), a birthday before 1900 or in a year other than the
    year of birth (N.402), a decision without what it needs (N.403), one person twice in a contest (N.404).
    """
    optional = (*KNOWN, *OF_DECISION, *PASSED_OVER)
    rows = read_table(content, name, required=REQUIRED, optional=optional, most_rows=MOST_ROWS)
    problems = Problems()
    if not rows:
        says = Phrase("The table has no row.")
        problems.add("N.401", says, Phrase("Give a row for each candidate."), in_row(name, 2))
    found = [_candidate(row, problems) for row in rows]
    _once(found, problems)
    problems.refuse_if_any()
    return found


def _candidate(row: Row, problems: Problems) -> CandidateRow:
    born = row.day("born", problems)
    made = CandidateRow(
        where=row.where(),
        contest=row.text("contest", problems, longest=60),
        option=row.text("option", problems, longest=60, needed=False),
        name=row.text("name", problems, longest=200),
        nominated_by=row.choice("nominated_by", NOMINATORS, problems),
        nominator=row.text("nominator", problems, longest=200, needed=False),
        position=row.whole("position", problems, largest=10_000),
        nominated_on=row.day("nominated_on", problems),
        sex=row.choice("sex", ("f", "m"), problems, needed=False),
        born=born,
        birth_year=row.whole("birth_year", problems, largest=2100),
        occupation=row.text("occupation", problems, longest=200, needed=False),
        has_disability=_said(row, "disability", problems),
        resident_years=row.whole("resident_years", problems, largest=150),
        is_member=_said(row, "member", problems),
        deposit=row.whole("deposit", problems),
        note=row.text("note", problems, longest=2000, needed=False),
        source=row.text("source", problems, longest=2000),
        decision=row.choice("decision", DECISIONS, problems, needed=False),
        decided_on=row.day("decided_on", problems),
        commission=row.text("commission", problems, longest=60, needed=False),
        body=row.text("body", problems, longest=200, needed=False),
        reference=row.text("reference", problems, longest=60, needed=False),
        ground=row.text("ground", problems, longest=2000, needed=False),
        article=row.text("article", problems, longest=200, needed=False),
    )
    _check_birth(made, row, problems)
    _check_decision(made, row, problems)
    return made


def _said(row: Row, column: str, problems: Problems) -> bool | None:
    return SAYS.get(row.choice(column, ("yes", "no"), problems, needed=False))


def _check_birth(made: CandidateRow, row: Row, problems: Problems) -> None:
    year = made.birth_year
    if (made.born and made.born < OLDEST) or (year is not None and year < OLDEST.year):
        says = Phrase("The year of birth is before 1900.")
        problems.add("N.402", says, Phrase("Correct the year."), row.where("born"))
    elif made.born and year is not None and made.born.year != year:
        says = Phrase("Birthday and year of birth do not agree.")
        problems.add(
            "N.402", says, Phrase("Correct one of them, or leave one empty."), row.where("birth_year")
        )


def _check_decision(made: CandidateRow, row: Row, problems: Problems) -> None:
    if made.decision == "refused" and not made.ground:
        says, remedy = Phrase("A refusal has no ground."), Phrase("Say why registration was refused.")
        problems.add("N.403", says, remedy, row.where("ground"))
    about = (made.decided_on, made.commission, made.body, made.reference, made.ground, made.article)
    if not made.decision and any(about):
        says = Phrase("Something is said of a decision, but not which.")
        remedy = Phrase("Fill in the column decision: {words}.", words=", ".join(DECISIONS))
        problems.add("N.403", says, remedy, row.where("decision"))


def _once(rows: list[CandidateRow], problems: Problems) -> None:
    seen: dict[tuple[object, ...], CandidateRow] = {}
    for row in rows:
        key = (row.contest, row.option, row.name.casefold(), row.born or row.birth_year)
        if row.name and key in seen:
            says = Phrase("This candidate stood already in {where}.", where=seen[key].where)
            problems.add("N.404", says, Phrase("Remove one of the rows, or say how they differ."), row.where)
        seen.setdefault(key, row)
