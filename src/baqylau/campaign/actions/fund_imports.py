"""Taking in a table of electoral funds: all of it, or nothing."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from typing import Any

from django.db import transaction

from baqylau.accounts.models import User
from baqylau.campaign.actions.finance import AMOUNTS, MOST_LINES, FundData, checked_fund
from baqylau.campaign.actions.register_writing import next_number, write_history
from baqylau.campaign.models.finance import FundLine, FundReport
from baqylau.campaign.sources.fund_table import FundRow, read_funds
from baqylau.core.problem import Phrase, Problem, Refused
from baqylau.core.reading import Problems
from baqylau.election.models import Contest, Option
from baqylau.mission.history import Altered, set_fields
from baqylau.mission.models import Mission
from baqylau.storage.models import StoredFile, keep

LARGEST_FILE = 10 * 2**20


@transaction.atomic
def import_funds(
    *, mission: Mission, content: bytes, name: str, source: str, by: User, now: datetime
) -> list[FundReport]:
    """Every account of the table becomes an entry, or none: ``Refused`` with all problems of all rows.

    The bytes are kept as they arrived. ``source`` stands in for rows without one. C.1xx, X.720 – X.728, and
    what :func:`add_fund` refuses, with the row.
    """
    if len(content) > LARGEST_FILE:
        says = Phrase("The file is larger than {number} MB.", number=LARGEST_FILE // 2**20)
        raise Refused(Problem("X.728", says, Phrase("Give several files."), f"'{name}'"))
    rows = read_funds(content, name)
    Mission.objects.select_for_update(no_key=True).get(pk=mission.pk)
    problems = Problems()
    given = [_data(row, mission, source, problems) for row in rows]
    values = []
    for row, data in zip(rows, given, strict=True):
        try:
            values.append(checked_fund(data, mission, has_lines=bool(row.lines)))
        except Refused as refused:
            problems.found.extend(_with_row(problem, row) for problem in refused.problems)
    for row in rows:
        if len(row.lines) > MOST_LINES:
            says = Phrase("An account has at most {most} lines.", most=MOST_LINES)
            problems.add("X.756", says, Phrase("Enter sums by category."), row.where)
    problems.refuse_if_any()
    stored = keep(content, name=name)
    number = next_number(FundReport, mission, False)
    return [
        _made(mission, row, of_it, stored, number + place, by, now)
        for place, (row, of_it) in enumerate(zip(rows, values, strict=True))
    ]


def _with_row(problem: Problem, row: FundRow) -> Problem:
    return replace(problem, where=Phrase("{place}, '{field}'", place=row.where, field=problem.where))


def _data(row: FundRow, mission: Mission, source: str, problems: Problems) -> FundData:
    option = _option(row, mission, problems)
    contest = option.contest if option else _contest(row, mission, problems)
    totals: dict[str, Any] = {name: row.totals.get(name) for name in AMOUNTS}
    return FundData(
        contestant=row.contestant,
        as_of=row.as_of,
        option=option,
        contest=contest,
        published_on=row.published_on,
        due_code=row.texts.get("publication", ""),
        source=row.texts.get("source", source),
        says=row.texts.get("note", ""),
        **totals,
    )


def _contest(row: FundRow, mission: Mission, problems: Problems) -> Contest | None:
    if not row.contest:
        return None
    found = Contest.objects.filter(election=mission.election, code=row.contest).first()
    if found is None:
        says = Phrase("There is no contest '{code}'.", code=row.contest)
        problems.add("X.729", says, Phrase("Correct the code, or leave it out."), row.where)
    return found


def _option(row: FundRow, mission: Mission, problems: Problems) -> Option | None:
    code = row.texts.get("option", "")
    if not code:
        return None
    found = Option.objects.filter(contest__election=mission.election, code=code).select_related("contest")
    if row.contest:
        found = found.filter(contest__code=row.contest)
    options = list(found[:2])
    if len(options) == 1:
        return options[0]
    if options:
        says = Phrase("'{code}' stands in several contests.", code=code)
        problems.add("X.729", says, Phrase("Name the contest too."), row.where)
    else:
        says = Phrase("There is no contestant '{code}'.", code=code)
        problems.add("X.729", says, Phrase("Correct the code, or leave it out."), row.where)
    return None


def _made(
    mission: Mission,
    row: FundRow,
    values: dict[str, object],
    stored: StoredFile,
    number: int,
    by: User,
    now: datetime,
) -> FundReport:
    made = FundReport(mission=mission, number=number, added_by=by, added_at=now, imported=stored)
    altered = set_fields(made, values)
    made.save()
    FundLine.objects.bulk_create(
        FundLine(
            report=made,
            position=place,
            side=line.side,
            category=line.category,
            amount=line.amount,
            day=line.day,
            who=line.who,
        )
        for place, line in enumerate(row.lines, start=1)
    )
    more = [Altered("document", None, stored.sha256), Altered("lines", None, len(row.lines))]
    write_history(made, "fund_imported", [*altered, *more], by=by, now=now)
    return made
