"""A million posts: taken in, looked at, grouped."""

from __future__ import annotations

import csv
import random
import resource
import sys
import time
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

from bench.database import ready
from bench.row import Row, best_of

POSTS = 1_000_000
ACCOUNTS = 2_000
DAYS = 60
FIRST_DAY = datetime(2023, 1, 20, tzinfo=UTC)
LETTERS = "абвгдежзиклмнопрстуфхшыэюяқәңғүіө"
NETWORKS = ("instagram",) * 5 + ("facebook", "facebook", "youtube", "tiktok", "telegram")
HEADER = (
    "platform",
    "account",
    "post_id",
    "published_at",
    "url",
    "text",
    "language",
    "sponsored",
    "reactions",
    "shares",
    "comments",
    "views",
)
ROLES = ("party", "candidate", "influencer", "media", "authority", "unknown", "unknown", "unknown")


def write_posts(path: Path, posts: int, seed: int = 7) -> None:
    """A file of made-up posts: a third of the texts are sent round with a word changed."""
    dice = random.Random(seed)  # noqa: S311 - made-up posts
    words = ["".join(dice.choices(LETTERS, k=dice.randint(3, 10))) for _ in range(20_000)]
    sent_round = [dice.choices(words, k=25) for _ in range(2_000)]
    with path.open("w", encoding="utf-8", newline="") as file:
        table = csv.writer(file)
        table.writerow(HEADER)
        for number in range(posts):
            account = int(dice.random() ** 2 * ACCOUNTS)
            if dice.random() < 0.3:
                text = list(dice.choice(sent_round))
                text[dice.randrange(25)] = dice.choice(words)
            else:
                text = dice.choices(words, k=dice.randint(8, 30))
            moment = FIRST_DAY + timedelta(seconds=dice.randrange(DAYS * 86_400))
            likes = int(dice.expovariate(1 / 200))
            table.writerow(
                (
                    NETWORKS[account % len(NETWORKS)],
                    f"account_{account}",
                    f"p{number}",
                    moment.strftime("%Y-%m-%dT%H:%M:%SZ"),
                    f"https://example.org/p/{number}",
                    " ".join(text),
                    "kk" if dice.random() < 0.6 else "ru",
                    "1" if dice.random() < 0.01 else "",
                    likes,
                    likes // 10,
                    likes // 7,
                    likes * 30,
                )
            )


def run() -> list[Row]:
    """Import, the pages, grouping, import of the same again."""
    folder = ready()
    return measure(Path(folder.name), POSTS)


def measure(folder: Path, posts: int) -> list[Row]:
    """The same with fewer posts."""
    from django.contrib.auth import get_user_model
    from django.utils import timezone

    from baqylau.campaign.actions.files_read import begin_reading
    from baqylau.campaign.actions.social_files import (
        keep_posts,
        set_post_reading,
        take_file_in,
    )
    from baqylau.campaign.actions.social_grouping import group_posts
    from baqylau.campaign.models import AccountRole, SocialAccount
    from baqylau.campaign.social_sums import sum_roles
    from baqylau.campaign.sources.posts import ALSO_CALLED, FIELDS, Reading, guessed
    from baqylau.election.models import Election
    from baqylau.mission.models import Membership, Mission

    election = Election.objects.create(
        code="social", country="xx", kind="parliament", day=date(2023, 3, 19), time_zone="Asia/Almaty"
    )
    mission = Mission.objects.create(slug="social", name="Social", election=election, kind="full")
    user = get_user_model().objects.create_user("social")
    Membership.objects.create(mission=mission, user=user, role="head")
    path = folder / "posts.csv"
    write_posts(path, posts)
    reading = Reading(guessed(HEADER, FIELDS, ALSO_CALLED), new_accounts=True)

    def take_in() -> None:
        with path.open("rb") as file:
            kept = keep_posts(
                mission=mission, file=file, name="p.csv", source="", reading=None, by=user, now=timezone.now()
            )
        set_post_reading(file=kept, reading=reading, by=user)
        begun = begin_reading(file=kept, now=timezone.now())
        take_file_in(file=begun, by=user, clock=timezone.now)

    rows = [
        Row(f"{posts:,} posts ({path.stat().st_size / 2**20:.0f} MB) are taken in", _timed(take_in), 60.0),
    ]
    print(f"memory after the import: {_memory():.0f} MB", file=sys.stderr)
    for account in SocialAccount.objects.filter(mission=mission):
        account.role = AccountRole(ROLES[account.number % len(ROLES)])
        account.save(update_fields=["role"])
    name = f"{ACCOUNTS:,} accounts got other roles: sums by role"
    rows.append(Row(name, _timed(lambda: sum_roles(mission))))
    rows += _pages(user, posts)
    grouping = _timed(lambda: group_posts(mission=mission, by=user, now=timezone.now()))
    rows.append(Row(f"{posts:,} posts are grouped by near-duplicate texts", grouping, 300.0))
    print(f"memory after the grouping: {_memory():.0f} MB", file=sys.stderr)
    return rows


PAGES = {
    "activity": "",
    "activity of one role": "?role=party",
    "forbidden times": "forbidden-times/",
    "posts": "posts/",
    "posts of one network and language": "posts/?platform=telegram&language=kk",
    "posts of one role": "posts/?role=party",
    "sponsored posts": "posts/?flag=sponsored",
    "most reactions on one network": "posts/?order=reactions&platform=tiktok",
    "a word that many have": "posts/?q={often}",
    "a word that nobody has": "posts/?q=qwerty",
    "accounts": "accounts/",
    "advertisements": "advertisements/",
    "near-duplicates": "near-duplicates/",
}
"""What is looked at, by its address behind ``social/``."""


def _pages(user: object, posts: int) -> list[Row]:
    """Each page at the server: the best of three."""
    from django.test import Client

    from baqylau.campaign.models import SocialPost

    client = Client(SERVER_NAME="localhost")
    client.force_login(user, backend="baqylau.mission.backend.RoleBackend")  # type: ignore[arg-type]
    often = SocialPost.objects.order_by("pk")[:1].get().text.split()[0]

    def look(address: str) -> None:
        assert client.get(f"/missions/social/social/{address.format(often=often)}").status_code == 200

    return [
        Row(f"{posts:,} posts, page: {name}", best_of(3, lambda address=address: look(address)), 0.3)
        for name, address in PAGES.items()
    ]


def _memory() -> float:
    """The most that this process had, in MB."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def _timed(work: Callable[[], object]) -> float:
    began = time.perf_counter()
    work()
    return time.perf_counter() - began
