"""Posts whose texts are nearly the same, grouped over all accounts of a mission."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from datetime import datetime

from django.db import transaction

from baqylau.accounts.models import User
from baqylau.campaign.methods.near_duplicates import LEAST, SHORTEST, Alike, near_duplicates
from baqylau.campaign.models import GroupedPost, PostGroup, PostGrouping, SocialPost
from baqylau.core.figure import digest_of_rows
from baqylau.core.problem import Phrase, Problem, Refused
from baqylau.mission.models import Mission
from baqylau.trail.record import record as write_trail

BATCH = 2_000
LEAST_ALIKE = 50


@dataclass
class _Group:
    first: int
    members: list[Alike] = field(default_factory=list)


def group_posts(
    *,
    mission: Mission,
    by: User | None,
    now: datetime,
    least: int = LEAST,
    shortest: int = SHORTEST,
    progress: Callable[[float], None] = lambda share: None,
) -> PostGrouping:
    """Compare all posts anew; groups of several accounts replace those of before. ``Refused``: X.560.

    Nothing is locked while texts are compared.
    """
    if not LEAST_ALIKE <= least <= 100 or not 10 <= shortest <= 1000:
        says = Phrase("Texts are grouped from {least} to 100 of 100, and from 10 letters.", least=LEAST_ALIKE)
        raise Refused(Problem("X.560", says, Phrase("Choose a number between them.")))
    whole = max(1, SocialPost.objects.filter(mission=mission).count())
    alike, compared = near_duplicates(_texts(mission, whole, progress), least=least, shortest=shortest)
    progress(0.8)
    with transaction.atomic():
        made = PostGrouping.objects.create(
            mission=mission,
            made_at=now,
            made_by=by,
            least=least,
            shortest=shortest,
            posts=whole,
            compared=compared,
            digest=digest_of_rows((one.key, str(one.first)) for one in alike),
        )
        _write_groups(made, _by_first(alike))
        PostGrouping.objects.filter(mission=mission).exclude(pk=made.pk).delete()
        change = {"groups": made.groups.count(), "least": least, "digest": made.digest}
        write_trail("campaign.posts_grouped", about=made, by=by, change=change)
    progress(1.0)
    return made


def _texts(mission: Mission, whole: int, progress: Callable[[float], None]) -> Iterator[tuple[int, str]]:
    """Every text, the earliest first."""
    posts = SocialPost.objects.filter(mission=mission).order_by("published_at", "pk")
    for number, (key, text) in enumerate(posts.values_list("pk", "text").iterator(chunk_size=BATCH)):
        if number % 50_000 == 0:
            progress(0.3 * number / whole)
        yield key, text


def _by_first(alike: Iterable[Alike]) -> list[_Group]:
    groups: dict[int, _Group] = {}
    for one in alike:
        groups.setdefault(one.first, _Group(one.first)).members.append(one)
    return list(groups.values())


@dataclass(frozen=True, slots=True)
class _Post:
    account: int
    platform: str
    published_at: datetime
    sponsored: bool


def _write_groups(grouping: PostGrouping, groups: list[_Group]) -> None:
    """Groups of at least two accounts, some at a time."""
    number, waiting, size = 0, [], 0
    for group in groups:
        waiting.append(group)
        size += len(group.members)
        if size >= BATCH:
            number = _write_some(grouping, waiting, number)
            waiting, size = [], 0
    _write_some(grouping, waiting, number)


def _write_some(grouping: PostGrouping, groups: list[_Group], number: int) -> int:
    keys = [one.key for group in groups for one in group.members]
    posts = _posts(keys)
    rows, members = [], []
    for group in groups:
        those = [posts[one.key] for one in group.members]
        accounts = {one.account for one in those}
        if len(accounts) < 2:
            continue
        number += 1
        moments = [one.published_at for one in those]
        row = PostGroup(
            grouping=grouping,
            number=number,
            first_id=group.first,
            posts=len(those),
            accounts=len(accounts),
            platforms=len({one.platform for one in those}),
            sponsored=sum(one.sponsored for one in those),
            begins_at=min(moments),
            ends_at=max(moments),
        )
        rows.append(row)
        members += [
            GroupedPost(group=row, post_id=one.key, account_id=posts[one.key].account, likeness=one.likeness)
            for one in group.members
        ]
    PostGroup.objects.bulk_create(rows, batch_size=500)
    GroupedPost.objects.bulk_create(members, batch_size=2_000)
    return number


def _posts(keys: list[int]) -> dict[int, _Post]:
    found = {}
    wanted = ("pk", "account_id", "platform", "published_at", "sponsored")
    for begin in range(0, len(keys), BATCH):
        posts = SocialPost.objects.filter(pk__in=keys[begin : begin + BATCH])
        for key, account, platform, moment, sponsored in posts.values_list(*wanted):
            found[key] = _Post(account, platform, moment, bool(sponsored))
    return found
