"""When each team was last heard of, and by what."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Max

from baqylau.mission.models import Membership, Mission, Team
from baqylau.mission.queries import teams_of
from baqylau.observation.completeness_now import region_of_teams
from baqylau.observation.models import CheckIn, Phone, Record, TextMessage


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody to call."""

    name: str
    phone_number: str


@dataclass(frozen=True, slots=True)
class LastContact:
    """When a team was heard of last, and by what: check_in, record, phone, message, or "" for never."""

    team: Team
    at: datetime | None
    minutes: int | None
    how: str
    people: tuple[Person, ...]
    region_id: int | None = None

    def is_silent(self, threshold_minutes: int) -> bool:
        """Whether nothing was heard for so long, or ever."""
        return self.minutes is None or self.minutes >= threshold_minutes


def last_contacts(mission: Mission, now: datetime) -> tuple[LastContact, ...]:
    """Each team's last sign of life; those never heard of first, then the longest silent."""
    signs = {
        "check_in": CheckIn.objects.filter(mission=mission).values_list("team").annotate(Max("at")),
        "record": Record.objects.filter(mission=mission, team__isnull=False, arrived_at__isnull=False)
        .order_by()
        .values_list("team")
        .annotate(Max("arrived_at")),
        "phone": Phone.objects.filter(
            mission=mission, draft=None, revoked_at=None, membership__team__isnull=False
        )
        .exclude(last_seen_at=None)
        .values_list("membership__team")
        .annotate(Max("last_seen_at")),
        "message": TextMessage.objects.filter(
            gateway__mission=mission, membership__ended_at=None, membership__team__isnull=False
        )
        .order_by()
        .values_list("membership__team")
        .annotate(Max("arrived_at")),
    }
    newest: dict[int, tuple[datetime, str]] = {}
    for how, found in signs.items():
        for team, at in found.order_by():
            if at is not None and (team not in newest or at > newest[team][0]):
                newest[team] = (at, how)
    regions = region_of_teams(mission)
    contacts = [_contact(team, newest.get(team.pk), now, regions.get(team.pk)) for team in teams_of(mission)]
    return tuple(sorted(contacts, key=lambda one: (one.minutes is not None, -(one.minutes or 0))))


def _contact(
    team: Team, heard: tuple[datetime, str] | None, now: datetime, region: int | None
) -> LastContact:
    at, how = heard or (None, "")
    minutes = None if at is None else max(0, int((now - at).total_seconds() // 60))
    present: Sequence[Membership] = getattr(team, "present", ())
    people = tuple(Person(one.user.name, one.phone_number) for one in present)
    return LastContact(team, at, minutes, how, people, region)
