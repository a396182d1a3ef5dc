"""Who watches: missions, delegations, members, teams."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.core.validators import MinValueValidator
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from baqylau.accounts.models import LANGUAGES
from baqylau.core.problem import Phrase, Problem, Refused
from baqylau.election.models import Area, CalendarEvent, Election, Station
from baqylau.mission.kinds import ALLOWS, Allows, Kind
from baqylau.mission.roles import Role
from baqylau.storage.fields import OrderKeyField

SMALLEST_TEAM, LARGEST_TEAM = 2, 3


class Mission(models.Model):
    """A mission observes one election."""

    slug = models.SlugField(max_length=60, unique=True)
    name = models.CharField(max_length=200)
    election = models.ForeignKey(Election, on_delete=models.PROTECT, related_name="missions")
    kind = models.CharField(max_length=20, choices=Kind)
    minimum_denominator = models.PositiveIntegerField(default=30, validators=[MinValueValidator(1)])
    authoritative_language = models.CharField(max_length=2, choices=LANGUAGES, default="en")
    source = models.TextField(blank=True)
    keeps_positions = models.BooleanField(default=False)
    """Whether positions (GPS) that phones send are read; off unless the mission turns it on."""
    takes_text_messages = models.BooleanField(default=False)
    emergency_numbers = models.TextField(blank=True)
    """As printed on the observers' cards, a line each."""
    next_record_number = models.PositiveIntegerField(default=1)
    """From here on no number of a record has been given out; some before it may be unused."""
    created_at = models.DateTimeField(auto_now_add=True)
    order_key = OrderKeyField(of=("name",))

    class Meta:
        ordering = ["order_key", "pk"]
        constraints = [
            models.CheckConstraint(condition=Q(minimum_denominator__gte=1), name="a_minimum_is_at_least_one")
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

    @property
    def is_complete(self) -> bool:
        """Whether two observe together; a team whose member has left waits for another."""
        return self.memberships.filter(ended_at=None).count() >= SMALLEST_TEAM


class Sex(models.TextChoices):
    """As the person gave it; empty where they did not."""

    FEMALE = "f", _("Female")
    MALE = "m", _("Male")


class Membership(models.Model):
    """A person's role in a mission. A person may hold several.

    ``place`` numbers the members of a team from 1 to 3, so that the database itself refuses a fourth.
    """

    mission = models.ForeignKey(Mission, on_delete=models.CASCADE, related_name="memberships")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="memberships")
    role = models.CharField(max_length=30, choices=Role)
    delegation = models.ForeignKey(
        Delegation, null=True, blank=True, on_delete=models.RESTRICT, related_name="memberships"
    )
    team = models.ForeignKey(
        Team, null=True, blank=True, on_delete=models.RESTRICT, related_name="memberships"
    )
    place = models.PositiveSmallIntegerField(null=True, editable=False)
    areas = models.ManyToManyField(Area, blank=True, related_name="+")
    phone_number = models.CharField(max_length=20, blank=True)
    """With the country's code and digits only: ``+77011234567``."""
    sex = models.CharField(max_length=1, choices=Sex, blank=True)
    nationality = models.CharField(max_length=2, blank=True)
    """ISO 3166-1, two letters."""
    missions_before = models.PositiveSmallIntegerField(null=True, blank=True)
    since = models.DateTimeField(auto_now_add=True)
    ended_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["mission", "user", "role"],
                condition=Q(ended_at=None),
                name="a_member_holds_a_role_once",
            ),
            models.UniqueConstraint(
                fields=["mission", "user"],
                condition=Q(ended_at=None, team__isnull=False),
                name="a_member_is_in_one_team",
            ),
            models.UniqueConstraint(
                fields=["team", "place"], condition=Q(ended_at=None), name="a_place_in_a_team_is_taken_once"
            ),
            models.CheckConstraint(
                condition=Q(team=None, place=None)
                | Q(team__isnull=False, place__isnull=False, place__range=(1, LARGEST_TEAM)),
                name="a_team_has_at_most_three_members",
            ),
            models.UniqueConstraint(
                fields=["delegation"],
                condition=Q(ended_at=None, role=Role.HEAD_OF_DELEGATION),
                name="a_delegation_has_one_head",
            ),
            models.CheckConstraint(
                condition=~Q(role=Role.HEAD_OF_DELEGATION) | Q(delegation__isnull=False),
                name="a_head_of_delegation_has_a_delegation",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.user} – {self.get_role_display()}"

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Save; what belongs to another mission is refused, and a place in the team is found."""
        self._refuse_what_is_of_another_mission()
        self.place = None if self.team_id is None else self.place or self._free_place()
        super().save(*args, **kwargs)

    def _refuse_what_is_of_another_mission(self) -> None:
        if self.delegation and self.delegation.mission_id != self.mission_id:
            says = Phrase("This delegation belongs to another mission.")
            raise Refused(Problem("M.103", says, Phrase("Choose one of this mission.")))
        if self.team and self.team.mission_id != self.mission_id:
            says = Phrase("This team belongs to another mission.")
            raise Refused(Problem("M.104", says, Phrase("Choose one of this mission.")))

    def _free_place(self) -> int:
        taken = Membership.objects.filter(team=self.team, ended_at=None).exclude(pk=self.pk)
        free = set(range(1, LARGEST_TEAM + 1)) - set(taken.values_list("place", flat=True))
        if not free:
            says = Phrase("A team has two or three members.")
            raise Refused(Problem("M.105", says, Phrase("Choose two or three.")))
        return min(free)


class Stop(models.Model):
    """A station on a team's route, in the order in which it is to be visited."""

    team = models.ForeignKey(Team, on_delete=models.CASCADE, related_name="stops")
    station = models.ForeignKey(Station, on_delete=models.PROTECT, related_name="stops")
    position = models.PositiveSmallIntegerField()
    planned_at = models.DateTimeField(null=True)
    stage = models.CharField(max_length=20, blank=True)
    """``opening``, ``voting``, ``count`` … where the visit is for one stage of the day."""
    note = models.CharField(max_length=200, blank=True)

    class Meta:
        ordering = ["team", "position", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["team", "position"], name="a_stop_has_its_place_on_the_route")
        ]

    def __str__(self) -> str:
        return f"{self.position}. {self.station}"


class ObserverGroup(models.TextChoices):
    """Whom a mission asks for, has accredited and deploys, counted separately."""

    CORE = "core", _("Core team")
    LONG_TERM = "long_term", _("Long-term observers")
    SHORT_TERM = "short_term", _("Short-term observers")
    DELEGATIONS = "delegations", _("Members of delegations")


class ObserverNumber(models.Model):
    """How many observers of a group were asked for and how many were accredited.

    How many were deployed is counted from the members and never stands here.
    """

    mission = models.ForeignKey(Mission, on_delete=models.CASCADE, related_name="observer_numbers")
    group = models.CharField(max_length=12, choices=ObserverGroup)
    requested = models.PositiveIntegerField(null=True)
    accredited = models.PositiveIntegerField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["mission", "group"], name="a_group_of_observers_stands_once")
        ]

    def __str__(self) -> str:
        return f"{self.group} of {self.mission}"


class StationChooser(models.TextChoices):
    """Who decided which stations were visited: it decides what may be concluded from them."""

    TEAMS = "teams", _("Each team chose for itself")
    LONG_TERM = "long_term", _("Long-term observers chose for the teams")
    CORE = "core", _("The core team chose, for spread")
    RANDOM = "random", _("Drawn at random")
    AUTHORITY = "authority", _("The election administration or a host chose")


class StationsChosen(models.Model):
    """Who chose a mission's stations, and how, in a sentence or two."""

    mission = models.OneToOneField(Mission, on_delete=models.CASCADE, related_name="stations_chosen")
    by = models.CharField(max_length=12, choices=StationChooser)
    how = models.TextField(blank=True)

    def __str__(self) -> str:
        return f"stations of {self.mission}: {self.by}"


class DutyDone(models.Model):
    """That, as far as the mission knows, a duty of the calendar was done on a day, and who says so.

    What a pack says of the same event goes before it. It is the mission's: other missions that observe the
    election do not see it, and a pack that is loaded anew does not touch it.
    """

    mission = models.ForeignKey(Mission, on_delete=models.CASCADE, related_name="duties_done")
    event = models.ForeignKey(CalendarEvent, on_delete=models.CASCADE, related_name="+")
    day = models.DateField()
    source = models.TextField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["mission", "event"], name="a_duty_is_done_once"),
            models.CheckConstraint(condition=~Q(source=""), name="who_says_a_duty_was_done_is_named"),
        ]

    def __str__(self) -> str:
        return f"{self.event.code} done on {self.day}"
