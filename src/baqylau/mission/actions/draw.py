"""Drawing stations, and giving those that were drawn to teams."""

from __future__ import annotations

from dataclasses import dataclass

from django.db import transaction
from django.db.models import Max

from baqylau.accounts.models import User
from baqylau.core.problem import Phrase, Problem, Refused
from baqylau.election.models import Station
from baqylau.mission.actions.routes import tell_route
from baqylau.mission.drawing import Sampling, frame_of, shared_out
from baqylau.mission.methods.assign import Shared
from baqylau.mission.methods.draw import Design, Draw, Impossible, draw
from baqylau.mission.models import Mission, Stop, Team
from baqylau.trail.record import record

LONGEST_SEED = 64
TAKEN_OVER = "mission.stations_drawn"


@dataclass(frozen=True, slots=True)
class Drawn:
    """A draw and how it would be shared out."""

    draw: Draw
    shared: Shared
    frame_size: int


def preview(*, mission: Mission, sampling: Sampling, design: Design) -> Drawn:
    """What the design gives now; nothing is kept (L.120 to L.122, L.124)."""
    if not design.seed.strip() or len(design.seed) > LONGEST_SEED or design.size < 1:
        says = Phrase("A draw has a seed and draws at least one station.")
        raise Refused(Problem("L.124", says, Phrase("Give both; the seed has at most 64 characters.")))
    frame = frame_of(mission, sampling)
    try:
        made = draw(frame, design)
    except Impossible as impossible:
        raise Refused(_why(str(impossible), design, len(frame))) from None
    return Drawn(made, shared_out(mission, made.codes), len(frame))


def _why(reason: str, design: Design, frame_size: int) -> Problem:
    if reason == "too_many":
        says = Phrase("The list has {number} stations only.", number=frame_size)
        return Problem("L.120", says, Phrase("Draw fewer, or let more kinds of station in."))
    if reason == "too_few":
        says = Phrase("{number} stations are too few for the smallest number.", number=design.size)
        return Problem("L.121", says, Phrase("Draw more stations, or ask for fewer in each group."))
    says = Phrase("The number of voters is not known for every station.")
    return Problem("L.122", says, Phrase("Divide by the number of stations."))


@transaction.atomic
def take_over(
    *, mission: Mission, sampling: Sampling, design: Design, frame_sha256: str, stage: str, by: User
) -> Drawn:
    """Draw again and put the stations at the end of the teams' routes (L.123 where the list changed since).

    The trail keeps the seed, the design, the digest of the list and every drawn code, so that anybody who has
    the list can repeat the draw. Stations in no team's area are on no route.
    """
    Mission.objects.select_for_update().get(pk=mission.pk)
    drawn = preview(mission=mission, sampling=sampling, design=design)
    if drawn.draw.frame_sha256 != frame_sha256:
        says = Phrase("The list of stations has changed since you looked.")
        raise Refused(Problem("L.123", says, Phrase("Look at the draw again, then take it over.")))
    _put_on_routes(mission, drawn, stage, by)
    record(TAKEN_OVER, about=mission, by=by, change=_as_change(sampling, design, drawn))
    return drawn


def _put_on_routes(mission: Mission, drawn: Drawn, stage: str, by: User) -> None:
    keys = dict(Station.objects.filter(election=mission.election).values_list("code", "pk"))
    teams = {team.code: team for team in Team.objects.filter(mission=mission)}
    for code, stations in drawn.shared.by_team.items():
        if not stations:
            continue
        last = teams[code].stops.aggregate(last=Max("position"))["last"] or 0
        Stop.objects.bulk_create(
            Stop(team=teams[code], station_id=keys[station], position=position, stage=stage)
            for position, station in enumerate(stations, start=last + 1)
        )
        tell_route(teams[code], by)


def _as_change(sampling: Sampling, design: Design, drawn: Drawn) -> dict[str, object]:
    return {
        "seed": design.seed,
        "size": design.size,
        "strata": str(design.strata),
        "share": str(design.share),
        "minimum": design.minimum,
        "kinds": sorted(sampling.kinds),
        "without_planned": sampling.without_planned,
        "frame_sha256": drawn.draw.frame_sha256,
        "frame_size": drawn.frame_size,
        "drawn": [
            {"stratum": list(stratum.key), "of": stratum.stations, "codes": list(stratum.drawn)}
            for stratum in drawn.draw.strata
        ],
        "in_no_area": list(drawn.shared.left_over),
    }
