"""What others said: published figures, sentences about observers, and how each entry stood before."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from baqylau.storage.fields import SearchKeyField


class Speaker(models.TextChoices):
    """Who says something."""

    COMMISSION = "commission", _("Election administration")
    AUTHORITY = "authority", _("Other public body")
    PROSECUTOR = "prosecutor", _("Prosecutor")
    COURT = "court", _("Court")
    PARTY = "party", _("Party or candidate")
    MEDIA = "media", _("Media")
    OBSERVERS = "observers", _("Observers")
    OTHER = "other", _("Somebody else")


class Qualifier(models.TextChoices):
    """What was said before the number; empty where nothing was."""

    ABOUT = "about", _("about")
    AT_LEAST = "at_least", _("more than, at least")
    AT_MOST = "at_most", _("less than, at most")


class Entry(models.Model):
    """What entries of a mission's registers have: a number, who entered it and when, how often it changed."""

    number = models.PositiveIntegerField(null=True)
    version = models.PositiveIntegerField(default=1)
    entered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+"
    )
    entered_at = models.DateTimeField(null=True)

    class Meta:
        abstract = True


class PublishedFigure(Entry):
    """One number that somebody published, with who, when and where. Official results are entries too.

    ``value`` is the text of an exact decimal; ``as_printed`` what stood there where that differs.
    ``should_be`` is filled where the figure is known to disagree with others. ``part`` and ``base`` are
    those of :class:`~baqylau.election.methods.figures.Said`. A figure without a mission comes from a pack,
    and only such a one is an official result; one of a mission is its own and nobody else's.
    """

    election = models.ForeignKey(
        "election.Election", on_delete=models.CASCADE, related_name="published_figures"
    )
    mission = models.ForeignKey(
        "mission.Mission", null=True, on_delete=models.PROTECT, related_name="published_figures"
    )
    code = models.CharField(max_length=160)
    indicator = models.CharField(max_length=60)
    contest = models.ForeignKey(
        "election.Contest", null=True, on_delete=models.CASCADE, related_name="published_figures"
    )
    option = models.ForeignKey(
        "election.Option", null=True, on_delete=models.CASCADE, related_name="published_figures"
    )
    area = models.ForeignKey(
        "election.Area", null=True, on_delete=models.PROTECT, related_name="published_figures"
    )
    part = models.CharField(max_length=160, blank=True)
    value = models.CharField(max_length=40, blank=True)
    unit = models.CharField(max_length=20, default="count")
    qualifier = models.CharField(max_length=10, choices=Qualifier, blank=True)
    base = models.CharField(max_length=60, blank=True)
    as_printed = models.TextField(blank=True)
    should_be = models.TextField(blank=True)
    as_of = models.CharField(max_length=60, blank=True)
    status = models.CharField(max_length=40, blank=True)
    official = models.BooleanField(default=True)
    source = models.TextField()
    said_by = models.CharField(max_length=200, blank=True)
    speaker = models.CharField(max_length=12, choices=Speaker, blank=True)
    said_on = models.DateField(null=True)
    sentence = models.TextField(blank=True)
    """As it was printed."""
    language = models.CharField(max_length=3, blank=True)
    note = models.TextField(blank=True)
    confirmed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+"
    )
    """Somebody else, who looked at the source."""
    confirmed_at = models.DateTimeField(null=True)
    withdrawn_at = models.DateTimeField(null=True)
    """When the mission took its entry back; it stays, and is compared with nothing any more."""
    search_key = SearchKeyField(of=("sentence", "said_by", "as_printed", "value", "note", "source", "code"))

    class Meta:
        ordering = ["election", "indicator", "code"]
        constraints = [
            models.UniqueConstraint(fields=["election", "code"], name="a_published_figure_stands_once"),
            models.UniqueConstraint(fields=["mission", "number"], name="a_figure_number_is_used_once"),
            models.CheckConstraint(condition=~Q(source=""), name="a_published_figure_names_its_source"),
            models.CheckConstraint(
                condition=Q(mission=None) | Q(official=False),
                name="a_missions_figure_is_no_official_result",
            ),
            models.CheckConstraint(
                condition=Q(mission=None)
                | Q(number__isnull=False, entered_by__isnull=False, entered_at__isnull=False),
                name="a_missions_figure_says_who_entered_it",
            ),
            models.CheckConstraint(
                condition=Q(confirmed_by=None) | ~Q(confirmed_by=F("entered_by")),
                name="a_figure_is_confirmed_by_somebody_else",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.indicator} {self.value}"


class Attribution(Entry):
    """A sentence in which somebody says what observers said, beside the mission's own sentence."""

    class Finding(models.TextChoices):
        """What comparing the two says."""

        OPEN = "open", _("not compared yet")
        FAITHFUL = "faithful", _("says what we said")
        ALTERED = "altered", _("says something else than we said")
        SHORTENED = "shortened", _("leaves out what changes its meaning")
        NOT_OURS = "not_ours", _("we said no such thing")
        OF_OTHERS = "of_others", _("other observers said it")

    mission = models.ForeignKey("mission.Mission", on_delete=models.PROTECT, related_name="attributions")
    said_by = models.CharField(max_length=200)
    speaker = models.CharField(max_length=12, choices=Speaker, default=Speaker.MEDIA)
    said_on = models.DateField(null=True)
    source = models.TextField()
    language = models.CharField(max_length=3, blank=True)
    sentence = models.TextField()
    own_sentence = models.TextField(blank=True)
    own_source = models.TextField(blank=True)
    finding = models.CharField(max_length=12, choices=Finding, default=Finding.OPEN)
    note = models.TextField(blank=True)
    search_key = SearchKeyField(of=("sentence", "own_sentence", "said_by", "source", "note"))

    class Meta:
        ordering = ["mission", "-number"]
        constraints = [
            models.UniqueConstraint(fields=["mission", "number"], name="an_attribution_number_is_used_once"),
            models.CheckConstraint(
                condition=~Q(source="") & ~Q(sentence=""), name="an_attribution_has_sentence_and_source"
            ),
            models.CheckConstraint(
                condition=Q(finding__in=["open", "not_ours", "of_others"]) | ~Q(own_sentence=""),
                name="what_we_said_stands_beside_the_finding",
            ),
        ]

    def __str__(self) -> str:
        return f"attribution {self.number}"


class EntryVersion(models.Model):
    """How an entry of a register stood from then on: every field as text, and why it was changed."""

    figure = models.ForeignKey(PublishedFigure, null=True, on_delete=models.CASCADE, related_name="versions")
    attribution = models.ForeignKey(Attribution, null=True, on_delete=models.CASCADE, related_name="versions")
    candidate = models.ForeignKey(
        "election.Candidate", null=True, on_delete=models.CASCADE, related_name="versions"
    )
    number = models.PositiveIntegerField()
    said = models.JSONField()
    reason = models.TextField(blank=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        ordering = ["figure", "attribution", "candidate", "number"]
        constraints = [
            models.CheckConstraint(
                condition=Q(figure__isnull=False, attribution=None, candidate=None)
                | Q(figure=None, attribution__isnull=False, candidate=None)
                | Q(figure=None, attribution=None, candidate__isnull=False),
                name="a_version_is_of_one_entry",
            ),
            *(
                models.UniqueConstraint(fields=[of, "number"], name=f"a_version_of_a_{of}_stands_once")
                for of in ("figure", "attribution", "candidate")
            ),
        ]

    def __str__(self) -> str:
        return f"version {self.number}"
