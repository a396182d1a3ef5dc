"""One of each of what media monitoring comes to; their addresses, for all tests of addresses."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from baqylau.accounts.models import User
from baqylau.accounts.permissions import Permission
from baqylau.mission.models import Mission
from tests.campaign.media_week import week
from tests.site.address import Address, in_mission

if TYPE_CHECKING:
    from tests.site.things import Things

PAGES = (
    "indicators",
    "indicators_tone",
    "indicators_voices",
    "indicators_days",
    "indicators_monitored",
    "indicators_agreement",
)
FILES = ("indicators_csv", "indicators_xlsx", "indicators_svg", "indicators_png")


def make(mission: Mission, user: User) -> dict[str, object]:
    """Two made-up days of eight outlets, the second of them in the silence where there is one."""
    first_day = mission.election.day - timedelta(days=2)
    return {"week": week(mission, first_day=first_day, days=2, items=2, second_every=5)}


def _time(things: Things) -> object:
    return "time"


ADDRESSES: dict[str, Address] = {
    **{f"campaign:{name}": Address(Permission.SEE_MEDIA, in_mission()) for name in PAGES},
    **{f"campaign:{name}": Address(Permission.SEE_MEDIA, in_mission(_time)) for name in FILES},
}
NOT_PAGES: set[str] = {f"campaign:{name}" for name in FILES}
"""Addresses that answer with a file or with a redirect after a change."""
IN_THE_BROWSER: dict[str, list[object]] = {f"campaign:{name}": [] for name in PAGES}
"""What else stands in the address of a page, after the mission's short name."""
MORE: dict[str, str] = {
    "indicators of print": "/missions/joint/media/indicators/?medium=print",
    "indicators against a reference": "/missions/joint/media/indicators/?weight-tulip=40&weight-lark=2",
}
"""Pages that look different with other parameters: what they are, and their address."""
