"""Statements and the figures in them, as they stood each time a statement was run."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from baqylau.election.models import Area
from baqylau.mission.models import Mission
from baqylau.reports.methods.publishing import Terms
from baqylau.reports.methods.runs import from_runs


class StatementPlan(models.Model):
    """What a mission's statement says: its chapters, figures and sentences."""

    mission = models.OneToOneField(Mission, on_delete=models.CASCADE, related_name="statement_plan")
    plan = models.JSONField()
    source = models.TextField(blank=True)
    """The text of ``statement.toml`` it was read from."""

    def __str__(self) -> str:
        return f"plan of {self.mission}"


class Statement(models.Model):
    """One run of a mission's statement; a later run never changes it.

    ``placed`` maps each area to the numbers of the records that were counted in it, as runs
    (``methods.runs``; "" for records of no known area); ``corrected`` maps those of them that were not at
    their first version to the version that was used. ``percentages`` and
    ``minimum_denominator`` are the mission's terms when it was run. ``checkpoint`` is the trail's, signed
    after the run.
    """

    mission = models.ForeignKey(Mission, on_delete=models.CASCADE, related_name="statements")
    number = models.PositiveIntegerField()
    run_at = models.DateTimeField()
    run_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT)
    plan = models.JSONField()
    placed = models.JSONField()
    corrected = models.JSONField(default=dict)
    percentages = models.BooleanField()
    minimum_denominator = models.PositiveIntegerField()
    comparisons = models.PositiveIntegerField(default=0)
    digest = models.CharField(max_length=64)
    checkpoint = models.TextField(blank=True)

    class Meta:
        ordering = ["mission", "-number"]
        constraints = [
            models.UniqueConstraint(fields=["mission", "number"], name="a_statement_number_is_used_once")
        ]

    def __str__(self) -> str:
        return f"statement {self.number} of {self.mission}"

    @property
    def terms(self) -> Terms:
        """How its figures may be shown: the stricter of what held when it was run and what holds now."""
        return Terms(
            percentages=self.percentages and self.mission.allows.percentages,
            minimum=max(self.minimum_denominator, self.mission.minimum_denominator),
        )

    def used(self) -> dict[int, tuple[int, str]]:
        """Record number to the version that was used and the area it was counted in."""
        return {
            number: (self.corrected.get(str(number), 1), area)
            for area, runs in self.placed.items()
            for number in from_runs(runs)
        }


class StatementFigure(models.Model):
    """A figure of a statement, with the records behind its numerator and its denominator.

    ``rows`` and ``base_rows`` are record numbers as runs. A figure of one area, or of everywhere else, names
    the whole it is a part of in ``of``. ``p`` and ``adjusted`` are decimal texts of the comparison of the
    area with the rest.
    """

    statement = models.ForeignKey(Statement, on_delete=models.CASCADE, related_name="figures")
    name = models.CharField(max_length=160)
    of = models.CharField(max_length=60)
    area = models.ForeignKey(Area, null=True, on_delete=models.PROTECT, related_name="+")
    elsewhere = models.BooleanField(default=False)
    numerator = models.PositiveIntegerField()
    denominator = models.PositiveIntegerField(null=True)
    excluded = models.JSONField(default=dict)
    source = models.TextField()
    digest = models.CharField(max_length=64)
    rows = models.JSONField()
    base_rows = models.JSONField()
    p = models.CharField(max_length=24, blank=True)
    adjusted = models.CharField(max_length=24, blank=True)
    significant = models.BooleanField(default=False)

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
            models.CheckConstraint(
                condition=Q(elsewhere=False) | Q(area__isnull=False), name="elsewhere_is_outside_an_area"
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def all_records(self) -> int:
        """The records with and without a valid answer."""
        counted = self.numerator if self.denominator is None else self.denominator
        return counted + sum(int(rows) for rows in self.excluded.values())
