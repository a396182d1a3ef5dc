"""Who watches: missions, delegations, members, teams."""

from __future__ import annotations

from django.conf import settings
from django.core.validators import MinValueValidator
from django.db import models

from baqylau.election.models import Area, Election
from baqylau.mission.kinds import ALLOWS, Allows, Kind
from baqylau.mission.roles import Role
from baqylau.storage.fields import OrderKeyField


class Mission(models.Model):
    """A mission observes one election."""

    slug = models.SlugField(max_length=60, unique=True)
    name = models.CharField(max_length=200)
    election = models.ForeignKey(Election, on_delete=models.PROTECT, related_name="missions")
    kind = models.CharField(max_length=20, choices=Kind)
    minimum_denominator = models.PositiveIntegerField(default=30, validators=[MinValueValidator(1)])
    authoritative_language = models.CharField(max_length=2, default="en")
    created_at = models.DateTimeField(auto_now_add=True)
    order_key = OrderKeyField(of=("name",))

    class Meta:
        ordering = ["order_key", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(minimum_denominator__gte=1), name="a_minimum_is_at_least_one"
            )
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def allows(self) -> Allows:
        return ALLOWS[self.kind]


class Delegation(models.Model):
    """One organisation's part of a joint mission. Its head is the member with that role in it."""

    mission = models.ForeignKey(Mission, on_delete=models.CASCADE, related_name="delegations")
    name = models.CharField(max_length=200)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["mission", "name"], name="a_delegation_stands_once_in_a_mission")
        ]

    def __str__(self) -> str:
        return self.name


class Team(models.Model):
    """Two or three members who observe together."""

    mission = models.ForeignKey(Mission, on_delete=models.CASCADE, related_name="teams")
    code = models.CharField(max_length=20)
    areas = models.ManyToManyField(Area, blank=True, related_name="teams")
    order_key = OrderKeyField(of=("code",))

    class Meta:
        ordering = ["order_key", "pk"]
        constraints = [models.UniqueConstraint(fields=["mission", "code"], name="a_team_code_is_used_once")]

    def __str__(self) -> str:
        return self.code


class Membership(models.Model):
    """A person's role in a mission. A person may hold several."""

    mission = models.ForeignKey(Mission, on_delete=models.CASCADE, related_name="memberships")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="memberships")
    role = models.CharField(max_length=30, choices=Role)
    delegation = models.ForeignKey(Delegation, null=True, blank=True, on_delete=models.PROTECT)
    team = models.ForeignKey(
        Team, null=True, blank=True, on_delete=models.SET_NULL, related_name="memberships"
    )
    areas = models.ManyToManyField(Area, blank=True, related_name="+")
    since = models.DateTimeField(auto_now_add=True)
    ended_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["mission", "user", "role"], name="a_member_holds_a_role_once")
        ]

    def __str__(self) -> str:
        return f"{self.user} – {self.get_role_display()}"
