"""A million posts on both databases: taken in and looked at; some four minutes.

The file is written once, and each database has a process of its own. Grouping takes five minutes more and is
measured by ``python -m bench.social 1000000 grouped``; any other number of posts will do.
"""

from __future__ import annotations

import csv
import json
import os
import random
import sys
import tempfile
import time
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from functools import partial
from pathlib import Path
from threading import Event, Thread

from bench.both import on_both
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
    """Import and the pages."""
    return measure(POSTS)


def measure(posts: int, *more: str) -> list[Row]:
    """The same with so many posts; with ``grouped`` also the grouping."""
    with tempfile.TemporaryDirectory(prefix="baqylau-bench-", ignore_cleanup_errors=True) as folder:
        file = Path(folder) / "posts.csv"
        write_posts(file, posts)
        return on_both("bench.social", partial(_rows, posts), "inside", str(file), *more, durable=True)


def _rows(posts: int, name: str, found: list[tuple[str, float, float | None]]) -> list[Row]:
    what = f"{posts:,} posts, {name}"
    return [Row(f"{what}: {asked}", seconds, goal) for asked, seconds, goal in found]


# ------------------------------------------------------------------ inside the process


def _measure(path: Path, *more: str) -> list[tuple[str, float, float | None]]:
    """What was done, its seconds, and the goal."""
    import django
    from django.core.management import call_command

    django.setup()
    call_command("migrate", interactive=False, verbosity=0)
    from django.utils import timezone

    from baqylau.campaign.actions.social_grouping import group_posts
    from baqylau.campaign.models import AccountRole, SocialAccount
    from baqylau.campaign.social_sums import sum_roles

    mission, user = _mission()
    taken, used = _timed(lambda: _take_in(path, mission, user))
    found: list[tuple[str, float, float | None]] = [(f"taken in ({used})", taken, 60.0)]
    for account in SocialAccount.objects.filter(mission=mission):
        account.role = AccountRole(ROLES[account.number % len(ROLES)])
        account.save(update_fields=["role"])
    roles, _used = _timed(lambda: sum_roles(mission))
    found.append((f"{ACCOUNTS:,} accounts got other roles: sums by role", roles, None))
    found += _pages(user)
    if "grouped" in more:
        grouped, used = _timed(lambda: group_posts(mission=mission, by=user, now=timezone.now()))
        found.append((f"grouped by near-duplicate texts ({used})", grouped, 300.0))
    return found


def _mission():  # type: ignore[no-untyped-def]
    from baqylau.accounts.models import User
    from baqylau.election.models import Election
    from baqylau.mission.models import Membership, Mission

    election = Election.objects.create(
        code="social", country="xx", kind="parliament", day=date(2023, 3, 19), time_zone="Asia/Almaty"
    )
    mission = Mission.objects.create(slug="social", name="Social", election=election, kind="full")
    user = User.objects.create_user("social")
    Membership.objects.create(mission=mission, user=user, role="head")
    return mission, user


def _take_in(path: Path, mission, user) -> None:  # type: ignore[no-untyped-def]
    from django.utils import timezone

    from baqylau.campaign.actions.files_read import begin_reading
    from baqylau.campaign.actions.social_files import keep_posts, set_post_reading, take_file_in
    from baqylau.campaign.sources.posts import ALSO_CALLED, FIELDS, Reading, guessed

    reading = Reading(guessed(HEADER, FIELDS, ALSO_CALLED), new_accounts=True)
    with path.open("rb") as file:
        kept = keep_posts(
            mission=mission, file=file, name="p.csv", source="", reading=None, by=user, now=timezone.now()
        )
    set_post_reading(file=kept, reading=reading, by=user)
    take_file_in(file=begin_reading(file=kept, now=timezone.now()), by=user, clock=timezone.now)


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


def _pages(user: object) -> list[tuple[str, float, float | None]]:
    """Each page at the server: the best of three."""
    from django.test import Client

    from baqylau.campaign.models import SocialPost

    client = Client(SERVER_NAME="localhost")
    client.force_login(user, backend="baqylau.mission.backend.RoleBackend")  # type: ignore[arg-type]
    often = SocialPost.objects.order_by("pk")[:1].get().text.split()[0]

    def look(address: str) -> None:
        assert client.get(f"/missions/social/social/{address.format(often=often)}").status_code == 200

    return [
        (f"page: {name}", best_of(3, lambda address=address: look(address)), 0.3)
        for name, address in PAGES.items()
    ]


def _timed(work: Callable[[], object]) -> tuple[float, str]:
    """Seconds, and what our processes used meanwhile: processor time, and at most how much memory."""
    before, peak, ended = _processor_seconds(), [0.0], Event()

    def watch() -> None:
        while not ended.wait(1):
            peak[0] = max(peak[0], _memory())

    watcher = Thread(target=watch, daemon=True)
    watcher.start()
    began = time.perf_counter()
    work()
    seconds = time.perf_counter() - began
    ended.set()
    watcher.join()
    return seconds, f"{_processor_seconds() - before:.0f} s of processor, {peak[0]:.0f} MB"


def _processor_seconds() -> float:
    """Of this process and those that it began; the server of PostgreSQL counts for itself."""
    used = os.times()
    return used.user + used.system + used.children_user + used.children_system


def _memory() -> float:
    """MB that this process and those that it began have now; the server of PostgreSQL counts for itself."""
    ours = 0.0
    for path in Path("/proc").glob("[0-9]*/status"):
        try:
            lines = dict(line.split(":", 1) for line in path.read_text().splitlines() if ":" in line)
        except OSError:
            continue
        if os.getpid() in (int(lines["Pid"]), int(lines["PPid"])):
            ours += int(lines.get("VmRSS", "0 kB").split()[0]) / 1024
    return ours


if __name__ == "__main__":
    if sys.argv[1] == "inside":
        print(json.dumps(_measure(Path(sys.argv[2]), *sys.argv[3:])))
    else:
        for row in measure(int(sys.argv[1]), *sys.argv[2:]):
            print(f"{row.name}: {row.ours:.3f} s")
