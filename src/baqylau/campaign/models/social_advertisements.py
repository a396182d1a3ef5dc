"""Rows of the advertising libraries of networks: who paid, how much, when, how often it was seen."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q

from baqylau.campaign.models.social import Platform, SocialAccount
from baqylau.campaign.models.social_posts import PostFile
from baqylau.mission.models import Mission


class Advertisement(models.Model):
    """One advertisement. Spend and impressions are ranges as the library gives them; an open end is empty.

    ``ends_on`` is empty while it runs, or where the library does not say.
    """

    mission = models.ForeignKey(
        Mission, on_delete=models.CASCADE, related_name="advertisements", db_index=False
    )
    platform = models.CharField(max_length=12, choices=Platform)
    native_id = models.CharField(max_length=120)
    account = models.ForeignKey(
        SocialAccount, null=True, on_delete=models.PROTECT, related_name="advertisements"
    )
    page = models.CharField(max_length=200, blank=True)
    sponsor = models.CharField(max_length=200, blank=True)
    sponsor_key = models.CharField(max_length=200, blank=True)
    currency = models.CharField(max_length=3, blank=True)
    spend_from = models.BigIntegerField(null=True)
    spend_to = models.BigIntegerField(null=True)
    seen_from = models.BigIntegerField(null=True)
    seen_to = models.BigIntegerField(null=True)
    starts_on = models.DateField()
    ends_on = models.DateField(null=True)
    text = models.TextField(blank=True)
    address = models.CharField(max_length=500, blank=True)
    archive = models.CharField(max_length=500, blank=True)
    archive_sha256 = models.CharField(max_length=64, blank=True)
    targeting = models.TextField(blank=True)
    file = models.ForeignKey(
        PostFile, on_delete=models.PROTECT, related_name="advertisements", db_index=False
    )

    class Meta:
        ordering = ["mission", "-starts_on", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["mission", "platform", "native_id"], name="an_advertisement_stands_once"
            ),
            models.CheckConstraint(
                condition=Q(spend_from=None) | Q(spend_to=None) | Q(spend_to__gte=F("spend_from")),
                name="spend_is_a_range",
            ),
            models.CheckConstraint(
                condition=Q(seen_from=None) | Q(seen_to=None) | Q(seen_to__gte=F("seen_from")),
                name="impressions_are_a_range",
            ),
            models.CheckConstraint(
                condition=Q(ends_on=None) | Q(ends_on__gte=F("starts_on")),
                name="an_advertisement_ends_after_it_starts",
            ),
        ]
        indexes = [
            models.Index(fields=["mission", "-starts_on", "-id"], name="advertisement_newest_first"),
            models.Index(fields=["mission", "sponsor_key", "-starts_on"], name="advertisement_of_a_sponsor"),
        ]

    def __str__(self) -> str:
        return f"{self.platform} {self.native_id}"
