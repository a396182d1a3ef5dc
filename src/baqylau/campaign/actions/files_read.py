"""A file is read by one at a time, who gives signs of life; what stood against it is kept beside it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from typing import TypeVar

from django.db import connection, transaction

from baqylau.campaign.models.files_read import FileState, FileToRead
from baqylau.campaign.social_problems import as_kept
from baqylau.core.problem import Phrase, Problem, Refused

STILL_ALIVE = timedelta(minutes=2)
"""Whoever reads a file gives a sign of life more often than that; else somebody may begin again."""
Progress = Callable[[float], None]
"""Called with the share of the work that is done."""
F = TypeVar("F", bound=FileToRead)


def waiting(file: F, now: datetime | None = None) -> F:
    """The file, locked, if nobody reads it and it was not taken in. X.530."""
    found = type(file)._default_manager.select_for_update(of=("self",)).get(pk=file.pk)
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
def begin_reading(*, file: F, now: datetime) -> F:
    """Say that a file is being read from now on, so that nobody else begins. X.530."""
    found = waiting(file, now)
    found.state, found.done, found.beaten_at, found.problems = FileState.RUNNING, 0, now, []
    found.save(update_fields=["state", "done", "beaten_at", "problems"])
    return found


def beat(file: FileToRead, now: datetime, share: float) -> None:
    """A sign of life, and how far it is; inside a transaction nobody would see it."""
    if not connection.in_atomic_block:
        type(file)._default_manager.filter(pk=file.pk).update(done=int(1000 * share), beaten_at=now)


@contextmanager
def kept_if_refused(file: FileToRead, clock: Callable[[], datetime]) -> Iterator[None]:
    """What is refused is kept beside the file; after anything else that goes wrong it can be read again."""
    open_file = type(file)._default_manager.filter(pk=file.pk, taken_in_at=None)
    try:
        yield
    except Refused as refused:
        open_file.update(state=FileState.REFUSED, problems=as_kept(refused.problems), beaten_at=clock())
        raise
    except BaseException:
        open_file.update(state=FileState.KEPT, beaten_at=None)
        raise
