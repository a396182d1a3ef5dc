"""Campaign events that an analyst enters by hand. What observers send on a phone stays a record.

The codes are those of the shipped form of campaign events, so that both are counted together.
"""

from __future__ import annotations

from typing import Any

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from baqylau.campaign.models.register_entries import RegisterEntry
from baqylau.storage.fields import SearchKeyField


class EventKind(models.TextChoices):
    """What kind of event it is."""

    RALLY = "rally", _("Rally")
    VOTERS = "voters", _("Meeting with voters")
    WORKPLACE = "workplace", _("Meeting at a workplace")
    DOOR = "door", _("Door to door")
    STAND = "stand", _("Stand or leaflets in the street")
    CONCERT = "concert", _("Concert or sports event")
    DEBATE = "debate", _("Debate")
    MATERIALS = "materials", _("Posters, billboards or other material seen")
    ONLINE = "online", pgettext_lazy("an event", "Online")
    OTHER = "other", _("Other")


class VenueKind(models.TextChoices):
    """What kind of place it is."""

    STREET = "street", _("Street or square")
    HALL = "hall", _("Closed room: hall for hire")
    CULTURE = "culture", _("House of culture")
    SCHOOL = "school", _("School or university")
    HOSPITAL = "hospital", _("Hospital or clinic")
    AKIMAT = "akimat", _("Building of the executive")
    ENTERPRISE = "enterprise", _("Workplace: enterprise or office")
    WORSHIP = "worship", _("Place of worship")
    PARTY_OFFICE = "party_office", _("Party office")
    ONLINE = "online", pgettext_lazy("a place", "Online")
    OTHER = "other", _("Other")


class Organiser(models.TextChoices):
    """Who organised it."""

    PARTY = "party", _("Party")
    CANDIDATE = "candidate", _("Candidate")
    AUTHORITY = "authority", _("Authority or public institution")
    EMPLOYER = "employer", _("Employer")
    ASSOCIATION = "association", _("Association")
    COMMISSION = "commission", _("Election commission")


class Police(models.TextChoices):
    """Whether police were there, and how they behaved."""

    NONE = "none", _("No police")
    NEUTRAL = "neutral", _("Present, neutral")
    HELPFUL = "helpful", _("Present, kept order")
    INTERFERING = "interfering", _("Present, interfered")


class Topic(models.TextChoices):
    """What was spoken about."""

    ECONOMY = "economy", _("Prices, wages, jobs")
    SOCIAL = "social", _("Health, schools, pensions")
    LOCAL = "local", _("Roads, water, housing")
    REFORM = "reform", _("Constitution and reforms")
    CORRUPTION = "corruption", _("Corruption")
    LANGUAGE = "language", _("Language and ethnic matters")
    ENVIRONMENT = "environment", _("Environment")
    FOREIGN = "foreign", _("Foreign affairs")
    OPPONENTS = "opponents", _("Criticism of opponents")
    WOMEN = "women", _("Women and family")
    OTHER = "other", _("Other")


class Endorsement(models.TextChoices):
    """Who supported the contestant there."""

    PRESIDENT = "president", _("The President")
    OFFICIALS = "officials", _("Officials or heads of the executive")
    HEADS = "heads", _("Heads of schools or hospitals")
    CELEBRITIES = "celebrities", _("Artists or athletes")
    RELIGIOUS = "religious", _("Religious leaders")
    OTHER = "other", _("Others")
    NOBODY = "nobody", _("Nobody")


class Material(models.TextChoices):
    """What was given out or shown."""

    LEAFLETS = "leaflets", _("Leaflets or newspapers")
    POSTERS = "posters", _("Posters or banners")
    BILLBOARDS = "billboards", _("Billboards or screens")
    CLOTHING = "clothing", _("Clothing or flags")
    FOOD = "food", _("Food or drinks")
    GIFTS = "gifts", _("Gifts")
    MONEY = "money", _("Money")
    NOTHING = "nothing", _("Nothing")


class Irregular(models.TextChoices):
    """What was seen or heard that should not be."""

    FORCED = "forced", _("People were made to come")
    RESOURCES = "resources", _("Public vehicles, staff or premises used")
    OFFICIALS = "officials", _("Officials campaigning in office")
    VOTE_BUYING = "vote_buying", _("Money or gifts for votes")
    HATE = "hate", _("Words that incite hatred")
    DISRUPTED = "disrupted", _("Disrupted by others")
    DETAINED = "detained", _("People detained")
    VIOLENCE = "violence", _("Violence")
    CHILDREN = "children", _("Children used for campaigning")
    WRONG_TIME = "wrong_time", _("Outside the campaign period")
    UNMARKED = "unmarked", _("Material without imprint")
    NOTHING = "nothing", _("None of these")


class CampaignEvent(RegisterEntry):
    """A campaign event that an analyst enters.

    ``contestants`` are codes of the ballot's options. Lists are empty where the question was not answered;
    ``nothing`` and ``nobody`` are answers. ``women_share`` is in per cent of those who came.
    """

    day = models.DateField()
    begins_at = models.TimeField(null=True)
    place = models.CharField(max_length=200, blank=True)
    venue_kind = models.CharField(max_length=20, choices=VenueKind, blank=True)
    event_kind = models.CharField(max_length=20, choices=EventKind, blank=True)
    organiser = models.CharField(max_length=20, choices=Organiser, blank=True)
    contestants: Any = models.JSONField(default=list)
    candidate = models.CharField(max_length=200, blank=True)
    attendance = models.PositiveIntegerField(null=True)
    women_share = models.PositiveSmallIntegerField(null=True)
    police = models.CharField(max_length=20, choices=Police, blank=True)
    topics: Any = models.JSONField(default=list)
    endorsements: Any = models.JSONField(default=list)
    materials: Any = models.JSONField(default=list)
    irregular: Any = models.JSONField(default=list)
    search_key = SearchKeyField(of=("place", "candidate", "source", "says"))

    class Meta:
        ordering = ["mission", "-day", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["mission", "confidential", "number"], name="an_event_number_is_used_once"
            ),
            models.CheckConstraint(
                condition=Q(women_share=None) | Q(women_share__lte=100), name="a_share_is_at_most_a_hundred"
            ),
        ]
        indexes = [models.Index(fields=["mission", "-day", "-id"], name="event_latest_first")]
