"""Records from phones that the desk does not take into the log of meetings."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q

from baqylau.observation.models.records import Record


class MeetingAside(models.Model):
    """That a record of a meeting was set aside: why, by whom; and by whom it was put back, where it was.

    The record itself stays as it is, neither rejected nor changed. What was put back stays as history.
    """

    record = models.ForeignKey(Record, on_delete=models.CASCADE, related_name="asides")
    reason = models.TextField()
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", db_index=False
    )
    at = models.DateTimeField()
    put_back_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+", db_index=False
    )
    put_back_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["record", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["record"], condition=Q(put_back_at=None), name="a_record_is_set_aside_once_at_a_time"
            ),
            models.CheckConstraint(condition=~Q(reason=""), name="what_is_set_aside_has_a_reason"),
            models.CheckConstraint(
                condition=Q(put_back_at=None, put_back_by=None)
                | Q(put_back_at__isnull=False, put_back_by__isnull=False),
                name="somebody_puts_back_what_was_set_aside",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.record} set aside"
