"""Commitments that people add to those that come with the room."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import get_language

from baqylau.core.text import in_language
from baqylau.mission.models import Mission


class Commitment(models.Model):
    """A paragraph of an international document, described in our own words.

    ``code`` is how it is named where something rests on it. It belongs to the mission that added it, and
    others see it once something published rests on it.
    """

    mission = models.ForeignKey(Mission, on_delete=models.CASCADE, related_name="commitments")
    code = models.SlugField(max_length=60, unique=True)
    instrument = models.CharField(max_length=200)
    paragraph = models.CharField(max_length=40)
    says = models.JSONField(default=dict)
    source = models.TextField()
    added_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+"
    )
    added_at = models.DateTimeField()

    class Meta:
        ordering = ["instrument", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["mission", "instrument", "paragraph"], name="a_commitment_stands_once"
            ),
            models.CheckConstraint(condition=~Q(source=""), name="a_commitment_names_its_source"),
        ]

    def __str__(self) -> str:
        return f"{self.instrument} {self.paragraph}"

    @property
    def words(self) -> str:
        return in_language(self.says, get_language() or "en")
