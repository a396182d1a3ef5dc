"""Which entries of the registers a person may see: confidential ones are not there for whoever may not."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import TypeVar

from django.db.models import Q, QuerySet
from django.http import Http404

from baqylau.accounts.models import User
from baqylau.accounts.permissions import Permission
from baqylau.campaign.models import CampaignEvent
from baqylau.disputes.models import (
    Case,
    CaseLink,
    Change,
    Extract,
    Likeness,
    PossibleViolation,
    Proceeding,
    Violation,
)
from baqylau.disputes.models.registers import CONFIDENTIAL_MARK, Registered
from baqylau.mission.models import Mission

R = TypeVar("R", bound=Registered)
EVENT = "event:"
"""Before the key of a campaign event that was entered by hand, in the name of an item."""
_LABEL = re.compile(rf"({CONFIDENTIAL_MARK}?)([0-9]{{1,9}})")


def sees_confidential(user: User, mission: Mission) -> bool:
    """Whether this person may know of confidential entries."""
    return user.has_perm(Permission.SEE_CONFIDENTIAL_CASES, mission)


def cases_seen_by(user: User, mission: Mission) -> QuerySet[Case]:
    """The cases of a mission that this person may know of."""
    return _seen(Case.objects.filter(mission=mission), user, mission)


def violations_seen_by(user: User, mission: Mission) -> QuerySet[Violation]:
    """The violations of a mission that this person may know of."""
    return _seen(Violation.objects.filter(mission=mission), user, mission)


def _seen(entries: QuerySet[R], user: User, mission: Mission) -> QuerySet[R]:
    return entries if sees_confidential(user, mission) else entries.filter(confidential=False)


def possible_seen_by(user: User, mission: Mission) -> QuerySet[PossibleViolation]:
    """The possible violations that this person may know of: of confidential events only for whoever may."""
    found = PossibleViolation.objects.filter(mission=mission)
    if user.has_perm(Permission.SEE_CONFIDENTIAL_CAMPAIGN, mission):
        return found
    return found.exclude(item__in=confidential_items(mission))


def confidential_items(mission: Mission) -> set[str]:
    """The names of the items that are confidential events of the campaign."""
    hidden = CampaignEvent.objects.filter(mission=mission, confidential=True)
    return {f"{EVENT}{pk}" for pk in hidden.values_list("pk", flat=True)}


def event_of(possible: PossibleViolation) -> CampaignEvent | None:
    """The campaign event entered by hand that a proposal is about; None for other items."""
    key = possible.item.removeprefix(EVENT)
    if key == possible.item or not key.isdigit():
        return None
    return CampaignEvent.objects.filter(mission=possible.mission, pk=int(key)).first()


def keys_told(changes: Iterable[Change], field: str) -> set[int]:
    """The keys that lines of a history name in a field, before or after."""
    told = [one for change in changes for one in change.fields if one["field"] == field]
    return {key for one in told for key in (one["before"], one["after"]) if key is not None}


def disputes_among(cases: QuerySet[Case]) -> QuerySet[Case]:
    """Those that statistics count: complaints, each once."""
    return cases.filter(arrival="complaint", same_as=None)


def proceedings_of(cases: QuerySet[Case]) -> QuerySet[Proceeding]:
    """The proceedings of some cases."""
    return Proceeding.objects.filter(case__in=cases.order_by().values("pk"))


def links_seen_by(user: User, case: Case) -> QuerySet[CaseLink]:
    """The ties of a case, in both directions, to cases that this person may know of."""
    links = CaseLink.objects.filter(Q(case=case) | Q(to=case)).select_related("case", "to")
    if sees_confidential(user, case.mission):
        return links
    return links.filter(case__confidential=False, to__confidential=False)


def likenesses_seen_by(user: User, mission: Mission) -> QuerySet[Likeness]:
    """Pairs of cases that may be one, where this person may know of both."""
    found = Likeness.objects.filter(mission=mission).select_related("one", "other")
    if sees_confidential(user, mission):
        return found
    return found.filter(one__confidential=False, other__confidential=False)


def extracts_of(mission: Mission) -> QuerySet[Extract]:
    """The official extracts that were taken in, the latest first."""
    return Extract.objects.filter(mission=mission).select_related("file", "added_by").order_by("-number")


def by_label(entries: QuerySet[R], label: str) -> R:
    """The entry with this number; 404 for one that is not there, or that one may not know of."""
    told = _LABEL.fullmatch(label)
    if told is None:
        raise Http404
    found = entries.filter(confidential=bool(told[1]), number=int(told[2])).first()
    if found is None:
        raise Http404
    return found


def labelled(entries: QuerySet[R], label: str) -> R | None:
    """The same, None where there is none."""
    try:
        return by_label(entries, label.strip().lstrip("#").upper())
    except Http404:
        return None
