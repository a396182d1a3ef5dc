"""Which report fulfils which expected one, how complete a mission's reports are, and which wave one is of.

An expected report names a form and a team, and may name a station and a wave; what it does not name is open.
A report that came can fulfil one expected report with the same form and team, whose station and wave, where
they are named, are its own. As many expected reports as possible are fulfilled:

1. Those that name both station and wave take reports from that station and wave. No other expected report can
   use fewer reports, so a best solution that left one out could be changed to hold it.
2. Those that name one of the two share what is left. If one goes empty although a report it could use was
   taken, whoever took it looks for another, and so on along a chain, until something free is found or there
   is none: then no solution has more (Berge 1957).
3. Those that name neither take what is left; they can use anything.

Among reports that are alike the earlier fulfils the earlier-due. The same input always gives the same answer.
"""

from __future__ import annotations

from collections import defaultdict, deque
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from enum import StrEnum
from itertools import chain
from typing import NamedTuple


class Due(NamedTuple):
    """An expected report. ``station`` None and ``wave`` "" are open. (A tuple: there are thousands.)"""

    key: int
    form: int
    team: int
    station: int | None = None
    wave: str = ""


class Arrived(NamedTuple):
    """A report that came."""

    key: int
    form: int
    team: int
    station: int | None = None
    wave: str = ""


@dataclass(frozen=True, slots=True)
class Fulfilment:
    """Expected report → the report that fulfils it; and the reports that nobody expected."""

    by: Mapping[int, int]
    extra: tuple[int, ...]


Cell = tuple[int | None, str]
"""A station and a wave."""
Side = tuple[str, int | str]
"""What an expected report names: ("station", key) or ("wave", code)."""


def fulfil(due: Iterable[Due], arrived: Iterable[Arrived]) -> Fulfilment:
    """Match reports with what is expected; both in the order of time (due and observed).

    >>> fulfil([Due(1, 7, 3), Due(2, 7, 3, station=5)], [Arrived(8, 7, 3, station=5)]).by
    {2: 8}
    """
    expected: dict[tuple[int, int], list[Due]] = defaultdict(list)
    for one in due:
        expected[one.form, one.team].append(one)
    came: dict[tuple[int, int], list[Arrived]] = defaultdict(list)
    for report in arrived:
        came[report.form, report.team].append(report)
    by: dict[int, int] = {}
    extra: list[int] = []
    for group, reports in came.items():
        if group in expected:
            extra += _match(expected[group], reports, by)
        else:
            extra += [report.key for report in reports]
    return Fulfilment(by, tuple(extra))


def _match(due: Sequence[Due], reports: Sequence[Arrived], by: dict[int, int]) -> list[int]:
    """Match one team's reports by one form, and return those that are left."""
    cells: dict[Cell, deque[int]] = defaultdict(deque)
    for place, report in enumerate(reports):
        cells[report.station, report.wave].append(place)
    sides: dict[Side, list[int]] = {}
    open_ones: list[int] = []
    for one in due:
        if one.station is not None and one.wave:
            if places := cells.get((one.station, one.wave)):
                by[one.key] = reports[places.popleft()].key
        elif one.station is not None:
            sides.setdefault(("station", one.station), []).append(one.key)
        elif one.wave:
            sides.setdefault(("wave", one.wave), []).append(one.key)
        else:
            open_ones.append(one.key)
    if sides:
        _share(sides, cells, reports, by)
    left = sorted(chain.from_iterable(cells.values()))
    for key, place in zip(open_ones, left, strict=False):
        by[key] = reports[place].key
    return [reports[place].key for place in left[len(open_ones) :]]


def _share(
    sides: Mapping[Side, list[int]],
    cells: Mapping[Cell, deque[int]],
    reports: Sequence[Arrived],
    by: dict[int, int],
) -> None:
    """Give the sides what is left in the cells; what is given is taken out of them."""
    sharing = _Sharing({cell: len(places) for cell, places in cells.items() if places})
    for side, keys in sides.items():
        for _one in keys:
            if not sharing.give(side):
                break
    taken: dict[Side, list[int]] = defaultdict(list)
    for (side, cell), number in sharing.given.items():
        taken[side] += [cells[cell].popleft() for _one in range(number)]
    for side, places in taken.items():
        for key, place in zip(sides[side], sorted(places), strict=False):
            by[key] = reports[place].key


@dataclass(slots=True)
class _Sharing:
    """How many reports of each cell go to its station's side, and to its wave's."""

    free: dict[Cell, int]
    given: dict[tuple[Side, Cell], int] = field(default_factory=lambda: defaultdict(int))
    cells_of: dict[Side, list[Cell]] = field(default_factory=lambda: defaultdict(list))

    def __post_init__(self) -> None:
        for cell in self.free:
            for side in _sides(cell):
                self.cells_of[side].append(cell)

    def give(self, side: Side) -> bool:
        """One report more for a side, if need be by moving others along the shortest chain."""
        came_by: dict[Side, tuple[Side, Cell]] = {}
        seen, queue = {side}, deque([side])
        while queue:
            here = queue.popleft()
            for cell in self.cells_of.get(here, ()):
                if self.free[cell]:
                    self.free[cell] -= 1
                    self.given[here, cell] += 1
                    self._move(here, side, came_by)
                    return True
                for other in _sides(cell):
                    if other not in seen and self.given.get((other, cell)):
                        came_by[other] = (here, cell)
                        seen.add(other)
                        queue.append(other)
        return False

    def _move(self, here: Side, until: Side, came_by: Mapping[Side, tuple[Side, Cell]]) -> None:
        """Each along the chain gives up the report that the one before it wants."""
        while here != until:
            before, cell = came_by[here]
            self.given[here, cell] -= 1
            self.given[before, cell] += 1
            here = before


def _sides(cell: Cell) -> list[Side]:
    station, wave = cell
    sides: list[Side] = [] if station is None else [("station", station)]
    return [*sides, ("wave", wave)] if wave else sides


class Status(StrEnum):
    """How an expected report stands."""

    ARRIVED = "arrived"
    LATE = "late"
    MISSING = "missing"
    AWAITED = "awaited"


def status(*, came: bool, arrived_at: datetime | None, due_at: datetime | None, now: datetime) -> Status:
    """Arrived, arrived late, missing, or not due yet. Without a time due nothing is late or missing.

    A report without a time of arrival (it came in a file) is never late.
    """
    if came:
        is_late = due_at is not None and arrived_at is not None and arrived_at > due_at
        return Status.LATE if is_late else Status.ARRIVED
    return Status.MISSING if due_at is not None and due_at <= now else Status.AWAITED


@dataclass(slots=True)
class Count:
    """Expected = arrived (late ones among them) + missing + awaited; extra ones came besides."""

    expected: int = 0
    arrived: int = 0
    late: int = 0
    missing: int = 0
    awaited: int = 0
    extra: int = 0

    @property
    def due(self) -> int:
        """What is due by now or came before it was."""
        return self.arrived + self.missing

    def add(self, stands: str, number: int = 1) -> None:
        """Count so many expected reports that stand alike."""
        self.expected += number
        self.arrived += number * (stands in (Status.ARRIVED, Status.LATE))
        self.late += number * (stands == Status.LATE)
        self.missing += number * (stands == Status.MISSING)
        self.awaited += number * (stands == Status.AWAITED)


@dataclass(frozen=True, slots=True)
class WaveTimes:
    """A wave: its forms, and its local times of election day; the end may be on the day after."""

    code: str
    forms: frozenset[int]
    begins: time | None = None
    ends: time | None = None


def wave_of(form: int, local: datetime, day: date, waves: Iterable[WaveTimes]) -> str:
    """The first wave that has the form and in whose times it was observed; "" where there is none.

    ``local`` is the local time without a zone. A wave begins with its first minute and has ended at its last.

    >>> night = WaveTimes("count", frozenset({4}), time(20), time(6))
    >>> wave_of(4, datetime(2023, 3, 20, 1, 30), date(2023, 3, 19), [night])
    'count'
    """
    after = local - datetime.combine(day, time())
    for wave in waves:
        if form in wave.forms:
            begins, ends = _since_midnight(wave.begins, 0), _since_midnight(wave.ends, 24)
            if ends <= begins:
                ends += timedelta(days=1)
            if begins <= after < ends:
                return wave.code
    return ""


def _since_midnight(clock: time | None, hours: int) -> timedelta:
    return timedelta(hours=hours) if clock is None else timedelta(hours=clock.hour, minutes=clock.minute)
