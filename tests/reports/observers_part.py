"""What a mission says of its observers, and where they were; their addresses, for all tests of addresses."""

from __future__ import annotations

from baqylau.accounts.models import User
from baqylau.accounts.permissions import Permission
from baqylau.mission.actions.observer_numbers import Stated, state_observers
from baqylau.mission.models import Mission
from tests.reports.publication import make_report
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
    report = make_report(mission, user, texts={"en": "We visited many places.\n"}, number=90)
    return {"sheet": report.slug}


ADDRESSES: dict[str, Address] = {
    "reports:observers": Address(Permission.SEE_FINDINGS, in_mission()),
    "reports:begin_from_plan": Address(Permission.WRITE_REPORTS, in_mission(), methods="POST"),
    "reports:visits_csv": Address(Permission.SEE_FINDINGS, in_mission()),
    "reports:visits_xlsx": Address(Permission.SEE_FINDINGS, in_mission()),
    "reports:press_sheet": Address(Permission.SEE_FIGURES, in_mission(lambda things: things.made["sheet"])),
    "reports:press_sheet_pdf": Address(
        Permission.SEE_FIGURES, in_mission(lambda things: things.made["sheet"])
    ),
    "reports:observer_numbers": Address(Permission.MANAGE_MISSION, in_mission(), methods="GET POST"),
}
NOT_PAGES: set[str] = {
    "reports:visits_csv",
    "reports:visits_xlsx",
    "reports:press_sheet_pdf",
    "reports:begin_from_plan",
}
IN_THE_BROWSER: dict[str, list[object]] = {
    "reports:observers": [],
    "reports:observer_numbers": [],
    "reports:press_sheet": ["statement-90"],
}
MORE: dict[str, str] = {"observers of a mission with records": "/missions/xk-2014/observers/"}
