"""What a mission made public of a contest: versions that follow each other, each frozen with its files."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q

from baqylau.election.models import Contest
from baqylau.mission.models import Mission
from baqylau.results.models.papers import PaperPhotograph
from baqylau.results.models.protocols import ProtocolSource
from baqylau.storage.models import StoredFile


class Publication(models.Model):
    """One version of the published results of a contest, counted from one kind of source.

    A later version from the same kind of source follows it and says why; nothing is overwritten.

    ``content`` is what its page shows (``publishing.content`` makes it). ``digest`` is the SHA-256 over the
    names and digests of its files. ``checkpoint`` is the trail's, signed before it was published and printed
    in its files.
    """

    mission = models.ForeignKey(Mission, on_delete=models.PROTECT, related_name="publications")
    contest = models.ForeignKey(Contest, on_delete=models.PROTECT, related_name="publications")
    number = models.PositiveIntegerField()
    source_kind = models.CharField(max_length=20, choices=ProtocolSource)
    reason = models.TextField(blank=True)
    """Why it follows the version before; the first has none."""
    content = models.JSONField()
    digest = models.CharField(max_length=64)
    checkpoint = models.TextField()
    published_at = models.DateTimeField()
    published_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", db_index=False
    )

    class Meta:
        ordering = ["mission", "contest", "source_kind", "-number"]
        constraints = [
            models.UniqueConstraint(
                fields=["mission", "contest", "source_kind", "number"],
                name="a_published_version_stands_once",
            ),
            models.CheckConstraint(condition=Q(number__gte=1), name="published_versions_count_from_one"),
            models.CheckConstraint(
                condition=Q(number=1) | ~Q(reason=""), name="a_later_published_version_says_why"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.mission} {self.contest_id} {self.source_kind} {self.number}"


class PublicationFile(models.Model):
    """A file of a publication, under the name it is downloaded by."""

    publication = models.ForeignKey(Publication, on_delete=models.PROTECT, related_name="files")
    format = models.CharField(max_length=80)
    name = models.CharField(max_length=255)
    media_type = models.CharField(max_length=120)
    file = models.ForeignKey(StoredFile, on_delete=models.PROTECT, related_name="+", db_index=False)

    class Meta:
        ordering = ["publication", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["publication", "name"], name="a_name_is_used_once_in_a_publication"
            )
        ]

    def __str__(self) -> str:
        return self.name


class PublishedPhotograph(models.Model):
    """A photograph of a protocol that may be seen with a publication, without what the camera wrote in it."""

    publication = models.ForeignKey(Publication, on_delete=models.PROTECT, related_name="photographs")
    photograph = models.ForeignKey(PaperPhotograph, on_delete=models.PROTECT, related_name="published")
    station = models.CharField(max_length=40)
    sha256 = models.CharField(max_length=64)
    """Of the bytes as they arrived."""

    class Meta:
        ordering = ["publication", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["publication", "sha256"], name="a_photograph_is_published_once_with_a_version"
            )
        ]

    def __str__(self) -> str:
        return self.station
