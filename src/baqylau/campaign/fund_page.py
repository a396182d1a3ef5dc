"""What the pages of electoral funds show: accounts with what does not agree, limits, what came late."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.db.models import QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from baqylau.campaign.finance import (
    accounts_of,
    contestant_key,
    contestants_with_funds,
    in_words,
    limits_of,
    part_of,
    publications_of,
)
from baqylau.campaign.methods.finance import (
    RECEIPT,
    SPENDING,
    Account,
    Finding,
    Punctuality,
    Spread,
    by_category,
    by_day,
    check_account,
    punctuality,
    total_of,
    totals_that_fell,
)
from baqylau.campaign.models.finance import FundReport
from baqylau.campaign.register_words import AMOUNTS, as_day, label_of, money, word
from baqylau.campaign.sources.finance import NamedLimit, NamedPublication, Part
from baqylau.election.models import Option
from baqylau.mission.models import Mission

SAYS: Mapping[str, object] = {
    "X.761": gettext_lazy("The parts come to %(found)s, all receipts are given as %(expected)s."),
    "X.762": gettext_lazy("The parts known come to %(found)s of %(expected)s; the rest was not published."),
    "X.763": gettext_lazy("%(about)s: the lines come to %(found)s, more than the total %(expected)s."),
    "X.764": gettext_lazy("%(about)s: the lines come to %(found)s of %(expected)s; the rest is not listed."),
    "X.765": gettext_lazy("%(found)s was spent, and %(expected)s received."),
    "X.766": gettext_lazy("Received less spent is %(expected)s, the balance is given as %(found)s."),
    "X.767": gettext_lazy("Line %(about)s is of %(found)s, after the day as of which the account is."),
    "X.768": gettext_lazy("%(found)s, above the limit of %(expected)s: %(about)s."),
    "X.769": gettext_lazy("A donation of %(found)s, above the limit of %(expected)s: %(about)s."),
    "X.770": gettext_lazy("%(about)s: %(found)s, and %(expected)s in an earlier account."),
}
TAGS = {"disagrees": "warning", "beyond": "error", "remark": "quiet"}
STANDINGS = {
    "in_time": (gettext_lazy("In time"), "good"),
    "late": (gettext_lazy("Late"), "warning"),
    "missing": (gettext_lazy("Not in the register"), "error"),
    "not_due": (gettext_lazy("Not due yet"), "quiet"),
    "day_not_known": (gettext_lazy("Day of publication not known"), "quiet"),
}


@dataclass(frozen=True, slots=True)
class Remark:
    """A finding as a page says it."""

    code: str
    says: str
    tag: str
    article: str = ""
    source: str = ""


@dataclass(frozen=True, slots=True)
class FundRow:
    """A line of the list: the account and what does not agree in it, the grave first."""

    fund: FundReport
    remarks: tuple[Remark, ...]

    @property
    def grave(self) -> list[Remark]:
        """What is more than a remark."""
        return [one for one in self.remarks if one.tag != "quiet"]


@dataclass(frozen=True, slots=True)
class Owed:
    """A publication that a contestant owes, and how it stands."""

    publication: str
    contestant: str
    last_day: date
    fund: str
    published_on: date | None
    standing: str
    says: str
    tag: str


@dataclass(frozen=True, slots=True)
class Bound:
    """A limit with how near the account is to it; ``used`` is None where nothing is known."""

    limit: NamedLimit
    name: str
    used: Decimal | None
    percent: int | None


@dataclass(frozen=True, slots=True)
class Spending:
    """Amounts of one side by category and by day."""

    title: str
    spread: Spread
    categories: list[tuple[str, Decimal]]
    days: list[tuple[str, Decimal]]


def with_lines(funds: QuerySet[FundReport]) -> QuerySet[FundReport]:
    """Accounts with what their checks need."""
    return funds.select_related("option__contest", "contest", "area").prefetch_related("lines")


class FundChecks:
    """All accounts that somebody may know of, checked once: by themselves and against each other."""

    def __init__(self, mission: Mission, seen: QuerySet[FundReport]) -> None:
        self.part = part_of(mission.election)
        self.limits = limits_of(self.part)
        self.accounts = accounts_of(with_lines(seen))
        self.by_key = {account.key: account for account in self.accounts}
        self.findings: dict[str, list[Finding]] = {}
        for account in self.accounts:
            self.findings[account.key] = check_account(account, self.limits)
        for finding in totals_that_fell(self.accounts):
            self.findings[finding.account].append(finding)

    def remarks(self, label: str) -> tuple[Remark, ...]:
        """What does not agree in an account, in words."""
        order = {"beyond": 0, "disagrees": 1, "remark": 2}
        found = sorted(self.findings.get(label, ()), key=lambda one: order[one.severity])
        return tuple(remark_of(one, self.part) for one in found)

    def disagreeing(self) -> int:
        """How many accounts have more than a remark."""
        return sum(any(one.severity != "remark" for one in found) for found in self.findings.values())


def remark_of(finding: Finding, part: Part) -> Remark:
    """A finding in words, with article and source of the limit that it is about."""
    limit = next((one for one in part.limits if one.code == finding.about), None)
    values = {
        "about": in_words(limit.names) if limit else _about(finding.about),
        "expected": _value(finding.expected),
        "found": _value(finding.found),
    }
    return Remark(
        code=finding.code,
        says=str(SAYS[finding.code]) % values,
        tag=TAGS[finding.severity],
        article=limit.article if limit else "",
        source=limit.source if limit else "",
    )


def _about(code: str) -> str:
    return label_of(code) if code in AMOUNTS else code


def _value(text: str) -> str:
    return as_day(text) if text.count("-") > 1 else money(text)


def rows_of(funds: Iterable[FundReport], checks: FundChecks) -> list[FundRow]:
    """The lines of the list."""
    return [FundRow(fund, checks.remarks(fund.label)) for fund in funds]


def owed_in(mission: Mission, accounts: Sequence[Account], today: date) -> list[Owed]:
    """Who owes which publication, and how it stands; late and missing ones first."""
    part = part_of(mission.election)
    publications = publications_of(mission.election, part)
    if not publications:
        return []
    names = _contestant_names(mission)
    titles = {one.code: in_words(one.names) for one in part.publications}
    found = punctuality(publications, contestants_with_funds(mission.election), accounts, today)
    order = {"missing": 0, "late": 1, "day_not_known": 2, "in_time": 3, "not_due": 4}
    return [_owed(one, titles, names) for one in sorted(found, key=lambda one: order[one.standing])]


def _owed(one: Punctuality, titles: Mapping[str, str], names: Mapping[str, str]) -> Owed:
    says, tag = STANDINGS[one.standing]
    return Owed(
        publication=titles[one.publication],
        contestant=names.get(one.contestant.who, one.contestant.who),
        last_day=one.last_day,
        fund=one.account,
        published_on=one.published_on,
        standing=one.standing,
        says=str(says),
        tag=tag,
    )


def _contestant_names(mission: Mission) -> dict[str, str]:
    options = Option.objects.filter(contest__election=mission.election).select_related("contest")
    return {contestant_key(option): option.name for option in options}


def bounds_of(account: Account, part: Part) -> list[Bound]:
    """The limits that bind an account, each with what is used of it."""
    named = {one.code: one for one in part.limits}
    return [_bound(named[limit.code], account) for limit in limits_of(part) if limit.binds(account)]


def _bound(limit: NamedLimit, account: Account) -> Bound:
    used = largest_donation(account, limit.measure) if limit.measure.startswith("donation_") else None
    if not limit.measure.startswith("donation_"):
        used = total_of(account, limit.measure)
    percent = int(used * 100 / limit.amount) if used is not None and limit.amount else None
    return Bound(limit, in_words(limit.names), used, percent)


def largest_donation(account: Account, measure: str) -> Decimal | None:
    """The largest single donation of a kind; None where no line is of it."""
    category = measure.removeprefix("donation_")
    return max((line.amount for line in account.lines if line.category == category), default=None)


def spending_of(account: Account) -> list[Spending]:
    """Receipts and spending by category and by day, where there are lines."""
    sides = ((RECEIPT, _("Received")), (SPENDING, _("Spent")))
    found = []
    for side, title in sides:
        spread = by_category(account, side)
        if spread.amounts:
            categories = [(word("category", code), amount) for code, amount in spread.amounts.items()]
            days = [(as_day(day), amount) for day, amount in by_day(account, side).amounts.items()]
            found.append(Spending(title, spread, categories, days))
    return found


def not_known(part: Part) -> list[str]:
    """What the pack says it does not know; where there is no part at all, that."""
    if not (part.limits or part.publications or part.unknown):
        return [_("The pack of this election says nothing about campaign finance: no limit is checked.")]
    return [in_words(one.says) for one in part.unknown]


def publications_named(part: Part) -> dict[str, NamedPublication]:
    """The publications of the pack by their codes."""
    return {one.code: one for one in part.publications}
