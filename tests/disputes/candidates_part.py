"""A case that contests the refusal of a candidate; its addresses, for all tests of addresses."""

from __future__ import annotations

from datetime import UTC, date, datetime

from baqylau.accounts.models import User
from baqylau.accounts.permissions import Permission
from baqylau.disputes.actions.cases import add_case
from baqylau.disputes.actions.decisions import tie_candidate
from baqylau.disputes.actions.given import CaseData, ProceedingData
from baqylau.election.actions.candidates import decide_candidate, enter_candidate
from baqylau.mission.models import Mission
from tests.site.address import Address, in_mission

NOW = datetime(2023, 3, 10, 9, tzinfo=UTC)


def make(mission: Mission, user: User) -> dict[str, object]:
    """A refused candidate, the case about it, and the tie."""
    given = {
        "contest": mission.election.contests.order_by("pk").first(),
        "name": "Zhanna Made-up",
        "nominated_by": "self",
        "source": "The commission’s list",
    }
    candidate = enter_candidate(mission=mission, given=given, by=user, now=NOW)
    decide_candidate(
        candidate=candidate,
        kind="refused",
        decided_on=date(2023, 2, 10),
        ground="Ten years of residence were not shown.",
        article="4",
        source="Decision 7",
        by=user,
        now=NOW,
    )
    case = add_case(
        mission=mission,
        case=CaseData(complainant_kind="candidate", says="Registration was refused.", confidential=False),
        first=ProceedingData(received_on=date(2023, 2, 12)),
        by=user,
        now=NOW,
    )
    tie = tie_candidate(case=case, candidate=candidate, by=user, now=NOW)
    return {"refused_case": case, "contested_decision": tie}


def _made(name: str, attribute: str):  # type: ignore[no-untyped-def]
    return lambda things: getattr(things.made[name], attribute)


CASE, KEEP = _made("refused_case", "label"), Permission.KEEP_CASES
ADDRESSES: dict[str, Address] = {
    "disputes:possible_csv": Address(Permission.SEE_CASES, in_mission()),
    "disputes:possible_xlsx": Address(Permission.SEE_CASES, in_mission()),
    "disputes:tie_candidate": Address(KEEP, in_mission(CASE), methods="POST"),
    "disputes:untie_candidate": Address(
        KEEP, in_mission(CASE, _made("contested_decision", "pk")), methods="POST"
    ),
}
NOT_PAGES: set[str] = {
    "disputes:tie_candidate",
    "disputes:untie_candidate",
    "disputes:possible_csv",
    "disputes:possible_xlsx",
}
"""Addresses that answer with a file, or with a redirect after a change."""
IN_THE_BROWSER: dict[str, list[object]] = {}
MORE: dict[str, str] = {}
