"""What is held: areas, commissions, stations, contests, options, the calendar, published figures.

Names in several languages are JSON objects ``{"en": …, "ru": …, "kk": …}``.
"""

from __future__ import annotations

from typing import Any

from django.db import models
from django.db.models import F, Q
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from baqylau.core.text import in_language
from baqylau.storage.fields import OrderKeyField, SearchKeyField


class Named(models.Model):
    """Something with a name in several languages."""

    names = models.JSONField(default=dict)
    search_key = SearchKeyField(of=("names",))
    order_en = OrderKeyField(of=("names",), language="en")
    order_ru = OrderKeyField(of=("names",), language="ru")
    order_kk = OrderKeyField(of=("names",), language="kk")

    class Meta:
        abstract = True

    @property
    def name(self) -> str:
        return in_language(self.names, get_language() or "en")

    @staticmethod
    def order_column() -> str:
        """The column that puts rows into the alphabetical order of the language in use."""
        return f"order_{(get_language() or 'en')[:2]}"

    def __str__(self) -> str:
        return self.name


class Area(Named):
    """A node of a country's tree: country, region, district …, while it existed.

    ``path`` is the codes from the country down, each followed by "/"; descendants share its beginning.
    """

    country = models.CharField(max_length=2)
    code = models.CharField(max_length=60)
    kind = models.CharField(max_length=30)
    parent = models.ForeignKey("self", null=True, on_delete=models.PROTECT, related_name="children")
    path = models.CharField(max_length=400, db_index=True)
    valid_from = models.DateField()
    valid_to = models.DateField(null=True)
    official_code = models.CharField(max_length=20, blank=True)
    iso_code = models.CharField(max_length=10, blank=True)
    time_zone = models.CharField(max_length=60, blank=True)
    """Its own time zone; empty where it is that of the area above, or of the election."""
    boundary = models.JSONField(null=True)
    source = models.TextField(blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["country", "code", "valid_from"], name="an_area_stands_once_for_a_time"
            ),
            models.CheckConstraint(
                condition=Q(valid_to=None) | Q(valid_to__gte=F("valid_from")),
                name="an_area_ends_after_it_begins",
            ),
        ]


class ElectionKind(models.TextChoices):
    """What is elected."""

    PARLIAMENT = "parliament", _("Parliamentary election")
    PRESIDENT = "president", _("Presidential election")
    COUNCIL = "council", _("Council election")
    REFERENDUM = "referendum", _("Referendum")


def usual_weekend() -> list[int]:
    """Saturday and Sunday."""
    return [5, 6]


class Election(Named):
    """One election day with all that is voted on."""

    code = models.SlugField(max_length=60, unique=True)
    country = models.CharField(max_length=2)
    kind = models.CharField(max_length=20, choices=ElectionKind)
    day = models.DateField()
    time_zone = models.CharField(max_length=60, default="UTC")
    called_on = models.DateField(null=True)
    source = models.TextField(blank=True)
    notes = models.JSONField(default=list)
    """What is not known, and other remarks: ``{"about", "status", "says": {language: text}, "source"}``;
    statuses are unknown, unconfirmed, remark."""
    pack_digest = models.CharField(max_length=64, blank=True)
    """The digest of the pack that was loaded last; empty where there was none."""
    areas = models.ManyToManyField(Area, related_name="elections")
    weekend = models.JSONField(default=usual_weekend)
    """The weekdays off, Monday 0 to Sunday 6."""
    calendar_digest = models.CharField(max_length=64, blank=True)
    calendar_version = models.PositiveIntegerField(default=0)
    """How often anything in the calendar changed; readers of the feed learn by it that a date was moved."""
    calendar_changed_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["-day", "code"]


class Commission(Named):
    """A body that runs the election, at its level."""

    class Level(models.TextChoices):
        CENTRAL = "central", _("Central commission")
        TERRITORIAL = "territorial", _("Territorial commission")
        CONSTITUENCY = "constituency", _("Constituency commission")
        PRECINCT = "precinct", _("Precinct commission")

    election = models.ForeignKey(Election, on_delete=models.CASCADE, related_name="commissions")
    code = models.CharField(max_length=60)
    level = models.CharField(max_length=20, choices=Level)
    parent = models.ForeignKey("self", null=True, on_delete=models.PROTECT, related_name="children")
    area = models.ForeignKey(Area, null=True, on_delete=models.PROTECT, related_name="commissions")
    source = models.TextField(blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["election", "code"], name="a_commission_code_is_used_once")
        ]


class ContestKind(models.TextChoices):
    """How votes are cast in a contest."""

    PARTY_LIST = "party_list", _("Party lists")
    SINGLE_MANDATE = "single_mandate", _("Single-mandate district")
    PRESIDENT = "president", _("President")
    COUNCIL = "council", _("Council")
    INDIRECT = "indirect", _("Indirect election")
    REFERENDUM = "referendum", _("Referendum question")


class Contest(Named):
    """One thing that is voted on: a list contest, a district, a question."""

    election = models.ForeignKey(Election, on_delete=models.CASCADE, related_name="contests")
    code = models.CharField(max_length=60)
    kind = models.CharField(max_length=20, choices=ContestKind)
    position = models.PositiveIntegerField(default=0)
    area = models.ForeignKey(Area, null=True, on_delete=models.PROTECT, related_name="contests")
    seats = models.PositiveIntegerField(null=True)
    seat_rule = models.JSONField(null=True)
    """The rule as ``baqylau seats`` reads it, with ``article`` and ``source``."""
    candidate_rule: Any = models.JSONField(null=True)
    """Who may stand, as ``sources/candidate_rule.py`` reads it, with ``article`` and ``source``."""
    source = models.TextField(blank=True)

    class Meta:
        ordering = ["election", "position", "code"]
        constraints = [
            models.UniqueConstraint(fields=["election", "code"], name="a_contest_code_is_used_once")
        ]


class OptionKind(models.TextChoices):
    """What a voter may mark."""

    PARTY = "party", _("Party")
    ALLIANCE = "alliance", _("Alliance")
    CANDIDATE = "candidate", _("Candidate")
    AGAINST_ALL = "against_all", _("Against all")
    ANSWER = "answer", _("Answer")


class Option(Named):
    """A list, candidate or answer on a ballot, or the line against all."""

    contest = models.ForeignKey(Contest, on_delete=models.CASCADE, related_name="options")
    code = models.CharField(max_length=60)
    kind = models.CharField(max_length=20, choices=OptionKind)
    position = models.PositiveIntegerField(default=0)
    registered_order = models.PositiveIntegerField(null=True)
    colour = models.CharField(max_length=7, blank=True)
    nominated_by = models.CharField(max_length=60, blank=True)
    source = models.TextField(blank=True)

    class Meta:
        ordering = ["contest", "position", "code"]
        constraints = [
            models.UniqueConstraint(fields=["contest", "code"], name="an_option_code_is_used_once")
        ]


class StationKind(models.TextChoices):
    """What sort of polling station it is; ``SPECIAL`` where the source does not say which of two."""

    ORDINARY = "ordinary", _("Ordinary")
    CLOSED = "closed", _("Closed institution")
    ABROAD = "abroad", _("Abroad")
    SPECIAL = "special", _("Abroad or special")


class Settlement(models.TextChoices):
    """Where a polling station is; empty where the source does not say."""

    URBAN = "urban", _("Urban")
    RURAL = "rural", _("Rural")


class Station(models.Model):
    """A polling station, keyed by its code (text: ``01-A/7``, leading zeros kept), not by a place's name."""

    election = models.ForeignKey(Election, on_delete=models.CASCADE, related_name="stations", db_index=False)
    code = models.CharField(max_length=40)
    kind = models.CharField(max_length=12, choices=StationKind, default=StationKind.ORDINARY)
    name = models.CharField(max_length=200, blank=True)
    area = models.ForeignKey(Area, null=True, on_delete=models.PROTECT, related_name="stations")
    commission = models.ForeignKey(Commission, null=True, on_delete=models.PROTECT, related_name="stations")
    contests = models.ManyToManyField(Contest, related_name="stations")
    """The ballots a voter gets here; abroad the list only."""
    voters_on_list = models.PositiveIntegerField(null=True)
    settlement = models.CharField(max_length=6, choices=Settlement, blank=True)
    latitude = models.FloatField(null=True)
    longitude = models.FloatField(null=True)
    """WGS 84, degrees."""
    source = models.TextField(blank=True)
    search_key = SearchKeyField(of=("code", "name"))
    order_key = OrderKeyField(of=("code",))

    class Meta:
        ordering = ["election", "order_key", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["election", "code"], name="a_station_code_is_used_once")
        ]

    def __str__(self) -> str:
        return self.code


class EventKind(models.TextChoices):
    """What a date of the calendar is about."""

    CALL = "call", _("Call of the election")
    COMMISSIONS = "commissions", _("Commissions")
    CANDIDATES = "candidates", _("Candidates and lists")
    CAMPAIGN = "campaign", _("Campaign")
    VOTER_LISTS = "voter_lists", _("Voter lists")
    OBSERVERS = "observers", _("Observers")
    POLLS = "polls", _("Opinion polls")
    VOTING = "voting", _("Voting and count")
    RESULTS = "results", _("Results")
    COMPLAINTS = "complaints", _("Complaints")
    OTHER = "other", _("Other")


class Duty(models.TextChoices):
    """Who has to act by a date."""

    PRESIDENT = "president", _("the President")
    AUTHORITIES = "authorities", _("local authorities")
    CENTRAL = "central", _("the central commission")
    TERRITORIAL = "territorial", _("territorial commissions")
    CONSTITUENCY = "constituency", _("constituency commissions")
    PRECINCT = "precinct", _("precinct commissions")
    PARTIES = "parties", _("parties")
    CANDIDATES = "candidates", _("candidates")
    OBSERVERS = "observers", _("observers")
    MEDIA = "media", _("the media")
    VOTERS = "voters", _("voters")
    OTHER = "other", _("others")


class CalendarEvent(Named):
    """A date of the electoral calendar: as published, with the rule beside it as a check.

    Days and times are local: of the election's time zone, or of the area's where that differs.
    """

    election = models.ForeignKey(Election, on_delete=models.CASCADE, related_name="events")
    code = models.CharField(max_length=60)
    kind = models.CharField(max_length=20, choices=EventKind, default=EventKind.OTHER)
    duty = models.CharField(max_length=20, choices=Duty, blank=True)
    """Who has to act by its end (by its day, where it has no end); empty where nobody has to."""
    day = models.DateField(null=True)
    local_time = models.TimeField(null=True)
    ends_day = models.DateField(null=True)
    ends_time = models.TimeField(null=True)
    rule: Any = models.JSONField(null=True)
    """How its beginning follows: ``{"from", "length", "unit", "counting", "bounds", "ends_at", "day_off",
    "article", "source", "says"}``; see ``methods/calendar.py``."""
    ends_rule: Any = models.JSONField(null=True)
    """The same for its end."""
    done_day = models.DateField(null=True)
    """When what had to be done was done, as far as a source says so."""
    done_source = models.TextField(blank=True)
    status = models.CharField(max_length=20, default="published")
    source = models.TextField(blank=True)

    class Meta:
        ordering = ["election", "day", "local_time", "code"]
        constraints = [
            models.UniqueConstraint(fields=["election", "code"], name="a_calendar_code_is_used_once"),
            models.CheckConstraint(
                condition=Q(done_day=None) | ~Q(done_source=""), name="what_was_done_names_its_source"
            ),
        ]


class DayOff(models.Model):
    """A public holiday or another day off; or a weekend that is worked in its stead."""

    election = models.ForeignKey(Election, on_delete=models.CASCADE, related_name="days_off")
    code = models.CharField(max_length=10)
    """The day once more, as text, by which a pack knows the row."""
    day = models.DateField()
    worked = models.BooleanField(default=False)
    names = models.JSONField(default=dict)
    source = models.TextField()

    class Meta:
        ordering = ["election", "day"]
        constraints = [
            models.UniqueConstraint(fields=["election", "code"], name="a_day_off_stands_once"),
            models.CheckConstraint(condition=~Q(source=""), name="a_day_off_names_its_source"),
        ]

    def __str__(self) -> str:
        return in_language(self.names, get_language() or "en")


from baqylau.election.candidacies import Candidate, Decision, Nominator, Sex, Standing  # noqa: E402
from baqylau.election.published import (  # noqa: E402
    Attribution,
    EntryVersion,
    PublishedFigure,
    Qualifier,
    Speaker,
)

__all__ = [
    "Area",
    "Attribution",
    "CalendarEvent",
    "Candidate",
    "Commission",
    "Contest",
    "ContestKind",
    "DayOff",
    "Decision",
    "Duty",
    "Election",
    "ElectionKind",
    "EntryVersion",
    "EventKind",
    "Named",
    "Nominator",
    "Option",
    "OptionKind",
    "PublishedFigure",
    "Qualifier",
    "Settlement",
    "Sex",
    "Speaker",
    "Standing",
    "Station",
    "StationKind",
]
