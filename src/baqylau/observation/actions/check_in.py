"""Signs of life of teams."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db import transaction

from baqylau.accounts.models import User
from baqylau.core.problem import Phrase, Problem, Refused
from baqylau.mission.models import Membership, Team
from baqylau.observation.models import CheckIn, Road
from baqylau.trail.record import personal
from baqylau.trail.record import record as write_trail

ONCE_IN = timedelta(seconds=60)
"""A button pressed twice is one sign of life."""
LONGEST = 300


@transaction.atomic
def check_in(
    *,
    team: Team | None,
    now: datetime,
    by: User | None,
    membership: Membership | None = None,
    road: str = Road.BROWSER,
    text: str = "",
) -> CheckIn:
    """Write down that a team was heard of (L.170, L.171).

    ``membership`` is whoever gave the sign themselves; without one, somebody at headquarters took a call.
    """
    if team is None or (membership and membership.team_id != team.pk):
        says = Phrase("You are in no team, so there is nobody to check in.")
        raise Refused(Problem("L.170", says, Phrase("Call your co-ordinator.")))
    said = text.replace("\0", "").strip()
    if len(said) > LONGEST:
        says = Phrase("The message has more than {most} characters.", most=LONGEST)
        raise Refused(Problem("L.171", says, Phrase("Shorten it.")))
    Team.objects.select_for_update().get(pk=team.pk)
    same = CheckIn.objects.filter(team=team, membership=membership, road=road, text=said)
    if recent := same.filter(at__gt=now - ONCE_IN, at__lte=now).first():
        return recent
    made = CheckIn.objects.create(
        mission_id=team.mission_id, team=team, membership=membership, road=road, at=now, text=said
    )
    change = {"mission": team.mission_id, "team": team.code, "road": str(road), "text": personal(said)}
    write_trail("observation.checked_in", about=made, by=by, change=change)
    return made
