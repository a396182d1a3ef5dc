"""Who is monitored and about whom: outlets, subjects, topics, and the schedule with what was really covered.

Days and times are local: of the outlet's area, or of the election where it has none.
"""

from __future__ import annotations

from datetime import time
from typing import Any

from django.core.validators import RegexValidator
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from baqylau.election.models import Area, Candidate, Named, Option
from baqylau.mission.models import Membership, Mission

DAY_SECONDS = 24 * 60 * 60
EVENING = time(18)


class OutletKind(models.TextChoices):
    """How an outlet reaches its public, and so how it is measured."""

    TELEVISION = "broadcast_tv", _("Television")
    RADIO = "broadcast_radio", _("Radio")
    PRINT = "print", _("Print")
    ONLINE = "online", _("Online")

    @property
    def is_broadcast(self) -> bool:
        return self in (OutletKind.TELEVISION, OutletKind.RADIO)


BROADCAST = (OutletKind.TELEVISION, OutletKind.RADIO)


class Ownership(models.TextChoices):
    """Whose an outlet is; ``owner`` says it in words."""

    PUBLIC = "public", _("Public")
    STATE = "state", _("State")
    PRIVATE = "private", _("Private")
    OTHER = "other", _("Other")


class Outlet(Named):
    """A channel, station, newspaper or site that the mission monitors.

    ``languages`` are ISO 639-1 codes. Prime time is from ``prime_time_from`` until before ``prime_time_to``;
    an end of 00:00 is midnight.
    """

    mission = models.ForeignKey(Mission, on_delete=models.CASCADE, related_name="outlets", db_index=False)
    code = models.SlugField(max_length=40, db_index=False)
    kind = models.CharField(max_length=20, choices=OutletKind)
    ownership = models.CharField(max_length=10, choices=Ownership)
    owner = models.CharField(max_length=200, blank=True)
    languages: Any = models.JSONField(default=list)
    area = models.ForeignKey(Area, null=True, on_delete=models.PROTECT, related_name="+")
    """Where it is received; empty for the whole country."""
    prime_time_from = models.TimeField(null=True, default=EVENING)
    prime_time_to = models.TimeField(null=True, default=time(0))
    address = models.CharField(max_length=300, blank=True)
    """Of its site or stream."""
    source = models.TextField(blank=True)
    active = models.BooleanField(default=True)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        ordering = ["mission", "order_en", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["mission", "code"], name="an_outlet_code_is_used_once"),
            models.CheckConstraint(
                condition=Q(prime_time_from=None, prime_time_to=None)
                | Q(prime_time_from__isnull=False, prime_time_to__isnull=False),
                name="prime_time_has_both_ends",
            ),
        ]

    @property
    def is_broadcast(self) -> bool:
        return self.kind in BROADCAST

    def in_prime_time(self, at: time) -> bool:
        """Whether a local time lies in the outlet's prime time; never for print and online."""
        if not self.is_broadcast or self.prime_time_from is None or self.prime_time_to is None:
            return False
        begins, ends = self.prime_time_from, self.prime_time_to
        return begins <= at < ends if begins < ends else at >= begins or at < ends


class SubjectKind(models.TextChoices):
    """Whom an item is about; functionaries are counted apart from those who stand."""

    PARTY = "party", _("Party")
    CANDIDATE = "candidate", _("Candidate")
    GOVERNMENT = "government", _("Government")
    PRESIDENT = "president", _("President")
    COMMISSION = "commission", _("Election commission")
    PARLIAMENT = "parliament", _("Parliament")
    LOCAL_AUTHORITY = "local_authority", _("Local authority")
    OTHER = "other", _("Other")


class MediaSubject(Named):
    """Somebody about whom items are coded. ``belongs_to`` attributes a person to a party."""

    mission = models.ForeignKey(
        Mission, on_delete=models.CASCADE, related_name="media_subjects", db_index=False
    )
    code = models.SlugField(max_length=60, db_index=False)
    kind = models.CharField(max_length=20, choices=SubjectKind)
    option = models.ForeignKey(Option, null=True, on_delete=models.PROTECT, related_name="+")
    """The line of the ballot, where it is taken over from the election."""
    candidate = models.ForeignKey(Candidate, null=True, on_delete=models.PROTECT, related_name="+")
    belongs_to = models.ForeignKey("self", null=True, on_delete=models.PROTECT, related_name="members")
    is_contestant = models.BooleanField(default=False)
    colour = models.CharField(max_length=7, blank=True, validators=[RegexValidator(r"^#[0-9a-fA-F]{6}$")])
    position = models.PositiveIntegerField(default=0)
    active = models.BooleanField(default=True)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        ordering = ["mission", "position", "code"]
        constraints = [
            models.UniqueConstraint(fields=["mission", "code"], name="a_media_subject_code_is_used_once"),
            models.UniqueConstraint(
                fields=["mission", "option"],
                condition=Q(option__isnull=False),
                name="an_option_is_one_media_subject",
            ),
            models.UniqueConstraint(
                fields=["mission", "candidate"],
                condition=Q(candidate__isnull=False),
                name="a_candidate_is_one_media_subject",
            ),
            models.CheckConstraint(
                condition=~Q(belongs_to=models.F("pk")), name="a_media_subject_is_not_its_own_member"
            ),
        ]


class MediaTopic(Named):
    """What an item may be about in substance; the list is the mission's, begun from the shipped one."""

    mission = models.ForeignKey(
        Mission, on_delete=models.CASCADE, related_name="media_topics", db_index=False
    )
    code = models.SlugField(max_length=40, db_index=False)
    position = models.PositiveIntegerField(default=0)
    active = models.BooleanField(default=True)

    class Meta:
        ordering = ["mission", "position", "code"]
        constraints = [
            models.UniqueConstraint(fields=["mission", "code"], name="a_media_topic_code_is_used_once")
        ]


class SlotState(models.TextChoices):
    """What became of hours that were to be monitored."""

    PLANNED = "planned", _("Planned")
    COVERED = "covered", _("Covered")
    PARTLY = "partly", _("Partly covered")
    MISSED = "missed", _("Missed")


class MonitoringSlot(models.Model):
    """Hours of an outlet that a monitor is to watch, and what was really covered.

    ``ends`` not after ``begins`` is on the next day (18:00 to 00:00 is until midnight). Print and online have
    a day and no hours. ``planned_seconds`` and ``covered_seconds`` stand beside the times so that gaps can be
    summed; ``covered_seconds`` is empty while nobody said what was covered, never 0 for unknown.
    """

    mission = models.ForeignKey(
        Mission, on_delete=models.CASCADE, related_name="monitoring_slots", db_index=False
    )
    number = models.PositiveIntegerField()
    outlet = models.ForeignKey(Outlet, on_delete=models.PROTECT, related_name="slots")
    day = models.DateField()
    begins = models.TimeField(null=True)
    ends = models.TimeField(null=True)
    planned_seconds = models.PositiveIntegerField(null=True)
    monitor = models.ForeignKey(Membership, null=True, on_delete=models.PROTECT, related_name="slots")
    state = models.CharField(max_length=10, choices=SlotState, default=SlotState.PLANNED)
    done_from = models.TimeField(null=True)
    done_to = models.TimeField(null=True)
    covered_seconds = models.PositiveIntegerField(null=True)
    reason = models.TextField(blank=True)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        ordering = ["mission", "day", "begins", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["mission", "number"], name="a_slot_number_is_used_once"),
            models.CheckConstraint(
                condition=Q(begins=None, ends=None) | Q(begins__isnull=False, ends__isnull=False),
                name="a_slot_has_both_ends_or_none",
            ),
            models.CheckConstraint(
                condition=Q(done_from=None, done_to=None) | Q(done_from__isnull=False, done_to__isnull=False),
                name="what_was_covered_has_both_ends",
            ),
            models.CheckConstraint(
                condition=Q(covered_seconds=None) | Q(covered_seconds__lte=models.F("planned_seconds")),
                name="no_more_is_covered_than_was_planned",
            ),
            models.CheckConstraint(
                condition=Q(state__in=(SlotState.PLANNED, SlotState.COVERED)) | ~Q(reason=""),
                name="what_was_not_covered_has_a_reason",
            ),
        ]
        indexes = [
            models.Index(fields=["mission", "day", "begins"], name="slot_by_day"),
            models.Index(fields=["mission", "outlet", "day"], name="slot_by_outlet"),
        ]

    def __str__(self) -> str:
        return f"{self.outlet} {self.day}"
