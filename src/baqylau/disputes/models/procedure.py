"""Who decides disputes of an election and how long it may take: what the pack says, as it was read."""

from __future__ import annotations

from django.db import models

from baqylau.election.models import Election


class ElectionProcedure(models.Model):
    """The text of a pack's ``disputes.toml``; ``baqylau.disputes.procedure`` reads it."""

    election = models.OneToOneField(Election, on_delete=models.CASCADE, related_name="dispute_procedure")
    source = models.TextField()
    sha256 = models.CharField(max_length=64)

    def __str__(self) -> str:
        return f"procedure of {self.election}"
