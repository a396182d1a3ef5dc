"""Loading a pack's part: what is new is added, what differs is changed, what is the same is left alone.

What the pack no longer has is removed by :func:`remove_vanished` after the rooms above have loaded theirs.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import fields, is_dataclass
from typing import TypeVar

from django.db import models, transaction
from django.utils import timezone

from baqylau.accounts.models import User
from baqylau.election.actions.areas import put_areas
from baqylau.election.actions.remove import BATCH, batched
from baqylau.election.models import (
    Area,
    CalendarEvent,
    Commission,
    Contest,
    DayOff,
    Election,
    Option,
    PublishedFigure,
    Station,
)
from baqylau.election.sources.records import CommissionRow, Part, StationRow
from baqylau.trail.record import record

Row = TypeVar("Row", bound=models.Model)
Name = TypeVar("Name")


@transaction.atomic
def load(part: Part, *, by: User | None) -> Election:
    """Bring the election to what the part says, and return it."""
    election = _election(part)
    areas = put_areas(part.areas, election=election)
    commissions = _commissions(part.commissions, election, areas)
    contests = put(
        Contest,
        {"election": election},
        {row.code: {**columns(row), "area_id": key(areas, row.area)} for row in part.contests},
    )
    options = _options(part, contests)
    stations = _stations(part, election, areas, commissions)
    _ballots(part, election, contests, stations)
    put(CalendarEvent, {"election": election}, {row.code: columns(row) for row in part.events})
    put(DayOff, {"election": election}, {row.code: columns(row) for row in part.days_off})
    _note_changed_calendar(part, election)
    _figures(part, election, areas, contests, options)
    counts = {
        "areas": len(areas),
        "contests": len(contests),
        "options": len(options),
        "commissions": len(commissions),
        "stations": len(stations),
        "events": len(part.events),
        "published_figures": len(part.figures),
    }
    change = {"election": election.code, "pack_sha256": part.digest, **counts}
    record("election.pack_loaded", about=election, by=by, change=change)
    return election


REFERENCES = {
    "where",
    "parent",
    "area",
    "commission",
    "contest",
    "option",
    "stations",
    "contests",
    "boundary",
}
"""Fields of the plain records that are no columns of the model, or name another row."""


def columns(row: object) -> dict[str, object]:
    """The columns of a plain record that are stored as they stand."""
    assert is_dataclass(row)
    return {field.name: getattr(row, field.name) for field in fields(row) if field.name not in REFERENCES}


def key(rows: Mapping[Name, models.Model], name: Name) -> int | None:
    """The key of the row with this name; None for the empty name."""
    row = rows.get(name)
    return row.pk if row else None


def put(
    model: type[Row], scope: Mapping[str, models.Model], wanted: Mapping[str, Mapping[str, object]]
) -> dict[str, Row]:
    """Rows by code within a scope: new ones added, those that differ changed, the others not touched."""
    rows = {str(getattr(row, "code")): row for row in model._default_manager.filter(**scope)}  # noqa: B009
    differing = [
        model(**scope, **values)
        for code, values in wanted.items()
        if code not in rows or any(getattr(rows[code], name) != value for name, value in values.items())
    ]
    unique = [*scope, "code"]
    changing = [
        field.name
        for field in model._meta.concrete_fields
        if not field.primary_key and field.name not in unique
    ]
    written = model._default_manager.bulk_create(
        differing, batch_size=BATCH, update_conflicts=True, unique_fields=unique, update_fields=changing
    )
    rows |= {str(getattr(row, "code")): row for row in written}  # noqa: B009
    return {code: rows[code] for code in wanted}


def _election(part: Part) -> Election:
    values = {**columns(part.election), "pack_digest": part.digest}
    election, _ = Election.objects.update_or_create(code=part.election.code, defaults=values)
    return election


def _note_changed_calendar(part: Part, election: Election) -> None:
    """Count the calendar's version up where any of its dates may have moved."""
    digest = digest_of_calendar(part)
    if digest != election.calendar_digest:
        election.calendar_digest = digest
        election.calendar_version += 1
        election.calendar_changed_at = timezone.now()
        election.save(update_fields=["calendar_digest", "calendar_version", "calendar_changed_at"])


def digest_of_calendar(part: Part) -> str:
    """SHA-256 over all that the dates of the calendar are made of, wherever it stands in its files."""
    zones = sorted((row.code, row.time_zone) for row in part.areas if row.time_zone)
    rows = [
        sorted(repr(sorted(columns(row).items())) for row in listed)
        for listed in (part.events, part.days_off)
    ]
    head = (part.election.day, part.election.time_zone, part.election.weekend)
    return hashlib.sha256(repr((head, zones, rows)).encode()).hexdigest()


def _commissions(
    rows: Iterable[CommissionRow], election: Election, areas: Mapping[str, Area]
) -> dict[str, Commission]:
    """Commissions level by level, since a commission names the one above it."""
    made: dict[str, Commission] = {}
    left = list(rows)
    while left:
        ready = [row for row in left if not row.parent or row.parent in made]
        wanted = {
            row.code: {**columns(row), "area_id": key(areas, row.area), "parent_id": key(made, row.parent)}
            for row in ready
        }
        made |= put(Commission, {"election": election}, wanted)
        left = [row for row in left if row.code not in made]
    return made


def _options(part: Part, contests: Mapping[str, Contest]) -> dict[tuple[str, str], Option]:
    made: dict[tuple[str, str], Option] = {}
    for code, contest in contests.items():
        wanted = {row.code: columns(row) for row in part.options if row.contest == code}
        options = put(Option, {"contest": contest}, wanted)
        made |= {(code, option): row for option, row in options.items()}
    return made


def _stations(
    part: Part, election: Election, areas: Mapping[str, Area], commissions: Mapping[str, Commission]
) -> dict[str, Station]:
    wanted = {
        row.code: {
            **columns(row),
            "area_id": key(areas, row.area),
            "commission_id": key(commissions, row.commission),
        }
        for row in part.stations
    }
    return put(Station, {"election": election}, wanted)


def _figures(
    part: Part,
    election: Election,
    areas: Mapping[str, Area],
    contests: Mapping[str, Contest],
    options: Mapping[tuple[str, str], Option],
) -> None:
    wanted = {
        row.code: {
            **columns(row),
            "contest_id": key(contests, row.contest),
            "option_id": key(options, (row.contest, row.option)),
            "area_id": key(areas, row.area),
        }
        for row in part.figures
    }
    put(PublishedFigure, {"election": election}, wanted)


def _ballots(
    part: Part, election: Election, contests: Mapping[str, Contest], stations: Mapping[str, Station]
) -> None:
    """Which ballots a voter gets at each station."""
    above = {row.code: row.parent for row in part.areas}
    wanted = {
        (stations[row.code].pk, contests[contest].pk)
        for row in part.stations
        for contest in ballots(row, part, above)
    }
    through = Station.contests.through
    found = set(through.objects.filter(station__election=election).values_list("station_id", "contest_id"))
    for contest in contests.values():
        gone = [station for station, other in found - wanted if other == contest.pk]
        for some in batched(gone):
            through.objects.filter(contest=contest, station__in=some).delete()
    through.objects.bulk_create(
        [through(station_id=station, contest_id=contest) for station, contest in sorted(wanted - found)],
        batch_size=BATCH,
    )


def ballots(station: StationRow, part: Part, above: Mapping[str, str]) -> list[str]:
    """The contests of a station: those it names, else those of its kind whose area it lies in."""
    if station.contests:
        return list(station.contests)
    around = {station.area}
    area = station.area
    while area := above.get(area, ""):
        around.add(area)
    return [
        contest.code
        for contest in part.contests
        if station.kind in contest.stations and (contest.area in around or not station.area)
    ]
