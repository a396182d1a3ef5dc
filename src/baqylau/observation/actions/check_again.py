"""Running the checks of every record again: after a rule, a station or an area came, or reports crossed.

Two reports of one moment are compared with what was there before either; here each is compared with all that
came before and after it.
"""

from __future__ import annotations

from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterator, Mapping

from django.db import transaction

from baqylau.accounts.models import User
from baqylau.mission.models import Mission
from baqylau.observation.checks import MOST_AT_A_STATION, MOST_OF_A_TEAM, ToCheck, check, visit_of
from baqylau.observation.methods.visits import AT_STATIONS, Visit
from baqylau.observation.models import Record, RecordState, RecordVersion
from baqylau.observation.reading import compiled
from baqylau.trail.record import record as write_trail

BATCH = 500


@transaction.atomic
def check_again(*, mission: Mission, by: User) -> list[int]:
    """Run the checks for all records that can be read; gives the numbers of those where they find otherwise.

    States stay as they are: what a person said of a record stands until a person says otherwise.
    """
    records = Record.objects.filter(mission=mission, deleted_at=None, is_unread=False).order_by("number")
    around = _Around(mission, records.exclude(state=RecordState.REJECTED).iterator(BATCH))
    changed: list[Record] = []
    for record, version in _with_versions(list(records.select_for_update())):
        before = (record.issues, record.severity)
        form = compiled(record.form_version_id, record.form_version.xform_md5)
        one = ToCheck(record, form, version.answers, version.states, mission.election)
        check(one, around.of(record))
        if (record.issues, record.severity) != before:
            changed.append(record)
    Record.objects.bulk_update(changed, ["issues", "severity"], batch_size=BATCH)
    numbers = [record.number for record in changed]
    if numbers:
        write_trail("observation.records_checked_again", about=mission, by=by, change={"records": numbers})
    return numbers


def _with_versions(records: list[Record]) -> Iterator[tuple[Record, RecordVersion]]:
    for begin in range(0, len(records), BATCH):
        some = records[begin : begin + BATCH]
        newest = RecordVersion.objects.filter(record__in=some, is_newest=True)
        versions: Mapping[int, RecordVersion] = {version.record_id: version for version in newest}
        for record in some:
            if record.pk in versions:
                yield record, versions[record.pk]


class _Around:
    """All visits of a mission, by team and by station, in the order of their times."""

    def __init__(self, mission: Mission, records: Iterator[Record]) -> None:
        self._mission = mission
        self._of_team: defaultdict[int, list[Visit]] = defaultdict(list)
        self._at_station: defaultdict[int, list[Visit]] = defaultdict(list)
        visits = [visit_of(record, mission.election) for record in records]
        for visit in sorted((one for one in visits if one.observed_at), key=_when):
            if visit.kind in AT_STATIONS and visit.team is not None:
                self._of_team[visit.team].append(visit)
            if visit.kind in AT_STATIONS and visit.station is not None:
                self._at_station[visit.station].append(visit)

    def of(self, record: Record) -> list[Visit]:
        """The visits nearest in time to a record's, of its team and at its station; not itself."""
        visit = visit_of(record, self._mission.election)
        if visit.kind not in AT_STATIONS or visit.observed_at is None:
            return []
        near = [
            *_nearest(self._of_team.get(visit.team or -1, []), visit, MOST_OF_A_TEAM),
            *_nearest(self._at_station.get(visit.station or -1, []), visit, MOST_AT_A_STATION),
        ]
        return list({one.number: one for one in near if one.number != visit.number}.values())


def _when(visit: Visit) -> tuple[float, int]:
    assert visit.observed_at is not None
    return visit.observed_at.timestamp(), visit.number


def _nearest(visits: list[Visit], visit: Visit, most: int) -> list[Visit]:
    place = bisect_left(visits, _when(visit), key=_when)
    return visits[max(0, place - most) : place + most + 1]
