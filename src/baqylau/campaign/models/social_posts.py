"""Posts as they were imported, what monitors say of them, and how their counts went on."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from baqylau.campaign.models.files_read import FileState, FileToRead
from baqylau.campaign.models.media_coding import Tone
from baqylau.campaign.models.social import Platform, SocialAccount
from baqylau.mission.models import Mission


class PostReading(models.Model):
    """How one tool's exports are read; kept for the next one.

    ``reading`` is what ``sources.posts.Reading`` says of itself.
    """

    mission = models.ForeignKey(Mission, on_delete=models.CASCADE, related_name="post_readings")
    name = models.CharField(max_length=120)
    reading: Any = models.JSONField()
    changed_at = models.DateTimeField()

    class Meta:
        ordering = ["mission", "name"]
        constraints = [
            models.UniqueConstraint(fields=["mission", "name"], name="a_post_reading_has_its_own_name")
        ]

    def __str__(self) -> str:
        return self.name


class FileKind(models.TextChoices):
    """What the rows of a file are."""

    POSTS = "posts", _("Posts")
    ADVERTISEMENTS = "advertisements", _("Advertising library")


class PostFile(FileToRead):
    """A file of posts or of an advertising library as it arrived, and what became of it.

    All of its rows were taken in, or none.
    """

    mission = models.ForeignKey(Mission, on_delete=models.CASCADE, related_name="post_files", db_index=False)
    kind = models.CharField(max_length=16, choices=FileKind, default=FileKind.POSTS)
    source = models.CharField(max_length=200, blank=True)
    reading_name = models.CharField(max_length=120, blank=True)
    reading: Any = models.JSONField(default=dict)
    rows = models.PositiveIntegerField(default=0)
    new = models.PositiveIntegerField(default=0)
    counted_again = models.PositiveIntegerField(default=0)
    unchanged = models.PositiveIntegerField(default=0)
    new_accounts = models.PositiveIntegerField(default=0)
    added_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+"
    )
    added_at = models.DateTimeField()

    class Meta:
        ordering = ["mission", "-number"]
        constraints = [
            models.UniqueConstraint(fields=["mission", "number"], name="a_post_file_number_is_used_once"),
            models.CheckConstraint(
                condition=Q(taken_in_at=None) | Q(state=FileState.TAKEN_IN),
                name="a_post_file_is_taken_in_once",
            ),
        ]


class SocialPost(models.Model):
    """One post. The same post (network and its own number there) is one row, however often it is imported.

    ``day`` is the local day of the election. A flag that nobody has judged is empty: that is not a no. Topic,
    tone and target that nobody named are null, so that the indexes by them are as small as what was coded.
    Counts are the newest; earlier ones stand in ``PostCount``. Of what a post belongs to PostgreSQL checks
    the account, not mission and file too: of a million posts that takes long.
    """

    mission = models.ForeignKey(
        Mission, on_delete=models.CASCADE, related_name="social_posts", db_index=False, db_constraint=False
    )
    account = models.ForeignKey(SocialAccount, on_delete=models.PROTECT, related_name="posts", db_index=False)
    platform = models.CharField(max_length=12, choices=Platform)
    native_id = models.CharField(max_length=120)
    published_at = models.DateTimeField()
    day = models.DateField()
    address = models.CharField(max_length=500, blank=True)
    text = models.TextField(blank=True)
    language = models.CharField(max_length=8, blank=True)
    archive = models.CharField(max_length=500, blank=True)
    archive_sha256 = models.CharField(max_length=64, blank=True)
    topic = models.CharField(max_length=40, null=True)
    tone = models.CharField(max_length=8, choices=Tone, null=True)
    target = models.CharField(max_length=60, null=True)
    hate = models.BooleanField(null=True)
    false_claim = models.BooleanField(null=True)
    about_women = models.BooleanField(null=True)
    sponsored = models.BooleanField(null=True)
    reactions = models.BigIntegerField(null=True)
    shares = models.BigIntegerField(null=True)
    comments = models.BigIntegerField(null=True)
    views = models.BigIntegerField(null=True)
    counted_at = models.DateTimeField()
    file = models.ForeignKey(
        PostFile, on_delete=models.PROTECT, related_name="posts", db_index=False, db_constraint=False
    )
    coded_at = models.DateTimeField(null=True)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        ordering = ["mission", "-published_at", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["mission", "platform", "native_id"], name="a_post_of_a_network_stands_once"
            ),
            models.CheckConstraint(condition=~Q(native_id=""), name="a_post_has_its_networks_number"),
        ]
        indexes = [
            models.Index(fields=["mission", "-published_at", "-id"], name="post_newest_first"),
            models.Index(fields=["account", "-published_at", "-id"], name="post_of_an_account"),
            models.Index(fields=["mission", "platform", "-published_at", "-id"], name="post_of_a_network"),
            models.Index(fields=["mission", "language", "-published_at", "-id"], name="post_in_a_language"),
            models.Index(fields=["mission", "-reactions", "-id"], name="post_most_reactions"),
            *(
                models.Index(
                    fields=["mission", field, "-published_at", "-id"],
                    name=f"post_by_{field}",
                    condition=Q(**{f"{field}__isnull": False}),
                )
                for field in ("topic", "target", "tone")
            ),
            *(
                models.Index(
                    fields=["mission", "-published_at", "-id"],
                    name=f"post_{flag}",
                    condition=Q(**{flag: True}),
                )
                for flag in ("hate", "false_claim", "about_women", "sponsored")
            ),
            models.Index(
                fields=["mission", "-published_at", "-id"],
                name="post_coded",
                condition=Q(coded_at__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.platform} {self.native_id}"


FLAGS = ("hate", "false_claim", "about_women", "sponsored")
COUNTS = ("reactions", "shares", "comments", "views")


class PostCount(models.Model):
    """What a post's counts were before they were counted again."""

    post = models.ForeignKey(SocialPost, on_delete=models.CASCADE, related_name="earlier_counts")
    counted_at = models.DateTimeField()
    reactions = models.BigIntegerField(null=True)
    shares = models.BigIntegerField(null=True)
    comments = models.BigIntegerField(null=True)
    views = models.BigIntegerField(null=True)

    class Meta:
        ordering = ["post", "-counted_at", "-pk"]

    def __str__(self) -> str:
        return f"{self.post} {self.counted_at:%Y-%m-%d}"


class SocialChange(models.Model):
    """What somebody changed of a post or an account: ``fields`` is a list of field, before and after."""

    mission = models.ForeignKey(Mission, on_delete=models.CASCADE, related_name="+", db_index=False)
    post = models.ForeignKey(SocialPost, null=True, on_delete=models.CASCADE, related_name="changes")
    account = models.ForeignKey(SocialAccount, null=True, on_delete=models.CASCADE, related_name="changes")
    done = models.CharField(max_length=40)
    fields: Any = models.JSONField(default=list)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        ordering = ["-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(post__isnull=False, account=None) | Q(post=None, account__isnull=False),
                name="a_social_change_is_of_one_thing",
            )
        ]

    def __str__(self) -> str:
        return f"{self.done} {self.at:%Y-%m-%d %H:%M}"
