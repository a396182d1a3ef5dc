"""The figures of a statement as files for others to recompute from."""

from __future__ import annotations

import csv
import io
from typing import Any

from baqylau.core.answer import AnswerState
from baqylau.core.text import in_language
from baqylau.observation.methods.counting import NOT_ASKED
from baqylau.reports.document import language
from baqylau.reports.methods.plan import Plan
from baqylau.reports.models import Statement, StatementFigure

STATES = [state.value for state in AnswerState if state is not AnswerState.ANSWERED] + [NOT_ASKED]
COUNTS = ["name", "wording", "area", "elsewhere", "numerator", "denominator", "all_records"]
SHARES = ["per_cent_of_valid_answers", "per_cent_of_all_records"]
PROBABILITIES = ["p", "adjusted_p"]
BEGINS_A_FORMULA = ("=", "+", "-", "@", "\t", "\r")


def as_csv(statement: Statement) -> str:
    """One row per figure. A mission that gives no percentages has no columns for them."""
    file = io.StringIO(newline="")
    shares = statement.terms.percentages
    left_out = [f"excluded_{state}" for state in STATES]
    extra = [*SHARES, *PROBABILITIES] if shares else []
    table = csv.DictWriter(file, [*COUNTS, *extra, *left_out, "source", "digest"], extrasaction="ignore")
    table.writeheader()
    for row in _rows(statement):
        cells = {key: "" if value is None else value for key, value in row.items()}
        cells |= {f"excluded_{state}": row["excluded"].get(state, 0) for state in STATES}
        table.writerow({key: _harmless(value) for key, value in cells.items()})
    return file.getvalue()


def as_data(statement: Statement) -> dict[str, Any]:
    """The figures with what is needed to read them: the statement, its digest, its terms, its checkpoint."""
    return {
        "mission": statement.mission.slug,
        "statement": statement.number,
        "run_at": statement.run_at.isoformat(),
        "digest": statement.digest,
        "checkpoint": statement.checkpoint,
        "percentages": statement.terms.percentages,
        "minimum_denominator": statement.terms.minimum,
        "comparisons": statement.comparisons if statement.terms.percentages else 0,
        "figures": list(_rows(statement)),
    }


def _rows(statement: Statement) -> list[dict[str, Any]]:
    plan = Plan.from_data(statement.plan)
    figures = statement.figures.defer("rows", "base_rows").select_related("area")
    return [_row(figure, statement, plan) for figure in figures]


def _row(figure: StatementFigure, statement: Statement, plan: Plan) -> dict[str, Any]:
    terms, count = statement.terms, figure.denominator is None
    row = {
        "name": figure.name,
        "wording": in_language(plan.figure(figure.of).wording, language()),
        "area": figure.area.code if figure.area else "",
        "elsewhere": figure.elsewhere,
        "numerator": figure.numerator,
        "denominator": figure.denominator,
        "all_records": None if count else figure.all_records,
        "excluded": figure.excluded,
        "source": figure.source,
        "digest": figure.digest,
    }
    if terms.percentages:
        row["per_cent_of_valid_answers"] = terms.percent(figure.numerator, figure.denominator)
        row["per_cent_of_all_records"] = terms.percent_of_all(
            figure.numerator, figure.denominator, figure.all_records
        )
        row["p"], row["adjusted_p"] = figure.p or None, figure.adjusted or None
    return row


def _harmless(value: object) -> object:
    """A text that a spreadsheet does not take for a formula."""
    return f"'{value}" if isinstance(value, str) and value.startswith(BEGINS_A_FORMULA) else value
