"""Files of records that were taken in, and their cells that could not be accepted."""

from __future__ import annotations

from django.conf import settings
from django.db import models

from baqylau.mission.models import Mission
from baqylau.observation.models.forms import FormVersion
from baqylau.storage.models import StoredFile


class Import(models.Model):
    """A file of records taken in: the original kept, the table by which its columns were read.

    ``reading`` is more than 1 only where a pack had the same file read again by a better table.
    ``pack_file`` names the file of the pack it came from; it is empty for an upload.
    """

    mission = models.ForeignKey(Mission, on_delete=models.CASCADE, related_name="imports")
    form_version = models.ForeignKey(FormVersion, on_delete=models.PROTECT)
    file = models.ForeignKey(StoredFile, on_delete=models.PROTECT)
    columns = models.JSONField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT)
    at = models.DateTimeField(auto_now_add=True)
    rows = models.PositiveIntegerField(default=0)
    reading = models.PositiveIntegerField(default=1)
    pack_file = models.CharField(max_length=200, blank=True)
    source = models.TextField(blank=True)
    licence = models.TextField(blank=True)

    class Meta:
        ordering = ["-at", "-pk"]
        constraints = [
            models.UniqueConstraint(fields=["mission", "file", "reading"], name="a_file_is_imported_once")
        ]

    def __str__(self) -> str:
        return self.file.name


class RejectedCell(models.Model):
    """A cell of an imported file that its question cannot hold; it is listed and never counted."""

    imported = models.ForeignKey(Import, on_delete=models.CASCADE, related_name="rejected_cells")
    record = models.ForeignKey("Record", null=True, on_delete=models.CASCADE, related_name="rejected_cells")
    row = models.PositiveIntegerField()
    column = models.CharField(max_length=120)
    value = models.TextField()
    reason = models.CharField(max_length=200)
    code = models.CharField(max_length=10)

    class Meta:
        ordering = ["imported", "row", "pk"]

    def __str__(self) -> str:
        return f"row {self.row}, {self.column}: {self.value!r}"
