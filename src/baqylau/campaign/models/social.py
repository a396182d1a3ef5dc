"""Accounts on social networks that the mission looks at, and whose they are."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from baqylau.campaign.models.media import MediaSubject
from baqylau.mission.models import Mission


class Platform(models.TextChoices):
    """A social network; what is none of these is ``other``."""

    INSTAGRAM = "instagram", "Instagram"
    FACEBOOK = "facebook", "Facebook"
    YOUTUBE = "youtube", "YouTube"
    TIKTOK = "tiktok", "TikTok"
    TELEGRAM = "telegram", "Telegram"
    VK = "vk", "VK"
    ODNOKLASSNIKI = "ok", _("Odnoklassniki")
    X = "x", "X"
    THREADS = "threads", "Threads"
    WHATSAPP = "whatsapp", _("WhatsApp channels")
    OTHER = "other", _("Another network")


class AccountRole(models.TextChoices):
    """What an account's owner is in the campaign."""

    PARTY = "party", _("Party")
    CANDIDATE = "candidate", _("Candidate")
    INFLUENCER = "influencer", _("Influencer")
    MEDIA = "media", _("Media outlet")
    AUTHORITY = "authority", _("Authority")
    PRIVATE = "private", _("Private person")
    UNKNOWN = "unknown", _("Not classified yet")


PUBLIC_ROLES = frozenset(
    {
        AccountRole.PARTY,
        AccountRole.CANDIDATE,
        AccountRole.INFLUENCER,
        AccountRole.MEDIA,
        AccountRole.AUTHORITY,
    }
)
"""Whose names may stand in a table that leaves the mission: those who speak in public by their role."""


class SocialAccount(models.Model):
    """An account on one network. ``handle`` is the name by which the network finds it, as in its address.

    ``subject`` is the contestant or other subject of the monitoring whose account it is.
    """

    mission = models.ForeignKey(
        Mission, on_delete=models.CASCADE, related_name="social_accounts", db_index=False
    )
    number = models.PositiveIntegerField()
    platform = models.CharField(max_length=12, choices=Platform)
    handle = models.CharField(max_length=120)
    name = models.CharField(max_length=200, blank=True)
    owner = models.CharField(max_length=200, blank=True)
    role = models.CharField(max_length=12, choices=AccountRole, default=AccountRole.UNKNOWN)
    subject = models.ForeignKey(MediaSubject, null=True, on_delete=models.PROTECT, related_name="accounts")
    verified = models.BooleanField(null=True)
    """Whether the network says that it is who it says; empty where this is not known."""
    source = models.TextField(blank=True)
    """How the mission knows whose it is."""
    version = models.PositiveIntegerField(default=1)

    class Meta:
        ordering = ["mission", "number"]
        constraints = [
            models.UniqueConstraint(
                fields=["mission", "number"], name="a_social_account_number_is_used_once"
            ),
            models.UniqueConstraint(
                fields=["mission", "platform", "handle"], name="an_account_of_a_network_is_entered_once"
            ),
            models.CheckConstraint(condition=~models.Q(handle=""), name="a_social_account_has_a_handle"),
        ]

    def __str__(self) -> str:
        return f"{self.get_platform_display()} {self.handle}"

    @property
    def is_public(self) -> bool:
        """Whether its name may leave the mission."""
        return self.role in PUBLIC_ROLES

    @property
    def shown_name(self) -> str:
        return self.name or self.handle
