"""What the registers of the room have in common."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from baqylau.election.models import Area, Contest
from baqylau.mission.models import Mission


class SourceKind(models.TextChoices):
    """How the mission knows: what it saw itself, what it was told, what an authority gave it."""

    SEEN = "seen", _("Seen by the mission")
    HEARD = "heard", _("Heard from others")
    OFFICIAL = "official", _("Official extract or publication")


CONFIDENTIAL_MARK = "C"
"""Stands before the numbers of confidential entries. They are counted apart, so that no gap tells of them."""


class Registered(models.Model):
    """An entry of a register: its number, where and what it is about, how it is known, how often it changed.

    ``version`` goes up with each change, so that nobody overwrites what somebody else wrote meanwhile.
    """

    mission = models.ForeignKey(Mission, on_delete=models.CASCADE, related_name="%(class)ss", db_index=False)
    number = models.PositiveIntegerField()
    confidential = models.BooleanField(default=False)
    contest = models.ForeignKey(Contest, null=True, on_delete=models.SET_NULL, related_name="+")
    area = models.ForeignKey(Area, null=True, on_delete=models.PROTECT, related_name="+")
    article = models.CharField(max_length=200, blank=True)
    source_kind = models.CharField(max_length=10, choices=SourceKind)
    source = models.TextField(blank=True)
    says = models.TextField(blank=True)
    version = models.PositiveIntegerField(default=1)
    added_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+", db_index=False
    )
    added_at = models.DateTimeField()

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return self.label

    @property
    def label(self) -> str:
        """The number as pages and addresses have it: ``12``, or ``C12`` of a confidential entry."""
        return f"{CONFIDENTIAL_MARK if self.confidential else ''}{self.number}"
