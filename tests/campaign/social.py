"""Files of posts and what is made of them, for tests."""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence
from datetime import UTC, datetime

from baqylau.accounts.models import User
from baqylau.campaign.actions.files_read import begin_reading
from baqylau.campaign.actions.social_files import keep_posts, set_post_reading, take_file_in
from baqylau.campaign.models import FileKind, PostFile
from baqylau.campaign.sources import advertisements, posts
from baqylau.campaign.sources.posts import Reading, guessed
from baqylau.mission.models import Mission

NOW = datetime(2026, 3, 2, 9, tzinfo=UTC)
HEADER = ("platform", "account", "post_id", "published_at", "text", "reactions", "sponsored")
LONG = "Құрметті сайлаушылар, 1 наурызда сайлауға келіңіздер және дауыс беріңіздер! Болашақ өз қолымызда."


def table(*rows: Sequence[object], header: Sequence[str] = HEADER) -> bytes:
    """A CSV file."""
    text = io.StringIO()
    csv.writer(text).writerows([header, *rows])
    return text.getvalue().encode()


def row(number: int, account: str = "party", **more: object) -> tuple[object, ...]:
    """A post of the minimal format."""
    values = {
        "platform": "instagram",
        "account": account,
        "post_id": f"p{number}",
        "published_at": f"2026-02-{1 + number % 28:02d}T10:00:00Z",
        "text": f"Post {number}",
        "reactions": number,
        "sponsored": "",
        **more,
    }
    return tuple(values[name] for name in HEADER)


def kept(
    mission: Mission,
    content: bytes,
    by: User,
    *,
    name: str = "posts.csv",
    kind: str = FileKind.POSTS,
    names: Sequence[str] = HEADER,
    **reading: object,
) -> PostFile:
    """A file that is kept, with the reading that goes without saying and what is said otherwise."""
    made = keep_posts(
        mission=mission,
        file=io.BytesIO(content),
        name=name,
        source="a tool",
        reading=None,
        kind=kind,
        by=by,
        now=NOW,
    )
    source = posts if kind == FileKind.POSTS else advertisements
    columns = guessed(names, source.FIELDS, source.ALSO_CALLED)
    data = {**Reading(columns, new_accounts=True).to_data(), **reading}
    return set_post_reading(file=made, reading=Reading.from_data(data), by=by)


def taken_in(mission: Mission, content: bytes, by: User, *, now: datetime = NOW, **more: object) -> PostFile:
    """The file, read and taken in."""
    file = kept(mission, content, by, **more)  # type: ignore[arg-type]
    return take_file_in(file=begin_reading(file=file, now=now), by=by, clock=lambda: now)
