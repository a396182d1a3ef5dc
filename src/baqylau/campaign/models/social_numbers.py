"""Sums by day, kept so that pages of a million posts are quick. Made anew from the posts of a day."""

from __future__ import annotations

from django.db import models

from baqylau.campaign.models.social import Platform, SocialAccount
from baqylau.mission.models import Mission


class Summed(models.Model):
    """Sums over posts of one day; ``judged_…`` are posts of which the flag is known, yes or no."""

    posts = models.PositiveIntegerField()
    coded = models.PositiveIntegerField()
    sponsored = models.PositiveIntegerField()
    hate = models.PositiveIntegerField()
    false_claim = models.PositiveIntegerField()
    about_women = models.PositiveIntegerField()
    judged_hate = models.PositiveIntegerField()
    judged_false_claim = models.PositiveIntegerField()
    judged_about_women = models.PositiveIntegerField()
    judged_sponsored = models.PositiveIntegerField()
    reactions = models.BigIntegerField()
    shares = models.BigIntegerField()
    comments = models.BigIntegerField()
    views = models.BigIntegerField()

    class Meta:
        abstract = True


class AccountDay(Summed):
    """What one account posted on one local day."""

    mission = models.ForeignKey(Mission, on_delete=models.CASCADE, related_name="+", db_index=False)
    account = models.ForeignKey(SocialAccount, on_delete=models.CASCADE, related_name="days", db_index=False)
    platform = models.CharField(max_length=12, choices=Platform)
    day = models.DateField()

    class Meta:
        ordering = ["mission", "day", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["account", "day"], name="an_account_has_one_row_a_day"),
        ]
        indexes = [models.Index(fields=["mission", "day"], name="account_day_of_a_mission")]

    def __str__(self) -> str:
        return f"{self.account} {self.day}"


class SocialDay(Summed):
    """What was posted on one network on one local day, by what ``by`` names: role, language and so on."""

    mission = models.ForeignKey(Mission, on_delete=models.CASCADE, related_name="+", db_index=False)
    day = models.DateField()
    platform = models.CharField(max_length=12, choices=Platform)
    by = models.CharField(max_length=10)
    value = models.CharField(max_length=60, blank=True)

    class Meta:
        ordering = ["mission", "by", "day", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["mission", "by", "day", "platform", "value"], name="a_social_day_is_summed_once"
            )
        ]

    def __str__(self) -> str:
        return f"{self.day} {self.platform} {self.by} {self.value}"
