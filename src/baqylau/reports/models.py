"""Statements and the figures in them, as they stood each time a statement was run."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from baqylau.mission.models import Mission


class StatementPlan(models.Model):
    """What a mission's statement says: its chapters, figures and sentences."""

    mission = models.OneToOneField(Mission, on_delete=models.CASCADE, related_name="statement_plan")
    plan = models.JSONField()
    source = models.TextField(blank=True)

    def __str__(self) -> str:
        return f"plan of {self.mission}"


class Statement(models.Model):
    """One run of a mission's statement; a later run never changes it."""

    mission = models.ForeignKey(Mission, on_delete=models.CASCADE, related_name="statements")
    number = models.PositiveIntegerField()
    run_at = models.DateTimeField()
    run_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT)
    plan = models.JSONField()
    digest = models.CharField(max_length=64)

    class Meta:
        ordering = ["mission", "-number"]
        constraints = [
            models.UniqueConstraint(fields=["mission", "number"], name="a_statement_number_is_used_once")
        ]

    def __str__(self) -> str:
        return f"statement {self.number} of {self.mission}"


class StatementFigure(models.Model):
    """A figure of a statement, with the record versions behind its numerator and its denominator."""

    statement = models.ForeignKey(Statement, on_delete=models.CASCADE, related_name="figures")
    name = models.CharField(max_length=160)
    numerator = models.PositiveIntegerField()
    denominator = models.PositiveIntegerField(null=True)
    excluded = models.JSONField(default=dict)
    source = models.TextField()
    digest = models.CharField(max_length=64)
    rows = models.JSONField()
    base_rows = models.JSONField()

    class Meta:
        ordering = ["statement", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["statement", "name"], name="a_figure_name_is_used_once_in_a_statement"
            ),
            models.CheckConstraint(
                condition=Q(denominator=None) | Q(numerator__lte=F("denominator")),
                name="a_part_is_not_more_than_its_whole",
            ),
        ]

    def __str__(self) -> str:
        return self.name
