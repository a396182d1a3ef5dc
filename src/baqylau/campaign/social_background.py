"""A long file is read by a thread of its own while pages tell how far it is; a short one while one waits."""

from __future__ import annotations

import logging
from threading import Thread

from django.db import connection
from django.utils import timezone

from baqylau.accounts.models import User
from baqylau.campaign.actions.social_files import begin_reading, take_file_in
from baqylau.campaign.models import PostFile
from baqylau.core.problem import Refused

AT_ONCE = 4 * 2**20
"""Bytes: up to so many whoever sends the file waits for it."""
_log = logging.getLogger(__name__)


def read_file(file: PostFile, by: User) -> bool:
    """Begin to read a file; whether it is read already. ``Refused`` as the actions say."""
    begun = begin_reading(file=file, now=timezone.now())
    if file.file.size <= AT_ONCE or connection.in_atomic_block:
        take_file_in(file=begun, by=by, clock=timezone.now)
        return True
    Thread(target=_read, args=(begun, by), name=f"reading file {file.number}", daemon=True).start()
    return False


def _read(file: PostFile, by: User) -> None:
    """In the thread: what was refused is kept beside the file, so that its page tells of it."""
    try:
        take_file_in(file=file, by=by, clock=timezone.now)
    except Refused:
        pass
    except Exception:
        _log.exception("File %s could not be read", file.number)
    finally:
        connection.close()
