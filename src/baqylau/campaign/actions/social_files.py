"""Files of posts: kept as they arrived, read by a mapping, taken in whole or not at all."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import BinaryIO

from django.core.files.base import File
from django.db import transaction
from django.db.models import Max

from baqylau.accounts.models import User
from baqylau.campaign.actions.files_read import Progress, kept_if_refused, waiting
from baqylau.campaign.actions.social_advertisements import take_advertisements_in
from baqylau.campaign.actions.social_taking_in import take_posts_in
from baqylau.campaign.models import (
    FileKind,
    FileState,
    PostFile,
    PostReading,
)
from baqylau.campaign.sources.posts import Reading
from baqylau.mission.models import Mission
from baqylau.storage.models import keep_stream
from baqylau.trail.record import personal
from baqylau.trail.record import record as write_trail

LARGEST_FILE = 4 * 2**30


def keep_posts(
    *,
    mission: Mission,
    file: BinaryIO | File[bytes],
    name: str,
    source: str,
    reading: PostReading | None,
    kind: str = FileKind.POSTS,
    limit: int = LARGEST_FILE,
    by: User | None,
    now: datetime,
) -> PostFile:
    """Keep the bytes of a file, with the mapping it is to be read by; nothing of it is taken in yet."""
    stored = keep_stream(file, name=name, limit=limit)
    with transaction.atomic():
        Mission.objects.select_for_update(no_key=True).get(pk=mission.pk)
        last = PostFile.objects.filter(mission=mission).aggregate(last=Max("number"))["last"] or 0
        made = PostFile.objects.create(
            mission=mission,
            number=last + 1,
            kind=kind,
            file=stored,
            name=(name or stored.name)[:255],
            source=source.replace("\0", "").strip()[:200],
            reading_name=(reading.name if reading else source.replace("\0", "").strip())[:120],
            reading=reading.reading if reading else {},
            added_by=by,
            added_at=now,
        )
        change = {"sha256": stored.sha256, "kind": kind, "source": personal(made.source)}
        write_trail("campaign.post_file_kept", about=made, by=by, change=change)
    return made


@transaction.atomic
def set_post_reading(*, file: PostFile, reading: Reading, by: User | None) -> PostFile:
    """Say how a file is read. ``Refused`` (X.530) once it is being read or was taken in."""
    found = waiting(file)
    found.reading = reading.to_data()
    found.state = FileState.KEPT
    found.problems = []
    found.save(update_fields=["reading", "state", "problems"])
    change = {"reading": personal(str(found.reading))}
    write_trail("campaign.post_file_read", about=found, by=by, change=change)
    return found


@transaction.atomic
def remove_post_file(*, file: PostFile, by: User) -> None:
    """Take away a file that was not taken in (X.530 otherwise); its bytes stay where they lie."""
    found = waiting(file)
    write_trail("campaign.post_file_removed", about=found, by=by, change={"number": found.number})
    found.delete()


def take_file_in(
    *,
    file: PostFile,
    by: User | None,
    clock: Callable[[], datetime],
    progress: Progress = lambda share: None,
) -> PostFile:
    """Read a file that :func:`files_read.begin_reading` began: every row is taken in, or none is.

    ``Refused`` with all that is wrong, which is kept beside the file.
    """
    take_in = take_posts_in if file.kind == FileKind.POSTS else take_advertisements_in
    with kept_if_refused(file, clock):
        return take_in(file=file, by=by, clock=clock, progress=progress)


def reading_named(mission: Mission, name: str) -> PostReading | None:
    """A kept mapping by its name."""
    return PostReading.objects.filter(mission=mission, name=name).first()
