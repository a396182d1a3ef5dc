"""What does not agree in what was counted, and what people made of it."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from baqylau.election.models import Area, Contest, Station
from baqylau.mission.models import Mission


class Severity(models.TextChoices):
    """Whether figures contradict each other, or are only unusual."""

    HARD = "hard", _("Does not agree")
    SOFT = "soft", _("Unusual")


class DiscrepancyState(models.TextChoices):
    """How far the work on it has come. Which may follow which stands in ``methods.discrepancy_states``."""

    OPEN = "open", pgettext_lazy("of a discrepancy", "Open")
    ASSIGNED = "assigned", _("Assigned")
    EXPLAINED = "explained", _("Explained")
    CLOSED = "closed", pgettext_lazy("of a discrepancy", "Closed")


class Outcome(models.TextChoices):
    """What came out of it."""

    OUR_COPY = "our_copy", _("Error in our copy")
    OFFICIAL_TABLE = "official_table", _("Error in the official table")
    INNOCENT = "innocent", _("Explained innocently")
    NOT_RESOLVED = "not_resolved", _("Not resolved")


class Discrepancy(models.Model):
    """A check that a protocol does not keep, two sources that differ, or a total that is not the sum.

    ``station`` is empty where it is about the total of ``area``, and both where it is about that of the whole
    contest; of a station ``area`` is where it lies. ``about`` names the protocol: the kind of its source,
    with the paper or record that it came from. ``key`` tells the same finding again: place and ``about``.
    ``says`` and ``suggestion`` are phrases as ``results.phrases`` keeps them, ``figures`` the fields it is
    about: ``{"name", "one", "other"}``. ``at_stake`` is in votes or ballots: by how much figures differ; of
    what is only unusual, all votes of the station. ``gone_at`` is set while the finding no longer holds.
    """

    mission = models.ForeignKey(
        Mission, on_delete=models.CASCADE, related_name="discrepancies", db_index=False
    )
    contest = models.ForeignKey(
        Contest, on_delete=models.CASCADE, related_name="discrepancies", db_index=False
    )
    station = models.ForeignKey(Station, null=True, on_delete=models.CASCADE, related_name="discrepancies")
    area = models.ForeignKey(
        Area, null=True, on_delete=models.PROTECT, related_name="discrepancies", db_index=False
    )
    code = models.CharField(max_length=10)
    about = models.CharField(max_length=60, blank=True)
    key = models.CharField(max_length=100)
    severity = models.CharField(max_length=4, choices=Severity)
    says: Any = models.JSONField()
    suggestion: Any = models.JSONField(null=True)
    figures: Any = models.JSONField(default=list)
    at_stake = models.PositiveBigIntegerField(default=0)
    state = models.CharField(max_length=10, choices=DiscrepancyState, default=DiscrepancyState.OPEN)
    assigned_to = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+"
    )
    explanation = models.TextField(blank=True)
    outcome = models.CharField(max_length=20, choices=Outcome, blank=True)
    found_at = models.DateTimeField()
    changed_at = models.DateTimeField()
    """When its figures were last others than before."""
    moved_at = models.DateTimeField()
    """When somebody last moved it."""
    gone_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["severity", "-at_stake", "pk"]
        verbose_name_plural = "discrepancies"
        constraints = [
            models.UniqueConstraint(
                fields=["mission", "contest", "code", "key"], name="a_finding_stands_once_in_the_list"
            ),
            models.CheckConstraint(
                condition=Q(severity__in=Severity.values), name="a_discrepancy_is_hard_or_soft"
            ),
            models.CheckConstraint(
                condition=Q(state__in=DiscrepancyState.values), name="a_discrepancy_is_in_a_known_state"
            ),
            models.CheckConstraint(
                condition=~Q(state=DiscrepancyState.CLOSED) | (~Q(outcome="") & ~Q(explanation="")),
                name="a_closed_discrepancy_is_explained_and_has_an_outcome",
            ),
            models.CheckConstraint(
                condition=~Q(state=DiscrepancyState.EXPLAINED) | ~Q(explanation=""),
                name="an_explained_discrepancy_has_an_explanation",
            ),
            models.CheckConstraint(
                condition=~Q(state=DiscrepancyState.ASSIGNED) | Q(assigned_to__isnull=False),
                name="an_assigned_discrepancy_names_somebody",
            ),
        ]
        indexes = [models.Index(fields=["mission", "severity", "-at_stake"], name="discrepancy_worst_first")]

    def __str__(self) -> str:
        return f"{self.code} {self.station or self.area or self.contest_id}"

    @property
    def changed_since(self) -> bool:
        """Whether its figures are others than when somebody explained or closed it."""
        done = (DiscrepancyState.EXPLAINED, DiscrepancyState.CLOSED)
        return self.state in done and self.changed_at > self.moved_at


class DiscrepancyStep(models.Model):
    """What was done about a discrepancy, by whom; without anybody where the figures themselves changed.

    ``done`` is a move of ``methods.discrepancy_states``, or "comment", "changed", "gone", "back".
    """

    discrepancy = models.ForeignKey(Discrepancy, on_delete=models.CASCADE, related_name="steps")
    done = models.CharField(max_length=10)
    from_state = models.CharField(max_length=10, choices=DiscrepancyState)
    to_state = models.CharField(max_length=10, choices=DiscrepancyState)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+", db_index=False
    )
    to = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+", db_index=False
    )
    """To whom it was assigned."""
    at = models.DateTimeField()
    text = models.TextField(blank=True)
    outcome = models.CharField(max_length=20, choices=Outcome, blank=True)
    said: Any = models.JSONField(null=True)
    """What it said before its figures changed."""

    class Meta:
        ordering = ["discrepancy", "pk"]

    def __str__(self) -> str:
        return f"{self.done}: {self.from_state} → {self.to_state}"
