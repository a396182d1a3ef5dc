"""The registers as tables to download: codes rather than words, so that programs read them alike."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence

from django.db.models import QuerySet

from baqylau.campaign.event_list import SEVERAL, Event
from baqylau.campaign.models.finance import FundReport
from baqylau.campaign.models.freedoms import FreedomEntry
from baqylau.election.models import Area

BATCH = 500
FREEDOM_COLUMNS = (
    "number",
    "kind",
    "outcome",
    "outcome_says",
    "asked_on",
    "happened_on",
    "answered_on",
    "who_kind",
    "who",
    "people",
    "women",
    "actor_kind",
    "actor",
    "contest",
    "area_code",
    "area",
    "place",
    "article",
    "says",
    "source_kind",
    "source",
)
EVENT_COLUMNS = (
    "from",
    "number",
    "day",
    "time",
    "area_code",
    "area",
    "place",
    "venue_kind",
    "event_kind",
    "organiser",
    "contestants",
    "candidate",
    "attendance",
    "women_share",
    "police",
    "topics",
    "endorsements",
    "materials",
    "irregular",
    "says",
)
FUND_COLUMNS = (
    "number",
    "contestant",
    "contest",
    "option",
    "as_of",
    "published_on",
    "publication",
    "own_funds",
    "donations",
    "other_receipts",
    "receipts",
    "spending",
    "balance",
    "side",
    "category",
    "amount",
    "day",
    "who",
    "source",
    "note",
)
"""Those of the table that is taken in, with the number: what is downloaded can be taken in elsewhere."""


def freedoms_table(entries: QuerySet[FreedomEntry]) -> Iterator[Sequence[object]]:
    """A row for each entry."""
    yield FREEDOM_COLUMNS
    for one in entries.select_related("area", "contest").defer("area__boundary").iterator(chunk_size=BATCH):
        values = {
            "number": one.label,
            "contest": one.contest.code if one.contest else "",
            "area_code": one.area.code if one.area else "",
            "area": one.area.name if one.area else "",
        }
        yield tuple(values[name] if name in values else getattr(one, name) for name in FREEDOM_COLUMNS)


def events_table(events: Iterable[Event], areas: Mapping[int, Area]) -> Iterator[Sequence[object]]:
    """A row for each event; several answers are separated by blanks, as in the form's own table."""
    yield EVENT_COLUMNS
    for one in events:
        area = areas.get(one.area or 0)
        values: dict[str, object] = {
            "from": one.source,
            "time": f"{one.at:%H:%M}" if one.at else "",
            "area_code": area.code if area else "",
            "area": area.name if area else "",
            **{name: " ".join(getattr(one, name) or ()) for name in SEVERAL},
        }
        yield tuple(values[name] if name in values else getattr(one, name) for name in EVENT_COLUMNS)


def funds_table(funds: QuerySet[FundReport]) -> Iterator[Sequence[object]]:
    """For each account a row with its totals, where there are any, then one for each of its lines."""
    yield FUND_COLUMNS
    related = funds.select_related("contest", "option").prefetch_related("lines")
    for fund in related.iterator(chunk_size=BATCH):
        whose = (
            fund.label,
            fund.contestant,
            fund.contest.code if fund.contest else "",
            fund.option.code if fund.option else "",
            fund.as_of,
        )
        about = (fund.published_on, fund.due_code)
        totals = (
            fund.own_funds,
            fund.donations,
            fund.other_receipts,
            fund.receipts,
            fund.spending,
            fund.balance,
        )
        lines, known_by = list(fund.lines.all()), (fund.source, fund.says)
        if not lines or any(total is not None for total in totals):
            yield (*whose, *about, *totals, *("",) * 5, *known_by)
        for line in lines:
            amounts = (line.side, line.category, line.amount, line.day, line.who)
            yield (*whose, *about, *("",) * len(totals), *amounts, *known_by)
