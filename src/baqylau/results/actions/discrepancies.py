"""Looking for discrepancies: what is found is put into the list, and what no longer holds is marked as gone.

The same finding keeps its row, with its state and its history, however often it is looked for.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.db.models import Q

from baqylau.accounts.models import User
from baqylau.election.models import Contest
from baqylau.mission.models import Mission
from baqylau.results.counted import visible
from baqylau.results.finding import (
    NOT_IN_TABLE,
    OFFICIAL,
    SOURCES_DIFFER,
    Found,
    Ground,
    Row,
    rows_of,
    stations_of,
)
from baqylau.results.finding_totals import totals_found
from baqylau.results.models import Discrepancy, DiscrepancyStep
from baqylau.results.phrases import stored
from baqylau.trail.record import record as write_trail

BATCH = 200
CHANGING = ("says", "suggestion", "figures", "at_stake", "severity", "area")
OF_ONE_STATION = Q(code__startswith="V.1") | Q(code__in=(SOURCES_DIFFER, NOT_IN_TABLE))
"""What can be said of a station from its own protocols."""


@dataclass(frozen=True, slots=True)
class LookedFor:
    """How many findings there are, and what is otherwise than before."""

    found: int
    new: int = 0
    changed: int = 0
    gone: int = 0
    back: int = 0

    @property
    def is_as_before(self) -> bool:
        return not (self.new or self.changed or self.gone or self.back)


@transaction.atomic
def find_discrepancies(*, mission: Mission, contest: Contest, by: User | None, now: datetime) -> LookedFor:
    """Run every check that applies over all protocols of a contest that the mission sees."""
    Mission.objects.select_for_update(no_key=True).get(pk=mission.pk)
    rows = rows_of(mission, contest)
    ground = Ground(
        contest,
        rows,
        beside=_of_another_contest(mission, contest),
        has_table=any(row.kind == OFFICIAL for row in rows),
    )
    found = [*ground.found(), *ground.missing(stations_of(contest)), *totals_found(mission, contest)]
    held = list(Discrepancy.objects.filter(mission=mission, contest=contest))
    return _take_in(mission, contest, found, held, by=by, now=now)


def _of_another_contest(mission: Mission, contest: Contest) -> Sequence[Row]:
    """The protocols of the election's first contest at the stations of this one, where it is another."""
    first = contest.election.contests.first()
    if first is None or first == contest:
        return []
    return rows_of(mission, first, contest.stations.values("pk"))


@transaction.atomic
def look_at_stations(
    *, mission: Mission, contest: Contest, stations: Collection[int], by: User | None, now: datetime
) -> LookedFor:
    """The same for some stations whose protocols are new: sums, sources, and whether the table has them.

    What needs all stations (the unusual, totals) waits until it is looked for in the whole contest.
    """
    rows = rows_of(mission, contest, stations)
    has_table = visible(mission, contest).filter(source_kind=OFFICIAL).exists()
    found = list(Ground(contest, rows, whole=False, has_table=has_table).found())
    of_stations = Discrepancy.objects.filter(
        OF_ONE_STATION, mission=mission, contest=contest, station__in=stations
    )
    return _take_in(mission, contest, found, list(of_stations), by=by, now=now)


def _take_in(
    mission: Mission,
    contest: Contest,
    found: Sequence[Found],
    held: Sequence[Discrepancy],
    *,
    by: User | None,
    now: datetime,
) -> LookedFor:
    """Put findings beside those that are held, and write down what differs."""
    by_key = {(one.code, one.key): one for one in held}
    new: list[Discrepancy] = []
    changed: list[tuple[Discrepancy, object]] = []
    back: list[Discrepancy] = []
    for one in found:
        before = by_key.pop((one.code, one.key), None)
        if before is None:
            new.append(_made(mission, contest, one, now))
            continue
        said = before.says
        if _brought_up_to_date(before, one):
            before.changed_at = now
            changed.append((before, said))
        if before.gone_at is not None:
            before.gone_at = None
            back.append(before)
    gone = [one for one in by_key.values() if one.gone_at is None]
    for one_gone in gone:
        one_gone.gone_at = now
    Discrepancy.objects.bulk_create(new, batch_size=BATCH, ignore_conflicts=True)
    _save([*(one for one, _said in changed), *back, *gone])
    _write_steps([*((one, "changed", said) for one, said in changed)], now)
    _write_steps([*((one, "back", None) for one in back), *((one, "gone", None) for one in gone)], now)
    told = LookedFor(len(found), len(new), len(changed), len(gone), len(back))
    if by is not None or not told.is_as_before:
        numbers = {"new": told.new, "changed": [one.pk for one, _said in changed]}
        turned = {"gone": [one.pk for one in gone], "back": [one.pk for one in back]}
        change = {"contest": contest.code, "found": told.found, **numbers, **turned}
        write_trail("results.discrepancies_looked_for", about=mission, by=by, change=change)
    return told


def _made(mission: Mission, contest: Contest, one: Found, now: datetime) -> Discrepancy:
    made = Discrepancy(
        mission=mission,
        contest=contest,
        station_id=one.station,
        code=one.code,
        about=one.about,
        key=one.key,
        found_at=now,
        changed_at=now,
        moved_at=now,
    )
    _brought_up_to_date(made, one)
    return made


def _brought_up_to_date(row: Discrepancy, one: Found) -> bool:
    """Write what was found into its row; whether its figures are others than before."""
    before = (row.says, row.suggestion, row.figures, row.at_stake, row.severity, row.area_id)
    row.says = stored(one.says)
    row.suggestion = None if one.suggestion is None else stored(one.suggestion)
    row.figures = [dict(figure) for figure in one.figures]
    row.at_stake, row.severity, row.area_id = one.at_stake, one.severity, one.area
    return before != (row.says, row.suggestion, row.figures, row.at_stake, row.severity, row.area_id)


def _save(rows: Iterable[Discrepancy]) -> None:
    """Each once, though it came back with other figures."""
    once = list({row.pk: row for row in rows}.values())
    Discrepancy.objects.bulk_update(once, [*CHANGING, "changed_at", "gone_at"], batch_size=BATCH)


def _write_steps(steps: Iterable[tuple[Discrepancy, str, object]], now: datetime) -> None:
    DiscrepancyStep.objects.bulk_create(
        (
            DiscrepancyStep(
                discrepancy=row, done=done, from_state=row.state, to_state=row.state, at=now, said=said
            )
            for row, done, said in steps
        ),
        batch_size=BATCH,
    )
