"""Decisions about candidates and the cases that contest them, to those who may know of the cases."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _

from baqylau.accounts.models import User
from baqylau.accounts.permissions import Permission
from baqylau.disputes.models import Case, CaseDecision, Change, Proceeding
from baqylau.disputes.queries import cases_seen_by, keys_told
from baqylau.election.models import Decision
from baqylau.mission.models import Mission

FIELD = "candidate_decision"
"""The field of a case's history that tells of a tie to a decision."""


@dataclass(frozen=True, slots=True)
class ContestedIn:
    """A case in which a decision is contested: what it is called, its address, and where it stands."""

    name: str
    address: str
    outcome: str


def decisions_contested_in(case: Case) -> QuerySet[CaseDecision]:
    """The decisions about candidates that a case contests."""
    return CaseDecision.objects.filter(case=case).select_related(
        "decision__candidate", "decision__commission"
    )


def contests_of(decisions: Iterable[Decision], mission: Mission, user: User) -> dict[int, list[ContestedIn]]:
    """By the key of each decision, the cases that contest it and that this person may know of."""
    if not user.has_perm(Permission.SEE_CASES, mission):
        return {}
    links = CaseDecision.objects.filter(decision__in=list(decisions))
    links = links.filter(case__in=cases_seen_by(user, mission).order_by().values("pk"))
    last = Proceeding.objects.filter(is_last=True, case__in=links.order_by().values("case"))
    outcomes = {one.case_id: str(one.get_outcome_display()) for one in last}
    found: dict[int, list[ContestedIn]] = {}
    for link in links.select_related("case").order_by("case"):
        name = _("Case %(number)s") % {"number": link.case.label}
        address = reverse("disputes:case", args=[mission.slug, link.case.label])
        found.setdefault(link.decision_id, []).append(
            ContestedIn(name, address, outcomes.get(link.case_id, ""))
        )
    return found


def named_decisions(changes: Iterable[Change]) -> dict[int, str]:
    """What the decisions are called that a history tells of."""
    keys = keys_told(changes, FIELD)
    if not keys:
        return {}
    found = Decision.objects.filter(pk__in=keys).select_related("candidate")
    return {one.pk: f"{one.candidate.name}, {one}" for one in found}
