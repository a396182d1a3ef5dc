"""What was counted: protocols of polling stations, and what their lines are."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from baqylau.election.models import Contest, Station
from baqylau.mission.models import Mission
from baqylau.observation.models import Record


class ProtocolSource(models.TextChoices):
    """Where a protocol's figures come from."""

    OFFICIAL_TABLE = "official_table", _("Official table")
    OBSERVER_COPY = "observer_copy", _("Observer's copy")
    PARTY_COPY = "party_copy", _("Party's copy")
    READ_OUT = "read_out", _("Read out")
    PHOTOGRAPH = "photograph", _("Photograph only")


class Protocol(models.Model):
    """The figures of one station in one contest, from one source.

    ``lines`` maps line codes to whole numbers (``on_list``, ``issued``, ``invalid``, ``valid`` …); ``votes``
    maps option codes to whole numbers. A line that the source does not give is absent, never 0.

    Without a mission it is public, as a pack has it; otherwise only its mission sees it. Versions of one
    kind of source are numbered from 1. A correction is a new version that names the one it ``corrects`` and
    the ``reason``; nothing is overwritten. ``is_current`` is what counts: not corrected, not withdrawn.
    """

    mission = models.ForeignKey(
        Mission, null=True, on_delete=models.CASCADE, related_name="protocols", db_index=False
    )
    station = models.ForeignKey(Station, on_delete=models.CASCADE, related_name="protocols")
    contest = models.ForeignKey(Contest, on_delete=models.CASCADE, related_name="protocols")
    source_kind = models.CharField(max_length=20, choices=ProtocolSource)
    version = models.PositiveIntegerField(default=1)
    is_current = models.BooleanField(default=True)
    lines = models.JSONField()
    votes = models.JSONField()
    source = models.TextField()
    entered_at = models.DateTimeField(auto_now_add=True)
    entered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+", db_index=False
    )
    """Who typed, decided or corrected it; None for a pack and for what came with a record."""
    paper = models.ForeignKey(
        "Paper", null=True, on_delete=models.PROTECT, related_name="protocols", db_index=False
    )
    """The copy that it was entered from, twice."""
    record = models.ForeignKey(
        Record, null=True, on_delete=models.PROTECT, related_name="protocols", db_index=False
    )
    """The record whose observer gave the figures; ``record_version`` is the version they are of."""
    record_version = models.PositiveIntegerField(null=True)
    corrects = models.OneToOneField("self", null=True, on_delete=models.PROTECT, related_name="corrected_by")
    reason = models.TextField(blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["station", "contest", "source_kind", "version"],
                condition=Q(mission=None),
                name="a_public_protocol_version_stands_once",
            ),
            models.UniqueConstraint(
                fields=["mission", "station", "contest", "source_kind", "version"],
                condition=Q(mission__isnull=False),
                name="a_protocol_version_stands_once",
            ),
            models.UniqueConstraint(
                fields=["record", "record_version"],
                condition=Q(record__isnull=False),
                name="a_record_version_gives_one_protocol",
            ),
            models.CheckConstraint(condition=~Q(source=""), name="a_protocol_names_its_source"),
            models.CheckConstraint(
                condition=Q(source_kind__in=ProtocolSource.values),
                name="a_protocol_has_a_known_kind_of_source",
            ),
            models.CheckConstraint(condition=Q(version__gte=1), name="a_protocol_version_counts_from_one"),
            models.CheckConstraint(
                condition=Q(corrects=None) | ~Q(reason=""), name="a_corrected_protocol_has_a_reason"
            ),
            models.CheckConstraint(
                condition=Q(record=None, record_version=None)
                | Q(record__isnull=False, record_version__isnull=False, mission__isnull=False),
                name="a_protocol_of_a_record_names_its_version",
            ),
        ]
        indexes = [
            models.Index(
                fields=["mission", "contest", "is_current"],
                condition=Q(mission__isnull=False),
                name="protocol_of_a_mission",
            ),
            models.Index(fields=["paper"], condition=Q(paper__isnull=False), name="protocol_of_a_paper"),
        ]

    def __str__(self) -> str:
        return f"{self.station} {self.contest_id} {self.source_kind} {self.version}"


class ProtocolLayout(models.Model):
    """The lines of a contest's protocol in the order of the paper, as the pack declares them.

    ``items`` is a list of ``{"line": code, "number", "labels": {language: text}, "question"}``; the place of
    the votes is ``{"options": [codes]}``. ``article`` is the law's that prescribes it.
    """

    contest = models.OneToOneField(Contest, on_delete=models.CASCADE, related_name="protocol_layout")
    items = models.JSONField()
    answers = models.JSONField(default=list)
    """What a form of the kind "protocol" calls the contest in its question ``contest``."""
    identities = models.JSONField(default=list)
    """Its own checks: ``{"code", "holds", "title", "article"}``, in place of standard ones of that code."""
    left_out = models.JSONField(default=list)
    """The codes of standard checks that do not apply."""
    article = models.CharField(max_length=200, blank=True)
    source = models.TextField()

    def __str__(self) -> str:
        return f"lines of {self.contest_id}"
