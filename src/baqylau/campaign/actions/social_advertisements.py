"""Rows of an advertising library, taken in whole or not at all; a known one gets its newest ranges."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Any

from django.db import transaction

from baqylau.accounts.models import User
from baqylau.campaign.models import Advertisement, FileState, PostFile, PostReading, SocialAccount
from baqylau.campaign.sources.advertisements import LibraryReader, LibraryRow
from baqylau.campaign.sources.posts import Reading
from baqylau.campaign.sources.posts_table import PostTable
from baqylau.core.problem import Phrase, Problem, Refused
from baqylau.core.text import search_key
from baqylau.trail.record import record as write_trail

BATCH = 200
KEPT = (
    "account",
    "page",
    "sponsor",
    "sponsor_key",
    "currency",
    "spend_from",
    "spend_to",
    "seen_from",
    "seen_to",
    "starts_on",
    "ends_on",
    "text",
    "address",
    "archive",
    "archive_sha256",
    "targeting",
)


def take_advertisements_in(
    *, file: PostFile, by: User | None, clock: Callable[[], datetime], progress: Callable[[float], None]
) -> PostFile:
    """Every row becomes an advertisement, or renews one. ``Refused`` with all that is wrong in any row."""
    with file.file.whole() as opened:
        reading = Reading.from_data(file.reading)
        reader = LibraryReader(PostTable(opened, file.name, charset=reading.charset), reading)
        rows = {(row.platform, row.native_id): row for row in reader.rows()}
    reader.problems.refuse_if_any()
    if not rows:
        remedy = Phrase("Give the file that was meant.")
        raise Refused(Problem("X.503", Phrase("The table has no rows."), remedy, f"'{file.name}'"))
    progress(0.5)
    return _go_over(file, list(rows.values()), by, clock())


@transaction.atomic
def _go_over(file: PostFile, rows: list[LibraryRow], by: User | None, now: datetime) -> PostFile:
    found = PostFile.objects.select_for_update(of=("self",)).get(pk=file.pk)
    mission = found.mission
    accounts = {(one.platform, one.handle): one for one in SocialAccount.objects.filter(mission=mission)}
    known = {(one.platform, one.native_id): one for one in Advertisement.objects.filter(mission=mission)}
    new, renewed, unchanged = [], [], 0
    for row in rows:
        values = _values(row, accounts.get((row.platform, row.handle)))
        one = known.get((row.platform, row.native_id))
        if one is None:
            new.append(
                Advertisement(
                    mission=mission, platform=row.platform, native_id=row.native_id, file=found, **values
                )
            )
        elif any(getattr(one, name) != value for name, value in values.items()):
            for name, value in values.items():
                setattr(one, name, value)
            one.file = found
            renewed.append(one)
        else:
            unchanged += 1
    Advertisement.objects.bulk_create(new, batch_size=BATCH)
    Advertisement.objects.bulk_update(renewed, [*KEPT, "file"], batch_size=BATCH)
    found.rows, found.new, found.counted_again, found.unchanged = len(rows), len(new), len(renewed), unchanged
    found.state, found.done, found.taken_in_at, found.beaten_at = FileState.TAKEN_IN, 1000, now, now
    found.save()
    if found.reading_name:
        PostReading.objects.update_or_create(
            mission=mission,
            name=found.reading_name,
            defaults={"reading": found.reading, "changed_at": now},
        )
    change = {"new": len(new), "renewed": len(renewed)}
    write_trail("campaign.advertisements_taken_in", about=found, by=by, change=change)
    return found


def _values(row: LibraryRow, account: SocialAccount | None) -> dict[str, Any]:
    return {
        "account": account,
        "page": row.texts["page"],
        "sponsor": row.texts["sponsor"],
        "sponsor_key": search_key(row.texts["sponsor"] or row.texts["page"])[:200],
        "currency": row.currency,
        "spend_from": row.spend[0],
        "spend_to": row.spend[1],
        "seen_from": row.seen[0],
        "seen_to": row.seen[1],
        "starts_on": row.starts_on,
        "ends_on": row.ends_on,
        "text": row.texts["text"],
        "address": row.texts["address"],
        "archive": row.texts["archive"],
        "archive_sha256": row.archive_sha256,
        "targeting": row.texts["targeting"],
    }
