"""What other rooms ask about missions and their members. Only memberships that have not ended count."""

from __future__ import annotations

from django.db.models import Prefetch, QuerySet

from baqylau.accounts.models import User
from baqylau.election.models import Area
from baqylau.mission.models import Delegation, Membership, Mission, Team
from baqylau.mission.roles import Role


def missions_of(user: User) -> QuerySet[Mission]:
    """The missions that a user belongs to, in alphabetical order; nobody else's."""
    belongs = Membership.objects.filter(user=user, ended_at=None)
    return Mission.objects.filter(pk__in=belongs.values("mission")).select_related("election")


def roles_of(user: User, mission: Mission) -> frozenset[Role]:
    """The roles that a user holds in a mission."""
    held = Membership.objects.filter(user=user, mission=mission, ended_at=None)
    return frozenset(Role(role) for role in held.values_list("role", flat=True))


def team_of(user: User, mission: Mission) -> Team | None:
    """The team that a user observes with in a mission."""
    return Team.objects.filter(mission=mission, memberships__user=user, memberships__ended_at=None).first()


def members_of(mission: Mission) -> QuerySet[Membership]:
    """The memberships of a mission, ordered by people's names."""
    return (
        mission.memberships.filter(ended_at=None)
        .select_related("user", "team", "delegation")
        .order_by("user__order_key", "user_id", "pk")
    )


def teams_of(mission: Mission) -> QuerySet[Team]:
    """The teams of a mission with their present members as ``present``, and their areas."""
    present = Prefetch("memberships", members_of(mission), to_attr="present")
    areas = Prefetch("areas", Area.objects.defer("boundary"))
    return mission.teams.prefetch_related(present, areas)


def delegations_of(mission: Mission) -> QuerySet[Delegation]:
    """The delegations of a mission with their present members as ``present``."""
    present = Prefetch("memberships", members_of(mission), to_attr="present")
    return mission.delegations.order_by("name", "pk").prefetch_related(present)
