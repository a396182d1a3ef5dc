"""Text messages: the gateways they come through, and each as it arrived."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from baqylau.mission.models import Membership, Mission
from baqylau.observation.models.forms import FormVersion
from baqylau.observation.models.records import Record
from baqylau.storage.fields import KeptBytes


class TextGateway(models.Model):
    """A gateway that passes on text messages; ``code`` stands in its address, ``secret`` proves who it is."""

    class Kind(models.TextChoices):
        ANDROID = "android", "Android SMS Gateway"
        KANNEL = "kannel", "Kannel"
        TELERIVET = "telerivet", "Telerivet"
        RAPIDPRO = "rapidpro", "RapidPro"
        PLAIN = "plain", _("Plain form or JSON")

    mission = models.ForeignKey(Mission, on_delete=models.CASCADE, related_name="text_gateways")
    kind = models.CharField(max_length=10, choices=Kind, default=Kind.ANDROID)
    name = models.CharField(max_length=100)
    code = models.CharField(max_length=24, unique=True)
    secret = models.CharField(max_length=64)
    made_at = models.DateTimeField(auto_now_add=True)
    closed_at = models.DateTimeField(null=True)
    last_heard_at = models.DateTimeField(null=True)
    send_url = models.URLField(max_length=300, blank=True)
    """Where a reply is sent to, for gateways whose answer does not carry it; name and password open it."""
    send_name = models.CharField(max_length=100, blank=True)
    send_password = models.CharField(max_length=200, blank=True)

    def __str__(self) -> str:
        return self.name


class TextMessage(models.Model):
    """One text message, what was understood of it, and what was replied."""

    class State(models.TextChoices):
        UNDERSTOOD = "understood", _("Understood")
        PART = "part", _("Part of a form")
        NOT_UNDERSTOOD = "not_understood", _("Not understood")
        UNKNOWN_SENDER = "unknown_sender", _("Unknown sender")
        CHECK_IN = "check_in", _("Check-in")

    gateway = models.ForeignKey(TextGateway, on_delete=models.PROTECT, related_name="messages")
    outside_id = models.CharField(max_length=120)
    """The gateway's own identifier of the message."""
    sender = models.CharField(max_length=40)
    text = models.TextField()
    body = KeptBytes()
    """The request as it arrived."""
    sent_at = models.DateTimeField(null=True)
    arrived_at = models.DateTimeField()
    membership = models.ForeignKey(
        Membership, null=True, on_delete=models.PROTECT, related_name="text_messages"
    )
    state = models.CharField(max_length=16, choices=State)
    form_version = models.ForeignKey(FormVersion, null=True, on_delete=models.PROTECT, related_name="+")
    understood = models.JSONField(default=dict)
    reply = models.TextField(blank=True)
    replied_at = models.DateTimeField(null=True)
    """When the reply was handed to the gateway."""
    record = models.ForeignKey(Record, null=True, on_delete=models.PROTECT, related_name="text_messages")

    class Meta:
        ordering = ["-arrived_at", "-pk"]
        indexes = [models.Index(fields=["membership", "arrived_at"], name="text_message_by_sender")]
        constraints = [
            models.UniqueConstraint(fields=["gateway", "outside_id"], name="a_text_message_arrives_once")
        ]

    def __str__(self) -> str:
        return f"{self.sender}: {self.text[:40]}"

    @property
    def mission(self) -> Mission:
        return self.gateway.mission
