"""Reports made public: proposed by one person, signed, published by another, frozen with their files."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from baqylau.mission.models import Delegation, Mission
from baqylau.reports.models.texts import Report
from baqylau.storage.models import StoredFile


class ReportProposal(models.Model):
    """A report that somebody holds ready to be published. Another person publishes it, or it is taken back.

    ``digest`` commits to all its words and figures as they were proposed: where they change, it lapses.
    ``rows_decision`` is why the rows behind the figures are published too; empty: they are not.
    """

    report = models.ForeignKey(Report, on_delete=models.CASCADE, related_name="proposals")
    mission = models.ForeignKey(Mission, on_delete=models.CASCADE, related_name="+", db_index=False)
    number = models.PositiveIntegerField()
    """Of the version that it becomes."""
    reason = models.TextField(blank=True)
    digest = models.CharField(max_length=64)
    embargoed = models.BooleanField(default=False)
    rows_decision = models.TextField(blank=True)
    proposed_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    proposed_at = models.DateTimeField()
    closed_at = models.DateTimeField(null=True)
    """When it was published or taken back."""

    class Meta:
        ordering = ["report", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["report"], condition=Q(closed_at=None), name="a_report_is_proposed_once_at_a_time"
            ),
            models.CheckConstraint(
                condition=Q(number=1) | ~Q(reason=""), name="a_later_proposed_report_says_why"
            ),
        ]

    def __str__(self) -> str:
        return f"proposal of {self.report}"


class ReportSignature(models.Model):
    """A head who signed a proposal: of the mission where there is no delegation, else of that delegation."""

    proposal = models.ForeignKey(ReportProposal, on_delete=models.CASCADE, related_name="signatures")
    delegation = models.ForeignKey(Delegation, null=True, on_delete=models.PROTECT, related_name="+")
    signed_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    signed_at = models.DateTimeField()
    digest = models.CharField(max_length=64)
    """Of what was signed: that of the proposal."""

    class Meta:
        ordering = ["proposal", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["proposal", "delegation"], name="a_head_of_a_delegation_signs_a_proposal_once"
            ),
            models.UniqueConstraint(
                fields=["proposal"],
                condition=Q(delegation=None),
                name="the_head_of_a_mission_signs_a_proposal_once",
            ),
        ]

    def __str__(self) -> str:
        return f"signature under {self.proposal}"


class ReportPublication(models.Model):
    """One version of a published report; a later one follows it and says why, and nothing is overwritten.

    ``documents`` maps languages to the trees (``methods.blocks``) its files were made from; ``figures`` are
    the entries of its register. ``digest`` is the SHA-256 over the names and digests of its files,
    ``checkpoint`` the trail's, signed before and printed in them.
    """

    report = models.ForeignKey(Report, on_delete=models.PROTECT, related_name="publications")
    mission = models.ForeignKey(Mission, on_delete=models.PROTECT, related_name="published_reports")
    number = models.PositiveIntegerField()
    reason = models.TextField(blank=True)
    titles = models.JSONField()
    authoritative_language = models.CharField(max_length=2)
    documents = models.JSONField()
    figures = models.JSONField()
    digest = models.CharField(max_length=64)
    checkpoint = models.TextField()
    embargoed = models.BooleanField(default=False)
    with_rows = models.BooleanField(default=False)
    rows_decision = models.TextField(blank=True)
    proposed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", db_index=False
    )
    published_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", db_index=False
    )
    published_at = models.DateTimeField()

    class Meta:
        ordering = ["report", "-number"]
        constraints = [
            models.UniqueConstraint(
                fields=["report", "number"], name="a_version_of_a_published_report_stands_once"
            ),
            models.CheckConstraint(
                condition=Q(number__gte=1), name="versions_of_a_published_report_count_from_one"
            ),
            models.CheckConstraint(
                condition=Q(number=1) | ~Q(reason=""), name="a_later_version_of_a_report_says_why"
            ),
            models.CheckConstraint(
                condition=~Q(proposed_by=F("published_by")), name="two_people_publish_a_report"
            ),
            models.CheckConstraint(
                condition=Q(with_rows=False) | ~Q(rows_decision=""), name="rows_are_published_by_a_decision"
            ),
        ]

    def __str__(self) -> str:
        return f"version {self.number} of {self.report}"

    @property
    def languages(self) -> list[str]:
        """The languages it was published in, the authoritative one first."""
        held: dict[str, Any] = self.documents
        return sorted(held, key=lambda code: (code != self.authoritative_language, code))


class EmbargoDecision(models.Model):
    """The decision that ended the embargo on a version: who took it, when, and in what words."""

    publication = models.OneToOneField(ReportPublication, on_delete=models.PROTECT, related_name="released")
    words = models.TextField()
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", db_index=False
    )
    decided_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=~Q(words=""), name="an_embargo_ends_by_words_of_a_decision")
        ]

    def __str__(self) -> str:
        return f"end of the embargo on {self.publication}"


class ReportPublicationFile(models.Model):
    """A file of a published report, under the name it is downloaded by; ``language`` "" where it has none."""

    publication = models.ForeignKey(ReportPublication, on_delete=models.PROTECT, related_name="files")
    format = models.CharField(max_length=20)
    language = models.CharField(max_length=2, blank=True)
    name = models.CharField(max_length=255)
    media_type = models.CharField(max_length=120)
    file = models.ForeignKey(StoredFile, on_delete=models.PROTECT, related_name="+", db_index=False)

    class Meta:
        ordering = ["publication", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["publication", "name"], name="a_name_is_used_once_in_a_published_report"
            )
        ]

    def __str__(self) -> str:
        return self.name
