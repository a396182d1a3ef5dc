"""An edition made of what was counted so far: what a mission would publish now."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime

import numpy as np

from baqylau.election.models import Area as ElectionArea
from baqylau.election.models import Contest, Election, Station
from baqylau.election.windows import poll_ban
from baqylau.mission.models import Mission
from baqylau.results.counted import Counted, Ground, areas_of, counted, levels_of
from baqylau.results.methods.station_table import Level, StationTable
from baqylau.results.models import PaperPhotograph, Protocol, ProtocolSource
from baqylau.results.publishing.edition import Area, Edition, Option, Photograph

FEWEST_STATIONS = 5
"""A level is left out of an own count that names no stations where one of its areas has fewer counted."""
MOST_SOURCES = 20
BATCH = 500


def edition_of(
    mission: Mission,
    contest: Contest,
    source_kind: str,
    *,
    number: int,
    reason: str,
    now: datetime,
    checkpoint: str,
    address: str = "",
    photographs: Sequence[Photograph] = (),
) -> Edition:
    """Everything that was counted from one kind of source, as the kind of mission may publish it."""
    found = counted(mission, contest, source_kind)
    areas = areas_of(mission.election)
    levels = levels_of(found.ground, areas)
    table = found.table(levels)
    with_stations = names_stations(mission, source_kind)
    table = table if with_stations else replace(table, levels=_large(table.levels))
    country = _country(found.ground, areas)
    return Edition(
        election=mission.election.code,
        election_names=mission.election.names,
        country=mission.election.country,
        country_names=country.names if country else mission.election.names,
        day=mission.election.day,
        contest=contest.code,
        contest_names=contest.names,
        contest_kind=contest.kind,
        district=contest.area.code if contest.kind == "single_mandate" and contest.area else "",
        seats=contest.seats,
        options=tuple(
            Option(one.code, one.names, one.kind, one.nominated_by, one.colour)
            for one in contest.options.order_by("position", "code")
        ),
        table=table,
        areas=_areas(table, found.ground, areas),
        stations=len(found.ground),
        source_kind=source_kind,
        sources=_sources(found, source_kind),
        issuer=mission.name,
        issuer_code=mission.slug,
        number=number,
        reason=reason,
        generated=now,
        checkpoint=checkpoint,
        address=address,
        with_stations=with_stations,
        station_names=_station_names(contest) if with_stations else {},
        photographs=tuple(photographs) if with_stations else (),
    )


def names_stations(mission: Mission, source_kind: str) -> bool:
    """Whether the mission publishes single stations.

    An official table is public by itself; of its own copies a mission publishes rows only where its kind
    publishes rows, since they tell where its observers were.
    """
    return source_kind == ProtocolSource.OFFICIAL_TABLE or mission.allows.rows


def ban_ends(election: Election) -> datetime:
    """From when estimates of the result may be published: when the ban on polls has ended everywhere."""
    ends = poll_ban(election).ends
    assert ends is not None
    return ends


def photographs_of(mission: Mission, contest: Contest, source_kind: str) -> list[PaperPhotograph]:
    """The photographs of the papers whose protocols count, in the order of the stations."""
    if source_kind == ProtocolSource.OFFICIAL_TABLE:
        return []
    keys = counted(mission, contest, source_kind).protocols
    papers = Protocol.objects.filter(
        mission=mission, contest=contest, source_kind=source_kind, is_current=True, paper__isnull=False
    ).values_list("pk", "paper_id")
    count_for = set(keys[keys > 0].tolist())
    wanted = [paper for pk, paper in papers if pk in count_for]
    found: list[PaperPhotograph] = []
    for start in range(0, len(wanted), BATCH):
        some = PaperPhotograph.objects.filter(paper__in=wanted[start : start + BATCH])
        found += some.select_related("file", "paper__station")
    seen: dict[str, PaperPhotograph] = {}
    for one in sorted(found, key=lambda one: (one.paper.station.order_key, one.pk)):
        seen.setdefault(one.file.sha256, one)
    return list(seen.values())


# ------------------------------------------------------------------ parts


def _large(levels: Sequence[Level]) -> tuple[Level, ...]:
    """The levels, from the top down, all of whose areas have enough stations that none stands alone."""
    kept = []
    for level in levels:
        counted_in = np.bincount(level.area_of, minlength=len(level.areas))
        if len(counted_in) and counted_in.min() < FEWEST_STATIONS:
            break
        kept.append(level)
    return tuple(kept)


def _country(ground: Ground, areas: Mapping[str, ElectionArea]) -> ElectionArea | None:
    tops = [path for path in ground.runs if path.count("/") == 1]
    return areas.get(tops[0]) if len(tops) == 1 else None


def _areas(
    table: StationTable, ground: Ground, areas: Mapping[str, ElectionArea]
) -> dict[tuple[str, ...], Area]:
    """What is known of each area of the table. One without a code is what lies right in the area above."""
    by_codes = {tuple(path.strip("/").split("/"))[1:]: path for path in ground.runs}
    found = {}
    for level in table.levels:
        for path in level.areas:
            known = areas.get(by_codes.get(path, ""))
            if known is not None:
                first, end = ground.run(known.path)
                found[path] = Area(known.names, end - first)
    return found


def _sources(found: Counted, source_kind: str) -> tuple[str, ...]:
    """The words of the sources of an official table; own copies come from the mission itself."""
    if source_kind != ProtocolSource.OFFICIAL_TABLE:
        return (f"Copies of protocols of polling stations ({source_kind})",)
    keys = found.protocols[found.protocols > 0].tolist()
    words: dict[str, None] = {}
    for start in range(0, len(keys), BATCH):
        some = Protocol.objects.filter(pk__in=keys[start : start + BATCH]).order_by()
        words |= dict.fromkeys(some.values_list("source", flat=True).distinct())
        if len(words) > MOST_SOURCES:
            break
    return tuple(words)[:MOST_SOURCES]


def _station_names(contest: Contest) -> dict[str, str]:
    named = Station.objects.filter(contests=contest).exclude(name="").order_by()
    return dict(named.values_list("code", "name"))
