"""Making teams of the pairs that somebody chose."""

from __future__ import annotations

import re
from collections.abc import Sequence

from django.db import transaction

from baqylau.accounts.models import User
from baqylau.core.problem import Phrase, Problem, Refused
from baqylau.mission.actions.teams import create_team
from baqylau.mission.models import Membership, Mission, Team
from baqylau.trail.record import record


@transaction.atomic
def make_teams(
    *, mission: Mission, pairs: Sequence[Sequence[int]], prefix: str, by: User | None
) -> list[Team]:
    """Make a team of each pair of memberships, with the next free codes (L.130; ``create_team``)."""
    members = {member.pk: member for member in mission.memberships.filter(ended_at=None)}
    made = []
    for pair in pairs:
        if any(key not in members for key in pair):
            says = Phrase("One of the two is no longer a member.")
            raise Refused(Problem("L.130", says, Phrase("Let pairs be proposed again.")))
        team = create_team(
            mission=mission, code=next_code(mission, prefix), members=[members[key] for key in pair], by=by
        )
        made.append(team)
    codes = [team.code for team in made]
    record("mission.pairs_taken_over", about=mission, by=by, change={"teams": codes})
    return made


def next_code(mission: Mission, prefix: str) -> str:
    """The prefix with the number after the highest that a team has: T01, T02 …, as wide as the widest."""
    numbers = [
        found[1]
        for code in mission.teams.values_list("code", flat=True)
        if (found := re.fullmatch(re.escape(prefix) + r"(\d{1,6})", code))
    ]
    width = max((len(number) for number in numbers), default=2)
    return f"{prefix}{max(map(int, numbers), default=0) + 1:0{width}}"


def can_be_paired(mission: Mission) -> list[Membership]:
    """Observers without a team: one membership for each person who has one of these roles."""
    observers = mission.memberships.filter(ended_at=None, role__in=("sto", "lto"), user__is_active=True)
    in_teams = mission.memberships.filter(ended_at=None).exclude(team=None)
    free = observers.exclude(user__in=in_teams.values("user")).select_related("user").order_by("pk")
    return list({member.user_id: member for member in reversed(free)}.values())[::-1]
