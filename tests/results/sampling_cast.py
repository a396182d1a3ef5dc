"""A made-up country of three regions with 60 stations, in a citizen group that draws samples of them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

from baqylau.accounts.models import User
from baqylau.election.models import Area, Contest, Election, Option, Station
from baqylau.mission.models import Membership, Mission
from baqylau.results.actions.samples import draw_sample
from baqylau.results.methods.sample_draw import frame_sha256
from baqylau.results.models import Protocol, Sample
from baqylau.results.sampling import Design, frame_of, stations_of

SEED = "31415 92653 58979 32384"
NOW = datetime(2026, 3, 1, 22, tzinfo=UTC)
REGIONS = {"north": 30, "east": 20, "west": 10}


@dataclass
class Country:
    """Aigerim leads the group; Bolat observes in it."""

    mission: Mission
    contest: Contest
    aigerim: User

    def draw(self, name: str = "Night count", seed: str = SEED, **design: object) -> Sample:
        chosen = Design(**{"size": 12, **design})  # type: ignore[arg-type]
        return draw_sample(
            mission=self.mission,
            contest=self.contest,
            name=name,
            design=chosen,
            seed=seed,
            frame_seen=frame_sha256(frame_of(stations_of(self.contest, chosen.strata, chosen.kinds))),
            by=self.aigerim,
            now=NOW,
        )

    def count(self, stations: Iterable[Station], kind: str = "observer_copy", **votes: int) -> None:
        """Protocols of stations, one minute after the other."""
        mission = None if kind == "official_table" else self.mission
        for place, station in enumerate(stations):
            number = int(station.code[1:])
            own = votes or {"one": 200 + 3 * number, "two": 150, "three": 20}
            made = Protocol.objects.create(
                mission=mission,
                station=station,
                contest=self.contest,
                source_kind=kind,
                lines={
                    "on_list": 1000,
                    "received": 900,
                    "invalid": 5,
                    "in_box": sum(own.values()) + 5,
                },
                votes=own,
                source="Made up",
            )
            Protocol.objects.filter(pk=made.pk).update(entered_at=NOW + timedelta(minutes=place))


def country(mission: Mission, aigerim: User) -> Country:
    """Make the country the election of the mission, and the mission a citizen group."""
    mission.kind = "citizen"
    mission.save()
    election = mission.election
    contest = Contest.objects.create(
        election=election,
        code="list",
        kind="party_list",
        names={"en": "Lists"},
        seats=10,
        seat_rule={"seats": 10, "method": "largest_remainder", "quota": "hare", "threshold": "5%"},
    )
    for place, code in enumerate(("one", "two", "three")):
        Option.objects.create(
            contest=contest, code=code, kind="party", position=place, names={"en": code.title()}
        )
    top = _area("xx", "xx/", "country", election)
    for region, number in REGIONS.items():
        area = _area(region, f"xx/{region}/", "region", election, top)
        for place in range(number):
            station = Station.objects.create(
                election=election,
                code=f"{region[0]}{place + 1:02}",
                area=area,
                settlement="urban" if place % 2 else "rural",
            )
            station.contests.add(contest)
    return Country(mission, contest, aigerim)


def _area(code: str, path: str, kind: str, election: Election, parent: Area | None = None) -> Area:
    made = Area.objects.create(
        country="xx",
        code=code,
        kind=kind,
        path=path,
        parent=parent,
        valid_from=date(2000, 1, 1),
        names={"en": code.title()},
    )
    election.areas.add(made)
    return made


def member(mission: Mission, name: str, role: str) -> User:
    """Somebody with a role."""
    user = User.objects.create_user(name.lower(), name=name)
    Membership.objects.create(mission=mission, user=user, role=role)
    return user
