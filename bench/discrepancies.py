"""Looking for discrepancies over all stations of a country, from both databases."""

from __future__ import annotations

import json
import random
import time
from datetime import UTC, date, datetime
from typing import Any

from bench.both import on_both
from bench.row import Row

STATIONS, AREAS, OPTIONS, LOOKS = 10_146, 240, 8, 7
WRONG, COPIES, COPIED_WRONGLY = 0.05, 0.33, 0.03
GOAL = 1.0


def run() -> list[Row]:
    """All stations at once, again where nothing is new, one station, and the list."""
    return on_both("bench.discrepancies", _rows)


def _rows(name: str, times: dict[str, Any]) -> list[Row]:
    what = f"discrepancies of {STATIONS:,} stations and {times['copies']:,.0f} copies, {name}"
    return [
        Row(f"{what}: {times['found']:,.0f} found for the first time and written", times["first"]),
        Row(f"{what}: looked for again, nothing new", times["again"], GOAL),
        Row(f"{what}: one station, as its protocol comes in", times["one"]),
        Row(f"{what}: the list, worst first", times["list"]),
    ]


# ------------------------------------------------------------------ inside the process


def _measure() -> dict[str, float]:
    import django
    from django.core.management import call_command

    django.setup()
    call_command("migrate", interactive=False, verbosity=0)
    from django.test import Client

    from baqylau.results.actions.discrepancies import find_discrepancies, look_at_stations

    mission, contest, user, copies = _fill()
    now = datetime(2026, 3, 2, tzinfo=UTC)
    began = time.perf_counter()
    found = find_discrepancies(mission=mission, contest=contest, by=user, now=now)
    first = time.perf_counter() - began
    client = Client(SERVER_NAME="localhost")
    client.force_login(user, backend="baqylau.mission.backend.RoleBackend")
    stations = list(contest.stations.values_list("pk", flat=True)[: LOOKS * 100 : 100])

    def page() -> None:
        assert client.get(f"/missions/{mission.slug}/results/discrepancies/").status_code == 200

    page()
    return {
        "copies": copies,
        "found": found.found,
        "first": first,
        "again": _middle(
            lambda _place: find_discrepancies(mission=mission, contest=contest, by=user, now=now)
        ),
        "one": _middle(
            lambda place: look_at_stations(
                mission=mission, contest=contest, stations=[stations[place]], by=None, now=now
            )
        ),
        "list": _middle(lambda _place: page()),
    }


def _middle(do) -> float:  # type: ignore[no-untyped-def]
    times = []
    for place in range(LOOKS):
        began = time.perf_counter()
        do(place)
        times.append(time.perf_counter() - began)
    return sorted(times)[LOOKS // 2]


def _fill():  # type: ignore[no-untyped-def]
    """An election of one contest, its official table, and copies; some rows do not add up, some differ."""
    from baqylau.accounts.models import User
    from baqylau.election.models import Area, Contest, Election, Option, Station
    from baqylau.mission.models import Membership, Mission
    from baqylau.results.models import Protocol

    day = date(2026, 3, 1)
    election = Election.objects.create(
        code="made-up", country="xx", kind="parliament", day=day, names={"en": "Made up"}
    )
    areas = Area.objects.bulk_create(
        Area(
            country="xx",
            code=f"a{number}",
            kind="district",
            path=f"xx/a{number}/",
            valid_from=day,
            names={"en": f"Area {number}"},
        )
        for number in range(AREAS)
    )
    contest = Contest.objects.create(election=election, code="list", kind="party_list", names={"en": "Lists"})
    for place in range(OPTIONS):
        Option.objects.create(
            contest=contest, code=f"o{place}", kind="party", position=place, names={"en": f"Option {place}"}
        )
    mission = Mission.objects.create(slug="made-up", name="Made up", election=election, kind="citizen")
    user = User.objects.create_user("made-up")
    Membership.objects.create(mission=mission, user=user, role="election_analyst")
    stations = Station.objects.bulk_create(
        Station(election=election, code=f"s{number}", area=areas[number % AREAS])
        for number in range(STATIONS)
    )
    contest.stations.set(stations)
    chance = random.Random(1)  # noqa: S311
    protocols = []
    for station in stations:
        lines, votes = _figures(chance)
        of = {"station": station, "contest": contest, "source": "Made up", "lines": lines}
        protocols.append(Protocol(source_kind="official_table", votes=votes, **of))
        if chance.random() < COPIES:
            if chance.random() < COPIED_WRONGLY:
                votes = {**votes, "o0": votes["o0"] + 10}
            protocols.append(Protocol(mission=mission, source_kind="observer_copy", votes=votes, **of))
    Protocol.objects.bulk_create(protocols, batch_size=500)
    return mission, contest, user, len(protocols) - STATIONS


def _figures(chance: random.Random) -> tuple[dict[str, int], dict[str, int]]:
    votes = {f"o{place}": chance.randrange(20, 400) // (place + 1) for place in range(OPTIONS)}
    valid, invalid, unused = sum(votes.values()), chance.randrange(30), chance.randrange(400)
    if chance.random() < WRONG:
        valid += chance.randrange(1, 60)
    issued = valid + invalid
    lines = {
        "on_list": issued + unused,
        "received": issued + unused,
        "issued": issued,
        "cancelled_unused": unused,
        "spoiled": 0,
        "in_box": issued,
        "invalid": invalid,
        "valid": valid,
    }
    return lines, votes


if __name__ == "__main__":
    print(json.dumps(_measure()))
