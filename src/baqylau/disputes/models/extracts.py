"""Official extracts that were taken in, how their columns are read, and entries that may be one."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from baqylau.disputes.models.cases import Case
from baqylau.mission.models import Mission
from baqylau.storage.models import StoredFile


class ExtractMapping(models.Model):
    """How the columns and words of one authority's extracts are read; kept for the next one.

    ``reading`` is what ``sources.extract.Reading`` says of itself.
    """

    mission = models.ForeignKey(Mission, on_delete=models.CASCADE, related_name="extract_mappings")
    name = models.CharField(max_length=120)
    reading: Any = models.JSONField()
    changed_at = models.DateTimeField()

    class Meta:
        ordering = ["mission", "name"]
        constraints = [models.UniqueConstraint(fields=["mission", "name"], name="a_mapping_has_its_own_name")]

    def __str__(self) -> str:
        return self.name


class Extract(models.Model):
    """A file of cases as it arrived, how it is read, and when its cases were taken in: all of them, or none.

    ``mapping_name`` is the name under which the reading is kept for next time.
    """

    mission = models.ForeignKey(Mission, on_delete=models.CASCADE, related_name="extracts")
    number = models.PositiveIntegerField()
    file = models.ForeignKey(StoredFile, on_delete=models.PROTECT, related_name="+")
    name = models.CharField(max_length=255)
    source = models.CharField(max_length=200)
    mapping_name = models.CharField(max_length=120)
    reading: Any = models.JSONField()
    added_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    added_at = models.DateTimeField()
    taken_in_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+"
    )
    taken_in_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["mission", "-number"]
        constraints = [
            models.UniqueConstraint(fields=["mission", "number"], name="an_extract_number_is_used_once"),
            models.CheckConstraint(
                condition=Q(taken_in_at=None) | Q(taken_in_by__isnull=False),
                name="somebody_takes_an_extract_in",
            ),
        ]

    def __str__(self) -> str:
        return self.name


class Likeness(models.Model):
    """Two cases that may be one dispute, entered twice; a person judges, nothing is merged by itself."""

    class State(models.TextChoices):
        OPEN = "open", _("To be judged")
        SAME = "same", _("The same")
        DIFFERENT = "different", _("Two different ones")

    mission = models.ForeignKey(Mission, on_delete=models.CASCADE, related_name="case_likenesses")
    one = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="+")
    other = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="+")
    score = models.PositiveSmallIntegerField()
    parts: Any = models.JSONField(default=list)
    state = models.CharField(max_length=10, choices=State, default=State.OPEN)
    judged_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+"
    )
    judged_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["mission", "-score", "pk"]
        verbose_name_plural = "likenesses"
        constraints = [models.UniqueConstraint(fields=["one", "other"], name="two_cases_are_compared_once")]

    def __str__(self) -> str:
        return f"{self.one} ~ {self.other}"
