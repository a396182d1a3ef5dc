"""Campaign finance as the pack of an election gives it; accounts of a mission as the checks take them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import lru_cache

from django.utils.translation import get_language

from baqylau.campaign.methods import finance as checks
from baqylau.campaign.models.finance import ElectionFinance, FundReport
from baqylau.campaign.sources.finance import Part, read_bytes
from baqylau.core.text import in_language
from baqylau.election.models import Election, Option
from baqylau.election.windows import calendar_of

NOTHING = Part()
"""Of an election whose pack says nothing about campaign finance."""


def part_of(election: Election) -> Part:
    """What the pack says about campaign finance of this election."""
    kept = ElectionFinance.objects.filter(election=election).first()
    return _read(kept.sha256, kept.source) if kept else NOTHING


@lru_cache(maxsize=16)
def _read(sha256: str, source: str) -> Part:
    return read_bytes(source.encode())


def in_words(names: Mapping[str, str]) -> str:
    """Names of the pack in the language in use."""
    return in_language(names, (get_language() or "en")[:2])


def limits_of(part: Part) -> list[checks.Limit]:
    """The limits as the checks take them."""
    return [checks.Limit(one.code, one.measure, one.amount, one.kinds, one.contests) for one in part.limits]


def publications_of(election: Election, part: Part) -> list[checks.Publication]:
    """The publications whose last day the calendar knows, the earliest first."""
    calendar = calendar_of(election) if part.publications else None
    found = []
    for one in part.publications:
        point = calendar.point(one.due) if calendar else None
        if point is not None:
            found.append(checks.Publication(one.code, point.day, one.kinds, one.contests))
    return sorted(found, key=lambda one: one.last_day)


def contestants_with_funds(election: Election) -> list[checks.Contestant]:
    """Everybody on a ballot of whom the pack knows: they have a fund."""
    options = Option.objects.filter(
        contest__election=election, kind__in=checks.CONTESTANT_KINDS
    ).select_related("contest")
    return [
        checks.Contestant(contestant_key(option), option.kind, option.contest.code)
        for option in options.order_by("contest__position", "position", "code")
    ]


def contestant_key(option: Option) -> str:
    """How the checks call a contestant of a ballot."""
    return f"{option.contest.code}:{option.code}"


def accounts_of(funds: Iterable[FundReport]) -> list[checks.Account]:
    """Accounts with their lines; ``lines`` and ``option`` should be fetched already."""
    return [account_of(fund) for fund in funds]


def account_of(fund: FundReport) -> checks.Account:
    """One account; a contestant that stands on no ballot goes by the name as published."""
    option = fund.option
    return checks.Account(
        key=fund.label,
        who=contestant_key(option) if option else fund.contestant,
        as_of=fund.as_of,
        kind=option.kind if option else "",
        contest=fund.contest.code if fund.contest else "",
        published_on=fund.published_on,
        due=fund.due_code,
        own_funds=fund.own_funds,
        donations=fund.donations,
        other_receipts=fund.other_receipts,
        receipts=fund.receipts,
        spending=fund.spending,
        balance=fund.balance,
        lines=tuple(
            checks.Line(str(line.position), line.side, line.category, line.amount, line.day)
            for line in fund.lines.all()
        ),
    )
