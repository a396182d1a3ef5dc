"""A long file is read by a thread of its own while pages tell how far it is; a short one while one waits."""

from __future__ import annotations

import logging
from collections.abc import Callable
from threading import Thread
from typing import TypeVar

from django.db import connection
from django.utils import timezone

from baqylau.campaign.actions.files_read import STILL_ALIVE, begin_reading, last_sign
from baqylau.campaign.models.files_read import FileState, FileToRead
from baqylau.core.problem import Refused

AT_ONCE = 4 * 2**20
"""Bytes: up to so many whoever sends the file waits for it."""
F = TypeVar("F", bound=FileToRead)
_log = logging.getLogger(__name__)


def read_file(file: F, take_in: Callable[[F], object]) -> bool:
    """Begin to read a file; whether it is read already. ``Refused`` as the actions say."""
    begun = begin_reading(file=file, now=timezone.now())
    if not is_long(file) or connection.in_atomic_block:
        take_in(begun)
        return True
    Thread(target=_read, args=(begun, take_in), name=f"reading file {file.number}", daemon=True).start()
    return False


def is_long(file: FileToRead) -> bool:
    """Whether nobody waits for it."""
    return file.file.size > AT_ONCE


def _read(file: F, take_in: Callable[[F], object]) -> None:
    """In the thread: what was refused is kept beside the file, so that its page tells of it."""
    try:
        take_in(file)
    except Refused:
        pass
    except Exception:
        _log.exception("File %s could not be read", file.number)
    finally:
        connection.close()


def how_far(file: FileToRead) -> dict[str, object]:
    """For a page; ``stopped`` where whoever read the file gave no sign of life."""
    runs = file.state == FileState.RUNNING
    beaten_at, done = last_sign(file)
    silent = runs and (beaten_at is None or timezone.now() - beaten_at > STILL_ALIVE)
    return {"runs": runs and not silent, "stopped": silent, "part_done": done // 10}
