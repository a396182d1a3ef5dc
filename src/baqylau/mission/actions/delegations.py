"""Delegations of a joint mission, each with its one head."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from baqylau.accounts.models import User
from baqylau.core.problem import Phrase
from baqylau.mission.actions.members import add_member, end, lock, refuse
from baqylau.mission.models import Delegation, Membership, Mission
from baqylau.mission.roles import Role
from baqylau.trail.record import record


@transaction.atomic
def create_delegation(*, mission: Mission, name: str, head: User, by: User | None) -> Delegation:
    """Make a delegation with its head (M.112, M.119)."""
    lock(mission)
    if not mission.allows.delegations:
        refuse(
            "M.112",
            Phrase("This kind of mission has no delegations."),
            Phrase("Make it a joint mission first."),
        )
    delegation = Delegation(mission=mission, name=name)
    _save(delegation)
    record("mission.delegation_created", about=delegation, by=by, change={"mission": mission.pk})
    _name_head(delegation, head, by)
    return delegation


@transaction.atomic
def change_delegation(
    *, delegation: Delegation, name: str, head: User, by: User | None, now: datetime
) -> None:
    """Rename a delegation, or name another head; the earlier head's role ends."""
    lock(delegation.mission)
    delegation.name = name
    _save(delegation)
    record("mission.delegation_changed", about=delegation, by=by, change={"head": head.pk})
    before = head_of(delegation)
    if before and before.user_id == head.pk:
        return
    if before:
        end(before, by=by, now=now)
    _name_head(delegation, head, by)


def head_of(delegation: Delegation) -> Membership | None:
    """The membership of a delegation's head."""
    heads = delegation.memberships.filter(role=Role.HEAD_OF_DELEGATION, ended_at=None)
    return heads.select_related("user").first()


def _name_head(delegation: Delegation, head: User, by: User | None) -> None:
    add_member(
        mission=delegation.mission, user=head, role=Role.HEAD_OF_DELEGATION, delegation=delegation, by=by
    )


def _save(delegation: Delegation) -> None:
    same = Delegation.objects.filter(mission=delegation.mission, name=delegation.name)
    if same.exclude(pk=delegation.pk).exists():
        refuse("M.119", Phrase("Another delegation has this name."), Phrase("Choose another name."))
    delegation.save()
