"""The history of an entry: every change, field by field."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import Q

from baqylau.disputes.models.cases import Case
from baqylau.disputes.models.violations import Violation


class Change(models.Model):
    """What somebody changed of a case or a violation, and when.

    ``fields`` is a list of ``{"field", "before", "after"}`` with values as they are kept; ``done`` names the
    action, ``place`` the proceeding it was about.
    """

    case = models.ForeignKey(Case, null=True, on_delete=models.CASCADE, related_name="changes")
    violation = models.ForeignKey(Violation, null=True, on_delete=models.CASCADE, related_name="changes")
    done = models.CharField(max_length=30)
    place = models.PositiveSmallIntegerField(null=True)
    fields: Any = models.JSONField(default=list)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(case__isnull=False, violation=None) | Q(case=None, violation__isnull=False),
                name="a_change_is_of_one_entry",
            )
        ]

    def __str__(self) -> str:
        return f"{self.done} of {self.case or self.violation}"
