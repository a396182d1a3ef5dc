"""Electoral funds as published: do their sums add up, do they keep the limits, did they come in time.

A finding says that published numbers disagree with each other or lie beyond a limit of the pack; never why.
Amounts are exact decimals of one currency; an amount that was not published is None, and no check uses it.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Literal

RECEIPT, SPENDING = "receipt", "spending"
OWN = "own"
CONTESTANT_KINDS = ("party", "alliance", "candidate")
"""Sorts of contestants that have a fund."""
DONATIONS = frozenset({"person", "organisation", "donations"})
OTHER_RECEIPT = "other_receipt"
MEASURES = ("own_funds", "donations", "receipts", "spending", "donation_person", "donation_organisation")
"""What a limit may be on: four totals of a fund, and one donation of a person or an organisation."""

Severity = Literal["disagrees", "beyond", "late", "missing", "remark"]


@dataclass(frozen=True, slots=True)
class Line:
    """One amount on one side of an account; ``key`` names it to people."""

    key: str
    side: str
    category: str
    amount: Decimal
    day: date | None = None


@dataclass(frozen=True, slots=True)
class Account:
    """What was published of one fund as of one day, amounts since it began.

    ``who`` is the contestant, ``kind`` what sort of one ("party", "candidate" …), ``contest`` its contest.
    ``due`` is the code of the publication that it is, "" where it is none that the pack names.
    """

    key: str
    who: str
    as_of: date
    kind: str = ""
    contest: str = ""
    published_on: date | None = None
    due: str = ""
    own_funds: Decimal | None = None
    donations: Decimal | None = None
    other_receipts: Decimal | None = None
    receipts: Decimal | None = None
    spending: Decimal | None = None
    balance: Decimal | None = None
    lines: tuple[Line, ...] = ()


@dataclass(frozen=True, slots=True)
class Limit:
    """At most ``amount`` of a measure, for contestants of some kinds and contests; empty means all."""

    code: str
    measure: str
    amount: Decimal
    kinds: frozenset[str] = frozenset()
    contests: frozenset[str] = frozenset()

    def binds(self, account: Account) -> bool:
        """Whether the limit is one of this account's."""
        kind_fits = not self.kinds or account.kind in self.kinds
        return kind_fits and (not self.contests or account.contest in self.contests)


@dataclass(frozen=True, slots=True)
class Publication:
    """An account that has to be published by the end of ``last_day``, by contestants as of a limit."""

    code: str
    last_day: date
    kinds: frozenset[str] = frozenset()
    contests: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Contestant:
    """Somebody who has a fund."""

    who: str
    kind: str = ""
    contest: str = ""


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that does not agree: ``code``, on which account (or, where none is there, whose).

    ``expected`` and ``found`` are the two amounts, days or numbers that it is about; ``about`` names the
    measure, category, limit or publication.
    """

    code: str
    severity: Severity
    account: str
    who: str
    about: str = ""
    expected: str = ""
    found: str = ""


def check_account(account: Account, limits: Iterable[Limit] = ()) -> list[Finding]:
    """Every finding on one account by itself."""
    found = [
        *parts_against_receipts(account),
        *lines_against_totals(account),
        *more_spent_than_received(account),
        *balance_that_does_not_follow(account),
        *lines_after_the_day(account),
    ]
    for limit in limits:
        found += beyond_a_limit(account, limit)
    return found


def parts_against_receipts(account: Account) -> Iterator[Finding]:
    """X.761: own funds, donations and other receipts do not add up to all that was received.

    Innocent reasons: a kind of receipt that was not published apart; rounding in the source. Where a part is
    not known, only parts that already exceed the whole are a finding; the rest is a remark (X.762).
    """
    parts = (account.own_funds, account.donations, account.other_receipts)
    if account.receipts is None or all(part is None for part in parts):
        return
    known = sum((part for part in parts if part is not None), Decimal(0))
    if known == account.receipts:
        return
    complete = account.own_funds is not None and account.donations is not None
    if complete or known > account.receipts:
        yield _finding("X.761", "disagrees", account, "receipts", account.receipts, known)
    else:
        yield _finding("X.762", "remark", account, "receipts", account.receipts, known)


def lines_against_totals(account: Account) -> Iterator[Finding]:
    """X.763: the lines of a side, or of own funds or donations, add up to more than the total says;
    X.764 (remark): they add up to less, so that some were not published.

    Innocent reasons: lines published up to another day; small donations published as one sum.
    """
    lines = account.lines
    sums: dict[str, tuple[Decimal | None, list[Line]]] = {
        "receipts": (account.receipts, [one for one in lines if one.side == RECEIPT]),
        "spending": (account.spending, [one for one in lines if one.side == SPENDING]),
        "own_funds": (account.own_funds, [one for one in lines if one.category == OWN]),
        "donations": (account.donations, [one for one in lines if one.category in DONATIONS]),
    }
    for measure, (total, of_it) in sums.items():
        if total is None or not of_it:
            continue
        listed = sum((one.amount for one in of_it), Decimal(0))
        if listed > total:
            yield _finding("X.763", "disagrees", account, measure, total, listed)
        elif listed < total:
            yield _finding("X.764", "remark", account, measure, total, listed)


def more_spent_than_received(account: Account) -> Iterator[Finding]:
    """X.765: more was spent than came in.

    Innocent reasons: bills entered before the money for them; receipts published up to an earlier day.
    """
    if account.receipts is not None and account.spending is not None and account.spending > account.receipts:
        yield _finding("X.765", "disagrees", account, "spending", account.receipts, account.spending)


def balance_that_does_not_follow(account: Account) -> Iterator[Finding]:
    """X.766: what is left is not what was received less what was spent.

    Innocent reasons: money returned to donors or to the budget, which was not published apart.
    """
    if account.balance is None or account.receipts is None or account.spending is None:
        return
    left = account.receipts - account.spending
    if account.balance != left:
        yield _finding("X.766", "disagrees", account, "balance", left, account.balance)


def lines_after_the_day(account: Account) -> Iterator[Finding]:
    """X.767: a line is dated after the day as of which the account was published.

    Innocent reasons: a slip in the date; lines taken from a later list.
    """
    for line in account.lines:
        if line.day is not None and line.day > account.as_of:
            yield _finding("X.767", "disagrees", account, line.key, account.as_of, line.day)


def beyond_a_limit(account: Account, limit: Limit) -> Iterator[Finding]:
    """X.768: a total of the fund, or X.769: one donation, is above the pack's limit.

    Innocent reasons: several donations listed as one; what was above was returned and the return is not in
    the account; the limit changed. The law's text decides, article and source stand beside the limit.
    """
    if not limit.binds(account):
        return
    if limit.measure.startswith("donation_"):
        category = limit.measure.removeprefix("donation_")
        for line in account.lines:
            if line.category == category and line.amount > limit.amount:
                yield _finding("X.769", "beyond", account, limit.code, limit.amount, line.amount)
        return
    total = total_of(account, limit.measure)
    if total is not None and total > limit.amount:
        yield _finding("X.768", "beyond", account, limit.code, limit.amount, total)


def total_of(account: Account, measure: str) -> Decimal | None:
    """A total as published; where it was not, the sum of its lines, None where there are none."""
    published: Mapping[str, Decimal | None] = {
        "own_funds": account.own_funds,
        "donations": account.donations,
        "receipts": account.receipts,
        "spending": account.spending,
    }
    if published[measure] is not None:
        return published[measure]
    amounts = [line.amount for line in account.lines if _belongs(line, measure)]
    return sum(amounts, Decimal(0)) if amounts else None


def _belongs(line: Line, measure: str) -> bool:
    if measure == "own_funds":
        return line.category == OWN
    if measure == "donations":
        return line.category in DONATIONS
    return line.side == (RECEIPT if measure == "receipts" else SPENDING)


def totals_that_fell(accounts: Iterable[Account]) -> list[Finding]:
    """X.770: amounts since the fund began are smaller in a later account of the same contestant and contest.

    Innocent reasons: a donation was returned; one of the two accounts is of a period, not of all until then.
    """
    series: dict[tuple[str, str], list[Account]] = {}
    for account in accounts:
        series.setdefault((account.who, account.contest), []).append(account)
    found: list[Finding] = []
    for those in series.values():
        last: dict[str, Decimal] = {}
        for account in sorted(those, key=lambda one: (one.as_of, one.key)):
            for measure in ("own_funds", "donations", "receipts", "spending"):
                value: Decimal | None = getattr(account, measure)
                if value is None:
                    continue
                if measure in last and value < last[measure]:
                    found.append(_finding("X.770", "disagrees", account, measure, last[measure], value))
                last[measure] = value
    return found


@dataclass(frozen=True, slots=True)
class Punctuality:
    """One contestant's publication: when it was due, which account it is, what that comes to."""

    publication: str
    contestant: Contestant
    last_day: date
    account: str = ""
    published_on: date | None = None
    standing: Literal["in_time", "late", "missing", "not_due", "day_not_known"] = "not_due"


def punctuality(
    publications: Sequence[Publication],
    contestants: Collection[Contestant],
    accounts: Sequence[Account],
    today: date,
) -> list[Punctuality]:
    """For each publication and contestant that owes it: in time, late, missing, not due, or day not known.

    An account counts for the publication that it names; of several the one published first. Missing means
    that the register has none, which is no proof that none was published.
    """
    by_due: dict[tuple[str, str, str], list[Account]] = {}
    for account in accounts:
        if account.due:
            by_due.setdefault((account.due, account.who, account.contest), []).append(account)
    return [
        _punctual(one, who, by_due.get((one.code, who.who, who.contest), []), today)
        for one in publications
        for who in contestants
        if (not one.kinds or who.kind in one.kinds) and (not one.contests or who.contest in one.contests)
    ]


def _punctual(one: Publication, who: Contestant, of_it: Sequence[Account], today: date) -> Punctuality:
    if not of_it:
        standing: Literal["missing", "not_due"] = "missing" if today > one.last_day else "not_due"
        return Punctuality(one.code, who, one.last_day, standing=standing)
    dated = [account for account in of_it if account.published_on is not None]
    if not dated:
        return Punctuality(one.code, who, one.last_day, of_it[0].key, standing="day_not_known")
    first = min(dated, key=lambda account: account.published_on or date.max)
    late = first.published_on is not None and first.published_on > one.last_day
    return Punctuality(
        one.code, who, one.last_day, first.key, first.published_on, "late" if late else "in_time"
    )


@dataclass(frozen=True, slots=True)
class Spread:
    """Amounts by category or by day, with what the total leaves unlisted (None where there is no total)."""

    amounts: Mapping[str, Decimal] = field(default_factory=dict)
    total: Decimal | None = None

    @property
    def listed(self) -> Decimal:
        return sum(self.amounts.values(), Decimal(0))

    @property
    def unlisted(self) -> Decimal | None:
        return None if self.total is None else self.total - self.listed


def by_category(account: Account, side: str) -> Spread:
    """The lines of a side by category, the largest first; the residual is a value, never spread over them."""
    total = account.receipts if side == RECEIPT else account.spending
    return Spread(_summed((line.category, line) for line in account.lines if line.side == side), total)


def by_day(account: Account, side: str) -> Spread:
    """The lines of a side by their day in the order of days; "" for those without one."""
    total = account.receipts if side == RECEIPT else account.spending
    summed = _summed(
        (line.day.isoformat() if line.day else "", line) for line in account.lines if line.side == side
    )
    return Spread(dict(sorted(summed.items())), total)


def _summed(lines: Iterable[tuple[str, Line]]) -> dict[str, Decimal]:
    sums: dict[str, Decimal] = {}
    for name, line in lines:
        sums[name] = sums.get(name, Decimal(0)) + line.amount
    return dict(sorted(sums.items(), key=lambda item: (-item[1], item[0])))


def _finding(
    code: str, severity: Severity, account: Account, about: str, expected: object, found: object
) -> Finding:
    return Finding(code, severity, account.key, account.who, about, str(expected), str(found))
