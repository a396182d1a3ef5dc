"""What a mission says of its observers, and where they were; their addresses, for all tests of addresses."""

from __future__ import annotations

from baqylau.accounts.models import User
from baqylau.accounts.permissions import Permission
from baqylau.mission.actions.observer_numbers import Stated, state_observers
from baqylau.mission.models import Mission
from tests.site.address import Address, in_mission


def make(mission: Mission, user: User) -> dict[str, object]:
    """Numbers of two groups, and who chose the stations."""
    state_observers(
        mission=mission,
        numbers={"long_term": Stated(24, 24), "short_term": Stated(300, None)},
        chosen_by="long_term",
        how="For spread over the districts of each area.",
        by=user,
    )
    return {}


ADDRESSES: dict[str, Address] = {
    "reports:observers": Address(Permission.SEE_FINDINGS, in_mission()),
    "reports:visits_csv": Address(Permission.SEE_FINDINGS, in_mission()),
    "reports:visits_xlsx": Address(Permission.SEE_FINDINGS, in_mission()),
    "reports:observer_numbers": Address(Permission.MANAGE_MISSION, in_mission(), methods="GET POST"),
}
NOT_PAGES: set[str] = {"reports:visits_csv", "reports:visits_xlsx"}
IN_THE_BROWSER: dict[str, list[object]] = {"reports:observers": [], "reports:observer_numbers": []}
MORE: dict[str, str] = {"observers of a mission with records": "/missions/xk-2014/observers/"}
