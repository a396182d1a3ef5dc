"""Ties between cases and the decisions about candidates that they contest."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from baqylau.accounts.models import User
from baqylau.core.problem import Phrase, Problem, Refused
from baqylau.disputes.actions.writing import write_tie
from baqylau.disputes.contested import FIELD
from baqylau.disputes.models import Case, CaseDecision
from baqylau.election.models import Candidate, Decision
from baqylau.mission.history import Altered

AGAINST = (Decision.Kind.REFUSED, Decision.Kind.CANCELLED)
"""Decisions against a candidate: what is contested first."""


@transaction.atomic
def tie_candidate(*, case: Case, candidate: Candidate | None, by: User, now: datetime) -> CaseDecision:
    """Say that a case contests what was decided about a candidate. The same again changes nothing.

    It is the last refusal or cancellation, else the last decision. ``Refused`` (H.116): no such candidate in
    the mission's register, or nothing was decided yet.
    """
    if candidate is None or candidate.mission_id != case.mission_id:
        says = Phrase("There is no candidate with this number.")
        raise Refused(Problem("H.116", says, Phrase("Look it up among the candidates."), "candidate"))
    decision = contested_first(candidate)
    if decision is None:
        says = Phrase("Nothing is decided about this candidate yet.")
        raise Refused(Problem("H.116", says, Phrase("Enter the decision first."), "candidate"))
    link, is_new = CaseDecision.objects.get_or_create(case=case, decision=decision)
    if is_new:
        write_tie(case, Altered(FIELD, None, decision.pk), "decision_tied", by=by, now=now)
    return link


def contested_first(candidate: Candidate) -> Decision | None:
    """The decision about a candidate that a dispute is about, unless it is said otherwise."""
    decisions = candidate.decisions.order_by("decided_on", "pk")
    return decisions.filter(kind__in=AGAINST).last() or decisions.last()


@transaction.atomic
def untie_candidate(*, link: CaseDecision, by: User, now: datetime) -> None:
    """Take a tie away; the history keeps that it was there."""
    write_tie(link.case, Altered(FIELD, link.decision_id, None), "decision_untied", by=by, now=now)
    link.delete()
