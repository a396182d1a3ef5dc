"""What was coded: programmes, items, whom they are about, the rows of a sheet that is not finished yet."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from baqylau.campaign.models.media import MediaSubject, MonitoringSlot, Outlet
from baqylau.mission.models import Membership, Mission
from baqylau.storage.fields import SearchKeyField
from baqylau.storage.models import StoredFile


class ProgrammeClass(models.TextChoices):
    """What sort of programme or page it is."""

    NEWS = "news", _("News")
    DEBATE = "debate", _("Debate")
    FREE_AIRTIME = "free_airtime", _("Free airtime")
    PAID = "paid", _("Paid")
    ANALYTICAL = "analytical", _("Analytical")
    INVESTIGATIVE = "investigative", _("Investigative")
    OTHER = "other", _("Other")


class ProgrammeState(models.TextChoices):
    """Whether a monitor still works on it; a finished one is changed by corrections only."""

    OPEN = "open", _("Being coded")
    FINISHED = "finished", _("Finished")


class SpeakerSex(models.TextChoices):
    """Of whoever is heard in their own words; empty where it was not coded."""

    MALE = "m", _("Male")
    FEMALE = "f", _("Female")
    BOTH = "both", _("Both")
    NONE = "none", _("Nobody speaks")


class Manner(models.TextChoices):
    """Whether the subject speaks, or is spoken about."""

    DIRECT = "direct", _("Direct")
    INDIRECT = "indirect", _("Indirect")


class Tone(models.TextChoices):
    """How a subject comes out of an item."""

    POSITIVE = "positive", _("Positive")
    NEUTRAL = "neutral", _("Neutral")
    NEGATIVE = "negative", _("Negative")


class Programme(models.Model):
    """A broadcast, an issue of a newspaper, or a day of a site, as one monitor codes it.

    ``begins`` is local and ``length_seconds`` its length; print has ``pages`` and ``area_cm2``, online
    neither. ``second_coding_of`` is the first coding of the same programme: indicators count only programmes
    where it is empty.
    """

    mission = models.ForeignKey(Mission, on_delete=models.CASCADE, related_name="programmes", db_index=False)
    number = models.PositiveIntegerField()
    outlet = models.ForeignKey(Outlet, on_delete=models.PROTECT, related_name="programmes")
    slot = models.ForeignKey(MonitoringSlot, null=True, on_delete=models.SET_NULL, related_name="programmes")
    day = models.DateField()
    begins = models.TimeField(null=True)
    length_seconds = models.PositiveIntegerField(null=True)
    pages = models.PositiveSmallIntegerField(null=True)
    area_cm2 = models.PositiveIntegerField(null=True)
    programme_class = models.CharField(max_length=15, choices=ProgrammeClass)
    title = models.CharField(max_length=200, blank=True)
    debate_organiser = models.CharField(max_length=200, blank=True)
    monitor = models.ForeignKey(Membership, null=True, on_delete=models.PROTECT, related_name="programmes")
    state = models.CharField(max_length=10, choices=ProgrammeState, default=ProgrammeState.OPEN)
    second_coding_of = models.ForeignKey(
        "self", null=True, on_delete=models.PROTECT, related_name="second_codings"
    )
    media_import = models.ForeignKey(
        "campaign.MediaImport", null=True, on_delete=models.PROTECT, related_name="programmes"
    )
    version = models.PositiveIntegerField(default=1)
    added_at = models.DateTimeField()
    finished_at = models.DateTimeField(null=True)
    search_key = SearchKeyField(of=("title", "debate_organiser"))

    class Meta:
        ordering = ["mission", "-number"]
        constraints = [
            models.UniqueConstraint(fields=["mission", "number"], name="a_programme_number_is_used_once"),
            models.UniqueConstraint(
                fields=["second_coding_of", "monitor"], name="a_monitor_codes_a_programme_once_more"
            ),
            models.CheckConstraint(
                condition=~Q(second_coding_of=F("pk")), name="a_programme_is_not_its_own_second_coding"
            ),
            models.CheckConstraint(
                condition=Q(state=ProgrammeState.OPEN) | Q(finished_at__isnull=False),
                name="a_finished_programme_says_when",
            ),
            models.CheckConstraint(
                condition=Q(debate_organiser="") | Q(programme_class=ProgrammeClass.DEBATE),
                name="only_a_debate_has_an_organiser",
            ),
        ]
        indexes = [
            models.Index(fields=["mission", "outlet", "day", "begins"], name="programme_by_outlet"),
            models.Index(fields=["mission", "-day", "-number"], name="programme_by_day"),
            models.Index(fields=["mission", "monitor", "-number"], name="programme_by_monitor"),
        ]

    def __str__(self) -> str:
        return f"{self.outlet} {self.day} {self.title}".strip()

    @property
    def is_finished(self) -> bool:
        return self.state == ProgrammeState.FINISHED


class MediaItem(models.Model):
    """One item of a finished programme: a news story, a speech, an article, a post on a site.

    ``begins_at`` is in seconds from the beginning of its programme. Broadcast has ``seconds``, print
    ``area_cm2``, an online item counts as one. A joint story about all parties is one item with several
    subjects. ``outlet``, ``day`` and ``is_second`` are those of the programme, so that lists need no join.
    """

    programme = models.ForeignKey(Programme, on_delete=models.CASCADE, related_name="items", db_index=False)
    mission = models.ForeignKey(Mission, on_delete=models.CASCADE, related_name="+", db_index=False)
    outlet = models.ForeignKey(Outlet, on_delete=models.PROTECT, related_name="+", db_index=False)
    day = models.DateField()
    is_second = models.BooleanField(default=False)
    number = models.PositiveIntegerField()
    begins_at = models.PositiveIntegerField(null=True)
    seconds = models.PositiveIntegerField(null=True)
    area_cm2 = models.PositiveIntegerField(null=True)
    page = models.PositiveSmallIntegerField(null=True)
    topic = models.CharField(max_length=40, blank=True)
    prime_time = models.BooleanField(default=False)
    paid = models.BooleanField(default=False)
    speaker_sex = models.CharField(max_length=4, choices=SpeakerSex, blank=True)
    note = models.TextField(blank=True)
    link = models.CharField(max_length=500, blank=True)
    clip = models.CharField(max_length=200, blank=True)
    """Where the recording is, in words or as a digest."""
    clip_file = models.ForeignKey(StoredFile, null=True, on_delete=models.PROTECT, related_name="+")
    version = models.PositiveIntegerField(default=1)
    search_key = SearchKeyField(of=("note", "link", "clip"))

    class Meta:
        ordering = ["programme", "number"]
        constraints = [
            models.UniqueConstraint(fields=["programme", "number"], name="an_item_has_its_number"),
            models.CheckConstraint(
                condition=Q(seconds=None) | Q(area_cm2=None), name="an_item_is_measured_one_way"
            ),
        ]
        indexes = [
            models.Index(fields=["mission", "outlet", "day"], name="item_by_outlet"),
            models.Index(fields=["mission", "-day", "-id"], name="item_newest_first"),
        ]

    def __str__(self) -> str:
        return f"{self.programme_id}/{self.number}"


class ItemSubject(models.Model):
    """A subject of an item with its own time or space, and how it comes out."""

    item = models.ForeignKey(MediaItem, on_delete=models.CASCADE, related_name="subjects", db_index=False)
    subject = models.ForeignKey(MediaSubject, on_delete=models.PROTECT, related_name="appearances")
    seconds = models.PositiveIntegerField(null=True)
    area_cm2 = models.PositiveIntegerField(null=True)
    direct_speech_seconds = models.PositiveIntegerField(null=True)
    manner = models.CharField(max_length=8, choices=Manner, blank=True)
    tone = models.CharField(max_length=8, choices=Tone)
    speaker_sex = models.CharField(max_length=4, choices=SpeakerSex, blank=True)

    class Meta:
        ordering = ["item", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["item", "subject"], name="a_subject_stands_once_in_an_item"),
            models.CheckConstraint(
                condition=Q(seconds=None) | Q(area_cm2=None), name="a_subject_is_measured_one_way"
            ),
            models.CheckConstraint(
                condition=Q(direct_speech_seconds=None) | Q(direct_speech_seconds__lte=F("seconds")),
                name="nobody_speaks_longer_than_they_are_shown",
            ),
            models.CheckConstraint(condition=Q(tone__in=Tone.values), name="a_tone_is_a_known_one"),
        ]

    def __str__(self) -> str:
        return f"{self.item} {self.subject}"


class CodingRow(models.Model):
    """A row of a sheet that is being coded, as it was typed; items are made of them when all is finished.

    ``key`` is given by the page, so that a row that is sent twice is kept once; of two states of a row the
    one with the higher ``revision`` stays.
    """

    programme = models.ForeignKey(Programme, on_delete=models.CASCADE, related_name="rows", db_index=False)
    key = models.UUIDField()
    position = models.PositiveIntegerField()
    revision = models.PositiveIntegerField(default=1)
    cells: Any = models.JSONField(default=dict)
    is_deleted = models.BooleanField(default=False)
    changed_at = models.DateTimeField()

    class Meta:
        ordering = ["programme", "position", "pk"]
        constraints = [models.UniqueConstraint(fields=["programme", "key"], name="a_coding_row_stands_once")]

    def __str__(self) -> str:
        return f"{self.programme_id}: {self.key}"


class MediaChange(models.Model):
    """A line of the history of a programme, an outlet, a subject or a slot.

    ``fields`` is a list of ``{"field", "before", "after"}``; ``item`` the number of the item it is about.
    """

    mission = models.ForeignKey(Mission, on_delete=models.CASCADE, related_name="+", db_index=False)
    programme = models.ForeignKey(Programme, null=True, on_delete=models.CASCADE, related_name="changes")
    outlet = models.ForeignKey(Outlet, null=True, on_delete=models.CASCADE, related_name="changes")
    subject = models.ForeignKey(MediaSubject, null=True, on_delete=models.CASCADE, related_name="changes")
    slot = models.ForeignKey(MonitoringSlot, null=True, on_delete=models.CASCADE, related_name="changes")
    item = models.PositiveIntegerField(null=True)
    done = models.CharField(max_length=40)
    reason = models.TextField(blank=True)
    fields: Any = models.JSONField(default=list)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        ordering = ["-pk"]

    def __str__(self) -> str:
        return f"{self.done} {self.at:%Y-%m-%d %H:%M}"
