"""The kinds of mission, and what each may publish."""

from __future__ import annotations

from dataclasses import dataclass

from django.db import models
from django.utils.translation import gettext_lazy as _

from baqylau.mission.roles import Role


class Kind(models.TextChoices):
    """What a mission is; it decides what exists in it."""

    FULL = "full", _("Election observation mission")
    LIMITED = "limited", _("Limited election observation mission")
    ASSESSMENT = "assessment", _("Election assessment mission")
    INTERGOVERNMENTAL = "intergovernmental", _("Intergovernmental short-term mission")
    JOINT = "joint", _("Joint mission of several delegations")
    CITIZEN = "citizen", _("Citizen observer group")


@dataclass(frozen=True, slots=True)
class Allows:
    """What a kind of mission has and may publish."""

    percentages: bool
    delegations: bool = False
    long_term_observers: bool = True
    quick_count: bool = False
    seat_projection: bool = False
    """Whether it works out seats while the count goes on; the others do when results are official."""
    rows: bool = False
    """Whether it publishes single observations; the others publish figures only."""


ALLOWS: dict[str, Allows] = {
    Kind.FULL: Allows(percentages=True),
    Kind.LIMITED: Allows(percentages=False),
    Kind.ASSESSMENT: Allows(percentages=False, long_term_observers=False),
    Kind.INTERGOVERNMENTAL: Allows(percentages=False, long_term_observers=False),
    Kind.JOINT: Allows(percentages=True, delegations=True),
    Kind.CITIZEN: Allows(percentages=True, quick_count=True, seat_projection=True, rows=True),
}


def roles_in(kind: str) -> list[Role]:
    """The roles that a mission of this kind has, in the order of the role table."""
    allows = ALLOWS[kind]
    absent = set()
    if not allows.delegations:
        absent.add(Role.HEAD_OF_DELEGATION)
    if not allows.long_term_observers:
        absent |= {Role.LTO, Role.LTO_COORDINATOR}
    return [role for role in Role if role not in absent]
