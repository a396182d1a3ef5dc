"""What arrived: the bytes of a filled form, unchanged, and the files that came with them."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from baqylau.mission.models import Membership, Mission
from baqylau.observation.models.forms import Form, FormVersion
from baqylau.observation.models.phones import Phone
from baqylau.storage.fields import KeptBytes
from baqylau.storage.models import StoredFile


class Road(models.TextChoices):
    """The road a record came by. All roads but the file end in ``actions.receive``."""

    FILE = "file", _("File")
    PHONE = "phone", _("Phone application")
    BROWSER = "browser", _("Browser")
    MESSAGE = "message", _("Text message")


class Submission(models.Model):
    """One filled form as it arrived. It belongs to one record; an edit is another submission of that record.

    ``body`` is the XML unchanged and ``sha256`` its digest. ``deprecated_id`` names the submission that it
    replaces. A submission of a draft has no record: ``reading`` keeps what was read of it. ``decrypted`` is
    the XML that somebody decrypted elsewhere with the mission's key.
    """

    mission = models.ForeignKey(Mission, on_delete=models.CASCADE, related_name="submissions", db_index=False)
    form = models.ForeignKey(Form, on_delete=models.PROTECT, related_name="submissions", db_index=False)
    form_version = models.ForeignKey(
        FormVersion, on_delete=models.PROTECT, related_name="submissions", db_index=False
    )
    record = models.ForeignKey("Record", null=True, on_delete=models.PROTECT, related_name="submissions")
    phone = models.ForeignKey(
        Phone, null=True, on_delete=models.PROTECT, related_name="submissions", db_index=False
    )
    observer = models.ForeignKey(
        Membership, null=True, on_delete=models.PROTECT, related_name="submissions", db_index=False
    )
    road = models.CharField(max_length=10, choices=Road)
    instance_id = models.CharField(max_length=255)
    deprecated_id = models.CharField(max_length=255, blank=True)
    body = KeptBytes()
    sha256 = models.CharField(max_length=64)
    decrypted = KeptBytes(null=True)
    is_encrypted = models.BooleanField(default=False)
    reading = models.JSONField(null=True)
    arrived_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["form", "instance_id"], name="an_instance_is_received_once"),
        ]

    def __str__(self) -> str:
        return self.instance_id


class Attachment(models.Model):
    """A photograph or other file that came with a submission, under the name its answer gives.

    The same name with other bytes is another attachment: what was acknowledged is never lost.
    """

    submission = models.ForeignKey(
        Submission, on_delete=models.CASCADE, related_name="attachments", db_index=False
    )
    name = models.CharField(max_length=255)
    file = models.ForeignKey(StoredFile, on_delete=models.PROTECT, db_index=False)
    media_type = models.CharField(max_length=120)
    """As its content says, not as the sender does."""
    arrived_at = models.DateTimeField()

    class Meta:
        ordering = ["submission", "name", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["submission", "name", "file"], name="an_attachment_is_kept_once")
        ]

    def __str__(self) -> str:
        return self.name
