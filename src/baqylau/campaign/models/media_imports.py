"""Spreadsheets of codings that were taken in, and how the columns and words of each kind are read."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import Q

from baqylau.campaign.models.files_read import FileState, FileToRead
from baqylau.mission.models import Mission


class MediaMapping(models.Model):
    """How one kind of spreadsheet is read; kept for the next one.

    ``reading`` is what ``sources.coding_sheet.Reading`` says of itself.
    """

    mission = models.ForeignKey(Mission, on_delete=models.CASCADE, related_name="media_mappings")
    name = models.CharField(max_length=120)
    reading: Any = models.JSONField()
    changed_at = models.DateTimeField()

    class Meta:
        ordering = ["mission", "name"]
        constraints = [
            models.UniqueConstraint(fields=["mission", "name"], name="a_media_mapping_has_its_own_name")
        ]

    def __str__(self) -> str:
        return self.name


class MediaImport(FileToRead):
    """A spreadsheet as it arrived, how it is read, and when its items were taken in: all of them, or none."""

    mission = models.ForeignKey(Mission, on_delete=models.CASCADE, related_name="media_imports")
    mapping_name = models.CharField(max_length=120)
    reading: Any = models.JSONField()
    added_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    added_at = models.DateTimeField()
    taken_in_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+"
    )
    items = models.PositiveIntegerField(default=0)

    class Meta:
        ordering = ["mission", "-number"]
        constraints = [
            models.UniqueConstraint(fields=["mission", "number"], name="a_media_import_number_is_used_once"),
            models.CheckConstraint(
                condition=Q(taken_in_at=None) | Q(taken_in_by__isnull=False),
                name="somebody_takes_a_media_import_in",
            ),
            models.CheckConstraint(
                condition=Q(taken_in_at=None) | Q(state=FileState.TAKEN_IN),
                name="a_media_import_is_taken_in_once",
            ),
        ]
