"""A file is read by one at a time, who gives signs of life; what stood against it is kept beside it."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from pathlib import Path
from typing import TypeVar

from django.conf import settings
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
    beaten_at, _done = last_sign(found)
    runs = found.state == FileState.RUNNING and not (now and beaten_at and now - beaten_at > STILL_ALIVE)
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
    _beside(found).unlink(missing_ok=True)
    return found


def beat(file: FileToRead, now: datetime, share: float) -> None:
    """A sign of life, and how far it is. Nobody would see it inside a transaction: then it stands beside."""
    done = int(1000 * share)
    if not connection.in_atomic_block:
        type(file)._default_manager.filter(pk=file.pk).update(done=done, beaten_at=now)
        return
    path = _beside(file)
    path.parent.mkdir(exist_ok=True)
    new = path.with_suffix(f".{os.getpid()}")
    new.write_text(f"{now.isoformat()} {done}")
    new.replace(path)


def last_sign(file: FileToRead) -> tuple[datetime | None, int]:
    """When whoever reads a file last gave a sign of life, and how many of a thousand parts were done."""
    if file.state != FileState.RUNNING:
        return file.beaten_at, file.done
    try:
        moment, done = _beside(file).read_text().split()
        return datetime.fromisoformat(moment), int(done)
    except (OSError, ValueError):
        return file.beaten_at, file.done


def _beside(file: FileToRead) -> Path:
    database = hashlib.sha256(str(connection.settings_dict["NAME"]).encode()).hexdigest()[:8]
    return Path(settings.DATA) / "reading" / f"{database}-{file._meta.model_name}-{file.pk}"


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
    finally:
        _beside(file).unlink(missing_ok=True)
