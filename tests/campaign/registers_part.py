"""One of each of campaign events, freedoms, finance; their addresses, for all tests of addresses."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from baqylau.accounts.models import User
from baqylau.accounts.permissions import Permission
from baqylau.campaign.actions.events import EventData, add_event
from baqylau.campaign.actions.finance import FundData, LineData, add_fund, add_line
from baqylau.campaign.actions.freedoms import FreedomData, add_freedom
from baqylau.mission.models import Mission
from tests.site.address import Address, in_mission

if TYPE_CHECKING:
    from tests.site.things import Things

NOW = datetime(2023, 3, 10, 9, tzinfo=UTC)
SEE, KEEP = Permission.SEE_CAMPAIGN, Permission.KEEP_CAMPAIGN


def make(mission: Mission, user: User) -> dict[str, object]:
    """One of each in the mission, made by this person; what a test may look at, by name."""
    freedom = add_freedom(
        mission=mission,
        given=FreedomData(
            kind="assembly",
            asked_on=date(2023, 2, 20),
            happened_on=date(2023, 3, 1),
            outcome="refused",
            answered_on=date(2023, 2, 24),
            who_kind="activist",
            people=40,
            actor_kind="executive",
            place="Square",
            source="A copy of the answer",
            says="A notice of a peaceful assembly was refused: repairs at the place.",
        ),
        by=user,
        now=NOW,
    )
    event = add_event(
        mission=mission,
        given=EventData(
            day=date(2023, 3, 1),
            place="House of culture",
            venue_kind="culture",
            event_kind="voters",
            attendance=120,
            women_share=60,
            police="neutral",
            topics=("social", "local"),
            materials=("posters", "billboards"),
            irregular=("forced",),
            says="Teachers said that they had been told to come.",
        ),
        by=user,
        now=NOW,
    )
    fund = add_fund(
        mission=mission,
        given=FundData(
            contestant="Party of the Steppe",
            as_of=date(2023, 3, 1),
            published_on=date(2023, 3, 5),
            own_funds=Decimal(100),
            donations=Decimal(50),
            receipts=Decimal(160),
            spending=Decimal(90),
            source="A newspaper",
        ),
        by=user,
        now=NOW,
    )
    line = add_line(
        fund=fund,
        given=LineData(category="outdoor", amount=Decimal("80.50"), day=date(2023, 2, 28)),
        version=None,
        by=user,
        now=NOW,
    )
    return {"freedom": freedom, "campaign_event": event, "fund": fund, "fund_line": line}


def _label(name: str) -> Callable[[Things], object]:
    return lambda things: str(things.made[name])


freedom, event, fund = _label("freedom"), _label("campaign_event"), _label("fund")
FORM: dict[str, Any] = {"methods": "GET POST", "posted": (400,)}

ADDRESSES: dict[str, Address] = {
    "campaign:freedoms": Address(SEE, in_mission()),
    "campaign:freedoms_csv": Address(SEE, in_mission()),
    "campaign:freedoms_xlsx": Address(SEE, in_mission()),
    "campaign:new_freedom": Address(KEEP, in_mission(), **FORM),
    "campaign:freedom": Address(SEE, in_mission(freedom)),
    "campaign:edit_freedom": Address(KEEP, in_mission(freedom), **FORM),
    "campaign:events": Address(SEE, in_mission()),
    "campaign:events_csv": Address(SEE, in_mission()),
    "campaign:events_xlsx": Address(SEE, in_mission()),
    "campaign:event_calendar": Address(SEE, in_mission()),
    "campaign:event_map": Address(SEE, in_mission()),
    "campaign:event_topics": Address(SEE, in_mission()),
    "campaign:new_event": Address(KEEP, in_mission(), **FORM),
    "campaign:event": Address(SEE, in_mission(event)),
    "campaign:edit_event": Address(KEEP, in_mission(event), **FORM),
    "campaign:funds": Address(SEE, in_mission()),
    "campaign:funds_csv": Address(SEE, in_mission()),
    "campaign:funds_xlsx": Address(SEE, in_mission()),
    "campaign:fund_limits": Address(SEE, in_mission()),
    "campaign:take_in_funds": Address(KEEP, in_mission(), **FORM),
    "campaign:new_fund": Address(KEEP, in_mission(), **FORM),
    "campaign:fund": Address(SEE, in_mission(fund)),
    "campaign:edit_fund": Address(KEEP, in_mission(fund), **FORM),
    "campaign:new_fund_line": Address(KEEP, in_mission(fund), methods="POST", posted=(400,)),
    "campaign:remove_fund_line": Address(KEEP, in_mission(fund, lambda things: 1), methods="POST"),
    "campaign:authority": Address(SEE, in_mission()),
    "campaign:authority_csv": Address(SEE, in_mission()),
    "campaign:authority_xlsx": Address(SEE, in_mission()),
}
NOT_PAGES: set[str] = {
    "campaign:freedoms_csv",
    "campaign:freedoms_xlsx",
    "campaign:events_csv",
    "campaign:events_xlsx",
    "campaign:funds_csv",
    "campaign:funds_xlsx",
    "campaign:new_fund_line",
    "campaign:remove_fund_line",
    "campaign:authority_csv",
    "campaign:authority_xlsx",
}
"""Addresses that answer with a file or with a redirect after a change."""
IN_THE_BROWSER: dict[str, list[object]] = {
    "campaign:freedom": [1],
    "campaign:edit_freedom": [1],
    "campaign:event": [1],
    "campaign:edit_event": [1],
    "campaign:fund": [1],
    "campaign:edit_fund": [1],
}
"""What else stands in the address of a page, after the mission's short name."""
MORE: dict[str, str] = {}
"""Pages that look different with other parameters: what they are, and their address."""
