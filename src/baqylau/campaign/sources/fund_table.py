"""The table by which a mission takes in electoral funds: a row for an account's totals, or for one amount."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

from baqylau.campaign.methods.finance import DONATIONS, OTHER_RECEIPT, OWN, RECEIPT, SPENDING
from baqylau.campaign.sources.finance import amount
from baqylau.core.problem import Phrase
from baqylau.core.reading import Problems, Row, short
from baqylau.core.workbook import read_table

REQUIRED = ("contestant", "as_of")
TOTALS = ("own_funds", "donations", "other_receipts", "receipts", "spending", "balance")
LINE = ("side", "category", "amount", "day", "who")
TEXTS: Mapping[str, int] = {"option": 60, "publication": 40, "source": 2000, "note": 2000}
"""Columns of an account with the longest text that each may hold."""
OPTIONAL = ("number", "contest", "published_on", *TEXTS, *TOTALS, *LINE)
RECEIPT_CATEGORIES = (OWN, *sorted(DONATIONS), OTHER_RECEIPT)
SPENDING_CATEGORIES = (
    "broadcast",
    "press",
    "online",
    "outdoor",
    "print",
    "meetings",
    "travel",
    "staff",
    "other_spending",
)
CATEGORIES = (*RECEIPT_CATEGORIES, *SPENDING_CATEGORIES)


@dataclass(frozen=True, slots=True)
class FundLineRow:
    """One amount of a table."""

    side: str
    category: str
    amount: Decimal
    day: date | None
    who: str


@dataclass
class FundRow:
    """One account of a table: rows with the same contestant, contest and day are one.

    ``where`` is its first row; ``texts`` are option, publication, source and note as far as given.
    """

    where: str
    contestant: str
    contest: str
    as_of: date
    published_on: date | None = None
    texts: dict[str, str] = field(default_factory=dict)
    totals: dict[str, Decimal] = field(default_factory=dict)
    lines: list[FundLineRow] = field(default_factory=list)


def read_funds(content: bytes, name: str) -> list[FundRow]:
    """The accounts of a CSV or XLSX table. ``Refused`` with every problem of every row (C.1xx, X.72x).

    Each row has contestant and as_of, and totals, or one line (category, amount), or both. What rows of one
    account say twice must be the same.
    """
    rows = read_table(content, name, required=REQUIRED, optional=OPTIONAL)
    problems = Problems()
    found: dict[tuple[str, str, date], FundRow] = {}
    for row in rows:
        _take(row, found, problems)
    if not rows:
        says = Phrase("The table has no rows.")
        problems.add("X.720", says, Phrase("Give the file that was meant."), f"'{name}'")
    problems.refuse_if_any()
    return list(found.values())


def _take(row: Row, found: dict[tuple[str, str, date], FundRow], problems: Problems) -> None:
    contestant = row.text("contestant", problems, longest=200)
    contest = row.text("contest", problems, longest=60, needed=False)
    as_of = row.day("as_of", problems, needed=True)
    totals = {name: _money(row, name, problems) for name in TOTALS}
    texts = {name: row.text(name, problems, longest=most, needed=False) for name, most in TEXTS.items()}
    published = row.day("published_on", problems)
    line = _line(row, problems) if any(row.values.get(name, "").strip() for name in LINE) else None
    if not any(row.values.get(name, "").strip() for name in (*TOTALS, *LINE)):
        remedy = Phrase("Give a total or a line, or leave the row out.")
        problems.add("X.722", Phrase("The row has no amount."), remedy, row.where())
    if not contestant or as_of is None:
        return
    account = found.setdefault((contestant, contest, as_of), FundRow(row.where(), contestant, contest, as_of))
    for name, total in totals.items():
        if total is not None and account.totals.setdefault(name, total) != total:
            _twice(name, row, problems)
    for name, text in texts.items():
        if text and account.texts.setdefault(name, text) != text:
            _twice(name, row, problems)
    if published and account.published_on not in (None, published):
        _twice("published_on", row, problems)
    account.published_on = published or account.published_on
    if line is not None:
        account.lines.append(line)


def _twice(column: str, row: Row, problems: Problems) -> None:
    says = Phrase("'{column}' of this account is given twice, and not alike.", column=column)
    problems.add("X.723", says, Phrase("Give it once, or the same in each row."), row.where(column))


def _line(row: Row, problems: Problems) -> FundLineRow | None:
    category = row.choice("category", CATEGORIES, problems)
    side = row.choice("side", (RECEIPT, SPENDING), problems, needed=False)
    money = _money(row, "amount", problems, needed=True)
    day = row.day("day", problems)
    who = row.text("who", problems, longest=200, needed=False)
    meant = RECEIPT if category in RECEIPT_CATEGORIES else SPENDING
    if category and side and side != meant:
        says = Phrase("Category '{category}' stands on the other side.", category=category)
        problems.add("X.725", says, Phrase("Expected: {expected}.", expected=meant), row.where("side"))
    return None if money is None or not category else FundLineRow(meant, category, money, day, who)


def _money(row: Row, name: str, problems: Problems, *, needed: bool = False) -> Decimal | None:
    """An amount; only a balance may be negative. None for an empty cell, which is not 0."""
    text = row.text(name, problems, needed=needed)
    if not text:
        return None
    negative = name == "balance" and text[0] in "-−"
    found = amount(text[1:] if negative else text)
    if found is None:
        says = Phrase("'{amount}' is no amount.", amount=short(text))
        remedy = Phrase("Expected digits, and two decimals after a dot or comma: 1050000.50.")
        problems.add("X.726", says, remedy, row.where(name))
        return None
    return -found if negative else found
