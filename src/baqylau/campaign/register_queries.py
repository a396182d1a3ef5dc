"""Which entries of the registers a person may see: confidential ones are not there for whoever may not."""

from __future__ import annotations

import re
from typing import TypeVar

from django.db.models import QuerySet
from django.http import Http404

from baqylau.accounts.models import User
from baqylau.accounts.permissions import Permission
from baqylau.campaign.models.events import CampaignEvent
from baqylau.campaign.models.finance import FundReport
from baqylau.campaign.models.freedoms import FreedomEntry
from baqylau.campaign.models.register_entries import CONFIDENTIAL_MARK, RegisterEntry
from baqylau.mission.models import Mission

E = TypeVar("E", bound=RegisterEntry)
_LABEL = re.compile(rf"({CONFIDENTIAL_MARK}?)([0-9]{{1,9}})")


def sees_confidential(user: User, mission: Mission) -> bool:
    """Whether this person may know of confidential entries."""
    return user.has_perm(Permission.SEE_CONFIDENTIAL_CAMPAIGN, mission)


def freedoms_seen_by(user: User, mission: Mission) -> QuerySet[FreedomEntry]:
    """The entries of the register of freedoms that this person may know of."""
    return _seen(FreedomEntry.objects.filter(mission=mission), user, mission)


def events_seen_by(user: User, mission: Mission) -> QuerySet[CampaignEvent]:
    """The events entered by hand that this person may know of."""
    return _seen(CampaignEvent.objects.filter(mission=mission), user, mission)


def funds_seen_by(user: User, mission: Mission) -> QuerySet[FundReport]:
    """The accounts of electoral funds that this person may know of."""
    return _seen(FundReport.objects.filter(mission=mission), user, mission)


def _seen(entries: QuerySet[E], user: User, mission: Mission) -> QuerySet[E]:
    return entries if sees_confidential(user, mission) else entries.filter(confidential=False)


def by_label(entries: QuerySet[E], label: str) -> E:
    """The entry with this number; 404 for one that is not there, or that one may not know of."""
    told = _LABEL.fullmatch(label)
    found = entries.filter(confidential=bool(told[1]), number=int(told[2])).first() if told else None
    if found is None:
        raise Http404
    return found


def labelled(entries: QuerySet[E], text: str) -> QuerySet[E]:
    """Those with the number that stands after ``#`` in what somebody looks for: one or none."""
    told = _LABEL.fullmatch(text.replace(" ", "").lstrip("#").upper())
    return entries.filter(confidential=bool(told[1]), number=int(told[2])) if told else entries.none()
