"""What is expected of whom, and signs of life: a report that is missing is a row."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.db.models.functions import Coalesce

from baqylau.election.models import Station
from baqylau.mission.models import Membership, Mission, Team
from baqylau.observation.models.forms import Form
from baqylau.observation.models.submissions import Road


class Wave(models.Model):
    """A part of election day by which reports are counted: opening, before 13:00 …

    A record belongs to the wave that its form names, else to the first whose forms hold its own and whose
    local times it was observed in.
    """

    mission = models.ForeignKey(Mission, on_delete=models.CASCADE, related_name="waves")
    code = models.SlugField(max_length=20)
    names = models.JSONField(default=dict)
    position = models.PositiveIntegerField(default=0)
    forms = models.ManyToManyField(Form, blank=True, related_name="waves")
    begins = models.TimeField(null=True)
    ends = models.TimeField(null=True)
    """Local times of election day; a wave that ends before it begins goes on after midnight."""

    class Meta:
        ordering = ["mission", "position", "pk"]
        constraints = [models.UniqueConstraint(fields=["mission", "code"], name="a_wave_code_is_used_once")]

    def __str__(self) -> str:
        return self.code


class Expected(models.Model):
    """One report that is due: this form from this team, at this station, in this wave; either may be open."""

    mission = models.ForeignKey(Mission, on_delete=models.CASCADE, related_name="expected")
    form = models.ForeignKey(Form, on_delete=models.CASCADE, related_name="expected")
    team = models.ForeignKey(Team, on_delete=models.CASCADE, related_name="expected")
    station = models.ForeignKey(Station, null=True, on_delete=models.PROTECT, related_name="expected")
    wave = models.ForeignKey(Wave, null=True, on_delete=models.CASCADE, related_name="expected")
    due_at = models.DateTimeField(null=True)
    place = models.PositiveIntegerField(default=1)
    """Numbers reports that are otherwise alike: ten voting forms of a team are ten rows."""

    class Meta:
        ordering = ["team", "due_at", "pk"]
        verbose_name_plural = "expected"
        constraints = [
            models.UniqueConstraint(
                "form",
                "team",
                Coalesce("station", 0),
                Coalesce("wave", 0),
                "place",
                name="a_report_is_expected_once",
            )
        ]

    def __str__(self) -> str:
        return f"{self.form} of {self.team}"


class CheckIn(models.Model):
    """A sign of life of a team: by a message, the phone's page, or somebody who took a call."""

    mission = models.ForeignKey(Mission, on_delete=models.CASCADE, related_name="check_ins")
    team = models.ForeignKey(Team, on_delete=models.PROTECT, related_name="check_ins")
    membership = models.ForeignKey(Membership, null=True, on_delete=models.PROTECT, related_name="check_ins")
    road = models.CharField(max_length=10, choices=Road)
    at = models.DateTimeField()
    text = models.CharField(max_length=300, blank=True)

    class Meta:
        ordering = ["-at", "-pk"]
        indexes = [models.Index(fields=["team", "at"], name="check_in_by_team")]
        constraints = [models.CheckConstraint(condition=~Q(road=Road.FILE), name="a_check_in_is_no_file")]

    def __str__(self) -> str:
        return f"{self.team} at {self.at:%H:%M}"
