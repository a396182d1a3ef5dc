"""All that a contest's ``seat_rule`` says: how its seats are won, quotas for groups, who fills a vacancy.

A party list has the keys of ``RULE.toml`` (see :mod:`.seat_files`); a district with one seat has ``method``
"plurality" or "two_rounds". Both may have ``group_quota`` (a list of tables) and ``vacancy`` (a table).
``docs/seats.md`` describes the keys.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction

from baqylau.core.reading import Problems
from baqylau.core.toml import Table
from baqylau.election.methods.list_quotas import GroupQuota
from baqylau.election.sources.law_parts import read_about, read_group_quotas, read_share
from baqylau.results.methods.districts import DistrictMethod, DistrictRule
from baqylau.results.methods.rule import Rule, TieRule
from baqylau.results.methods.vacancies import VacancyRule
from baqylau.results.sources.seat_files import rule_from
from baqylau.results.sources.vacancy_rule import read_vacancy

HALF = Fraction(1, 2)


@dataclass(frozen=True, slots=True)
class ContestRule:
    """``seats`` is the rule for lists or the one for a district."""

    seats: Rule | DistrictRule
    group_quotas: tuple[GroupQuota, ...] = ()
    vacancy: VacancyRule | None = None
    article: str = ""
    source: str = ""


def contest_rule_from(values: Mapping[str, object], name: str) -> ContestRule:
    """The rules from a contest's ``seat_rule``; ``Refused`` with everything that is wrong in it."""
    if values.get("method") not in list(DistrictMethod):
        seats: Rule | DistrictRule = rule_from(values, name)
    else:
        seats = _district_rule(values, name)
    table = Table(values, name, Problems())
    return ContestRule(seats, read_group_quotas(table), read_vacancy(table), *read_about(table))


def _district_rule(values: Mapping[str, object], name: str) -> DistrictRule:
    problems = Problems()
    table = Table(values, name, problems)
    method = table.text("method", choices=[str(one) for one in DistrictMethod])
    if table.integer("seats") != 1:
        says = "A district by plurality or in two rounds has one seat."
        problems.add("S.117", says, "Set seats = 1, or change the method.", table.where("seats"))
    majority = read_share(table, "majority", HALF)
    if majority == 1:
        says = "Nobody can have more than all votes."
        problems.add("S.113", says, "Expected: below 100 %.", table.where("majority"))
    if table.has("majority") and method == DistrictMethod.PLURALITY:
        says = "'majority' does not go with plurality."
        problems.add("S.114", says, "Remove it, or change the method.", table.where("majority"))
    not_eligible = frozenset(table.texts("not_eligible", or_else=()))
    tie = table.text("tie", or_else="report", choices=[str(one) for one in TieRule])
    read_about(table)
    read_group_quotas(table)
    read_vacancy(table)
    table.finish()
    problems.refuse_if_any()
    return DistrictRule(
        method=DistrictMethod(method), majority=majority, not_eligible=not_eligible, tie=TieRule(tie)
    )
