"""Copies of protocols that a mission enters: photographs, two entries, what was decided between them."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from baqylau.election.models import Contest, Station
from baqylau.mission.models import Mission
from baqylau.observation.models import Attachment, Record
from baqylau.results.models.protocols import ProtocolSource
from baqylau.storage.models import StoredFile


class PaperState(models.TextChoices):
    """How far its entry has come. Which may follow which stands in ``methods.entry_states``."""

    EMPTY = "empty", _("To be entered")
    FIRST_BEGUN = "first_begun", _("First entry begun")
    FIRST_HAS_ERRORS = "first_has_errors", _("First entry does not add up")
    FIRST_DONE = "first_done", _("First entry done")
    SECOND_BEGUN = "second_begun", _("Second entry begun")
    DIFFERENT = "different", _("Entries differ")
    DEFINITIVE = "definitive", _("Definitive")
    UNREADABLE = "unreadable", _("Cannot be read")


class Paper(models.Model):
    """One copy of a protocol, on paper or photographed, that two people enter.

    ``number`` counts the papers of a station and contest. ``record`` is the observer's report that it came
    with.
    """

    mission = models.ForeignKey(Mission, on_delete=models.CASCADE, related_name="papers", db_index=False)
    station = models.ForeignKey(Station, on_delete=models.PROTECT, related_name="papers", db_index=False)
    contest = models.ForeignKey(Contest, on_delete=models.PROTECT, related_name="papers", db_index=False)
    number = models.PositiveIntegerField(default=1)
    source_kind = models.CharField(max_length=20, choices=ProtocolSource)
    source = models.TextField()
    state = models.CharField(max_length=20, choices=PaperState, default=PaperState.EMPTY)
    record = models.OneToOneField(Record, null=True, on_delete=models.PROTECT, related_name="paper")
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+", db_index=False
    )
    made_at = models.DateTimeField()

    class Meta:
        ordering = ["mission", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["mission", "station", "contest", "number"], name="a_paper_number_is_used_once"
            ),
            models.CheckConstraint(
                condition=Q(state__in=PaperState.values), name="a_paper_is_in_a_known_state"
            ),
            models.CheckConstraint(condition=~Q(source=""), name="a_paper_names_its_source"),
        ]
        indexes = [models.Index(fields=["mission", "state"], name="paper_by_state")]

    def __str__(self) -> str:
        return f"{self.station} {self.contest_id} {self.number}"


class PaperPhotograph(models.Model):
    """A page of a paper: a file that was uploaded, or one that came with an observer's report."""

    paper = models.ForeignKey(Paper, on_delete=models.CASCADE, related_name="photographs")
    file = models.ForeignKey(StoredFile, on_delete=models.PROTECT, related_name="+", db_index=False)
    attachment = models.ForeignKey(
        Attachment, null=True, on_delete=models.PROTECT, related_name="+", db_index=False
    )
    name = models.CharField(max_length=255)
    media_type = models.CharField(max_length=120)
    """As its content says."""
    added_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+", db_index=False
    )
    added_at = models.DateTimeField()

    class Meta:
        ordering = ["paper", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["paper", "file"], name="a_photograph_stands_once_with_a_paper")
        ]

    def __str__(self) -> str:
        return self.name


class ProtocolEntry(models.Model):
    """What one person typed from a paper; ``place`` is 1 or 2.

    ``typed`` keeps the texts of the fields as they stand, so that nothing is lost when a page is closed;
    ``lines`` and ``votes`` are the numbers once it is saved. ``ended_at`` is set when it was discarded or
    reset: it stays, and counts no more.
    """

    paper = models.ForeignKey(Paper, on_delete=models.CASCADE, related_name="entries", db_index=False)
    place = models.PositiveSmallIntegerField()
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", db_index=False
    )
    typed = models.JSONField(default=dict)
    lines = models.JSONField(default=dict)
    votes = models.JSONField(default=dict)
    has_errors = models.BooleanField(default=False)
    """It does not add up, and whoever typed it confirmed that it stands so on the paper."""
    begun_at = models.DateTimeField()
    saved_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["paper", "pk"]
        verbose_name_plural = "protocol entries"
        constraints = [
            models.UniqueConstraint(
                fields=["paper", "place"], condition=Q(ended_at=None), name="a_paper_has_two_entries"
            ),
            models.UniqueConstraint(
                fields=["paper", "by"], condition=Q(ended_at=None), name="entries_are_of_different_people"
            ),
            models.CheckConstraint(condition=Q(place__in=(1, 2)), name="an_entry_is_the_first_or_the_second"),
        ]
        indexes = [
            models.Index(
                fields=["by"], condition=Q(ended_at=None, saved_at=None), name="entry_that_somebody_types"
            )
        ]

    def __str__(self) -> str:
        return f"entry {self.place} of {self.paper_id}"


class Resolution(models.Model):
    """What somebody decided between two entries that differ.

    ``decided`` maps each field that differed to ``{"first", "second", "taken"}``, None where it was empty.
    """

    paper = models.ForeignKey(Paper, on_delete=models.CASCADE, related_name="resolutions")
    first = models.ForeignKey(ProtocolEntry, on_delete=models.PROTECT, related_name="+", db_index=False)
    second = models.ForeignKey(ProtocolEntry, on_delete=models.PROTECT, related_name="+", db_index=False)
    decided = models.JSONField()
    reason = models.TextField()
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", db_index=False
    )
    at = models.DateTimeField()

    class Meta:
        ordering = ["paper", "pk"]
        constraints = [
            models.CheckConstraint(condition=~Q(reason=""), name="a_resolution_has_a_reason"),
        ]

    def __str__(self) -> str:
        return f"resolution of {self.paper_id}"


class PaperStep(models.Model):
    """A paper went from one state to another."""

    paper = models.ForeignKey(Paper, on_delete=models.CASCADE, related_name="steps")
    move = models.CharField(max_length=20)
    from_state = models.CharField(max_length=20, choices=PaperState)
    to_state = models.CharField(max_length=20, choices=PaperState)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", db_index=False
    )
    at = models.DateTimeField()
    reason = models.TextField(blank=True)

    class Meta:
        ordering = ["paper", "pk"]

    def __str__(self) -> str:
        return f"{self.from_state} → {self.to_state}"
