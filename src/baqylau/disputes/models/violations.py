"""Violations that prosecutors, commissions or media regulators found, and what may be some."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from baqylau.disputes.models.cases import Case
from baqylau.disputes.models.registers import Registered
from baqylau.election.models import Area
from baqylau.mission.models import Mission
from baqylau.storage.fields import SearchKeyField


class ViolationKind(models.TextChoices):
    """What was found to be at variance with the law."""

    SILENCE = "silence", _("Campaigning in the silence or outside the campaign")
    DAMAGE = "damage", _("Damaged campaign material")
    POLL = "poll", _("Poll or forecast at variance with the rules")
    ANONYMOUS = "anonymous", _("Anonymous campaign material")
    PLACEMENT = "placement", _("Material in a place where it is not allowed")
    INTERFERENCE = "interference", _("Interference with the work of a commission")
    OBSERVERS = "observers", _("Rights of observers or proxies")
    OFFICE = "office", _("Use of office or public resources")
    FINANCE = "finance", _("Campaign finance")
    MEDIA = "media", _("Rules for the media")
    FALSE_INFORMATION = "false_information", _("False information about a candidate or party")
    VOTING = "voting", _("Voting, count or protocols")
    OTHER = "other", _("Other")


class WhoKind(models.TextChoices):
    """Who is said to have done it."""

    CANDIDATE = "candidate", _("Candidate")
    PARTY = "party", _("Party")
    VOTER = "voter", _("Private person")
    OFFICIAL = "official", _("Official")
    COMMISSION = "commission", _("Commission or its member")
    MEDIA = "media", _("Media outlet")
    ORGANISATION = "organisation", _("Organisation or company")
    UNKNOWN = "unknown", _("Not known")


class FoundBy(models.TextChoices):
    """Who found it."""

    PROSECUTOR = "prosecutor", _("Prosecutor")
    COMMISSION = "commission", _("Election commission")
    MEDIA_REGULATOR = "media_regulator", _("Media regulator")
    POLICE = "police", _("Police")
    COURT = "court", _("Court")
    MISSION = "mission", _("The mission, for others to judge")
    OTHER = "other", _("Other")


class Sanction(models.TextChoices):
    """What followed; empty where it is not known."""

    NONE = "none", _("None")
    PENDING = "pending", _("Being decided")
    NOTICE = "notice", _("Notice or order to stop")
    WARNING = "warning", pgettext_lazy("a sanction", "Warning")
    FINE = "fine", _("Fine")
    ARREST = "arrest", _("Arrest or detention")
    OTHER = "other", _("Other")


class Violation(Registered):
    """A violation that an authority found, in the words of that authority.

    ``who`` may name a person, so the trail keeps only a digest of it.
    """

    kind = models.CharField(max_length=20, choices=ViolationKind)
    who_kind = models.CharField(max_length=20, choices=WhoKind, blank=True)
    who = models.CharField(max_length=200, blank=True)
    found_by = models.CharField(max_length=20, choices=FoundBy)
    found_by_name = models.CharField(max_length=200, blank=True)
    found_on = models.DateField(null=True)
    happened_on = models.DateField(null=True)
    sanction = models.CharField(max_length=10, choices=Sanction, blank=True)
    sanction_says = models.CharField(max_length=200, blank=True)
    case = models.ForeignKey(Case, null=True, on_delete=models.PROTECT, related_name="violations")
    search_key = SearchKeyField(of=("who", "found_by_name", "article", "sanction_says", "says"))

    class Meta:
        ordering = ["mission", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["mission", "confidential", "number"], name="a_violation_number_is_used_once"
            )
        ]
        indexes = [
            models.Index(fields=["mission", "-id"], name="violation_newest_first"),
            models.Index(fields=["mission", "kind"], name="violation_by_kind"),
        ]


class PossibleViolation(models.Model):
    """An item that falls into a time in which the rule forbids it: proposed, until a person judges.

    ``item`` names what it is ("figure:12", "record:7"), ``event`` the window. ``says``, ``rule`` and
    ``article`` are what was shown to whoever judged.
    """

    class State(models.TextChoices):
        OPEN = "open", _("To be judged")
        TAKEN = "taken", _("Taken into the register")
        DISMISSED = "dismissed", _("No violation")

    mission = models.ForeignKey(Mission, on_delete=models.CASCADE, related_name="possible_violations")
    item = models.CharField(max_length=60)
    event = models.CharField(max_length=60)
    kind = models.CharField(max_length=20, choices=ViolationKind)
    at = models.CharField(max_length=40)
    """A local moment or a day, as ISO 8601 writes it."""
    area = models.ForeignKey(Area, null=True, on_delete=models.PROTECT, related_name="+")
    is_certain = models.BooleanField(default=True)
    says = models.TextField()
    where = models.TextField(blank=True)
    rule = models.JSONField(default=dict)
    article = models.CharField(max_length=200)
    source = models.TextField(blank=True)
    found_at = models.DateTimeField()
    state = models.CharField(max_length=10, choices=State, default=State.OPEN)
    reason = models.TextField(blank=True)
    violation = models.ForeignKey(Violation, null=True, on_delete=models.SET_NULL, related_name="proposed_as")
    judged_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+"
    )
    judged_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["mission", "-pk"]
        constraints = [
            models.UniqueConstraint(fields=["mission", "item", "event"], name="an_item_is_proposed_once"),
            models.CheckConstraint(
                condition=~Q(state="dismissed") | ~Q(reason=""), name="what_is_dismissed_has_a_reason"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.item} in {self.event}"
