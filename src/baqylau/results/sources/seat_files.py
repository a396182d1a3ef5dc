"""The two files of a seat allocation: votes (CSV) and the rule (TOML). ``docs/seats.md`` describes them."""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping
from fractions import Fraction

from baqylau.core.reading import Problems, Row, read_csv
from baqylau.core.toml import Table, read_toml
from baqylau.election.sources.law_parts import read_about, read_group_quotas, read_share
from baqylau.results.methods.rule import Counted, Divisor, Method, Quota, Rule, SecondList, TieRule
from baqylau.results.sources.numbers import needed_cell, whole_cell
from baqylau.results.sources.vacancy_rule import read_vacancy

MOST_SEATS = 100_000
"""More than any house has; keeps a slip of the finger from keeping a machine busy."""

MOST_VOTES = 10**30
"""Votes of a file are not kept in a database, so they may be weighted or scaled; far above any country's."""


def read_votes(content: bytes, name: str) -> list[Counted]:
    """The options with their votes from a CSV ``option,votes[,registered_order]``.

    ``Refused`` with everything that is wrong: not a table, a cell that is not a whole number from 0, an
    option that stands twice, also in other code points (S.101), no option at all (S.102).
    """
    rows = read_csv(content, name, required=("option", "votes"), optional=("registered_order",))
    problems = Problems()
    counted = [_counted(row, problems) for row in rows]
    first: dict[str, Row] = {}
    for row, one in zip(rows, counted, strict=True):
        looks = unicodedata.normalize("NFC", one.option)
        if looks and looks in first:
            says = f"Option '{one.option}' stands in row {first[looks].number} already."
            problems.add("S.101", says, "Add the votes up, or rename one.", row.where("option"))
        first.setdefault(looks, row)
    if not rows:
        problems.add("S.102", "The table has no option.", "Give a row for each option.", f"'{name}'")
    problems.refuse_if_any()
    return counted


def _counted(row: Row, problems: Problems) -> Counted:
    votes = needed_cell(row, "votes", problems, largest=MOST_VOTES)
    return Counted(
        option=row.text("option", problems, longest=200),
        votes=votes,
        registered_order=whole_cell(row, "registered_order", problems),
    )


def read_rule(content: bytes, name: str) -> Rule:
    """The rule from a TOML file; ``Refused`` with everything that is wrong."""
    return rule_from(read_toml(content, name), name)


def rule_from(values: Mapping[str, object], name: str) -> Rule:
    """The rule from a mapping with the keys of ``RULE.toml``, such as a contest's ``seat_rule``.

    ``article`` and ``source`` say where the rule stands; they, and what the rule says of groups and of
    vacancies, change nothing here. ``Refused`` for unknown keys, wrong values (C.14x, S.111 to S.113) and
    parts that contradict each other (S.114 to S.116).
    """
    problems = Problems()
    table = Table(values, name, problems)
    method = table.text("method", choices=[str(one) for one in Method])
    quota, rounded, divisor = _way(table, method)
    second = _second_list(table, method)
    minimum_lists = table.integer("minimum_lists", or_else=2 if second else 0)
    if second and minimum_lists < 2:
        says = "There is a second_list, but minimum_lists does not ask for two."
        problems.add("S.116", says, "Set minimum_lists = 2, or leave it out.", table.where("minimum_lists"))
    seats = table.integer("seats")
    if seats > MOST_SEATS:
        problems.add("S.111", f"{seats} seats are too many.", f"At most {MOST_SEATS}.", table.where("seats"))
    threshold, base = read_share(table, "threshold", Fraction(0)), _threshold_base(table)
    of_options = table.table("thresholds")
    thresholds = {option: read_share(of_options, option, Fraction(0)) for option in of_options.keys()}  # noqa: SIM118
    not_eligible = frozenset(table.texts("not_eligible", or_else=()))
    caps = table.table("caps")
    most = {option: caps.integer(option) for option in caps.values}
    tie = table.text("tie", or_else="report", choices=[str(one) for one in TieRule])
    read_about(table)
    read_group_quotas(table)
    read_vacancy(table)
    table.finish()
    problems.refuse_if_any()
    return Rule(
        seats=seats,
        method=Method(method),
        quota=quota,
        quota_rounded=rounded,
        divisor=divisor,
        threshold=threshold,
        thresholds=thresholds,
        threshold_base=base,
        not_eligible=not_eligible,
        minimum_lists=minimum_lists,
        second_list=second,
        caps=most,
        tie=TieRule(tie),
    )


def _way(table: Table, method: str) -> tuple[Quota | None, bool, Divisor | None]:
    """The quota, whether it is rounded, and the divisor: what the method needs, nothing of the other."""
    foreign = {
        Method.LARGEST_REMAINDER: ("divisor",),
        Method.HIGHEST_AVERAGES: ("quota", "quota_rounded"),
    }.get(Method(method) if method else Method.LARGEST_REMAINDER, ())
    for key in foreign:
        if method and table.has(key):
            remedy = f"Remove '{key}', or change the method."
            table.problems.add("S.114", f"'{key}' does not go with {method}.", remedy, table.where(key))
    by_quota, by_divisor = method == Method.LARGEST_REMAINDER, method == Method.HIGHEST_AVERAGES
    quota = table.text("quota", or_else=None if by_quota else "", choices=[str(one) for one in Quota])
    divisor = table.text("divisor", or_else=None if by_divisor else "", choices=[str(one) for one in Divisor])
    rounded = table.flag("quota_rounded", or_else=False)
    return Quota(quota) if quota else None, rounded, Divisor(divisor) if divisor else None


def _second_list(table: Table, method: str) -> SecondList | None:
    second = table.table("second_list")
    if not second.values:
        return None
    if method == Method.HIGHEST_AVERAGES:
        says = "second_list corrects a quotient, which highest averages do not have."
        table.problems.add("S.115", says, "Remove it, or change the method.", table.where("second_list"))
    if isinstance(number := second.values.get("factor"), (int, float)) and not isinstance(number, bool):
        second = Table({**second.values, "factor": str(number)}, table.file, table.problems, second.path)
    factor = read_share(second, "factor", Fraction(1))
    if not factor:
        table.problems.add(
            "S.113", "A factor of 0 is not possible.", "Expected: above 0.", second.where("factor")
        )
    minimum = second.integer("minimum", or_else=0)
    second.finish()
    return SecondList(factor or Fraction(1), minimum)


def _threshold_base(table: Table) -> int | None:
    """None for ``all``, else the whole number given."""
    if isinstance(table.values.get("threshold_base"), int):
        return table.integer_or_none("threshold_base", minimum=1, largest=MOST_VOTES)
    base = table.text("threshold_base", or_else="all")
    if base != "all":
        says, remedy = (
            f"'{base[:60]}' is not a base.",
            'Expected: "all", or a whole number without quotation marks.',
        )
        table.problems.add("S.112", says, remedy, table.where("threshold_base"))
    return None
