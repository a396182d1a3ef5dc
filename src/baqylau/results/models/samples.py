"""Samples of stations for a quick count: how they were drawn, what was drawn, what was replaced and why."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from baqylau.election.models import Contest, Station
from baqylau.mission.models import Mission


class Sample(models.Model):
    """A stratified random sample of the stations of a contest, known in its mission by its ``number``.

    ``seed`` is the digits of dice thrown in public; ``design`` is what else the draw depends on (``strata``,
    ``allocation``, ``size``, ``kinds``, ``in_addition``, ``earlier``, ``option``), ``frame_sha256`` the
    digest of the list that it was drawn from. Anybody who has the list can draw it again:
    docs/quick-count.md.
    """

    mission = models.ForeignKey(Mission, on_delete=models.CASCADE, related_name="samples")
    contest = models.ForeignKey(Contest, on_delete=models.PROTECT, related_name="samples")
    number = models.PositiveIntegerField()
    name = models.CharField(max_length=120)
    seed = models.CharField(max_length=100)
    design = models.JSONField()
    frame_sha256 = models.CharField(max_length=64)
    allows_replacements = models.BooleanField(default=False)
    """A replaced station is one that somebody could not, or would not, reach: off unless it is decided."""
    drawn_at = models.DateTimeField()
    drawn_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", db_index=False
    )

    class Meta:
        ordering = ["mission", "-number"]
        constraints = [
            models.UniqueConstraint(fields=["mission", "number"], name="a_sample_number_is_used_once"),
            models.CheckConstraint(condition=~Q(name=""), name="a_sample_has_a_name"),
        ]

    def __str__(self) -> str:
        return self.name


class SampleStratum(models.Model):
    """A stratum of a sample: N_h ``stations``, n_h of them ``planned``."""

    sample = models.ForeignKey(Sample, on_delete=models.CASCADE, related_name="strata")
    position = models.PositiveIntegerField()
    code = models.CharField(max_length=120)
    """As it stands in the list that was drawn from: ``abai``, ``abai/urban``, ``all``."""
    region = models.CharField(max_length=60, blank=True)
    settlement = models.CharField(max_length=10, blank=True)
    stations = models.PositiveIntegerField()
    planned = models.PositiveIntegerField()

    class Meta:
        ordering = ["sample", "position"]
        constraints = [
            models.UniqueConstraint(fields=["sample", "code"], name="a_stratum_stands_once_in_a_sample"),
            models.CheckConstraint(
                condition=Q(planned__lte=models.F("stations")), name="a_stratum_gives_at_most_what_it_has"
            ),
        ]

    def __str__(self) -> str:
        return self.code


class SampledStation(models.Model):
    """A station that was drawn, or that came in for one that was replaced.

    ``place`` counts its stratum by rising tickets from 1. A replaced station stays, with who replaced it and
    why; ``replaces`` of another station names it.
    """

    sample = models.ForeignKey(Sample, on_delete=models.CASCADE, related_name="stations")
    stratum = models.ForeignKey(SampleStratum, on_delete=models.CASCADE, related_name="drawn")
    station = models.ForeignKey(Station, on_delete=models.PROTECT, related_name="+")
    place = models.PositiveIntegerField()
    ticket = models.CharField(max_length=64)
    replaces = models.OneToOneField("self", null=True, on_delete=models.PROTECT, related_name="replaced_by")
    reason = models.TextField(blank=True)
    """Why it came in for the one that it replaces."""
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+", db_index=False
    )
    at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["sample", "stratum", "place"]
        constraints = [
            models.UniqueConstraint(fields=["sample", "station"], name="a_station_is_drawn_once_in_a_sample"),
            models.CheckConstraint(
                condition=Q(replaces=None) | (~Q(reason="") & Q(by__isnull=False, at__isnull=False)),
                name="a_replacement_says_who_and_why",
            ),
        ]

    def __str__(self) -> str:
        return str(self.station)


class AuditedOutcome(models.TextChoices):
    """What an audit confirms."""

    LEAD = "lead", _("Those with the most votes are elected")
    MAJORITY = "majority", _("The first has more than half of the votes")
    SECOND_ROUND = "second_round", _("Nobody has half; the first two go on")
    SEATS = "seats", _("The seats, by the rule of the contest")


class Audit(models.Model):
    """An audit of the official table of a contest against copies of drawn protocols.

    ``table_sha256`` is the digest of the official figures that it was planned by; where they change it has
    to be drawn anew. ``risk_limit`` is in thousandths. ``bound_line`` is the line with the most ballots that
    a station can hold.
    """

    mission = models.ForeignKey(Mission, on_delete=models.CASCADE, related_name="audits")
    contest = models.ForeignKey(Contest, on_delete=models.PROTECT, related_name="audits")
    number = models.PositiveIntegerField()
    seed = models.CharField(max_length=100)
    outcome = models.CharField(max_length=20, choices=AuditedOutcome)
    winners = models.PositiveIntegerField(default=1)
    risk_limit = models.PositiveIntegerField()
    bound_line = models.CharField(max_length=60)
    table_sha256 = models.CharField(max_length=64)
    drawn_at = models.DateTimeField()
    drawn_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", db_index=False
    )

    class Meta:
        ordering = ["mission", "-number"]
        constraints = [
            models.UniqueConstraint(fields=["mission", "number"], name="an_audit_number_is_used_once"),
            models.CheckConstraint(
                condition=Q(risk_limit__gte=1, risk_limit__lte=500), name="a_risk_limit_is_a_share"
            ),
            models.CheckConstraint(
                condition=Q(outcome__in=AuditedOutcome.values), name="an_audit_has_a_known_outcome"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.mission} {self.number}"


class AuditTicket(models.Model):
    """One draw of an audit; a station may be drawn more than once."""

    audit = models.ForeignKey(Audit, on_delete=models.CASCADE, related_name="tickets")
    number = models.PositiveIntegerField()
    sha256 = models.CharField(max_length=64)
    station = models.ForeignKey(Station, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ["audit", "number"]
        constraints = [models.UniqueConstraint(fields=["audit", "number"], name="a_ticket_is_drawn_once")]

    def __str__(self) -> str:
        return f"{self.number} {self.station}"


class AuditAbsence(models.Model):
    """A drawn station of which no copy can be had, and why; it is charged to the winners whole."""

    audit = models.ForeignKey(Audit, on_delete=models.CASCADE, related_name="absences")
    station = models.ForeignKey(Station, on_delete=models.PROTECT, related_name="+")
    reason = models.TextField()
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", db_index=False
    )
    at = models.DateTimeField()

    class Meta:
        ordering = ["audit", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["audit", "station"], name="an_absence_is_recorded_once"),
            models.CheckConstraint(condition=~Q(reason=""), name="an_absence_has_a_reason"),
        ]

    def __str__(self) -> str:
        return str(self.station)
