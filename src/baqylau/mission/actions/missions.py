"""Making a mission and changing it."""

from __future__ import annotations

from django.db import IntegrityError, transaction

from baqylau.accounts.models import User
from baqylau.core.problem import Phrase, Problem, Refused
from baqylau.election.models import Election
from baqylau.mission.actions.members import add_member
from baqylau.mission.kinds import ALLOWS, roles_in
from baqylau.mission.models import Mission
from baqylau.mission.roles import Role
from baqylau.trail.record import record

MOST_LINES, LONGEST_LINE = 8, 60
"""Of the emergency numbers on a card."""


@transaction.atomic
def create_mission(
    *,
    slug: str,
    name: str,
    election: Election,
    kind: str,
    minimum_denominator: int,
    authoritative_language: str,
    head: User,
    by: User | None,
) -> Mission:
    """Make a mission with its head (M.101, M.115)."""
    _check_minimum(minimum_denominator)
    try:
        with transaction.atomic():
            mission = Mission.objects.create(
                slug=slug,
                name=name,
                election=election,
                kind=kind,
                minimum_denominator=minimum_denominator,
                authoritative_language=authoritative_language,
            )
    except IntegrityError:
        remedy = Phrase("Choose another one.")
        raise Refused(Problem("M.101", Phrase("This short name is taken."), remedy)) from None
    record("mission.created", about=mission, by=by, change={"election": election.code, "kind": kind})
    add_member(mission=mission, user=head, role=Role.HEAD, by=by)
    return mission


@transaction.atomic
def change_mission(
    *,
    mission: Mission,
    name: str,
    kind: str,
    minimum_denominator: int,
    authoritative_language: str,
    by: User,
    keeps_positions: bool | None = None,
    takes_text_messages: bool | None = None,
    emergency_numbers: str | None = None,
) -> None:
    """Change what a mission is (M.115, M.116, L.155); election, short name and what is None stay."""
    locked = Mission.objects.select_for_update().get(pk=mission.pk)
    _check_minimum(minimum_denominator)
    _check_kind(locked, kind)
    change: dict[str, object] = {
        "kind": [locked.kind, kind],
        "minimum_denominator": [locked.minimum_denominator, minimum_denominator],
        "authoritative_language": [locked.authoritative_language, authoritative_language],
    }
    switches = {"keeps_positions": keeps_positions, "takes_text_messages": takes_text_messages}
    for switch, value in switches.items():
        if value is not None:
            change[switch] = [getattr(locked, switch), value]
            setattr(mission, switch, value)
    if emergency_numbers is not None:
        mission.emergency_numbers = _checked_numbers(emergency_numbers)
    mission.name, mission.kind = name, kind
    mission.minimum_denominator = minimum_denominator
    mission.authoritative_language = authoritative_language
    mission.save()
    record("mission.changed", about=mission, by=by, change=change)


def _checked_numbers(text: str) -> str:
    """Lines of a printed card: without blanks around them, none empty."""
    lines = [line.strip() for line in text.splitlines() if line.strip()]
    if len(lines) > MOST_LINES or any(len(line) > LONGEST_LINE for line in lines):
        says = Phrase(
            "A card has room for {most} lines of {longest} characters.", most=MOST_LINES, longest=LONGEST_LINE
        )
        raise Refused(Problem("L.155", says, Phrase("Shorten the emergency numbers.")))
    return "\n".join(lines)


def _check_minimum(minimum_denominator: int) -> None:
    if minimum_denominator < 1:
        says = Phrase("The smallest denominator of a percentage is at least 1.")
        raise Refused(Problem("M.115", says, Phrase("Give 1 or more; 30 is usual.")))


def _check_kind(mission: Mission, kind: str) -> None:
    """Whether all that the mission has may exist in the other kind."""
    active = mission.memberships.filter(ended_at=None)
    absent = active.exclude(role__in=roles_in(kind)).exists()
    if absent or (mission.delegations.exists() and not ALLOWS[kind].delegations):
        says = Phrase("The mission has delegations or roles that this kind of mission does not have.")
        raise Refused(Problem("M.116", says, Phrase("End them first, or choose another kind.")))
