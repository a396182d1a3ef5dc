"""Findings: facts with their evidence, confirmed by a second person."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from baqylau.election.models import Area
from baqylau.mission.models import Mission
from baqylau.reports.models.registers import Basis, BasisKind, Evidence, RegisterChange, Subject, Worded


class Confidence(models.TextChoices):
    """How well a finding is established."""

    ESTABLISHED = "established", _("Established: several sources that do not depend on each other")
    SUPPORTED = "supported", _("Supported: one source that the mission saw itself")
    REPORTED = "reported", _("Reported: heard from others, not seen")


class Relation(models.TextChoices):
    """What a finding says about a commitment or an article."""

    RELEVANT = "relevant", _("concerns")
    IN_LINE = "in_line", _("is in line with")
    AT_VARIANCE = "at_variance", _("may be at variance with")


class Finding(Worded):
    """A fact, never a motive, and what it rests on.

    A second person confirms it: neither who wrote it nor who changed it last. Any change of a confirmed
    finding takes the confirmation back. ``set_aside_at`` is of one that the mission no longer holds.
    """

    mission = models.ForeignKey(Mission, on_delete=models.CASCADE, related_name="findings", db_index=False)
    number = models.PositiveIntegerField()
    chapter = models.CharField(max_length=24, choices=Subject)
    area = models.ForeignKey(Area, null=True, on_delete=models.PROTECT, related_name="+")
    confidence = models.CharField(max_length=12, choices=Confidence)
    version = models.PositiveIntegerField(default=1)
    written_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", db_index=False
    )
    written_at = models.DateTimeField()
    changed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", db_index=False
    )
    changed_at = models.DateTimeField()
    confirmed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+", db_index=False
    )
    confirmed_at = models.DateTimeField(null=True)
    set_aside_at = models.DateTimeField(null=True)
    set_aside_because = models.TextField(blank=True)

    class Meta:
        ordering = ["mission", "-number"]
        constraints = [
            models.UniqueConstraint(fields=["mission", "number"], name="a_finding_number_is_used_once"),
            models.CheckConstraint(
                condition=Q(confirmed_by=None) | ~Q(confirmed_by=F("written_by")),
                name="a_finding_is_confirmed_by_another_than_wrote_it",
            ),
            models.CheckConstraint(
                condition=Q(confirmed_by=None) | ~Q(confirmed_by=F("changed_by")),
                name="a_finding_is_confirmed_by_another_than_changed_it",
            ),
            models.CheckConstraint(
                condition=Q(confirmed_by=None, confirmed_at=None)
                | Q(confirmed_by__isnull=False, confirmed_at__isnull=False),
                name="a_confirmed_finding_says_by_whom_and_when",
            ),
            models.CheckConstraint(
                condition=Q(set_aside_at=None) | Q(confirmed_at=None),
                name="a_finding_set_aside_is_not_confirmed",
            ),
            models.CheckConstraint(
                condition=Q(set_aside_at=None) | ~Q(set_aside_because=""),
                name="a_finding_set_aside_says_why",
            ),
            models.CheckConstraint(
                condition=Q(chapter__in=Subject.values), name="a_finding_belongs_to_a_chapter"
            ),
        ]

    def __str__(self) -> str:
        return f"finding {self.number}"

    @property
    def state(self) -> str:
        if self.set_aside_at:
            return "set_aside"
        return "confirmed" if self.confirmed_at else "written"


class FindingEvidence(Evidence):
    """What a finding rests on."""

    finding = models.ForeignKey(Finding, on_delete=models.CASCADE, related_name="evidence", db_index=False)

    class Meta:
        ordering = ["finding", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["finding", "kind", "key"], name="evidence_of_a_finding_stands_once"
            )
        ]


class FindingBasis(Basis):
    """What a finding says about a commitment or an article."""

    finding = models.ForeignKey(Finding, on_delete=models.CASCADE, related_name="bases", db_index=False)
    relation = models.CharField(max_length=12, choices=Relation, default=Relation.RELEVANT)

    class Meta:
        ordering = ["finding", "kind", "code"]
        constraints = [
            models.UniqueConstraint(fields=["finding", "kind", "code"], name="a_finding_names_a_basis_once"),
            models.CheckConstraint(
                condition=Q(kind__in=BasisKind.values), name="a_finding_rests_on_a_known_kind_of_basis"
            ),
        ]
        indexes = [models.Index(fields=["kind", "code"], name="finding_by_basis")]


class FindingChange(RegisterChange):
    """A line of the history of a finding."""

    finding = models.ForeignKey(Finding, on_delete=models.CASCADE, related_name="changes")

    class Meta:
        ordering = ["pk"]
