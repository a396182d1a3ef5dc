"""What was seen: records and their versions."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from baqylau.election.models import Area, Station
from baqylau.mission.models import Membership, Mission, Team
from baqylau.observation.models.forms import FormVersion
from baqylau.observation.models.imports import Import
from baqylau.observation.models.submissions import Road, Submission
from baqylau.storage.fields import SearchKeyField


class RecordState(models.TextChoices):
    """How far its checking has come. Which may follow which stands in ``methods.states``."""

    RECEIVED = "received", _("Received")
    CHECKED = "checked", _("Checked")
    QUERY = "query", _("Query")
    REJECTED = "rejected", _("Rejected")


class Severity(models.IntegerChoices):
    """How much what a check found matters."""

    NONE = 0, _("Nothing")
    NOTE = 1, _("Note")
    WARNING = 2, _("Warning")
    ERROR = 3, _("Error")


class Record(models.Model):
    """One observation against a form version. What it says stands in its versions.

    ``imported`` and ``row`` are the file and row it first came from. ``station_code``, ``area_text`` and
    ``place`` are the words of the file; ``station`` and ``area`` what they were matched with.
    """

    mission = models.ForeignKey(Mission, on_delete=models.CASCADE, related_name="records", db_index=False)
    form_version = models.ForeignKey(FormVersion, on_delete=models.PROTECT, related_name="records")
    imported = models.ForeignKey(
        Import, null=True, on_delete=models.PROTECT, related_name="records", db_index=False
    )
    row = models.PositiveIntegerField(null=True)
    number = models.PositiveIntegerField()
    """Its running number in the mission, as people call it."""
    station = models.ForeignKey(
        Station, null=True, on_delete=models.PROTECT, related_name="records", db_index=False
    )
    station_code = models.CharField(max_length=60, blank=True)
    area_text = models.CharField(max_length=200, blank=True)
    area = models.ForeignKey(
        Area, null=True, on_delete=models.PROTECT, related_name="records", db_index=False
    )
    place = models.CharField(max_length=200, blank=True)
    team = models.ForeignKey(
        Team, null=True, on_delete=models.PROTECT, related_name="records", db_index=False
    )
    flags = models.JSONField(default=list)
    """``identical_row`` and the like; a flagged record is kept and counted."""
    road = models.CharField(max_length=10, choices=Road, default=Road.FILE)
    observer = models.ForeignKey(Membership, null=True, on_delete=models.PROTECT, related_name="records")
    instance_id = models.CharField(max_length=255, blank=True)
    """Of its first submission; edits come under other identifiers and name the one they replace."""
    state = models.CharField(max_length=10, choices=RecordState, default=RecordState.RECEIVED)
    arrived_at = models.DateTimeField(null=True)
    observed_at = models.DateTimeField(null=True)
    utc_offset = models.CharField(max_length=6, blank=True)
    """Of the phone's clock where it was observed: ``+05:00``; local time is ``observed_at`` moved by it."""
    left_at = models.DateTimeField(null=True)
    """When the team left the station, where the form asks."""
    wave = models.CharField(max_length=20, blank=True)
    ratings = models.JSONField(default=dict)
    """Question with the role ``rating`` → its answer, as the newest version says."""
    critical = models.JSONField(default=list)
    """Questions whose answer the form calls critical."""
    issues = models.JSONField(default=list)
    """What checks found: ``{"code", "severity", "says": {language: text}, "questions": [names]}``."""
    severity = models.PositiveSmallIntegerField(choices=Severity, default=Severity.NONE)
    """The worst of its issues."""
    answers_digest = models.CharField(max_length=64, blank=True)
    """Of what was answered without times and free text, so that identical answers are seen."""
    is_unread = models.BooleanField(default=False)
    """Encrypted, and nobody has decrypted it yet: received, and in no figure."""
    deleted_at = models.DateTimeField(null=True)
    """A deleted record is in no list and no figure; its bytes stay."""
    search_key = SearchKeyField(of=("station_code", "area_text", "place"))

    class Meta:
        ordering = ["mission", "number"]
        constraints = [
            models.UniqueConstraint(fields=["mission", "number"], name="a_record_number_is_used_once"),
            models.UniqueConstraint(
                fields=["imported", "row"], condition=Q(imported__isnull=False), name="a_row_makes_one_record"
            ),
        ]
        indexes = [
            models.Index(fields=["mission", "arrived_at"], name="record_by_arrival"),
            models.Index(fields=["team", "observed_at"], name="record_by_team_and_time"),
            models.Index(fields=["station", "id"], name="record_by_station"),
            models.Index(
                fields=["mission", "state", "is_unread", "severity", "number"],
                condition=Q(deleted_at=None),
                name="record_to_be_checked",
            ),
        ]

    def __str__(self) -> str:
        return f"record {self.number}"


class RecordVersion(models.Model):
    """What a record says, as first read or as corrected. The newest counts; the older stay.

    ``answers`` maps a question to its value where it was answered; ``states`` maps every other question to
    its state (``core.answer.AnswerState``); a repeat's value is a list of ``{"answers", "states"}``.
    A version read from a file names the import, the row as a spreadsheet shows it, and where the row's bytes
    begin and end in the file; one that was sent in names its submission.
    """

    record = models.ForeignKey(Record, on_delete=models.CASCADE, related_name="versions", db_index=False)
    number = models.PositiveIntegerField()
    is_newest = models.BooleanField(default=True)
    answers = models.JSONField()
    states = models.JSONField()
    imported = models.ForeignKey(
        Import, null=True, on_delete=models.PROTECT, related_name="versions", db_index=False
    )
    submission = models.OneToOneField(Submission, null=True, on_delete=models.PROTECT, related_name="version")
    row = models.PositiveIntegerField(null=True)
    begins_at = models.PositiveBigIntegerField(null=True)
    ends_at = models.PositiveBigIntegerField(null=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, db_index=False)
    at = models.DateTimeField(auto_now_add=True)
    reason = models.TextField(blank=True)

    class Meta:
        ordering = ["record", "number"]
        constraints = [
            models.UniqueConstraint(fields=["record", "number"], name="a_version_number_is_used_once"),
            models.UniqueConstraint(
                fields=["record"], condition=Q(is_newest=True), name="one_version_of_a_record_is_newest"
            ),
            models.CheckConstraint(
                condition=Q(number=1) | ~Q(reason="") | Q(submission__isnull=False),
                name="a_correction_has_a_reason",
            ),
            models.CheckConstraint(
                condition=Q(imported=None, row=None, begins_at=None, ends_at=None)
                | Q(imported__isnull=False, row__isnull=False, ends_at__gte=F("begins_at")),
                name="a_version_from_a_file_names_its_bytes",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.record} version {self.number}"
