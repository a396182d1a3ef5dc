"""What was to be monitored and what was: hours planned and hours covered, by outlet and by hour of the day.

Only what was covered can be coded, so that a share of time is a share of the hours that were covered; hours
that were planned and not covered are named beside it. Innocent reasons: no signal, no recording, a monitor
who was ill.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, time

DAY = 24 * 3600
HOUR = 3600


@dataclass(frozen=True, slots=True)
class Slot:
    """Monitoring that was planned: an outlet, a local day, from ``begins`` to ``ends``.

    ``ends`` not after ``begins`` lies on the next day. ``covered`` seconds are None where nobody has said
    yet; ``done`` is what was covered of it, from and to, where only a part was.
    """

    outlet: str
    day: date
    begins: time
    ends: time
    covered: int | None
    done: tuple[time, time] | None = None
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Hours:
    """Seconds that were planned, covered, and of which nobody has said."""

    planned: int = 0
    covered: int = 0
    unsaid: int = 0

    @property
    def missed(self) -> int:
        return self.planned - self.covered - self.unsaid

    def __add__(self, other: Hours) -> Hours:
        return Hours(self.planned + other.planned, self.covered + other.covered, self.unsaid + other.unsaid)


def length(begins: time, ends: time) -> int:
    """Seconds from one local time to the next other one; from a time to itself is a whole day.

    >>> length(time(22), time(1)), length(time(0), time(0))
    (10800, 86400)
    """
    return (_second(ends) - _second(begins) - 1) % DAY + 1


def by_outlet(slots: Iterable[Slot]) -> dict[str, Hours]:
    """Seconds by outlet, in the order in which they come."""
    found: dict[str, Hours] = {}
    for slot in slots:
        found[slot.outlet] = found.get(slot.outlet, Hours()) + of_slot(slot)
    return found


def of_slot(slot: Slot) -> Hours:
    """The seconds of one slot."""
    planned = length(slot.begins, slot.ends)
    return Hours(planned, slot.covered or 0, planned if slot.covered is None else 0)


def by_hour(slots: Iterable[Slot]) -> dict[tuple[str, int], Hours]:
    """Seconds by ``(outlet, hour of the day)``; hours in which nothing was planned are not there.

    A slot of which less was covered than planned, without saying from when to when, counts as covered from
    its beginning.
    """
    found: dict[tuple[str, int], Hours] = {}

    def add(slot: Slot, hour: int, hours: Hours) -> None:
        found[slot.outlet, hour] = found.get((slot.outlet, hour), Hours()) + hours

    for slot in slots:
        unsaid = slot.covered is None
        for hour, seconds in pieces(slot.begins, length(slot.begins, slot.ends)):
            add(slot, hour, Hours(seconds, 0, seconds if unsaid else 0))
        begins = slot.done[0] if slot.done else slot.begins
        for hour, seconds in pieces(begins, slot.covered or 0):
            add(slot, hour, Hours(0, seconds))
    return found


def unmonitored(slots: Iterable[Slot]) -> list[Slot]:
    """The slots that were not covered in full, or of which nobody has said so, by day and hour."""
    missing = [slot for slot in slots if (slot.covered or 0) < length(slot.begins, slot.ends)]
    return sorted(missing, key=lambda slot: (slot.day, slot.begins, slot.outlet))


def pieces(begins: time, seconds: int) -> Iterator[tuple[int, int]]:
    """The hours of the day that a span reaches into, with the seconds in each; after 23 comes 0.

    >>> list(pieces(time(22, 30), 7200))
    [(22, 1800), (23, 3600), (0, 1800)]
    """
    at = _second(begins)
    while seconds > 0:
        piece = min(seconds, HOUR - at % HOUR)
        yield at // HOUR % 24, piece
        at, seconds = at + piece, seconds - piece


def _second(clock: time) -> int:
    return clock.hour * HOUR + clock.minute * 60 + clock.second
