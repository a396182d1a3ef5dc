"""Decisions about candidates that a case contests."""

from __future__ import annotations

from django.db import models

from baqylau.disputes.models.cases import Case
from baqylau.election.models import Decision


class CaseDecision(models.Model):
    """That a case contests a decision about a candidate: a refusal, a cancellation, a registration.

    The register of candidates, floors below, knows nothing of it.
    """

    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="contested_decisions")
    decision = models.ForeignKey(Decision, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ["case", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["case", "decision"], name="a_case_contests_a_decision_once")
        ]

    def __str__(self) -> str:
        return f"{self.case} contests {self.decision}"
