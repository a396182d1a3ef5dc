"""What checks work on: a visit, what was said of it, and what a check finds."""

from __future__ import annotations

import math
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from baqylau.core.problem import Phrase

NOTE, WARNING, ERROR = 1, 2, 3
SEVERITIES = {"note": NOTE, "warning": WARNING, "error": ERROR}

AT_STATIONS = frozenset({"opening", "voting", "count"})
"""Kinds of form that are filled during a visit to a station."""

Position = tuple[float, float]


@dataclass(frozen=True, slots=True)
class Issue:
    """What a check found. ``rows`` number repetitions from 1; ``others`` are numbers of other records."""

    code: str
    severity: int
    says: Phrase | Mapping[str, str]
    questions: tuple[str, ...] = ()
    rows: tuple[int, ...] = ()
    others: tuple[int, ...] = ()

    def as_json(self) -> dict[str, object]:
        """As a record keeps it: a built-in check also with its template, so that pages can translate it."""
        kept: dict[str, object] = {"code": self.code, "severity": self.severity}
        if isinstance(self.says, Phrase):
            kept |= {"says": {"en": str(self.says)}, "template": self.says.template}
            kept |= {"values": dict(self.says.values)}
        else:
            kept["says"] = dict(self.says)
        kept["questions"] = list(self.questions)
        more = {"rows": list(self.rows), "others": list(self.others)}
        return kept | {name: listed for name, listed in more.items() if listed}


@dataclass(frozen=True, slots=True)
class Visit:
    """What a record says of when, where and by whom, as far as checks ask.

    Moments have the offset of the place. ``area`` is the path of the area, ``station_at`` where the station
    is known to be, ``digest`` of the closed answers. ``kind`` and ``form`` are of the form.
    """

    number: int
    kind: str
    form: int
    team: int | None
    station: int | None
    observed_at: datetime | None
    left_at: datetime | None = None
    arrived_at: datetime | None = None
    wave: str = ""
    digest: str = ""
    area: str = ""
    station_at: Position | None = None
    station_code: str = ""
    election_day: date | None = None

    @property
    def until(self) -> datetime | None:
        """When the team had left; where the form does not say, when it came."""
        return self.left_at or self.observed_at


@dataclass(frozen=True, slots=True)
class Said:
    """The answers of one record with their states, and which question has which role."""

    answers: Mapping[str, Any]
    states: Mapping[str, str]
    by_role: Mapping[str, str]
    visit: Visit
    flags: Collection[str] = field(default=())

    def role(self, role: str) -> Any:
        """The answer to the question with a role; None without one."""
        return self.answers.get(self.by_role.get(role, ""))


def distance(one: Position, other: Position) -> float:
    """Metres between two positions (degrees, WGS 84 taken as a sphere).

    >>> round(distance((51.13, 71.43), (43.24, 76.92)) / 1000)
    970
    """
    north, south = math.radians(one[0]), math.radians(other[0])
    half = (math.radians(other[0] - one[0]) / 2, math.radians(other[1] - one[1]) / 2)
    chord = math.sin(half[0]) ** 2 + math.cos(north) * math.cos(south) * math.sin(half[1]) ** 2
    return 2 * 6_371_000 * math.asin(min(1, math.sqrt(chord)))
