"""Requested, accredited and deployed observers: three different numbers."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from baqylau.mission.countries import country_name
from baqylau.mission.models import Membership, Mission, ObserverGroup
from baqylau.mission.roles import ANALYSTS, LEADERS, Role

_CORE = LEADERS | ANALYSTS | {Role.LTO_COORDINATOR, Role.SPECIAL_COORDINATOR}


@dataclass(frozen=True, slots=True)
class GroupLine:
    """One group: what was asked for and accredited as entered, who was deployed as counted."""

    group: ObserverGroup
    requested: int | None
    accredited: int | None
    deployed: int
    women: int
    men: int

    @property
    def sex_not_given(self) -> int:
        """Deployed people of whom it is not known."""
        return self.deployed - self.women - self.men


def group_of(membership: Membership) -> ObserverGroup | None:
    """The group a member is counted in; None for those who do not observe (clerks, monitors, viewers)."""
    if membership.role == Role.HEAD_OF_DELEGATION or membership.delegation_id is not None:
        return ObserverGroup.DELEGATIONS
    if membership.role in _CORE:
        return ObserverGroup.CORE
    return {Role.LTO: ObserverGroup.LONG_TERM, Role.STO: ObserverGroup.SHORT_TERM}.get(Role(membership.role))


def deployed(mission: Mission) -> dict[ObserverGroup, list[Membership]]:
    """Everybody who observed, also who has left: each person once, in the first group they are in."""
    found: dict[ObserverGroup, list[Membership]] = {group: [] for group in ObserverGroup}
    counted = set[int]()
    members = [(group_of(one), one) for one in mission.memberships.order_by("pk").select_related("user")]
    for group in ObserverGroup:
        for belongs, member in members:
            if belongs == group and member.user_id not in counted:
                counted.add(member.user_id)
                found[group].append(member)
    return found


def group_lines(mission: Mission) -> list[GroupLine]:
    """A line for each group of which anything is known."""
    stated = {one.group: one for one in mission.observer_numbers.all()}
    lines = []
    for group, members in deployed(mission).items():
        told = stated.get(group)
        sexes = Counter(member.sex for member in members)
        if members or told:
            lines.append(
                GroupLine(
                    group,
                    told.requested if told else None,
                    told.accredited if told else None,
                    len(members),
                    sexes["f"],
                    sexes["m"],
                )
            )
    return lines


def by_country(members: Iterable[Membership]) -> Sequence[tuple[str, int]]:
    """Countries with their observers, most first; the empty name stands for those who did not give one."""
    counted = Counter(member.nationality for member in members)
    named = [(country_name(code) if code else "", number) for code, number in counted.items()]
    return sorted(named, key=lambda one: (one[0] == "", -one[1], one[0]))
