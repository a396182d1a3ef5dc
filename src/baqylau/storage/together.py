"""Work of several threads, done by whichever of them is there first, and written in one transaction.

A database spends more on ending a transaction (the disk must have it) than on the rows of a report, and
threads that all ask the database at once spend more on taking turns than on their work. Where reports arrive
together, one thread makes those that wait ready, one after the other, and writes them together; each is
acknowledged only once all are kept.
"""

from __future__ import annotations

import threading
from collections import deque
from collections.abc import Callable, Sequence
from typing import Generic, TypeVar

from django.db import connection, transaction

from baqylau.storage.prepared import in_one_go

T = TypeVar("T")
R = TypeVar("R")


class _Waiting(Generic[T, R]):
    """One thread's work: what it became, or why it could not be done."""

    __slots__ = ("error", "is_done", "one", "ready")

    def __init__(self, one: T) -> None:
        self.one = one
        self.is_done = False
        self.error: BaseException | None = None
        self.ready: R

    def result(self) -> R:
        """What it was made into, now written; or its error is raised."""
        if self.error is not None:
            raise self.error
        return self.ready


class Together(Generic[T, R]):
    """``make_ready`` is asked about each one alone, before the transaction; it may look into the database.

    ``write`` is given all that waited, in the order it came, inside a transaction. Where that fails, each one
    is written alone, so that nobody fails for another's reason.
    """

    def __init__(self, make_ready: Callable[[T], R], write: Callable[[Sequence[R]], None]) -> None:
        self._make_ready = make_ready
        self._write = write
        self._waiting: deque[_Waiting[T, R]] = deque()
        self._turn = threading.Lock()

    def __call__(self, one: T) -> R:
        """What it was made into, once that is written for good; raise what was raised about it."""
        if connection.in_atomic_block:
            ready = self._make_ready(one)
            with transaction.atomic(), in_one_go():
                self._write([ready])
            return ready
        mine: _Waiting[T, R] = _Waiting(one)
        self._waiting.append(mine)
        with self._turn:
            if not mine.is_done:
                self._do([self._waiting.popleft() for _ in range(len(self._waiting))])
        return mine.result()

    def _do(self, batch: Sequence[_Waiting[T, R]]) -> None:
        try:
            self._write_or_each_alone([waiting for waiting in batch if self._is_ready(waiting)])
        finally:
            for waiting in batch:
                waiting.is_done = True

    def _is_ready(self, waiting: _Waiting[T, R]) -> bool:
        try:
            waiting.ready = self._make_ready(waiting.one)
        except BaseException as error:
            waiting.error = error
        return waiting.error is None

    def _write_or_each_alone(self, batch: Sequence[_Waiting[T, R]]) -> None:
        try:
            if batch:
                with transaction.atomic(), in_one_go():
                    self._write([waiting.ready for waiting in batch])
        except BaseException as error:
            if len(batch) == 1:
                batch[0].error = error
                return
            for waiting in batch:
                self._write_or_each_alone([waiting])
