"""The law of an election: what the pack says, as it was read."""

from __future__ import annotations

from django.db import models

from baqylau.election.models import Election


class ElectionLaw(models.Model):
    """The text of a pack's ``law.toml``; ``baqylau.disputes.law`` reads it."""

    election = models.OneToOneField(Election, on_delete=models.CASCADE, related_name="law")
    source = models.TextField()
    sha256 = models.CharField(max_length=64)

    def __str__(self) -> str:
        return f"law of {self.election}"
