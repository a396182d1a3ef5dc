"""What rules of every kind may have: shares, quotas for groups, where the rule stands."""

from __future__ import annotations

import re
from fractions import Fraction

from baqylau.core.toml import Table
from baqylau.election.methods.list_quotas import Group, GroupQuota, Stage

_SHARE = re.compile(
    r"(?P<number>[0-9]{1,12}(?:\.[0-9]{1,12})?)\s*(?P<percent>%)?|[0-9]{1,12}/[0-9]{1,12}", re.A
)


def read_share(table: Table, key: str, or_else: Fraction) -> Fraction:
    """A text such as "5%", "1/20" or "0.05" as an exact fraction from 0 to 1."""
    text = table.text(key, or_else="") if key in table.values else ""
    if not text:
        return or_else
    match = _SHARE.fullmatch(text)
    share = None
    if match and match["number"]:
        share = Fraction(match["number"]) / (100 if match["percent"] else 1)
    elif match and int(text.split("/")[1]):
        share = Fraction(text)
    if share is None or share > 1:
        remedy = 'Expected: a text such as "5%", "1/20" or "0.05", from 0 to 100 %.'
        table.problems.add("S.113", f"'{text[:60]}' is not a share.", remedy, table.where(key))
        return or_else
    return share


def read_group_quotas(rule: Table) -> tuple[GroupQuota, ...]:
    """The tables ``group_quota`` of a rule, without those that are wrong."""
    return tuple(quota for one in rule.tables("group_quota") if (quota := _group_quota(one)))


def _group_quota(table: Table) -> GroupQuota | None:
    before = len(table.problems.found)
    stage = table.text("stage", choices=[str(one) for one in Stage])
    groups = table.texts("groups")
    unknown = [group for group in groups if group not in list(Group)]
    if unknown or not groups:
        says = f"'{unknown[0][:60]}' is not a group known here." if unknown else "No group is named."
        remedy = f"Expected: {', '.join(Group)}."
        table.problems.add("S.131", says, remedy, table.where("groups"))
    share = read_share(table, "share", Fraction(0))
    if not share and len(table.problems.found) == before:
        table.problems.add("S.113", "The quota has no share.", "Expected: above 0.", table.where("share"))
    youth_under = table.integer_or_none("youth_under", minimum=1, largest=150)
    if (Group.YOUTH in groups) != (youth_under is not None):
        says = "Youth and the age that the young have not reached go together."
        table.problems.add("S.132", says, "Give both or neither.", table.where("youth_under"))
    article, source = read_about(table)
    table.finish()
    if len(table.problems.found) > before:
        return None
    return GroupQuota(
        stage=Stage(stage),
        groups=frozenset(Group(one) for one in groups),
        share=share,
        youth_under=youth_under,
        article=article,
        source=source,
    )


def read_about(table: Table) -> tuple[str, str]:
    """``article`` and ``source``: where a rule stands."""
    return table.text("article", or_else=""), table.text("source", or_else="")
