"""Recommendations of reports, how later missions rate what became of them, and what was done meanwhile."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from baqylau.election.models import Election
from baqylau.mission.models import Mission
from baqylau.reports.models.findings import Finding
from baqylau.reports.models.registers import Basis, BasisKind, Evidence, RegisterChange, Subject, Worded


class ChangeAsked(models.TextChoices):
    """What would have to change; empty where that is not known."""

    LAW = "law", _("Law")
    PRACTICE = "practice", _("Practice")
    BOTH = "both", _("Law and practice")


class AddressedTo(models.TextChoices):
    """To whom something is recommended."""

    PARLIAMENT = "parliament", _("Parliament")
    GOVERNMENT = "government", _("Government")
    CENTRAL = "central", _("Central election commission")
    COMMISSIONS = "commissions", _("Lower election commissions")
    LOCAL = "local", _("Local authorities")
    COURTS = "courts", _("Courts")
    PROSECUTORS = "prosecutors", _("Prosecutors and police")
    REGULATOR = "regulator", _("Media regulator")
    MEDIA = "media", _("Media")
    PARTIES = "parties", _("Political parties")
    OTHERS = "others", _("Others")


class Rating(models.TextChoices):
    """What became of a recommendation, by the assessment of a later mission."""

    FULLY = "fully", _("Fully implemented")
    MOSTLY = "mostly", _("Mostly implemented")
    PARTIALLY = "partially", _("Partially implemented")
    NOT = "not", _("Not implemented")
    NOT_YET = "not_yet", _("Not yet assessed")
    NO_LONGER = "no_longer", _("No longer applicable")


RATED = (Rating.FULLY, Rating.MOSTLY, Rating.PARTIALLY, Rating.NOT)
"""Ratings that say how far something was implemented."""


class RecommendingReport(models.Model):
    """A report with recommendations: of a mission here, or an earlier one of whichever organisation.

    ``count`` is how many recommendations it has, where that is known: those that are not entered here are
    shown as missing, never left out silently. Without a mission it comes from a pack.
    """

    mission = models.ForeignKey(
        Mission, null=True, on_delete=models.PROTECT, related_name="recommending_reports"
    )
    election = models.ForeignKey(
        Election, null=True, on_delete=models.SET_NULL, related_name="recommending_reports"
    )
    code = models.SlugField(max_length=60, unique=True)
    title = models.CharField(max_length=300)
    organisation = models.CharField(max_length=120, blank=True)
    country = models.CharField(max_length=2)
    election_day = models.DateField(null=True)
    published_on = models.DateField(null=True)
    count = models.PositiveSmallIntegerField(null=True)
    source = models.TextField(blank=True)

    class Meta:
        ordering = ["-election_day", "code"]
        constraints = [
            models.CheckConstraint(
                condition=Q(mission__isnull=False) | ~Q(source=""),
                name="a_report_of_others_names_its_source",
            )
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def year(self) -> int | None:
        """Of the election; of the report where the election's day is not known."""
        day = self.election_day or self.published_on
        return day.year if day else None


class Recommendation(Worded):
    """One recommendation of a report. Without a mission it comes from a pack, and only the pack changes it.

    ``number`` is the one in the report, empty where that is not known. ``inferred`` says that whoever entered
    it named the articles, and not the report. Public is what has ``published_at``.
    """

    report = models.ForeignKey(RecommendingReport, on_delete=models.PROTECT, related_name="recommendations")
    mission = models.ForeignKey(Mission, null=True, on_delete=models.PROTECT, related_name="recommendations")
    code = models.SlugField(max_length=80, unique=True)
    number = models.CharField(max_length=20, blank=True)
    priority = models.BooleanField(default=False)
    chapter = models.CharField(max_length=24, choices=Subject, blank=True)
    change_asked = models.CharField(max_length=10, choices=ChangeAsked, blank=True)
    addressee_names = models.CharField(max_length=300, blank=True)
    inferred = models.BooleanField(default=False)
    source = models.TextField(blank=True)
    """Where it was read, where that says more than the source of the report."""
    findings: models.ManyToManyField[Finding, models.Model] = models.ManyToManyField(
        Finding, related_name="recommendations"
    )
    version = models.PositiveIntegerField(default=1)
    added_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+", db_index=False
    )
    added_at = models.DateTimeField()
    published_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+", db_index=False
    )
    published_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["-report__election_day", "report", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["report", "number"],
                condition=~Q(number=""),
                name="a_number_is_used_once_in_a_report",
            ),
            models.CheckConstraint(
                condition=Q(mission=None) | Q(published_at=None) | Q(published_by__isnull=False),
                name="a_published_recommendation_says_by_whom",
            ),
            models.CheckConstraint(
                condition=Q(mission__isnull=False) | Q(published_at__isnull=False),
                name="a_recommendation_of_a_pack_is_public",
            ),
        ]

    def __str__(self) -> str:
        return self.code


class RecommendationAddressee(models.Model):
    """To whom something is recommended."""

    recommendation = models.ForeignKey(
        Recommendation, on_delete=models.CASCADE, related_name="addressees", db_index=False
    )
    who = models.CharField(max_length=12, choices=AddressedTo)

    class Meta:
        ordering = ["recommendation", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["recommendation", "who"], name="an_addressee_is_named_once")
        ]

    def __str__(self) -> str:
        return str(self.get_who_display())


class RecommendationBasis(Basis):
    """A commitment or an article that a recommendation rests on."""

    recommendation = models.ForeignKey(
        Recommendation, on_delete=models.CASCADE, related_name="bases", db_index=False
    )

    class Meta:
        ordering = ["recommendation", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["recommendation", "kind", "code"], name="a_recommendation_names_a_basis_once"
            ),
            models.CheckConstraint(
                condition=Q(kind__in=BasisKind.values), name="a_recommendation_rests_on_a_known_kind_of_basis"
            ),
        ]
        indexes = [models.Index(fields=["kind", "code"], name="recommendation_by_basis")]


class Succession(models.Model):
    """That ``later`` says again, or goes on from, what ``earlier`` recommended."""

    earlier = models.ForeignKey(Recommendation, on_delete=models.CASCADE, related_name="successors")
    later = models.ForeignKey(Recommendation, on_delete=models.CASCADE, related_name="predecessors")

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["earlier", "later"], name="a_succession_stands_once"),
            models.CheckConstraint(
                condition=~Q(earlier=F("later")), name="a_recommendation_does_not_succeed_itself"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.earlier} → {self.later}"


class Assessment(models.Model):
    """How a mission rates what became of a recommendation. Only added to: a new one follows, the old stays.

    ``is_current`` marks each mission's newest. It is public once the mission published it.
    """

    recommendation = models.ForeignKey(
        Recommendation, on_delete=models.PROTECT, related_name="assessments", db_index=False
    )
    mission = models.ForeignKey(Mission, on_delete=models.PROTECT, related_name="assessments")
    rating = models.CharField(max_length=10, choices=Rating)
    assessed_on = models.DateField()
    says = models.TextField(blank=True)
    source = models.TextField(blank=True)
    is_current = models.BooleanField(default=True)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", db_index=False
    )
    at = models.DateTimeField()
    published_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+", db_index=False
    )
    published_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["recommendation", "assessed_on", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["recommendation", "mission"],
                condition=Q(is_current=True),
                name="a_mission_has_one_current_assessment",
            ),
            models.CheckConstraint(
                condition=Q(rating__in=Rating.values), name="a_rating_is_one_of_the_scale"
            ),
            models.CheckConstraint(
                condition=~Q(rating__in=[*RATED, Rating.NO_LONGER]) | ~Q(says=""),
                name="a_rating_says_on_what_it_rests",
            ),
            models.CheckConstraint(
                condition=Q(published_at=None) | Q(published_by__isnull=False),
                name="a_published_assessment_says_by_whom",
            ),
        ]
        indexes = [
            models.Index(
                fields=["recommendation", "is_current", "-assessed_on", "-id"], name="assessment_newest_first"
            )
        ]

    def __str__(self) -> str:
        return f"{self.recommendation}: {self.rating}"


class AssessmentEvidence(Evidence):
    """What an assessment rests on."""

    assessment = models.ForeignKey(
        Assessment, on_delete=models.CASCADE, related_name="evidence", db_index=False
    )

    class Meta:
        ordering = ["assessment", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["assessment", "kind", "key"], name="evidence_of_an_assessment_stands_once"
            )
        ]


class FollowUpKind(models.TextChoices):
    """What was done after the report."""

    VISIT = "visit", _("Follow-up visit")
    MEETING = "meeting", _("Meeting or round table")
    REVIEW = "review", _("Review of a draft law")
    STEP = "step", _("Step taken by an addressee")
    OTHER = "other", _("Other")


class FollowUp(models.Model):
    """A visit, or a step that somebody took, on one recommendation. Public once the mission published it."""

    recommendation = models.ForeignKey(Recommendation, on_delete=models.PROTECT, related_name="follow_ups")
    mission = models.ForeignKey(Mission, on_delete=models.PROTECT, related_name="follow_ups")
    kind = models.CharField(max_length=10, choices=FollowUpKind)
    day = models.DateField()
    until = models.DateField(null=True)
    says = models.TextField()
    source = models.TextField(blank=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()
    published_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+"
    )
    published_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["recommendation", "day", "pk"]
        constraints = [
            models.CheckConstraint(condition=~Q(says=""), name="a_follow_up_says_what_was_done"),
            models.CheckConstraint(
                condition=Q(until=None) | Q(until__gte=F("day")), name="a_follow_up_ends_after_it_begins"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.day}"


class RecommendationChange(RegisterChange):
    """A line of the history of a recommendation; ``mission`` is whose change it was, None of a pack."""

    recommendation = models.ForeignKey(Recommendation, on_delete=models.CASCADE, related_name="changes")
    mission = models.ForeignKey(Mission, null=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ["pk"]
