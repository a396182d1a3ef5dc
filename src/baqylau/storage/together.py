"""Work of several threads, written in one transaction by whichever of them is there first.

A database spends more on ending a transaction (the disk must have it) than on the rows of a report. Where
reports arrive together, those that wait are written together; each is acknowledged only once all are kept.
"""

from __future__ import annotations

import threading
from collections import deque
from collections.abc import Callable, Sequence
from typing import Generic, TypeVar

from django.db import connection, transaction

from baqylau.storage.prepared import in_one_go

T = TypeVar("T")


class _Waiting(Generic[T]):
    """One thread's work: whether it was done, or why it could not be."""

    __slots__ = ("error", "is_done", "one")

    def __init__(self, one: T) -> None:
        self.one = one
        self.is_done = False
        self.error: BaseException | None = None


class Together(Generic[T]):
    """``write`` is given all that waits, in the order it came, inside a transaction.

    Where it fails, each one is written alone, so that nobody fails for another's reason.
    """

    def __init__(self, write: Callable[[Sequence[T]], None]) -> None:
        self._write = write
        self._waiting: deque[_Waiting[T]] = deque()
        self._turn = threading.Lock()

    def __call__(self, one: T) -> None:
        """Return once this is written for good; raise what ``write`` raised about it."""
        if connection.in_atomic_block:
            with transaction.atomic(), in_one_go():
                self._write([one])
            return
        mine = _Waiting(one)
        self._waiting.append(mine)
        with self._turn:
            if not mine.is_done:
                self._do([self._waiting.popleft() for _ in range(len(self._waiting))])
        if mine.error is not None:
            raise mine.error

    def _do(self, batch: list[_Waiting[T]]) -> None:
        try:
            with in_one_go(), transaction.atomic():
                self._write([waiting.one for waiting in batch])
        except BaseException as error:
            if len(batch) == 1:
                batch[0].error = error
            else:
                for waiting in batch:
                    self._do([waiting])
        finally:
            for waiting in batch:
                waiting.is_done = True
