"""Work of several threads, done by one of them for all: questions to the database, and what is written.

A database spends more on ending a transaction (the disk must have it) than on the rows of a report, and
threads that all ask the database at once spend more on taking turns than on their work. Where reports arrive
together, one thread makes those that wait ready, one after the other, and writes them together; each is
acknowledged only once all are kept.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from typing import Generic, TypeVar

from django.db import connection, transaction

from baqylau.storage.prepared import in_one_go

T = TypeVar("T")
R = TypeVar("R")


PATIENCE = 0.02
"""Seconds after which one that waits for others on the way does the work itself."""


class _Waiting(Generic[T, R]):
    """One thread's work: what it became, or why it could not be done."""

    __slots__ = ("done", "error", "one", "ready")

    def __init__(self, one: T) -> None:
        self.one = one
        self.error: BaseException | None = None
        self.ready: R
        self.done = threading.Lock()
        self.done.acquire()

    def result(self) -> R:
        """What it was made into, now written; or its error is raised."""
        if self.error is not None:
            raise self.error
        return self.ready


def _at_once_or_each_alone(
    batch: Sequence[_Waiting[T, R]], do: Callable[[Sequence[_Waiting[T, R]]], None]
) -> None:
    """Do it for all; where that fails, for each one, so that nobody fails for another's reason."""
    try:
        if batch:
            do(batch)
    except BaseException as error:
        if len(batch) == 1:
            batch[0].error = error
            return
        for waiting in batch:
            _at_once_or_each_alone([waiting], do)


class AskedTogether(Generic[T, R]):
    """A question to the database: what is asked while another one waits for its answer is asked at once.

    ``ask`` is given several and gives the answer to each, in their order. Where it fails, it is tried for
    each one alone.
    """

    def __init__(self, ask: Callable[[Sequence[T]], Sequence[R]]) -> None:
        self._ask = ask
        self._waiting: list[_Waiting[T, R]] = []
        self._counting = threading.Lock()
        self._turn = threading.Lock()

    def __call__(self, one: T) -> R:
        """The answer, as the database gave it after this was called; or what was raised is raised."""
        if connection.in_atomic_block:
            return self._ask([one])[0]
        mine: _Waiting[T, R] = _Waiting(one)
        with self._counting:
            self._waiting.append(mine)
        with self._turn:
            if mine.done.locked():
                self._answer_what_waits()
        return mine.result()

    def _answer_what_waits(self) -> None:
        with self._counting:
            batch, self._waiting = self._waiting, []
        try:
            _at_once_or_each_alone(batch, self._answer)
        finally:
            for waiting in batch:
                waiting.done.release()

    def _answer(self, batch: Sequence[_Waiting[T, R]]) -> None:
        answers = self._ask([waiting.one for waiting in batch])
        for waiting, answer in zip(batch, answers, strict=True):
            waiting.ready = answer


class _Here(threading.local):
    is_on_the_way = False


class Together(Generic[T, R]):
    """``make_ready`` is asked about each one alone, before the transaction; it may look into the database.

    ``look_around`` is given all that are ready, still before it, and asks the database for all at once.
    ``write`` is given the same, in the order they came, inside a transaction. Where either fails, it is
    tried for each one alone, so that nobody fails for another's reason.
    """

    def __init__(
        self,
        make_ready: Callable[[T], R],
        look_around: Callable[[Sequence[R]], None],
        write: Callable[[Sequence[R]], None],
    ) -> None:
        self._make_ready = make_ready
        self._look_around = look_around
        self._write = write
        self._waiting: list[_Waiting[T, R]] = []
        self._on_the_way = 0
        self._here = _Here()
        self._counting = threading.Lock()
        self._turn = threading.Lock()

    @contextmanager
    def on_the_way(self) -> Iterator[None]:
        """Around what may bring something: what others have brought waits for it, for a moment.

        Whoever comes last does the work that waits, even where it brings nothing itself.
        """
        with self._counting:
            self._on_the_way += 1
        self._here.is_on_the_way = True
        try:
            yield
        finally:
            self._arrive()

    def step_aside(self) -> None:
        """Not to be waited for any longer: what this thread brings will be long in coming."""
        self._arrive()

    def __call__(self, one: T) -> R:
        """What it was made into, once that is written for good; raise what was raised about it."""
        mine: _Waiting[T, R] = _Waiting(one)
        if connection.in_atomic_block:
            self._do([mine])
            return mine.result()
        self._arrive(mine)
        if not mine.done.acquire(timeout=PATIENCE):
            self._do_what_waits()
            mine.done.acquire()
        return mine.result()

    def _arrive(self, *mine: _Waiting[T, R]) -> None:
        with self._counting:
            self._waiting.extend(mine)
            self._on_the_way -= self._here.is_on_the_way
            is_last = not self._on_the_way and bool(self._waiting)
        self._here.is_on_the_way = False
        if is_last:
            self._do_what_waits()

    def _do_what_waits(self) -> None:
        with self._turn:
            with self._counting:
                batch, self._waiting = self._waiting, []
            self._do(batch)

    def _do(self, batch: Sequence[_Waiting[T, R]]) -> None:
        try:
            _at_once_or_each_alone([waiting for waiting in batch if self._is_ready(waiting)], self._keep)
        finally:
            for waiting in batch:
                waiting.done.release()

    def _is_ready(self, waiting: _Waiting[T, R]) -> bool:
        try:
            waiting.ready = self._make_ready(waiting.one)
        except BaseException as error:
            waiting.error = error
        return waiting.error is None

    def _keep(self, batch: Sequence[_Waiting[T, R]]) -> None:
        these = [waiting.ready for waiting in batch]
        self._look_around(these)
        with transaction.atomic(), in_one_go():
            self._write(these)
