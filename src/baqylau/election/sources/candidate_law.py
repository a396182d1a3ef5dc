"""Who may stand, as a pack says it: the tables ``[[candidate_law]]`` of ``election.toml``.

Each names the kinds of contest it is about, what it asks, the article and the source. A contest keeps those
that are about it; together with the quotas of its seat rule they are its law.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from fractions import Fraction
from typing import Any

from baqylau.core.reading import Problems
from baqylau.core.toml import Table
from baqylau.election.methods.eligibility import Demand, Law
from baqylau.election.methods.list_quotas import Stage
from baqylau.election.sources.law_parts import read_about, read_group_quotas, read_share

KEYS = ("minimum_age", "residence_years", "deposit")
NOT_A_LAW = "P.182"


def read_candidate_laws(table: Table, kinds: Sequence[str]) -> list[dict[str, Any]]:
    """The tables as they stand, checked; what is wrong goes to the table's problems."""
    return [_one(one, kinds) for one in table.tables("candidate_law")]


def _one(table: Table, kinds: Sequence[str]) -> dict[str, Any]:
    for kind in table.texts("contests"):
        if kind not in kinds:
            remedy = f"Expected: {', '.join(kinds)}."
            table.problems.add(
                NOT_A_LAW, f"'{kind[:40]}' is not a kind of contest.", remedy, table.where("contests")
            )
    for key in KEYS:
        table.integer_or_none(key, minimum=1)
    table.flag("members_only", or_else=False)
    read_share(table, "list_over", Fraction(0))
    if table.has("deposit") != table.has("currency"):
        says = "A deposit and its currency go together."
        table.problems.add(NOT_A_LAW, says, "Give both or neither.", table.where("deposit"))
    if table.has("currency"):
        table.text("currency", longest=3)
    table.text("source")
    read_about(table)
    table.finish()
    return dict(table.values)


def law_from(rules: Sequence[Mapping[str, Any]] | None, seat_rule: Mapping[str, Any] | None) -> Law:
    """The law of a contest from what it keeps of the pack, already checked when it was loaded."""
    found: dict[str, Any] = {}
    for rule in rules or ():
        about = {"article": str(rule.get("article", "")), "source": str(rule.get("source", ""))}
        for key in KEYS:
            if isinstance(value := rule.get(key), int):
                found[key] = Demand(value, **about)
        if rule.get("members_only") is True:
            found["members_only"] = Demand(1, **about)
        if isinstance(rule.get("currency"), str):
            found["currency"] = rule["currency"]
        over = read_share(Table(rule, "", Problems()), "list_over", Fraction(0))
        if over:
            found["list_over"] = (over, Demand(0, **about))
    quotas = read_group_quotas(Table(seat_rule, "", Problems())) if seat_rule else ()
    found["quotas"] = tuple(one for one in quotas if one.stage is Stage.LIST)
    return Law(**found)
