"""Posts of several accounts whose texts are nearly the same."""

from __future__ import annotations

from django.conf import settings
from django.db import models

from baqylau.campaign.models.social import SocialAccount
from baqylau.campaign.models.social_posts import SocialPost
from baqylau.mission.models import Mission


class PostGrouping(models.Model):
    """The posts of a mission, grouped at one time with one threshold; the newest grouping counts.

    ``least`` is how alike of 100 texts must be; ``compared`` how many posts were long enough; ``digest``
    commits to the groups.
    """

    mission = models.ForeignKey(Mission, on_delete=models.CASCADE, related_name="post_groupings")
    made_at = models.DateTimeField()
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+"
    )
    least = models.PositiveSmallIntegerField()
    shortest = models.PositiveSmallIntegerField()
    posts = models.PositiveIntegerField()
    compared = models.PositiveIntegerField()
    digest = models.CharField(max_length=64)

    class Meta:
        ordering = ["mission", "-pk"]

    def __str__(self) -> str:
        return f"{self.mission} {self.made_at:%Y-%m-%d %H:%M}"


class PostGroup(models.Model):
    """Posts like the earliest one, ``first``, from at least two accounts."""

    grouping = models.ForeignKey(PostGrouping, on_delete=models.CASCADE, related_name="groups")
    number = models.PositiveIntegerField()
    first = models.ForeignKey(SocialPost, on_delete=models.CASCADE, related_name="+")
    posts = models.PositiveIntegerField()
    accounts = models.PositiveIntegerField()
    platforms = models.PositiveSmallIntegerField()
    sponsored = models.PositiveIntegerField()
    begins_at = models.DateTimeField()
    ends_at = models.DateTimeField()

    class Meta:
        ordering = ["grouping", "number"]
        constraints = [
            models.UniqueConstraint(fields=["grouping", "number"], name="a_post_group_number_is_used_once"),
            models.CheckConstraint(
                condition=models.Q(accounts__gte=2), name="a_post_group_is_of_several_accounts"
            ),
        ]
        indexes = [
            models.Index(fields=["grouping", "-accounts", "number"], name="post_group_most_accounts"),
            models.Index(fields=["grouping", "-posts", "number"], name="post_group_most_posts"),
        ]

    def __str__(self) -> str:
        return f"{self.grouping} {self.number}"


class GroupedPost(models.Model):
    """A post in a group, and how alike of 100 it is to the first one."""

    group = models.ForeignKey(PostGroup, on_delete=models.CASCADE, related_name="members")
    post = models.ForeignKey(SocialPost, on_delete=models.CASCADE, related_name="grouped")
    account = models.ForeignKey(SocialAccount, on_delete=models.CASCADE, related_name="+", db_index=False)
    likeness = models.PositiveSmallIntegerField()

    class Meta:
        ordering = ["group", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["group", "post"], name="a_post_is_in_a_group_once"),
        ]

    def __str__(self) -> str:
        return f"{self.group} {self.post}"
