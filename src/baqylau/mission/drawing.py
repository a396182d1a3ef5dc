"""The list of stations that a mission draws from, and who goes to those that were drawn."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Count

from baqylau.election.models import Area, StationKind
from baqylau.election.regions import regions_of
from baqylau.mission.methods.assign import Placed, Shared, share_out
from baqylau.mission.methods.draw import Drawable
from baqylau.mission.models import Mission


@dataclass(frozen=True, slots=True)
class Sampling:
    """Which stations are in the list: of which kinds, and whether those on a route already are left out."""

    kinds: tuple[str, ...] = (StationKind.ORDINARY.value,)
    without_planned: bool = False


def frame_of(mission: Mission, sampling: Sampling) -> list[Drawable]:
    """The stations to draw from, each with the code of its region."""
    regions = {area: region.code for area, region in regions_of(mission.election).items()}
    stations = mission.election.stations.filter(kind__in=sampling.kinds)
    if sampling.without_planned:
        stations = stations.exclude(stops__team__mission=mission)
    rows = stations.order_by().values_list("code", "area_id", "settlement", "voters_on_list")
    return [
        Drawable(code, regions.get(area or 0, ""), settlement, voters)
        for code, area, settlement, voters in rows
    ]


def shared_out(mission: Mission, codes: Iterable[str]) -> Shared:
    """The drawn stations among the teams in whose areas they lie."""
    wanted = set(codes)
    rows = mission.election.stations.order_by("area__path", "order_key", "pk").values_list(
        "code", "area__path"
    )
    stations = [Placed(code, path or "") for code, path in rows if code in wanted]
    areas: dict[str, list[str]] = {}
    for code, path in mission.teams.values_list("code", "areas__path"):
        areas.setdefault(code, []).extend([path] if path else [])
    counted = mission.teams.annotate(number=Count("stops")).order_by()
    return share_out(stations, areas, dict(counted.values_list("code", "number")))


def region_names(mission: Mission) -> dict[str, str]:
    """Region code → its name, in alphabetical order."""
    regions = {region.pk: region for region in regions_of(mission.election).values()}
    in_order = sorted(regions.values(), key=lambda area: (getattr(area, Area.order_column()), area.pk))
    return {area.code: area.name for area in in_order}
