"""Possible violations: looked for, and judged by a person."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date, datetime, tzinfo
from typing import Any

from django.db import transaction

from baqylau.accounts.models import User
from baqylau.campaign.models.register_entries import KnownBy
from baqylau.core.problem import Phrase, Problem, Refused
from baqylau.core.text import in_language
from baqylau.disputes.actions.given import ViolationData
from baqylau.disputes.actions.violations import add_violation
from baqylau.disputes.actions.writing import clean
from baqylau.disputes.methods.possible_violations import Possible
from baqylau.disputes.models import FoundBy, PossibleViolation, SourceKind, Violation
from baqylau.disputes.possible import Placed, not_proposed_yet
from baqylau.disputes.queries import confidential_items, event_of
from baqylau.disputes.sources.pack import Forbidden
from baqylau.election.models import Area
from baqylau.mission.models import Mission
from baqylau.trail.record import personal
from baqylau.trail.record import record as write_trail

LONGEST_REASON = 2000
KNOWN_BY: Mapping[str, SourceKind] = {
    KnownBy.SEEN: SourceKind.SEEN,
    KnownBy.HEARD: SourceKind.HEARD,
    KnownBy.MEDIA: SourceKind.HEARD,
    KnownBy.PUBLISHED: SourceKind.OFFICIAL,
}
"""How an event of the campaign is known, and how the violation is that is made from it."""


@transaction.atomic
def look_for_possible(
    *, mission: Mission, by: User | None, now: datetime, items: Iterable[Placed] | None = None
) -> int:
    """Propose what falls into a ban and was not proposed before; how many are new. Judgements stay."""
    Mission.objects.select_for_update(no_key=True).get(pk=mission.pk)
    new = [_made(mission, *one, now) for one in not_proposed_yet(mission, items)]
    made = PossibleViolation.objects.bulk_create(new, batch_size=200)
    if made:
        hidden = confidential_items(mission)
        change = {"found": [personal(one.item) if one.item in hidden else one.item for one in made]}
        write_trail("disputes.possible_violations_found", about=mission, by=by, change=change)
    return len(made)


def _made(
    mission: Mission, possible: Possible, area: Area | None, rule: Forbidden, now: datetime
) -> PossibleViolation:
    item, ban = possible.item, possible.ban
    return PossibleViolation(
        mission=mission,
        item=item.key[:60],
        event=ban.code,
        kind=ban.violation,
        at=_local(item.at, ban.begins.tzinfo),
        area=area,
        is_certain=possible.is_certain,
        says=item.says,
        where=item.where,
        rule=dict(rule.names),
        article=ban.article,
        source=ban.source,
        found_at=now,
    )


def _local(at: date | datetime, zone: tzinfo | None) -> str:
    return at.astimezone(zone).isoformat(timespec="minutes") if isinstance(at, datetime) else at.isoformat()


@transaction.atomic
def take_possible(*, possible: PossibleViolation, by: User, now: datetime) -> Violation:
    """Take a proposal into the register, as something the mission found for others to judge (H.130).

    What comes from a confidential event is confidential, and known as well as the event is.
    """
    found = _open(possible)
    event = event_of(found)
    rule = in_language(found.rule, found.mission.authoritative_language)
    data = ViolationData(
        kind=found.kind,
        found_by=FoundBy.MISSION,
        happened_on=date.fromisoformat(found.at[:10]),
        area=found.area,
        article=found.article[:200],
        confidential=event is not None and event.confidential,
        source_kind=KNOWN_BY[event.source_kind] if event else SourceKind.SEEN,
        source=found.where,
        says=f"{found.says}\n{rule}".strip(),
    )
    made = add_violation(mission=found.mission, given=data, by=by, now=now)
    _judge(found, PossibleViolation.State.TAKEN, by=by, now=now, violation=made)
    return made


@transaction.atomic
def dismiss_possible(*, possible: PossibleViolation, reason: str, by: User, now: datetime) -> None:
    """Say why an item is no violation. ``Refused``: no reason (H.131), judged already (H.130)."""
    found = _open(possible)
    if not clean(reason):
        says = Phrase("A reason is needed.")
        raise Refused(Problem("H.131", says, Phrase("Say in a sentence why it is none."), "reason"))
    _judge(found, PossibleViolation.State.DISMISSED, by=by, now=now, reason=clean(reason)[:LONGEST_REASON])


def _open(possible: PossibleViolation) -> PossibleViolation:
    found = PossibleViolation.objects.select_for_update().get(pk=possible.pk)
    if found.state != PossibleViolation.State.OPEN:
        says = Phrase("This was judged already.")
        raise Refused(Problem("H.130", says, Phrase("Look at it again.")))
    return found


def _judge(
    found: PossibleViolation,
    state: str,
    *,
    by: User,
    now: datetime,
    violation: Violation | None = None,
    reason: str = "",
) -> None:
    found.state, found.reason, found.violation = state, reason, violation
    found.judged_by, found.judged_at = by, now
    found.save()
    event = event_of(found)
    item = personal(found.item) if event and event.confidential else found.item
    change: dict[str, Any] = {"item": item, "event": found.event, "state": state}
    if reason:
        change["reason"] = personal(reason)
    if violation:
        change["violation"] = violation.pk
    write_trail("disputes.possible_violation_judged", about=found, by=by, change=change)
