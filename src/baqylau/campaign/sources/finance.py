"""``campaign.toml`` of a pack: limits of electoral funds and when they are to be published."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from decimal import Decimal

from baqylau.campaign.methods.finance import CONTESTANT_KINDS, MEASURES
from baqylau.core.problem import Phrase
from baqylau.core.reading import Problems, short
from baqylau.core.toml import Table, read_toml

FILE = "campaign.toml"
LANGUAGES = ("en", "ru", "kk")
STATUSES = ("published", "unconfirmed")
_CODE = re.compile(r"[a-z][a-z0-9_]{0,39}")
_POINT = re.compile(r"[a-z][a-z0-9_]*\.(begins|ends)")


@dataclass(frozen=True, slots=True)
class NamedLimit:
    """A limit with its words, and where it stands."""

    code: str
    measure: str
    amount: Decimal
    kinds: frozenset[str]
    contests: frozenset[str]
    names: Mapping[str, str]
    article: str
    source: str
    status: str


@dataclass(frozen=True, slots=True)
class NamedPublication:
    """An account that has to be published until a point of the calendar."""

    code: str
    due: str
    kinds: frozenset[str]
    contests: frozenset[str]
    names: Mapping[str, str]
    article: str
    source: str
    status: str


@dataclass(frozen=True, slots=True)
class Unknown:
    """What was looked for and not found: a limit's measure, or ``publication``."""

    about: str
    says: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Part:
    """What a pack says of campaign finance, and the text it was read from."""

    currency: str = ""
    limits: tuple[NamedLimit, ...] = ()
    publications: tuple[NamedPublication, ...] = ()
    unknown: tuple[Unknown, ...] = ()
    source: str = ""

    def contests(self) -> set[str]:
        """The contests that are named."""
        found: set[str] = set()
        for limit in self.limits:
            found |= limit.contests
        for publication in self.publications:
            found |= publication.contests
        return found


def read(files: Mapping[str, bytes]) -> Part | None:
    """The part of a pack, None where it has none; ``Refused`` with all that is wrong (C.1xx, X.70x)."""
    return read_bytes(files[FILE]) if FILE in files else None


def check_names(
    part: Part, *, events: Collection[str], contests: Collection[str], problems: Problems
) -> None:
    """What the part names stands in the pack's calendar (X.704) and among its contests (X.705)."""
    for code in sorted({one.due.partition(".")[0] for one in part.publications} - set(events)):
        says = Phrase("The calendar has no event '{code}'.", code=code)
        problems.add("X.704", says, Phrase("Add it to calendar.csv, or correct the code."), f"'{FILE}'")
    for code in sorted(part.contests() - set(contests)):
        says = Phrase("The pack has no contest '{code}'.", code=code)
        problems.add("X.705", says, Phrase("Correct the code, or add the contest."), f"'{FILE}'")


def read_bytes(content: bytes) -> Part:
    """The same from the bytes of the file."""
    problems = Problems()
    table = Table(read_toml(content, FILE), FILE, problems)
    table.integer("format", minimum=1)
    part = Part(
        currency=table.text("currency", or_else="", longest=3),
        limits=tuple(_limit(one) for one in table.tables("limit")),
        publications=tuple(_publication(one) for one in table.tables("publication")),
        unknown=tuple(_unknown(one) for one in table.tables("unknown")),
        source=content.decode("utf-8-sig", errors="replace"),
    )
    table.finish()
    _check_codes([*part.limits, *part.publications], problems)
    known = {limit.measure for limit in part.limits} | ({"publication"} if part.publications else set())
    for one in part.unknown:
        if one.about in known:
            says = Phrase("'{about}' is said to be not known, and is given.", about=one.about)
            problems.add("X.706", says, Phrase("Take one of the two out."), f"'{FILE}', [unknown]")
    if (part.limits or part.publications) and not part.currency:
        says = Phrase("Limits and publications are given without a currency.")
        problems.add("X.707", says, Phrase("Add the key 'currency', such as KZT."), f"'{FILE}'")
    problems.refuse_if_any()
    return part


def _check_codes(found: list[NamedLimit | NamedPublication], problems: Problems) -> None:
    codes = [one.code for one in found]
    for code in sorted({one for one in codes if codes.count(one) > 1}):
        says = Phrase("Code '{code}' stands more than once.", code=code)
        problems.add("X.701", says, Phrase("Give each its own."), f"'{FILE}'")


def _code(table: Table) -> str:
    code = table.text("code", longest=40)
    if code and not _CODE.fullmatch(code):
        says = Phrase("'{code}' is not a code.", code=code)
        remedy = Phrase("Expected: small Latin letters, digits and '_', a letter first.")
        table.problems.add("X.702", says, remedy, table.where("code"))
    return code


def _names(table: Table, key: str = "names") -> dict[str, str]:
    inner = table.table(key)
    names = {language: inner.text(language, longest=400) for language in LANGUAGES}
    inner.finish()
    return names


def _kinds(table: Table) -> frozenset[str]:
    kinds = table.texts("of", or_else=())
    for kind in kinds:
        if kind not in CONTESTANT_KINDS:
            says = Phrase("'{kind}' is no kind of contestant.", kind=short(kind))
            remedy = Phrase("Expected: {expected}.", expected=", ".join(CONTESTANT_KINDS))
            table.problems.add("X.703", says, remedy, table.where("of"))
    return frozenset(kinds)


def _limit(table: Table) -> NamedLimit:
    limit = NamedLimit(
        code=_code(table),
        measure=table.text("measure", choices=MEASURES),
        amount=_amount_of(table),
        kinds=_kinds(table),
        contests=frozenset(table.texts("contests", or_else=())),
        names=_names(table),
        article=table.text("article", longest=200),
        source=table.text("source", longest=2000),
        status=table.text("status", or_else="published", choices=STATUSES),
    )
    table.finish()
    return limit


def _amount_of(table: Table) -> Decimal:
    text = table.text("amount", longest=20)
    found = amount(text)
    if text and found is None:
        says = Phrase("'{amount}' is no amount.", amount=short(text))
        remedy = Phrase('Write it as a text of digits: "350000000" or "1050000.50".')
        table.problems.add("X.708", says, remedy, table.where("amount"))
    return found or Decimal(0)


def _publication(table: Table) -> NamedPublication:
    publication = NamedPublication(
        code=_code(table),
        due=table.text("due", longest=60),
        kinds=_kinds(table),
        contests=frozenset(table.texts("contests", or_else=())),
        names=_names(table),
        article=table.text("article", longest=200),
        source=table.text("source", longest=2000),
        status=table.text("status", or_else="published", choices=STATUSES),
    )
    if publication.due and not _POINT.fullmatch(publication.due):
        says = Phrase("'{due}' is no point of the calendar.", due=short(publication.due))
        table.problems.add("X.709", says, Phrase("Such as fund_reports.ends."), table.where("due"))
    table.finish()
    return publication


def _unknown(table: Table) -> Unknown:
    one = Unknown(about=table.text("about", choices=(*MEASURES, "publication")), says=_names(table, "says"))
    table.finish()
    return one


_PLAIN = re.compile(r"[0-9]{1,15}(?:\.[0-9]{1,2})?")
_SPACES = re.compile(r"[\s\u00a0\u202f]")


def amount(text: str) -> Decimal | None:
    """An amount of money: digits, with blanks between groups of three, two decimals after a dot or comma.

    None for anything else; ``1.050.000`` and ``1,050`` are not guessed at.

    >>> amount("1 050 000,50"), amount("1,050")
    (Decimal('1050000.50'), None)
    """
    plain = _SPACES.sub("", text)
    if re.fullmatch(r"[0-9]+,[0-9]{1,2}", plain):
        plain = plain.replace(",", ".")
    return Decimal(plain) if _PLAIN.fullmatch(plain) else None
