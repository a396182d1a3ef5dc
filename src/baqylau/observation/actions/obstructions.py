"""The register of obstructions: times that observers were kept from observing."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.db.models import Max

from baqylau.accounts.models import User
from baqylau.core.problem import Phrase, Problem, Refused
from baqylau.election.models import Area, Station
from baqylau.mission.models import Mission
from baqylau.observation.actions.check import needed_text
from baqylau.observation.models import Obstruction, Record
from baqylau.trail.record import personal
from baqylau.trail.record import record as write_trail


@transaction.atomic
def add_obstruction(
    *,
    mission: Mission,
    kind: str,
    stage: str,
    whose: str,
    says: str,
    by: User,
    now: datetime,
    article: str = "",
    happened_at: datetime | None = None,
    station: Station | None = None,
    area: Area | None = None,
    record: Record | None = None,
) -> Obstruction:
    """Enter an obstruction; one that a record tells of takes its place and time where none are given.

    ``Refused``: no text (K.103), a kind, stage or observer that there is not (K.113), a record of another
    mission or a station of another election (K.114).
    """
    _refuse_what_is_not(kind, stage, whose)
    _refuse_others(mission, station, record)
    if record is not None:
        station, area = station or record.station, area or record.area
        happened_at = happened_at or record.observed_at
    Mission.objects.select_for_update().get(pk=mission.pk)
    last = mission.obstructions.aggregate(last=Max("number"))["last"] or 0
    made = Obstruction.objects.create(
        mission=mission,
        number=last + 1,
        record=record,
        kind=kind,
        stage=stage,
        whose=whose,
        article=article.strip()[:200],
        happened_at=happened_at,
        station=station,
        area=area or (station.area if station else None),
        says=needed_text(says),
        by=by,
        at=now,
    )
    _write_trail(made)
    return made


def _refuse_what_is_not(kind: str, stage: str, whose: str) -> None:
    known = ((kind, Obstruction.Kind), (stage, Obstruction.Stage), (whose, Obstruction.Whose))
    for value, choices in known:
        if value not in choices.values:
            says = Phrase("'{value}' is none of the choices.", value=value[:30])
            raise Refused(Problem("K.113", says, Phrase("Choose one of them.")))


def _refuse_others(mission: Mission, station: Station | None, record: Record | None) -> None:
    if record is not None and record.mission_id != mission.pk:
        says = Phrase("This record belongs to another mission.")
        raise Refused(Problem("K.114", says, Phrase("Choose one of this mission.")))
    if station is not None and station.election_id != mission.election_id:
        says = Phrase("This station belongs to another election.")
        raise Refused(Problem("K.114", says, Phrase("Choose one of this election.")))


def _write_trail(made: Obstruction) -> None:
    change = {
        "number": made.number,
        "kind": made.kind,
        "stage": made.stage,
        "whose": made.whose,
        "article": made.article,
        "record": made.record.number if made.record else None,
        "station": made.station.code if made.station else None,
        "says": personal(made.says),
    }
    write_trail("observation.obstruction_added", about=made, by=made.by, change=change)
