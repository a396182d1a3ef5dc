"""What people do about a record: steps between states, queries, comments, acknowledgements."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q

from baqylau.observation.models.records import Record, RecordState


class Step(models.Model):
    """A record went from one state to another."""

    record = models.ForeignKey(Record, on_delete=models.CASCADE, related_name="steps")
    from_state = models.CharField(max_length=10, choices=RecordState)
    to_state = models.CharField(max_length=10, choices=RecordState)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()
    reason = models.TextField(blank=True)

    class Meta:
        ordering = ["at", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=~Q(to_state=RecordState.REJECTED) | ~Q(reason=""), name="a_rejection_has_a_reason"
            )
        ]

    def __str__(self) -> str:
        return f"{self.from_state} → {self.to_state}"


class Query(models.Model):
    """A question to the observer about a record, and what came back."""

    record = models.ForeignKey(Record, on_delete=models.CASCADE, related_name="queries")
    question = models.CharField(max_length=120, blank=True)
    """The question of the form that it is about; empty for the whole record."""
    text = models.TextField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()
    answer = models.TextField(blank=True)
    answered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+"
    )
    answered_at = models.DateTimeField(null=True)
    closed_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["at", "pk"]
        verbose_name_plural = "queries"

    def __str__(self) -> str:
        return self.text[:60]


class Comment(models.Model):
    """A remark of an analyst about a record."""

    record = models.ForeignKey(Record, on_delete=models.CASCADE, related_name="comments")
    text = models.TextField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        ordering = ["at", "pk"]

    def __str__(self) -> str:
        return self.text[:60]


class Acknowledgement(models.Model):
    """Somebody says by name that they have seen an incident or a critical answer."""

    record = models.OneToOneField(Record, on_delete=models.CASCADE, related_name="acknowledgement")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.record} seen"
