"""A large file of posts is read by a process of its own: the database writes while the next rows are read.

``python -m baqylau.campaign.reading_apart`` takes what is asked, pickled, from whoever began it, and gives
batches of rows back; it has the open file from there too, and never a database.
"""

from __future__ import annotations

import os
import pickle
import subprocess
import sys
from collections.abc import Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from typing import IO, Any

from baqylau.campaign.social_problems import again, as_kept
from baqylau.campaign.sources.post_rows import Asked, RowBatch, RowReader
from baqylau.core.problem import Refused

APART = 4 * 2**20
"""Bytes: smaller files are read before a process has begun."""
_COMMAND = [sys.executable, "-m", "baqylau.campaign.reading_apart"]


class ReadApart:
    """The same as :class:`RowReader`, by another process."""

    def __init__(self, file: IO[bytes], asked: Asked) -> None:
        self.file, self.asked = file, asked
        self.rows = 0
        self.days: frozenset[str] = frozenset()

    def batches(self) -> Iterator[RowBatch]:
        """Every row; ``Refused`` as the reader says, ``OSError`` where it ended."""
        number = self.file.fileno()
        with subprocess.Popen(  # noqa: S603 - ourselves
            _COMMAND, stdin=subprocess.PIPE, stdout=subprocess.PIPE, pass_fds=[number]
        ) as process:
            try:
                assert process.stdin
                assert process.stdout
                pickle.dump((number, self.asked), process.stdin)
                process.stdin.close()
                yield from self._taken(process.stdout)
            finally:
                process.kill()

    def _taken(self, answers: IO[bytes]) -> Iterator[RowBatch]:
        while True:
            try:
                kind, answer = pickle.load(answers)  # noqa: S301 - from the process that we began
            except EOFError:
                raise OSError("the process that read the file ended before the file did") from None
            if kind == "rows":
                yield answer
            elif kind == "refused":
                raise Refused(again(answer))
            else:
                self.rows, self.days = answer
                return


def reader_of(file: IO[bytes], size: int, asked: Asked) -> RowReader | ReadApart:
    """Whoever reads a file of so many bytes. Only a POSIX system hands an open file on."""
    return ReadApart(file, asked) if size > APART and os.name == "posix" else RowReader(file, asked)


def _answers(number: int, asked: Asked) -> Iterator[tuple[str, Any]]:
    with os.fdopen(number, "rb") as file:
        try:
            reader = RowReader(file, asked)
            yield from (("rows", batch) for batch in reader.batches())
        except Refused as refused:
            yield "refused", as_kept(refused.problems)
        else:
            yield "read", (reader.rows, reader.days)


def main() -> None:
    """Read what is asked for, and answer."""
    number, asked = pickle.load(sys.stdin.buffer)  # noqa: S301 - from the process that began us
    given: Future[None] | None = None
    with ThreadPoolExecutor(1) as giver:
        for answer in _answers(number, asked):
            pickled = pickle.dumps(answer, pickle.HIGHEST_PROTOCOL)
            if given:
                given.result()
            given = giver.submit(_give, pickled)


def _give(pickled: bytes) -> None:
    """In a thread, so that the next rows are read while these are fetched."""
    sys.stdout.buffer.write(pickled)
    sys.stdout.buffer.flush()


if __name__ == "__main__":
    main()
