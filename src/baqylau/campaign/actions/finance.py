"""Electoral funds: an account as it was published, its lines, entered and changed."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.db import transaction
from django.db.models import Max

from baqylau.accounts.models import User
from baqylau.campaign.actions.register_writing import (
    as_fields,
    change,
    check_entry,
    enter,
    locked,
    write_history,
)
from baqylau.campaign.finance import part_of
from baqylau.campaign.models.finance import RECEIPTS, FundLine, FundReport, LineCategory, Side
from baqylau.campaign.models.register_entries import KnownBy
from baqylau.core.problem import Phrase, Problem, Refused
from baqylau.core.reading import Problems
from baqylau.election.models import Area, Contest, Option
from baqylau.mission.history import Altered, kept, set_fields
from baqylau.mission.models import Mission

AMOUNTS = ("own_funds", "donations", "other_receipts", "receipts", "spending", "balance")
LARGEST = Decimal(10) ** 15
MOST_LINES = 20_000


@dataclass(frozen=True, slots=True, kw_only=True)
class FundData:
    """What was published of a fund as of one day."""

    contestant: str
    as_of: date | None
    option: Option | None = None
    confidential: bool = False
    published_on: date | None = None
    due_code: str = ""
    own_funds: Decimal | None = None
    donations: Decimal | None = None
    other_receipts: Decimal | None = None
    receipts: Decimal | None = None
    spending: Decimal | None = None
    balance: Decimal | None = None
    contest: Contest | None = None
    area: Area | None = None
    source_kind: str = KnownBy.PUBLISHED
    source: str = ""
    says: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class LineData:
    """One amount of a fund."""

    category: str
    amount: Decimal | None
    day: date | None = None
    who: str = ""


@transaction.atomic
def add_fund(*, mission: Mission, given: FundData, by: User | None, now: datetime) -> FundReport:
    """Enter an account. ``Refused`` with all that is wrong: X.731 – X.736, X.750 – X.755."""
    return enter(FundReport, checked_fund(given, mission), "fund_added", mission=mission, by=by, now=now)


@transaction.atomic
def change_fund(
    *, fund: FundReport, given: FundData, version: int | None, by: User, now: datetime
) -> FundReport:
    """Change what is said of it; where nothing differs, nothing is written. Also X.730."""
    found = locked(FundReport, fund, version)
    return change(
        found,
        checked_fund(given, found.mission, found, has_lines=found.lines.exists()),
        "fund_changed",
        by=by,
        now=now,
    )


@transaction.atomic
def add_line(
    *, fund: FundReport, given: LineData, version: int | None, by: User | None, now: datetime
) -> FundLine:
    """Enter one amount. ``Refused``: X.730, X.731, X.733 – X.735, X.750, X.756."""
    found = locked(FundReport, fund, version)
    values = checked_line(given)
    last = found.lines.aggregate(last=Max("position"))["last"] or 0
    if last >= MOST_LINES:
        says = Phrase("An account has at most {most} lines.", most=MOST_LINES)
        raise Refused(Problem("X.756", says, Phrase("Enter sums by category.")))
    made = FundLine(report=found, position=last + 1)
    altered = set_fields(made, values)
    made.save()
    _line_changed(found, "fund_line_added", altered, made.position, by=by, now=now)
    return made


@transaction.atomic
def remove_line(*, line: FundLine, version: int | None, by: User, now: datetime) -> None:
    """Take an amount out that was entered by mistake; the history keeps it. Also X.730."""
    found = locked(FundReport, line.report, version)
    names = ("side", "category", "amount", "day", "who")
    altered = [Altered(name, kept(getattr(line, name)), None) for name in names]
    place = line.position
    line.delete()
    _line_changed(found, "fund_line_removed", altered, place, by=by, now=now)


def _line_changed(
    fund: FundReport, done: str, altered: list[Altered], place: int, *, by: User | None, now: datetime
) -> None:
    fund.version += 1
    fund.save(update_fields=["version"])
    write_history(fund, done, altered, by=by, now=now, line=place)


def checked_fund(
    given: FundData, mission: Mission, fund: FundReport | None = None, *, has_lines: bool = False
) -> dict[str, Any]:
    """The values of an account, or ``Refused`` with all that is wrong."""
    values = as_fields(given)
    option = values["option"]
    if option is not None:
        values["contest"] = option.contest
        values["contestant"] = values["contestant"] or option.name
    problems = Problems()
    check_entry(FundReport, values, mission, problems, needed=("contestant", "as_of", "source_kind"))
    _check_amounts(values, problems)
    if not has_lines and all(values[name] is None for name in AMOUNTS) and not values["says"]:
        says = Phrase("There is neither an amount nor a word about the fund.")
        problems.add("X.751", says, Phrase("Enter an amount, or say what was published."), "receipts")
    _check_days(values, mission, problems)
    _check_same(values, mission, fund, problems)
    problems.refuse_if_any()
    return values


def _check_amounts(values: Mapping[str, Any], problems: Problems) -> None:
    for name in AMOUNTS:
        value = values[name]
        if value is None:
            continue
        if value < 0 and name != "balance":
            says = Phrase("An amount that was received or spent is not negative.")
            problems.add("X.750", says, Phrase("Correct the amount."), name)
        elif abs(value) >= LARGEST:
            problems.add("X.750", Phrase("The amount is too large."), Phrase("Correct the amount."), name)


def _check_days(values: Mapping[str, Any], mission: Mission, problems: Problems) -> None:
    as_of, published = values["as_of"], values["published_on"]
    if as_of and published and published < as_of:
        says = Phrase("It was published before the day as of which it is.")
        problems.add("X.752", says, Phrase("Correct one of the two dates."), "published_on")
    known = {one.code for one in part_of(mission.election).publications}
    if values["due_code"] and values["due_code"] not in known:
        says = Phrase("The pack knows no publication '{code}'.", code=values["due_code"][:40])
        problems.add("X.753", says, Phrase("Choose one of the list, or none."), "due_code")
    option = values["option"]
    if option is not None and option.contest.election_id != mission.election_id:
        says = Phrase("This contestant belongs to another election.")
        problems.add("X.732", says, Phrase("Choose one of this election."), "option")


def _check_same(
    values: Mapping[str, Any], mission: Mission, fund: FundReport | None, problems: Problems
) -> None:
    """One account of a contestant and day stands in the register once; corrections are changes of it."""
    same = FundReport.objects.filter(
        mission=mission,
        contestant=values["contestant"],
        contest=values["contest"],
        as_of=values["as_of"],
        confidential=values["confidential"],
    )
    if values["as_of"] and (same.exclude(pk=fund.pk) if fund else same).exists():
        says = Phrase("The account of this contestant as of this day is in the register already.")
        problems.add("X.755", says, Phrase("Change that entry instead."), "as_of")


def checked_line(given: LineData) -> dict[str, Any]:
    """The values of a line with the side that its category stands on."""
    values = as_fields(given)
    problems = Problems()
    if values["category"] not in LineCategory.values:
        says = Phrase("'{value}' is none of the choices.", value=str(values["category"])[:40])
        problems.add("X.731", says, Phrase("Choose one of them."), "category")
    if values["amount"] is None:
        problems.add("X.735", Phrase("This is needed."), Phrase("Fill it in."), "amount")
    elif not 0 <= values["amount"] < LARGEST:
        problems.add("X.750", Phrase("The amount is not possible."), Phrase("Correct the amount."), "amount")
    if len(values["who"]) > 200:
        says = Phrase("The text has more than {longest} characters.", longest=200)
        problems.add("X.733", says, Phrase("Shorten it."), "who")
    problems.refuse_if_any()
    values["side"] = Side.RECEIPT if values["category"] in RECEIPTS else Side.SPENDING
    return values
