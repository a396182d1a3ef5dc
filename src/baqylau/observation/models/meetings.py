"""Whom the mission met: institutions, meetings, the persons who were there, and the history of each."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from baqylau.election.models import Area, Named
from baqylau.mission.models import Membership, Mission, Sex, Team
from baqylau.observation.models.records import Record
from baqylau.storage.fields import SearchKeyField


class InstitutionKind(models.TextChoices):
    """What an institution is, for the annex and the figures."""

    COMMISSION = "commission", _("Electoral commission")
    PARTY = "party", _("Party")
    CANDIDATE = "candidate", _("Candidate")
    AUTHORITY = "authority", _("Public authority")
    MEDIA = "media", _("Media")
    CIVIL_SOCIETY = "civil_society", _("Civil society")
    INTERNATIONAL = "international", _("International organisation")
    OTHER = "other", _("Other")


class Topic(models.TextChoices):
    """What was talked about: the chapters of a final report."""

    BACKGROUND = "background", _("Background")
    SYSTEM = "system", _("Electoral system")
    LAW = "law", _("Legal framework")
    ADMINISTRATION = "administration", _("Election administration")
    VOTERS = "voters", _("Voter registration")
    CANDIDATES = "candidates", _("Candidate registration")
    CAMPAIGN = "campaign", _("Campaign")
    FINANCE = "finance", _("Campaign finance")
    MEDIA = "media", _("Media")
    WOMEN = "women", _("Participation of women")
    MINORITIES = "minorities", _("National minorities")
    DISABILITY = "disability", _("Persons with disabilities")
    COMPLAINTS = "complaints", _("Complaints and appeals")
    OBSERVATION = "observation", _("Observers")
    ELECTION_DAY = "election_day", _("Election day")
    AFTER = "after", _("After election day")
    SECURITY = "security", _("Security")
    RECOMMENDATIONS = "recommendations", _("Recommendations")


class Reliability(models.TextChoices):
    """How the source knows what it says."""

    PROVEN = "proven", _("First hand, with proof")
    FIRST_HAND = "first_hand", _("First hand, without proof")
    SECOND_HAND = "second_hand", _("From others")
    OPINION = "opinion", _("An opinion")


class Quotable(models.TextChoices):
    """What may be quoted of what was said; nothing where nobody asked."""

    NOTHING = "nothing", _("Nothing: for us only")
    CONTENT = "content", _("The content, without the source")
    KIND = "kind", _("With the kind of source")
    INSTITUTION = "institution", _("With the name of the institution")


class Openness(models.TextChoices):
    """Who in the mission may know of a meeting, and of what was said."""

    OPEN = "open", _("Open: whoever sees the log reads what was said")
    PRIVATE = "private", _("Private: what was said is for those who met and the core team")
    CONFIDENTIAL = "confidential", _("Confidential: only the core team and the writer know of it")


class Consent(models.TextChoices):
    """What a person agreed to about being named."""

    NONE = "none", _("Not to be named, not even in our notes")
    CORE = "core", _("Core team only")
    REPORT = "report", _("May be named in the report")


CONFIDENTIAL_MARK = "C"
"""Stands before the numbers of confidential meetings, which are counted apart: no gap tells of them."""


class Institution(Named):
    """Whom one can meet: a commission, a party's office, a newspaper.

    ``in_annex`` says that its name may stand in the list of institutions that a report prints.
    """

    mission = models.ForeignKey(
        Mission, on_delete=models.CASCADE, related_name="institutions", db_index=False
    )
    number = models.PositiveIntegerField()
    kind = models.CharField(max_length=15, choices=InstitutionKind)
    area = models.ForeignKey(Area, null=True, on_delete=models.PROTECT, related_name="+")
    in_annex = models.BooleanField(default=False)
    version = models.PositiveIntegerField(default=1)
    added_at = models.DateTimeField()

    class Meta:
        ordering = ["mission", "number"]
        constraints = [
            models.UniqueConstraint(fields=["mission", "number"], name="an_institution_number_is_used_once"),
            models.CheckConstraint(
                condition=Q(kind__in=InstitutionKind.values), name="an_institution_is_of_a_known_kind"
            ),
        ]

    @property
    def label(self) -> str:
        return str(self.number)


class Meeting(models.Model):
    """A talk of the mission with others. ``written_by`` is who wrote it down, and may always read it.

    ``day`` and ``begins`` are by the clock of the place. ``men`` and ``women`` count the other side; None
    where nobody counted. ``record`` is the phone's record that it was taken from; it makes one at most.
    """

    mission = models.ForeignKey(Mission, on_delete=models.CASCADE, related_name="meetings", db_index=False)
    number = models.PositiveIntegerField()
    openness = models.CharField(max_length=12, choices=Openness, default=Openness.PRIVATE)
    day = models.DateField()
    begins = models.TimeField(null=True)
    place = models.CharField(max_length=200, blank=True)
    area = models.ForeignKey(Area, null=True, on_delete=models.PROTECT, related_name="+")
    team = models.ForeignKey(Team, null=True, on_delete=models.PROTECT, related_name="meetings")
    members = models.ManyToManyField(Membership, related_name="+")
    institutions = models.ManyToManyField(Institution, related_name="meetings")
    men = models.PositiveSmallIntegerField(null=True)
    women = models.PositiveSmallIntegerField(null=True)
    topics: Any = models.JSONField(default=list)
    """Codes of ``Topic``, in their order."""
    key_points = models.TextField(blank=True)
    follow_up = models.TextField(blank=True)
    reliability = models.CharField(max_length=12, choices=Reliability, blank=True)
    quotable = models.CharField(max_length=12, choices=Quotable, default=Quotable.NOTHING)
    record = models.OneToOneField(Record, null=True, on_delete=models.PROTECT, related_name="meeting")
    written_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+"
    )
    added_at = models.DateTimeField()
    version = models.PositiveIntegerField(default=1)
    persons_forgotten_at = models.DateTimeField(null=True)
    search_key = SearchKeyField(of=("place",))
    notes_key = SearchKeyField(of=("key_points", "follow_up"))

    class Meta:
        ordering = ["mission", "-day", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["mission", "number"],
                condition=~Q(openness=Openness.CONFIDENTIAL),
                name="a_meeting_number_is_used_once",
            ),
            models.UniqueConstraint(
                fields=["mission", "number"],
                condition=Q(openness=Openness.CONFIDENTIAL),
                name="a_confidential_meeting_number_is_used_once",
            ),
            models.CheckConstraint(
                condition=Q(openness__in=Openness.values), name="the_openness_of_a_meeting_is_known"
            ),
        ]
        indexes = [models.Index(fields=["mission", "-day", "-id"], name="meeting_newest_first")]

    def __str__(self) -> str:
        return self.label

    @property
    def is_confidential(self) -> bool:
        return self.openness == Openness.CONFIDENTIAL

    @property
    def label(self) -> str:
        """The number as pages and addresses have it: ``12``, or ``C12`` of a confidential meeting."""
        return f"{CONFIDENTIAL_MARK if self.is_confidential else ''}{self.number}"

    @property
    def people(self) -> int | None:
        """How many were on the other side; None where one of the two was not counted."""
        return None if self.men is None or self.women is None else self.men + self.women


class Interlocutor(models.Model):
    """A person on the other side, with what they agreed to about being named.

    A consent that was taken back counts as none to be named in a report. Of a person who was forgotten only
    the sex is left.
    """

    meeting = models.ForeignKey(Meeting, on_delete=models.CASCADE, related_name="persons")
    position = models.PositiveSmallIntegerField()
    name = models.CharField(max_length=200, blank=True)
    function = models.CharField(max_length=200, blank=True)
    sex = models.CharField(max_length=1, choices=Sex, blank=True)
    consent = models.CharField(max_length=8, choices=Consent, default=Consent.CORE)
    consent_on = models.DateField(null=True)
    consent_how = models.CharField(max_length=300, blank=True)
    consent_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+"
    )
    withdrawn_at = models.DateTimeField(null=True)
    forgotten_at = models.DateTimeField(null=True)
    name_key = SearchKeyField(of=("name", "function"))

    class Meta:
        ordering = ["meeting", "position"]
        constraints = [
            models.UniqueConstraint(fields=["meeting", "position"], name="a_person_has_a_place_in_a_meeting"),
            models.CheckConstraint(
                condition=~Q(consent=Consent.NONE) | Q(name=""), name="a_person_without_consent_is_not_named"
            ),
            models.CheckConstraint(
                condition=~Q(consent=Consent.REPORT)
                | (Q(consent_on__isnull=False, consent_by__isnull=False) & ~Q(consent_how=""))
                | Q(forgotten_at__isnull=False),
                name="consent_to_be_named_is_recorded",
            ),
            models.CheckConstraint(
                condition=Q(forgotten_at=None) | Q(name="", function="", consent_how=""),
                name="who_is_forgotten_has_no_name",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.meeting}/{self.position}"

    @property
    def may_be_named(self) -> bool:
        """Whether there is a recorded consent, not taken back, to be named outside the core team."""
        return self.consent == Consent.REPORT and self.withdrawn_at is None and self.forgotten_at is None


class MeetingChange(models.Model):
    """What somebody changed of a meeting or an institution, and when; ``place`` numbers the person.

    ``fields`` is a list of ``{"field", "before", "after"}``; personal texts go out of it when persons are
    forgotten.
    """

    meeting = models.ForeignKey(Meeting, null=True, on_delete=models.CASCADE, related_name="changes")
    institution = models.ForeignKey(Institution, null=True, on_delete=models.CASCADE, related_name="changes")
    done = models.CharField(max_length=30)
    place = models.PositiveSmallIntegerField(null=True)
    fields: Any = models.JSONField(default=list)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(meeting__isnull=False, institution=None)
                | Q(meeting=None, institution__isnull=False),
                name="a_change_is_of_a_meeting_or_an_institution",
            )
        ]

    def __str__(self) -> str:
        return f"{self.done} of {self.meeting or self.institution}"
