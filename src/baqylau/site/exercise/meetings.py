"""Institutions of the exercise, meetings with them, and two persons with what they agreed to."""

from __future__ import annotations

import tomllib
from datetime import UTC, date, datetime, time
from typing import Any

from baqylau.election.models import Area
from baqylau.observation.actions.meetings import add_institution, add_meeting, add_person
from baqylau.observation.meeting_data import InstitutionData, MeetingData, PersonData
from baqylau.observation.models import Institution, Meeting
from baqylau.site.exercise.country import HERE
from baqylau.site.exercise.staff import Staff

TABLES = tomllib.loads((HERE / "meetings.toml").read_text(encoding="utf-8"))


def hold_meetings(staff: Staff) -> None:
    """Enter them as the teams would have, each on the evening of its day."""
    first = min(one["day"] for one in TABLES["meeting"])
    met = {one["code"]: _institution(staff, one, _evening(first)) for one in TABLES["institution"]}
    held = [_meeting(staff, one, met) for one in TABLES["meeting"]]
    for one in TABLES["person"]:
        given = dict(one)
        meeting = held[given.pop("meeting") - 1]
        add_person(meeting=meeting, given=PersonData(**given), by=staff.head, now=_evening(meeting.day))


def _institution(staff: Staff, row: dict[str, Any], now: datetime) -> Institution:
    given = {name: value for name, value in row.items() if name != "code"}
    data = InstitutionData(**given | {"area": area(staff, row.get("area"))})
    return add_institution(mission=staff.mission, given=data, by=staff.head, now=now)


def _meeting(staff: Staff, row: dict[str, Any], met: dict[str, Institution]) -> Meeting:
    given = dict(row)
    given["institutions"] = [met[code] for code in given.pop("with")]
    given["team"] = staff.mission.teams.get(code=row["team"])
    given["area"] = area(staff, row.get("area"))
    now = _evening(row["day"])
    return add_meeting(mission=staff.mission, given=MeetingData(**given), by=staff.head, now=now)


def area(staff: Staff, code: str | None) -> Area | None:
    """An area of the exercise by its code."""
    return staff.mission.election.areas.get(code=code) if code else None


def _evening(day: date) -> datetime:
    return datetime.combine(day, time(15), tzinfo=UTC)
