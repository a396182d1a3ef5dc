"""The named figures that the registers offer to reports, each with its denominator.

They count entries that are not confidential, so that a published figure betrays nothing. Rows are keys of
entries, of records or of accounts. Shares of events are of events that were seen or entered, never of the
campaign.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext_lazy as _

from baqylau.campaign.event_list import SEVERAL, Event, events_of
from baqylau.campaign.finance import (
    accounts_of,
    contestants_with_funds,
    limits_of,
    part_of,
    publications_of,
)
from baqylau.campaign.freedoms_page import ANSWERED, NOT_ALLOWED
from baqylau.campaign.fund_page import with_lines
from baqylau.campaign.methods.finance import check_account, punctuality
from baqylau.campaign.models.events import CampaignEvent, Irregular, Topic
from baqylau.campaign.models.finance import FundReport
from baqylau.campaign.models.freedoms import FreedomEntry, FreedomKind
from baqylau.core.figure import Figure, digest_of_rows
from baqylau.mission.models import Mission

_FREEDOM = ("pk", "kind", "outcome", "asked_on", "happened_on", "answered_on", "people")
_RECORDS = 1_000_000_000
"""Keys of records are told from those of entries by being above this."""


def freedoms(mission: Mission, kind: FreedomKind) -> Figure:
    """Entries of a kind, out of all in the register of freedoms."""
    rows = list(_open(mission).order_by("pk").values_list(*_FREEDOM))
    return _share(
        f"freedoms.{kind.value}",
        rows,
        counts=lambda row: row[1] == kind,
        source=f"register of freedoms: entries of kind {kind.value}, of all that are not confidential",
    )


def not_allowed(mission: Mission, kind: FreedomKind) -> Figure:
    """Notices or applications that were refused or returned, out of those whose answer is known.

    What is pending, withdrawn or not known is named as excluded.
    """
    every = list(_open(mission).filter(kind=kind).order_by("pk").values_list(*_FREEDOM))
    answered = [row for row in every if row[2] in ANSWERED]
    excluded: dict[str, int] = {}
    for row in every:
        if row[2] not in ANSWERED:
            excluded[row[2] or "not known"] = excluded.get(row[2] or "not known", 0) + 1
    return _share(
        f"freedoms.{kind.value}.not_allowed",
        answered,
        counts=lambda row: row[2] in NOT_ALLOWED,
        source=f"register of freedoms: {kind.value}, refused or returned, of those answered",
        excluded=excluded,
    )


def people_detained(mission: Mission) -> Figure:
    """People in the detentions of the register of which their number is known; a count, no share."""
    every = list(_open(mission).filter(kind=FreedomKind.DETENTION).order_by("pk").values_list(*_FREEDOM))
    known = [row for row in every if row[6] is not None]
    unknown = len(every) - len(known)
    return Figure(
        name="freedoms.people_detained",
        numerator=sum(row[6] for row in known),
        denominator=None,
        source="register of freedoms: people in detentions, where their number is known",
        digest=_digest(known),
        excluded={"number not known": unknown} if unknown else {},
        rows=tuple(row[0] for row in known),
        base_rows=tuple(row[0] for row in every),
    )


def events(mission: Mission) -> Figure:
    """Campaign events that were observed or entered; a count."""
    every = open_events(mission)
    return Figure(
        name="campaign.events",
        numerator=len(every),
        denominator=None,
        source="campaign events: observers' records and entries that are not confidential",
        digest=digest_of_rows((_key(one), _content(one)) for one in every),
        rows=tuple(map(_key, every)),
        base_rows=tuple(map(_key, every)),
    )


def event_share(mission: Mission, field: str, code: str) -> Figure:
    """Events with this answer, out of those at which the question was answered."""
    every = open_events(mission)
    answered = [one for one in every if getattr(one, field) is not None]
    counted = [one for one in answered if code in getattr(one, field)]
    left = len(every) - len(answered)
    return Figure(
        name=f"campaign.{field}.{code}",
        numerator=len(counted),
        denominator=len(answered),
        source=f"campaign events: {field} has {code}, of those at which it was answered",
        digest=digest_of_rows((_key(one), _content(one)) for one in answered),
        excluded={"not answered": left} if left else {},
        rows=tuple(map(_key, counted)),
        base_rows=tuple(map(_key, answered)),
    )


def open_events(mission: Mission) -> list[Event]:
    """What figures of events are counted from."""
    return events_of(mission, CampaignEvent.objects.filter(mission=mission, confidential=False))


def accounts_that_disagree(mission: Mission) -> Figure:
    """Accounts of electoral funds in which published numbers disagree or lie beyond a limit, of all."""
    funds = list(_funds(mission))
    limits = limits_of(part_of(mission.election))
    counted = []
    for fund, account in zip(funds, accounts_of(funds), strict=True):
        if any(one.severity != "remark" for one in check_account(account, limits)):
            counted.append(fund.pk)
    return Figure(
        name="finance.accounts_that_disagree",
        numerator=len(counted),
        denominator=len(funds),
        source="electoral funds: accounts with a finding that is more than a remark, of all entered",
        digest=digest_of_rows((fund.pk, _fund_content(fund)) for fund in funds),
        rows=tuple(counted),
        base_rows=tuple(fund.pk for fund in funds),
    )


def published_in_time(mission: Mission) -> Figure:
    """Publications in time, of those that are known to have been made: late or in time, day known."""
    funds = list(_funds(mission))
    by_label = {fund.label: fund.pk for fund in funds}
    part = part_of(mission.election)
    standing = punctuality(
        publications_of(mission.election, part),
        contestants_with_funds(mission.election),
        accounts_of(funds),
        mission.election.day,
    )
    known = [one for one in standing if one.standing in ("in_time", "late")]
    excluded: dict[str, int] = {}
    for one in standing:
        if one.standing not in ("in_time", "late"):
            excluded[one.standing] = excluded.get(one.standing, 0) + 1
    in_time = [one for one in known if one.standing == "in_time"]
    return Figure(
        name="finance.published_in_time",
        numerator=len(in_time),
        denominator=len(known),
        source="electoral funds: publications by their last day, of those of which the day is known",
        digest=digest_of_rows((fund.pk, _fund_content(fund)) for fund in funds),
        excluded=excluded,
        rows=tuple(by_label[one.account] for one in in_time),
        base_rows=tuple(by_label[one.account] for one in known),
    )


# ------------------------------------------------------------------ what is offered


@dataclass(frozen=True, slots=True)
class RegisterFigure:
    """A figure by name, in words, with its unit, whether it is a share, and how it is counted."""

    name: str
    words: Any
    unit: str
    is_share: bool
    count: Callable[[Mission], Figure]


def offered() -> list[RegisterFigure]:
    """Every figure of the registers that needs no more than a mission."""
    found = [
        RegisterFigure("campaign.events", _("Campaign events observed or entered"), "events", False, events),
        RegisterFigure(
            "freedoms.people_detained",
            _("People detained, as known"),
            "people",
            False,
            people_detained,
        ),
        RegisterFigure(
            "finance.accounts_that_disagree",
            _("Accounts of electoral funds in which something does not agree"),
            "accounts",
            True,
            accounts_that_disagree,
        ),
        RegisterFigure(
            "finance.published_in_time",
            _("Electoral funds published in time"),
            "accounts",
            True,
            published_in_time,
        ),
    ]
    for kind in FreedomKind:
        found.append(
            RegisterFigure(f"freedoms.{kind.value}", kind.label, "entries", True, _of_kind(freedoms, kind))
        )
    for kind, words in (
        (FreedomKind.ASSEMBLY, _("Notices of assemblies refused or returned, of those answered")),
        (FreedomKind.PARTY, _("Party registrations refused or returned, of those answered")),
    ):
        name = f"freedoms.{kind.value}.not_allowed"
        found.append(RegisterFigure(name, words, "entries", True, _of_kind(not_allowed, kind)))
    choices: Mapping[str, Any] = {"topics": Topic, "irregular": Irregular}
    for field, choice in choices.items():
        for one in choice:
            name = f"campaign.{field}.{one.value}"
            found.append(RegisterFigure(name, one.label, "events", True, _with_answer(field, one.value)))
    return found


def _of_kind(
    count: Callable[[Mission, FreedomKind], Figure], kind: FreedomKind
) -> Callable[[Mission], Figure]:
    return lambda mission: count(mission, kind)


def _with_answer(field: str, code: str) -> Callable[[Mission], Figure]:
    return lambda mission: event_share(mission, field, code)


# ------------------------------------------------------------------ rows and digests


def _open(mission: Mission) -> Any:
    return FreedomEntry.objects.filter(mission=mission, confidential=False)


def _funds(mission: Mission) -> Any:
    return with_lines(FundReport.objects.filter(mission=mission, confidential=False)).order_by("pk")


def _key(event: Event) -> int:
    return event.key + _RECORDS if event.is_record else event.key


def _content(event: Event) -> str:
    texts = [event.source, event.day.isoformat(), event.event_kind, event.venue_kind, str(event.attendance)]
    return "\t".join([*texts, *(" ".join(getattr(event, name) or ("-",)) for name in SEVERAL)])


def _fund_content(fund: FundReport) -> str:
    totals = ("own_funds", "donations", "other_receipts", "receipts", "spending", "balance")
    parts: list[object] = [fund.contestant, fund.as_of, fund.published_on, fund.due_code]
    parts += [getattr(fund, name) for name in totals]
    parts += [f"{line.side}:{line.category}:{line.amount}:{line.day}" for line in fund.lines.all()]
    return "\t".join(map(str, parts))


def _digest(rows: Sequence[tuple[Any, ...]]) -> str:
    return digest_of_rows((row[0], "\t".join(map(str, row[1:]))) for row in rows)


def _share(
    name: str,
    rows: Sequence[tuple[Any, ...]],
    *,
    counts: Callable[[tuple[Any, ...]], bool],
    source: str,
    excluded: Mapping[str, int] | None = None,
) -> Figure:
    return Figure(
        name=name,
        numerator=sum(1 for row in rows if counts(row)),
        denominator=len(rows),
        source=source,
        digest=_digest(rows),
        excluded=excluded or {},
        rows=tuple(row[0] for row in rows if counts(row)),
        base_rows=tuple(row[0] for row in rows),
    )


__all__ = [
    "RegisterFigure",
    "accounts_that_disagree",
    "event_share",
    "events",
    "freedoms",
    "not_allowed",
    "offered",
    "people_detained",
    "published_in_time",
]
