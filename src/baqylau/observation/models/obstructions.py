"""Obstructions of observers: denied entry, expelled, a copy refused, accreditation withdrawn."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from baqylau.election.models import Area, Station
from baqylau.mission.models import Mission
from baqylau.observation.models.records import Record


class Obstruction(models.Model):
    """One time observers were kept from observing, ours or citizens'."""

    class Kind(models.TextChoices):
        ENTRY_DENIED = "entry_denied", _("Entry denied")
        EXPELLED = "expelled", _("Expelled")
        VIEW_RESTRICTED = "view_restricted", _("View restricted")
        COPY_REFUSED = "copy_refused", _("Copy of the protocol refused")
        RECORDING_FORBIDDEN = "recording_forbidden", _("Photographs or recording forbidden")
        ACCREDITATION_REFUSED = "accreditation_refused", _("Accreditation refused")
        ACCREDITATION_WITHDRAWN = "accreditation_withdrawn", _("Accreditation withdrawn")
        INTIMIDATION = "intimidation", _("Intimidation of observers")
        OTHER = "other", _("Other")

    class Stage(models.TextChoices):
        BEFORE = "before", _("Before election day")
        OPENING = "opening", _("Opening")
        VOTING = "voting", _("Voting")
        COUNT = "count", _("Closing and count")
        TABULATION = "tabulation", _("Tabulation")
        AFTER = "after", _("After election day")

    class Whose(models.TextChoices):
        OURS = "ours", _("Our observers")
        CITIZENS = "citizens", _("Citizen observers")
        OTHERS = "others", _("Other observers")

    mission = models.ForeignKey(Mission, on_delete=models.CASCADE, related_name="obstructions")
    number = models.PositiveIntegerField()
    record = models.ForeignKey(Record, null=True, on_delete=models.PROTECT, related_name="obstructions")
    """The record that tells of it, where there is one."""
    kind = models.CharField(max_length=30, choices=Kind)
    stage = models.CharField(max_length=12, choices=Stage)
    whose = models.CharField(max_length=10, choices=Whose)
    article = models.CharField(max_length=200, blank=True)
    """The article of law it may be at variance with."""
    happened_at = models.DateTimeField(null=True)
    area = models.ForeignKey(Area, null=True, on_delete=models.PROTECT, related_name="+")
    station = models.ForeignKey(Station, null=True, on_delete=models.PROTECT, related_name="+")
    says = models.TextField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        ordering = ["mission", "number"]
        constraints = [
            models.UniqueConstraint(fields=["mission", "number"], name="an_obstruction_number_is_used_once")
        ]

    def __str__(self) -> str:
        return f"obstruction {self.number}"
