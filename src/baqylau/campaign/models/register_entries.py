"""What the registers of the campaign room have in common, and the history of their entries."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from baqylau.election.models import Area, Contest
from baqylau.mission.models import Mission


class KnownBy(models.TextChoices):
    """How the mission knows: what it saw itself, what it was told, what an authority published."""

    SEEN = "seen", _("Seen by the mission")
    HEARD = "heard", _("Heard from others")
    PUBLISHED = "published", _("Published or given officially")
    MEDIA = "media", _("Reported by media")


CONFIDENTIAL_MARK = "C"
"""Stands before the numbers of confidential entries. They are counted apart, so that no gap tells of them."""


class RegisterEntry(models.Model):
    """An entry of a register: its number, where and what it is about, how it is known, how often it changed.

    ``version`` goes up with each change, so that nobody overwrites what somebody else wrote meanwhile.
    """

    mission = models.ForeignKey(Mission, on_delete=models.CASCADE, related_name="%(class)ss", db_index=False)
    number = models.PositiveIntegerField()
    confidential = models.BooleanField(default=False)
    contest = models.ForeignKey(Contest, null=True, on_delete=models.SET_NULL, related_name="+")
    area = models.ForeignKey(Area, null=True, on_delete=models.PROTECT, related_name="+")
    source_kind = models.CharField(max_length=10, choices=KnownBy)
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


class RegisterChange(models.Model):
    """What somebody changed of an entry, and when.

    ``fields`` is a list of ``{"field", "before", "after"}`` with values as they are kept; ``done`` names the
    action, ``line`` the line of a fund it was about.
    """

    freedom = models.ForeignKey(
        "campaign.FreedomEntry", null=True, on_delete=models.CASCADE, related_name="changes"
    )
    event = models.ForeignKey(
        "campaign.CampaignEvent", null=True, on_delete=models.CASCADE, related_name="changes"
    )
    fund = models.ForeignKey(
        "campaign.FundReport", null=True, on_delete=models.CASCADE, related_name="changes"
    )
    done = models.CharField(max_length=30)
    line = models.PositiveIntegerField(null=True)
    fields: Any = models.JSONField(default=list)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(freedom__isnull=False, event=None, fund=None)
                | Q(freedom=None, event__isnull=False, fund=None)
                | Q(freedom=None, event=None, fund__isnull=False),
                name="a_register_change_is_of_one_entry",
            )
        ]

    def __str__(self) -> str:
        return f"{self.done} of {self.freedom or self.event or self.fund}"
