"""The election's part of a pack as plain records. Fields bear the names of the columns of the models.

``where`` is the place in the pack, for problems found later. References are codes within the pack.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, time

Names = Mapping[str, str]
"""Language code to name."""


@dataclass(frozen=True, slots=True)
class ElectionRow:
    """``election.toml`` without its contests."""

    code: str
    country: str
    kind: str
    day: date
    time_zone: str
    called_on: date | None
    names: Names
    source: str
    notes: list[dict[str, object]]
    weekend: list[int]


@dataclass(frozen=True, slots=True)
class AreaRow:
    """A row of ``areas.csv``, with its boundary where the pack has one."""

    where: str
    code: str
    parent: str
    kind: str
    valid_from: date
    valid_to: date | None
    official_code: str
    iso_code: str
    names: Names
    source: str
    time_zone: str = ""
    boundary: dict[str, object] | None = None


@dataclass(frozen=True, slots=True)
class ContestRow:
    """A ``[[contest]]`` of ``election.toml``; ``stations`` are the kinds of station that get its ballot."""

    where: str
    code: str
    kind: str
    position: int
    area: str
    seats: int | None
    seat_rule: dict[str, object] | None
    stations: tuple[str, ...]
    names: Names
    source: str
    candidate_rule: list[dict[str, object]] | None = None


@dataclass(frozen=True, slots=True)
class OptionRow:
    """A row of ``options.csv``."""

    where: str
    contest: str
    code: str
    kind: str
    position: int
    registered_order: int | None
    colour: str
    nominated_by: str
    names: Names
    source: str


@dataclass(frozen=True, slots=True)
class CommissionRow:
    """A row of ``commissions.csv``."""

    where: str
    code: str
    level: str
    parent: str
    area: str
    names: Names
    source: str


@dataclass(frozen=True, slots=True)
class StationRow:
    """A row of ``stations.csv``; ``contests`` is empty where the kinds named in the contests decide."""

    where: str
    code: str
    kind: str
    name: str
    area: str
    commission: str
    contests: tuple[str, ...]
    voters_on_list: int | None
    settlement: str
    latitude: float | None
    longitude: float | None
    source: str


@dataclass(frozen=True, slots=True)
class EventRow:
    """A row of ``calendar.csv``, with the rules of ``calendar.toml`` for its beginning and its end."""

    where: str
    code: str
    kind: str
    duty: str
    day: date | None
    local_time: time | None
    ends_day: date | None
    ends_time: time | None
    done_day: date | None
    done_source: str
    status: str
    names: Names
    source: str
    rule: dict[str, object] | None = None
    ends_rule: dict[str, object] | None = None

    def with_rules(self, begins: dict[str, object] | None, ends: dict[str, object] | None) -> EventRow:
        return replace(self, rule=begins, ends_rule=ends)


@dataclass(frozen=True, slots=True)
class DayOffRow:
    """A row of ``holidays.csv``; ``worked`` is a day that is worked although it is a weekend."""

    where: str
    code: str
    day: date
    worked: bool
    names: Names
    source: str


@dataclass(frozen=True, slots=True)
class FigureRow:
    """A row of ``published.csv``."""

    where: str
    code: str
    indicator: str
    contest: str
    option: str
    area: str
    value: str
    unit: str
    as_printed: str
    should_be: str
    as_of: str
    status: str
    official: bool
    source: str
    note: str
    part: str = ""
    qualifier: str = ""
    base: str = ""
    said_by: str = ""
    sentence: str = ""


@dataclass(frozen=True, slots=True)
class Part:
    """All that this room takes from a pack; ``digest`` is over the names and bytes of the whole pack."""

    digest: str
    election: ElectionRow
    areas: tuple[AreaRow, ...]
    contests: tuple[ContestRow, ...]
    options: tuple[OptionRow, ...]
    commissions: tuple[CommissionRow, ...]
    stations: tuple[StationRow, ...]
    events: tuple[EventRow, ...]
    days_off: tuple[DayOffRow, ...]
    figures: tuple[FigureRow, ...]
