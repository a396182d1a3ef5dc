"""Files that arrive and are read by a mapping: kept, being read, refused or taken in, as a whole."""

from __future__ import annotations

from typing import Any

from django.db import models
from django.utils.translation import gettext_lazy as _

from baqylau.storage.models import StoredFile


class FileState(models.TextChoices):
    """Where a file stands."""

    KEPT = "kept", _("To be read")
    RUNNING = "running", _("Being read")
    REFUSED = "refused", _("Refused")
    TAKEN_IN = "taken_in", _("Taken in")


class FileToRead(models.Model):
    """A file as it arrived, and how far it is.

    ``beaten_at`` is when whoever reads it last gave a sign of life; ``problems`` are what stood against it,
    as :func:`baqylau.campaign.social_problems.as_kept` writes them.
    """

    number = models.PositiveIntegerField()
    file = models.ForeignKey(StoredFile, on_delete=models.PROTECT, related_name="+")
    name = models.CharField(max_length=255)
    state = models.CharField(max_length=10, choices=FileState, default=FileState.KEPT)
    done = models.PositiveIntegerField(default=0)
    """Of a thousand parts of the work, how many are done."""
    problems: Any = models.JSONField(default=list)
    beaten_at = models.DateTimeField(null=True)
    taken_in_at = models.DateTimeField(null=True)

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return self.name
