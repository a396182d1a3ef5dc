"""The campaign of the exercise: events and freedoms as analysts enter them, an account of a fund."""

from __future__ import annotations

import tomllib
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

from baqylau.campaign.actions.events import EventData, add_event
from baqylau.campaign.actions.finance import AMOUNTS, FundData, LineData, add_fund, add_line
from baqylau.campaign.actions.freedoms import FreedomData, add_freedom
from baqylau.site.exercise.country import HERE
from baqylau.site.exercise.meetings import area
from baqylau.site.exercise.staff import Staff

TABLES = tomllib.loads((HERE / "campaign.toml").read_text(encoding="utf-8"))
ENTERED = datetime(2023, 3, 13, 9, tzinfo=UTC)


def follow_campaign(staff: Staff) -> None:
    """Enter events, freedoms and the account, each through the checks of its register."""
    said: dict[str, Any] = {"mission": staff.mission, "by": staff.head, "now": ENTERED}
    for row in TABLES["event"]:
        add_event(given=EventData(**_given(staff, row)), **said)
    for row in TABLES["freedom"]:
        add_freedom(given=FreedomData(**_given(staff, row)), **said)
    _account(staff, said)


def _given(staff: Staff, row: dict[str, Any]) -> dict[str, Any]:
    lists = {name: tuple(value) for name, value in row.items() if isinstance(value, list)}
    return row | lists | {"area": area(staff, row.get("area"))}


def _account(staff: Staff, said: dict[str, Any]) -> None:
    amounts = {name: Decimal(text) for name, text in TABLES["fund"].items() if name in AMOUNTS}
    fund = add_fund(given=FundData(**TABLES["fund"] | amounts), **said)
    for row in TABLES["line"]:
        line = LineData(**row | {"amount": Decimal(row["amount"])})
        add_line(fund=fund, given=line, version=None, by=staff.head, now=ENTERED)
