"""What was counted: protocols of polling stations."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from baqylau.election.models import Contest, Station


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
    """

    station = models.ForeignKey(Station, on_delete=models.CASCADE, related_name="protocols")
    contest = models.ForeignKey(Contest, on_delete=models.CASCADE, related_name="protocols")
    source_kind = models.CharField(max_length=20, choices=ProtocolSource)
    version = models.PositiveIntegerField(default=1)
    lines = models.JSONField()
    votes = models.JSONField()
    source = models.TextField()
    entered_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["station", "contest", "source_kind", "version"], name="a_protocol_version_stands_once"
            ),
            models.CheckConstraint(condition=~Q(source=""), name="a_protocol_names_its_source"),
            models.CheckConstraint(
                condition=Q(source_kind__in=ProtocolSource.values),
                name="a_protocol_has_a_known_kind_of_source",
            ),
            models.CheckConstraint(condition=Q(version__gte=1), name="a_protocol_version_counts_from_one"),
        ]

    def __str__(self) -> str:
        return f"{self.station} {self.contest_id} {self.source_kind} {self.version}"
