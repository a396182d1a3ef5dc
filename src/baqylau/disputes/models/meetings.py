"""Meetings of the mission that were about a case."""

from __future__ import annotations

from django.db import models

from baqylau.disputes.models.cases import Case
from baqylau.observation.models import Meeting


class CaseMeeting(models.Model):
    """That a case was talked about at a meeting. The log of meetings, a floor below, knows nothing of it."""

    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="meetings")
    meeting = models.ForeignKey(Meeting, on_delete=models.CASCADE, related_name="+")

    class Meta:
        ordering = ["case", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["case", "meeting"], name="a_meeting_is_tied_to_a_case_once")
        ]

    def __str__(self) -> str:
        return f"{self.case} at {self.meeting}"
