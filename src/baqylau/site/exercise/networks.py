"""Accounts of the exercise on social networks and their posts, from a file as a research tool gives it."""

from __future__ import annotations

import csv
import io
import random
from datetime import UTC, datetime, timedelta

from baqylau.campaign.actions.files_read import begin_reading
from baqylau.campaign.actions.social_accounts import AccountData, add_account
from baqylau.campaign.actions.social_files import keep_posts, set_post_reading, take_file_in
from baqylau.campaign.actions.social_grouping import group_posts
from baqylau.campaign.models import MediaSubject
from baqylau.campaign.sources.posts import Reading
from baqylau.site.exercise.staff import Staff

FIRST = datetime(2023, 3, 1, 4, tzinfo=UTC)
TAKEN_IN = datetime(2023, 3, 15, 9, tzinfo=UTC)
ACCOUNTS = (
    ("instagram", "exercise_list_a", "List A (made up)", "party", "list-a"),
    ("facebook", "exercise_list_b", "List B (made up)", "party", "list-b"),
    ("telegram", "exercise_list_c", "List C (made up)", "party", "list-c"),
    ("tiktok", "exercise_influencer", "Somebody of the exercise", "influencer", ""),
    ("instagram", "exercise_city", "City hall of the exercise", "authority", ""),
    ("youtube", "exercise_first", "Channel One of the exercise", "media", ""),
)
TEXTS = (
    "Учения: приходите на встречу с нашим списком в субботу, вопросы о дорогах и школах.",
    "Жаттығу: біздің тізімнің бағдарламасы – жаңа мектептер мен ауыз су.",
    "Exercise: thirty pages of our programme in one minute.",
    "Учения: напоминаем, что голосование – 19 марта, с семи до двадцати часов.",
    "Жаттығу: жексенбіде отбасыңызбен бірге келіңіз.",
)
SHARED = (
    "Учения. Нам сказали, что на соседнем участке списки уже подписаны за тех, кто не пришёл. Перешлите "
    "всем, кого знаете, пока это не удалили, и проверьте свой участок сами!"
)
"""What three accounts posted in nearly the same words."""
HEADER = ("platform", "account", "post_id", "published_at", "text", "language", "tone", "topic")
FLAGS = ("hate", "false_claim", "about_women", "sponsored")
COUNTS = ("reactions", "shares", "comments", "views")
POSTS = 120


def follow_networks(staff: Staff) -> None:
    """Enter the accounts, take the file in, and find what was posted in nearly the same words."""
    subjects = {one.code: one for one in MediaSubject.objects.filter(mission=staff.mission)}
    for platform, handle, name, role, code in ACCOUNTS:
        given = AccountData(
            platform, handle, name=name, role=role, subject=subjects.get(code), source="Made up"
        )
        add_account(mission=staff.mission, given=given, by=staff.head, now=FIRST)
    kept = keep_posts(
        mission=staff.mission,
        file=io.BytesIO(posts()),
        name="posts-of-the-exercise.csv",
        source="A tool of the exercise",
        reading=None,
        by=staff.head,
        now=TAKEN_IN,
    )
    columns = {name: name for name in (*HEADER, *FLAGS, *COUNTS)}
    read = set_post_reading(file=kept, reading=Reading(columns), by=staff.head)
    take_file_in(file=begin_reading(file=read, now=TAKEN_IN), by=staff.head, clock=lambda: TAKEN_IN)
    group_posts(mission=staff.mission, by=staff.head, now=TAKEN_IN)


def posts() -> bytes:
    """Two weeks of posts; the same each time."""
    chance, text = random.Random("networks"), io.StringIO(newline="")  # noqa: S311
    writer = csv.DictWriter(text, (*HEADER, *FLAGS, *COUNTS))
    writer.writeheader()
    for number in range(1, POSTS + 1):
        writer.writerow(_post(number, chance))
    return text.getvalue().encode()


def _post(number: int, chance: random.Random) -> dict[str, object]:
    platform, handle, *_rest = ACCOUNTS[number % len(ACCOUNTS)]
    is_shared = number in (41, 57, 76)
    said = SHARED + "!" * (number % 3) if is_shared else f"{chance.choice(TEXTS)} № {number}"
    seen = chance.randrange(40, 9_000)
    flags = dict.fromkeys(FLAGS, "no") | {"false_claim": "yes" if is_shared else "no"}
    return {
        "platform": platform,
        "account": handle,
        "post_id": f"exercise-{number}",
        "published_at": (FIRST + timedelta(hours=2.7 * number)).isoformat(timespec="seconds"),
        "text": said,
        "language": "",
        "tone": chance.choice(("positive", "neutral", "neutral", "negative")),
        "topic": chance.choice(("economy", "social", "campaign")),
        **flags,
        "sponsored": "yes" if number % 17 == 0 else "no",
        "reactions": seen // 20,
        "shares": seen // 200,
        "comments": seen // 110,
        "views": seen,
    }
