"""What was seen: forms, imported files, records and their versions, cells that could not be accepted."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from baqylau.election.models import Area, Station
from baqylau.mission.models import Mission, Team
from baqylau.storage.fields import SearchKeyField
from baqylau.storage.models import StoredFile


class Form(models.Model):
    """A form of a mission; its questions stand in its versions."""

    mission = models.ForeignKey(Mission, on_delete=models.CASCADE, related_name="forms")
    code = models.SlugField(max_length=60)
    names = models.JSONField(default=dict)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["mission", "code"], name="a_form_code_is_used_once")]

    def __str__(self) -> str:
        return self.code


class FormVersion(models.Model):
    """One version of a form: the XLSForm as it arrived and its questions as we read them.

    ``questions`` is a list of ``{"name", "kind", "section", "section_labels", "labels", "choices"}``; kinds
    are yes_no, integer, time, text, choice; a choice is ``{"name", "labels"}``.
    """

    form = models.ForeignKey(Form, on_delete=models.CASCADE, related_name="versions")
    version = models.CharField(max_length=40)
    file = models.ForeignKey(StoredFile, on_delete=models.PROTECT)
    questions = models.JSONField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["form", "version"], name="a_form_version_stands_once")]

    def __str__(self) -> str:
        return f"{self.form} {self.version}"


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


class Record(models.Model):
    """One observation against a form version. What it says stands in its versions.

    ``imported`` and ``row`` are the file and row it first came from. ``station_code``, ``area_text`` and
    ``place`` are the words of the file; ``station`` and ``area`` what they were matched with.
    """

    mission = models.ForeignKey(Mission, on_delete=models.CASCADE, related_name="records")
    form_version = models.ForeignKey(FormVersion, on_delete=models.PROTECT, related_name="records")
    imported = models.ForeignKey(Import, null=True, on_delete=models.PROTECT, related_name="records")
    row = models.PositiveIntegerField(null=True)
    number = models.PositiveIntegerField()
    """Its running number in the mission, as people call it."""
    station = models.ForeignKey(Station, null=True, on_delete=models.PROTECT, related_name="records")
    station_code = models.CharField(max_length=60, blank=True)
    area_text = models.CharField(max_length=200, blank=True)
    area = models.ForeignKey(Area, null=True, on_delete=models.PROTECT, related_name="records")
    place = models.CharField(max_length=200, blank=True)
    team = models.ForeignKey(Team, null=True, on_delete=models.PROTECT, related_name="records")
    flags = models.JSONField(default=list)
    """``identical_row`` and the like; a flagged record is kept and counted."""
    search_key = SearchKeyField(of=("station_code", "area_text", "place"))

    class Meta:
        ordering = ["mission", "number"]
        constraints = [
            models.UniqueConstraint(fields=["mission", "number"], name="a_record_number_is_used_once"),
            models.UniqueConstraint(
                fields=["imported", "row"], condition=Q(imported__isnull=False), name="a_row_makes_one_record"
            ),
        ]

    def __str__(self) -> str:
        return f"record {self.number}"


class RecordVersion(models.Model):
    """What a record says, as first read or as corrected. The newest counts; the older stay.

    ``answers`` maps a question to its value where it was answered; ``states`` maps every other question to
    its state (``core.answer.AnswerState``). A version read from a file names the import, the row as a
    spreadsheet shows it, and where the row's bytes begin and end in the file.
    """

    record = models.ForeignKey(Record, on_delete=models.CASCADE, related_name="versions")
    number = models.PositiveIntegerField()
    is_newest = models.BooleanField(default=True)
    answers = models.JSONField()
    states = models.JSONField()
    imported = models.ForeignKey(Import, null=True, on_delete=models.PROTECT, related_name="versions")
    row = models.PositiveIntegerField(null=True)
    begins_at = models.PositiveBigIntegerField(null=True)
    ends_at = models.PositiveBigIntegerField(null=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT)
    at = models.DateTimeField(auto_now_add=True)
    reason = models.TextField(blank=True)

    class Meta:
        ordering = ["record", "number"]
        constraints = [
            models.UniqueConstraint(fields=["record", "number"], name="a_version_number_is_used_once"),
            models.UniqueConstraint(
                fields=["record"], condition=Q(is_newest=True), name="one_version_of_a_record_is_newest"
            ),
            models.CheckConstraint(condition=Q(number=1) | ~Q(reason=""), name="a_correction_has_a_reason"),
            models.CheckConstraint(
                condition=Q(imported=None, row=None, begins_at=None, ends_at=None)
                | Q(imported__isnull=False, row__isnull=False, ends_at__gte=F("begins_at")),
                name="a_version_from_a_file_names_its_bytes",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.record} version {self.number}"
