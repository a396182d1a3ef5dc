"""Teams of two or three."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from django.db import transaction
from django.db.models import RestrictedError
from django.db.models.deletion import ProtectedError

from baqylau.accounts.models import User
from baqylau.core.problem import Phrase
from baqylau.election.models import Area
from baqylau.mission.actions.members import check_areas, lock, refuse
from baqylau.mission.models import LARGEST_TEAM, SMALLEST_TEAM, Membership, Mission, Team
from baqylau.trail.record import record


@transaction.atomic
def create_team(
    *, mission: Mission, code: str, members: Sequence[Membership], areas: Iterable[Area] = (), by: User | None
) -> Team:
    """Make a team of two or three members (M.104, M.105, M.109, M.111, M.114)."""
    lock(mission)
    team = Team(mission=mission, code=code)
    _set(team, code, members, list(areas))
    record("mission.team_created", about=team, by=by, change=_as_change(team))
    return team


@transaction.atomic
def change_team(
    *, team: Team, code: str, members: Sequence[Membership], areas: Iterable[Area] = (), by: User | None
) -> None:
    """Give a team another code, other members or areas."""
    lock(team.mission)
    _set(team, code, members, list(areas))
    record("mission.team_changed", about=team, by=by, change=_as_change(team))


@transaction.atomic
def dissolve_team(*, team: Team, by: User | None) -> None:
    """Take a team apart (M.118 where it has observed: its records name it)."""
    lock(team.mission)
    record("mission.team_dissolved", about=team, by=by, change=_as_change(team))
    team.memberships.update(team=None, place=None)
    try:
        with transaction.atomic():
            team.delete()
    except (ProtectedError, RestrictedError):
        says = Phrase("There are records of this team.")
        refuse("M.118", says, Phrase("Keep the team, and change its members."))


def _set(team: Team, code: str, members: Sequence[Membership], areas: list[Area]) -> None:
    if not SMALLEST_TEAM <= len({member.user_id for member in members}) == len(members) <= LARGEST_TEAM:
        refuse("M.105", Phrase("A team has two or three members."), Phrase("Choose two or three."))
    if Team.objects.filter(mission=team.mission, code=code).exclude(pk=team.pk).exists():
        refuse("M.114", Phrase("Another team has this code."), Phrase("Choose another code."))
    check_areas(team.mission, areas)
    team.code = code
    team.save()
    leaving = team.memberships.filter(ended_at=None).exclude(pk__in=[member.pk for member in members])
    leaving.update(team=None, place=None)
    for member in members:
        _join(team, member)
    team.areas.set(areas)


def _join(team: Team, member: Membership) -> None:
    member.refresh_from_db()
    if member.ended_at:
        refuse("M.110", Phrase("This membership has ended."), Phrase("Add the person again."))
    elsewhere = Membership.objects.filter(mission=team.mission, user=member.user, ended_at=None)
    if elsewhere.exclude(team=None).exclude(team=team).exists():
        says = Phrase("{name} is in another team.", name=member.user.name)
        refuse("M.109", says, Phrase("Take them out of it first."))
    elsewhere.filter(team=team).exclude(pk=member.pk).update(team=None, place=None)
    member.team = team
    member.save()


def _as_change(team: Team) -> dict[str, object]:
    return {
        "mission": team.mission_id,
        "code": team.code,
        "members": sorted(team.memberships.filter(ended_at=None).values_list("pk", flat=True)),
        "areas": sorted(team.areas.values_list("code", flat=True)),
    }
