"""Files of posts: kept as they arrived, read by a mapping, taken in whole or not at all."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import BinaryIO

from django.core.files.base import File
from django.db import transaction
from django.db.models import Max

from baqylau.accounts.models import User
from baqylau.campaign.actions.social_advertisements import take_advertisements_in
from baqylau.campaign.actions.social_taking_in import take_posts_in
from baqylau.campaign.models import (
    FileKind,
    FileState,
    PostFile,
    PostReading,
)
from baqylau.campaign.social_problems import as_kept
from baqylau.campaign.sources.posts import Reading
from baqylau.core.problem import Phrase, Problem, Refused
from baqylau.mission.models import Mission
from baqylau.storage.models import keep_stream
from baqylau.trail.record import personal
from baqylau.trail.record import record as write_trail

LARGEST_FILE = 4 * 2**30
STILL_ALIVE = timedelta(minutes=2)
"""Whoever reads a file gives a sign of life more often than that; else somebody may begin again."""
Progress = Callable[[float], None]
"""Called with the share of the work that is done."""


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
    found = _waiting(file)
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
    found = _waiting(file)
    write_trail("campaign.post_file_removed", about=found, by=by, change={"number": found.number})
    found.delete()


def _waiting(file: PostFile, now: datetime | None = None) -> PostFile:
    """The file, locked, if nobody reads it and it was not taken in. X.530."""
    found = PostFile.objects.select_for_update(of=("self",)).get(pk=file.pk)
    runs = found.state == FileState.RUNNING and not (
        now and found.beaten_at and now - found.beaten_at > STILL_ALIVE
    )
    if found.state == FileState.TAKEN_IN or runs:
        says = (
            Phrase("This file is being read just now.") if runs else Phrase("This file was taken in already.")
        )
        raise Refused(Problem("X.530", says, Phrase("Keep the file again to read it otherwise.")))
    return found


@transaction.atomic
def begin_reading(*, file: PostFile, now: datetime) -> PostFile:
    """Say that a file is being read from now on, so that nobody else begins. X.530."""
    found = _waiting(file, now)
    found.state, found.done, found.beaten_at, found.problems = FileState.RUNNING, 0, now, []
    found.save(update_fields=["state", "done", "beaten_at", "problems"])
    return found


def take_file_in(
    *,
    file: PostFile,
    by: User | None,
    clock: Callable[[], datetime],
    progress: Progress = lambda share: None,
) -> PostFile:
    """Read a file that :func:`begin_reading` began: every row is taken in, or none is.

    ``Refused`` with all that is wrong, which is kept beside the file.
    """
    take_in = take_posts_in if file.kind == FileKind.POSTS else take_advertisements_in
    try:
        return take_in(file=file, by=by, clock=clock, progress=progress)
    except Refused as refused:
        PostFile.objects.filter(pk=file.pk).update(
            state=FileState.REFUSED, problems=as_kept(refused.problems), beaten_at=clock()
        )
        raise
    except BaseException:
        PostFile.objects.filter(pk=file.pk).update(state=FileState.KEPT, beaten_at=None)
        raise


def reading_named(mission: Mission, name: str) -> PostReading | None:
    """A kept mapping by its name."""
    return PostReading.objects.filter(mission=mission, name=name).first()
