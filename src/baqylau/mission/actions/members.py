"""Members of a mission: added, changed, ended."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from django.db import transaction

from baqylau.accounts.actions import invite
from baqylau.accounts.models import User
from baqylau.core.problem import Phrase, Problem, Refused
from baqylau.election.models import Area
from baqylau.mission.actions import about as about_people
from baqylau.mission.actions.about import About, set_about
from baqylau.mission.kinds import roles_in
from baqylau.mission.models import Delegation, Membership, Mission
from baqylau.mission.roles import Role
from baqylau.trail.record import record


def refuse(code: str, says: str, remedy: str) -> None:
    """Refuse for one reason."""
    raise Refused(Problem(code, says, remedy))


def lock(mission: Mission) -> None:
    """Let changes to a mission's members pass one at a time."""
    Mission.objects.select_for_update().get(pk=mission.pk)


@transaction.atomic
def add_member(
    *,
    mission: Mission,
    user: User,
    role: str,
    by: User | None,
    delegation: Delegation | None = None,
    areas: Iterable[Area] = (),
    about: About | None = None,
) -> Membership:
    """Give somebody a role in a mission (M.102, M.103, M.107, M.108, M.110, M.111, M.112, L.150 to L.154)."""
    lock(mission)
    if not user.is_active:
        refuse(
            "M.110", Phrase("This account is deactivated."), Phrase("Ask the administrator to open it again.")
        )
    _check_role(mission, role, delegation)
    membership = Membership(mission=mission, user=user, role=role, delegation=delegation)
    if about:
        set_about(membership, about)
    _save(membership)
    set_areas(membership, areas)
    record("mission.member_added", about=membership, by=by, change=_as_change(membership, about))
    return membership


@transaction.atomic
def invite_member(
    *,
    mission: Mission,
    sign_in_name: str,
    name: str,
    language: str,
    role: str,
    by: User,
    now: datetime,
    delegation: Delegation | None = None,
    areas: Iterable[Area] = (),
    about: About | None = None,
) -> tuple[Membership, str]:
    """Make an account for somebody new and give them a role; also the token of their invitation."""
    user, token = invite(sign_in_name=sign_in_name, name=name, language=language, by=by, now=now)
    membership = add_member(
        mission=mission, user=user, role=role, delegation=delegation, areas=areas, about=about, by=by
    )
    return membership, token


@transaction.atomic
def change_member(
    *,
    membership: Membership,
    role: str,
    by: User,
    delegation: Delegation | None = None,
    areas: Iterable[Area] = (),
    about: About | None = None,
) -> None:
    """Give a member another role, delegation or areas; what is known about them stays if none is given."""
    mission = membership.mission
    lock(mission)
    membership.refresh_from_db()
    _refuse_ended(membership)
    _check_role(mission, role, delegation)
    if role != Role.HEAD:
        _spare_head(membership)
    if (role, delegation) != (Role.HEAD_OF_DELEGATION, membership.delegation):
        _spare_head_of_delegation(membership)
    membership.role, membership.delegation = role, delegation
    if about:
        set_about(membership, about)
    _save(membership)
    set_areas(membership, areas)
    record("mission.member_changed", about=membership, by=by, change=_as_change(membership, about))


@transaction.atomic
def end_membership(*, membership: Membership, by: User | None, now: datetime) -> None:
    """End a role (M.106, M.110, M.117). What the member did stays; the team may wait for another."""
    lock(membership.mission)
    membership.refresh_from_db()
    _refuse_ended(membership)
    _spare_head(membership)
    _spare_head_of_delegation(membership)
    end(membership, by=by, now=now)


def end(membership: Membership, *, by: User | None, now: datetime) -> None:
    """End it without asking who else is left; the caller has."""
    membership.ended_at = now
    membership.save(update_fields=["ended_at", "place"])
    record("mission.member_ended", about=membership, by=by, change={"role": membership.role})


def spare_the_last_head(user: User, **kwargs: object) -> None:
    """Refuse (M.106) that an account is closed without which a mission would have no head."""
    for membership in Membership.objects.filter(user=user, role=Role.HEAD, ended_at=None):
        lock(membership.mission)
        _spare_head(membership)


def set_areas(membership: Membership, areas: Iterable[Area]) -> None:
    """Put a member in charge of areas of the mission's election (M.111)."""
    chosen = list(areas)
    check_areas(membership.mission, chosen)
    membership.areas.set(chosen)


def check_areas(mission: Mission, areas: Iterable[Area]) -> None:
    """Refuse (M.111) an area in which the election is not held."""
    held_in = set(mission.election.areas.values_list("pk", flat=True))
    if any(area.pk not in held_in for area in areas):
        refuse(
            "M.111", Phrase("The election is not held in this area."), Phrase("Choose areas of the election.")
        )


def _check_role(mission: Mission, role: str, delegation: Delegation | None) -> None:
    if role not in roles_in(mission.kind):
        refuse(
            "M.102", Phrase("This kind of mission does not have this role."), Phrase("Choose another role.")
        )
    if delegation and not mission.allows.delegations:
        refuse(
            "M.112", Phrase("This kind of mission has no delegations."), Phrase("Leave the delegation out.")
        )
    if role == Role.HEAD_OF_DELEGATION and delegation is None:
        refuse("M.113", Phrase("A head of delegation has a delegation."), Phrase("Choose the delegation."))


def _refuse_ended(membership: Membership) -> None:
    if membership.ended_at:
        refuse("M.110", Phrase("This membership has ended."), Phrase("Add the person again."))


def _save(membership: Membership) -> None:
    """Save; a constraint of the database becomes the problem it stands for."""
    active = Membership.objects.filter(mission=membership.mission, ended_at=None).exclude(pk=membership.pk)
    if active.filter(user=membership.user, role=membership.role).exists():
        refuse(
            "M.107", Phrase("This person has this role already."), Phrase("Choose another role or person.")
        )
    heads = active.filter(role=Role.HEAD_OF_DELEGATION, delegation=membership.delegation)
    if membership.role == Role.HEAD_OF_DELEGATION and heads.exists():
        refuse(
            "M.108",
            Phrase("This delegation has a head."),
            Phrase("Change the head on the delegation's page."),
        )
    membership.save()


def _spare_head(membership: Membership) -> None:
    others = Membership.objects.filter(
        mission=membership.mission, role=Role.HEAD, ended_at=None, user__is_active=True
    ).exclude(pk=membership.pk)
    if membership.role == Role.HEAD and not others.exists():
        refuse(
            "M.106",
            Phrase("A mission has a head, and this is its only one."),
            Phrase("Name another head first."),
        )


def _spare_head_of_delegation(membership: Membership) -> None:
    if membership.role == Role.HEAD_OF_DELEGATION:
        remedy = Phrase("Name another head on the delegation's page.")
        refuse("M.117", Phrase("A delegation has a head."), remedy)


def _as_change(membership: Membership, about: About | None) -> dict[str, object]:
    return {
        **(about_people.as_change(membership) if about else {}),
        "mission": membership.mission_id,
        "user": membership.user_id,
        "role": str(membership.role),
        "delegation": membership.delegation_id,
        "areas": sorted(membership.areas.values_list("code", flat=True)),
    }
