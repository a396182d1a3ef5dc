"""A table of candidates for the check of quotas: CSV ``list[,woman,born,disability,mandate]``, a row each.

No names are asked for. An empty cell is not known, which is not a no.
"""

from __future__ import annotations

from datetime import date

from baqylau.core.problem import Phrase
from baqylau.core.reading import Problems, Row, read_csv
from baqylau.election.methods.list_quotas import Candidate

COLUMNS = ("woman", "born", "disability", "mandate")
SAYS = {"yes": True, "no": False, "": None}
OLDEST = date(1900, 1, 1)


def read_candidates(content: bytes, name: str) -> list[Candidate]:
    """The candidates in the order of the table; ``Refused`` with everything that is wrong in it.

    Beside what is wrong with any table: a birthday before 1900 (S.141), no row (S.142).
    """
    rows = read_csv(content, name, required=("list",), optional=COLUMNS)
    problems = Problems()
    candidates = [_candidate(row, problems) for row in rows]
    if not rows:
        says, remedy = Phrase("The table has no row."), Phrase("Give a row for each candidate.")
        problems.add("S.142", says, remedy, f"'{name}'")
    problems.refuse_if_any()
    return candidates


def _candidate(row: Row, problems: Problems) -> Candidate:
    born = row.day("born", problems) if "born" in row.values else None
    if born and born < OLDEST:
        says, remedy = Phrase("The birthday is before 1900."), Phrase("Correct the year.")
        problems.add("S.141", says, remedy, row.where("born"))
    return Candidate(
        on_list=row.text("list", problems, longest=200),
        is_woman=_said(row, "woman", problems),
        born=born,
        has_disability=_said(row, "disability", problems),
        has_mandate=bool(_said(row, "mandate", problems)),
    )


def _said(row: Row, column: str, problems: Problems) -> bool | None:
    return SAYS.get(row.choice(column, ("yes", "no"), problems, needed=False))
