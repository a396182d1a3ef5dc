"""Those of the exercise who work at headquarters: a deputy head, and two who monitor media."""

from __future__ import annotations

from dataclasses import dataclass

from baqylau.accounts.actions import create_user
from baqylau.accounts.models import User
from baqylau.mission.actions.members import add_member
from baqylau.mission.models import Membership, Mission
from baqylau.mission.roles import Role

DEPUTY = ("exercise-deputy", "Marit Holm")
MONITORS = (("exercise-monitor-1", "Saule Asanov"), ("exercise-monitor-2", "Petr Dvorak"))


@dataclass(frozen=True, slots=True)
class Staff:
    """Who does what in the rooms of the exercise; ``head`` is whoever is shown it."""

    mission: Mission
    head: User
    deputy: User
    monitors: tuple[Membership, Membership]


def hire(mission: Mission, *, by: User) -> Staff:
    """Make their accounts; the head is media analyst too, so that the coding page opens."""
    add_member(mission=mission, user=by, role=Role.MEDIA_ANALYST, by=by)
    deputy = _member(mission, *DEPUTY, Role.DEPUTY, by)
    first, second = (_member(mission, *one, Role.MEDIA_MONITOR, by) for one in MONITORS)
    return Staff(mission, by, deputy.user, (first, second))


def _member(mission: Mission, sign_in_name: str, name: str, role: Role, by: User) -> Membership:
    user = create_user(sign_in_name=sign_in_name, name=name, language="en", by=by)
    return add_member(mission=mission, user=user, role=role, by=by)
