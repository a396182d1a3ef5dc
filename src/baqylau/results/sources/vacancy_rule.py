"""Who fills a vacancy, as a rule says it."""

from __future__ import annotations

from baqylau.core.toml import Table
from baqylau.election.sources.law_parts import read_about
from baqylau.results.methods.vacancies import FROM_THE_LIST, FilledBy, VacancyRule


def read_vacancy(rule: Table) -> VacancyRule | None:
    """The table ``vacancy`` of a rule; None where it says nothing, or something wrong."""
    table = rule.table("vacancy")
    if not table.values:
        return None
    before = len(table.problems.found)
    ways = [str(one) for one in FilledBy]
    filled_by = table.text("filled_by", choices=ways)
    others = [str(one) for one in FilledBy if one not in FROM_THE_LIST]
    exhausted = table.text("list_exhausted", or_else="vacant", choices=others)
    months = table.integer_or_none("within_months", minimum=1, largest=1200)
    article, source = read_about(table)
    table.finish()
    if len(table.problems.found) > before:
        return None
    return VacancyRule(
        filled_by=FilledBy(filled_by),
        list_exhausted=FilledBy(exhausted),
        within_months=months,
        article=article,
        source=source,
    )
