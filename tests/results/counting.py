"""A small country whose stations are counted one after another."""

from __future__ import annotations

from datetime import date

from baqylau.election.models import Area, Contest, Election, Option, Station
from baqylau.mission.models import Mission
from baqylau.results.models import Protocol

TREE = {
    "xx/": "country",
    "xx/n/": "region",
    "xx/n/hill/": "district",
    "xx/n/lake/": "district",
    "xx/s/": "region",
    "xx/s/sea/": "district",
}
STATIONS = {
    "01-A/7": "xx/n/hill/",
    "02": "xx/n/lake/",
    "03": "xx/n/lake/",
    "04": "xx/s/sea/",
    "05": "xx/s/sea/",
}


def country(election: Election) -> Contest:
    """Two regions, three districts, five stations, a contest of three options."""
    made: dict[str, Area] = {}
    for path, kind in TREE.items():
        *above, code, _ = path.split("/")
        made[path] = Area.objects.create(
            country="xx",
            code=code,
            kind=kind,
            path=path,
            parent=made.get("/".join(above) + "/"),
            valid_from=date(2000, 1, 1),
            names={"en": f"Area {code}"},
        )
    election.areas.add(*made.values())
    contest = Contest.objects.create(
        election=election, code="list", kind="party_list", seats=3, names={"en": "Lists"}
    )
    for place, (code, kind) in enumerate((("a", "party"), ("b", "party"), ("none", "against_all"))):
        Option.objects.create(
            contest=contest, code=code, kind=kind, position=place, names={"en": f"Option {code}"}
        )
    for code, path in STATIONS.items():
        Station.objects.create(election=election, code=code, area=made[path]).contests.add(contest)
    return contest


def count(
    contest: Contest,
    station: str,
    a: int | None,
    b: int | None,
    none: int | None = 0,
    *,
    mission: Mission | None = None,
    kind: str = "official_table",
    version: int = 1,
    **lines: int,
) -> Protocol:
    """A protocol of a station; what is None is not given."""
    votes = {code: votes for code, votes in (("a", a), ("b", b), ("none", none)) if votes is not None}
    return Protocol.objects.create(
        station=Station.objects.get(election=contest.election, code=station),
        contest=contest,
        mission=mission,
        source_kind=kind,
        version=version,
        lines=lines,
        votes=votes,
        source="The commission's table",
    )
