"""The records of a mission as one process keeps them in memory, brought up to date by the trail.

Counting twenty thousand wide rows anew for each glance at the election-day room would keep the database busy
with nothing else. Every change of a record leaves an entry in the trail, in the same transaction; so the
entries since the last look say which rows to read again. An entry that tells of many records at once makes
the board read all of them.
"""

from __future__ import annotations

import threading
from collections.abc import Iterable, Iterator
from typing import NamedTuple

from django.db.models import QuerySet, TextField
from django.db.models.functions import Cast, Substr

from baqylau.observation.memory import Memory
from baqylau.observation.models import Record, RecordState
from baqylau.trail.models import Entry

OVERLAP = 500
"""So many entries before the newest known one are looked at again: transactions commit out of order."""
IN_ONE_QUESTION = 500
ABOUT_ONE_RECORD = "observation.record"
TELL_OF_MANY = frozenset(
    [
        "observation.import",
        "observation.formversion",
        "observation.form",
        "observation.wave",
        "mission.mission",
        "mission.team",
        "election.election",
    ]
)
"""What an entry is about when it may have changed many records."""


class Line(NamedTuple):
    """What the room counts of one record. ``minute`` is when it was observed, a UTC text."""

    pk: int
    form_version: int
    area: int | None
    station_code: str
    state: str
    severity: int
    wave: str
    minute: str
    ratings: str
    is_unread: bool


class Board:
    """The records of one mission that count: neither rejected nor deleted."""

    def __init__(self, mission_id: int) -> None:
        self.mission_id = mission_id
        self.generation = 0
        """Counts up whenever a line changed."""
        self._lines: dict[int, Line] = {}
        self._known: set[int] = set()
        self._newest = 0
        self._is_loaded = False
        self._lock = threading.Lock()

    def lines(self) -> list[Line]:
        """The lines as they are now, in the order of their keys."""
        with self._lock:
            self._bring_up_to_date()
            return list(self._lines.values())

    def _bring_up_to_date(self) -> None:
        changed, many = self._news()
        if many or not self._is_loaded:
            self._lines = {line.pk: line for line in _read(self._counted())}
            self._is_loaded = True
            self.generation += 1
        elif changed:
            self._read_again(sorted(changed))

    def _news(self) -> tuple[set[int], bool]:
        """The records that entries not seen before are about, and whether one tells of many."""
        if not self._is_loaded:
            self._note(Entry.objects.order_by("-pk").values_list("pk", flat=True)[:OVERLAP])
            return set(), True
        rows = Entry.objects.filter(pk__gt=self._newest - OVERLAP).order_by("pk")
        told = rows.values_list("pk", "object_type", "object_id")
        news = [row for row in told if row[0] not in self._known]
        self._note(pk for pk, _, _ in news)
        changed = {int(key) for _, about, key in news if about == ABOUT_ONE_RECORD}
        return changed, any(about in TELL_OF_MANY for _, about, _ in news)

    def _note(self, entries: Iterable[int]) -> None:
        self._known.update(entries)
        self._newest = max(self._known, default=0)
        self._known = {pk for pk in self._known if pk > self._newest - OVERLAP}

    def _read_again(self, keys: list[int]) -> None:
        for begin in range(0, len(keys), IN_ONE_QUESTION):
            some = keys[begin : begin + IN_ONE_QUESTION]
            now = {line.pk: line for line in _read(self._counted().filter(pk__in=some))}
            for key in some:
                if key in now:
                    self._lines[key] = now[key]
                    self.generation += 1
                elif self._lines.pop(key, None):
                    self.generation += 1

    def _counted(self) -> QuerySet[Record]:
        records = Record.objects.filter(mission=self.mission_id, deleted_at=None)
        return records.exclude(state=RecordState.REJECTED).order_by("pk")


def _read(records: QuerySet[Record]) -> Iterator[Line]:
    """Moments and JSON as the texts that the database has: reading thousands of them so is quick."""
    rows = records.values_list(
        "pk",
        "form_version_id",
        "area_id",
        "station_code",
        "state",
        "severity",
        "wave",
        Substr(Cast("observed_at", TextField()), 1, 16),
        Cast("ratings", TextField()),
        "is_unread",
    )
    return (Line._make((*row[:7], row[7] or "", *row[8:])) for row in rows.iterator(chunk_size=5_000))


_boards: Memory[Board] = Memory(3_600)


def board_of(mission_id: int) -> Board:
    """The board of a mission in this process."""
    board = _boards.get(mission_id, lambda: Board(mission_id))
    assert board is not None
    return board
