"""How complete a mission's reports are at a moment."""

from __future__ import annotations

from collections import Counter
from collections.abc import Container, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta, timezone
from functools import lru_cache
from typing import Any
from zoneinfo import ZoneInfo

from django.db.models import F, QuerySet, TextField
from django.db.models.functions import Cast

from baqylau.election.models import Area, Election
from baqylau.election.regions import regions_of
from baqylau.mission.models import Mission, Team
from baqylau.observation.memory import Memory
from baqylau.observation.methods.completeness import (
    Arrived,
    Count,
    Due,
    Status,
    fulfil,
    status,
    wave_of,
)
from baqylau.observation.models import (
    Form,
    FormVersion,
    Record,
    RecordState,
    Wave,
)
from baqylau.observation.reading import wave_times
from baqylau.observation.words import label

IN_ONE_QUESTION = 900
"""How many keys are asked for at once; SQLite has a limit."""


@dataclass(frozen=True, slots=True)
class Row:
    """One expected report and how it stands."""

    pk: int
    form_id: int
    team_id: int
    station_id: int | None
    wave_id: int | None
    region_id: int | None
    due_at: datetime | None
    status: Status
    record_id: int | None
    arrived_at: datetime | None


@dataclass(frozen=True, slots=True)
class Group:
    """The count of one form, wave, team or region; ``key`` None is "no wave" or "no region"."""

    key: int | None
    name: str
    count: Count


@dataclass(frozen=True, slots=True)
class Tally:
    """What is alike added up, since there are tens of thousands, and the names that it is shown by."""

    alike: Mapping[tuple[int, int | None, int, int | None, Status], int]
    """Form, wave, team, region and how it stands → expected reports."""
    besides: Mapping[tuple[int, int | None, int, int | None], int]
    """Form, wave, team and region → reports that nobody expected."""
    forms: Mapping[int, str]
    waves: Mapping[int, str]
    teams: Mapping[int, str]
    regions: Mapping[int, str]

    def of_wave(self, wave: int | None) -> Tally:
        """The part that belongs to one wave."""
        alike = {key: number for key, number in self.alike.items() if key[1] == wave}
        besides = {key: number for key, number in self.besides.items() if key[1] == wave}
        return replace(self, alike=alike, besides=besides)


@dataclass(frozen=True, slots=True)
class Completeness:
    """Counts of the whole and by group, and every expected report."""

    total: Count
    by_form: tuple[Group, ...]
    by_wave: tuple[Group, ...]
    by_team: tuple[Group, ...]
    by_region: tuple[Group, ...]
    by_form_and_wave: Mapping[tuple[int, int | None], Count]
    rows: tuple[Row, ...]
    tally: Tally

    def of_wave(self, wave: int | None) -> Completeness:
        """What is expected in one wave, and how it stands; nothing where the mission has no such wave."""
        return _summed(self.tally.of_wave(wave), tuple(row for row in self.rows if row.wave_id == wave))


@dataclass(frozen=True, slots=True)
class _Places:
    """The regions of an election, and in which each station lies."""

    regions: Mapping[int, Area]
    region_of_area: Mapping[int, int]
    region_of_station: Mapping[int, int]


_places: Memory[_Places] = Memory(60)
"""Stations and areas come with a pack and seldom change on election day; there are ten thousand of them."""


def _places_of(election: Election) -> _Places:
    """As they were within the last minute."""

    def make() -> _Places:
        by_area = regions_of(election)
        stations = election.stations.exclude(area=None).order_by().values_list("pk", "area_id")
        of_station = {pk: by_area[area].pk for pk, area in stations if area in by_area}
        of_area = {pk: region.pk for pk, region in by_area.items()}
        return _Places({region.pk: region for region in by_area.values()}, of_area, of_station)

    made = _places.get((election.pk, election.pack_digest), make)
    assert made is not None
    return made


@dataclass(slots=True)
class _Day:
    """What is needed of a mission to count: forms, waves, places."""

    mission: Mission
    forms: dict[int, Form] = field(default_factory=dict)
    waves: dict[int, Wave] = field(default_factory=dict)
    form_of: dict[int, int] = field(default_factory=dict)
    """Form version → form."""
    region_of_team: dict[int, int] = field(default_factory=dict)

    def __post_init__(self) -> None:
        mission = self.mission
        self.forms = {form.pk: form for form in mission.forms.order_by("position", "code")}
        self.waves = {wave.pk: wave for wave in mission.waves.prefetch_related("forms")}
        versions = FormVersion.objects.filter(form__mission=mission)
        self.form_of = dict(versions.values_list("pk", "form_id"))
        self.region_of_team = region_of_teams(mission)


def region_of_teams(mission: Mission) -> dict[int, int]:
    """The region of each team whose areas lie in one."""
    region_of = _places_of(mission.election).region_of_area
    areas = Team.areas.through.objects.filter(team__mission=mission).values_list("team_id", "area_id")
    found: dict[int, set[int]] = {}
    for team, area in areas:
        found.setdefault(team, set()).add(region_of.get(area, 0))
    return {team: regions.pop() for team, regions in found.items() if len(regions) == 1 and 0 not in regions}


def completeness(mission: Mission, now: datetime) -> Completeness:
    """What is expected, and how it stands at this moment.

    Reports by forms of which none is expected are counted nowhere, also not as extra ones.
    """
    day = _Day(mission)
    expected = _expected(mission)
    reports = _reports(day, {row[1] for row in expected})
    code_of = {pk: wave.code for pk, wave in day.waves.items()}
    due = [
        Due(pk, form, team, station, code_of[wave] if wave else "")
        for pk, form, team, station, wave, _ in expected
    ]
    matched = fulfil(due, reports)
    arrivals = _arrivals(list(matched.by.values()))
    of_station, of_team = _places_of(mission.election).region_of_station, day.region_of_team
    rows = []
    for pk, form, team, station, wave, due_at in expected:
        record = matched.by.get(pk)
        arrived_at = arrivals.get(record) if record else None
        stands = status(came=record is not None, arrived_at=arrived_at, due_at=due_at, now=now)
        region = of_station.get(station) or of_team.get(team) if station else of_team.get(team)
        rows.append(Row(pk, form, team, station, wave, region, due_at, stands, record, arrived_at))
    return _counted(day, rows, reports, set(matched.extra))


def _expected(mission: Mission) -> list[tuple[int, int, int, int | None, int | None, datetime | None]]:
    """The expected reports in the order in which they are due."""
    in_order = mission.expected.order_by(F("due_at").asc(nulls_last=True), "place", "pk")
    rows = in_order.values_list("pk", "form_id", "team_id", "station_id", "wave_id", _as_text("due_at"))
    return [(pk, form, team, station, wave, _moment(due)) for pk, form, team, station, wave, due in rows]


def _as_text(column: str) -> Cast:
    """A moment as the database writes it: reading thousands of them so takes a tenth of the time."""
    return Cast(column, TextField())


@lru_cache(maxsize=50_000)
def _moment(text: str | None) -> datetime | None:
    """A moment as SQLite or PostgreSQL writes it; both keep UTC."""
    if text is None:
        return None
    moment = datetime.fromisoformat(text)
    return moment.astimezone(UTC) if moment.tzinfo else moment.replace(tzinfo=UTC)


def counting(mission: Mission) -> QuerySet[Record]:
    """The records that fulfil what is expected: of a team, not rejected and not deleted; unread ones too."""
    records = Record.objects.filter(mission=mission, team__isnull=False, deleted_at=None)
    return records.exclude(state=RecordState.REJECTED)


def _reports(day: _Day, forms: set[int]) -> list[Arrived]:
    """The reports by these forms in the order in which they were observed, each with its wave."""
    versions = [version for version, form in day.form_of.items() if form in forms]
    records = counting(day.mission).filter(form_version__in=versions)
    in_order = records.order_by(F("observed_at").asc(nulls_last=True), "number")
    rows = in_order.values_list("pk", "form_version_id", "team_id", "station_id", "wave")
    codes = {wave.code for wave in day.waves.values()}
    form_of = day.form_of
    reports = [
        Arrived(pk, form_of[version], team or 0, station, wave if wave in codes else "")
        for pk, version, team, station, wave in rows
    ]
    if not codes or all(report.wave for report in reports):
        return reports
    by_time = _waves_by_time(day, records.exclude(wave__in=codes))
    return [
        report if report.wave or report.key not in by_time else report._replace(wave=by_time[report.key])
        for report in reports
    ]


def _waves_by_time(day: _Day, records: QuerySet[Record]) -> dict[int, str]:
    """The waves of records that name none, by when they were observed."""
    times = wave_times(day.waves.values())
    zone = ZoneInfo(day.mission.election.time_zone)
    rows = records.exclude(observed_at=None).values_list("pk", "form_version_id", "observed_at", "utc_offset")
    found = {}
    for pk, version, moment, offset in rows:
        assert moment is not None
        local = moment.astimezone(_offset(offset) if offset else zone).replace(tzinfo=None)
        if code := wave_of(day.form_of[version], local, day.mission.election.day, times):
            found[pk] = code
    return found


@lru_cache(maxsize=100)
def _offset(text: str) -> timezone:
    hours, minutes = int(text[1:3]), int(text[4:6])
    ahead = timedelta(hours=hours, minutes=minutes)
    return timezone(-ahead if text.startswith("-") else ahead)


def _arrivals(records: Sequence[int]) -> dict[int, datetime | None]:
    found: dict[int, datetime | None] = {}
    for begin in range(0, len(records), IN_ONE_QUESTION):
        some = Record.objects.filter(pk__in=records[begin : begin + IN_ONE_QUESTION]).order_by()
        found.update((pk, _moment(text)) for pk, text in some.values_list("pk", _as_text("arrived_at")))
    return found


def _counted(
    day: _Day, rows: Sequence[Row], reports: Iterable[Arrived], extra: Container[int]
) -> Completeness:
    """Count the rows, and what came besides, by everything that pages ask for."""
    places = _places_of(day.mission.election)
    of_station, of_team = places.region_of_station, day.region_of_team
    wave_of_code = {wave.code: pk for pk, wave in day.waves.items()}
    alike = Counter((row.form_id, row.wave_id, row.team_id, row.region_id, row.status) for row in rows)
    besides = Counter(
        (
            form,
            wave_of_code.get(wave),
            team,
            (of_station.get(station) if station else None) or of_team.get(team),
        )
        for key, form, team, station, wave in reports
        if key in extra
    )
    tally = Tally(
        alike,
        besides,
        forms={pk: label(form.names, form.code) for pk, form in day.forms.items()},
        waves={pk: label(wave.names, wave.code) for pk, wave in day.waves.items()},
        teams=dict(day.mission.teams.order_by("order_key", "pk").values_list("pk", "code")),
        regions={pk: area.name for pk, area in sorted(places.regions.items(), key=_by_order)},
    )
    return _summed(tally, tuple(rows))


def _summed(tally: Tally, rows: tuple[Row, ...]) -> Completeness:
    total = Count()
    counts: dict[str, dict[Any, Count]] = {"form": {}, "wave": {}, "team": {}, "region": {}, "both": {}}

    def each(form: int, wave: int | None, team: int, region: int | None) -> Iterable[Count]:
        yield total
        keys = {"form": form, "wave": wave, "team": team, "region": region, "both": (form, wave)}
        for name, key in keys.items():
            yield counts[name].setdefault(key, Count())

    for (form, wave_id, team, region, stands), number in tally.alike.items():
        for count in each(form, wave_id, team, region):
            count.add(stands, number)
    for group, number in tally.besides.items():
        for count in each(*group):
            count.extra += number
    return Completeness(
        total=total,
        by_form=_groups(counts["form"], tally.forms),
        by_wave=_groups(counts["wave"], tally.waves),
        by_team=_groups(counts["team"], tally.teams),
        by_region=_groups(counts["region"], tally.regions),
        by_form_and_wave=counts["both"],
        rows=rows,
        tally=tally,
    )


def _by_order(item: tuple[int, Area]) -> tuple[str, int]:
    pk, area = item
    return getattr(area, Area.order_column()), pk


def _groups(counts: Mapping[int | None, Count], names: Mapping[int, str]) -> tuple[Group, ...]:
    """In the order of the names; what has none comes last."""
    named = [Group(pk, name, counts[pk]) for pk, name in names.items() if pk in counts]
    return (*named, *([Group(None, "", counts[None])] if None in counts else []))
