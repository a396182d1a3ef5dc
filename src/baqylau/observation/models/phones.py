"""The keys of observers' phones, the tokens of programs, and what was refused."""

from __future__ import annotations

from datetime import datetime

from django.conf import settings
from django.db import models
from django.db.models import Q

from baqylau.mission.models import Membership, Mission
from baqylau.observation.models.forms import FormVersion


class Phone(models.Model):
    """One observer's key to the forms, for a phone application or a browser.

    Only digests are kept. The token is made of ``nonce`` and the installation's secret (``keys.token_of``):
    a card can be printed again, and a stolen database opens nothing. ``basic_name`` is the user name for
    applications that sign in by Basic authentication; ``enrolment_digest`` is of the short code on the card
    that opens the browser page once. A phone with ``draft`` only tests that draft.
    """

    mission = models.ForeignKey(Mission, on_delete=models.CASCADE, related_name="phones")
    membership = models.ForeignKey(Membership, on_delete=models.PROTECT, related_name="phones")
    nonce = models.CharField(max_length=32)
    digest = models.CharField(max_length=64, unique=True)
    basic_name = models.CharField(max_length=40, unique=True)
    enrolment_digest = models.CharField(max_length=64, blank=True, db_index=True)
    enrolled_at = models.DateTimeField(null=True)
    draft = models.ForeignKey(FormVersion, null=True, on_delete=models.CASCADE, related_name="test_phones")
    made_at = models.DateTimeField(auto_now_add=True)
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+"
    )
    revoked_at = models.DateTimeField(null=True)
    last_seen_at = models.DateTimeField(null=True)
    application = models.CharField(max_length=200, blank=True)
    """What it called itself last."""
    visit: tuple[datetime, str] | None = None
    """This visit, where it is to be written down with what the phone sends."""

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["membership"],
                condition=Q(revoked_at=None, draft=None),
                name="an_observer_has_one_phone",
            )
        ]

    def __str__(self) -> str:
        return self.basic_name


class ApiToken(models.Model):
    """A program reads by it with its owner's permissions in one mission; only its digest is kept."""

    mission = models.ForeignKey(Mission, on_delete=models.CASCADE, related_name="api_tokens")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="api_tokens")
    name = models.CharField(max_length=100)
    digest = models.CharField(max_length=64, unique=True)
    made_at = models.DateTimeField(auto_now_add=True)
    expires_at = models.DateTimeField()
    last_used_at = models.DateTimeField(null=True)
    revoked_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return self.name


class Refusal(models.Model):
    """Something a known phone sent and that was refused: its digest and the reason, told once."""

    phone = models.ForeignKey(Phone, on_delete=models.CASCADE, related_name="refusals")
    sha256 = models.CharField(max_length=64)
    """Of the form's XML, or of nothing where none could be made out."""
    code = models.CharField(max_length=10)
    says = models.TextField()
    first_at = models.DateTimeField()
    last_at = models.DateTimeField()
    times = models.PositiveIntegerField(default=1)

    class Meta:
        ordering = ["-last_at", "-pk"]
        constraints = [
            models.UniqueConstraint(fields=["phone", "sha256", "code"], name="a_refusal_is_told_once")
        ]

    def __str__(self) -> str:
        return f"{self.code} {self.sha256[:12]}"
