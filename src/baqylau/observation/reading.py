"""What a record says besides its answers: where and when it was, its ratings, what needs attention.

Used alike when a submission arrives, when it is decrypted, and when somebody corrects a record.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cached_property
from typing import Any
from zoneinfo import ZoneInfo

from baqylau.core.text import search_key
from baqylau.election.models import Area, Election
from baqylau.observation.known_stations import station_by_code
from baqylau.observation.memory import Memory
from baqylau.observation.methods.completeness import WaveTimes, wave_of
from baqylau.observation.models import FormVersion, Wave
from baqylau.observation.places import AREA_NOT_MATCHED, STATION_NOT_MATCHED
from baqylau.observation.sources.answers import Question, Value, question_from_json
from baqylau.observation.sources.instance import AnswerReader
from baqylau.observation.sources.records import STATION_MISSING

NOT_COMPARED = frozenset({"text", "time", "date", "datetime", "point", "shape", "file"})
LONGEST_STAY = timedelta(hours=12)
"""A departure that is longer after the arrival is rather before it, and wrong."""
FEWEST_COMPARED = 5
"""Identical answers to fewer closed questions than these say nothing."""

_compiled: Memory[CompiledForm] = Memory(600)
_areas: Memory[int] = Memory(60)
_waves: Memory[list[WaveTimes]] = Memory(10)


class CompiledForm:
    """A form version made ready for reading many submissions."""

    def __init__(self, version: FormVersion) -> None:
        self.pk = version.pk
        self.questions: tuple[Question, ...] = tuple(question_from_json(one) for one in version.questions)
        self.checks: Sequence[Mapping[str, Any]] = version.checks
        self.reader = AnswerReader(self.questions)
        self.ratings = tuple(one.name for one in self.questions if one.is_rating and not one.repeat)
        self.critical = tuple((one.name, frozenset(one.critical)) for one in self.questions if one.critical)
        self.compared = tuple(
            one.name
            for one in self.questions
            if one.kind not in NOT_COMPARED and not one.repeat and not one.role
        )

    @cached_property
    def by_role(self) -> dict[str, str]:
        """Role → the first question that has it."""
        return {one.role: one.name for one in reversed(self.questions) if one.role and not one.repeat}


def compiled(version_id: int, digest: str) -> CompiledForm:
    """The form version made ready; ``digest`` tells its contents apart, should they be replaced."""
    made = _compiled.get((version_id, digest), lambda: CompiledForm(FormVersion.objects.get(pk=version_id)))
    assert made is not None
    return made


@dataclass(frozen=True, slots=True)
class Around:
    """What is known of a submission without its answers."""

    mission_id: int
    election: Election
    form_id: int
    arrived_at: datetime


@dataclass(slots=True)
class Derived:
    """The columns of a record that follow from its answers."""

    station_code: str
    station_id: int | None
    area_text: str
    area_id: int | None
    place: str
    observed_at: datetime
    left_at: datetime | None
    utc_offset: str
    wave: str
    ratings: dict[str, Value]
    critical: list[str]
    answers_digest: str
    flags: list[str]


def derived(form: CompiledForm, answers: Mapping[str, Value], around: Around) -> Derived:
    """What follows from the answers to a form; nothing of it is guessed where the form does not say it."""
    observed_at, offset = _when(form, answers, around)
    code = str(answers.get(form.by_role.get("station", ""), ""))[:60]
    station = station_by_code(around.election.pk, code)
    area_text = str(answers.get(form.by_role.get("area", ""), ""))[:200]
    area_id = _area(around.election, area_text) if area_text else station and station.area
    flags = [STATION_MISSING] if "station" in form.by_role and not code else []
    flags += [STATION_NOT_MATCHED] if code and station is None else []
    flags += [AREA_NOT_MATCHED] if area_text and area_id is None else []
    return Derived(
        station_code=code,
        station_id=station and station.pk,
        area_text=area_text,
        area_id=area_id,
        place=str(answers.get(form.by_role.get("place", ""), ""))[:200],
        observed_at=observed_at,
        left_at=_left(answers.get(form.by_role.get("departure", "")), observed_at, around),
        utc_offset=offset,
        wave=_wave(form, answers, around, observed_at),
        ratings={name: answers[name] for name in form.ratings if name in answers},
        critical=[name for name, bad in form.critical if _is_critical(answers.get(name), bad)],
        answers_digest=_digest(form, answers),
        flags=flags,
    )


def _is_critical(answer: Value | None, bad: frozenset[str]) -> bool:
    if isinstance(answer, list):
        return any(one in bad for one in answer if isinstance(one, str))
    return answer is not None and str(answer) in bad


def _digest(form: CompiledForm, answers: Mapping[str, Value]) -> str:
    said = [(name, answers[name]) for name in form.compared if name in answers]
    if len(said) < FEWEST_COMPARED:
        return ""
    return hashlib.sha256(json.dumps([form.pk, said], ensure_ascii=False).encode()).hexdigest()


# ------------------------------------------------------------------ when


def _when(form: CompiledForm, answers: Mapping[str, Value], around: Around) -> tuple[datetime, str]:
    """When it was observed, and the offset of the place: the arrival, else when the form was begun."""
    zone = ZoneInfo(around.election.time_zone)
    start = _moment(answers.get(form.by_role.get("start", "")), zone) or around.arrived_at.astimezone(zone)
    arrival = answers.get(form.by_role.get("arrival", ""))
    if isinstance(arrival, str) and "T" in arrival:
        start = _moment(arrival, zone) or start
    elif isinstance(arrival, str) and len(arrival) == 5:
        start = _nearest(arrival, start, answers.get(form.by_role.get("day", "")))
    offset = f"{start:%z}"
    return start, f"{offset[:3]}:{offset[3:5]}"


def _left(departure: object, observed_at: datetime, around: Around) -> datetime | None:
    """When the team left: the first such time after it came; None where the form does not say."""
    if isinstance(departure, str) and "T" in departure:
        return _moment(departure, ZoneInfo(around.election.time_zone))
    if not isinstance(departure, str) or len(departure) != 5:
        return None
    left = observed_at.replace(hour=int(departure[:2]), minute=int(departure[3:]), second=0, microsecond=0)
    left = left if left >= observed_at else left + timedelta(days=1)
    return left if left - observed_at <= LONGEST_STAY else None


def _moment(text: object, zone: ZoneInfo) -> datetime | None:
    if not isinstance(text, str) or not text:
        return None
    moment = datetime.fromisoformat(text)
    return moment if moment.tzinfo else moment.replace(tzinfo=zone)


def _nearest(clock: str, start: datetime, day: object) -> datetime:
    """The time of day on the day given, else on the day that brings it nearest to when the form was begun."""
    hour, minute = int(clock[:2]), int(clock[3:])
    moment = start.replace(hour=hour, minute=minute, second=0, microsecond=0)
    if isinstance(day, str) and day:
        given = datetime.fromisoformat(day)
        return moment.replace(year=given.year, month=given.month, day=given.day)
    for shift in (timedelta(days=-1), timedelta(days=1)):
        if abs(moment + shift - start) < abs(moment - start):
            return moment + shift
    return moment


# ------------------------------------------------------------------ where, and in which wave


def _area(election: Election, text: str) -> int | None:
    """The one area of the election with this code, else the only one with this name."""
    return _areas.get((election.pk, text), lambda: _find_area(election, text))


def _find_area(election: Election, text: str) -> int | None:
    areas = Area.objects.filter(elections=election)
    found = list(areas.filter(code=text).values_list("pk", flat=True)[:2])
    if not found:
        key = search_key(text)
        named = areas.filter(search_key__contains=key).values_list("pk", "search_key")
        found = [pk for pk, keys in named if key in keys.split("\n")]
    return found[0] if len(found) == 1 else None


def _wave(form: CompiledForm, answers: Mapping[str, Value], around: Around, moment: datetime) -> str:
    """The wave that the report names, else the one it was observed in; ``moment`` is local."""
    if (named := answers.get(form.by_role.get("wave", ""))) is not None:
        return str(named)[:20]
    waves = _waves.get(around.mission_id, lambda: _waves_of(around.mission_id))
    return wave_of(around.form_id, moment.replace(tzinfo=None), around.election.day, waves or ())


def _waves_of(mission_id: int) -> list[WaveTimes]:
    return wave_times(Wave.objects.filter(mission=mission_id).prefetch_related("forms"))


def wave_times(waves: Iterable[Wave]) -> list[WaveTimes]:
    """Waves as plain records, in their order."""
    return [
        WaveTimes(wave.code, frozenset(form.pk for form in wave.forms.all()), wave.begins, wave.ends)
        for wave in waves
    ]
